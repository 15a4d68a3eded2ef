//! What `expect` asserts, as plain values.

use super::{Name, Runs, Time, VolumeKind};

/// What `expect` asserts. "Last" is the outcome of the nearest command before it that is not
/// itself an `expect`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// `ok`: the last command was not refused.
    Ok,
    /// `refused [RULE]`: the last command was refused, by this rule if one is given.
    Refused(Option<Name>),
    /// `written RUNS`: the pages the last write wrote.
    Written(Runs),
    /// `pushed RUNS`: the pages the last write pushed.
    Pushed(Runs),
    /// `copied N`: the pages the last write copied.
    Copied(u64),
    /// `steps N …`: the numbered steps of the last write's push, in order (seed 1, method 800).
    Steps(Vec<u64>),
    /// `read CONTENT`: what the last read found, trailing zeros aside.
    Read(Vec<u8>),
    /// `from VOLUME OFFSET`, or `from none`: where the last read found it.
    From(Option<Location>),
    /// `hops NAME …`: the volumes the last read visited.
    Hops(Vec<Name>),
    /// `lookups N`: the entries the last read examined.
    Lookups(u64),
    /// `hint used|unused`: whether the last read followed a skip pointer.
    Hint(bool),
    /// `method 500|550`: the method of the last diff.
    Method(DiffMethod),
    /// `common VOLUME`: the common volume of the last diff.
    Common(Name),
    /// `literal RUNS`: the literal answer of the last diff.
    Literal(Runs),
    /// `location RUNS`: its answer after the location test.
    Location(Runs),
    /// `content RUNS`: its answer by content.
    Content(Runs),
    /// `left-only|right-only|differ|same RUNS`: the pages of one kind in the last diff.
    Compared {
        /// Which kind.
        kind: PageCompare,
        /// The pages.
        pages: Runs,
    },
    /// `check ok|failed`: the result of the last `check`.
    Check(bool),
    /// `discarded RUNS`: the pages the last command made read as zeros.
    Discarded(Runs),
    /// `promoted RUNS`: the pages the last promote changed.
    Promoted(Runs),
    /// `copied-pages RUNS`: the pages the last copy, backup or sync copied.
    CopiedPages(Runs),
    /// `ran N`: the commands that schedules ran within the last command.
    Ran(u64),
    /// `recovered finished|undone|nothing`: what recovery did after the last crash.
    Recovered(Recovered),
    /// `items N`: the work items of the last restore, or those that the last background did.
    Items(u64),
    /// `freed-set N|none`: the pages that deleting the set of the last `space of` frees.
    FreedSet(Option<u64>),
    /// `page VOLUME PAGE CONTENT`: what the page reads as now.
    Page {
        /// The volume read.
        volume: Name,
        /// The page read.
        page: u64,
        /// Its content, trailing zeros aside.
        content: Vec<u8>,
    },
    /// `exceptions VOLUME RUNS`: the pages that have an entry in the volume's own table.
    Exceptions {
        /// The volume.
        volume: Name,
        /// The pages.
        pages: Runs,
    },
    /// `entry VOLUME PAGE CONTENT`, `entry VOLUME PAGE in VOLUME OFFSET`, or
    /// `entry VOLUME PAGE none`: the entry in the volume's own table.
    Entry {
        /// The volume.
        volume: Name,
        /// The page.
        page: u64,
        /// What the entry is.
        entry: EntryIs,
    },
    /// `parent VOLUME NAME|none`: the look-up link.
    Parent {
        /// The volume.
        volume: Name,
        /// Its parent.
        parent: Option<Name>,
    },
    /// `copy-of VOLUME NAME|none`: the copy-of link.
    CopyOf {
        /// The volume.
        volume: Name,
        /// What it is a copy of.
        source: Option<Name>,
    },
    /// `kind VOLUME base|ross|rwss`.
    Kind {
        /// The volume.
        volume: Name,
        /// Its kind.
        kind: VolumeKind,
    },
    /// `stale VOLUME yes|no`: whether a snapshot has lost its entries.
    Stale {
        /// The volume.
        volume: Name,
        /// Whether it is stale.
        stale: bool,
    },
    /// `size VOLUME N`: the pages of a volume.
    Size {
        /// The volume.
        volume: Name,
        /// Its pages.
        pages: u64,
    },
    /// `restoring VOLUME yes|no`: whether a restore of a base volume runs.
    Restoring {
        /// The volume.
        volume: Name,
        /// Whether one runs.
        runs: bool,
    },
    /// `pending VOLUME RUNS`: the pages that a restore of the volume has not copied yet.
    Pending {
        /// The volume.
        volume: Name,
        /// The pages.
        pages: Runs,
    },
    /// `bits VOLUME RUNS`: those of them that hosts have written.
    Bits {
        /// The volume.
        volume: Name,
        /// The pages.
        pages: Runs,
    },
    /// `now TIME`: the simulated clock.
    Now(Time),
    /// `exists VOLUME`.
    Exists(Name),
    /// `absent VOLUME`: no volume has this name.
    Absent(Name),
    /// `tables VOLUME N …`: tables of each level, L1 first.
    Tables {
        /// The volume.
        volume: Name,
        /// Tables of each level; never empty.
        per_level: Vec<u64>,
    },
    /// `count volumes N` or `count exceptions VOLUME N`.
    Count {
        /// What is counted.
        what: Counted,
        /// How many there are.
        count: u64,
    },
    /// `exclusive|shared|table-bytes VOLUME N`: a number of `space`.
    Space {
        /// The volume.
        volume: Name,
        /// Which number.
        measure: Measure,
        /// Its value.
        value: u64,
    },
    /// `freed VOLUME N|none`: the pages that deleting the volume frees.
    Freed {
        /// The volume.
        volume: Name,
        /// The pages; `None` where the delete would be refused.
        pages: Option<u64>,
    },
}

/// A place in a volume: pages for a base or the data volume, entries for the administration one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// A volume, or `data`, or `admin`.
    pub volume: Name,
    /// The offset in it.
    pub offset: u64,
}

/// What an entry of an exception table is expected to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryIs {
    /// There is none.
    None,
    /// It resolves to this content, trailing zeros aside.
    Content(Vec<u8>),
    /// It names this place.
    In(Location),
}

/// The two methods of comparing volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiffMethod {
    /// One volume lies on the other's look-up path.
    M500,
    /// Two paths that meet in a common parent.
    M550,
}

/// How a page compares in a diff of A with B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageCompare {
    /// A has the page, and on B's side it was never written.
    LeftOnly,
    /// B has the page, and on A's side it was never written.
    RightOnly,
    /// Both have it, in different places.
    Differ,
    /// Both resolve to the same place.
    Same,
}

/// What recovery did with the operation that a crash stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// It was carried to its end.
    Finished,
    /// It was taken back.
    Undone,
    /// There was nothing to finish or to take back.
    Nothing,
}

/// What `expect count` counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// All volumes of all trees.
    Volumes,
    /// The entries in one volume's own table.
    Exceptions(Name),
}

/// The numbers of `space`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Pages only this volume holds.
    Exclusive,
    /// Pages it holds together with others.
    Shared,
    /// Bytes of its tables.
    TableBytes,
}
