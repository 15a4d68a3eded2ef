//! What a line of the language says: one command, as plain values.
//!
//! Nothing here is checked against a state: an unknown name, a page out of bounds or a size that
//! is not allowed is a refusal of the command when it runs, not a syntax error.

use super::{
    Expect, IndexKind, Items, Measured, Name, Place, RefreshFrom, Replay, Restore, Runs, Schedule,
    Setting, Time,
};

/// One command of the language. `Display` gives its canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `volume NAME pages N page SIZE levels AxBxC [index maps|tables]`: a base volume with its tree.
    Volume {
        /// The new volume.
        name: Name,
        /// Pages in the volume.
        pages: u64,
        /// Bytes in a page.
        page_bytes: u64,
        /// Entries in a table of each level, L1 first; never empty.
        levels: Vec<u64>,
        /// `index maps|tables`: whether a bit map and block map are kept beside the tables.
        index: IndexKind,
    },
    /// `ross NAME of VOLUME [tree TREE] [full]`: a read-only snapshot of a base or read-write
    /// volume.
    Ross {
        /// The new snapshot.
        name: Name,
        /// The volume it is taken of.
        of: Name,
        /// The snapshot tree of that volume it belongs to; the unnamed one without it.
        tree: Option<Name>,
        /// Every written page is pushed at once.
        full: bool,
    },
    /// `rwss NAME of ROSS`: a read-write snapshot on a read-only one.
    Rwss {
        /// The new snapshot.
        name: Name,
        /// The read-only snapshot it hangs on.
        of: Name,
    },
    /// `copy NAME of VOLUME`: a full physical copy, a base volume with a tree of its own.
    Copy {
        /// The new base volume.
        name: Name,
        /// The volume copied.
        of: Name,
    },
    /// `clone NAME of VOLUME [read-only]`: a mapping clone, which shares all pages.
    Clone {
        /// The new volume.
        name: Name,
        /// The volume cloned.
        of: Name,
        /// Whether the clone refuses writes.
        read_only: bool,
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
    /// `delete VOLUME …`: a set, deleted as a whole or not at all.
    Delete {
        /// The volumes to delete, as typed; never empty.
        volumes: Vec<Name>,
    },
    /// `promote VOLUME from SOURCE`: the volume shows from now on what the source shows.
    Promote {
        /// The base or read-write volume that changes.
        volume: Name,
        /// The volume it becomes equal to.
        source: Name,
    },
    /// `discard VOLUME RUNS`: the pages read as zeros.
    Discard {
        /// The volume.
        volume: Name,
        /// The pages.
        pages: Runs,
    },
    /// `resize VOLUME pages N`.
    Resize {
        /// The volume that grows or shrinks.
        volume: Name,
        /// Its new number of pages.
        pages: u64,
    },
    /// `limit VOLUME [data N|none] [admin N|none]`: the capacity of what the volume's tree is
    /// kept in. At least one of the two is given.
    Limit {
        /// A volume of the tree.
        volume: Name,
        /// Capacity of the data volume in pages; `Some(None)` takes the limit away.
        data: Option<Option<u64>>,
        /// Capacity of the administration volume in entries; `Some(None)` takes the limit away.
        admin: Option<Option<u64>>,
    },
    /// `backup ROSS to NAME`: a full copy that knows which snapshot it equals.
    Backup {
        /// The snapshot copied.
        of: Name,
        /// The new backup.
        name: Name,
    },
    /// `sync NAME to ROSS`: copies what differs between where a backup stands and a snapshot.
    Sync {
        /// The backup.
        backup: Name,
        /// The snapshot it is to equal.
        to: Name,
    },
    /// `refresh RWSS from ROSS` or `refresh RWSS as NAME [from VOLUME]`: a read-write snapshot
    /// begins anew on another read-only one, and stays what it is called.
    Refresh {
        /// The read-write snapshot.
        volume: Name,
        /// What it shows then.
        from: RefreshFrom,
    },
    /// `restore …`: a base volume becomes what another volume of its tree shows, while hosts go
    /// on with it.
    Restore(Box<Restore>),
    /// `background BASE [N|all]`: work items of the background copy of a restore.
    Background {
        /// The base volume that is restored.
        base: Name,
        /// How many.
        items: Items,
    },
    /// `cancel BASE [as NAME]`: a restore is given up.
    Cancel {
        /// The base volume that is restored.
        base: Name,
        /// A read-only snapshot that keeps what the base shows before.
        keep: Option<Name>,
    },
    /// `restores`: the restores that run.
    Restores,
    /// `measure restore …`: what a restore costs the hosts.
    Measure(Box<Measured>),
    /// `rate VOLUME`: pages changed in each interval between snapshots.
    Rate {
        /// The volume.
        volume: Name,
    },
    /// `dump VOLUME`: its exceptions, and the pages of a base.
    Dump {
        /// The volume shown.
        volume: Name,
    },
    /// `maps VOLUME`: its bit map and block map, in a file server's words.
    Maps {
        /// The volume.
        volume: Name,
    },
    /// `tree`: the volumes and their links.
    Tree,
    /// `space [of VOLUME …]`: what each volume takes and what deleting it frees.
    Space {
        /// The set whose deletion is asked about, as typed; empty without `of`.
        of: Vec<Name>,
    },
    /// `check`: the invariants.
    Check,
    /// `schedule …`: snapshots that are taken by themselves.
    Schedule(Schedule),
    /// `unschedule NAME`.
    Unschedule {
        /// The schedule that ends.
        schedule: Name,
    },
    /// `trigger EVENT`: runs the schedules that wait for the event.
    Trigger {
        /// The event.
        event: Name,
    },
    /// `at TIME`: the simulated clock goes forward to this time since the start.
    At(Time),
    /// `crash N COMMAND`: does so many micro-steps of the command, loses what is volatile, and
    /// recovers.
    Crash {
        /// Micro-steps done before the crash.
        steps: u64,
        /// The command that is stopped: any but `crash`, `schedule`, `at`, `set`, `replay` and
        /// `expect`, without an origin of its own.
        command: Box<Command>,
    },
    /// `begin NAME COMMAND`: opens an operation without doing any of it. A write of a page of a
    /// base and a read are in flight from then on; any other command is one step, done later.
    Begin {
        /// The operation.
        operation: Name,
        /// What it is to do: one of `write`, `read`, `ross`,
        /// `rwss`, `refresh`, `restore`, `background`, `cancel`, `delete`.
        command: Box<Command>,
    },
    /// `step NAME [COUNT]`: some steps of an operation, one without a count.
    Step {
        /// The operation.
        operation: Name,
        /// How many steps.
        steps: u64,
    },
    /// `finish NAME`: all steps of an operation that are left.
    Finish {
        /// The operation.
        operation: Name,
    },
    /// `locks`: the open operations, their next steps, and which pages are locked.
    Locks,
    /// `COMMAND by ORIGIN`: who asked for the command. It wraps any command but `set`, `replay`,
    /// `expect` and itself.
    By {
        /// The command.
        command: Box<Command>,
        /// Who asked for it: a manager, a node, a host.
        origin: Name,
    },
    /// `set …`: a policy that holds from the next command on.
    Set(Setting),
    /// `replay …`: a block trace as a document of one command.
    Replay(Replay),
    /// `expect …`: a predicate on the last outcome or the state.
    Expect(Expect),
}

