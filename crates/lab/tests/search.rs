//! The search: exact counts of schedules, the shortest wrong one as a document, crashes, limits.

use cowpath_lab::language::parse_document;
use cowpath_lab::outcome::Outcome;
use cowpath_lab::run::Runner;
use cowpath_lab::search::{Options, Report, SEARCH_RULES, Search, Unsearchable, fault, verdict};
use cowpath_lab::session::Session;

/// The sets of the in-flight protocol.
const SETS: [(&str, &str); 7] = [
    (
        "f-n",
        include_str!("../../../tests/scenarios/inflight/f-n.cow"),
    ),
    (
        "n-n",
        include_str!("../../../tests/scenarios/inflight/n-n.cow"),
    ),
    (
        "n-r1",
        include_str!("../../../tests/scenarios/inflight/n-r1.cow"),
    ),
    (
        "f-r1",
        include_str!("../../../tests/scenarios/inflight/f-r1.cow"),
    ),
    (
        "f-n-r1",
        include_str!("../../../tests/scenarios/inflight/f-n-r1.cow"),
    ),
    (
        "n-n-r1",
        include_str!("../../../tests/scenarios/inflight/n-n-r1.cow"),
    ),
    (
        "f-n-r2",
        include_str!("../../../tests/scenarios/inflight/f-n-r2.cow"),
    ),
];

fn text(set: &str) -> &'static str {
    let found = SETS.iter().find(|(name, _)| *name == set);
    found.expect("a set").1
}

fn search(text: &str, faults: &[&str], crash: bool) -> Result<Report, Unsearchable> {
    let document = parse_document(text).expect("a document");
    let faults = faults.iter().map(|name| fault(name).expect("a fault"));
    let faults = faults.collect();
    Search::of_document(&document, &Options { faults, crash })?.run()
}

fn found(set: &str, faults: &[&str]) -> Report {
    search(text(set), faults, false).expect("a small set")
}

#[test]
fn without_the_lock_the_counts_are_those_of_the_model() {
    let claims = &["no-lock"][..];
    let copy_first = &["no-lock", "copy-before-entry"][..];
    for (set, faults, wrong, schedules) in [
        ("f-n", claims, 7, 15),
        ("n-n", claims, 18, 70),
        ("n-r1", claims, 3, 15),
        ("f-r1", claims, 0, 6),
        ("f-n-r1", claims, 241, 420),
        ("n-n-r1", claims, 1272, 3150),
        ("f-n-r2", claims, 49, 105),
        ("f-n", copy_first, 10, 15),
        ("n-n", copy_first, 6, 70),
        ("n-r1", copy_first, 3, 15),
    ] {
        let report = found(set, faults);
        let counts = (report.wrong, report.schedules);
        assert_eq!(counts, (wrong, schedules), "{set} {faults:?}");
        assert_eq!(report.holds(), wrong == 0, "{set} {faults:?}");
    }
}

#[test]
fn with_the_lock_nothing_is_wrong() {
    for (set, text) in SETS {
        for faults in [&[][..], &["copy-before-entry"], &["claims-order"]] {
            let report = search(text, faults, false).expect("a small set");
            assert_eq!(
                (report.wrong, report.verdict.as_str()),
                (0, "holds"),
                "{set}"
            );
            assert!(report.schedules >= 2 && report.serial >= 1, "{set}");
            assert_eq!(report.shortest, None);
        }
    }
}

/// The document of a wrong schedule runs, and its last line is what does not hold.
#[test]
fn the_shortest_wrong_schedule_is_a_document_that_fails() {
    for (set, text) in SETS {
        for faults in [&["no-lock"][..], &["no-lock", "copy-before-entry"]] {
            let report = search(text, faults, false).expect("a small set");
            let Some(wrong) = report.document(text) else {
                assert_eq!(set, "f-r1");
                continue;
            };
            fails_at_its_expect(&wrong);
            let shortest = report.shortest.expect("a schedule");
            let steps = shortest.iter().filter(|line| line.starts_with("step "));
            let steps = steps.count() as u64;
            let moment = report.moment.expect("a moment");
            assert!((1..=steps).contains(&moment), "{set}: {moment} of {steps}");
            let rule = report.rule.expect("a rule");
            assert!(SEARCH_RULES.iter().any(|(name, _)| *name == rule));
            tells_its_verdict(&wrong, &rule, moment);
        }
    }
    // A read of the page between its entry and its content: four steps show it.
    let garbage = found("n-r1", &["no-lock"]);
    let lines = ["step n", "step n", "step r", "step r", "expect read \"x\""];
    assert_eq!(
        garbage.shortest.as_deref(),
        Some(&lines.map(String::from)[..])
    );
    assert_eq!(garbage.rule.as_deref(), Some("read-value"));
}

