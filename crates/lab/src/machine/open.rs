//! Open operations: those the engine has in flight, and commands on whole volumes that were begun.
//! Of these, one at a time is between its first and its last micro-step; until it has ended,
//! everything else waits. A command of the language begins, steps or finishes one.

mod whole;

use cowpath_engine::Command as Ask;
use cowpath_engine::command::{Advanced, Capacity};
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::inflight::{Ended, OpenId};

use super::flow::PushFlow;
use super::running::{Running, What, Work};
use super::{Machine, rules};
use crate::language::{Command, Name, Place, nearest};
use crate::outcome::{Locks, OpenOperation, Outcome, Refused, Stepped, name_text};

pub(super) use whole::WholeSteps;

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
    /// A command on whole volumes.
    Whole(Box<Whole>),
}

#[derive(Debug, Clone)]
struct Whole {
    command: Command,
    /// Between its first and its last micro-step.
    running: Option<Running>,
    done: u64,
}

/// An operation that is open, and whether its next step can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Its name.
    pub operation: Name,
    /// What was begun.
    pub command: Command,
    /// The word of its next step; of a command on whole volumes before its first one, its verb.
    pub step: &'static str,
    /// Steps it has done.
    pub done: u64,
    /// Steps it has still to do, as things stand; `None` where that cannot be told.
    pub left: Option<u64>,
    /// Whether it is a write that began before the newest snapshot of its volume.
    pub before: bool,
    /// Whether it has locked its page.
    pub locked: bool,
    /// Whether everything else waits for it: a command on whole volumes between its steps.
    pub alone: bool,
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

    pub(super) fn begin_whole(&mut self, name: Name, command: Command) {
        let (running, done) = (None, 0);
        let whole = Whole {
            command,
            running,
            done,
        };
        self.list.push((name, Begun::Whole(Box::new(whole))));
    }

    fn whole(&mut self, name: &Name) -> Option<&mut Whole> {
        let found = self.list.iter_mut().find(|(known, _)| known == name);
        match found?.1 {
            Begun::Whole(ref mut whole) => Some(whole),
            Begun::InFlight(..) => None,
        }
    }

    /// The command on whole volumes that is between its first and its last step.
    pub(super) fn midway(&self) -> Option<&Name> {
        let midway = |begun: &Begun| matches!(begun, Begun::Whole(it) if it.running.is_some());
        let found = self.list.iter().find(|(_, begun)| midway(begun));
        found.map(|(name, _)| name)
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
            left: None,
            before: false,
            locked: false,
            alone: false,
            why_not: None,
        };
        match begun {
            Begun::Whole(whole) => {
                next.command = whole.command.clone();
                next.done = whole.done;
                next.alone = whole.running.is_some();
                next.step = match &whole.running {
                    Some(running) => running.stage(),
                    None => whole.command.verb(),
                };
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
        let ask = match command {
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
            Command::Background { base, items } if !self.has_limit(base) => Ask::BeginBackground {
                base: self.known(base)?,
                items: items.count(),
            },
            whole => return self.begin_whole(name, whole),
        };
        self.job(ask, What::Begin(name.clone(), Box::new(command.clone())))
    }

    fn has_limit(&self, volume: &Name) -> bool {
        let capacity = self
            .id(volume.as_str())
            .and_then(|id| self.engine.capacity(id));
        capacity.is_some_and(|capacity| capacity != Capacity::default())
    }

    /// A command on whole volumes. What only waits for others may begin.
    fn begin_whole(&self, name: &Name, command: &Command) -> Result<Work, Refused> {
        let waits = |refused: &Refused| {
            matches!(
                refused.rule,
                "page-locked" | "in-flight" | "settling" | "restore-running"
            )
        };
        match self.decide(command) {
            Err(refused) if !waits(&refused) => Err(refused),
            _ => Ok(Work::BeginWhole(name.clone(), Box::new(command.clone()))),
        }
    }

    /// `step` and `finish`.
    pub(super) fn advance(&self, name: &Name, steps: Option<u64>) -> Result<Work, Refused> {
        let begun = self.open.find(name);
        let begun = begun.ok_or_else(|| self.unknown_operation(name))?;
        if let Some(midway) = self.open.midway().filter(|midway| *midway != name) {
            return Err(rules::frozen(midway));
        }
        let steps = steps.map(|steps| steps.max(1));
        match begun {
            Begun::Whole(whole) => {
                let start = match whole.running {
                    Some(_) => None,
                    None => Some(self.begin(&whole.command)?),
                };
                let steps = WholeSteps::new(name.clone(), start, steps);
                Ok(Work::Whole(Box::new(steps)))
            }
            Begun::InFlight(id, _) => {
                let operation = *id;
                let ask = Ask::Advance { operation, steps };
                self.job(ask, What::Advance(name.clone()))
            }
        }
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
        let (mut written, mut read, mut copied, mut of) = (None, None, None, None);
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
            Some(Ended::Copied(found)) => copied = Some(self.background_copied(&found, Vec::new())),
            None => {}
        }
        let stepped = Stepped {
            operation,
            steps: advanced.steps.iter().map(|step| step.name()).collect(),
            left: advanced.left,
            written,
            read,
            copied,
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
