//! Snapshots, copies, backups, sizes and schedules.

use super::On::{Any, Backup, Head, Ross};
use super::Part::{Field, Here, Word};
use super::{Ask, Part, Takes, Who, ask};

const NEW: Part = Field("called", "", Takes::Fresh("c"));
const TREE: Part = Field("in the tree", "tree", Takes::Name);

/// The verbs, in the order of their buttons.
pub(super) static ASKS: [Ask; 12] = [
    ask(
        "ross-with",
        "Snapshot with…",
        Head,
        &[
            Word("ross"),
            Field("called", "", Takes::Fresh("s")),
            Word("of"),
            Here,
            TREE,
            Field("a full copy", "", Takes::Switch("full")),
        ],
    ),
    ask(
        "clone",
        "Clone…",
        Any,
        &[
            Word("clone"),
            NEW,
            Word("of"),
            Here,
            Field("read-only", "", Takes::Switch("read-only")),
        ],
    ),
    ask(
        "copy",
        "Full copy…",
        Any,
        &[Word("copy"), NEW, Word("of"), Here],
    ),
    ask(
        "backup",
        "Backup…",
        Ross,
        &[
            Word("backup"),
            Here,
            Field("called", "to", Takes::Fresh("backup")),
        ],
    ),
    ask(
        "sync",
        "Sync…",
        Backup,
        &[
            Word("sync"),
            Here,
            Field("to", "to", Takes::Volume(Who::Source)),
        ],
    ),
    ask(
        "promote",
        "Promote from…",
        Head,
        &[
            Word("promote"),
            Here,
            Field("shows what this shows", "from", Takes::Volume(Who::Other)),
        ],
    ),
    ask(
        "revert",
        "Revert @ to this…",
        Ross,
        &[
            Word("promote"),
            Field("volume", "", Takes::Volume(Who::Head)),
            Word("from"),
            Here,
        ],
    ),
    ask(
        "discard",
        "Discard pages…",
        Head,
        &[Word("discard"), Here, Field("pages", "", Takes::Pages)],
    ),
    ask(
        "resize",
        "Resize…",
        Head,
        &[
            Word("resize"),
            Here,
            Field("number of pages", "pages", Takes::Size),
        ],
    ),
    ask(
        "limit",
        "Limits…",
        Any,
        &[
            Word("limit"),
            Here,
            Field("pages of data", "data", Takes::Data),
            Field("table entries", "admin", Takes::Admin),
        ],
    ),
    ask(
        "delete-set",
        "Delete several…",
        Any,
        &[
            Word("delete"),
            Field("volumes of this tree", "", Takes::Set),
        ],
    ),
    ask("rate", "Rate of change", Any, &[Word("rate"), Here]),
];

/// A base volume, which is asked of no other.
pub static VOLUME: Ask = ask(
    "volume",
    "New volume…",
    Any,
    &[
        Word("volume"),
        Field("called", "", Takes::Fresh("base")),
        Field("pages", "pages", Takes::Text("8")),
        Field("page size", "page", Takes::Text("4KiB")),
        Field("fan-outs", "levels", Takes::Text("2x2x2")),
        Field("maps beside the tables", "", Takes::Switch("index maps")),
    ],
);

/// A schedule of its own: it is asked beside the clock.
pub static SCHEDULE: Ask = ask(
    "schedule",
    "Add a schedule…",
    Any,
    &[
        Word("schedule"),
        Field("called", "", Takes::Fresh("plan")),
        Field("of", "of", Takes::Volume(Who::AnyHead)),
        Field("runs", "", Takes::Trigger),
        Field("keep the newest", "keep", Takes::Count),
        Field("hourly", "hourly", Takes::Count),
        Field("daily", "daily", Takes::Count),
        Field("weekly", "weekly", Takes::Count),
        TREE,
    ],
);
