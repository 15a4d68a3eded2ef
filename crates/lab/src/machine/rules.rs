//! The rules that refuse a command: their names, and the refusals that need no engine.

use cowpath_engine::map_index::INDEXED_PAGES_MAX;

use super::TREES_MAX;
use crate::language::{Command, MAX_NAME_BYTES, Name};
use crate::outcome::{Refused, name_text};

/// Every rule that can refuse a command, by name, with what it protects.
pub const RULES: [(&str, &str); 41] = [
    (
        "admin-full",
        "with `set full fail`, tables stay within the room of the administration volume",
    ),
    (
        "backup-source-gone",
        "a sync starts from a snapshot that can still be read",
    ),
    (
        "bad-geometry",
        "page size, page count and fan-outs lie within their limits, and the tables cover the pages",
    ),
    (
        "bad-schedule",
        "a schedule waits for something, keeps something, and its snapshots can be named",
    ),
    (
        "bad-size",
        "a volume has at least one page and no more than its tables cover",
    ),
    (
        "children-would-follow-head",
        "a read-write snapshot never comes to read the changing volume that its snapshot was taken of",
    ),
    ("clock-goes-forward", "the simulated clock never goes back"),
    (
        "data-full",
        "with `set full fail`, pages stay within the room of the data volume",
    ),
    ("different-trees", "volumes are compared within one tree"),
    (
        "has-children",
        "with `set delete strict`, a snapshot that others read through stays",
    ),
    (
        "has-limit",
        "a write in flight finds the room it needs: its tree has no limits",
    ),
    (
        "has-snapshots",
        "a base or read-write volume stays while it has read-only snapshots",
    ),
    (
        "in-flight",
        "a command on a whole volume does not mix with operations in flight",
    ),
    (
        "in-use",
        "a restore keeps the source and the snapshots it needs until it ends",
    ),
    (
        "limit-reached",
        "counts and offsets stay within the sizes of the engine's tables, and one command within \
         what can be waited for",
    ),
    (
        "name-taken",
        "a name belongs to one volume, one schedule, or one open operation",
    ),
    (
        "name-too-long",
        "a name that is made of another one has at most 64 bytes too",
    ),
    ("needs-file", "a replay needs the trace file itself"),
    ("no-bytes", "a tree of version stamps has no bytes to write"),
    (
        "no-restore",
        "work items and a cancel are of a restore that runs",
    ),
    (
        "not-a-backup",
        "a sync changes a backup, which knows what it equals",
    ),
    (
        "not-a-base",
        "a write in flight and a restore under load go to a base volume",
    ),
    (
        "not-a-head",
        "a read-only snapshot is taken, and a rate is told, of a volume that can change",
    ),
    (
        "not-a-ross",
        "a read-write snapshot hangs on a read-only one, whose view is constant",
    ),
    (
        "not-a-rwss",
        "a refresh is of a read-write snapshot, which has new data to give up",
    ),
    (
        "not-first",
        "a replayed trace is the beginning of its document",
    ),
    ("offset-out-of-range", "bytes lie within the volume"),
    (
        "page-locked",
        "an operation in flight has its page to itself from its first step to its last",
    ),
    ("page-out-of-range", "a page lies within the volume"),
    (
        "read-only",
        "the view of a read-only snapshot or clone is constant, and a backup changes by `sync` only",
    ),
    (
        "reserved-name",
        "`data` and `admin` name the volumes that keep pages and tables",
    ),
    (
        "restore-running",
        "what a restore changes is not changed as a whole by another command meanwhile",
    ),
    (
        "same-volume",
        "a promote, a refresh or a restore names two volumes",
    ),
    (
        "settling",
        "nothing relies on a snapshot that older writes still change",
    ),
    ("sizes-differ", "a restore is between volumes of one size"),
    (
        "stale",
        "a snapshot that has lost its entries is not read, nor is anything through it",
    ),
    ("too-long", "content fits its page"),
    (
        "unknown-operation",
        "a command speaks of an operation that is open",
    ),
    (
        "unknown-schedule",
        "a command speaks of a schedule that exists",
    ),
    ("unknown-volume", "a command speaks of a volume that exists"),
    ("whole-page", "a write in flight is of one whole page"),
];

