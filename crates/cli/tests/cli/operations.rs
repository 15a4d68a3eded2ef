//! The commands that change whole volumes, as people see them, and the exit status of faults.

use crate::harness::run;

const START: &str = "volume base pages 8 page 512B levels 4x4
write base 0 \"a0\"
write base 1 \"a1\"
ross s of base
write base 0 \"b0\"
";

/// What people see of the last command.
#[track_caller]
fn told(command: &str) -> String {
    let ran = run(&[], &format!("{START}{command}")).ends(0);
    let start = ran
        .out
        .rfind(&format!("  {}\n", command.lines().last().unwrap_or("")));
    let start = start.unwrap_or_else(|| panic!("{}", ran.out));
    let told = ran.out[start..].lines().skip(1).map(str::trim);
    let mut told: Vec<&str> = told.collect();
    assert!(told.pop().is_some_and(|line| line.ends_with("all well")));
    told.join("\n")
}

#[test]
fn people_get_sentences() {
    for (command, sentence) in [
        (
            "promote base from s",
            "base shows what s shows: changed page 0; pushed nothing; copied 1 page, shared 0 pages",
        ),
        (
            "discard base 1..3",
            "discarded page 1 of base; pushed page 1",
        ),
        (
            "resize base pages 1",
            "base has 1 page, before 8; discarded page 1; pushed page 1",
        ),
        (
            "copy c of s",
            "created c, a copy of s: copied 2 pages (0-1)",
        ),
        (
            "backup s to b\nross t of base\nsync b to t",
            "b equals t now, before s: copied page 0; compared 2 pages: all equal",
        ),
        ("clone c of base", "created c"),
        ("ross t of base\ndelete s t", "deleted s t"),
        (
            "limit base data 9",
            "limits: 9 pages of data, no limit of administration",
        ),
        (
            "ross t of base tree other\nwrite base 1 \"b1\"",
            "wrote page 1; pushed page 1 into s and t, copied 1 page",
        ),
        (
            "set full stale\nlimit base data 1\nross t of base\nwrite base 1 \"b1\"",
            "wrote page 1; pushed page 1 into t, copied 1 page; became stale: s",
        ),
        (
            "rate base",
            "exception tables of 64 B\nfrom  until  pages changed\ns     base               1",
        ),
        ("at 90min", "it is 1h 30min; nothing was due"),
        (
            "schedule n of base every 1h keep 1\nat 2h",
            "it is 2h\nross n-1 of base: created n-1\nross n-2 of base: created n-2\n\
             delete n-1: deleted n-1",
        ),
        ("trigger e", "no schedule waits for this"),
        (
            "crash 1 copy c of s",
            "copy c of s: a crash after 1 micro-step\n\
             recovery finished: copy c of s; freed 0 pages and 0 tables, corrected 0 reference \
             counts",
        ),
        (
            "crash 1 backup s to c",
            "backup s to c: a crash after 1 micro-step\n\
             recovery finished: backup s to c; freed 0 pages and 0 tables, corrected 0 reference \
             counts",
        ),
        (
            "crash 1 ross t of base tree x full",
            "ross t of base tree x full: a crash after 1 micro-step\n\
             recovery finished: ross t of base tree x full; freed 0 pages and 0 tables, corrected \
             0 reference counts",
        ),
    ] {
        assert_eq!(told(command), sentence, "{command}");
    }
}

#[test]
fn the_tables_have_the_further_facts() {
    let tree = told("ross t of base tree nightly\nclone c of s read-only\nbackup s to b\ntree");
    let lines: Vec<&str> = tree.lines().collect();
    assert!(lines[3].ends_with("tree nightly"), "{tree}");
    assert!(lines[4].ends_with("read-only"), "{tree}");
    assert!(lines[5].ends_with("backup of s, read-only"), "{tree}");
    let space = told("ross t of base\nspace of s t");
    assert!(
        space.ends_with("\ndeleting s t frees 1 page (512 B); their tables take 96 B"),
        "{space}"
    );
    let space = told("space of base");
    assert!(space.ends_with("\nbase cannot be deleted; their tables take 0 B"));
}

#[test]
fn each_violation_changes_nothing() {
    for (command, rule) in [
        ("promote base from base", "same-volume"),
        ("promote s from base", "read-only"),
        ("promote base from nothing", "unknown-volume"),
        ("discard base 8", "page-out-of-range"),
        ("discard s 0", "read-only"),
        ("resize base pages 17", "bad-size"),
        ("resize s pages 4", "read-only"),
        ("copy s of base", "name-taken"),
        ("backup base to b", "not-a-ross"),
        ("sync base to s", "not-a-backup"),
        ("delete s nothing", "unknown-volume"),
        ("delete base s nothing", "unknown-volume"),
        ("rate s", "not-a-head"),
        ("schedule n of s every 1h", "not-a-head"),
        ("schedule n of base every 0s", "bad-schedule"),
        ("unschedule n", "unknown-schedule"),
        ("crash 3 write s 0 \"x\"", "read-only"),
        ("crash 3 ross s of base", "name-taken"),
        ("space of nothing", "unknown-volume"),
    ] {
        let rest = "tree\nspace\ndump base\ndump s";
        let ran = run(
            &["--json", "--keep-going"],
            &format!("{START}{command}\n{rest}"),
        );
        assert_eq!(ran.json()[5]["outcome"]["rule"], rule, "{command}");
        let never = run(&["--json"], &format!("{START}\n{rest}"));
        assert_eq!(ran.lines()[6..], never.lines()[5..], "{command}");
    }
}

#[test]
fn a_broken_invariant_is_no_defect_while_a_rule_is_off() {
    let broken = "ross t of base\nwrite base 1 \"b1\"\nset fault pending-cleared-last on\n\
                  crash 2 delete s t\n";
    let ran = run(
        &["--json"],
        &format!("{START}{broken}check\nexpect check failed\nread base 0"),
    );
    let ran = ran.ends(1);
    let lines = ran.json();
    assert_eq!(lines[9]["outcome"]["ok"], false, "{}", ran.out);
    assert_eq!(lines[10]["outcome"]["ok"], true);
    assert_eq!(lines[11]["outcome"]["kind"], "read", "the run goes on");
    assert_eq!(ran.err, "");
    let ran = run(&["--check"], &format!("{START}{broken}read base 0")).ends(1);
    assert!(
        ran.out.ends_with("2 with broken invariants\n"),
        "{}",
        ran.out
    );
    // The rule being on again does not mend what it was off for.
    let ran = run(
        &[],
        &format!("{START}{broken}set fault pending-cleared-last off\ncheck"),
    );
    ran.ends(1);
    run(
        &[],
        &format!("{START}set fault pending-cleared-last on\ncheck"),
    )
    .ends(0);
}

#[test]
fn an_origin_shows_in_the_command_and_the_first_event() {
    let ran = run(
        &["--json", "--events"],
        &format!("{START}read s 0 by host1"),
    )
    .ends(0);
    let lines = ran.json();
    let asked = lines
        .iter()
        .position(|line| line["event"]["type"] == "asked");
    let asked = asked.expect("an event");
    assert_eq!(lines[asked]["event"]["by"], "host1");
    assert_eq!(lines[asked + 1]["event"]["type"], "read-begun");
    let last = lines.last().expect("an outcome");
    assert_eq!(last["command"], "read s 0 by host1");
    assert_eq!(last["outcome"]["text"], "a0");
}
