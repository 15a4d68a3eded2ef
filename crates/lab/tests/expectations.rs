//! Every form of `expect`, and every rule that refuses a command.

mod common;

use std::collections::BTreeSet;

use common::run;
use cowpath_lab::language::parse_document;
use cowpath_lab::machine::RULES;
use cowpath_lab::outcome::Outcome;
use cowpath_lab::run::{Runner, Summary};

const TREE: &str = r#"
volume base pages 8 page 1KiB levels 2x2x2
write base 0 "a0"
write base 3 "a3"
ross s1 of base
write base 3 "b3"
rwss w of s1
"#;

/// After the tree and these lines, the last `expect` line gives this message, or none.
#[track_caller]
fn check(lines: &str, message: Option<&str>) {
    let (outcomes, ..) = run(&format!("{TREE}{lines}"));
    match outcomes.last() {
        Some(Outcome::Expect(expected)) => {
            assert_eq!(expected.message.as_deref(), message, "{lines}");
            assert_eq!(expected.ok, message.is_none());
        }
        other => panic!("{lines}: {other:?}"),
    }
}

#[track_caller]
fn holds(lines: &str) {
    check(lines, None);
}

#[track_caller]
fn fails(lines: &str, message: &str) {
    check(lines, Some(message));
}

#[test]
fn about_a_write() {
    let write = "write base 0 \"b0\"\n";
    for line in [
        "written 0",
        "pushed 0",
        "copied 1",
        "ok",
        "steps 804 806 808 810 816 820 822 828 830",
    ] {
        holds(&format!("{write}expect {line}"));
        holds(&format!("{write}expect exists base\nexpect {line}"));
    }
    fails(
        &format!("{write}expect written 1"),
        "written: expected 1, found 0",
    );
    fails(
        &format!("{write}expect pushed none"),
        "pushed: expected none, found 0",
    );
    fails(
        &format!("{write}expect copied 0"),
        "copied: expected 0, found 1",
    );
    fails(
        &format!("{write}expect steps 804"),
        "steps: expected 804, found 804 806 808 810 816 820 822 828 830",
    );
    fails(
        "read s1 0\nexpect written 0",
        "expected a write before it, but the last outcome is `read`",
    );
    fails(
        "write s1 0 \"x\"\nexpect written 0",
        "expected a write before it, but the last command was refused (read-only)",
    );
}

#[test]
fn about_a_read() {
    let read = "read w 3\n";
    for line in [
        "read \"a3\"",
        "read hex:613300",
        "from data 0",
        "hops w s1",
        "lookups 4",
        "hint unused",
    ] {
        holds(&format!("{read}expect {line}"));
    }
    holds("read w 5\nexpect from none");
    holds("read w 5\nexpect from base 5");
    holds("read w 5\nexpect read \"\"");
    fails(
        &format!("{read}expect read \"b3\""),
        "read: expected \"b3\", found \"a3\"",
    );
    fails(
        &format!("{read}expect from base 3"),
        "from: expected base 3, found data 0",
    );
    fails(
        &format!("{read}expect from none"),
        "from: expected none, found data 0",
    );
    fails(
        &format!("{read}expect hops w"),
        "hops: expected w, found w s1",
    );
    fails(
        &format!("{read}expect lookups 1"),
        "lookups: expected 1, found 4",
    );
    fails(
        &format!("{read}expect hint used"),
        "hint: expected used, found unused",
    );
    fails(
        "expect read \"\"",
        "expected a read before it, but the last outcome is `done`",
    );
}

#[test]
fn about_a_diff_and_a_check() {
    let diff = "write w 0 \"w0\"\nwrite w 3 \"a3\"\ndiff w base\n";
    for line in [
        "method 500",
        "common base",
        "literal 0,3",
        "location 0,3",
        "content 0,3",
    ] {
        holds(&format!("{diff}expect {line}"));
    }
    holds("write w 3 \"a3\"\ndiff w s1\nexpect content none");
    fails(
        &format!("{diff}expect method 550"),
        "method: expected 550, found 500",
    );
    fails(
        &format!("{diff}expect common s1"),
        "common: expected s1, found base",
    );
    fails(
        &format!("{diff}expect literal none"),
        "literal: expected none, found 0,3",
    );
    holds("check\nexpect check ok");
    fails(
        "check\nexpect check failed",
        "check: expected failed, found ok",
    );
}

