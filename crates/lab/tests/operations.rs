//! The commands that change whole volumes: what `--json` prints of each.

mod common;

use common::{json, json_events, last_json};

const TREE: &str = r#"
volume base pages 8 page 4KiB levels 2x2x2
write base 0 "a0"
write base 3 "a3"
ross s1 of base
write base 3 "b3"
"#;

/// The last line, after the tree, prints exactly this outcome.
#[track_caller]
fn check(rest: &str, outcome: &str) {
    assert_eq!(last_json(&format!("{TREE}{rest}")), outcome, "\n{rest}");
}

/// Every `expect` holds, and nothing is refused that is not expected to be.
#[track_caller]
fn holds(rest: &str) {
    let (lines, summary) = json(&format!("{TREE}{rest}"));
    assert!(summary.ok(), "{rest}\n{}", lines.join("\n"));
}

#[test]
fn promotes() {
    check(
        "promote base from s1",
        r#"{"kind":"promoted","volume":"base","source":"s1","pages":[[3,1]],"pushed":[],"copied_pages":1,"shared_pages":0}"#,
    );
    holds(
        "ross s2 of base\npromote base from s1\nexpect promoted 3\nexpect pushed 3\n\
         expect page base 3 \"a3\"\nexpect page s2 3 \"b3\"\n\
         promote base from base\nexpect refused same-volume\n\
         promote s1 from base\nexpect refused read-only",
    );
    check(
        "rwss w of s1\nwrite w 1 \"w1\"\nross r of w\nwrite w 1 \"x1\"\npromote w from r",
        r#"{"kind":"promoted","volume":"w","source":"r","pages":[[1,1]],"pushed":[],"copied_pages":0,"shared_pages":1}"#,
    );
}

#[test]
fn discards_and_sizes() {
    check(
        "discard base 0..3",
        r#"{"kind":"discarded","volume":"base","pages":[[0,1],[3,1]],"pushed":[[0,1]]}"#,
    );
    check(
        "discard base none",
        r#"{"kind":"discarded","volume":"base","pages":[],"pushed":[]}"#,
    );
    check(
        "resize base pages 2",
        r#"{"kind":"resized","volume":"base","pages":2,"was":8,"discarded":[[3,1]],"pushed":[]}"#,
    );
    holds(
        "discard base 3\nexpect discarded 3\nexpect page base 3 \"\"\nexpect page s1 3 \"a3\"\n\
         resize base pages 4\nexpect size base 4\nexpect size s1 8\n\
         discard base 4\nexpect refused page-out-of-range\n\
         resize base pages 9\nexpect refused bad-size\nresize base pages 0\nexpect refused bad-size",
    );
}

#[test]
fn copies_backups_and_syncs() {
    check(
        "copy c of s1",
        r#"{"kind":"copied","created":"c","source":"s1","pages":[[0,1],[3,1]]}"#,
    );
    check(
        "backup s1 to b\nross s2 of base\nsync b to s2",
        r#"{"kind":"synced","backup":"b","from":"s1","to":"s2","pages":[[3,1]],"copied_pages":1,"verified_pages":2,"ok":true}"#,
    );
    holds(
        "backup s1 to b\nexpect copied-pages 0,3\nwrite b 0 \"x\"\nexpect refused read-only\n\
         ross s2 of base\nsync base to s2\nexpect refused not-a-backup\nsync b to s2\n\
         expect copied 1\nexpect page b 3 \"b3\"\ndelete s2\nross s3 of base\nsync b to s3\n\
         expect refused backup-source-gone",
    );
    check(
        "backup s1 to b\ntree",
        r#"{"kind":"tree","volumes":[{"name":"base","kind":"base","parent":null,"copy_of":null,"created":0,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":false,"backup_of":null},{"name":"s1","kind":"ross","parent":"base","copy_of":"base","created":1,"exceptions":1,"pages":8,"state":"ok","tree":null,"read_only":true,"backup_of":null},{"name":"b","kind":"base","parent":null,"copy_of":null,"created":2,"exceptions":0,"pages":8,"state":"ok","tree":null,"read_only":true,"backup_of":"s1"}]}"#,
    );
}

