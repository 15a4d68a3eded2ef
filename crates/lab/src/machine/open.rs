//! Open operations: those the engine has in flight, and commands that were begun and are carried
//! out later, in one step. A command of the language begins, steps or finishes one.

use cowpath_engine::Command as Ask;
use cowpath_engine::command::Advanced;
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::inflight::{Ended, OpenId};

use super::Machine;
use super::flow::PushFlow;
use super::running::{What, Work};
use crate::language::{Command, Name, Place, nearest};
use crate::outcome::{Locks, OpenOperation, Outcome, Refused, Stepped, name_text};

/// The names of operations, and what is open under them.
#[derive(Debug, Clone, Default)]
pub(super) struct Open {
    /// In the order they began.
    list: Vec<(Name, Begun)>,
    /// The names of all that were ever in flight, by number.
    ever: Vec<String>,
}

#[derive(Debug, Clone)]
enum Begun {
    /// With the command it is, for those who look.
    InFlight(OpenId, Command),
    /// Carried out by its one step.
    Later(Command),
}

/// An operation that is open, and whether its next step can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Its name.
    pub operation: Name,
    /// What was begun.
    pub command: Command,
    /// The word of its next step; of a command that is carried out later, its verb.
    pub step: &'static str,
    /// Steps it has done, and has still to do as things stand.
    pub done: u64,
    /// Likewise.
    pub left: u64,
    /// Whether it is a write that began before the newest snapshot of its volume.
    pub before: bool,
    /// Whether it has locked its page.
    pub locked: bool,
    /// Why the step cannot be done now; `None` where it can.
    pub why_not: Option<Refused>,
}

impl Open {
    fn find(&self, name: &Name) -> Option<&Begun> {
        let found = self.list.iter().find(|(known, _)| known == name);
        found.map(|(_, begun)| begun)
    }

    /// The operation is not open any more.
    pub(super) fn close(&mut self, name: &Name) {
        self.list.retain(|(known, _)| known != name);
    }

    /// A crash took all of them.
    pub(super) fn lose(&mut self) {
        self.list.clear();
    }

    pub(super) fn begin_later(&mut self, name: Name, command: Command) {
        self.list.push((name, Begun::Later(command)));
    }

    /// The operation is in flight, with this number.
    pub(super) fn begin(&mut self, name: Name, id: OpenId, command: Command) {
        let at = id.0 as usize;
        if self.ever.len() <= at {
            self.ever.resize(at + 1, String::new());
        }
        self.ever[at] = name.as_str().to_owned();
        self.list.push((name, Begun::InFlight(id, command)));
    }
}

impl Machine {
    /// The open operations, in the order they began.
    #[must_use]
    pub fn open_operations(&self) -> Vec<NextStep> {
        let open = self.open.list.iter();
        open.map(|(name, begun)| self.next_step(name, begun))
            .collect()
    }

    fn next_step(&self, name: &Name, begun: &Begun) -> NextStep {
        let mut next = NextStep {
            operation: name.clone(),
            command: Command::Locks,
            step: "",
            done: 0,
            left: 1,
            before: false,
            locked: false,
            why_not: None,
        };
        match begun {
            Begun::Later(command) => {
                next.command = command.clone();
                next.step = command.verb();
            }
            Begun::InFlight(id, command) => {
                next.command = command.clone();
                if let Some(info) = self.engine.open_operation(*id) {
                    next.step = info.next.name();
                    (next.done, next.left) = (info.done, info.left);
                    (next.before, next.locked) = (info.before, info.locked);
                }
            }
        }
        next.why_not = self.advance(name, Some(1)).err();
        next
    }

    /// What an operation that is or was in flight is called.
    pub(crate) fn operation_name(&self, id: OpenId) -> String {
        let known = self.open.ever.get(id.0 as usize);
        let known = known.filter(|name| !name.is_empty());
        known.cloned().unwrap_or_else(|| id.0.to_string())
    }

