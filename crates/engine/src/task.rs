//! Operations as tasks of atomic micro-steps. A person, a test or a search
//! advances them one at a time; [`crate::engine::Engine::apply`] runs them to
//! the end with the same code.

mod create;
mod delete;
mod diff;
mod read;
mod walk;
mod write;

use crate::command::{Command, Outcome};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::policy::Policy;
use crate::refusal::Refusal;
use crate::store::PageStore;

/// An operation that has begun.
#[derive(Clone, Debug)]
pub struct Task<'a>(Operation<'a>);

#[derive(Clone, Debug)]
enum Operation<'a> {
    Create(create::Create),
    Write(write::Write<'a>),
    Read(read::Read),
    Diff(Box<diff::Diff>),
    Delete(delete::Delete),
    SetPolicy(Policy),
}

impl<'a> Task<'a> {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        command: Command<'a>,
    ) -> Result<Self, Refusal> {
        let operation = match command {
            Command::CreateVolume { geometry, stamps } => {
                Operation::Create(create::volume(engine, geometry, stamps)?)
            }
            Command::TakeRoss { of } => Operation::Create(create::ross(engine, of)?),
            Command::TakeRwss { of } => Operation::Create(create::rwss(engine, of)?),
            Command::Write {
                volume,
                span,
                content,
            } => Operation::Write(write::Write::decide(engine, volume, span, content)?),
            Command::Read { volume, page } => {
                Operation::Read(read::Read::decide(engine, volume, page)?)
            }
            Command::Diff { a, b } => Operation::Diff(Box::new(diff::Diff::decide(engine, a, b)?)),
            Command::Delete { volume } => {
                Operation::Delete(delete::Delete::decide(engine, volume)?)
            }
            Command::SetPolicy(policy) => Operation::SetPolicy(policy),
        };
        Ok(Self(operation))
    }

    #[inline]
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        match &mut self.0 {
            Operation::Create(task) => Some(task.step(engine, observer)),
            Operation::Write(task) => task.step(engine, observer),
            Operation::Read(task) => task.step(engine, observer),
            Operation::Diff(task) => task.step(engine, observer),
            Operation::Delete(task) => task.step(engine, observer),
            Operation::SetPolicy(policy) => {
                engine.policy = *policy;
                observer.event(&Event::PolicySet { policy: *policy });
                Some(Outcome::PolicySet)
            }
        }
    }
}

pub(crate) use delete::check as deletable;
pub(crate) use diff::{location_diff, paths as diff_paths};
pub(crate) use read::{check_page as page_exists, hint_is_valid};
pub(crate) use walk::level_number;
