//! A stop after any step: what had ended must be there, and each operation that had not may be
//! there or not, on each volume by itself.

use cowpath_engine::check;

use super::serial::Serial;
use super::view::{Found, Going, Seen};
use crate::language::{Command, Name};

/// The command that stops before its first step: the crash alone.
pub(super) fn command() -> Command {
    Command::Crash {
        steps: 0,
        command: Box::new(Command::Check),
    }
}

/// A page that shows after a crash what it may not, with what it may.
pub(super) struct Lost {
    pub(super) volume: String,
    pub(super) page: u64,
    pub(super) found: Found,
    pub(super) allowed: Vec<Found>,
}

/// What a crash in this state loses, if anything.
pub(super) fn lost(
    seen: &Seen,
    open: &[Going],
    operations: &[Name],
    serial: &Serial,
) -> Option<Lost> {
    let all = (1_u32 << operations.len()) - 1;
    let ended = all & !open.iter().fold(0, |bits, open| bits | 1 << open.at);
    let mut after = seen.clone();
    after.machine.apply(&command(), &mut ()).ok()?;
    let view = after.view(&serial.pages);
    view.pages.into_iter().find_map(|(page, found)| {
        let allowed = serial.after_crash(ended, &page);
        (!allowed.contains(&found)).then(|| Lost {
            allowed: allowed.into_iter().cloned().collect(),
            volume: page.0.clone(),
            page: page.1,
            found,
        })
    })
}

/// Whether it loses something, or leaves an invariant broken.
pub(super) fn loses(seen: &Seen, open: &[Going], operations: &[Name], serial: &Serial) -> bool {
    let mut after = seen.clone();
    let recovered = after.machine.apply(&command(), &mut ());
    let sound = recovered.is_ok() && check::check(after.machine.engine()).ok();
    !sound || lost(seen, open, operations, serial).is_some()
}
