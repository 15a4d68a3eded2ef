//! A command between its first and its last micro-step.

use cowpath_engine::event::Observer;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::task::Task;

use super::Machine;
use super::flow::{PushFlow, Watched};
use super::look::Look;
use crate::language::{Expect, Setting};
use crate::outcome::Outcome;

/// A command that has begun. It belongs to the machine and the state it was begun on.
#[derive(Debug, Clone)]
pub struct Running {
    /// `None` when the last step is done.
    work: Option<Work>,
}

#[derive(Debug, Clone)]
pub(super) enum Work {
    /// The engine's task makes the volume of this name.
    Create(Task<'static>, String),
    Write {
        task: Task<'static>,
        volume: VolumeId,
        flow: PushFlow,
    },
    Set(Task<'static>, Setting),
    Task(Task<'static>),
    /// A look at the state, in one step.
    Look(Look),
    Expect(Box<Expect>),
}

impl Running {
    pub(super) fn new(work: Work) -> Self {
        Self { work: Some(work) }
    }

    /// Whether the last step is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.work.is_none()
    }

    pub(super) fn step(
        &mut self,
        machine: &mut Machine,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let engine = &mut machine.engine;
        let answer = match self.work.as_mut()? {
            Work::Write { task, flow, .. } => {
                let mut watched = Watched { flow, observer };
                engine.step(task, &mut watched)
            }
            Work::Create(task, _) | Work::Set(task, _) | Work::Task(task) => {
                engine.step(task, observer)
            }
            Work::Look(_) | Work::Expect(_) => None,
        };
        let looks = matches!(self.work, Some(Work::Look(_) | Work::Expect(_)));
        if answer.is_none() && !looks {
            return None;
        }
        let work = self.work.take()?;
        Some(machine.settle(work, answer))
    }
}
