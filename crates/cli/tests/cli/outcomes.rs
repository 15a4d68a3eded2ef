//! The form of every kind of outcome, byte for byte: programs outside read these lines.

use crate::harness::{Ran, run};

/// The outcomes that `run --json` prints, without line and command.
fn outcomes(ran: &Ran) -> Vec<String> {
    let part = |line: &str| {
        let (_, outcome) = line.split_once(",\"outcome\":")?;
        outcome.strip_suffix('}').map(str::to_owned)
    };
    ran.out.lines().filter_map(part).collect()
}

/// Runs a text and compares the outcome of its last command.
#[track_caller]
fn check(text: &str, expected: &str) {
    let ran = run(&["--json", "--keep-going"], text);
    let outcomes = outcomes(&ran);
    assert_eq!(
        outcomes.last().map(String::as_str),
        Some(expected),
        "{ran:#?}"
    );
}

const BASE: &str = "volume base pages 8 page 4KiB levels 2x2x2\nwrite base 3 \"a3\"\n";

#[track_caller]
fn after_base(text: &str, expected: &str) {
    check(&format!("{BASE}{text}"), expected);
}

#[test]
fn a_line_has_its_number_command_and_outcome_in_this_order() {
    let text = format!(
        "cow 1\n\n# a comment\n{BASE}  ross  s1 of base # and another\r\nwrite base 3 hex:6233"
    );
    let ran = run(&["--json"], &text).ends(0);
    assert_eq!(
        ran.lines(),
        [
            r#"{"line":4,"command":"volume base pages 8 page 4KiB levels 2x2x2","outcome":{"kind":"done","created":"base"}}"#,
            r#"{"line":5,"command":"write base 3 \"a3\"","outcome":{"kind":"written","pages":[[3,1]],"pushed":[],"copied_pages":0}}"#,
            r#"{"line":6,"command":"ross s1 of base","outcome":{"kind":"done","created":"s1"}}"#,
            r#"{"line":7,"command":"write base 3 \"b3\"","outcome":{"kind":"written","pages":[[3,1]],"pushed":[[3,1]],"copied_pages":1}}"#,
        ]
    );
}