    /// `begin`.
    pub(super) fn begin_operation(&self, name: &Name, command: &Command) -> Result<Work, Refused> {
        if self.open.find(name).is_some() {
            return Err(Refused {
                rule: "name-taken",
                message: format!("an operation {name} is open already"),
            });
        }
        let runs = |volume: &Name| {
            let volume = self.id(volume.as_str());
            volume.is_some_and(|id| self.engine.restore(id).is_some())
        };
        let ask = match command {
            // While a restore runs, whole commands mix: this is one step.
            Command::Write { volume, .. } | Command::Read { volume, .. } if runs(volume) => {
                return self.begin_later(name, command);
            }
            Command::Write {
                volume,
                place: Place::Page(page),
                content,
            } => Ask::BeginWrite {
                volume: self.known(volume)?,
                page: PageNo(*page),
                content: Content::Bytes(content.clone().into()),
            },
            Command::Write { .. } => {
                return Err(Refused {
                    rule: "whole-page",
                    message: "a write in flight is of one whole page: name the page".to_owned(),
                });
            }
            Command::Read { volume, page } => Ask::BeginRead {
                volume: self.known(volume)?,
                page: PageNo(*page),
            },
            later => return self.begin_later(name, later),
        };
        self.job(ask, What::Begin(name.clone(), Box::new(command.clone())))
    }

    /// A command that is carried out in one step. What only waits for others may begin.
    fn begin_later(&self, name: &Name, command: &Command) -> Result<Work, Refused> {
        let waits = |refused: &Refused| {
            matches!(
                refused.rule,
                "page-locked" | "in-flight" | "settling" | "restore-running"
            )
        };
        match self.decide(command) {
            Err(refused) if !waits(&refused) => Err(refused),
            _ => Ok(Work::Later(name.clone(), Box::new(command.clone()))),
        }
    }

    /// `step` and `finish`.
    pub(super) fn advance(&self, name: &Name, steps: Option<u64>) -> Result<Work, Refused> {
        match self.open.find(name) {
            None => Err(self.unknown_operation(name)),
            Some(Begun::Later(command)) => self.decide(command),
            Some(Begun::InFlight(id, _)) => {
                let steps = steps.map(|steps| steps.max(1));
                let operation = *id;
                let ask = Ask::Advance { operation, steps };
                self.job(ask, What::Advance(name.clone()))
            }
        }
    }

    /// The open command that a `step` or `finish` carries out as a whole.
    pub(super) fn ends_with(&self, command: &Command) -> Option<Name> {
        let (Command::Step { operation, .. } | Command::Finish { operation }) = command else {
            return None;
        };
        let begun = self.open.find(operation)?;
        matches!(begun, Begun::Later(_)).then(|| operation.clone())
    }

    fn unknown_operation(&self, name: &Name) -> Refused {
        let open = self.open.list.iter().map(|(name, _)| name.as_str());
        let mut message = format!("no operation {name} is open");
        if let Some(near) = nearest(name.as_str(), open) {
            message.push_str(&format!("; did you mean {}?", name_text(near)));
        } else if self.open.ever.iter().any(|ever| ever == name.as_str()) {
            message.push_str(": it has ended");
        }
        Refused {
            rule: "unknown-operation",
            message,
        }
    }

    /// What steps of an operation in flight came to.
    pub(super) fn stepped(
        &mut self,
        name: &Name,
        advanced: Advanced,
    ) -> (Stepped, Option<VolumeId>) {
        let (mut written, mut read, mut of) = (None, None, None);
        let operation = name.as_str().to_owned();
        if advanced.ended.is_some() {
            if let Some(Begun::InFlight(_, Command::Write { volume, .. })) = self.open.find(name) {
                of = self.id(volume.as_str());
            }
            self.open.close(name);
        }
        match advanced.ended {
            Some(Ended::Written(found)) => {
                let volume = of.unwrap_or_default();
                written = Some(self.written(volume, PushFlow::new(0), found, Vec::new()));
            }
            Some(Ended::Read(found)) => read = Some(self.read(found)),
            None => {}
        }
        let stepped = Stepped {
            operation,
            steps: advanced.steps.iter().map(|step| step.name()).collect(),
            left: advanced.left,
            written,
            read,
        };
        (stepped, of)
    }

    /// `locks`.
    pub(super) fn locks(&self) -> Outcome {
        let operations = self.open_operations().into_iter();
        let operations = operations.map(|open| OpenOperation {
            operation: open.operation.as_str().to_owned(),
            command: open.command.to_string(),
            before: open.before,
            done: open.done,
            left: open.left,
            next: open.step,
            locked: open.locked,
            why_not: open.why_not.map(|refused| refused.message),
        });
        let settling = self.engine.volumes().map(|volume| volume.id);
        let settling: Vec<VolumeId> = settling.filter(|id| self.engine.is_settling(*id)).collect();
        Outcome::Locks(Locks {
            operations: operations.collect(),
            settling: self.names_of(&settling),
        })
    }
}
