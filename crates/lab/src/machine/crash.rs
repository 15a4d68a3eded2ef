//! `crash`: a command that is stopped, as if the power had gone, and the recovery after it.

use cowpath_engine::command::Recovery;
use cowpath_engine::event::Observer;
use cowpath_engine::task::Task;
use cowpath_engine::{Command as Ask, Outcome as Answer};

use super::Machine;
use super::births::Births;
use super::flow::Watched;
use super::running::{Running, Work};
use crate::language::{Command, Recovered};
use crate::outcome::{Crashed, Outcome, Recovering, Refused};

/// A command that will be stopped, and then recovery.
#[derive(Debug, Clone)]
pub(super) struct Crash {
    text: String,
    /// `None` once it is complete or stopped.
    running: Option<Running>,
    /// Micro-steps it is to do, and has done.
    steps: u64,
    done: u64,
    /// Whether it came to its end first.
    complete: bool,
    recovery: Option<Task<'static>>,
    /// The names of volumes that recovery may have to make.
    births: Births,
}

impl Machine {
    pub(super) fn crash(&self, steps: u64, command: &Command) -> Result<Work, Refused> {
        // What is stopped before its first step needs no settled state.
        let running = match steps {
            0 => Running::new(self.decide(command.plain())?, None),
            _ => self.begin(command)?,
        };
        Ok(Work::Crash(Box::new(Crash {
            text: command.to_string(),
            running: Some(running),
            steps,
            done: 0,
            complete: false,
            recovery: None,
            births: Births::default(),
        })))
    }

    /// Keeps the names in step with the volumes that recovery left.
    pub(super) fn crashed(&mut self, crash: Crash, recovery: Recovery) -> Outcome {
        self.open.lose();
        self.bury();
        let freed = recovery.pages_freed + recovery.tables_freed > 0;
        Outcome::Crashed(Box::new(Crashed {
            steps: crash.done,
            of: crash.complete.then_some(crash.done),
            command: crash.text,
            recovery: Recovering {
                result: match &recovery.finished {
                    Some(_) => Recovered::Finished,
                    None if freed => Recovered::Undone,
                    None => Recovered::Nothing,
                },
                what: recovery.finished.map(|intent| self.intent_text(&intent)),
                pages_freed: recovery.pages_freed,
                tables_freed: recovery.tables_freed,
                recounted: recovery.recounted,
            },
        }))
    }
}

impl Crash {
    pub(super) fn step(
        &mut self,
        machine: &mut Machine,
        observer: &mut dyn Observer,
    ) -> Option<Answer> {
        if let Some(running) = self.running.as_mut().filter(|_| self.done < self.steps) {
            self.done += 1;
            if running.step(machine, observer).is_some() {
                self.complete = true;
                self.running = None;
            }
            return None;
        }
        if let Some(running) = self.running.take() {
            self.births = running.births();
        }
        let recovery = match &mut self.recovery {
            Some(task) => task,
            none => {
                let Ok(task) = machine.engine.begin(Ask::Recover) else {
                    unreachable!("recovery is never refused");
                };
                none.insert(task)
            }
        };
        let mut watched = Watched {
            flow: None,
            stale: &mut Vec::new(),
            exchanged: None,
            indexes: &mut machine.indexes,
            observer,
        };
        let mut observer: &mut dyn Observer = &mut watched;
        let answer = machine.engine.step(recovery, &mut observer);
        if let Some((a, b)) = watched.exchanged {
            machine.trees.exchange(a, b);
        }
        machine.name_born(&mut self.births);
        answer
    }
}