impl Command {
    /// The command without its origin: never [`Command::By`].
    pub fn plain(&self) -> &Command {
        match self {
            Self::By { command, .. } => command.plain(),
            plain => plain,
        }
    }

    /// Who asked for the command, if the line says so.
    pub fn origin(&self) -> Option<&Name> {
        match self {
            Self::By { origin, .. } => Some(origin),
            _ => None,
        }
    }

    /// The first word of the command.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Volume { .. } => "volume",
            Self::Ross { .. } => "ross",
            Self::Rwss { .. } => "rwss",
            Self::Copy { .. } => "copy",
            Self::Clone { .. } => "clone",
            Self::Write { .. } => "write",
            Self::Read { .. } => "read",
            Self::Diff { .. } => "diff",
            Self::Delete { .. } => "delete",
            Self::Promote { .. } => "promote",
            Self::Discard { .. } => "discard",
            Self::Resize { .. } => "resize",
            Self::Limit { .. } => "limit",
            Self::Backup { .. } => "backup",
            Self::Sync { .. } => "sync",
            Self::Refresh { .. } => "refresh",
            Self::Restore(_) => "restore",
            Self::Background { .. } => "background",
            Self::Cancel { .. } => "cancel",
            Self::Restores => "restores",
            Self::Measure(_) => "measure",
            Self::Rate { .. } => "rate",
            Self::Dump { .. } => "dump",
            Self::Maps { .. } => "maps",
            Self::Tree => "tree",
            Self::Space { .. } => "space",
            Self::Check => "check",
            Self::Schedule(_) => "schedule",
            Self::Unschedule { .. } => "unschedule",
            Self::Trigger { .. } => "trigger",
            Self::At(_) => "at",
            Self::Crash { .. } => "crash",
            Self::Begin { .. } => "begin",
            Self::Step { .. } => "step",
            Self::Finish { .. } => "finish",
            Self::Locks => "locks",
            Self::By { command, .. } => command.verb(),
            Self::Set(_) => "set",
            Self::Replay(_) => "replay",
            Self::Expect(_) => "expect",
        }
    }
}
