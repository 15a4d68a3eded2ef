//! Why a command was not carried out. A refusal names the rule it protects
//! and has changed nothing.

use crate::ids::{Kind, VolumeId};
use crate::inflight::OpenId;

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each field is what its name says")]
pub enum Refusal {
    /// The geometry is impossible or over a limit.
    BadGeometry { message: String },
    /// No living volume has this id.
    UnknownVolume { volume: VolumeId },
    /// A read-only snapshot was asked of a volume that is not read-write.
    NotAHead { volume: VolumeId },
    /// A read-write snapshot was asked of a volume that is not a read-only snapshot.
    NotARoss { volume: VolumeId, kind: Kind },
    /// A refresh of a volume that is not a read-write snapshot.
    NotARwss { volume: VolumeId, kind: Kind },
    /// A change to a read-only snapshot, a read-only copy or a backup.
    ReadOnly { volume: VolumeId, kind: Kind },
    /// A page number past the end.
    PageOutOfRange {
        volume: VolumeId,
        page: u64,
        pages: u64,
    },
    /// A byte range past the end.
    OffsetOutOfRange {
        volume: VolumeId,
        offset: u64,
        length: u64,
        bytes: u64,
    },
    /// Content longer than a page.
    TooLong { length: u64, page_bytes: u32 },
    /// A byte write where the tree keeps stamps.
    NoBytes { volume: VolumeId },
    /// The two volumes are in different trees.
    DifferentTrees { a: VolumeId, b: VolumeId },
    /// A read-write volume with snapshots cannot be deleted.
    HasSnapshots { volume: VolumeId, snapshots: u64 },
    /// Strict policy: a snapshot with children cannot be deleted.
    HasChildren { volume: VolumeId, children: u64 },
    /// The read-write snapshots that hang on the volume would read the
    /// read-write head, and so see writes made after their snapshot.
    ChildrenWouldFollowHead {
        volume: VolumeId,
        child: VolumeId,
        head: VolumeId,
    },
    /// The snapshot became stale when room ran out.
    Stale { volume: VolumeId },
    /// A write needs more pages than its data volume has left.
    DataFull {
        volume: VolumeId,
        needed: u64,
        free: u64,
    },
    /// A write needs more table entries than its administration volume has left.
    AdminFull {
        volume: VolumeId,
        needed: u64,
        free: u64,
    },
    /// A size that the fan-outs do not cover, or none at all.
    BadSize {
        volume: VolumeId,
        pages: u64,
        most: u64,
    },
    /// A sync of a volume that is no backup.
    NotABackup { volume: VolumeId },
    /// The snapshot that a backup equals was deleted or became stale.
    BackupSourceGone { volume: VolumeId },
    /// A promotion of a volume from itself.
    SameVolume { volume: VolumeId },
    /// A page that an operation in flight has locked.
    PageLocked {
        volume: VolumeId,
        page: u64,
        operation: OpenId,
    },
    /// A command on a whole volume while operations are in flight.
    InFlight { volume: VolumeId, operation: OpenId },
    /// The snapshot waits for writes that began before it.
    Settling { volume: VolumeId },
    /// A write in flight to a read-write snapshot.
    NotABase { volume: VolumeId, kind: Kind },
    /// A write in flight in a tree whose room is limited.
    HasLimit { volume: VolumeId },
    /// No operation in flight has this number.
    UnknownOperation { operation: OpenId },
    /// A restore of a volume that is not a base.
    NotProduction { volume: VolumeId, kind: Kind },
    /// A restore between volumes of different sizes.
    SizesDiffer { a: VolumeId, b: VolumeId },
    /// A restore runs on the volume.
    RestoreRunning { volume: VolumeId },
    /// No restore runs on the volume.
    NoRestore { volume: VolumeId },
    /// A restore needs the volume as it is.
    InUse { volume: VolumeId, base: VolumeId },
    /// A limit of the engine is reached.
    LimitReached { what: &'static str, limit: u64 },
}

impl Refusal {
    /// The rule's name, stable, for machines.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::BadGeometry { .. } => "bad-geometry",
            Self::UnknownVolume { .. } => "unknown-volume",
            Self::NotAHead { .. } => "not-a-head",
            Self::NotARoss { .. } => "not-a-ross",
            Self::NotARwss { .. } => "not-a-rwss",
            Self::ReadOnly { .. } => "read-only",
            Self::PageOutOfRange { .. } => "page-out-of-range",
            Self::OffsetOutOfRange { .. } => "offset-out-of-range",
            Self::TooLong { .. } => "too-long",
            Self::NoBytes { .. } => "no-bytes",
            Self::DifferentTrees { .. } => "different-trees",
            Self::HasSnapshots { .. } => "has-snapshots",
            Self::HasChildren { .. } => "has-children",
            Self::ChildrenWouldFollowHead { .. } => "children-would-follow-head",
            Self::Stale { .. } => "stale",
            Self::DataFull { .. } => "data-full",
            Self::AdminFull { .. } => "admin-full",
            Self::BadSize { .. } => "bad-size",
            Self::NotABackup { .. } => "not-a-backup",
            Self::BackupSourceGone { .. } => "backup-source-gone",
            Self::SameVolume { .. } => "same-volume",
            Self::PageLocked { .. } => "page-locked",
            Self::InFlight { .. } => "in-flight",
            Self::Settling { .. } => "settling",
            Self::NotABase { .. } => "not-a-base",
            Self::HasLimit { .. } => "has-limit",
            Self::UnknownOperation { .. } => "unknown-operation",
            Self::NotProduction { .. } => "not-a-base",
            Self::SizesDiffer { .. } => "sizes-differ",
            Self::RestoreRunning { .. } => "restore-running",
            Self::NoRestore { .. } => "no-restore",
            Self::InUse { .. } => "in-use",
            Self::LimitReached { .. } => "limit-reached",
        }
    }

    /// The operation in flight that stands in the way.
    #[must_use]
    pub fn operation(&self) -> Option<OpenId> {
        match self {
            Self::PageLocked { operation, .. } | Self::InFlight { operation, .. } => {
                Some(*operation)
            }
            _ => None,
        }
    }

    /// A sentence for people; `name` gives a volume's name.
    #[must_use]
    pub fn message(&self, name: &dyn Fn(VolumeId) -> String) -> String {
        match self {
            Self::BadGeometry { message } => message.clone(),
            Self::UnknownVolume { volume } => format!("there is no volume {}", name(*volume)),
            Self::NotAHead { volume } => format!(
                "{} is a read-only snapshot: take a read-only snapshot of a base volume or a \
                 read-write snapshot",
                name(*volume)
            ),
            Self::NotARoss { volume, kind } => format!(
                "{} is a {}, and this needs a read-only snapshot: take one first",
                name(*volume),
                kind_text(*kind)
            ),
            Self::NotARwss { volume, kind } => format!(
                "{} is a {}: a refresh is of a read-write snapshot",
                name(*volume),
                kind_text(*kind)
            ),
            Self::ReadOnly {
                volume,
                kind: Kind::Ross,
            } => format!(
                "{} is a read-only snapshot: its view is constant; write to a base volume or to \
                 a read-write snapshot",
                name(*volume)
            ),
            Self::ReadOnly { volume, kind } => format!(
                "{} is a {}: it refuses writes",
                name(*volume),
                match kind {
                    Kind::Base => "backup",
                    _ => "read-only copy",
                }
            ),
            Self::PageOutOfRange {
                volume,
                page,
                pages,
            } => format!(
                "page {page} is past the end of {}, which has pages 0 to {}",
                name(*volume),
                pages - 1
            ),
            Self::OffsetOutOfRange {
                volume,
                offset,
                length,
                bytes,
            } => format!(
                "{length} {} at offset {offset} pass the end of {}, which has {bytes} bytes",
                if *length == 1 { "byte" } else { "bytes" },
                name(*volume)
            ),
            Self::TooLong { length, page_bytes } => {
                format!("the content has {length} bytes and a page has {page_bytes}")
            }
            Self::NoBytes { volume } => format!(
                "{} keeps a version stamp for each page instead of bytes, as a replay writes them: \
                 nothing can be typed into it",
                name(*volume)
            ),
            Self::DifferentTrees { a, b } => format!(
                "{} and {} are in different trees: only volumes of one tree can be compared",
                name(*a),
                name(*b)
            ),
            Self::HasSnapshots { volume, snapshots } => format!(
                "{} has {snapshots} read-only {}: delete {} first",
                name(*volume),
                if *snapshots == 1 {
                    "snapshot"
                } else {
                    "snapshots"
                },
                if *snapshots == 1 { "it" } else { "them" }
            ),
            Self::HasChildren { volume, children } => format!(
                "{children} {} through {}, and the delete policy is strict",
                if *children == 1 {
                    "volume reads"
                } else {
                    "volumes read"
                },
                name(*volume)
            ),
            Self::ChildrenWouldFollowHead {
                volume,
                child,
                head,
            } => format!(
                "{} hangs on {}, the newest snapshot of {}: without it, it would see later writes \
                 to {}",
                name(*child),
                name(*volume),
                name(*head),
                name(*head)
            ),
            Self::Stale { volume } => format!(
                "{} is stale: its tree ran out of room, and its entries were given up; it can \
                 only be deleted",
                name(*volume)
            ),
            Self::DataFull {
                volume,
                needed,
                free,
            } => format!(
                "the data volume of {} is full: {needed} more {} needed, {free} left; delete a \
                 snapshot, raise the limit, or `set full stale` to give up the oldest",
                name(*volume),
                if *needed == 1 { "page is" } else { "pages are" }
            ),
            Self::AdminFull {
                volume,
                needed,
                free,
            } => format!(
                "the administration volume of {} is full: {needed} more entries are needed, \
                 {free} left; delete a snapshot, raise the limit, or `set full stale` to give up \
                 the oldest",
                name(*volume)
            ),
            Self::BadSize {
                volume,
                pages,
                most,
            } => format!(
                "{pages} pages: {} can have 1 to {most}, which its tables cover",
                name(*volume)
            ),
            Self::NotABackup { volume } => {
                format!("{} is not a backup: make one with `backup`", name(*volume))
            }
            Self::BackupSourceGone { volume } => format!(
                "the snapshot that {} equals is gone, so the difference cannot be told: make a \
                 new backup",
                name(*volume)
            ),
            Self::SameVolume { volume } => {
                format!(
                    "{} cannot be its own source: name another volume",
                    name(*volume)
                )
            }
            Self::PageLocked { volume, page, .. } => format!(
                "page {page} of {} is locked until an operation in flight has ended: finish it",
                name(*volume)
            ),
            Self::InFlight { volume, .. } => format!(
                "operations are in flight in the tree of {}: finish them first",
                name(*volume)
            ),
            Self::Settling { volume } => format!(
                "{} is settling: a write that began before it is still in flight, and it changes \
                 until that has ended",
                name(*volume)
            ),
            Self::NotABase { volume, kind } => format!(
                "{} is a {}: only writes to a base volume can be in flight",
                name(*volume),
                match kind {
                    Kind::Base => "base volume",
                    Kind::Ross => "read-only snapshot",
                    Kind::Rwss => "read-write snapshot",
                }
            ),
            Self::HasLimit { volume } => format!(
                "the room of {} is limited, and a write in flight could find none half-way: take \
                 the limits away",
                name(*volume)
            ),
            Self::UnknownOperation { operation } => {
                format!("there is no operation {} in flight", operation.0)
            }
            Self::NotProduction { volume, kind } => format!(
                "{} is a {}: only a base volume can be restored under load; promote it instead",
                name(*volume),
                kind_text(*kind)
            ),
            Self::SizesDiffer { a, b } => format!(
                "{} and {} have different sizes: resize {} first, or promote it",
                name(*a),
                name(*b),
                name(*a)
            ),
            Self::RestoreRunning { volume } => format!(
                "a restore of {} runs: let `background {} all` end it, or cancel it",
                name(*volume),
                name(*volume)
            ),
            Self::NoRestore { volume } => format!("no restore of {} runs", name(*volume)),
            Self::InUse { volume, base } => format!(
                "the restore of {} needs {}: let `background {} all` end it, or cancel it",
                name(*base),
                name(*volume),
                name(*base)
            ),
            Self::LimitReached { what, limit } => format!("the limit of {limit} {what} is reached"),
        }
    }
}

fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Base => "base volume",
        Kind::Ross => "read-only snapshot",
        Kind::Rwss => "read-write snapshot",
    }
}
