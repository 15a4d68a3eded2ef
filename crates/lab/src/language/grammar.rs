//! The fixed words of the language, each with the line that completion shows beside it.

use super::want::Word;

const fn word(text: &'static str, hint: &'static str) -> Word {
    Word { text, hint }
}

/// The verbs: first those that can be stopped by a crash, so many as [`CRASHABLE`] says.
pub(super) const VERBS: &[Word] = &[
    word(
        "volume",
        "volume NAME pages N page SIZE levels AxBxC [index maps|tables]",
    ),
    word(
        "ross",
        "ross NAME of VOLUME [tree TREE] [full]: a read-only snapshot",
    ),
    word("rwss", "rwss NAME of ROSS: a read-write snapshot"),
    word("write", "write VOLUME PAGE|@OFFSET CONTENT"),
    word("read", "read VOLUME PAGE"),
    word("diff", "diff A B: the pages that differ"),
    word("delete", "delete VOLUME …: one volume, or a set as a whole"),
    word(
        "copy",
        "copy NAME of VOLUME: a full copy, a tree of its own",
    ),
    word(
        "clone",
        "clone NAME of VOLUME [read-only]: a clone that shares the pages",
    ),
    word(
        "promote",
        "promote VOLUME from SOURCE: it shows what the source shows",
    ),
    word("discard", "discard VOLUME RUNS: the pages read as zeros"),
    word("resize", "resize VOLUME pages N: it grows or shrinks"),
    word(
        "limit",
        "limit VOLUME [data N|none] [admin N|none]: room for snapshots",
    ),
    word(
        "backup",
        "backup ROSS to NAME: a full copy that knows its snapshot",
    ),
    word("sync", "sync NAME to ROSS: brings a backup to a snapshot"),
    word(
        "refresh",
        "refresh RWSS from ROSS|as NAME [from VOLUME]: it begins anew",
    ),
    word(
        "restore",
        "restore BASE from VOLUME as NAME [undo NAME] …: while hosts go on",
    ),
    word(
        "background",
        "background BASE [N|all]: work items of a restore",
    ),
    word("cancel", "cancel BASE [as NAME]: gives a restore up"),
    word("restores", "restores: those that run"),
    word(
        "measure",
        "measure restore BASE from VOLUME ops N: what it costs hosts",
    ),
    word("rate", "rate VOLUME: pages changed in each interval"),
    word("dump", "dump VOLUME: its exceptions"),
    word("maps", "maps VOLUME: its bit map and block map"),
    word("tree", "tree: the volumes and their links"),
    word("space", "space [of VOLUME …]: what each volume takes"),
    word("check", "check: the invariants"),
    word(
        "trigger",
        "trigger EVENT: runs the schedules that wait for it",
    ),
    word("unschedule", "unschedule NAME: ends a schedule"),
    word(
        "begin",
        "begin NAME COMMAND: opens an operation, and does nothing of it yet",
    ),
    word("step", "step NAME [COUNT]: some steps of an open operation"),
    word("finish", "finish NAME: all steps of it that are left"),
    word("locks", "locks: the open operations and the locked pages"),
    word(
        "schedule",
        "schedule NAME of VOLUME every N writes|every TIME|on EVENT [keep N] …",
    ),
    word("at", "at TIME: the simulated clock goes forward"),
    word(
        "crash",
        "crash N COMMAND: N steps of it, then a crash and recovery",
    ),
    word(
        "set",
        "set push|hints|delete|full|refresh|fault …: a policy",
    ),
    word("expect", "expect …: asserts the last outcome or the state"),
    word(
        "replay",
        "replay \"FILE\" sha256:HEX every N|every-ms T [keep N] [page SIZE]",
    ),
];

/// The verbs that `crash N` takes.
pub(super) const CRASHABLE: &[Word] = VERBS.split_at(33).0;

/// The verbs that `begin NAME` takes.
pub(super) const BEGUN: &[Word] = &[
    word("write", "write BASE PAGE CONTENT: a write in flight"),
    word("read", "read VOLUME PAGE: a read in flight"),
    word("ross", "ross NAME of VOLUME: one step, later"),
    word("rwss", "rwss NAME of ROSS: one step, later"),
    word("refresh", "refresh RWSS …: one step, later"),
    word(
        "restore",
        "restore BASE from VOLUME as N …: one step, later",
    ),
    word("background", "background BASE: work items, one step, later"),
    word("cancel", "cancel BASE: one step, later"),
    word("delete", "delete VOLUME …: one step, later"),
];

