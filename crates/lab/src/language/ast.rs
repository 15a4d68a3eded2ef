//! What a line of the language says: one command, as plain values.
//!
//! Nothing here is checked against a state: an unknown name, a page out of bounds or a size that
//! is not allowed is a refusal of the command when it runs, not a syntax error.

use super::{Name, Runs};

/// One command of the language. `Display` gives its canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `volume NAME pages N page SIZE levels AxBxC`: a base volume with its tree.
    Volume {
        /// The new volume.
        name: Name,
        /// Pages in the volume.
        pages: u64,
        /// Bytes in a page.
        page_bytes: u64,
        /// Entries in a table of each level, L1 first; never empty.
        levels: Vec<u64>,
    },
    /// `ross NAME of VOLUME`: a read-only snapshot of a base or read-write volume.
    Ross {
        /// The new snapshot.
        name: Name,
        /// The volume it is taken of.
        of: Name,
    },
    /// `rwss NAME of ROSS`: a read-write snapshot on a read-only one.
    Rwss {
        /// The new snapshot.
        name: Name,
        /// The read-only snapshot it hangs on.
        of: Name,
    },
    /// `write VOLUME PAGE CONTENT` or `write VOLUME @OFFSET CONTENT`.
    Write {
        /// The volume written to.
        volume: Name,
        /// Where in the volume.
        place: Place,
        /// The bytes.
        content: Vec<u8>,
    },
    /// `read VOLUME PAGE`.
    Read {
        /// The volume read.
        volume: Name,
        /// The page read.
        page: u64,
    },
    /// `diff A B`.
    Diff {
        /// The first volume, as typed.
        a: Name,
        /// The second volume, as typed.
        b: Name,
    },
    /// `delete VOLUME`.
    Delete {
        /// The volume to delete.
        volume: Name,
    },
    /// `dump VOLUME`: its exceptions, and the pages of a base.
    Dump {
        /// The volume shown.
        volume: Name,
    },
    /// `tree`: the volumes and their links.
    Tree,
    /// `space`: what each volume takes and what deleting it frees.
    Space,
    /// `check`: the invariants.
    Check,
    /// `set …`: a policy that holds from the next command on.
    Set(Setting),
    /// `replay …`: a block trace as a document of one command.
    Replay(Replay),
    /// `expect …`: a predicate on the last outcome or the state.
    Expect(Expect),
}

/// Where a write goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// One page; the rest of it becomes zeros.
    Page(u64),
    /// Bytes from an offset on; the bytes around them are kept.
    OffsetBytes(u64),
}

/// A policy that `set` changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// `set push copy|share|redirect`.
    Push(PushMode),
    /// `set hints on|off`: skip pointers.
    Hints(bool),
    /// `set delete merge|strict`.
    Delete(DeleteMode),
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
    /// `check ok|failed`: the result of the last `check`.
    Check(bool),
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