pub(super) fn reserved_name(name: &str) -> Refused {
    let which = if name == super::DATA {
        "the snapshot data volume"
    } else {
        "the snapshot administration volume"
    };
    Refused {
        rule: "reserved-name",
        message: format!("{name} means {which}: choose another name"),
    }
}

pub(super) fn name_taken(name: &str) -> Refused {
    Refused {
        rule: "name-taken",
        message: format!("there is a volume {} already", name_text(name)),
    }
}

/// For a clone, whose origin would need a longer name than there can be.
pub(super) fn name_too_long(name: &Name) -> Refused {
    Refused {
        rule: "name-too-long",
        message: format!(
            "the snapshot that {name} hangs on would be called {}.origin, which has more than \
             {MAX_NAME_BYTES} bytes: choose a shorter name",
            name.as_str()
        ),
    }
}

/// For `rate` of a read-only snapshot.
pub(super) fn no_intervals(volume: &Name) -> Refused {
    Refused {
        rule: "not-a-head",
        message: format!(
            "{volume} is a read-only snapshot, which never changes: ask for the rate of a base \
             volume or a read-write snapshot"
        ),
    }
}

/// For a command that makes two volumes.
pub(super) fn name_taken_twice(name: &Name) -> Refused {
    Refused {
        rule: "name-taken",
        message: format!("{name} would be the name of two volumes"),
    }
}

/// For a name that is made of another one.
pub(super) fn made_name_too_long(name: &str) -> Refused {
    Refused {
        rule: "name-too-long",
        message: format!(
            "{} has more than {MAX_NAME_BYTES} bytes: a shorter name is needed",
            name_text(name)
        ),
    }
}

/// For a restore from a read-only snapshot that would be frozen.
pub(super) fn nothing_to_freeze(source: &Name, frozen: &Name) -> Refused {
    Refused {
        rule: "not-a-head",
        message: format!(
            "{source} is a read-only snapshot, which never changes: {frozen} is not needed, so \
             leave `frozen` out"
        ),
    }
}

/// For a bit map of more pages than one can have.
pub(super) fn too_large_for_maps(pages: u64) -> Refused {
    Refused {
        rule: "bad-geometry",
        message: format!(
            "the fan-outs cover {pages} pages: with `index maps` each snapshot has a bit for \
             every one, and at most {INDEXED_PAGES_MAX} can be covered"
        ),
    }
}

/// For a measurement that would take too long.
pub(super) fn too_many_operations(most: u64) -> Refused {
    Refused {
        rule: "limit-reached",
        message: format!("a measurement has at most {most} operations"),
    }
}

pub(super) fn unknown_volume(message: String) -> Refused {
    Refused {
        rule: "unknown-volume",
        message,
    }
}

pub(super) fn needs_file(file: &str) -> Refused {
    Refused {
        rule: "needs-file",
        message: format!(
            "a replay needs its file: open {} beside the document",
            name_text(file)
        ),
    }
}

pub(super) fn too_many_trees() -> Refused {
    Refused {
        rule: "limit-reached",
        message: format!("there are {TREES_MAX} snapshot trees with a name, and no more can be"),
    }
}

/// The refusal of what waits for a command on whole volumes that is between its steps.
pub(super) fn frozen(midway: &Name) -> Refused {
    let name = name_text(midway.as_str());
    Refused {
        rule: "in-flight",
        message: format!(
            "{name} is between its steps and keeps everything else waiting: \
             `step {name}` or `finish {name}` first"
        ),
    }
}

/// Refuses what cannot come between the steps of a command on whole volumes: all but its own
/// steps, looks, and a crash.
pub(super) fn while_frozen(command: &Command, midway: &Name) -> Result<(), Refused> {
    match command {
        Command::Step { .. }
        | Command::Finish { .. }
        | Command::Crash { .. }
        | Command::Tree
        | Command::Space { .. }
        | Command::Dump { .. }
        | Command::Maps { .. }
        | Command::Rate { .. }
        | Command::Restores
        | Command::Locks
        | Command::Expect(_) => Ok(()),
        _ => Err(frozen(midway)),
    }
}