#[test]
fn clones_are_one_command() {
    check("clone c of s1", r#"{"kind":"done","created":"c"}"#);
    check(
        "clone c of base read-only",
        r#"{"kind":"done","created":"c"}"#,
    );
    holds(
        "clone c of base\nexpect kind c rwss\nexpect parent c c.origin\n\
         expect kind c.origin ross\nwrite base 3 \"d3\"\nexpect page c 3 \"b3\"\n\
         write c 3 \"c3\"\nexpect page base 3 \"d3\"\n\
         clone d of s1 read-only\nwrite d 0 \"x\"\nexpect refused read-only\n\
         delete c\nclone c of base\nexpect refused name-taken",
    );
    let long = "n".repeat(60);
    holds(&format!(
        "clone {long} of base\nexpect refused name-too-long\nclone {long} of s1"
    ));
    // Room for the snapshot, but not for the volume on it: neither is made.
    holds(
        "limit base admin 8\nclone c of base\nexpect refused admin-full\nexpect absent c.origin\n\
         limit base admin none\nclone c of base",
    );
}

#[test]
fn sets_are_deleted_as_a_whole() {
    check(
        "ross s2 of base\nross s3 of base\ndelete s1 s3",
        r#"{"kind":"done","deleted":["s1","s3"]}"#,
    );
    check("delete s1 s1", r#"{"kind":"done","deleted":"s1"}"#);
    holds(
        "rwss w of s1\ndelete s1\nexpect refused children-would-follow-head\n\
         delete base s1\nexpect refused\nexpect exists s1\ndelete w s1 base\nexpect count volumes 0",
    );
}

#[test]
fn space_of_a_set() {
    check(
        "ross s2 of base\nspace of s1 s2",
        r#"{"kind":"space","volumes":[{"name":"base","exclusive_pages":2,"shared_pages":0,"table_bytes":0,"freed_if_deleted_pages":null},{"name":"s1","exclusive_pages":1,"shared_pages":0,"table_bytes":48,"freed_if_deleted_pages":1},{"name":"s2","exclusive_pages":0,"shared_pages":0,"table_bytes":16,"freed_if_deleted_pages":0}],"set":{"volumes":["s1","s2"],"table_bytes":64,"freed_if_deleted_pages":1}}"#,
    );
    holds("space of s1\nexpect freed-set 1\nspace of base\nexpect freed-set none");
}

#[test]
fn trees_of_one_volume() {
    holds(
        "ross n1 of base tree nightly\nross t1 of base tree test full\nwrite base 0 \"b0\"\n\
         expect pushed 0\nexpect exceptions n1 0\nexpect exceptions s1 0,3\n\
         expect exceptions t1 0,3\nross n2 of base tree nightly\nexpect parent n1 n2\n\
         expect parent t1 base",
    );
    let tree = last_json(&format!("{TREE}ross n of base tree nightly\ntree"));
    assert!(
        tree.contains(r#""read_only":true,"backup_of":null}]}"#),
        "{tree}"
    );
    assert!(tree.contains(r#""tree":"nightly""#), "{tree}");
}

#[test]
fn limits_and_stale_snapshots() {
    check(
        "limit base data 3",
        r#"{"kind":"done","limit":{"data_pages":3,"admin_entries":null}}"#,
    );
    check(
        "limit base admin 20\nlimit base data 3",
        r#"{"kind":"done","limit":{"data_pages":3,"admin_entries":20}}"#,
    );
    check(
        "limit base data 1\nset full stale\nross s2 of base\nwrite base 0 \"b0\"",
        r#"{"kind":"written","pages":[[0,1]],"pushed":[[0,1]],"copied_pages":1,"stale":["s1"]}"#,
    );
    holds(
        "limit base data 1\nwrite base 0 \"b0\"\nexpect refused data-full\nset full stale\n\
         ross s2 of base\nwrite base 0 \"b0\"\nexpect stale s1 yes\nexpect stale s2 no\n\
         read s1 3\nexpect refused stale\nrwss w of s1\nexpect refused stale\ndelete s1\nexpect ok",
    );
}

#[test]
fn rates_and_the_change_log() {
    check(
        "ross s2 of base\nwrite base 0 \"b0\"\nwrite base 1 \"b1\"\nwrite base 0 \"c0\"\nrate base",
        r#"{"kind":"rate","volume":"base","intervals":[{"snapshot":"s1","until":"s2","pages":1},{"snapshot":"s2","until":"base","pages":2}],"change_log":null,"table_bytes":96}"#,
    );
    check(
        "set change-log on\nwrite base 3 \"c3\"\nwrite base 3 \"d3\"\nrate base",
        r#"{"kind":"rate","volume":"base","intervals":[{"snapshot":"s1","until":"base","pages":1}],"change_log":{"records":2,"bytes":32},"table_bytes":48}"#,
    );
    holds("rate s1\nexpect refused not-a-head");
}

/// A full-copy snapshot holds every page from the start; only what changed then is counted.
#[test]
fn rates_of_full_copies() {
    let full = "ross f of base full\nwrite base 0 \"b0\"\nwrite base 1 \"b1\"\n\
                write base 3 \"c3\"\nwrite base 3 \"b3\"\nross s2 of base\nwrite base 0 \"c0\"\n";
    let changed = r#"{"snapshot":"f","until":"s2","pages":2,"compared":true}"#;
    let newest = r#"{"snapshot":"s2","until":"base","pages":1}"#;
    check(
        &format!("{full}rate base"),
        &format!(
            r#"{{"kind":"rate","volume":"base","intervals":[{{"snapshot":"s1","until":"f","pages":1}},{changed},{newest}],"change_log":null,"table_bytes":160}}"#
        ),
    );
    // What it held goes to the next older one, and the intervals are one.
    let merged = r#"{"snapshot":"s1","until":"s2","pages":3,"compared":true}"#;
    check(
        &format!("{full}delete f\nrate base"),
        &format!(
            r#"{{"kind":"rate","volume":"base","intervals":[{merged},{newest}],"change_log":null,"table_bytes":112}}"#
        ),
    );
    check(
        "ross f of base full\nresize base pages 2\nrate base",
        r#"{"kind":"rate","volume":"base","intervals":[{"snapshot":"s1","until":"f","pages":1},{"snapshot":"f","until":"base","pages":1,"compared":true}],"change_log":null,"table_bytes":112}"#,
    );
}

#[test]
fn the_first_event_tells_who_asked() {
    let (lines, _) = json_events(&format!(
        "{TREE}read base 0 by host1\ncheck by \"the manager\""
    ));
    let after: Vec<&String> = lines.iter().filter(|line| line.contains("asked")).collect();
    assert_eq!(
        after,
        [
            r#"{"line":7,"event":{"type":"asked","by":"host1"}}"#,
            r#"{"line":8,"event":{"type":"asked","by":"the manager"}}"#,
        ]
    );
    let asked = lines.iter().position(|line| line.contains("asked"));
    let asked = asked.expect("it is there");
    assert!(lines[asked + 1].contains("read-begun"));
    assert!(
        lines
            .iter()
            .any(|line| line.contains(r#""command":"read base 0 by host1""#))
    );
}
