//! Schedules, retention and the simulated clock.

mod common;

use common::{json, json_events, last_json};
use cowpath_lab::language::parse_command;
use cowpath_lab::machine::Machine;

const BASE: &str = "volume base pages 8 page 512B levels 2x2x2\n";

/// The last line prints exactly this outcome.
#[track_caller]
fn check(rest: &str, outcome: &str) {
    assert_eq!(last_json(&format!("{BASE}{rest}")), outcome, "\n{rest}");
}

/// Every `expect` holds, and nothing is refused that is not expected to be.
#[track_caller]
fn holds(rest: &str) {
    let (lines, summary) = json(&format!("{BASE}{rest}"));
    assert!(summary.ok(), "{rest}\n{}", lines.join("\n"));
}

#[test]
fn writes_are_counted_and_the_oldest_go() {
    check(
        "schedule n of base every 2 writes keep 1\nwrite base 0 \"a\"",
        r#"{"kind":"written","pages":[[0,1]],"pushed":[],"copied_pages":0}"#,
    );
    check(
        "schedule n of base every 1 writes keep 1\nwrite base 0 \"a\"\nwrite base 0 \"b\"",
        r#"{"kind":"written","pages":[[0,1]],"pushed":[[0,1]],"copied_pages":1,"ran":[{"command":"ross n-2 of base","outcome":{"kind":"done","created":"n-2"}},{"command":"delete n-1","outcome":{"kind":"done","deleted":"n-1"}}]}"#,
    );
    holds(
        "volume other pages 8 page 512B levels 8\nschedule n of base every 2 writes keep 2\n\
         write base 0 \"a\"\nexpect ran 0\nwrite other 0 \"o\"\nexpect ran 0\n\
         write base 0 \"b\"\nexpect ran 1\nexpect exists n-1\nwrite base 0 \"c\"\n\
         write base 0 \"d\"\nexpect ran 1\nwrite base 0 \"e\"\nwrite base 0 \"f\"\nexpect ran 2\n\
         expect absent n-1\nexpect exists n-2\nexpect page n-2 0 \"d\"\nexpect page n-3 0 \"f\"",
    );
}

