//! What an engine can be asked, and what it answers.

use crate::content::Content;
use crate::entry::{Entry, Location};
use crate::geometry::Geometry;
use crate::ids::{Kind, PageNo, Runs, Series, VolumeId};
use crate::inflight::{Ended, OpenId, Step};
use crate::intent::Intent;
use crate::policy::Policy;
use crate::restore::{self, Mode, Order, Undo};

/// A command, in the imperative.
#[derive(Clone, Debug)]
pub enum Command<'a> {
    /// Make a base volume, and with it a tree.
    CreateVolume {
        /// Its shape.
        geometry: Geometry,
        /// Whether pages are version stamps, where the store can keep either.
        stamps: bool,
    },
    /// Take a read-only snapshot of a base or read-write snapshot (seed 0c6).
    TakeRoss {
        /// The read-write volume.
        of: VolumeId,
        /// Which of its chains of snapshots it joins (seed 1¶88).
        series: Series,
        /// A full-copy snapshot: every page is pushed at once (seed 1¶61).
        full: bool,
    },
    /// Take a read-write snapshot of a read-only one (seed 0c7).
    TakeRwss {
        /// The read-only snapshot.
        of: VolumeId,
        /// A read-only copy: it shares everything and refuses writes (seed 1¶47).
        read_only: bool,
    },
    /// Copy a volume, page by page, to a new base volume with a tree of its own.
    Copy {
        /// The volume copied.
        of: VolumeId,
        /// A backup refuses writes and knows the read-only snapshot it equals
        /// (seed 1¶100-101).
        backup: bool,
    },
    /// Write to a base or read-write snapshot.
    Write {
        /// The volume.
        volume: VolumeId,
        /// Where.
        span: Span,
        /// What.
        content: Content<'a>,
    },
    /// Read a page of any volume.
    Read {
        /// The volume.
        volume: VolumeId,
        /// The page.
        page: PageNo,
    },
    /// Find what differs between two volumes of a tree (methods 500 and 550).
    Diff {
        /// One volume.
        a: VolumeId,
        /// The other.
        b: VolumeId,
    },
    /// Delete volumes, as a whole.
    Delete {
        /// The volumes; the order does not matter.
        volumes: Vec<VolumeId>,
    },
    /// Make a read-write volume show what another volume of its tree shows
    /// (seed 1¶59, 68, 93): revert, for a source that is its own snapshot.
    Promote {
        /// The volume that changes.
        volume: VolumeId,
        /// The volume it will equal.
        source: VolumeId,
    },
    /// Make pages read as zeros and give their room back.
    Discard {
        /// The volume.
        volume: VolumeId,
        /// The pages.
        pages: Runs,
    },
    /// Change the size of a read-write volume; its snapshots keep theirs (seed 1¶43).
    Resize {
        /// The volume.
        volume: VolumeId,
        /// Its new size, in pages.
        pages: u64,
    },
    /// Set how much a tree's data and administration volumes hold.
    SetCapacity {
        /// Any volume of the tree.
        volume: VolumeId,
        /// The capacities.
        capacity: Capacity,
    },
    /// Roll a backup on to another read-only snapshot, by the difference alone
    /// (seed 1¶100-101).
    Sync {
        /// The backup.
        backup: VolumeId,
        /// The snapshot it will equal.
        to: VolumeId,
    },
    /// Make a read-write snapshot an empty one on another read-only snapshot,
    /// under the same identifier (seed 3, claims 17-18).
    Refresh {
        /// The read-write snapshot.
        volume: VolumeId,
        /// What it will be a snapshot of.
        from: RefreshFrom,
    },
    /// Begin a write of a whole page of a base without doing any of it
    /// (file 004): the data, on its way.
    BeginWrite {
        /// The base volume.
        volume: VolumeId,
        /// The page.
        page: PageNo,
        /// What.
        content: Content<'a>,
    },
    /// Begin a read of any volume without doing any of it.
    BeginRead {
        /// The volume.
        volume: VolumeId,
        /// The page.
        page: PageNo,
    },
    /// Open background copying of the restore that runs, in flight (seed 3, claims 14-15).
    BeginBackground {
        /// The volume that is restored.
        base: VolumeId,
        /// Work items it is to do.
        items: u64,
    },
    /// Advance an operation in flight by some of its steps.
    Advance {
        /// The operation.
        operation: OpenId,
        /// How many steps, fewer where it ends before; `None` for all that are left.
        steps: Option<u64>,
    },
    /// Make a base show another volume's state, while hosts go on using it
    /// (seed 3, claims 1-16). It does so at once; the pages are copied by
    /// [`Command::Background`], and until the last one is, the restore runs.
    Restore {
        /// The base.
        base: VolumeId,
        /// The volume whose state it gets; a read-write one is given a
        /// read-only snapshot, which goes with the restore.
        from: VolumeId,
        /// Which snapshot keeps what is overwritten.
        undo: Undo,
        /// In which order pages are copied.
        order: Order,
        /// When the snapshot of just after the restore gets its pages.
        mode: Mode,
    },
    /// Do work items of a restore's background copying.
    Background {
        /// The base that is restored.
        base: VolumeId,
        /// How many, at most.
        items: u64,
    },
    /// End a restore by going back to the snapshot that keeps what was overwritten.
    CancelRestore {
        /// The base that is restored.
        base: VolumeId,
        /// Whether a snapshot of what it shows is taken first.
        keep: bool,
    },
    /// Come back after a crash: everything volatile is lost, and what was cut
    /// short is finished or undone. A task that was under way must be dropped.
    Recover,
    /// Set the policies.
    SetPolicy(Policy),
}

