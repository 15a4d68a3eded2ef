//! Documents that begin with a replayed trace.

use cowpath_engine::image;

use super::super::{Replayed, Session, SubmitError};
use super::{TREE, at, session, texts};
use crate::language::{Command, Replay, parse_command};
use crate::replay::Report;

const HASH: &str = "00000000000000000000000000000000000000000000000000000000000000ff";

fn command() -> Replay {
    let text = format!("replay \"trace.csv\" sha256:{HASH} every 100");
    match parse_command(&text) {
        Ok(Command::Replay(replay)) => replay,
        other => panic!("{other:?}"),
    }
}

fn replayed() -> Replayed {
    let made = session(TREE);
    let names = ["base".to_owned(), "s1".to_owned()];
    Replayed::new(command(), image::save(made.engine()), &names).expect("an image loads")
}

#[test]
fn a_replay_is_the_first_command_and_others_go_on_from_it() {
    let mut s = Session::from_replay(replayed());
    assert_eq!(s.position(), at(1, 1));
    assert_eq!(s.item(1).map(|item| item.verb), Some("replay"));
    assert_eq!(
        s.names().values().cloned().collect::<Vec<_>>(),
        ["base", "s1"]
    );
    let loaded = s.outline().clone();
    s.submit("write base 3 \"b\"").expect("it is carried out");
    let after = s.outline().clone();
    assert!(s.command_back());
    assert_eq!(s.outline(), &loaded);
    s.to_start();
    assert!(s.outline().volumes.is_empty());
    s.to_end();
    assert_eq!(s.outline(), &after);
    assert!(matches!(s.submit("read s1 3"), Ok(item) if item.outcome.text().starts_with("\"a\"")));
}

#[test]
fn the_counts_are_what_the_replay_came_to() {
    let report = Report {
        records: 12,
        snapshots: 1,
        pushes: 2,
        ..Report::default()
    };
    let s = Session::from_replay(replayed().with_report(report));
    let outcome = s.outcome().expect("it is complete");
    assert_eq!(
        outcome.text(),
        "replayed 12 records: 1 snapshot, 2 pages pushed"
    );
    let json = serde_json::to_string(outcome).expect("it serialises");
    assert!(
        json.starts_with(
            r#"{"kind":"replay","records":12,"page_writes":0,"snapshots":1,"pushes":2,"#
        )
    );
}

#[test]
fn its_file_opens_again_with_the_same_trace_only() {
    let mut s = Session::from_replay(replayed());
    s.submit("write base 3 \"b\"").expect("it is carried out");
    let saved = s.save();
    let again = Session::open_replayed(&saved, replayed()).expect("it parses");
    assert_eq!(texts(&again), texts(&s));
    assert_eq!(again.outline(), s.outline());
    let without = Session::open(&saved).expect("it parses");
    let refused = without.item(1).and_then(|item| item.refused.as_ref());
    assert_eq!(refused.map(|refused| refused.rule), Some("needs-file"));
}

#[test]
fn a_replay_cannot_come_second() {
    let mut s = Session::from_replay(replayed());
    let again = s.submit(&format!("replay \"trace.csv\" sha256:{HASH} every 100"));
    assert!(matches!(again, Err(SubmitError::Refused(refused)) if refused.rule == "not-first"));
    assert!(Replayed::new(command(), vec![1, 2, 3], &[]).is_err());
}
