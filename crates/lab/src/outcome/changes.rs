//! The outcomes of the commands that make and change volumes.

use cowpath_engine::command::Capacity;
use cowpath_engine::ids::Runs;
use serde::ser::Serializer;

use super::RanCommand;

/// What a command without an answer did. At most one of the fields but `stale` is set.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Done {
    /// The volume that was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The volumes that were deleted, in this order. Serialised as a text where it is one.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "one_or_more")]
    pub deleted: Vec<String>,
    /// The setting in force now, as it is written after `set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// What a tree can hold now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Capacity>,
    /// The schedule that begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled: Option<String>,
    /// The schedule that ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unscheduled: Option<String>,
    /// The operation that was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begun: Option<String>,
    /// What schedules did at an event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ran: Option<Vec<RanCommand>>,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `promote`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Promoted {
    /// The volume that changed.
    pub volume: String,
    /// The volume it equals.
    pub source: String,
    /// Pages that changed.
    pub pages: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Pages copied, by pushes and into the volume.
    pub copied_pages: u64,
    /// Pages that the volume shares with the source now.
    pub shared_pages: u64,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `discard`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Discarded {
    /// The volume.
    pub volume: String,
    /// Pages that held something before.
    pub pages: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `resize`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Resized {
    /// The volume.
    pub volume: String,
    /// Its size now, in pages.
    pub pages: u64,
    /// Its size before, in pages.
    pub was: u64,
    /// Pages that were cut off, or made to read as zeros.
    pub discarded: Runs,
    /// Pages pushed into a read-only snapshot.
    pub pushed: Runs,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `copy` and `backup`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Copied {
    /// The new base volume.
    pub created: String,
    /// The volume that was copied.
    pub source: String,
    /// Pages copied; the others read as zeros.
    pub pages: Runs,
}

/// Outcome of `sync`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Synced {
    /// The backup.
    pub backup: String,
    /// The snapshot it equalled.
    pub from: String,
    /// The snapshot it equals now.
    pub to: String,
    /// Pages copied: those that differ by location.
    pub pages: Runs,
    /// How many those are.
    pub copied_pages: u64,
    /// Pages compared after that.
    pub verified_pages: u64,
    /// Whether all of them are equal.
    pub ok: bool,
}

/// Outcome of `rate`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Rate {
    /// The volume.
    pub volume: String,
    /// Of each of its trees, the oldest first.
    pub intervals: Vec<Interval>,
    /// What a log that tells the same takes, where one is kept.
    pub change_log: Option<ChangeLog>,
    /// Bytes of the snapshots' exception tables, which are there anyhow.
    pub table_bytes: u64,
}

/// The time between two snapshots.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Interval {
    /// The snapshot it begins with.
    pub snapshot: String,
    /// The snapshot it ends with, or the volume itself.
    pub until: String,
    /// Pages that changed in it; `None` where the snapshot is stale.
    pub pages: Option<u64>,
    /// Whether they were found by comparing, for the snapshot was filled as a full copy.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub compared: bool,
}

/// A log of changed pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ChangeLog {
    /// How many records it has.
    pub records: u64,
    /// What they take, in bytes.
    pub bytes: u64,
}

fn one_or_more<S: Serializer>(names: &[String], to: S) -> Result<S::Ok, S::Error> {
    match names {
        [name] => to.serialize_str(name),
        names => to.collect_seq(names),
    }
}
