//! Operations that are begun and advanced step by step.

use super::On::{Any, Base, Head};
use super::Part::{Field, Here, Word};
use super::{Ask, Takes, ask};

/// The verbs, in the order of their buttons.
pub(super) static ASKS: [Ask; 3] = [
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
];