#[test]
fn the_clock_runs_what_is_due_in_order() {
    check(
        "schedule hours of base every 1h keep 1\nschedule late of base every 90min\nat 2h",
        r#"{"kind":"clock","now_ms":7200000,"ran":[{"command":"ross hours-1 of base","outcome":{"kind":"done","created":"hours-1"}},{"command":"ross late-1 of base","outcome":{"kind":"done","created":"late-1"}},{"command":"ross hours-2 of base","outcome":{"kind":"done","created":"hours-2"}},{"command":"delete hours-1","outcome":{"kind":"done","deleted":"hours-1"}}]}"#,
    );
    check("at 5s", r#"{"kind":"clock","now_ms":5000,"ran":[]}"#);
    holds(
        "at 1h\nexpect now 1h\nexpect ran 0\nat 59min\nexpect refused clock-goes-forward\nat 1h\n\
         expect ok\nschedule n of base every 30min\nat 89min\nexpect ran 0\nat 90min\n\
         expect ran 1\nat 3h\nexpect ran 3\nexpect count volumes 5",
    );
}

#[test]
fn retention_by_hours_days_and_weeks() {
    // n-24 is of day 8, n-23 the newest of day 7, n-20 that of day 6 and of the week before.
    holds(
        "schedule n of base every 8h keep 2 daily 3 weekly 2\nat 8d\nexpect count volumes 4\n\
         expect exists n-24\nexpect exists n-23\nexpect exists n-20",
    );
}

#[test]
fn events_start_their_schedules() {
    check("trigger noon", r#"{"kind":"done","ran":[]}"#);
    check(
        "schedule n of base on noon tree plan\ntrigger noon",
        r#"{"kind":"done","ran":[{"command":"ross n-1 of base tree plan","outcome":{"kind":"done","created":"n-1"}}]}"#,
    );
    holds(
        "schedule n of base on noon keep 1 tree plan\nross s of base\ntrigger noon\n\
         trigger midnight\nexpect ran 0\nwrite base 1 \"x\"\nexpect exceptions n-1 1\n\
         expect exceptions s 1\ntrigger noon\nexpect ran 2\nexpect exists s\nexpect absent n-1",
    );
}

#[test]
fn a_refusal_of_what_is_scheduled_stops_nothing() {
    check(
        "set delete strict\nross s of base\nschedule n of base on e keep 1\ntrigger e\nrwss w of n-1\ntrigger e",
        r#"{"kind":"done","ran":[{"command":"ross n-2 of base","outcome":{"kind":"done","created":"n-2"}},{"command":"delete n-1","outcome":{"kind":"refused","rule":"has-children","message":"2 volumes read through n-1, and the delete policy is strict"}}]}"#,
    );
    holds(
        "schedule n of base every 1 writes\nlimit base admin 1\nwrite base 0 \"a\"\nexpect ran 1\n\
         expect absent n-1\nexpect page base 0 \"a\"\nlimit base admin none\nwrite base 0 \"b\"\n\
         expect exists n-2",
    );
}

#[test]
fn names_that_are_taken_are_passed_over() {
    holds(
        "ross n-1 of base\nschedule n of base on e keep 1\ntrigger e\nexpect exists n-2\n\
         trigger e\nexpect exists n-1\nexpect absent n-2\nexpect exists n-3\nunschedule n\n\
         expect exists n-3\ntrigger e\nexpect ran 0\nunschedule n\nexpect refused unknown-schedule",
    );
}

#[test]
fn what_is_deleted_by_hand_is_forgotten() {
    holds(
        "schedule n of base on e keep 2\ntrigger e\ntrigger e\ndelete n-1\ntrigger e\nexpect ran 1\n\
         expect exists n-2\ndelete n-2 n-3 base\ntrigger e\nexpect ran 0\n\
         volume base pages 8 page 512B levels 8\ntrigger e\nexpect ran 0\nunschedule n\n\
         expect refused unknown-schedule",
    );
}

#[test]
fn nonsense_is_refused() {
    for line in [
        "schedule n of base every 0 writes",
        "schedule n of base every 0s",
        "schedule n of base every 1h keep 0",
        "schedule n of base every 1h weekly 0",
        "schedule n-which-is-called-so-that-no-number-fits-behind-it of base on e",
    ] {
        holds(&format!("{line}\nexpect refused bad-schedule"));
    }
    holds("schedule n of s every 1h\nexpect refused unknown-volume");
    holds("ross s of base\nschedule n of s every 1h\nexpect refused not-a-head");
    holds("schedule n of base on e\nschedule n of base on e\nexpect refused name-taken");
    holds("schedule n of base every 1ms\nat 1000w\nexpect refused limit-reached\nexpect now 0s");
    check(
        "schedule nightly of base on e\nunschedule nigthly",
        r#"{"kind":"refused","rule":"unknown-schedule","message":"there is no schedule nigthly; did you mean nightly?"}"#,
    );
    check(
        "schedule n of base on e",
        r#"{"kind":"done","scheduled":"n"}"#,
    );
    check(
        "schedule n of base on e\nunschedule n",
        r#"{"kind":"done","unscheduled":"n"}"#,
    );
}

#[test]
fn the_events_tell_which_schedule_asked() {
    let (lines, _) = json_events(&format!(
        "{BASE}schedule n of base on e keep 1\ntrigger e by clock\ntrigger e"
    ));
    let asked: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once(r#"{"type":"asked","by":"#))
        .map(|(_, by)| by.trim_end_matches('}'))
        .collect();
    assert_eq!(asked, [r#""clock""#, r#""n""#, r#""n""#, r#""n""#]);
}

#[test]
fn what_is_kept_makes_the_same_machine_again() {
    let text = format!(
        "{BASE}ross p of base tree plan\nross q of base tree test\ndelete p\n\
         schedule n of base every 2 writes keep 1 tree plan\nschedule h of base every 1h\n\
         at 90min\nwrite base 0 \"a\"\nwrite base 1 \"b\"\nwrite base 2 \"c\"\n"
    );
    let (_, machine, _) = common::run(&text);
    let kept = machine.kept();
    assert_eq!(kept.now_ms, 90 * 60_000);
    assert_eq!(kept.schedules.len(), 2);
    let names: Vec<_> = machine
        .names()
        .iter()
        .map(|(id, name)| (*id, name.clone()))
        .collect();
    let again = Machine::from_engine(machine.engine().clone(), names);
    assert_eq!(again.tree_names().len(), 2, "by number");
    let mut again = again.with_kept(kept.clone()).expect("it was kept");
    assert_eq!(again.kept(), kept);
    assert_eq!(again.tree_names(), machine.tree_names());
    let mut machine = machine;
    for line in [
        "write base 3 \"d\"",
        "at 2h",
        "tree",
        "ross r of base tree new",
    ] {
        let command = parse_command(line).expect("it is in the language");
        let told = [&mut machine, &mut again].map(|m| m.apply(&command, &mut ()));
        assert_eq!(told[0], told[1], "{line}");
        assert!(told[0].is_ok());
    }
    let mut broken = kept;
    broken.schedules[0].command = "tree".to_owned();
    assert!(machine.clone().with_kept(broken).is_err());
}
