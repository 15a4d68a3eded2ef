//! The state of a file's volumes at a position: what a picture is drawn from.

use cowpath_engine::event::{Event, OwnedEvent, Tap};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;
use cowpath_lab::language::{Command, Document, Expect};
use cowpath_lab::machine::{Machine, Refused};
use cowpath_lab::outcome::{Outcome, name_text};

use crate::at::At;
use crate::status::{Failure, Status, tell};

/// Volumes at a position, and the events of the command that stands there.
#[derive(Debug, Default)]
pub struct Moment {
    /// What can be seen.
    pub outline: Outline,
    /// The names of the living volumes.
    pub names: SortedMap<VolumeId, String>,
    /// The volumes themselves.
    pub machine: Machine,
    /// The events of the command at the position, up to it.
    pub events: Vec<OwnedEvent>,
    /// Expectations on the way that failed: line, command, message.
    pub failed: Vec<(usize, String, String)>,
}

/// Why a position cannot be reached.
#[derive(Debug)]
enum Unreachable {
    /// The file, or the command, ends before it.
    PastEnd(String),
    /// The command on this line was refused.
    Refused(usize, String, Refused),
}

impl Moment {
    /// Runs a document of this name on these volumes up to a position; without one, to its end. A
    /// refused command on the way is told, and then there is no moment.
    pub fn reach(
        name: &str,
        document: &Document,
        at: Option<At>,
        beginning: Machine,
    ) -> Result<Option<Self>, Failure> {
        match Self::of(document, at, beginning) {
            Ok(moment) => Ok(Some(moment)),
            Err(Unreachable::PastEnd(message)) => Err(Failure::new(format!("{name}: {message}"))),
            Err(Unreachable::Refused(line, command, refused)) => {
                tell(format_args!(
                    "{name}:{line}: {command}\n  refused ({}): {refused}",
                    refused.rule
                ));
                Ok(None)
            }
        }
    }

    /// Tells of the expectations that failed, and gives the exit status.
    pub fn tell_failed(&self, name: &str) -> Status {
        for (line, command, message) in &self.failed {
            tell(format_args!(
                "{name}:{line}: {command}\n  not as expected: {message}"
            ));
        }
        match self.failed.is_empty() {
            true => Status::Well,
            false => Status::Refused,
        }
    }

    /// The volume of a name that was given as `--volume`.
    pub fn volume(&self, name: &str) -> Result<VolumeId, Failure> {
        let found = self.names.iter().find(|(_, known)| *known == name);
        found.map(|(id, _)| *id).ok_or_else(|| {
            let name = name_text(name);
            Failure::new(format!(
                "--volume: there is no volume {name} at this position"
            ))
        })
    }

    fn of(document: &Document, at: Option<At>, mut machine: Machine) -> Result<Self, Unreachable> {
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
        let mut moment = Self {
            outline: Outline::of(machine.engine()),
            ..Self::default()
        };
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
        moment.machine = machine;
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
