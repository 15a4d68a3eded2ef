//! The outcomes as `--json` prints them, and the built-in scenarios run to their ends.

mod common;

use common::{json, json_events, last_json, run};
use cowpath_lab::outcome::Outcome;

/// The last line of the scenario prints exactly this outcome.
#[track_caller]
fn check(scenario: &str, outcome: &str) {
    assert_eq!(last_json(scenario), outcome, "\n{scenario}");
}

const TREE: &str = r#"
volume base pages 8 page 4KiB levels 2x2x2
write base 0 "a0"
write base 3 "a3"
ross s1 of base
write base 3 "b3"
"#;

fn tree(rest: &str) -> String {
    format!("{TREE}{rest}")
}

#[test]
fn lines_carry_the_source_line_and_the_canonical_command() {
    let (lines, _) = json("cow 1\n# a comment\n\nvolume  base pages 8 page 1024B levels 8\ntree\n");
    assert_eq!(
        lines,
        [
            r#"{"line":4,"command":"volume base pages 8 page 1KiB levels 8","outcome":{"kind":"done","created":"base"}}"#,
            r#"{"line":5,"command":"tree","outcome":{"kind":"tree","volumes":[{"name":"base","kind":"base","parent":null,"copy_of":null,"created":0,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null}]}}"#,
        ]
    );
}

#[test]
fn writes_tell_pages_pushes_and_copies() {
    check(
        &tree("write base 0 \"b0\""),
        r#"{"kind":"written","pages":[[0,1]],"pushed":[[0,1]],"copied_pages":1}"#,
    );
    check(
        &tree("write base 3 \"c3\""),
        r#"{"kind":"written","pages":[[3,1]],"pushed":[],"copied_pages":0}"#,
    );
    check(
        &tree("write base @4095 \"xyz\""),
        r#"{"kind":"written","pages":[[0,2]],"pushed":[[0,2]],"copied_pages":2}"#,
    );
    check(
        &tree("write base @5 \"\""),
        r#"{"kind":"written","pages":[],"pushed":[],"copied_pages":0}"#,
    );
}

#[test]
fn maps_tell_bits_blocks_and_the_save_volume() {
    check(
        &tree("rwss w of s1\nwrite w 4 \"n\"\nwrite base 0 \"b0\"\nmaps s1"),
        r#"{"kind":"maps","volume":"s1","data":"old","production":"base","pages":8,"read_order":[{"volume":"s1","data":"old"},{"volume":"base","data":"clone"}],"bit_map":[[0,1],[3,1]],"block_map":[{"page":0,"pages":1,"block":2},{"page":3,"pages":1,"block":0}],"bit_map_bytes":8,"block_map_bytes":32,"table_bytes":64,"save_volume":{"blocks":3,"free":0,"old":2,"new":1,"both":0,"volumes":[{"name":"s1","data":"old","blocks":2,"exclusive":2},{"name":"w","data":"new","blocks":1,"exclusive":1}]}}"#,
    );
    check(
        &tree("set push redirect\nrwss w of s1\nross r of w\nwrite w 3 \"w3\"\nmaps r"),
        r#"{"kind":"maps","volume":"r","data":"old","production":"base","pages":8,"read_order":[{"volume":"r","data":"old"},{"volume":"w","data":"new"},{"volume":"s1","data":"old"},{"volume":"base","data":"clone"}],"bit_map":[[3,1]],"block_map":[{"page":3,"pages":1,"block":null,"through":"s1"}],"bit_map_bytes":8,"block_map_bytes":16,"table_bytes":48,"save_volume":{"blocks":2,"free":0,"old":1,"new":1,"both":0,"volumes":[{"name":"s1","data":"old","blocks":1,"exclusive":1},{"name":"w","data":"new","blocks":1,"exclusive":1},{"name":"r","data":"old","blocks":0,"exclusive":0}]}}"#,
    );
}

#[test]
fn a_refresh_tells_what_it_made_and_gave_up() {
    let start = "rwss w of s1\nwrite w 4 \"n\"\n";
    check(
        &tree(&format!("{start}refresh w as s2")),
        r#"{"kind":"refreshed","volume":"w","from":"s2","was":"s1","created":"s2","discarded_pages":1}"#,
    );
    check(
        &tree(&format!("{start}refresh w from s1")),
        r#"{"kind":"refreshed","volume":"w","from":"s1","was":"s1","discarded_pages":1}"#,
    );
    check(
        &tree(&format!(
            "{start}set refresh keep\nross k of w\nrefresh w as s2"
        )),
        r#"{"kind":"refreshed","volume":"w","from":"s2","was":"s1","created":"s2","old":"w~1","discarded_pages":0}"#,
    );
}

