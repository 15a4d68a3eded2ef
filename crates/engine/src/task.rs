//! Operations as tasks of atomic micro-steps. A person, a test or a search
//! advances them one at a time; [`crate::engine::Engine::apply`] runs them to
//! the end with the same code.

mod ask;
mod background;
mod cancel;
mod change;
mod copy;
mod create;
mod delete;
mod diff;
mod fill;
mod flight;
mod item;
mod need;
mod own;
mod past_end;
mod pending;
mod place;
mod promote;
mod push;
mod read;
mod recover;
mod refresh;
mod restore;
mod room;
mod saves;
mod size;
mod strip;
mod sync;
mod unset;
mod walk;
mod write;

use crate::command::{Capacity, Command, Outcome};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::VolumeId;
use crate::inflight;
use crate::policy::Policy;
use crate::refusal::Refusal;
use crate::store::PageStore;

/// An operation that has begun.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// What comes first where room must be made.
    strip: Option<Box<strip::Strip>>,
    operation: Operation<'a>,
}

#[derive(Clone, Debug)]
pub(crate) enum Operation<'a> {
    Create(create::Create),
    Write(write::Write<'a>),
    Read(read::Read),
    Diff(Box<diff::Diff>),
    Delete(delete::Delete),
    Promote(promote::Promote),
    Discard(Box<size::Discard>),
    Resize(Box<size::Resize>),
    Copy(Box<copy::Copy>),
    Sync(Box<sync::Sync>),
    Refresh(Box<refresh::Refresh>),
    Restore(Box<restore::Start>),
    Background(Box<background::Background>),
    Cancel(Box<cancel::Cancel>),
    SetCapacity(VolumeId, Capacity),
    Recover(Box<recover::Recover>),
    Begin(flight::Begin),
    Advance(flight::Advance),
    SetPolicy(Policy),
}

impl<'a> Task<'a> {
    /// Whether the oldest snapshots are still being made stale, so that there is
    /// room for the operation itself.
    #[must_use]
    pub fn makes_room(&self) -> bool {
        self.strip.is_some()
    }

    /// What its next micro-step is about, in a word.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        if self.makes_room() {
            return "room";
        }
        match &self.operation {
            Operation::Create(_) => "take",
            Operation::Delete(task) => task.stage(),
            Operation::Refresh(task) => task.stage(),
            Operation::Restore(task) => task.stage(),
            Operation::Background(task) => task.stage(),
            Operation::Cancel(task) => task.stage(),
            _ => "work",
        }
    }

    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        command: Command<'a>,
    ) -> Result<Self, Refusal> {
        Self::of(engine, Operation::decide(engine, command)?)
    }

    /// The task of an operation, with room made first where that is needed.
    pub(crate) fn of<S: PageStore>(
        engine: &Engine<S>,
        operation: Operation<'a>,
    ) -> Result<Self, Refusal> {
        let victims = operation.victims(engine)?;
        let strip = (!victims.is_empty()).then(|| Box::new(strip::Strip::new(victims)));
        Ok(Self { strip, operation })
    }

    #[inline]
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        if let Some(strip) = &mut self.strip {
            if strip.step(engine, observer) {
                self.strip = None;
            }
            return None;
        }
        self.operation.step(engine, observer)
    }
}

impl<'a> Operation<'a> {
    fn decide<S: PageStore>(engine: &Engine<S>, command: Command<'a>) -> Result<Self, Refusal> {
        if !engine.inflight.is_idle() {
            inflight::allow(engine, &command)?;
        }
        Ok(match command {
            Command::CreateVolume { geometry, stamps } => {
                Self::Create(create::volume(engine, geometry, stamps)?)
            }
            Command::TakeRoss { of, series, full } => {
                Self::Create(create::ross(engine, of, series, full)?)
            }
            Command::TakeRwss { of, read_only } => {
                Self::Create(create::rwss(engine, of, read_only)?)
            }
            Command::Write {
                volume,
                span,
                content,
            } => Self::Write(write::Write::decide(engine, volume, span, content)?),
            Command::Read { volume, page } => Self::Read(read::Read::decide(engine, volume, page)?),
            Command::Diff { a, b } => Self::Diff(Box::new(diff::Diff::decide(engine, a, b)?)),
            Command::Delete { volumes } => Self::Delete(delete::Delete::decide(engine, &volumes)?),
            Command::Promote { volume, source } => {
                Self::Promote(promote::Promote::decide(engine, volume, source)?)
            }
            Command::Discard { volume, pages } => {
                Self::Discard(Box::new(size::Discard::decide(engine, volume, &pages)?))
            }
            Command::Resize { volume, pages } => {
                Self::Resize(Box::new(size::Resize::decide(engine, volume, pages)?))
            }
            Command::Copy { of, backup } => {
                Self::Copy(Box::new(copy::Copy::decide(engine, of, backup)?))
            }
            Command::Sync { backup, to } => {
                Self::Sync(Box::new(sync::Sync::decide(engine, backup, to)?))
            }
            Command::SetCapacity { volume, capacity } => {
                engine.asked(volume)?;
                Self::SetCapacity(volume, capacity)
            }
            Command::Refresh { volume, from } => {
                Self::Refresh(Box::new(refresh::Refresh::decide(engine, volume, from)?))
            }
            Command::BeginWrite {
                volume,
                page,
                content,
            } => Self::Begin(flight::Begin::write(engine, volume, page, content)?),
            Command::BeginRead { volume, page } => {
                Self::Begin(flight::Begin::read(engine, volume, page)?)
            }
            Command::BeginBackground { base, items } => {
                Self::Begin(flight::Begin::background(engine, base, items)?)
            }
            Command::Advance { operation, steps } => {
                Self::Advance(flight::Advance::decide(engine, operation, steps)?)
            }
            Command::Restore {
                base,
                from,
                undo,
                order,
                mode,
            } => {
                let task = restore::Start::decide(engine, base, from, undo, order, mode)?;
                Self::Restore(Box::new(task))
            }
            Command::Background { base, items } => Self::Background(Box::new(
                background::Background::decide(engine, base, items)?,
            )),
            Command::CancelRestore { base, keep } => {
                Self::Cancel(Box::new(cancel::Cancel::decide(engine, base, keep)?))
            }
            Command::Recover => Self::Recover(Box::new(recover::Recover::new())),
            Command::SetPolicy(policy) => Self::SetPolicy(policy),
        })
    }

