//! The fixed words of the language, each with the line that completion shows beside it.

use super::want::Word;

const fn word(text: &'static str, hint: &'static str) -> Word {
    Word { text, hint }
}

pub(super) const VERBS: &[Word] = &[
    word(
        "volume",
        "volume NAME pages N page SIZE levels AxBxC: a base volume",
    ),
    word("ross", "ross NAME of VOLUME: a read-only snapshot"),
    word("rwss", "rwss NAME of ROSS: a read-write snapshot"),
    word("write", "write VOLUME PAGE|@OFFSET CONTENT"),
    word("read", "read VOLUME PAGE"),
    word("diff", "diff A B: the pages that differ"),
    word("delete", "delete VOLUME"),
    word("dump", "dump VOLUME: its exceptions"),
    word("tree", "tree: the volumes and their links"),
    word("space", "space: what each volume takes"),
    word("check", "check: the invariants"),
    word("set", "set push|hints|delete …: a policy"),
    word("expect", "expect …: asserts the last outcome or the state"),
    word(
        "replay",
        "replay \"FILE\" sha256:HEX every N|every-ms T [keep N] [page SIZE]",
    ),
];

/// Verbs of the contract that this version does not read yet.
pub(super) const LATER_VERBS: &[&str] = &[
    "discard", "resize", "promote", "refresh", "restore", "begin", "step", "crash", "at",
];

pub(super) const PAGES: &[Word] = &[word("pages", "pages N: the size of the volume")];
pub(super) const PAGE: &[Word] = &[word("page", "page SIZE: bytes in a page, such as 4KiB")];
pub(super) const LEVELS: &[Word] = &[word("levels", "levels AxBxC: entries in a table of each")];
pub(super) const OF: &[Word] = &[word("of", "of VOLUME: what it is taken of")];
pub(super) const IN: &[Word] = &[word("in", "in VOLUME OFFSET: where the entry points")];
pub(super) const NONE: &[Word] = &[word("none", "there is none")];
pub(super) const KEEP: &[Word] = &[word(
    "keep",
    "keep N: delete snapshots older than the newest N",
)];
pub(super) const EVERY: &[Word] = &[
    word("every", "every N: a snapshot after N write records"),
    word(
        "every-ms",
        "every-ms T: a snapshot after T milliseconds of the trace",
    ),
];

pub(super) const SETTINGS: &[Word] = &[
    word("push", "push copy|share|redirect: how a page is preserved"),
    word("hints", "hints on|off: skip pointers"),
    word(
        "delete",
        "delete merge|strict: deleting a snapshot others read through",
    ),
];
pub(super) const PUSH_MODES: &[Word] = &[
    word("copy", "always copy the page"),
    word("share", "share a page that a snapshot owns (the default)"),
    word("redirect", "name the volume that still resolves the page"),
];
pub(super) const SWITCH: &[Word] = &[
    word("on", "use skip pointers (the default)"),
    word("off", "walk every link"),
];
pub(super) const DELETE_MODES: &[Word] = &[
    word("merge", "share its entries into its children (the default)"),
    word("strict", "refuse while others read through it"),
];

pub(super) const EXPECTATIONS: &[Word] = &[
    word("ok", "the last command was not refused"),
    word("refused", "refused [RULE]: the last command was refused"),
    word("written", "written RUNS: pages the last write wrote"),
    word("pushed", "pushed RUNS: pages the last write pushed"),
    word("copied", "copied N: pages the last write copied"),
    word(
        "steps",
        "steps N …: numbered steps of the last write's push",
    ),
    word("read", "read CONTENT: what the last read found"),
    word(
        "from",
        "from VOLUME OFFSET|none: where the last read found it",
    ),
    word("hops", "hops NAME …: volumes the last read visited"),
    word("lookups", "lookups N: entries the last read examined"),
    word(
        "hint",
        "hint used|unused: whether the last read took a skip pointer",
    ),
    word("method", "method 500|550: the method of the last diff"),
    word(
        "common",
        "common VOLUME: the common volume of the last diff",
    ),
    word(
        "literal",
        "literal RUNS: the literal answer of the last diff",
    ),
    word(
        "location",
        "location RUNS: the answer after the location test",
    ),
    word("content", "content RUNS: the answer by content"),
    word("check", "check ok|failed: the result of the last check"),
    word("page", "page VOLUME PAGE CONTENT: what a page reads as now"),
    word(
        "exceptions",
        "exceptions VOLUME RUNS: pages in the volume's own table",
    ),
    word("entry", "entry VOLUME PAGE CONTENT|in VOLUME OFFSET|none"),
    word("parent", "parent VOLUME NAME|none: the look-up link"),
    word("copy-of", "copy-of VOLUME NAME|none: the copy-of link"),
    word("kind", "kind VOLUME base|ross|rwss"),
    word("exists", "exists VOLUME"),
    word("absent", "absent VOLUME: no volume has this name"),
    word(
        "tables",
        "tables VOLUME N …: tables of each level, L1 first",
    ),
    word("count", "count volumes N|exceptions VOLUME N"),
    word(
        "exclusive",
        "exclusive VOLUME N: pages only this volume holds",
    ),
    word(
        "shared",
        "shared VOLUME N: pages it holds together with others",
    ),
    word("table-bytes", "table-bytes VOLUME N: bytes of its tables"),
    word("freed", "freed VOLUME N|none: pages that deleting it frees"),
];
pub(super) const HINT_USE: &[Word] = &[
    word("used", "it took a skip pointer"),
    word("unused", "it walked the links"),
];
pub(super) const METHODS: &[Word] = &[
    word("500", "one volume lies on the other's look-up path"),
    word("550", "two paths that meet in a common parent"),
];
pub(super) const CHECKED: &[Word] = &[
    word("ok", "every invariant held"),
    word("failed", "an invariant broke"),
];
pub(super) const KINDS: &[Word] = &[
    word("base", "a base volume"),
    word("ross", "a read-only snapshot"),
    word("rwss", "a read-write snapshot"),
];
pub(super) const COUNTED: &[Word] = &[
    word("volumes", "volumes N: volumes of all trees"),
    word(
        "exceptions",
        "exceptions VOLUME N: entries in its own table",
    ),
];