/// The read-only snapshot that a refresh puts a read-write one on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefreshFrom {
    /// This one.
    Ross(VolumeId),
    /// A new one, of a base or read-write snapshot of the same tree.
    New {
        /// The read-write volume; `None` is the tree's base.
        of: Option<VolumeId>,
    },
}

/// How much a tree's volumes hold; `None` is no limit.
///
/// A recovery may pass it by a page for each series of a volume: what the push
/// that was cut short had shared between them, it copies again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Capacity {
    /// Pages of the data volume.
    pub data_pages: Option<u64>,
    /// Entries of the administration volume.
    pub admin_entries: Option<u64>,
}

/// Where a write goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// One whole page; what the content does not reach becomes zero.
    Page(PageNo),
    /// Whole pages from `first`, `count` of them, the content cut in pages; a
    /// stamp goes to each.
    Pages {
        /// First page.
        first: PageNo,
        /// How many.
        count: u64,
    },
    /// Bytes from an offset in bytes, as many as the content has; the rest of
    /// the pages is kept.
    Bytes {
        /// Offset from the start of the volume, in bytes.
        offset: u64,
    },
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A volume was created.
    Created(VolumeId),
    /// Pages were written.
    Written(Written),
    /// A page was read.
    Read(ReadResult),
    /// Two volumes were compared.
    Compared(Box<DiffResult>),
    /// Volumes were deleted, in this order.
    Deleted(Vec<VolumeId>),
    /// A volume shows now what another shows.
    Promoted(Promoted),
    /// Pages were discarded.
    Discarded(Discarded),
    /// A volume has another size.
    Resized(Resized),
    /// A volume was copied.
    Copied(Copied),
    /// A backup was rolled on.
    Synced(Box<Synced>),
    /// A tree's capacities were set.
    CapacitySet(Capacity),
    /// A read-write snapshot was refreshed.
    Refreshed(Refreshed),
    /// A restore began.
    RestoreBegun(Box<restore::Begun>),
    /// Work items of a restore were done.
    BackgroundCopied(restore::Copied),
    /// A restore was cancelled.
    RestoreCancelled(Box<restore::Cancelled>),
    /// What recovery did.
    Recovered(Recovery),
    /// The policies were set.
    PolicySet,
    /// An operation is in flight.
    Begun(OpenId),
    /// It did some steps.
    Advanced(Box<Advanced>),
}

/// Outcome of advancing an operation in flight.
#[derive(Clone, Debug, PartialEq)]
pub struct Advanced {
    /// The operation.
    pub operation: OpenId,
    /// The steps it did.
    pub steps: Vec<Step>,
    /// How many it has still to do, as things stand; `None` where that cannot be told.
    pub left: Option<u64>,
    /// What came of it, if it has ended.
    pub ended: Option<Ended>,
}

/// Outcome of a promotion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// The volume that changed.
    pub volume: VolumeId,
    /// The volume it equals.
    pub source: VolumeId,
    /// Pages that changed.
    pub pages: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Pages copied, by pushes and into the volume.
    pub copied_pages: u64,
    /// Pages the volume now shares with the source.
    pub shared_pages: u64,
}

/// Outcome of a discard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discarded {
    /// Pages that did not read as zeros before.
    pub pages: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Pages whose old content a push copied.
    pub copied_pages: u64,
}

/// Outcome of a resize.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resized {
    /// The volume.
    pub volume: VolumeId,
    /// Its size before, in pages.
    pub was: u64,
    /// Its size now, in pages.
    pub pages: u64,
    /// What was cut off, or made to read as zeros.
    pub discarded: Discarded,
}

