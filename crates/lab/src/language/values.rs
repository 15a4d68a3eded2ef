//! The plain values that commands are made of.

use super::{Fault, Name, Time};

/// Where a write goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One page; the rest of it becomes zeros.
    Page(u64),
    /// Bytes from an offset on; the bytes around them are kept.
    OffsetBytes(u64),
}

/// How the exceptions of a tree's snapshots are found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IndexKind {
    /// Exception tables.
    #[default]
    Tables,
    /// Exception tables, and a bit map and block map that are kept up beside them.
    Maps,
}

/// A policy that `set` changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `set push copy|share|redirect`.
    Push(PushMode),
    /// `set hints on|off|value`: skip pointers.
    Hints(Hints),
    /// `set hint-fill read|push`: when skip pointers are made.
    HintFill(HintFill),
    /// `set delete merge|strict`.
    Delete(DeleteMode),
    /// `set full fail|stale`.
    Full(WhenFull),
    /// `set refresh refuse|keep`.
    Refresh(WhenRefreshed),
    /// `set change-log on|off`: whether every changed page is also logged.
    ChangeLog(bool),
    /// `set fault NAME on|off`: whether a safety rule is switched off.
    Fault {
        /// The rule.
        fault: Fault,
        /// True when the rule does not hold.
        on: bool,
    },
}

/// How a push preserves a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushMode {
    /// Always a copy: the literal method.
    Copy,
    /// A reference to the page where a snapshot owns it, else a copy.
    Share,
    /// An entry that names the volume that still resolves the page.
    Redirect,
}

/// What deleting a snapshot that others read through does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeleteMode {
    /// Its entries are shared into its children.
    Merge,
    /// It is refused.
    Strict,
}

/// Which skip pointers there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hints {
    /// To the snapshot that holds a page, and to where the search for it can go on.
    On,
    /// None.
    Off,
    /// To the snapshot that holds a page only: the literal form (seed 1¶97).
    Value,
}

/// When skip pointers are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HintFill {
    /// When a page is read.
    Read,
    /// When a page is pushed.
    Push,
}

/// What a push does for which there is no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// The write is refused.
    Fail,
    /// The oldest snapshots lose their entries and are marked stale.
    Stale,
}

/// What a refresh of a read-write snapshot with snapshots of its own does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenRefreshed {
    /// It is refused.
    Refuse,
    /// The old state stays, under another name, for its snapshots.
    Keep,
}

/// `schedule NAME of VOLUME every N writes|every TIME|on EVENT [keep N] [hourly N] [daily N]
/// [weekly N] [tree TREE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// What the schedule is called.
    pub name: Name,
    /// The volume it takes snapshots of.
    pub of: Name,
    /// When it takes one.
    pub trigger: Trigger,
    /// Which of them stay.
    pub retention: Retention,
    /// The snapshot tree they belong to; the unnamed one without it.
    pub tree: Option<Name>,
}

/// When a schedule takes a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trigger {
    /// `every N writes`.
    Writes(u64),
    /// `every TIME`: by the simulated clock.
    Time(Time),
    /// `on EVENT`: at a `trigger EVENT`.
    Event(Name),
}

/// Which snapshots of a schedule stay. A snapshot stays when any of the numbers keeps it; all stay
/// when none is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Retention {
    /// `keep N`: the newest N.
    pub keep: Option<u64>,
    /// `hourly N`: one for each of the last N hours.
    pub hourly: Option<u64>,
    /// `daily N`: one for each of the last N days.
    pub daily: Option<u64>,
    /// `weekly N`: one for each of the last N weeks.
    pub weekly: Option<u64>,
}

/// `replay "FILE" sha256:HEX every N|every-ms T [keep N] [page SIZE]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The file's name; reopening the document asks for it.
    pub file: String,
    /// SHA-256 of the file's bytes.
    pub sha256: [u8; 32],
    /// When snapshots are taken.
    pub every: Every,
    /// How many snapshots are kept; all without it.
    pub keep: Option<u64>,
    /// Bytes in a page; the default of the replay without it.
    pub page_bytes: Option<u64>,
}

/// The snapshot schedule of a replay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// `every N`: after N write records.
    Records(u64),
    /// `every-ms T`: after T milliseconds of the trace's own time.
    Millis(u64),
}

/// The kinds of volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VolumeKind {
    /// A base volume.
    Base,
    /// A read-only snapshot.
    Ross,
    /// A read-write snapshot.
    Rwss,
}