#[test]
fn about_a_refusal() {
    holds("write s1 0 \"x\"\nexpect refused");
    holds("write s1 0 \"x\"\nexpect refused read-only");
    fails(
        "write s1 0 \"x\"\nexpect refused too-long",
        "refused: expected too-long, found read-only",
    );
    fails(
        "tree\nexpect refused",
        "expected a refused command before it, but the last outcome is `tree`",
    );
    fails(
        "read nobody 0\nexpect ok",
        "expected a command that is carried out, but it was refused (unknown-volume): there is no volume nobody",
    );
    let (outcomes, ..) = run("expect ok");
    assert_eq!(
        outcomes[0].text(),
        "not as expected: expected a command before it, but there is no command before it"
    );
}

#[test]
fn about_the_state() {
    for line in [
        "page w 3 \"a3\"",
        "page base 3 hex:6233",
        "exceptions s1 3",
        "exceptions base none",
        "entry s1 3 \"a3\"",
        "entry s1 3 in data 0",
        "entry s1 0 none",
        "parent w s1",
        "parent base none",
        "copy-of s1 base",
        "copy-of w s1",
        "kind w rwss",
        "exists s1",
        "absent s2",
        "tables s1 1 1 1",
        "count volumes 3",
        "count exceptions s1 1",
        "exclusive s1 1",
        "shared s1 0",
        "table-bytes s1 48",
        "freed s1 none",
        "freed w 0",
    ] {
        holds(&format!("expect {line}"));
    }
    for (line, message) in [
        ("page w 3 \"b3\"", "page w 3: expected \"b3\", found \"a3\""),
        (
            "page w 9 \"\"",
            "page w 9: the volume has 8 pages, counted from 0",
        ),
        (
            "exceptions s1 none",
            "exceptions s1: expected none, found 3",
        ),
        (
            "entry s1 3 \"b3\"",
            "entry s1 3: expected \"b3\", found \"a3\"",
        ),
        (
            "entry s1 3 in data 1",
            "entry s1 3: expected in data 1, found in data 0",
        ),
        (
            "entry s1 0 \"a0\"",
            "entry s1 0: expected \"a0\", found none",
        ),
        (
            "entry s1 0 in data 0",
            "entry s1 0: expected in data 0, found none",
        ),
        (
            "entry s1 3 none",
            "entry s1 3: expected none, found in data 0",
        ),
        (
            "entry s1 8 none",
            "entry s1 8: the volume has 8 pages, counted from 0",
        ),
        ("parent w none", "parent w: expected none, found s1"),
        ("copy-of base w", "copy-of base: expected w, found none"),
        (
            "kind w ross",
            "kind w: expected read-only snapshot, found read-write snapshot",
        ),
        ("exists s2", "there is no volume s2; did you mean s1?"),
        ("absent s1", "expected no volume s1, but there is one"),
        ("tables s1 1 0 0", "tables s1: expected 1 0 0, found 1 1 1"),
        ("count volumes 2", "count volumes: expected 2, found 3"),
        (
            "count exceptions w 1",
            "count exceptions w: expected 1, found 0",
        ),
        ("exclusive s1 2", "exclusive s1: expected 2, found 1"),
        ("shared s1 2", "shared s1: expected 2, found 0"),
        ("table-bytes s1 2", "table-bytes s1: expected 2, found 48"),
        ("freed s1 1", "freed s1: expected 1, found none"),
        ("freed nobody none", "there is no volume nobody"),
    ] {
        fails(&format!("expect {line}"), message);
    }
}

/// Each line after the tree is refused by its rule, and nothing changes.
const REFUSED: &[(&str, &str)] = &[
    ("volume x pages 0 page 1KiB levels 2", "bad-geometry"),
    ("volume x pages 9 page 1KiB levels 2x4", "bad-geometry"),
    ("volume x pages 1 page 8192MiB levels 2", "bad-geometry"),
    (
        "volume x pages 1 page 1KiB levels 4294967296",
        "bad-geometry",
    ),
    ("set delete merge\ndelete s1", "children-would-follow-head"),
    (
        "volume x pages 8 page 1KiB levels 8\ndiff x base",
        "different-trees",
    ),
    ("set delete strict\ndelete s1", "has-children"),
    ("delete base", "has-snapshots"),
    ("ross s1 of base", "name-taken"),
    ("rwss base of s1", "name-taken"),
    ("volume w pages 1 page 1KiB levels 2", "name-taken"),
    (
        "replay \"t.csv\" sha256:0000000000000000000000000000000000000000000000000000000000000000 every 5",
        "needs-file",
    ),
    ("ross x of s1", "not-a-head"),
    ("rwss x of base", "not-a-ross"),
    ("rwss x of w", "not-a-ross"),
    ("write base @8191 \"ab\"", "offset-out-of-range"),
    ("write base @8193 \"\"", "offset-out-of-range"),
    ("write base 8 \"a\"", "page-out-of-range"),
    ("read s1 8", "page-out-of-range"),
    ("write s1 0 \"a\"", "read-only"),
    ("write s1 @0 \"a\"", "read-only"),
    ("ross data of base", "reserved-name"),
    ("rwss admin of s1", "reserved-name"),
    ("volume data pages 1 page 1KiB levels 2", "reserved-name"),
    ("read nobody 0", "unknown-volume"),
    ("write nobody 0 \"a\"", "unknown-volume"),
    ("diff base nobody", "unknown-volume"),
    ("delete nobody", "unknown-volume"),
    ("dump nobody", "unknown-volume"),
    ("ross x of data", "unknown-volume"),
];