/// Outcome of a physical copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The new base volume.
    pub created: VolumeId,
    /// The volume copied.
    pub of: VolumeId,
    /// Pages copied; the others read as zeros.
    pub pages: Runs,
}

/// Outcome of rolling a backup on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// The backup.
    pub backup: VolumeId,
    /// The snapshot it equalled.
    pub from: VolumeId,
    /// The snapshot it equals now.
    pub to: VolumeId,
    /// Pages carried over: those that differ by location.
    pub pages: Runs,
    /// Pages pushed into the backup's own snapshots.
    pub pushed: Runs,
    /// Pages compared after that.
    pub verified_pages: u64,
    /// Those that were not equal: none, unless something is broken.
    pub wrong: Runs,
}

/// Outcome of a refresh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// The volume, under the identifier it had before.
    pub volume: VolumeId,
    /// The read-only snapshot it is a snapshot of now.
    pub from: VolumeId,
    /// The same, if it was taken for the refresh.
    pub made: Option<VolumeId>,
    /// The read-only snapshot it was a snapshot of.
    pub was: Option<VolumeId>,
    /// The old state under its new identifier, where it has snapshots and was kept.
    pub old: Option<VolumeId>,
    /// Pages with an entry that were given up.
    pub discarded_pages: u64,
}

/// What recovery did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// The operation it carried to its end.
    pub finished: Option<Intent>,
    /// Pages that nothing led to.
    pub pages_freed: u64,
    /// Tables that nothing led to, or that were empty.
    pub tables_freed: u64,
    /// Reference counts that were wrong.
    pub recounted: u64,
}

/// Outcome of a write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Pages written.
    pub pages: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Pages whose old content was copied, rather than shared or redirected to.
    pub copied_pages: u64,
}

/// Outcome of a read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadResult {
    /// The volume that was asked.
    pub volume: VolumeId,
    /// The page.
    pub page: PageNo,
    /// What it holds, without trailing zeros.
    pub content: Content<'static>,
    /// Where that lies.
    pub from: Location,
    /// Volumes visited, the first and the holder included.
    pub hops: Vec<VolumeId>,
    /// Table entries examined, null ones included, plus one for a base.
    pub lookups: u64,
    /// Whether a skip pointer was followed.
    pub hint_used: bool,
}

/// Outcome of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffResult {
    /// As asked.
    pub a: VolumeId,
    /// As asked.
    pub b: VolumeId,
    /// 500 when one volume is on the other's look-up path, else 550.
    pub method: u16,
    /// The upper volume (500) or the first common parent (550).
    pub common: VolumeId,
    /// From `a`, and then from `b`, up to `common`; `common` is the last of each.
    pub paths: [Vec<VolumeId>; 2],
    /// Volumes on the paths without an exception, which the method ignores.
    pub ignored: Vec<VolumeId>,
    /// What the method's text reports, page by page.
    pub literal: Runs,
    /// Entries strictly below `common`, less pages whose two locations are equal.
    pub location: Runs,
    /// Pages whose bytes differ.
    pub content: Runs,
    /// What the engine's own walk cost.
    pub work: DiffWork,
}

/// Cost of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiffWork {
    /// Entries examined that were not null.
    pub entries: u64,
    /// Tables visited.
    pub tables: u64,
}

/// One exception of a volume, with its content resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// The page.
    pub page: PageNo,
    /// The entry; `None` for a page of a base.
    pub entry: Option<Entry>,
    /// Its content, without trailing zeros.
    pub content: Content<'static>,
}

/// What can be told of a living volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VolumeInfo {
    /// Its id.
    pub id: VolumeId,
    /// Its kind.
    pub kind: Kind,
    /// Look-up link.
    pub parent: Option<VolumeId>,
    /// Copy-of link.
    pub copy_of: Option<VolumeId>,
    /// The next older read-only snapshot of the branch; of a read-write volume, the newest one.
    pub older: Option<VolumeId>,
    /// Pages with an entry; 0 for a base.
    pub exceptions: u64,
    /// Its size, in pages.
    pub pages: u64,
    /// The chain of snapshots it is of; of a read-write volume, the first.
    pub series: Series,
    /// Whether it refuses writes: a read-only snapshot, a read-only copy, a backup.
    pub read_only: bool,
    /// Whether its entries were given up for want of room.
    pub stale: bool,
    /// Whether entries of a read-only snapshot came of filling it as a full
    /// copy: then they do not tell what has changed since.
    pub filled: bool,
    /// Of a backup: the snapshot it equals, which may be gone.
    pub backup_of: Option<VolumeId>,
}
