//! What is offered while a command is typed.

use crate::language::{KnownVolume, Name, Vocabulary, VolumeKind, complete, parse_command};

fn vocabulary() -> Vocabulary {
    let volume = |name: &str, kind| KnownVolume {
        name: Name::new(name).expect("short"),
        kind,
        pages: 64,
    };
    Vocabulary {
        volumes: vec![
            volume("base", VolumeKind::Base),
            volume("s1", VolumeKind::Ross),
            volume("my snap", VolumeKind::Ross),
            volume("rw1", VolumeKind::Rwss),
        ],
        rules: vec![Name::new("name-taken").expect("short")],
        ..Vocabulary::default()
    }
}

/// The vocabulary after these commands.
fn learned(commands: &[&str]) -> Vocabulary {
    let mut vocabulary = vocabulary();
    for command in commands {
        vocabulary.learn(&parse_command(command).expect(command));
    }
    vocabulary
}

/// `|` is the cursor; gives the replaced text and the candidates.
fn offered(marked: &str, vocabulary: &Vocabulary) -> (String, Vec<String>) {
    let cursor = marked.find('|').expect("a cursor");
    let input = marked.replace('|', "");
    let done = complete(&input, cursor, vocabulary);
    let texts = done
        .candidates
        .into_iter()
        .map(|candidate| candidate.text)
        .collect();
    (input[done.from..done.to].to_owned(), texts)
}

fn check(marked: &str, replaced: &str, candidates: &[&str]) {
    let (word, texts) = offered(marked, &vocabulary());
    assert_eq!(word, replaced, "{marked}");
    assert_eq!(texts, candidates, "{marked}");
}

#[test]
fn words_and_names_are_offered_where_they_fit() {
    check(
        "r|",
        "r",
        &[
            "ross", "rwss", "read", "resize", "refresh", "restore", "restores", "rate", "replay",
        ],
    );
    check(
        "R|",
        "R",
        &[
            "ross", "rwss", "read", "resize", "refresh", "restore", "restores", "rate", "replay",
        ],
    );
    check(
        "re|ad s1",
        "read",
        &["read", "resize", "refresh", "restore", "restores", "replay"],
    );
    check("ross |", "", &["s2"]);
    check("rwss |", "", &["rw2"]);
    check("volume |", "", &["base2"]);
    check("ross s2 |", "", &["of"]);
    check("ross s2 of |", "", &["base", "rw1"]);
    check("rwss rw2 of |", "", &["s1", "\"my snap\""]);
    check("rwss rw2 of \"|", "\"", &["s1", "\"my snap\""]);
    check("rwss rw2 of \"my|", "\"my", &["\"my snap\""]);
    check("rwss rw2 of \"m|y snap\"", "\"my snap\"", &["\"my snap\""]);
    check("write |", "", &["base", "rw1"]);
    check("write b|", "b", &["base"]);
    check("read |", "", &["base", "s1", "\"my snap\"", "rw1"]);
    check("diff s1 r|", "r", &["rw1"]);
    check(
        "set |",
        "",
        &[
            "push",
            "hints",
            "hint-fill",
            "delete",
            "full",
            "refresh",
            "change-log",
            "fault",
        ],
    );
    check("set push |", "", &["copy", "share", "redirect"]);
    check(
        "set fault push|",
        "push",
        &["push-before-write", "push-unowned"],
    );
    check("set hints o|", "o", &["on", "off"]);
    check(
        "expect re|",
        "re",
        &["refused", "read", "recovered", "restoring"],
    );
    check("expect refused |", "", &["name-taken"]);
    check("expect from n|", "n", &["none"]);
    check("expect from d|", "d", &["data"]);
    check(
        "expect parent s1 |",
        "",
        &["none", "base", "s1", "\"my snap\"", "rw1"],
    );
    check("expect hops s1 b|", "b", &["base"]);
    check("volume v |", "", &["pages"]);
    check("volume v pages 8 page 4KiB l|", "l", &["levels"]);
}

