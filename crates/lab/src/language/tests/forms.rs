//! Source text and its canonical form.

use crate::language::{Command, Place, Retention, Time, Trigger, nearest, parse_command};

fn canonical(source: &str) -> String {
    match parse_command(source) {
        Ok(command) => command.to_string(),
        Err(error) => panic!("{}", error.render("test")),
    }
}

#[test]
fn every_form_of_the_language_has_its_canonical_text() {
    let digest = "ab".repeat(32);
    let replay = format!("replay \"t.csv\" sha256:{digest} every 5000 keep 24 page 4KiB");
    let by_time = format!("replay \"a b\" sha256:{digest} every-ms 1000");
    for text in [
        "volume base pages 1000 page 4KiB levels 10x10x10",
        "volume base pages 8 page 1MiB levels 8",
        "volume base pages 8 page 512B levels 2x2x2x2x2x2x2",
        "ross 2206 of base",
        "rwss of of of",
        "write base 3 \"b3\"",
        "write base @10 hex:00ff",
        "write \"my disk\" 3 \"\"",
        "read s1 3",
        "diff s1 rw1",
        "ross s1 of base tree daily full",
        "ross s1 of base tree full",
        "ross s1 of base full",
        "copy c of s1",
        "clone c of s1",
        "clone read-only of read-only read-only",
        "delete s1",
        "delete s1 s2 \"by\" s3",
        "delete s1 by manager",
        "delete s1 \"by\" by by",
        "promote base from s1",
        "discard base 0..2",
        "discard base 5",
        "discard base 0-2,7",
        "discard base none",
        "resize base pages 9",
        "limit base data 100",
        "limit base admin none",
        "limit base data none admin 64",
        "backup s1 to b",
        "sync b to s2",
        "rate base",
        "maps rw1",
        "volume index pages 8 page 1MiB levels 8 index maps",
        "volume index pages 8 page 1MiB levels 8 index maps by index",
        "refresh rw1 from s1",
        "refresh rw1 as s2",
        "refresh rw1 as s2 from rw2",
        "refresh from from as by by",
        "set refresh keep",
        "restore base from w as after",
        "restore base from w as after undo before frozen src order 14 mode lazy",
        "restore base from w as after undo newest by manager",
        "restore base from w as after undo \"newest\"",
        "restore undo from frozen as order undo mode frozen by by by",
        "background base",
        "background base 3",
        "background base all by node1",
        "background base by node1",
        "cancel base",
        "cancel base as kept",
        "restores",
        "measure restore base from w ops 100",
        "measure restore base from w ops 100 seed 7 every 2 by node1",
        "expect items 4",
        "expect restoring base yes",
        "expect pending base 0-2,7",
        "expect bits base none",
        "space of s1 \"by\"",
        "space of s1 s2 by node1",
        "space by node1",
        "schedule p of base every 100 writes",
        "schedule p of base every 100 writes by manager",
        "schedule p of base every 5min keep 3 hourly 24 daily 7 weekly 4 tree t",
        "schedule p of base on backup weekly 2",
        "schedule on of of on on tree tree",
        "unschedule p",
        "trigger backup",
        "begin f write base 0 \"d1\"",
        "begin begin read s 0",
        "begin d delete s1 s2",
        "begin t ross u of base tree t full by host",
        "step f",
        "step f 3 by host1",
        "finish step",
        "locks",
        "crash 1 step f",
        "at 0s",
        "at 1500ms",
        "at 90s",
        "at 2h",
        "at 3d",
        "at 2w by clock",
        "crash 3 write base 0 \"x\"",
        "crash 0 delete s1 s2 by node1",
        "set hints value",
        "set hint-fill push",
        "set full stale",
        "set change-log on",
        "set fault push-before-write on",
        "set fault delete-merges-rwss off",
        "dump s1",
        "tree",
        "space",
        "check",
        "set push redirect",
        "set hints off",
        "set delete strict",
        &replay,
        &by_time,
        "expect ok",
        "expect refused",
        "expect refused name-taken",
        "expect written 3",
        "expect pushed none",
        "expect copied 1",
        "expect steps 812 814 820 822 828 830",
        "expect read \"a3\"",
        "expect from base 3",
        "expect from none",
        "expect hops s1 s2 base",
        "expect lookups 5",
        "expect hint unused",
        "expect method 550",
        "expect common s4",
        "expect literal 0-2,7",
        "expect location 0-2,7",
        "expect content 0-2",
        "expect check ok",
        "expect page s1 3 \"a3\"",
        "expect exceptions s1 none",
        "expect entry s1 3 \"a3\"",
        "expect entry s1 3 in data 4",
        "expect entry s1 3 none",
        "expect parent base none",
        "expect parent s1 \"none\"",
        "expect copy-of s1 base",
        "expect kind s1 ross",
        "expect exists s1",
        "expect absent s1",
        "expect tables 2206 1 2 3",
        "expect count volumes 3",
        "expect count exceptions s1 4",
        "expect exclusive s1 1",
        "expect shared s1 0",
        "expect table-bytes s1 96",
        "expect freed s1 none",
        "expect discarded 0-2,7",
        "expect promoted none",
        "expect copied-pages 3",
        "expect stale s1 yes",
        "expect stale s1 no",
        "expect size base 9",
        "expect now 90s",
        "expect ran 2",
        "expect left-only 7",
        "expect right-only none",
        "expect differ 0-1",
        "expect same none",
        "expect recovered finished",
        "expect recovered undone",
        "expect recovered nothing",
        "expect freed-set 4",
        "expect freed-set none",
    ] {
        assert_eq!(canonical(text), text);
    }
}

