//! The record of an operation that changes more than one persistent thing.
//! It is logged before the first change and cleared after the last one, so
//! that recovery can redo what a crash cut short.

use serde::{Deserialize, Serialize};

use crate::command::RefreshFrom;
use crate::ids::VolumeId;
use crate::restore::Plan;

/// An unfinished operation. Each can be begun again in any state it may have
/// left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each field is what its name says")]
pub enum Intent {
    /// Deleting volumes, in this order.
    Delete { volumes: Vec<VolumeId> },
    /// Making `volume` show what `source` shows.
    Promote { volume: VolumeId, source: VolumeId },
    /// Changing a volume's size, in pages.
    Resize { volume: VolumeId, pages: u64 },
    /// Pushing every page into a full-copy snapshot.
    Fill { ross: VolumeId },
    /// Filling a full physical copy.
    Copy { volume: VolumeId, of: VolumeId },
    /// Rolling a backup on to another snapshot.
    Sync { backup: VolumeId, to: VolumeId },
    /// Taking their entries from snapshots that became stale.
    Strip { volumes: Vec<VolumeId> },
    /// Beginning a restore.
    Restore { plan: Plan },
    /// Cancelling a restore: `base` goes back to `undo`; `kept` is the snapshot
    /// taken first, `own` the source that goes with the restore.
    Cancel {
        base: VolumeId,
        undo: VolumeId,
        kept: Option<VolumeId>,
        own: Option<VolumeId>,
    },
    /// Making `volume` an empty snapshot of another read-only one, which is
    /// `made` where it is new; `old` is the identifier its old state gets.
    /// Once the two are exchanged, deleting `old` is on record instead.
    Refresh {
        volume: VolumeId,
        from: RefreshFrom,
        made: Option<VolumeId>,
        old: VolumeId,
    },
}