const OFFICE: &str = r#"
volume base pages 4 page 64B levels 4
write base 0 "A0"
write base 1 "A1"
write base 2 "A2"
write base 3 "A3"
ross s1 of base
rwss w of s1
write w 1 "w1"
write w 2 "w2"
write base 0 "B0"
write base 2 "B2"
"#;

/// The worked example: four work items in one order, three in the other.
#[test]
fn a_restore_tells_its_work_and_its_end() {
    let restored = |options: &str, rest: &str| {
        format!("{OFFICE}restore base from w as n undo u{options}\n{rest}")
    };
    check(
        &restored(" order 14", ""),
        r#"{"kind":"restore","base":"base","from":"w","source":"n.source","undo":"u","new":"n","order":"14","mode":"eager","pages":[[0,3]],"items":4}"#,
    );
    check(
        &restored(" mode lazy frozen f", ""),
        r#"{"kind":"restore","base":"base","from":"w","source":"f","undo":"u","new":"n","order":"15","mode":"lazy","pages":[[0,3]],"items":3}"#,
    );
    check(
        &restored(
            " mode lazy",
            "write base 2 \"h2\"\nbackground base\nrestores",
        ),
        r#"{"kind":"restores","restores":[{"base":"base","source":"n.source","own_source":true,"undo":"u","new":"n","order":"15","mode":"lazy","pending":[[1,2]],"bits":[[2,1]],"items":3,"items_done":1,"items_left":2,"copied_pages":3}]}"#,
    );
    check(
        &restored("", "background base"),
        r#"{"kind":"background","base":"base","items":1,"left":2,"copied_pages":2,"ended":false}"#,
    );
    check(
        &restored("", "background base all"),
        r#"{"kind":"background","base":"base","items":3,"left":0,"copied_pages":6,"ended":true,"deleted":"n.source"}"#,
    );
    check(
        &restored("", "background base\ncancel base as k"),
        r#"{"kind":"cancelled","base":"base","undo":"u","created":"k","pending":[[1,2]],"pages":[[0,3]],"copied_pages":8,"deleted":"n.source"}"#,
    );
    check(
        &restored("", "background base all\nrestores"),
        r#"{"kind":"restores","restores":[]}"#,
    );
    let frozen = "restore base from s1 as n frozen f";
    check(
        &format!("{OFFICE}{frozen}"),
        r#"{"kind":"refused","rule":"not-a-head","message":"s1 is a read-only snapshot, which never changes: f is not needed, so leave `frozen` out"}"#,
    );
    let twice = "restore base from w as n undo n";
    check(
        &format!("{OFFICE}{twice}"),
        r#"{"kind":"refused","rule":"name-taken","message":"n would be the name of two volumes"}"#,
    );
}

#[test]
fn a_measurement_has_a_row_for_each_way_and_changes_nothing() {
    let measured = |text: &str| last_json(&format!("{OFFICE}{text}"));
    let json = measured("measure restore base from w ops 40 seed 3 every 5");
    assert_eq!(
        json,
        measured("measure restore base from w ops 40 seed 3 every 5"),
        "it follows from the seed"
    );
    let start = r#"{"kind":"latency","base":"base","from":"w","operations":40,"seed":3,"every":5,"rows":[{"order":null,"mode":null,"reads":{"count":"#;
    assert!(json.starts_with(start), "{json}");
    let ways = r#""order":"14","mode":"eager" "order":"14","mode":"lazy" "order":"15","mode":"eager" "order":"15","mode":"lazy""#;
    let mut from = 0;
    for way in ways.split(' ') {
        let found = json[from..].find(way);
        from += found.unwrap_or_else(|| panic!("{way} is missing: {json}"));
    }
    let (outcomes, machine, _) = run(&format!(
        "{OFFICE}measure restore base from w ops 40\nrestores"
    ));
    assert!(matches!(&outcomes[12], Outcome::Restores(none) if none.restores.is_empty()));
    assert_eq!(machine.names().len(), 3);
    check(
        &format!("{OFFICE}measure restore base from base ops 9"),
        &measured("restore base from base as n"),
    );
    assert!(measured("measure restore base from w ops 100001").contains("limit-reached"));
}

