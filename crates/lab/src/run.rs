//! Runs a document line by line, as `cowpath run` does and as tests do.
//!
//! A refused command whose next command is `expect refused` is expected: the run goes on. Any
//! other refusal ends it, unless the run keeps going. An `expect` that fails is counted, and the
//! run goes on: it has changed nothing.

use std::convert::Infallible;

use cowpath_engine::check::{self, Broken};
use cowpath_engine::event::{Event, OwnedEvent, Tap};

use crate::language::{Command, Document, Expect};
use crate::machine::Machine;
use crate::outcome::Outcome;

/// How a document is run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Runner {
    /// Goes on after a refusal that was not expected.
    pub keep_going: bool,
    /// Gathers the events of each command.
    pub events: bool,
    /// Checks every invariant after each command that was not refused.
    pub check: bool,
}

/// One command that was run.
#[derive(Debug, Clone, Copy)]
pub struct Ran<'a> {
    /// Its line in the source, from 1.
    pub line_no: usize,
    /// Its canonical text.
    pub text: &'a str,
    /// What happened, if the runner gathers events.
    pub events: &'a [OwnedEvent],
    /// What came of it.
    pub outcome: &'a Outcome,
    /// The machine after it.
    pub machine: &'a Machine,
}

/// How a run went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Commands that were run, refused ones included.
    pub commands: usize,
    /// Refusals that were not expected.
    pub refused: usize,
    /// `expect` lines that failed.
    pub failed: usize,
    /// Commands after which invariants were found broken, a safety rule being switched off.
    pub faults: usize,
    /// Invariants that broke with no rule switched off, and the line after which that was found.
    pub broken: Option<(usize, Vec<Broken>)>,
}

impl Summary {
    /// Whether nothing was refused, failed or broken.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.refused == 0 && self.failed == 0 && self.faults == 0 && self.broken.is_none()
    }

    /// The exit status of `cowpath run`: 0 all well, 1 refused or failed, 3 an invariant broke
    /// though no safety rule was switched off.
    #[must_use]
    pub fn exit_status(&self) -> u8 {
        match (&self.broken, self.ok()) {
            (Some(_), _) => 3,
            (None, false) => 1,
            (None, true) => 0,
        }
    }
}

impl Runner {
    /// Runs a document on an empty machine; `each` is told of every command.
    ///
    /// # Errors
    /// Whatever `each` fails with; it ends the run.
    pub fn run<E>(
        &self,
        document: &Document,
        each: impl FnMut(Ran<'_>) -> Result<(), E>,
    ) -> Result<(Machine, Summary), E> {
        self.run_on(Machine::new(), document, each)
    }

    /// Runs a document on a machine that may have volumes already.
    ///
    /// # Errors
    /// Whatever `each` fails with; it ends the run.
    pub fn run_on<E>(
        &self,
        mut machine: Machine,
        document: &Document,
        mut each: impl FnMut(Ran<'_>) -> Result<(), E>,
    ) -> Result<(Machine, Summary), E> {
        let mut summary = Summary::default();
        let mut commands = document.commands().peekable();
        while let Some((line_no, command)) = commands.next() {
            let (outcome, events) = self.carry_out(&mut machine, command);
            each(Ran {
                line_no,
                text: &command.to_string(),
                events: &events,
                outcome: &outcome,
                machine: &machine,
            })?;
            summary.commands += 1;
            match &outcome {
                Outcome::Refused(_) => {
                    let next = commands.peek().map(|(_, next)| *next);
                    if !matches!(next, Some(Command::Expect(Expect::Refused(_)))) {
                        summary.refused += 1;
                        if !self.keep_going {
                            break;
                        }
                    }
                    continue;
                }
                Outcome::Expect(expected) => summary.failed += usize::from(!expected.ok),
                _ => {}
            }
            let broken = match &outcome {
                Outcome::Check(check) => check.broken.clone(),
                _ if self.check && !machine.is_frozen() => check::check(machine.engine()).broken,
                _ => Vec::new(),
            };
            if broken.is_empty() {
                continue;
            }
            if machine.is_faulted() {
                summary.faults += 1;
                continue;
            }
            summary.broken = Some((line_no, broken));
            break;
        }
        Ok((machine, summary))
    }

    /// Runs a document and keeps what came of each command.
    #[must_use]
    pub fn outcomes(&self, document: &Document) -> (Vec<Outcome>, Machine, Summary) {
        let mut outcomes = Vec::new();
        let run = self.run(document, |ran| {
            outcomes.push(ran.outcome.clone());
            Ok::<(), Infallible>(())
        });
        let Ok((machine, summary)) = run;
        (outcomes, machine, summary)
    }

    fn carry_out(&self, machine: &mut Machine, command: &Command) -> (Outcome, Vec<OwnedEvent>) {
        let mut events = Vec::new();
        let result = if self.events {
            let mut gather = Tap(|event: &Event<'_>| events.push(event.to_static()));
            machine.apply(command, &mut gather)
        } else {
            machine.apply(command, &mut ())
        };
        let outcome = result.unwrap_or_else(|refused| {
            machine.remember(&refused);
            Outcome::Refused(refused)
        });
        (outcome, events)
    }
}
