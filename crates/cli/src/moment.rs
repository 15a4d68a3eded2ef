//! The state of a file's volumes at a position: what a picture is drawn from.

use std::collections::BTreeMap;

use cowpath_engine::event::{Event, OwnedEvent, Tap};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;
use cowpath_lab::language::{Command, Document, Expect};
use cowpath_lab::machine::{Machine, Refused};
use cowpath_lab::outcome::Outcome;

use crate::at::At;

/// Volumes at a position, and the events of the command that stands there.
#[derive(Debug, Default)]
pub struct Moment {
    /// What can be seen.
    pub outline: Outline,
    /// The names of the living volumes.
    pub names: BTreeMap<VolumeId, String>,
    /// The events of the command at the position, up to it.
    pub events: Vec<OwnedEvent>,
    /// Expectations on the way that failed: line, command, message.
    pub failed: Vec<(usize, String, String)>,
}

/// Why a position cannot be reached.
#[derive(Debug)]
pub enum Unreachable {
    /// The file, or the command, ends before it.
    PastEnd(String),
    /// The command on this line was refused.
    Refused(usize, String, Refused),
}

impl Moment {
    /// Runs a document up to a position; without one, to its end.
    pub fn of(document: &Document, at: Option<At>) -> Result<Self, Unreachable> {
        let commands: Vec<(usize, &Command)> = document.commands().collect();
        let at = at.unwrap_or(At {
            command: commands.len(),
            step: None,
        });
        let Some(reached) = commands.get(..at.command) else {
            let count = commands.len();
            return Err(Unreachable::PastEnd(format!(
                "there is no command {}: the file has {count}",
                at.command
            )));
        };
        let mut moment = Self::default();
        let mut machine = Machine::new();
        for (i, &(line, command)) in reached.iter().enumerate() {
            moment.events.clear();
            let here = i + 1 == at.command;
            let steps = if here { at.step } else { None };
            match moment.run(&mut machine, command, steps) {
                Ok(Reach::Settled(outcome)) => moment.note(line, command, *outcome),
                Ok(Reach::Within) => {}
                Ok(Reach::Past(steps)) => {
                    let steps = match steps {
                        1 => "1 micro-step".to_owned(),
                        steps => format!("{steps} micro-steps"),
                    };
                    return Err(Unreachable::PastEnd(format!(
                        "command {} has only {steps}: {command}",
                        at.command
                    )));
                }
                Err(refused) => {
                    let next = commands.get(i + 1).map(|(_, command)| *command);
                    if !is_refusal_expected(next) {
                        return Err(Unreachable::Refused(line, command.to_string(), refused));
                    }
                    machine.remember(&refused);
                }
            }
        }
        moment.names = machine.names().clone();
        Ok(moment)
    }

    /// Runs one command, or as many micro-steps of it as `steps` says.
    fn run(
        &mut self,
        machine: &mut Machine,
        command: &Command,
        steps: Option<usize>,
    ) -> Result<Reach, Refused> {
        let mut running = machine.begin(command)?;
        let mut done = 0;
        while Some(done) != steps {
            let (outline, events) = (&mut self.outline, &mut self.events);
            let mut see = Tap(|event: &Event<'_>| {
                outline.fold(event);
                events.push(event.to_static());
            });
            done += 1;
            if let Some(outcome) = machine.step(&mut running, &mut see) {
                return Ok(match steps {
                    Some(wanted) if wanted > done => Reach::Past(done),
                    _ => Reach::Settled(Box::new(outcome)),
                });
            }
        }
        Ok(Reach::Within)
    }

    fn note(&mut self, line: usize, command: &Command, outcome: Outcome) {
        if let Outcome::Expect(expected) = outcome
            && !expected.ok
        {
            let message = expected.message.unwrap_or_default();
            self.failed.push((line, command.to_string(), message));
        }
    }
}

/// How far a command got.
enum Reach {
    Settled(Box<Outcome>),
    Within,
    /// It ended after so many steps, before the one that was asked for.
    Past(usize),
}

/// Whether the command after a refused one says that the refusal is meant.
fn is_refusal_expected(next: Option<&Command>) -> bool {
    matches!(next, Some(Command::Expect(Expect::Refused(_))))
}
