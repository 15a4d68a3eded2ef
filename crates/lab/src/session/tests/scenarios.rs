//! Refusals, steps and names along a line.

use super::super::{Session, SubmitError};
use super::{TREE, at, session};

/// Submitting a line is refused by a rule and leaves everything as it was.
#[track_caller]
fn refused(lines: &str, line: &str, rule: &str) {
    let mut s = session(lines);
    let before = (s.save(), s.position(), s.outline().clone());
    match s.submit(line) {
        Err(SubmitError::Refused(refused)) => assert_eq!(refused.rule, rule),
        other => panic!("{line}: {other:?}"),
    }
    assert_eq!(before, (s.save(), s.position(), s.outline().clone()));
}

#[test]
fn refusals_change_nothing() {
    refused(TREE, "write s1 0 \"x\"", "read-only");
    refused(TREE, "rwss w of base", "not-a-ross");
    refused(TREE, "read bsae 0", "unknown-volume");
    refused(
        TREE,
        "replay \"t.csv\" sha256:0000000000000000000000000000000000000000000000000000000000000000 every 5",
        "needs-file",
    );
    let mut s = session(TREE);
    assert!(matches!(
        s.submit("reed base 0"),
        Err(SubmitError::Syntax(_))
    ));
    assert_eq!(s.line().len(), 3);
}

#[test]
fn a_refused_line_of_a_file_is_a_place_without_steps() {
    let text = format!("{TREE}\nwrite s1 0 \"x\"\nexpect refused read-only\n");
    let mut s = Session::open(&text).expect("it parses");
    assert_eq!(s.position(), at(4, 0), "an expect is passed over");
    let refused = s.item(4).and_then(|item| item.refused.as_ref());
    assert_eq!(refused.map(|refused| refused.rule), Some("read-only"));
    assert_eq!(
        s.outcome().map(crate::outcome::Outcome::kind),
        Some("refused")
    );
    assert!(s.step_back());
    assert_eq!(s.position(), at(3, 1));
    assert!(s.step_forward());
    assert_eq!(s.position(), at(4, 0));
    assert!(!s.step_forward());
    s.seek(at(5, 1));
    assert_eq!(
        s.outcome().map(|o| o.text()),
        Some("as expected".to_owned())
    );
    assert!(!s.can_redo() && s.can_undo());
}

#[test]
fn a_command_after_expectations_leaves_them_in_the_line() {
    let mut s =
        Session::open(&format!("{TREE}\nexpect exists s1\nexpect absent s2\n")).expect("it parses");
    assert_eq!(s.position(), at(3, 1));
    s.submit("ross s2 of base").expect("a legal command");
    assert_eq!(s.position(), at(6, 1));
    assert_eq!(s.branches(), []);
    assert!(s.command_back());
    assert_eq!(s.position(), at(3, 1));
}

#[test]
fn steps_lead_through_a_push_and_back() {
    let mut s = session(TREE);
    s.submit_paused("write base 3 \"b\"")
        .expect("it is carried out");
    assert!(s.outcome().is_none());
    let mut seen = vec![s.outline().clone()];
    while s.step_forward() {
        seen.push(s.outline().clone());
    }
    assert_eq!(seen.len(), s.steps(4));
    assert!(s.outcome().is_some());
    for earlier in seen.iter().rev().skip(1) {
        assert!(s.step_back());
        assert_eq!(s.outline(), earlier);
    }
    assert_eq!(s.position(), at(4, 1));
    assert!(s.step_back());
    assert_eq!(s.position(), s.settled(3));
    assert_eq!(s.next_events(), s.all_events(4)[0]);
}

#[test]
fn positions_that_are_not_there_are_taken_as_the_nearest() {
    let mut s = session(TREE);
    s.seek(at(2, 0));
    assert_eq!(s.position(), s.settled(1));
    s.seek(at(2, 999));
    assert_eq!(s.position(), s.settled(2));
    s.seek(at(999, 0));
    assert_eq!(s.position(), s.settled(3));
}

#[test]
fn completion_knows_the_volumes_at_the_position() {
    let mut s = session(TREE);
    let offered = |s: &Session, input: &str| -> Vec<String> {
        let candidates = s.complete(input, input.len()).candidates;
        candidates
            .into_iter()
            .map(|candidate| candidate.text)
            .collect()
    };
    assert_eq!(offered(&s, "rwss w of "), ["s1"]);
    assert_eq!(offered(&s, "expect refused too"), ["too-long"]);
    s.undo();
    assert!(offered(&s, "rwss w of ").is_empty());
}

#[test]
fn deep_histories_keep_states_within_the_budget() {
    let mut s = session(TREE);
    s.checkpoints.set_limits(4, 300_000);
    for i in 0..300 {
        s.submit(&format!("write base {} \"{i}\"", i % 8))
            .expect("it is carried out");
    }
    let (kept, bytes) = s.checkpoints.kept();
    assert!(kept.len() > 2 && bytes <= 300_000, "{kept:?} {bytes}");
    for _ in 0..20 {
        assert!(s.step_back());
    }
    s.seek(at(100, 2));
    assert_eq!(s.position(), at(100, 2));
    assert!(s.checkpoints.kept().1 <= 300_000);
    s.submit("tree").expect("it is carried out");
    assert!(s.checkpoints.kept().0.iter().all(|command| *command <= 101));
}
