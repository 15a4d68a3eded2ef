//! Writing, with the COW push (seed 1¶61, 70-71; method 800, seed 1¶79-85).
//!
//! For each page: the newest read-only snapshot of the volume gets the old
//! content, unless it holds the page already; then the new content lands, in
//! place in a base, in an own page of a read-write snapshot. An entry is set
//! only when the page it points to is filled, and the old page is released
//! only when no entry leads to it any more: stopping between any two steps
//! loses nothing but the write itself.

use crate::command::{Outcome, Span};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::inflight::unlocked;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::ask::Ask;
use crate::task::need::Need;
use crate::task::own::Own;
use crate::task::place::fill_base;
use crate::task::push::{Push, Tally, may_need, push_from_base};
use crate::task::saves::{Saves, Who, wanted};

/// A write that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Write<'a> {
    volume: VolumeId,
    span: Span,
    content: Content<'a>,
    page_bytes: u64,
    pages: u64,
    /// Ordinal of the present page within the span.
    at: u64,
    state: State,
    pushes: Tally,
    /// What snapshots are given of a page that a restore has pending.
    saves: Option<Box<Saves>>,
    /// Pages copied before the present one.
    copied_before: u64,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Begin,
    /// The newest read-only snapshots get the old content.
    Push(Push),
    /// A restore has the page pending: snapshots are given what they show of it.
    Save,
    /// The host's data lands in the base, over what the restore makes it show.
    PendingLand,
    /// The restore takes note of it.
    Note,
    /// The host's data lands in the base.
    BaseLand,
    /// The host's data lands in a read-write snapshot.
    Own(Own),
    End,
}

impl<'a> Write<'a> {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        span: Span,
        content: Content<'a>,
    ) -> Result<Self, Refusal> {
        let ask = Ask::decide(engine, volume, span, &content)?;
        if !engine.inflight.is_idle() {
            for at in 0..ask.pages {
                unlocked(engine, volume, ask.page(at))?;
            }
        }
        let (page_bytes, pages) = (ask.page_bytes, ask.pages);
        Ok(Self {
            volume,
            span,
            content,
            page_bytes,
            pages,
            at: 0,
            state: State::Begin,
            pushes: Tally::default(),
            saves: None,
            copied_before: 0,
        })
    }

    fn ask(&self) -> Ask<'_> {
        let (page_bytes, pages) = (self.page_bytes, self.pages);
        Ask::new(self.volume, self.span, &self.content, page_bytes, pages)
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.volume
    }

    /// Whether room is no question: the tree has no capacity.
    pub(crate) fn has_room<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        self.ask().has_room(engine)
    }

    /// Room that the write takes.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> Need {
        let ask = self.ask();
        let mut need = Need::new(engine, ask.volume);
        for page in (0..ask.pages).map(|at| ask.page(at)) {
            if let Some(restore) = engine.pending_at(ask.volume, page) {
                let wanted = wanted(engine, restore, page, Who::Host);
                need.saves(engine, restore, page, &wanted);
                continue;
            }
            let shared = need.push(engine, ask.volume, page);
            need.land(engine, ask.volume, page, shared);
        }
        need
    }

    /// One micro-step. Returns the outcome with the last one.
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let at = self.at;
        if at == self.pages {
            return Some(self.outcome());
        }
        self.state = match self.state {
            State::Begin => {
                self.ask().begin(at, observer);
                self.begun(engine, observer)
            }
            State::Push(push) => match push.step(engine, &mut self.pushes, observer) {
                Some(push) => State::Push(push),
                None => self.pushed(engine),
            },
            State::Save => self.save(engine, observer),
            State::PendingLand => {
                land_pending(engine, &self.ask(), at, observer);
                State::Note
            }
            State::Note => {
                self.note(engine, observer);
                State::End
            }
            State::BaseLand => {
                self.ask().land_in_base(at, engine, observer);
                self.landed(engine, observer)
            }
            State::Own(own) => match own.step(engine, &self.ask().piece(at), observer) {
                Some(own) => State::Own(own),
                None => self.landed(engine, observer),
            },
            State::End => {
                self.ask().end(at, observer);
                if engine.policy.change_log {
                    note_change(engine, self.volume, self.ask().page(at), observer);
                }
                self.at += 1;
                if self.at == self.pages {
                    return Some(self.outcome());
                }
                State::Begin
            }
        };
        None
    }

    fn outcome(&mut self) -> Outcome {
        let pushes = std::mem::take(&mut self.pushes);
        self.ask().outcome(pushes)
    }

    /// What follows the beginning.
    fn begun<S: PageStore>(&mut self, engine: &Engine<S>, observer: &mut impl Observer) -> State {
        let page = self.ask().page(self.at);
        if engine.pending_at(self.volume, page).is_some() {
            self.copied_before = self.pushes.copied_pages;
            let saves = Saves::new(engine, self.volume, page, Who::Host);
            let done = saves.is_done();
            self.saves = Some(Box::new(saves));
            return if done {
                State::PendingLand
            } else {
                State::Save
            };
        }
        if engine.policy.faults.off(Rule::PushBeforeWrite) {
            return self.land(engine);
        }
        match self.push(engine, observer) {
            Some(push) => State::Push(push),
            None => self.land(engine),
        }
    }

    fn save<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> State {
        let Some(saves) = &mut self.saves else {
            return State::PendingLand;
        };
        saves.step(engine, &mut self.pushes, observer);
        match saves.is_done() {
            true => State::PendingLand,
            false => State::Save,
        }
    }

    /// The page waits no longer, or has its bit.
    fn note<S: PageStore>(&mut self, engine: &mut Engine<S>, observer: &mut impl Observer) {
        let (base, page) = (self.volume, self.ask().page(self.at));
        let copied_pages = self.pushes.copied_pages - self.copied_before;
        note_written(engine, base, page, copied_pages, observer);
    }

    fn push<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> Option<Push> {
        Push::begin(engine, self.volume, self.ask().page(self.at), observer)
    }

    /// What follows the last push.
    fn pushed<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match engine.policy.faults.off(Rule::PushBeforeWrite) {
            true => State::End,
            false => self.land(engine),
        }
    }

    /// What follows the landing of the new content.
    fn landed<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> State {
        if engine.policy.faults.off(Rule::PushBeforeWrite)
            && let Some(push) = self.push(engine, observer)
        {
            return State::Push(push);
        }
        State::End
    }

    /// The state in which the new content lands.
    fn land<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match engine.at(self.volume).kind {
            Kind::Base => State::BaseLand,
            _ => State::Own(Own::new(engine, self.volume, self.ask().page(self.at))),
        }
    }
}

