//! A block trace replayed onto a snapshot tree: the tree that a schedule of
//! snapshots would have made of it, and the counts.
//!
//! The base volume is called `base`, and the snapshots `s1`, `s2`, … in the
//! order in which they were taken. Each write record writes every page it
//! touches once, however small the part, with a version stamp instead of
//! bytes: the ordinal of its record in the trace, from 1. Reads are counted and
//! change nothing.
//!
//! A [`Replay`] owns no input. It goes over the trace twice, since a volume has
//! to know its size before the first write, and then over its own result where
//! that is asked for:
//!
//! 1. [`Pass::Scan`] finds what the trace spans and takes the file's SHA-256;
//! 2. [`Pass::Write`] replays it;
//! 3. [`Pass::Check`] compares every snapshot with a full copy that was taken
//!    in its place ([`Options::check`]).
//!
//! Each call of [`Replay::feed`] does a bounded piece of work on the bytes from
//! [`Replay::position`] on, so that a web worker can tell of its progress and
//! be cancelled between two calls. The result does not depend on how the bytes
//! were cut.
//!
//! What can end a replay early keeps what was replayed until then: a bad record
//! after good ones ([`Report::error`]), the memory limit or a limit of the
//! engine ([`Report::stopped`]). A trace whose first record is bad is no trace.

mod drive;
mod error;
mod flat;
mod messages;
mod options;
mod replayed;
mod report;
mod scan;
mod verify;
mod writing;

pub use drive::whole;
pub use error::ReplayError;
pub use messages::{FromWorker, Start, ToWorker};
pub use options::{
    COMMAND_PAGES_MAX, MEMORY_LIMIT_BYTES_DEFAULT, Options, PAGE_BYTES_DEFAULT, SLICE_WORK_DEFAULT,
};
pub use report::{Finished, JSON_SAFE_MAX, Report, Row, volume_name};

use serde::{Deserialize, Serialize};

use crate::trace::{Format, LINE_BYTES_MAX};

use replayed::Replayed;
use scan::Scan;
use verify::Verify;
use writing::Writing;

/// A slice of at least so many bytes always makes headway; a shorter one only
/// at the end of the file.
pub const SLICE_BYTES_MIN: usize = LINE_BYTES_MAX + 2;

/// What a replay is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pass {
    /// The first pass over the bytes: what the trace spans.
    Scan,
    /// The second pass over the bytes: writes and snapshots.
    Write,
    /// Every snapshot is compared with its full copy. Wants no bytes.
    Check,
    /// There is nothing left to do.
    Done,
}

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What it is doing.
    pub pass: Pass,
    /// How much of that is done: bytes of the file, volumes in [`Pass::Check`].
    pub done: u64,
    /// How much there is, in the same unit; 0 where that is not known.
    pub total: u64,
    /// Records replayed; in [`Pass::Scan`], records seen.
    pub records: u64,
    /// Snapshots taken.
    pub snapshots: u64,
}

/// What [`Replay::feed`] did with a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fed {
    /// Bytes used up, from the front of the slice.
    pub consumed: usize,
    /// Whether the replay is finished: see [`Replay::finish`].
    pub done: bool,
}

/// A replay on its way; see the module.
#[derive(Debug)]
pub struct Replay {
    options: Options,
    format: Format,
    stage: Stage,
    /// Bytes of the whole file, once the first pass is over.
    total_bytes: u64,
    sha256: [u8; 32],
}

#[derive(Debug)]
enum Stage {
    Scan(Box<Scan>),
    Write(Box<Writing>),
    Check(Box<Verify>),
    Done(Box<Replayed>),
    /// An error was returned.
    Failed,
}

impl Replay {
    /// A replay before the first byte of a trace in `format`.
    #[must_use]
    pub fn new(format: Format, options: Options) -> Self {
        Self {
            options,
            format,
            stage: Stage::Scan(Box::new(Scan::new(format, &options))),
            total_bytes: 0,
            sha256: [0; 32],
        }
    }

    /// Where the next slice has to begin, in bytes from the start of the file.
    /// Goes back to 0 for the second pass; of no account in [`Pass::Check`].
    #[must_use]
    pub fn position(&self) -> u64 {
        match &self.stage {
            Stage::Scan(scan) => scan.position(),
            Stage::Write(writing) => writing.position(),
            Stage::Check(_) | Stage::Done(_) | Stage::Failed => self.total_bytes,
        }
    }

