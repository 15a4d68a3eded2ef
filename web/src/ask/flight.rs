//! Operations that are begun and advanced step by step.

use super::On::{Any, Base, Head, Restored, Ross, Rwss};
use super::Part::{Field, Here, Word};
use super::{Ask, Takes, Who, ask};

/// The background of a restore.
pub(super) const COPYING: Ask = ask(
    "begin-background",
    "Begin copying…",
    Restored,
    &[
        Word("begin"),
        Field("called", "", Takes::Operation("c")),
        Word("background"),
        Here,
        Field("work items, or all", "", Takes::Text("all")),
    ],
);

/// The verbs, in the order of their buttons.
pub(super) static ASKS: [Ask; 8] = [
    ask(
        "begin-write",
        "Begin a write…",
        Base,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("w")),
            Word("write"),
            Here,
            Field("page", "", Takes::Pages),
            Field("content", "", Takes::Text("\"new\"")),
        ],
    ),
    ask(
        "begin-read",
        "Begin a read…",
        Any,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("r")),
            Word("read"),
            Here,
            Field("page", "", Takes::Pages),
        ],
    ),
    ask(
        "begin-ross",
        "Begin a snapshot…",
        Head,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("s")),
            Word("ross"),
            Field("snapshot", "", Takes::Fresh("s")),
            Word("of"),
            Here,
        ],
    ),
    ask(
        "begin-refresh",
        "Begin a refresh…",
        Rwss,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("e")),
            Word("refresh"),
            Here,
            Word("as"),
            Field("snapshot", "", Takes::Fresh("s")),
            Field("of", "from", Takes::Volume(Who::OtherHead)),
        ],
    ),
    ask(
        "begin-delete",
        "Begin a delete…",
        Ross,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("d")),
            Word("delete"),
            Here,
        ],
    ),
    ask(
        "begin-restore",
        "Begin a restore…",
        Base,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("o")),
            Word("restore"),
            Here,
            Field("shows what this shows", "from", Takes::Volume(Who::Other)),
            Field("new snapshot", "as", Takes::Fresh("restored")),
        ],
    ),
    COPYING,
    ask(
        "begin-cancel",
        "Begin to give it up…",
        Restored,
        &[
            Word("begin"),
            Field("called", "", Takes::Operation("x")),
            Word("cancel"),
            Here,
        ],
    ),
];