pub(super) const PAGES: &[Word] = &[word("pages", "pages N: the size of the volume")];
pub(super) const PAGE: &[Word] = &[word("page", "page SIZE: bytes in a page, such as 4KiB")];
pub(super) const LEVELS: &[Word] = &[word("levels", "levels AxBxC: entries in a table of each")];
pub(super) const INDEX: &[Word] = &[word("index", "index maps|tables: how exceptions are found")];
pub(super) const INDEXES: &[Word] = &[
    word("maps", "a bit map and block map too, to compare"),
    word("tables", "exception tables (the default)"),
];
pub(super) const OF: &[Word] = &[word("of", "of VOLUME: what it is taken of")];
pub(super) const SET_OF: &[Word] = &[word("of", "of VOLUME …: what deleting them all frees")];
pub(super) const FROM: &[Word] = &[word("from", "from SOURCE: what it becomes equal to")];
pub(super) const TO_BACKUP: &[Word] = &[word("to", "to NAME: the new backup")];
pub(super) const TO_ROSS: &[Word] = &[word("to", "to ROSS: the snapshot it is to equal")];
pub(super) const BY: &[Word] = &[word("by", "by ORIGIN: who asks for it")];
pub(super) const ROSS_OPTIONS: &[Word] = &[
    word("tree", "tree TREE: the snapshot tree it belongs to"),
    word("full", "push every written page at once"),
];
pub(super) const READ_ONLY: &[Word] = &[word("read-only", "the clone refuses writes")];
pub(super) const LIMITS: &[Word] = &[
    word("data", "data N|none: pages of the data volume"),
    word(
        "admin",
        "admin N|none: entries of the administration volume",
    ),
];
pub(super) const TRIGGERS: &[Word] = &[
    word("every", "every N writes, or every TIME"),
    word("on", "on EVENT: when it is triggered"),
];
pub(super) const WRITES: &[Word] = &[word("writes", "after so many writes to the volume")];
pub(super) const SCHEDULE_OPTIONS: &[Word] = &[
    word("keep", "keep N: the newest N stay"),
    word("hourly", "hourly N: one for each of the last N hours stays"),
    word("daily", "daily N: one for each of the last N days stays"),
    word("weekly", "weekly N: one for each of the last N weeks stays"),
    word("tree", "tree TREE: the snapshot tree they belong to"),
];
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
    word("hints", "hints on|off|value: skip pointers"),
    word(
        "hint-fill",
        "hint-fill read|push: when skip pointers are made",
    ),
    word(
        "delete",
        "delete merge|strict: deleting a snapshot others read through",
    ),
    word(
        "full",
        "full fail|stale: what happens when there is no room",
    ),
    word(
        "refresh",
        "refresh refuse|keep: refreshing a volume with snapshots",
    ),
    word(
        "change-log",
        "change-log on|off: logs every changed page too",
    ),
    word("fault", "fault NAME on|off: switches a safety rule off"),
];
pub(super) const PUSH_MODES: &[Word] = &[
    word("copy", "always copy the page"),
    word("share", "share a page that a snapshot owns (the default)"),
    word("redirect", "name the volume that still resolves the page"),
];
pub(super) const HINTS: &[Word] = &[
    word(
        "on",
        "to the holder of a page, and to resume a search (the default)",
    ),
    word("off", "walk every link"),
    word("value", "to the holder of a page only"),
];
pub(super) const HINT_FILLS: &[Word] = &[
    word("read", "when a page is read (the default)"),
    word("push", "when a page is pushed"),
];
pub(super) const WHEN_FULL: &[Word] = &[
    word("fail", "refuse the write (the default)"),
    word("stale", "mark the oldest snapshots stale and go on"),
];
pub(super) const WHEN_REFRESHED: &[Word] = &[
    word("refuse", "refuse while it has snapshots (the default)"),
    word("keep", "leave the old state to its snapshots"),
];
pub(super) const LOGGED: &[Word] = &[
    word("on", "log every changed page"),
    word("off", "exception counts only (the default)"),
];
pub(super) const BROKEN: &[Word] = &[
    word("on", "the rule does not hold"),
    word("off", "the rule holds (the default)"),
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
    word("left-only", "left-only RUNS: pages that only A has"),
    word("right-only", "right-only RUNS: pages that only B has"),
    word("differ", "differ RUNS: pages in two places"),
    word("same", "same RUNS: pages in the same place"),
    word("discarded", "discarded RUNS: pages that read as zeros now"),
    word("promoted", "promoted RUNS: pages the last promote changed"),
    word("copied-pages", "copied-pages RUNS: pages of the last copy"),
    word("ran", "ran N: commands that schedules ran"),
    word("recovered", "recovered finished|undone|nothing"),
    word(
        "items",
        "items N: work items of the last restore or background",
    ),
    word("freed-set", "freed-set N|none: pages the set frees"),
    word("now", "now TIME: the simulated clock"),
    word("stale", "stale VOLUME yes|no"),
    word(
        "restoring",
        "restoring VOLUME yes|no: whether a restore runs",
    ),
    word("pending", "pending VOLUME RUNS: pages not restored yet"),
    word("bits", "bits VOLUME RUNS: those that hosts have written"),
    word("size", "size VOLUME N: its pages"),
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
pub(super) const YES_NO: &[Word] = &[
    word("yes", "it has lost its entries"),
    word("no", "it can be read"),
];
pub(super) const RESTORING: &[Word] =
    &[word("yes", "a restore of it runs"), word("no", "none does")];
pub(super) const RECOVERIES: &[Word] = &[
    word("finished", "the operation was carried to its end"),
    word("undone", "the operation was taken back"),
    word("nothing", "there was nothing to do"),
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