/// Opened again, the document says what the search found; without its last line it does not.
#[track_caller]
fn tells_its_verdict(text: &str, rule: &str, moment: u64) {
    let session = Session::open(text).expect("a document");
    let told = verdict(&session).expect("a verdict");
    assert_eq!(told.rule, rule);
    assert!(
        !told.message.is_empty() && told.found.contains("expected"),
        "{told:?}"
    );
    let shown = session.item(told.shown).expect("a command");
    assert_eq!(shown.verb, "expect");
    let at = told.moment.expect("a moment");
    let steps = session.line()[..at]
        .iter()
        .filter(|item| item.verb == "step");
    assert_eq!(steps.count() as u64, moment, "{text}");
    let (before, _) = text.split_once("expect ").expect("it is there");
    let session = Session::open(before).expect("a document");
    assert_eq!(verdict(&session), None);
}

#[track_caller]
fn fails_at_its_expect(text: &str) {
    let document = parse_document(text).expect("a document");
    let mut failed = Vec::new();
    let (_, summary) = Runner::default()
        .run(&document, |ran| -> Result<(), std::convert::Infallible> {
            if let Outcome::Expect(expected) = ran.outcome {
                failed.push(!expected.ok);
            }
            Ok(())
        })
        .unwrap_or_else(|never| match never {});
    assert_eq!((summary.refused, failed), (0, vec![true]), "{text}");
}

/// A stop after any step: the crash table.
#[test]
fn stops_lose_nothing_but_in_the_claims_order() {
    for (set, text) in SETS {
        let report = search(text, &[], true).expect("a small set");
        assert_eq!(report.lost, Some(0), "{set}");
        assert_eq!(report.stops, Some(report.states), "{set}");
    }
    for set in ["f-n", "n-n", "f-n-r1", "f-n-r2"] {
        let report = search(text(set), &["claims-order"], true).expect("a small set");
        assert!(report.wrong == 0 && report.lost > Some(0), "{set}");
        assert_eq!(report.rule.as_deref(), Some("acknowledged-write"));
        fails_at_its_expect(&report.document(text(set)).expect("a schedule"));
    }
}

/// Each rule of landing, switched off, makes some schedule wrong.
#[test]
fn the_rules_of_landing_are_missed() {
    let head = "volume base pages 4 page 16B levels 2x2\nwrite base 0 \"x\"\nross o of base\n";
    let older = format!("{head}begin f write base 0 \"d1\"\nross s of base\nbegin r read o 0\n");
    let hints = format!(
        "{head}ross p of base\nbegin f write base 0 \"d1\"\nross s of base\nwrite base 0 \"d2\"\n\
         read o 0\nbegin r read o 0\n"
    );
    let both = format!(
        "{head}begin f write base 0 \"d1\"\nross s of base\nbegin t ross u of base\n\
         begin n write base 0 \"d2\"\n"
    );
    let slide = format!(
        "{head}rwss w of o\nbegin f write base 0 \"d1\"\nross s of base\nbegin d delete o\n\
         begin r read w 0\n"
    );
    for (text, name) in [
        (older, "landing-pushes-older"),
        (hints, "landing-drops-hints"),
        (both, "landing-on-all"),
        (slide, "settling-blocks-delete"),
    ] {
        let sound = search(&text, &[], false).expect("a small set");
        assert_eq!(sound.wrong, 0, "{name}: {:?}", sound.message);
        let report = search(&text, &[name], false).expect("a small set");
        assert!(report.wrong > 0, "{name} is not missed");
        fails_at_its_expect(&report.document(&text).expect("a schedule"));
        println!("{name}: {} of {} wrong", report.wrong, report.schedules);
    }
}