#[test]
fn other_spellings_get_the_canonical_text() {
    for (source, text) in [
        ("  read\ts1   3  # why", "read s1 3"),
        ("\u{feff}tree\r\n", "tree"),
        ("read \"s1\" 003", "read s1 3"),
        ("read s1 3#now", "read s1 3"),
        ("write base 1 hex:6231", "write base 1 \"b1\""),
        ("write base 1 hex:00FF", "write base 1 hex:00ff"),
        (r#"write base 1 "\x00\xff""#, "write base 1 hex:00ff"),
        (
            r#"write base 1 "\u{e9}\x41\"\\\n\t""#,
            r#"write base 1 "éA\"\\\n\t""#,
        ),
        ("write base @ 10 \"x\"", "write base @10 \"x\""),
        ("write base@10 \"x\"", "write base @10 \"x\""),
        (
            "write base 1 \"# not a comment\"",
            "write base 1 \"# not a comment\"",
        ),
        (
            "volume b pages 8 page 4096B levels 8",
            "volume b pages 8 page 4KiB levels 8",
        ),
        (
            "volume b pages 8 page 2048KiB levels 8",
            "volume b pages 8 page 2MiB levels 8",
        ),
        ("expect literal 7,0,2,1-1", "expect literal 0-2,7"),
        ("expect literal 0-5,2-3,6", "expect literal 0-6"),
        (r#"read "\u{202e}x" 1"#, r#"read "\u{202e}x" 1"#),
        ("discard base 0-2", "discard base 0..2"),
        ("discard base 4..4", "discard base 4"),
        ("discard base 0..2,7", "discard base 0-2,7"),
        ("expect pushed 0..2", "expect pushed 0-2"),
        ("delete by", "delete \"by\""),
        ("delete by by by", "delete \"by\" by by"),
        ("ross s of base full tree t", "ross s of base tree t full"),
        (
            "limit base admin 5 data none",
            "limit base data none admin 5",
        ),
        (
            "schedule p of base every 3600s tree t weekly 1 keep 2",
            "schedule p of base every 1h keep 2 weekly 1 tree t",
        ),
        ("at 0w", "at 0s"),
        ("at 120000ms", "at 2min"),
        ("at 7d", "at 1w"),
        ("at 18446744073709551615ms", "at 18446744073709551615ms"),
        ("read hex:00 1", "read \"hex:00\" 1"),
    ] {
        assert_eq!(canonical(source), text, "{source:?}");
    }
}

#[test]
fn a_write_keeps_its_bytes() {
    assert_eq!(
        parse_command(r#"write "a b" @18446744073709551615 "\x00z""#),
        Ok(Command::Write {
            volume: crate::language::Name::new("a b").expect("short"),
            place: Place::OffsetBytes(u64::MAX),
            content: vec![0, b'z'],
        })
    );
}

#[test]
fn names_have_near_misses_too() {
    assert_eq!(nearest("bsae", ["s1", "base"]), Some("base"));
}

#[test]
fn an_origin_belongs_to_the_whole_line() {
    let reference = include_str!("../../../../../docs/language.md");
    for (text, verb, origin) in [
        ("delete s1 s2 by manager", "delete", "manager"),
        ("crash 3 write base 0 \"x\" by host1", "crash", "host1"),
    ] {
        assert!(reference.contains(text), "{text}");
        let command = parse_command(text).expect(text);
        assert_eq!(command.origin().map(|name| name.as_str()), Some(origin));
        assert_eq!((command.verb(), command.plain().origin()), (verb, None));
        assert_ne!(command.plain(), &command);
    }
}

#[test]
fn a_schedule_keeps_what_it_says() {
    let text = "schedule p of base every 5min weekly 4 keep 3 tree t";
    let Ok(Command::Schedule(schedule)) = parse_command(text) else {
        panic!("{text}");
    };
    assert_eq!(schedule.trigger, Trigger::Time(Time::from_ms(300_000)));
    let Retention {
        keep,
        hourly,
        daily,
        weekly,
    } = schedule.retention;
    assert_eq!(
        (keep, hourly, daily, weekly),
        (Some(3), None, None, Some(4))
    );
    assert_eq!(schedule.tree.map(|tree| tree.to_string()), Some("t".into()));
}

#[test]
fn runs_with_two_dots_are_runs() {
    let Ok(Command::Discard { pages, .. }) = parse_command("discard base 7,0..2") else {
        panic!("it is a discard");
    };
    assert_eq!(pages.bounds(), [(0, 2), (7, 7)]);
}
