//! A command between its first and its last micro-step.

use std::borrow::Cow;

use cowpath_engine::Outcome as Answer;
use cowpath_engine::event::{Event, Observer};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::task::Task;

use super::Machine;
use super::answer::Settled;
use super::births::Births;
use super::crash::Crash;
use super::flow::{PushFlow, Watched};
use super::follow::Follow;
use super::look::Look;
use super::open::WholeSteps;
use crate::language::{Command, Expect, Name, Schedule, Setting, Time};
use crate::outcome::Outcome;

/// A command that has begun. It belongs to the machine and the state it was begun on.
#[derive(Debug, Clone)]
pub struct Running {
    /// Who asked for it; `None` once that is told.
    origin: Option<String>,
    /// `None` when the last step is done.
    work: Option<Work>,
    /// Once the command itself is done and schedules run.
    follow: Option<Box<Follow>>,
}

#[derive(Debug, Clone)]
pub(super) enum Work {
    /// Commands of the engine.
    Job(Box<Job>),
    /// A command on whole volumes is opened under a name.
    BeginWhole(Name, Box<Command>),
    /// Some steps of one.
    Whole(Box<WholeSteps>),
    /// A look at the state, in one step.
    Look(Look),
    Expect(Box<Expect>),
    /// A command that is stopped.
    Crash(Box<Crash>),
    /// A schedule of this volume begins, in one step.
    Schedule(Box<Schedule>, VolumeId),
    /// It ends.
    Unschedule(Name),
    /// An event.
    Trigger(Name),
    /// The clock goes to this time.
    Clock(Time),
}

/// A command of the engine, and what has to be known to tell what came of it.
#[derive(Debug, Clone)]
pub(super) struct Job {
    task: Task<'static>,
    pub(super) what: What,
    /// Snapshots that became stale within it.
    pub(super) stale: Vec<VolumeId>,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Plain,
    /// It makes a volume.
    New(New),
    Write {
        volume: VolumeId,
        flow: PushFlow,
    },
    /// It changes this volume.
    Volume(VolumeId),
    /// It opens an operation.
    Begin(Name, Box<Command>),
    /// It advances one.
    Advance(Name),
    Set(Setting),
    /// It makes volumes on its way.
    Makes(Births),
}

/// A volume that is to be made.
#[derive(Debug, Clone)]
pub(super) struct New {
    pub(super) id: VolumeId,
    /// Its name; `None` once the volume exists and has it.
    pub(super) name: Option<String>,
    /// The snapshot tree it joins, if that has a name: of this volume, with this name.
    pub(super) tree: Option<(VolumeId, String)>,
    /// What is made on it then.
    pub(super) second: Option<Second>,
    /// Whether its tree gets bit maps and block maps.
    pub(super) maps: bool,
}

/// A read-write snapshot that is made on a volume just made.
#[derive(Debug, Clone)]
pub(super) struct Second {
    pub(super) name: String,
    pub(super) read_only: bool,
}

impl Job {
    pub(super) fn new(task: Task<'static>, what: What) -> Self {
        Self {
            task,
            what,
            stale: Vec::new(),
        }
    }

    fn step(&mut self, machine: &mut Machine, observer: &mut dyn Observer) -> Option<Answer> {
        let mut watched = Watched {
            flow: match &mut self.what {
                What::Write { flow, .. } => Some(flow),
                _ => None,
            },
            stale: &mut self.stale,
            exchanged: None,
            indexes: &mut machine.indexes,
            observer,
        };
        // `dyn`: the engine's tasks are compiled once for all who watch a machine.
        let mut observer: &mut dyn Observer = &mut watched;
        let answer = machine.engine.step(&mut self.task, &mut observer);
        if let Some((a, b)) = watched.exchanged {
            machine.trees.exchange(a, b);
        }
        match &mut self.what {
            What::New(new) => machine.name_new(new),
            What::Makes(births) => machine.name_born(births),
            _ => {}
        }
        answer
    }
}

impl Running {
    pub(super) fn new(work: Work, origin: Option<String>) -> Self {
        Self {
            origin,
            work: Some(work),
            follow: None,
        }
    }

    /// Whether the last step is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.work.is_none()
    }

    /// What its next micro-step is about, in a word.
    pub(super) fn stage(&self) -> &'static str {
        match &self.work {
            Some(Work::Job(job)) => job.task.stage(),
            _ => "work",
        }
    }

    /// The names of volumes that it has not made yet.
    pub(super) fn births(&self) -> Births {
        match &self.work {
            Some(Work::Job(job)) => match &job.what {
                What::Makes(births) => births.clone(),
                _ => Births::default(),
            },
            _ => Births::default(),
        }
    }

    pub(super) fn step(
        &mut self,
        machine: &mut Machine,
        observer: &mut dyn Observer,
    ) -> Option<Outcome> {
        if let Some(by) = self.origin.take() {
            observer.event(&Event::Asked { by: Cow::Owned(by) });
        }
        let answer = match self.work.as_mut()? {
            Work::Job(job) => Some(job.step(machine, observer)?),
            Work::Crash(crash) => Some(crash.step(machine, observer)?),
            Work::Whole(steps) => {
                let outcome = steps.step(machine, observer)?;
                self.work = None;
                return Some(outcome);
            }
            _ => None,
        };
        let outcome = match machine.settle(self.work.take()?, answer) {
            Settled::More(work) => {
                self.work = Some(work);
                return None;
            }
            Settled::Then(outcome, plan) => {
                self.follow = Some(Box::new(Follow::new(outcome, plan)));
                return self.follow(machine);
            }
            Settled::Outcome(outcome) => outcome,
        };
        match &mut self.follow {
            None => Some(outcome),
            Some(follow) => {
                follow.note(machine, outcome);
                self.follow(machine)
            }
        }
    }

    /// Goes on with what schedules do, or ends the command.
    fn follow(&mut self, machine: &mut Machine) -> Option<Outcome> {
        match self.follow.as_mut()?.next(machine) {
            Some((schedule, work)) => {
                self.origin = Some(schedule.as_str().to_owned());
                self.work = Some(work);
                None
            }
            None => Some(self.follow.take()?.end(machine)),
        }
    }
}
