//! Cancelling a restore: the production volume goes back to the point in time of the snapshot
//! that keeps what was overwritten. A snapshot of what it showed until then may be taken first.
//!
//! Page by page, what is pending is given to all snapshots that show it, and set back; then the
//! mark is cleared, and what had been restored or written already is promoted from that
//! snapshot. Every other volume shows what it showed.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, Runs, Series, VolumeId};
use crate::intent::Intent;
use crate::policy::PushMode;
use crate::refusal::Refusal;
use crate::restore::{Cancelled, Restore};
use crate::store::PageStore;
use crate::task::background::{delete_need, unmark};
use crate::task::create::room_for;
use crate::task::delete::Delete;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::place::fill_base;
use crate::task::promote::Promote;
use crate::task::push::Tally;
use crate::task::restore::take;
use crate::task::room;
use crate::task::saves::{Keep, Saves, Who, takes, wanted};

/// A cancel that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Cancel {
    base: VolumeId,
    undo: VolumeId,
    /// The snapshot of what the base shows until then.
    kept: Option<VolumeId>,
    /// The source, if it was taken for the restore.
    own: Option<VolumeId>,
    pending: Runs,
    pages: Runs,
    tally: Tally,
    copied_pages: u64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Freeze,
    Keep,
    Next,
    Save(PageNo, Saves),
    Fill(PageNo),
    Clear(PageNo),
    Promote(Box<Promote>),
    /// What the restore took for itself goes.
    End,
    Delete(Delete),
    Thaw,
}

