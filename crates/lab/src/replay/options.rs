//! How a trace is replayed.

use serde::{Deserialize, Serialize};

use crate::language;
use crate::trace::{Devices, Every, Schedule};

/// Page size where none is asked for, in bytes.
pub const PAGE_BYTES_DEFAULT: u32 = 4096;
/// Memory limit where none is set: 1 GiB, half of what an image may take.
pub const MEMORY_LIMIT_BYTES_DEFAULT: u64 = 1 << 30;
/// Work of one call of [`super::Replay::feed`] where none is set: a few
/// milliseconds natively.
pub const SLICE_WORK_DEFAULT: u64 = 1 << 14;
/// Most pages that are written between two looks at the memory limit.
pub const COMMAND_PAGES_MAX: u64 = 4096;

/// How a trace is replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// When snapshots are taken, and how many are kept.
    pub schedule: Schedule,
    /// Size of a page, in bytes.
    pub page_bytes: u32,
    /// What becomes of the device column.
    pub devices: Devices,
    /// Whether full copies are kept and compared at the end.
    pub check: bool,
    /// Memory that the tree, the rows of the report and the full copies may
    /// take together, in bytes.
    pub memory_limit_bytes: u64,
    /// Work of one call of [`super::Replay::feed`], in units of about one page
    /// written, record seen or page compared.
    pub slice_work: u64,
}

impl Options {
    /// This schedule, and the defaults for everything else.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            page_bytes: PAGE_BYTES_DEFAULT,
            devices: Devices::Merge,
            check: false,
            memory_limit_bytes: MEMORY_LIMIT_BYTES_DEFAULT,
            slice_work: SLICE_WORK_DEFAULT,
        }
    }

    /// The options that a document's `replay` line states; `None` where one of
    /// its numbers is zero or too large for a replay.
    #[must_use]
    pub fn of(command: &language::Replay) -> Option<Self> {
        let schedule = match command.every {
            language::Every::Records(writes) => Schedule::every_writes(writes),
            language::Every::Millis(ms) => Schedule::every_ms(ms),
        }?;
        let schedule = match command.keep {
            Some(keep) => schedule.keeping(u32::try_from(keep).ok()?)?,
            None => schedule,
        };
        let page_bytes = match command.page_bytes {
            Some(bytes) => u32::try_from(bytes).ok().filter(|&bytes| bytes > 0)?,
            None => PAGE_BYTES_DEFAULT,
        };
        Some(Self {
            page_bytes,
            ..Self::new(schedule)
        })
    }

    /// The `replay` line of a document for a file with this SHA-256. The page
    /// size is stated where it is not the default; devices are not stated, and
    /// neither are checks and limits, which do not change the tree.
    #[must_use]
    pub fn command(&self, file: &str, sha256: [u8; 32]) -> language::Replay {
        let page_bytes = u64::from(self.page_bytes);
        language::Replay {
            file: file.to_owned(),
            sha256,
            every: match self.schedule.every {
                Every::Writes(writes) => language::Every::Records(writes.get()),
                Every::Ms(ms) => language::Every::Millis(ms.get()),
            },
            keep: self.schedule.keep.map(|keep| u64::from(keep.get())),
            page_bytes: (self.page_bytes != PAGE_BYTES_DEFAULT).then_some(page_bytes),
        }
    }
}