#[test]
fn rules_refuse_and_nothing_changes() {
    for (lines, rule) in REFUSED {
        let (outcomes, after, _) = run(&format!("{TREE}{lines}"));
        match outcomes.last() {
            Some(Outcome::Refused(refused)) => assert_eq!(refused.rule, *rule, "{lines}"),
            other => panic!("{lines}: {other:?}"),
        }
        let kept = lines.rsplit_once('\n').map_or("", |(kept, _)| kept);
        let (_, before, _) = run(&format!("{TREE}{kept}"));
        assert_eq!(before.names(), after.names());
        let image =
            |machine: &cowpath_lab::machine::Machine| cowpath_engine::image::save(machine.engine());
        assert_eq!(image(&before), image(&after), "{lines}");
    }
    let long = format!("write base 0 \"{}\"", "x".repeat(1025));
    let (outcomes, ..) = run(&format!("{TREE}{long}"));
    assert!(matches!(outcomes.last(), Some(Outcome::Refused(r)) if r.rule == "too-long"));
}

#[test]
fn the_reference_has_every_rule() {
    let reference = include_str!("../../../docs/language.md");
    for (rule, protects) in RULES {
        let row = format!("| `{rule}` | {protects} |");
        assert!(reference.contains(&row), "docs/language.md lacks\n{row}");
    }
    let known: BTreeSet<&str> = RULES.iter().map(|(rule, _)| *rule).collect();
    assert!(REFUSED.iter().all(|(_, rule)| known.contains(rule)));
    assert_eq!(known.len(), RULES.len());
    assert!(
        known.iter().eq(RULES.iter().map(|(rule, _)| rule)),
        "in order"
    );
}

#[test]
fn names_are_free_again_after_a_delete() {
    let (outcomes, machine, summary) = run(&format!("{TREE}delete w\nrwss w of s1\nread w 3"));
    assert!(summary.ok());
    assert!(
        outcomes
            .last()
            .is_some_and(|o| o.text().starts_with("\"a3\""))
    );
    assert_eq!(machine.id("w").and_then(|id| machine.created(id)), Some(3));
    let (outcomes, ..) = run(&format!("{TREE}delete w\nread w 3"));
    assert_eq!(
        outcomes.last().map(Outcome::text).as_deref(),
        Some("refused (unknown-volume): there is no volume w: it was deleted")
    );
}

/// How a run ends: commands run, refusals, failed expectations, exit status.
#[track_caller]
fn ends(lines: &str, keep_going: bool, end: (usize, usize, usize, u8)) {
    let document = parse_document(&format!("{TREE}{lines}")).expect("it parses");
    let runner = Runner {
        keep_going,
        ..Runner::default()
    };
    let (_, _, summary): (_, _, Summary) = runner.outcomes(&document);
    let found = (
        summary.commands - 6,
        summary.refused,
        summary.failed,
        summary.exit_status(),
    );
    assert_eq!(found, end, "{lines}");
}

#[test]
fn a_run_stops_at_a_refusal_that_was_not_expected() {
    ends("tree\ncheck", false, (2, 0, 0, 0));
    ends("read s1 9\ntree", false, (1, 1, 0, 1));
    ends("read s1 9\ntree", true, (2, 1, 0, 1));
    ends(
        "read s1 9\n\n# why\nexpect refused\ntree",
        false,
        (3, 0, 0, 0),
    );
    ends(
        "read s1 9\nexpect refused read-only\ntree",
        false,
        (3, 0, 1, 1),
    );
    ends("expect absent s1\ntree", false, (2, 0, 1, 1));
    ends("tree\nexpect refused\ntree", false, (3, 0, 1, 1));
}
