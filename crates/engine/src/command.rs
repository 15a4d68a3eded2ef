//! What an engine can be asked, and what it answers.

use crate::content::Content;
use crate::entry::{Entry, Location};
use crate::geometry::Geometry;
use crate::ids::{Kind, PageNo, Runs, VolumeId};
use crate::policy::Policy;

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
    },
    /// Take a read-write snapshot of a read-only one (seed 0c7).
    TakeRwss {
        /// The read-only snapshot.
        of: VolumeId,
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
    /// Delete a volume.
    Delete {
        /// The volume.
        volume: VolumeId,
    },
    /// Set the policies.
    SetPolicy(Policy),
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
    Compared(DiffResult),
    /// A volume was deleted.
    Deleted(VolumeId),
    /// The policies were set.
    PolicySet,
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
}