#[test]
fn slices_come_to_the_same() {
    let document = parse_document(text("n-n-r1")).expect("a document");
    let options = Options {
        faults: vec![fault("no-lock").expect("a fault")],
        crash: false,
    };
    let whole = Search::of_document(&document, &options).expect("a small set");
    let whole = whole.run().expect("a small set");
    let mut search = Search::of_document(&document, &options).expect("a small set");
    let mut slices = 0;
    loop {
        assert_eq!(search.report(), None);
        let progress = search.advance(7).expect("a small set");
        slices += 1;
        assert!(progress.states <= slices * 7);
        if progress.done {
            break;
        }
    }
    assert_eq!(search.report(), Some(whole));
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let head = "volume base pages 8 page 16B levels 2x2x2\n";
    assert_eq!(search(head, &[], false), Err(Unsearchable::NothingOpen));
    let refused = search("rwss a of b\n", &[], false).expect_err("no volume");
    assert!(matches!(refused, Unsearchable::Refused { line: 1, .. }));
    let write = |n: usize| format!("begin w{n} write base {} \"d{n}\"\n", n % 8);
    let many = |n: usize| head.to_owned() + &(0..n).map(write).collect::<String>();
    let refused = search(&many(9), &[], false).expect_err("nine operations");
    assert!(
        refused.to_string().contains("9 operations are open"),
        "{refused}"
    );
    let refused = search(&many(8), &["no-lock"], false).expect_err("eight operations");
    assert!(refused.to_string().contains("too many states"), "{refused}");
}

const RESTORE_RUNS: &str = "volume base pages 4 page 16B levels 2x2\nwrite base 0 \"x\"\n\
    write base 1 \"a\"\nross s of base\nwrite base 0 \"y\"\nwrite base 1 \"b\"\n\
    restore base from s as n undo u\n";

/// While a restore runs, its background and the hosts go on step by step.
#[test]
fn a_restore_mixes_with_hosts() {
    let text = format!(
        "{RESTORE_RUNS}begin w write base 0 \"z\"\nbegin r read base 0\n\
         begin i background base all\nbegin q read u 1\n"
    );
    let report = search(&text, &[], true).expect("a small set");
    assert!(report.schedules > 1000, "{}", report.schedules);
    assert_eq!((report.wrong, report.lost), (0, Some(0)));
    let undo = search(&text, &["foreground-saves-restored"], false).expect("a small set");
    assert!(undo.wrong > 0, "{undo:?}");
}

/// The lock keeps the background off a page that a host writes.
#[test]
fn without_the_lock_the_background_overwrites_a_host() {
    let text = format!("{RESTORE_RUNS}begin w write base 0 \"z\"\nbegin i background base all\n");
    assert_eq!(search(&text, &[], false).expect("a small set").wrong, 0);
    let unlocked = search(&text, &["no-lock"], false).expect("a small set");
    assert!(unlocked.wrong > 0 && unlocked.wrong < unlocked.schedules);
    assert_eq!(unlocked.rule.as_deref(), Some("volume-view"));
    let shortest = unlocked.document(&text).expect("a wrong one");
    let document = parse_document(&shortest).expect("a document");
    let ran = Runner::default().run(&document, |_| Ok::<(), std::convert::Infallible>(()));
    let Ok((_, summary)) = ran;
    assert_eq!(summary.failed, 1, "{shortest}");
}

/// Commands on whole volumes go on step by step too, and what comes between waits.
#[test]
fn whole_volumes_are_frozen_between_the_steps() {
    let head = "volume base pages 4 page 16B levels 2x2\nwrite base 0 \"x\"\nross s of base\n\
        rwss w of s\nwrite w 1 \"w\"\nwrite base 0 \"y\"\nross t of base\nwrite base 0 \"z\"\n";
    for (begun, reads) in [
        ("restore base from w as n undo u", "read base 0"),
        ("refresh w as r", "read w 1"),
        ("delete t", "read s 0"),
    ] {
        let text = format!("{head}begin o {begun}\nbegin h write base 0 \"h\"\nbegin r {reads}\n");
        let report = search(&text, &[], true).expect("a small set");
        assert!(report.schedules > 1, "{begun}");
        assert!(report.states > report.schedules as u64, "{begun}");
        assert_eq!(
            (report.wrong, report.lost),
            (0, Some(0)),
            "{begun}: {report:?}"
        );
    }
}

/// What a crash loses is told as that, and what was there before is expected.
#[test]
fn the_words_of_a_wrong_schedule_are_true() {
    let searched = text("f-n-r1");
    let lost = search(searched, &["claims-order"], true).expect("a small set");
    assert_eq!(lost.wrong, 0);
    let document = lost.document(searched).expect("a crash loses something");
    assert!(
        document.contains("# a crash here loses something"),
        "{document}"
    );
    assert!(!document.contains("nothing can come right"), "{document}");
    let wrong = search(searched, &["no-lock"], false).expect("a small set");
    let document = wrong.document(searched).expect("a wrong one");
    assert!(
        document.contains("r reads zeros; in any order it reads \"d1\" or \"x\""),
        "{document}"
    );
    assert!(document.contains("expect read \"x\""), "{document}");
}