    /// The snapshots that must become stale before it can begin.
    fn victims<S: PageStore>(&self, engine: &Engine<S>) -> Result<Vec<VolumeId>, Refusal> {
        if let Self::Write(task) = self
            && task.has_room(engine)
        {
            return Ok(Vec::new());
        }
        let mut victims = Vec::new();
        for (need, keep) in self.needs(engine) {
            victims.extend(need.victims(engine, &keep)?);
        }
        Ok(victims)
    }

    /// What it takes in each tree, and which volumes it works on there.
    fn needs<S: PageStore>(&self, engine: &Engine<S>) -> Vec<(need::Need, Vec<VolumeId>)> {
        let (volume, keep) = match self {
            Self::Write(task) => return vec![(task.need(engine), vec![task.volume()])],
            Self::Create(task) => {
                let need = task.need(engine);
                return Vec::from_iter(need.map(|(of, need)| (need, vec![of])));
            }
            Self::Delete(task) => return task.needs(engine),
            Self::Refresh(task) => return vec![task.need(engine)],
            Self::Restore(task) => return vec![task.need(engine)],
            Self::Background(task) => return vec![task.need(engine)],
            Self::Cancel(task) => return vec![task.need(engine)],
            Self::Promote(task) => (task.volume(), vec![task.volume(), task.source()]),
            Self::Discard(task) => (task.volume(), vec![task.volume()]),
            Self::Resize(task) => (task.volume(), vec![task.volume()]),
            Self::Sync(task) => (task.backup(), vec![task.backup()]),
            _ => return Vec::new(),
        };
        let mut need = need::Need::new(engine, volume);
        if need.counts() {
            match self {
                Self::Promote(task) => task.need(engine, &mut need),
                Self::Discard(task) => task.need(engine, &mut need),
                Self::Resize(task) => task.need(engine, &mut need),
                Self::Sync(task) => task.need(engine, &mut need),
                _ => {}
            }
        }
        vec![(need, keep)]
    }

    #[inline]
    fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        match self {
            Self::Create(task) => task.step(engine, observer),
            Self::Write(task) => task.step(engine, observer),
            Self::Read(task) => task.step(engine, observer),
            Self::Diff(task) => task.step(engine, observer),
            Self::Delete(task) => task.step(engine, observer),
            Self::Promote(task) => task.step(engine, observer),
            Self::Discard(task) => task.step(engine, observer),
            Self::Resize(task) => task.step(engine, observer),
            Self::Copy(task) => task.step(engine, observer),
            Self::Sync(task) => task.step(engine, observer),
            Self::Refresh(task) => task.step(engine, observer),
            Self::Restore(task) => task.step(engine, observer),
            Self::Background(task) => task.step(engine, observer),
            Self::Cancel(task) => task.step(engine, observer),
            Self::SetCapacity(volume, capacity) => {
                let tree = engine.at(*volume).tree;
                engine.tree_mut(tree).capacity = *capacity;
                observer.event(&Event::CapacitySet {
                    tree,
                    capacity: *capacity,
                });
                Some(Outcome::CapacitySet(*capacity))
            }
            Self::Recover(task) => task.step(engine, observer),
            Self::Begin(task) => Some(task.step(engine, observer)),
            Self::Advance(task) => task.step(engine, observer),
            Self::SetPolicy(policy) => {
                engine.policy = *policy;
                observer.event(&Event::PolicySet { policy: *policy });
                Some(Outcome::PolicySet)
            }
        }
    }
}

pub(crate) use ask::Ask;
pub(crate) use background::{check as check_background, end_at_once as end_restore};
pub(crate) use change::live_pages;
pub(crate) use delete::check as deletable;
pub(crate) use diff::{location_diff, paths as diff_paths};
pub(crate) use item::Item;
pub(crate) use past_end::met;
pub(crate) use push::{Tally, copy_page, may_need, release};
pub(crate) use read::{Found, check_page as page_exists, locate, search};
pub(crate) use room::readable;
pub(crate) use saves::{Saves, Who};
pub(crate) use unset::remove as remove_entry;
pub(crate) use walk::{Walk, level_number};
pub(crate) use write::{at_once as write_at_once, note_change, note_written};