impl Cancel {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        keep: bool,
    ) -> Result<Self, Refusal> {
        engine.asked(base)?;
        let restore = engine.restore(base).filter(|restore| restore.base == base);
        let restore = restore.ok_or(Refusal::NoRestore { volume: base })?;
        let kept = match keep {
            true => {
                room_for(engine, base, 1)?;
                Some(engine.next_volume()?)
            }
            false => None,
        };
        room::within_limits(engine, base, restore.items_left())?;
        let own = restore.own_source.then_some(restore.source);
        Ok(Self::plan(base, restore.undo, kept, own))
    }

    /// Also what recovery begins again.
    pub(crate) fn plan(
        base: VolumeId,
        undo: VolumeId,
        kept: Option<VolumeId>,
        own: Option<VolumeId>,
    ) -> Self {
        Self {
            base,
            undo,
            kept,
            own,
            pending: Runs::default(),
            pages: Runs::default(),
            tally: Tally::default(),
            copied_pages: 0,
            state: State::Freeze,
        }
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match &self.state {
            State::Freeze => "freeze",
            State::Keep => "take",
            State::Next => "next",
            State::Save(..) => "save",
            State::Fill(_) => "fill",
            State::Clear(_) => "clear",
            State::Promote(_) => "promote",
            State::End => "end",
            State::Delete(delete) => delete.stage(),
            State::Thaw => "thaw",
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let base = self.base;
        if let State::Save(page, saves) = &self.state
            && saves.is_done()
        {
            self.state = State::Fill(*page);
        }
        self.state = match &mut self.state {
            State::Freeze => self.freeze(engine, observer),
            State::Keep => {
                if let Some(kept) = self.kept {
                    take(engine, kept, base, series(engine, self.undo), observer);
                }
                State::Next
            }
            State::Next => return self.next(engine, observer),
            State::Save(_, saves) => {
                saves.step(engine, &mut self.tally, observer);
                return None;
            }
            State::Fill(page) => {
                let page = *page;
                let from = engine.resolve(self.undo, page);
                self.copied_pages += u64::from(fill_base(engine, base, page, from, observer));
                State::Clear(page)
            }
            State::Clear(page) => {
                let page = *page;
                let tree = engine.at(base).tree;
                if let Some(restore) = &mut engine.tree_mut(tree).restore {
                    restore.clear(page);
                    observer.event(&Event::RestorePageReset { base, page });
                }
                State::Next
            }
            State::Promote(promote) => match promote.step(engine, observer) {
                Some(Outcome::Promoted(promoted)) => {
                    self.pages = promoted.pages;
                    self.copied_pages += promoted.copied_pages;
                    State::End
                }
                _ => return None,
            },
            State::End => match self.own {
                Some(own) => {
                    let volumes = vec![own];
                    pending::log(engine, Cow::Owned(Intent::Delete { volumes }), observer);
                    State::Delete(Delete::plan(vec![own]))
                }
                None => {
                    pending::clear(engine, observer);
                    State::Thaw
                }
            },
            State::Delete(delete) => match delete.step(engine, observer) {
                Some(_) => State::Thaw,
                None => return None,
            },
            State::Thaw => {
                observer.event(&Event::Thawed { volume: base });
                return Some(Outcome::RestoreCancelled(Box::new(self.outcome())));
            }
        };
        None
    }

    fn freeze<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> State {
        observer.event(&Event::Frozen { volume: self.base });
        let intent = Intent::Cancel {
            base: self.base,
            undo: self.undo,
            kept: self.kept,
            own: self.own,
        };
        pending::log(engine, Cow::Owned(intent), observer);
        let restore = engine.restore(self.base);
        self.pending = restore.map(Restore::pending).unwrap_or_default();
        State::Keep
    }

    /// The next pending page; after the last one, the mark is cleared.
    fn next<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let base = self.base;
        let next = engine.restore(base).and_then(Restore::first_pending);
        self.state = match next {
            Some(page) => State::Save(page, Saves::new(engine, base, page, Who::Cancel)),
            None => {
                if engine.restore(base).is_some() {
                    let own = unmark(engine, base, observer, |base, undo| {
                        Event::RestoreCancelled { base, undo }
                    });
                    self.own = own;
                } else if self
                    .own
                    .is_some_and(|own| super::deletable(engine, &[own]).is_err())
                {
                    self.own = None;
                }
                State::Promote(Box::new(Promote::plan(base, self.undo).nested()))
            }
        };
        None
    }

    fn outcome(&mut self) -> Cancelled {
        Cancelled {
            base: self.base,
            undo: self.undo,
            kept: self.kept,
            pending: std::mem::take(&mut self.pending),
            pages: std::mem::take(&mut self.pages),
            copied_pages: self.copied_pages + self.tally.copied_pages,
            deleted: self.own,
        }
    }

    /// Room that it takes.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> (Need, Vec<VolumeId>) {
        let mut need = Need::new(engine, self.base);
        let keep = vec![self.base, self.undo];
        if self.kept.is_some() {
            need.root(engine);
        }
        let Some(restore) = engine.restore(self.base).filter(|_| need.counts()) else {
            return (need, keep);
        };
        let series = series(engine, self.undo);
        // The snapshot that is taken first stands where the newest of its series did.
        let hidden = engine
            .newest(self.base, series)
            .filter(|_| self.kept.is_some());
        let mut given = Vec::new();
        for page in restore.pending().iter() {
            let mut wanted = wanted(engine, restore, page, Who::Cancel);
            wanted.retain(|&(into, keep)| Some(into) != hidden || keep != Keep::Shown);
            need.saves(engine, restore, page, &wanted);
            if self.kept.is_some() {
                let shown = engine.resolve(self.base, page);
                let shares = engine.policy.push != PushMode::Copy;
                let other = wanted
                    .iter()
                    .any(|&(into, keep)| keep == Keep::Shown && engine.entry(into, page).is_none());
                need.data_pages += u64::from(takes(shown, shares && other, shares));
                given.push(page);
            }
        }
        self.need_of_promotion(engine, restore, &mut need, hidden, &mut given);
        given.sort_unstable();
        need.tables_of_new(engine, &given);
        if restore.own_source {
            delete_need(engine, restore, &mut need);
        }
        (need, keep)
    }

    /// Pages that had been restored or written are pushed before they are set back.
    fn need_of_promotion<S: PageStore>(
        &self,
        engine: &Engine<S>,
        restore: &Restore,
        need: &mut Need,
        hidden: Option<VolumeId>,
        given: &mut Vec<PageNo>,
    ) {
        let shares = engine.policy.push != PushMode::Copy;
        for page in super::diff::apart(engine, self.base, self.undo).iter() {
            if restore.is_pending(page) {
                continue;
            }
            let mut copied = false;
            for &into in &engine.at(self.base).hanging {
                let living = engine.at(into);
                let lacks = engine.entry(into, page).is_none();
                if Some(into) == hidden {
                    given.push(page);
                } else if living.stale || page.0 >= living.pages || !lacks {
                    continue;
                } else {
                    need.entry(engine, into, page);
                }
                need.data_pages += u64::from(!(copied && shares));
                copied = true;
            }
        }
    }
}

fn series<S: PageStore>(engine: &Engine<S>, undo: VolumeId) -> Series {
    engine.at(undo).series
}