/// Carries the usual write out at once: it goes to a base with at most one
/// series of snapshots and no capacity, while every safety rule holds and
/// nothing is in flight. The
/// steps are those of the task, in the same order, but with no state to
/// remember between them: on a page of 4 KiB what a step leaves in memory
/// for the next one costs more than the step. `None` when it is another write.
///
/// # Errors
/// As [`Write::decide`].
#[inline(always)]
pub(crate) fn at_once<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    span: Span,
    content: &Content<'_>,
    observer: &mut impl Observer,
) -> Result<Option<Outcome>, Refusal> {
    let ask = Ask::decide(engine, volume, span, content)?;
    let head = engine.at(volume);
    let policy = &engine.policy;
    let rules = policy.faults.is_empty() && !policy.change_log && engine.inflight.is_idle();
    let newest = match head.hanging[..] {
        [] => None,
        [newest] => Some(newest),
        _ => return Ok(None),
    };
    let runs = engine.tree(head.tree).restore.is_some();
    if head.kind != Kind::Base || !rules || runs || !ask.has_room(engine) {
        return Ok(None);
    }
    let mut pushes = Tally::default();
    for at in 0..ask.pages {
        let page = ask.page(at);
        ask.begin(at, observer);
        if let Some(into) = newest
            && may_need(engine, volume, into, page)
        {
            push_from_base(engine, (volume, page), into, &mut pushes, observer);
        }
        ask.land_in_base(at, engine, observer);
        ask.end(at, observer);
    }
    Ok(Some(ask.outcome(pushes)))
}

/// The host's data lands in a block that a restore has pending: in one step with the content that
/// the restore makes it show, where a part of that stays.
#[cold]
fn land_pending<S: PageStore>(
    engine: &mut Engine<S>,
    ask: &Ask<'_>,
    at: u64,
    observer: &mut impl Observer,
) {
    let (base, page) = (ask.volume, ask.page(at));
    if !ask.piece(at).whole {
        let shown = engine.resolve(base, page);
        fill_base(engine, base, page, shown, observer);
    }
    ask.land_in_base(at, engine, observer);
}

/// The restore takes note that a host wrote a page it had pending.
pub(crate) fn note_written<S: PageStore>(
    engine: &mut Engine<S>,
    base: VolumeId,
    page: PageNo,
    copied_pages: u64,
    observer: &mut impl Observer,
) {
    let tree = engine.at(base).tree;
    if let Some(restore) = &mut engine.tree_mut(tree).restore {
        restore.written(page, copied_pages);
        observer.event(&Event::RestorePageWritten {
            base,
            page,
            copied_pages,
        });
    }
}

/// Notes a write in the tree's change log (seed 1¶5).
pub(crate) fn note_change<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let tree = engine.at(volume).tree;
    engine.tree_mut(tree).change_log.push((volume, page));
    observer.event(&Event::ChangeLogged { tree, volume, page });
}
