//! A file server's words: maps and refresh.

use super::On::{Any, Rwss};
use super::Part::{Field, Here, Word};
use super::{Ask, Takes, Who, ask};

/// The verbs, in the order of their buttons.
pub(super) static ASKS: [Ask; 3] = [
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
            Field("of", "from", Takes::Volume(Who::Head)),
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
];