#[test]
fn people_read_how_a_restore_goes() {
    let (outcomes, ..) = run(&format!(
        "{OFFICE}restores\nrestore base from w as n mode lazy\nwrite base 2 \"h2\"\nrestores\n\
         background base\ncancel base as k\nrestore base from s1 as m undo newest\n\
         background base all\nrefresh w as x\n"
    ));
    let texts: Vec<String> = outcomes.iter().skip(12).map(Outcome::text).collect();
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn reads_tell_content_place_and_path() {
    check(
        &tree("read s1 3"),
        r#"{"kind":"read","volume":"s1","page":3,"text":"a3","hex":null,"from":{"volume":"data","offset":0},"hops":["s1"],"lookups":3,"hint_used":false}"#,
    );
    check(
        &tree("read s1 0"),
        r#"{"kind":"read","volume":"s1","page":0,"text":"a0","hex":null,"from":{"volume":"base","offset":0},"hops":["s1","base"],"lookups":3,"hint_used":false}"#,
    );
    check(
        &tree("read base 7"),
        r#"{"kind":"read","volume":"base","page":7,"text":"","hex":null,"from":{"volume":"base","offset":7},"hops":["base"],"lookups":1,"hint_used":false}"#,
    );
    check(
        &tree("write base 1 hex:00ff0100\nread base 1"),
        r#"{"kind":"read","volume":"base","page":1,"text":null,"hex":"00ff01","from":{"volume":"base","offset":1},"hops":["base"],"lookups":1,"hint_used":false}"#,
    );
    check(
        &tree("write base 1 hex:00410000\nread base 1"),
        r#"{"kind":"read","volume":"base","page":1,"text":"\u0000A","hex":null,"from":{"volume":"base","offset":1},"hops":["base"],"lookups":1,"hint_used":false}"#,
    );
}

#[test]
fn diffs_tell_three_answers() {
    check(
        &tree("diff s1 base"),
        r#"{"kind":"diff","a":"s1","b":"base","method":500,"common":"base","literal":[[3,1]],"location":[[3,1]],"content":[[3,1]],"work":{"entries":3,"tables":3},"runs":[["same",0,1],["differ",3,1]],"literal_work":{"entries":14,"tables":14}}"#,
    );
}

#[test]
fn dumps_tell_exceptions_or_pages() {
    check(
        &tree("dump s1"),
        r#"{"kind":"dump","volume":"s1","parent":"base","copy_of":"base","exceptions":[{"page":3,"text":"a3","in":{"volume":"data","offset":0}}]}"#,
    );
    check(
        &tree("write base 3 hex:ff\ndump base"),
        r#"{"kind":"dump","volume":"base","parent":null,"copy_of":null,"exceptions":[],"pages":[{"page":0,"text":"a0","in":{"volume":"base","offset":0}},{"page":3,"text":null,"hex":"ff","in":{"volume":"base","offset":3}}]}"#,
    );
    check(
        &tree(
            "set push redirect\nrwss w of s1\nross r of w\nwrite w 0 \"w0\"\nwrite w 3 \"w3\"\ndump r",
        ),
        r#"{"kind":"dump","volume":"r","parent":"w","copy_of":"w","exceptions":[{"page":0,"text":"a0","in":{"volume":"s1","offset":0}},{"page":3,"text":"a3","in":{"volume":"s1","offset":3}}]}"#,
    );
}

#[test]
fn trees_and_space() {
    check(
        &tree("rwss w of s1\ntree"),
        r#"{"kind":"tree","volumes":[{"name":"base","kind":"base","parent":null,"copy_of":null,"created":0,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null},{"name":"s1","kind":"ross","parent":"base","copy_of":"base","created":1,"exceptions":1,"pages":8,"state":"ok","tree":null,"read_only":true,"backup_of":null},{"name":"w","kind":"rwss","parent":"s1","copy_of":"s1","created":2,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null}]}"#,
    );
    check(
        &tree("space"),
        r#"{"kind":"space","volumes":[{"name":"base","exclusive_pages":2,"shared_pages":0,"table_bytes":0,"freed_if_deleted_pages":null},{"name":"s1","exclusive_pages":1,"shared_pages":0,"table_bytes":48,"freed_if_deleted_pages":1}]}"#,
    );
}

#[test]
fn created_counts_creating_commands_and_survives_deletes() {
    let scenario = "set push copy\nvolume a pages 2 page 1KiB levels 2\nross s of a\nross s of a\n\
                    expect refused name-taken\ndelete s\nross s of a\ntree";
    check(
        scenario,
        r#"{"kind":"tree","volumes":[{"name":"a","kind":"base","parent":null,"copy_of":null,"created":0,"exceptions":0,"pages":2,"state":"ok","tree":null,"read_only":false,"backup_of":null},{"name":"s","kind":"ross","parent":"a","copy_of":"a","created":2,"exceptions":0,"pages":2,"state":"ok","tree":null,"read_only":true,"backup_of":null}]}"#,
    );
}

#[test]
fn checks_expectations_and_settings() {
    check(
        &tree("check"),
        r#"{"kind":"check","ok":true,"invariants":21}"#,
    );
    check(
        &tree("expect pushed 3"),
        r#"{"kind":"expect","ok":true,"message":null}"#,
    );
    check(
        &tree("expect pushed none"),
        r#"{"kind":"expect","ok":false,"message":"pushed: expected none, found 3"}"#,
    );
    check(
        &tree("set delete strict"),
        r#"{"kind":"done","set":"delete strict"}"#,
    );
    check(&tree("delete s1"), r#"{"kind":"done","deleted":"s1"}"#);
    check(
        &tree("read s2 0"),
        r#"{"kind":"refused","rule":"unknown-volume","message":"there is no volume s2; did you mean s1?"}"#,
    );
}

/// A scenario in which every kind of event happens.
const EVENTFUL: &str = r#"
set push redirect
volume base pages 8 page 1KiB levels 2x2x2
write base 3 hex:ff
ross s1 of base
ross s2 of base
rwss w of s1
ross r1 of w
write w 3 "w3"
write w 4 "w4"
write w 4 "v4"
write base 3 "b3"
write base 3 "c3"
set push share
ross r2 of w
write w 4 "x4"
read r1 4
ross s3 of base
write base 0 "b0"
read s1 0
read s1 0
read s1 3
diff s1 base
delete r2
delete s2
delete r1
delete w
delete s3
delete s1
delete base
"#;

#[test]
fn events_have_the_engines_fields_with_names_for_ids() {
    let (lines, summary) = json_events(EVENTFUL);
    assert!(summary.ok());
    let document = cowpath_lab::language::parse_document(EVENTFUL).expect("it parses");
    let runner = cowpath_lab::run::Runner {
        events: true,
        ..Default::default()
    };
    let mut theirs = Vec::new();
    let run = runner.run(&document, |ran| {
        let values = ran.events.iter().map(serde_json::to_value);
        theirs.extend(values.map(|value| value.expect("an event serialises")));
        Ok::<(), std::convert::Infallible>(())
    });
    assert!(run.is_ok());
    let ours = lines
        .iter()
        .map(|line| serde_json::from_str(line).expect("it is JSON"));
    let ours: Vec<serde_json::Value> = ours
        .filter(|v: &serde_json::Value| v.get("event").is_some())
        .collect();
    assert_eq!(ours.len(), theirs.len());
    let mut types = std::collections::BTreeSet::new();
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let ours = ours["event"].as_object().expect("an object");
        let theirs = theirs.as_object().expect("an object");
        assert!(ours.keys().eq(theirs.keys()), "{ours:?}\n{theirs:?}");
        assert_eq!(ours["type"], theirs["type"]);
        for key in ["volume", "into", "target", "a", "b", "common"] {
            assert!(
                ours.get(key).is_none_or(serde_json::Value::is_string),
                "{ours:?}"
            );
        }
        types.insert(ours["type"].to_string());
    }
    let redirect = r#""old":null,"entry":{"volume":"s1","offset":4}}"#;
    assert!(lines.iter().any(|line| line.contains(redirect)));
    assert_eq!(types.len(), 33, "{types:#?}");
}

#[test]
fn events_come_before_the_outcome() {
    let (lines, _) = json_events(&tree("write base 0 hex:ff"));
    let last: Vec<&String> = lines
        .iter()
        .filter(|l| l.starts_with("{\"line\":7,"))
        .collect();
    assert_eq!(
        last[0],
        r#"{"line":7,"event":{"type":"write-begun","volume":"base","page":0}}"#
    );
    assert!(last.iter().any(|l| l.contains(r#"{"type":"base-written","volume":"base","page":0,"first":false,"content":{"text":null,"hex":"ff"}}"#)));
    assert!(
        last.last()
            .is_some_and(|l| l.contains(r#""outcome":{"kind":"written""#))
    );
}

#[test]
fn people_read_tables() {
    let (outcomes, ..) = run(&tree(
        "read s1 3\ndiff s1 base\ndump s1\nmaps s1\nmaps base\ntree\nspace\ncheck\nread s1 9",
    ));
    let texts: Vec<String> = outcomes.iter().map(Outcome::text).collect();
    insta::assert_snapshot!(texts.join("\n\n"));
}

#[test]
fn the_scenarios_of_the_program_hold() {
    for scenario in cowpath_lab::scenarios::all() {
        let (outcomes, _, summary) = run(scenario.text);
        let failed: Vec<String> = outcomes
            .iter()
            .filter(|o| {
                matches!(o, Outcome::Expect(e) if !e.ok) || matches!(o, Outcome::Refused(_))
            })
            .map(Outcome::text)
            .collect();
        assert!(summary.ok(), "{}: {failed:#?}", scenario.id);
    }
}
