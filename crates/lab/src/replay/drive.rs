//! A replay of bytes that are all there, driven to its end.

use std::ops::ControlFlow;

use crate::trace::{Format, PREFIX_BYTES, recognise};

use super::error::ReplayError;
use super::options::Options;
use super::report::Finished;
use super::{Progress, Replay};

/// Recognises `bytes` unless `format` is given, and replays them. `watch` is
/// called between slices; where it breaks, the replay stops as
/// [`Replay::stop`] does, or ends without a result in the first pass.
///
/// # Errors
/// The bytes are not a trace, no volume holds it, or `watch` broke off before
/// anything was replayed.
pub fn whole(
    bytes: &[u8],
    format: Option<Format>,
    options: Options,
    watch: &mut dyn FnMut(Progress) -> ControlFlow<String>,
) -> Result<Finished, ReplayError> {
    let total = bytes.len() as u64;
    let format = match format {
        Some(format) => format,
        None => recognise(&bytes[..bytes.len().min(PREFIX_BYTES)], total)?,
    };
    let mut replay = Replay::new(format, options);
    loop {
        let position = usize::try_from(replay.position()).unwrap_or(usize::MAX);
        if replay.feed(&bytes[position.min(bytes.len())..], true)?.done {
            return replay.finish();
        }
        if let ControlFlow::Break(reason) = watch(replay.progress(total)) {
            replay.stop(&reason);
            if replay.pass() == super::Pass::Scan {
                return Err(ReplayError::Unfinished);
            }
        }
    }
}
