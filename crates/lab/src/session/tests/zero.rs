//! The same position reached by running everything from the beginning, without a session.

use cowpath_engine::event::{Event, OwnedEvent, Tap};
use cowpath_engine::image;
use cowpath_engine::projection::Outline;

use super::super::Session;
use crate::language::parse_command;
use crate::machine::Machine;

/// All that can be seen of a position.
#[derive(Debug, PartialEq)]
pub(super) struct View {
    outline: Outline,
    image: Vec<u8>,
    names: Vec<String>,
    steps: Vec<Vec<OwnedEvent>>,
    outcome: Option<String>,
}

/// What a session shows.
pub(super) fn shown(session: &Session) -> View {
    let position = session.position();
    let steps = session.all_events(position.command).into_owned();
    let done = &steps[..position.step];
    assert_eq!(session.command_events(), done.concat());
    assert_eq!(
        session.step_events(),
        done.last().map_or(&[][..], Vec::as_slice)
    );
    if position.step < steps.len() {
        assert_eq!(session.next_events(), steps[position.step]);
        assert!(!session.is_settled());
    } else {
        assert!(session.is_settled());
        let fold = session.outline().clone().without_origins();
        assert_eq!(fold, Outline::of(session.engine()).without_origins());
    }
    View {
        outline: session.outline().clone(),
        image: image::save(session.engine()),
        names: session.names().values().cloned().collect(),
        steps,
        outcome: session.outcome().map(ToString::to_string),
    }
}

/// What running the session's line from the beginning to its position gives.
pub(super) fn from_zero(session: &Session) -> View {
    let position = session.position();
    let mut machine = Machine::new();
    let mut outline = Outline::default();
    let mut all: Vec<Vec<OwnedEvent>> = Vec::new();
    let mut told = None;
    let mut end = None;
    for (i, item) in session.line()[..position.command].iter().enumerate() {
        let command = parse_command(&item.text).expect("a canonical text parses");
        let last = i + 1 == position.command;
        all.clear();
        match machine.begin(&command) {
            Err(refused) => {
                machine.remember(&refused);
                told = Some(crate::outcome::Outcome::Refused(refused).to_string());
            }
            Ok(mut running) => loop {
                if last && all.len() == position.step {
                    end = Some((outline.clone(), image::save(machine.engine())));
                }
                let mut events = Vec::new();
                let mut watch = Tap(|event: &Event<'_>| {
                    outline.fold(event);
                    events.push(event.to_static());
                });
                let outcome = machine.step(&mut running, &mut watch);
                all.push(events);
                if let Some(outcome) = outcome {
                    told = Some(outcome.to_string());
                    break;
                }
            },
        }
    }
    let settled = end.is_none();
    let (seen, image) = end.unwrap_or_else(|| (outline, image::save(machine.engine())));
    View {
        names: seen.volumes.keys().map(|id| machine.name_of(*id)).collect(),
        outline: seen,
        image,
        steps: all,
        outcome: told.filter(|_| settled),
    }
}