#[test]
fn every_place_of_the_further_commands_has_its_candidates() {
    let all = ["base", "s1", "\"my snap\"", "rw1"];
    let snaps = ["s1", "\"my snap\""];
    let then_by = |names: &[&'static str]| [names, &["by"]].concat();
    check("ross s2 of base |", "", &["tree", "full", "by"]);
    check("ross s2 of base full |", "", &["tree", "by"]);
    check("ross s2 of base tree t |", "", &["full", "by"]);
    check("refresh |", "", &["base", "rw1"]);
    check("refresh rw1 |", "", &["from", "as"]);
    check("refresh rw1 from |", "", &snaps);
    check("refresh rw1 as |", "", &["s2"]);
    check("refresh rw1 as s2 |", "", &["from", "by"]);
    check("restore |", "", &["base", "rw1"]);
    check("restore base |", "", &["from"]);
    check("restore base from |", "", &all);
    check("restore base from s1 as |", "", &["restored1"]);
    check(
        "restore base from s1 as r |",
        "",
        &["undo", "frozen", "order", "mode", "by"],
    );
    check("restore base from s1 as r undo n|", "n", &["newest"]);
    check("restore base from s1 as r order |", "", &["14", "15"]);
    check("background base |", "", &["all", "by"]);
    check("background base all |", "", &["by"]);
    check("measure |", "", &["restore"]);
    check("measure restore base from s1 |", "", &["ops"]);
    check(
        "measure restore base from s1 ops 9 |",
        "",
        &["seed", "every", "by"],
    );
    check("cancel base |", "", &["as", "by"]);
    check("expect restoring base |", "", &["yes", "no"]);
    check(
        "volume v pages 8 page 4KiB levels 8 |",
        "",
        &["index", "by"],
    );
    check(
        "volume v pages 8 page 4KiB levels 8 index |",
        "",
        &["maps", "tables"],
    );
    check("maps |", "", &all);
    check("copy |", "", &["copy1"]);
    check("copy c of |", "", &all);
    check("clone c of s1 |", "", &["read-only", "by"]);
    check("delete |", "", &all);
    check("delete s1 |", "", &then_by(&all));
    check("promote |", "", &["base", "rw1"]);
    check("promote base |", "", &["from"]);
    check("promote base from |", "", &all);
    check("discard |", "", &["base", "rw1"]);
    check("discard base |", "", &["none"]);
    check("resize base |", "", &["pages"]);
    check("limit base |", "", &["data", "admin"]);
    check("limit base data |", "", &["none"]);
    check("limit base data 5 |", "", &["admin", "by"]);
    check("backup |", "", &snaps);
    check("backup s1 |", "", &["to"]);
    check("backup s1 to |", "", &["backup1"]);
    check("sync |", "", &["base"]);
    check("sync base to |", "", &snaps);
    check("rate |", "", &all);
    check("space |", "", &["of", "by"]);
    check("space of s1 |", "", &then_by(&all));
    check("schedule |", "", &["plan1"]);
    check("schedule p of |", "", &["base", "rw1"]);
    check("schedule p of base |", "", &["every", "on"]);
    check("schedule p of base every 5 |", "", &["writes"]);
    check(
        "schedule p of base every 5min daily 3 |",
        "",
        &["keep", "hourly", "weekly", "tree", "by"],
    );
    check("crash 3 d|", "d", &["diff", "delete", "discard", "dump"]);
    check("crash 3 s|", "s", &["sync", "space", "step"]);
    check("begin |", "", &["op1"]);
    let begun = [
        "write",
        "read",
        "ross",
        "rwss",
        "refresh",
        "restore",
        "background",
        "cancel",
        "delete",
    ];
    check("begin f |", "", &begun);
    check("begin f read |", "", &["base", "s1", "\"my snap\"", "rw1"]);
    check("crash 3 ross s2 of |", "", &["base", "rw1"]);
    check("set fault delete-merges |", "", &["on", "off"]);
    check("set hints |", "", &["on", "off", "value"]);
    check("set full |", "", &["fail", "stale"]);
    check("expect stale s1 |", "", &["yes", "no"]);
    check("expect recovered |", "", &["finished", "undone", "nothing"]);
    check("expect freed-set |", "", &["none"]);
    check("expect same |", "", &["none"]);
}

#[test]
fn names_of_a_document_are_offered_again() {
    let vocabulary = learned(&[
        "ross s1 of base tree weekly by manager",
        "schedule plan1 of base on backup tree daily",
        "schedule old of base every 5min",
        "unschedule old by \"node 1\"",
        "crash 4 ross s2 of base tree weekly by manager",
    ]);
    let check = |marked: &str, candidates: &[&str]| {
        let (_, texts) = offered(marked, &vocabulary);
        assert_eq!(texts, candidates, "{marked}");
    };
    check("tree by |", &["manager", "\"node 1\""]);
    check("ross s3 of base tree |", &["weekly", "daily"]);
    check("unschedule |", &["plan1"]);
    check("schedule |", &["plan2"]);
    check("trigger |", &["backup"]);
    check("schedule p of base on |", &["backup"]);
}

#[test]
fn nothing_is_offered_where_nothing_fits() {
    check("read s1 |", "", &[]);
    check("read s1 3 by |", "", &[]);
    check("write base @|", "", &[]);
    check("expect ok |", "", &[]);
    check("foo |", "", &[]);
    check("ross s1 fo |", "", &[]);
    check("tree # r|", "", &[]);
    check("write base 3 \"r\\q|", "", &[]);
}

#[test]
fn the_expected_line_names_the_pages_of_the_volume() {
    let expected = |input: &str| complete(input, input.len(), &vocabulary()).expected;
    assert_eq!(expected(""), "a command");
    assert_eq!(expected("read s1 "), "a page number, 0 to 63");
    assert_eq!(expected("read nobody "), "a page number");
    assert_eq!(expected("write base 3 "), "content (\"text\" or hex:00ff)");
    assert_eq!(expected("tree "), "`by` or the end of the line");
    assert_eq!(expected("expect ok "), "the end of the line");
    assert_eq!(
        expected("schedule p of base every "),
        "a number of writes or a time such as 90s (units ms, s, min, h, d, w)"
    );
    assert_eq!(
        expected("at "),
        "a time such as 90s (units ms, s, min, h, d, w)"
    );
    assert_eq!(expected("foo "), "");
}

#[test]
fn a_cursor_inside_a_character_or_past_the_end_is_moved_back() {
    assert_eq!(complete("é", 1, &vocabulary()).from, 0);
    assert_eq!(complete("read", 99, &vocabulary()).to, 4);
}