#[test]
fn done_says_what_is_useful() {
    after_base("ross s of base", r#"{"kind":"done","created":"s"}"#);
    after_base(
        "ross s of base\ndelete s",
        r#"{"kind":"done","deleted":"s"}"#,
    );
    check("set push copy", r#"{"kind":"done","set":"push copy"}"#);
}

#[test]
fn written_counts_pages_as_runs() {
    let snapshot = "ross s of base\n";
    after_base(
        &format!("{snapshot}write base @8190 \"over the edge\""),
        r#"{"kind":"written","pages":[[1,2]],"pushed":[[1,2]],"copied_pages":2}"#,
    );
    after_base(
        "write base @5 \"\"",
        r#"{"kind":"written","pages":[],"pushed":[],"copied_pages":0}"#,
    );
}

#[test]
fn read_tells_where_and_how() {
    let snapshots = "ross s1 of base\nross s2 of base\n";
    after_base(
        &format!("{snapshots}read s1 3"),
        r#"{"kind":"read","volume":"s1","page":3,"text":"a3","hex":null,"from":{"volume":"base","offset":3},"hops":["s1","s2","base"],"lookups":3,"hint_used":false}"#,
    );
    after_base(
        &format!("{snapshots}write base 3 \"b3\"\nread s1 3"),
        r#"{"kind":"read","volume":"s1","page":3,"text":"a3","hex":null,"from":{"volume":"data","offset":0},"hops":["s1","s2"],"lookups":4,"hint_used":false}"#,
    );
}

#[test]
fn content_is_text_or_hex_without_trailing_zeros() {
    let read = |text: &str, hex: &str| {
        format!(
            r#"{{"kind":"read","volume":"base","page":0,"text":{text},"hex":{hex},"from":{{"volume":"base","offset":0}},"hops":["base"],"lookups":1,"hint_used":false}}"#
        )
    };
    for (content, text, hex) in [
        ("\"\"", "\"\"", "null"),
        ("\"é\\x00\\x00\"", "\"é\"", "null"),
        ("hex:000061", "\"\\u0000\\u0000a\"", "null"),
        ("hex:FFfe0000", "null", "\"fffe\""),
        ("\"<img onerror>\\n\"", "\"<img onerror>\\n\"", "null"),
    ] {
        let text_of = format!("write base 0 {content}\nread base 0");
        after_base(&text_of, &read(text, hex));
    }
    after_base("read base 0", &read("\"\"", "null"));
}

#[test]
fn diff_has_three_answers_and_its_work() {
    after_base(
        "ross s1 of base\nwrite base 0 \"b0\"\nwrite base 1 \"b1\"\nross s4 of base\nwrite base 7 \"b7\"\ndiff s1 s4",
        r#"{"kind":"diff","a":"s1","b":"s4","method":500,"common":"s4","literal":[[0,2],[7,1]],"location":[[0,2]],"content":[[0,2]],"work":{"entries":7,"tables":6},"runs":[["differ",0,2],["same",3,1],["same",7,1]],"literal_work":{"entries":26,"tables":26}}"#,
    );
    // As typed, in either order; a base has no entries.
    after_base(
        "ross s1 of base\nwrite base 0 \"b0\"\ndiff base s1",
        r#"{"kind":"diff","a":"base","b":"s1","method":500,"common":"base","literal":[[0,1]],"location":[[0,1]],"content":[[0,1]],"work":{"entries":3,"tables":3},"runs":[["differ",0,1],["same",3,1]],"literal_work":{"entries":14,"tables":14}}"#,
    );
    after_base(
        "ross s1 of base\nwrite base 0 \"b0\"\ndiff s1 s1",
        r#"{"kind":"diff","a":"s1","b":"s1","method":500,"common":"s1","literal":[[0,1]],"location":[],"content":[],"work":{"entries":3,"tables":3},"runs":[["same",0,1],["same",3,1]],"literal_work":{"entries":14,"tables":14}}"#,
    );
}

#[test]
fn dump_lists_exceptions_or_the_pages_of_a_base() {
    after_base(
        "ross s2 of base\nwrite base 3 \"b3\"\nwrite base 0 hex:ff\ndump s2",
        r#"{"kind":"dump","volume":"s2","parent":"base","copy_of":"base","exceptions":[{"page":0,"text":"","in":{"volume":"data","offset":1}},{"page":3,"text":"a3","in":{"volume":"data","offset":0}}]}"#,
    );
    after_base(
        "write base 5 hex:ff\ndump base",
        r#"{"kind":"dump","volume":"base","parent":null,"copy_of":null,"exceptions":[],"pages":[{"page":3,"text":"a3","in":{"volume":"base","offset":3}},{"page":5,"text":null,"hex":"ff","in":{"volume":"base","offset":5}}]}"#,
    );
}

#[test]
fn a_redirect_prints_its_read_only_snapshot_and_the_resolved_text() {
    after_base(
        "ross r of base\nrwss w of r\nross s of w\nset push redirect\nwrite w 3 \"x3\"\ndump s",
        r#"{"kind":"dump","volume":"s","parent":"w","copy_of":"w","exceptions":[{"page":3,"text":"a3","in":{"volume":"r","offset":3}}]}"#,
    );
}

#[test]
fn refused_names_the_rule() {
    after_base(
        "ross base of base",
        r#"{"kind":"refused","rule":"name-taken","message":"there is a volume base already"}"#,
    );
}

#[test]
fn check_counts_its_invariants() {
    after_base("check", r#"{"kind":"check","ok":true,"invariants":21}"#);
}

#[test]
fn tree_is_in_order_of_creation() {
    after_base(
        "ross s1 of base\nrwss w of s1\nross s2 of base\nwrite base 3 \"b3\"\ntree",
        r#"{"kind":"tree","volumes":[{"name":"base","kind":"base","parent":null,"copy_of":null,"created":0,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null},{"name":"s1","kind":"ross","parent":"s2","copy_of":"base","created":1,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":true,"backup_of":null},{"name":"w","kind":"rwss","parent":"s1","copy_of":"s1","created":2,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null},{"name":"s2","kind":"ross","parent":"base","copy_of":"base","created":3,"exceptions":1,"pages":8,"state":"ok","tree":null,"read_only":true,"backup_of":null}]}"#,
    );
}

#[test]
fn space_has_null_where_a_delete_would_be_refused() {
    after_base(
        "ross s1 of base\nwrite base 3 \"b3\"\nspace",
        r#"{"kind":"space","volumes":[{"name":"base","exclusive_pages":1,"shared_pages":0,"table_bytes":0,"freed_if_deleted_pages":null},{"name":"s1","exclusive_pages":1,"shared_pages":0,"table_bytes":48,"freed_if_deleted_pages":1}]}"#,
    );
}

#[test]
fn expect_says_what_it_found() {
    after_base("expect ok", r#"{"kind":"expect","ok":true,"message":null}"#);
    after_base(
        "read base 3\nexpect read \"b3\"",
        r#"{"kind":"expect","ok":false,"message":"read: expected \"b3\", found \"a3\""}"#,
    );
}