    /// What it is doing.
    #[must_use]
    pub fn pass(&self) -> Pass {
        match &self.stage {
            Stage::Scan(_) => Pass::Scan,
            Stage::Write(_) => Pass::Write,
            Stage::Check(_) => Pass::Check,
            Stage::Done(_) | Stage::Failed => Pass::Done,
        }
    }

    /// How far it is, in a file of `total_bytes` bytes (0 where unknown).
    #[must_use]
    pub fn progress(&self, total_bytes: u64) -> Progress {
        let (done, total) = match &self.stage {
            Stage::Check(verify) => verify.progress(),
            _ => (self.position(), total_bytes.max(self.total_bytes)),
        };
        let (records, snapshots) = match &self.stage {
            Stage::Scan(scan) => (scan.records(), 0),
            Stage::Write(writing) => writing.replayed().counts(),
            Stage::Check(verify) => verify.replayed().counts(),
            Stage::Done(replayed) => replayed.counts(),
            Stage::Failed => (0, 0),
        };
        Progress {
            pass: self.pass(),
            done,
            total,
            records,
            snapshots,
        }
    }

    /// Does about [`Options::slice_work`] work on `bytes`, which begin at
    /// [`Replay::position`]; `at_end` says that the file ends with them. A call
    /// in [`Pass::Check`] takes an empty slice.
    ///
    /// A slice of [`SLICE_BYTES_MIN`] bytes, or one up to the end, always makes
    /// headway, but not always by consuming bytes: a record of many pages takes
    /// several calls.
    ///
    /// # Errors
    /// A bad first record, or a trace that no geometry holds. The replay is of
    /// no more use after that.
    pub fn feed(&mut self, bytes: &[u8], at_end: bool) -> Result<Fed, ReplayError> {
        let work = self.options.slice_work.max(1);
        let (stage, result) = match std::mem::replace(&mut self.stage, Stage::Failed) {
            Stage::Scan(scan) => self.scan(scan, bytes, at_end, work)?,
            Stage::Write(mut writing) => {
                let (consumed, over) = writing.feed(bytes, at_end, work);
                let stage = if over {
                    self.written(writing)
                } else {
                    Stage::Write(writing)
                };
                (stage, consumed)
            }
            Stage::Check(mut verify) => {
                let stage = if verify.step(work) {
                    Stage::Done(Box::new(verify.into_replayed()))
                } else {
                    Stage::Check(verify)
                };
                (stage, 0)
            }
            Stage::Done(replayed) => (Stage::Done(replayed), 0),
            Stage::Failed => return Err(ReplayError::Failed),
        };
        self.stage = stage;
        Ok(Fed {
            consumed: result,
            done: matches!(self.stage, Stage::Done(_)),
        })
    }

    /// Ends the second pass here, as when a person cancels: what was replayed
    /// is kept and checked, and `reason` goes to [`Report::stopped`]. In
    /// another pass nothing changes.
    pub fn stop(&mut self, reason: &str) {
        match std::mem::replace(&mut self.stage, Stage::Failed) {
            Stage::Write(mut writing) => {
                writing.stop(reason);
                self.stage = self.written(writing);
            }
            other => self.stage = other,
        }
    }

    /// The result.
    ///
    /// # Errors
    /// [`ReplayError::Unfinished`] before [`Fed::done`].
    pub fn finish(self) -> Result<Finished, ReplayError> {
        match self.stage {
            Stage::Done(replayed) => Ok(report::finish(*replayed, self.options, self.sha256)),
            Stage::Failed => Err(ReplayError::Failed),
            _ => Err(ReplayError::Unfinished),
        }
    }

    fn scan(
        &mut self,
        mut scan: Box<Scan>,
        bytes: &[u8],
        at_end: bool,
        work: u64,
    ) -> Result<(Stage, usize), ReplayError> {
        let (consumed, over) = scan.feed(bytes, at_end, work)?;
        if !over {
            return Ok((Stage::Scan(scan), consumed));
        }
        self.total_bytes = scan.position();
        let (extent, sha256) = scan.finish();
        self.sha256 = sha256;
        let writing = Writing::new(self.format, &self.options, &extent)?;
        Ok((Stage::Write(Box::new(writing)), consumed))
    }

    fn written(&self, writing: Box<Writing>) -> Stage {
        let (replayed, flat) = writing.finish();
        match flat {
            Some(flat) => Stage::Check(Box::new(Verify::new(replayed, flat))),
            None => Stage::Done(Box::new(replayed)),
        }
    }
}
