//! Whatever a person does, a position shows what running the line from the beginning gives.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::{Position, Session, SubmitError};
use super::zero::{from_zero, shown};

/// Something a person does.
#[derive(Debug, Clone)]
enum Deed {
    Submit(Choice),
    SubmitPaused(Choice),
    Wrong(&'static str),
    Seek(u16, u16),
    Forward,
    Back,
    CommandForward,
    CommandBack,
    Start,
    End,
    Undo,
    Redo,
    Switch(u16),
}

/// Numbers that become a command which fits the volumes there are.
type Choice = (u8, u16, u16, u8);

fn deed() -> impl Strategy<Value = Deed> {
    let choice = || any::<Choice>();
    let wrong = vec![
        "wirte base 0 \"x\"",
        "read nobody 0",
        "ross v0 of v0",
        "volume data pages 1 page 1KiB levels 1",
        "write v0 99 \"x\"",
        "",
    ];
    prop_oneof![
        12 => choice().prop_map(Deed::Submit),
        3 => choice().prop_map(Deed::SubmitPaused),
        1 => proptest::sample::select(wrong).prop_map(Deed::Wrong),
        4 => any::<(u16, u16)>().prop_map(|(a, b)| Deed::Seek(a, b)),
        3 => Just(Deed::Forward),
        4 => Just(Deed::Back),
        1 => Just(Deed::CommandForward),
        1 => Just(Deed::CommandBack),
        1 => Just(Deed::Start),
        2 => Just(Deed::End),
        2 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
        2 => any::<u16>().prop_map(Deed::Switch),
    ]
}

/// A command that speaks of living volumes; it may still be refused.
fn text(session: &Session, (what, a, b, c): Choice) -> String {
    let names: Vec<&String> = session.names().values().collect();
    if names.is_empty() {
        return "volume v0 pages 8 page 1KiB levels 2x2x2".to_owned();
    }
    let pick = |n: u16| names[usize::from(n) % names.len()];
    let (one, two) = (pick(a), pick(b));
    let page = b % 8;
    let fresh = format!("v{}", session.engine().volumes_created());
    match what % 40 {
        0..=14 => format!("write {one} {page} \"{c}\""),
        15..=17 => format!("write {one} @{} \"{c}{c}\"", b % 8190),
        18..=22 => format!("ross {fresh} of {one}"),
        23..=25 => format!("rwss {fresh} of {one}"),
        26..=28 => format!("read {one} {page}"),
        29..=30 => format!("diff {one} {two}"),
        31..=33 => format!("delete {one}"),
        34 => format!("dump {one}"),
        35 => "space".to_owned(),
        36 => format!("expect exists {one}"),
        37 => format!(
            "set push {}",
            ["copy", "share", "redirect"][usize::from(c) % 3]
        ),
        38 => format!("set hints {}", if c % 2 == 0 { "on" } else { "off" }),
        _ => format!("expect page {one} {page} \"{c}\""),
    }
}

fn submit(session: &mut Session, line: &str, paused: bool) {
    let before = (session.position(), session.save(), shown(session));
    let result = if paused {
        session.submit_paused(line).cloned()
    } else {
        session.submit(line).cloned()
    };
    match result {
        Ok(item) => {
            let number = session.line().len();
            let step = if paused { 1 } else { item.steps };
            let position = Position {
                command: number,
                step,
            };
            assert_eq!(session.position(), position);
        }
        Err(SubmitError::Syntax(_) | SubmitError::Refused(_)) => {
            let after = (session.position(), session.save(), shown(session));
            assert_eq!(before, after, "{line}");
        }
    }
}

fn act(session: &mut Session, deed: &Deed) {
    match deed {
        Deed::Submit(choice) => submit(session, &text(session, *choice), false),
        Deed::SubmitPaused(choice) => submit(session, &text(session, *choice), true),
        Deed::Wrong(line) => submit(session, line, false),
        Deed::Seek(command, step) => {
            let command = usize::from(*command) % (session.line().len() + 2);
            let step = usize::from(*step) % (session.steps(command) + 2);
            session.seek(Position { command, step });
        }
        Deed::Forward => {
            assert_eq!(session.can_redo(), session.step_forward());
        }
        Deed::Back => {
            let start = Position::default();
            assert_eq!(session.position() != start, session.step_back());
        }
        Deed::CommandForward => drop(session.command_forward()),
        Deed::CommandBack => drop(session.command_back()),
        Deed::Start => session.to_start(),
        Deed::End => session.to_end(),
        Deed::Undo => assert_eq!(session.can_undo(), session.undo()),
        Deed::Redo => assert_eq!(session.can_redo(), session.redo()),
        Deed::Switch(which) => {
            let branches = session.branches();
            if !branches.is_empty() {
                let branch = &branches[usize::from(*which) % branches.len()];
                session.switch(branch.tip);
                let line = session.line();
                let tail: Vec<_> = line[branch.after..]
                    .iter()
                    .map(|i| i.text.clone())
                    .collect();
                assert_eq!(tail, branch.texts);
            }
        }
    }
}

/// The histories of both, without the numbers of their nodes.
fn futures(session: &Session) -> (Vec<String>, Vec<(usize, Vec<String>)>) {
    let line = session.line().iter().map(|item| item.text.clone());
    let mut branches: Vec<_> = session
        .branches()
        .into_iter()
        .map(|branch| (branch.after, branch.texts))
        .collect();
    branches.sort();
    (line.collect(), branches)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn every_position_is_what_running_from_the_beginning_gives(
        deeds in vec(deed(), 1..40),
        (spacing, budget) in proptest::sample::select(vec![(1, 0), (1, 60_000), (2, 200_000), (256, 64 << 20)]),
    ) {
        let mut session = Session::new();
        session.checkpoints.set_limits(spacing, budget);
        for deed in &deeds {
            act(&mut session, deed);
            prop_assert_eq!(shown(&session), from_zero(&session), "{:?}", deed);
            prop_assert!(session.checkpoints.kept().1 <= budget);
        }
    }

    #[test]
    fn saving_and_opening_keeps_every_branch(deeds in vec(deed(), 1..50)) {
        let mut session = Session::new();
        for deed in &deeds {
            act(&mut session, deed);
        }
        let saved = session.save();
        let opened = Session::open(&saved);
        let opened = opened.map_err(|errors| TestCaseError::fail(errors[0].to_string()))?;
        prop_assert_eq!(&opened.save(), &saved);
        prop_assert_eq!(futures(&opened), futures(&session));
        prop_assert_eq!(shown(&opened), from_zero(&opened));
        session.to_end();
        prop_assert_eq!(shown(&opened), shown(&session));
    }
}
