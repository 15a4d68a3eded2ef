//! A file server's words: maps, refresh and restore.

use super::On::{Any, Base, Restored, Rwss};
use super::Part::{Field, Here, Word};
use super::{Ask, Takes, Who, ask};

/// The verbs, in the order of their buttons.
pub(super) static ASKS: [Ask; 9] = [
    ask("maps", "Bit map and block map", Any, &[Word("maps"), Here]),
    ask(
        "refresh",
        "Refresh with a new snapshot…",
        Rwss,
        &[
            Word("refresh"),
            Here,
            Word("as"),
            Field("called", "", Takes::Fresh("s")),
            Field("of", "from", Takes::Volume(Who::OtherHead)),
        ],
    ),
    ask(
        "refresh-from",
        "Refresh from…",
        Rwss,
        &[
            Word("refresh"),
            Here,
            Field("from", "from", Takes::Volume(Who::Ross)),
        ],
    ),
    ask(
        "restore",
        "Restore under load…",
        Base,
        &[
            Word("restore"),
            Here,
            Field("shows what this shows", "from", Takes::Volume(Who::Other)),
            Field("called, just after it", "as", Takes::Fresh("restored")),
            Field("called, just before it", "undo", Takes::Name),
            Field("called, the frozen source", "frozen", Takes::Name),
            Field("old data first", "", Takes::Switch("order 14")),
            Field("lazy", "", Takes::Switch("mode lazy")),
        ],
    ),
    ask(
        "measure",
        "What a restore would cost…",
        Base,
        &[
            Word("measure restore"),
            Here,
            Field("from", "from", Takes::Volume(Who::Other)),
            Field("reads and writes, at most", "ops", Takes::Text("400")),
            Field("a work item after every", "every", Takes::Count),
        ],
    ),
    ask(
        "background",
        "Copy in the background…",
        Restored,
        &[
            Word("background"),
            Here,
            Field("work items, or all", "", Takes::Text("1")),
        ],
    ),
    ask(
        "cancel",
        "Give the restore up…",
        Restored,
        &[
            Word("cancel"),
            Here,
            Field("keep what it shows as", "as", Takes::Name),
        ],
    ),
    ask(
        "restores",
        "Restores that run",
        Restored,
        &[Word("restores")],
    ),
    ask(
        "background-all",
        "Finish the restore",
        Restored,
        &[Word("background"), Here, Word("all")],
    ),
];
