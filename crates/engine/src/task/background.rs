//! Background copying of a restore, one work item after the other. The receivers are given the
//! base's own block, the base gets the source's page, and only then the page waits no longer. Of
//! a page that a host has written, the new snapshot is given the source's page instead. Each item
//! can be begun again after a crash; none changes what any volume shows.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::restore::{Copied, Restore};
use crate::store::PageStore;
use crate::task::delete::{self, Delete};
use crate::task::item::Item;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::saves::{Who, wanted};

/// Background copying that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Background {
    base: VolumeId,
    /// Work items still to be done.
    wanted: u64,
    done: u64,
    copied_pages: u64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Next,
    Item(Item),
    /// The restore has ended; its source goes.
    Delete(VolumeId, Delete),
}

impl Background {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        items: u64,
    ) -> Result<Self, Refusal> {
        check(engine, base)?;
        Ok(Self {
            base,
            wanted: items,
            done: 0,
            copied_pages: 0,
            state: State::Next,
        })
    }

    /// Room that so many items take, and the end of the restore if it comes with them.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> (Need, Vec<VolumeId>) {
        let mut need = Need::new(engine, self.base);
        let keep = vec![self.base];
        let Some(restore) = engine.restore(self.base).filter(|_| need.counts()) else {
            return (need, keep);
        };
        let mut first = restore.old_left.iter().chain(&restore.left);
        let mut pages: Vec<PageNo> = Vec::new();
        let mut left = self.wanted;
        while let Some(page) = first.next().filter(|_| left > 0) {
            pages.push(*page);
            left -= 1;
        }
        let ends = pages.len() as u64 == restore.items_left();
        pages.sort_unstable();
        pages.dedup();
        for page in pages {
            let wanted = wanted(engine, restore, page, Who::Background);
            need.saves(engine, restore, page, &wanted);
        }
        if ends && restore.own_source {
            delete_need(engine, restore, &mut need);
        }
        (need, keep)
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match &self.state {
            State::Next => "next",
            State::Item(item) => item.stage(),
            State::Delete(_, delete) => delete.stage(),
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        match &mut self.state {
            State::Next => self.next(engine, observer),
            State::Item(item) => {
                if item.step(engine, observer) {
                    self.done += 1;
                    self.copied_pages += item.copied_pages();
                    self.state = State::Next;
                    return self.over(engine).then(|| self.outcome(engine, None));
                }
                None
            }
            State::Delete(source, delete) => {
                let source = *source;
                delete.step(engine, observer)?;
                Some(self.outcome(engine, Some(source)))
            }
        }
    }

    /// Whether nothing is left for this command.
    fn over<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        let restore = engine.restore(self.base);
        restore.is_none_or(|restore| self.done >= self.wanted && !restore.is_done())
    }

    fn next<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let next = engine.restore(self.base).map(Restore::next_item);
        match next {
            Some(Some((page, pass))) if self.done < self.wanted => {
                let item = Item::new(engine, self.base, page, pass);
                item.begun(observer);
                self.state = State::Item(item);
                None
            }
            Some(None) => {
                let ended = end(engine, self.base, observer);
                match ended {
                    Some(source) => {
                        self.state = State::Delete(source, Delete::plan(vec![source]));
                        None
                    }
                    None => Some(self.outcome(engine, None)),
                }
            }
            _ => Some(self.outcome(engine, None)),
        }
    }

    fn outcome<S: PageStore>(&self, engine: &Engine<S>, deleted: Option<VolumeId>) -> Outcome {
        let restore = engine.restore(self.base);
        Outcome::BackgroundCopied(Copied {
            base: self.base,
            items: self.done,
            left: restore.map_or(0, Restore::items_left),
            copied_pages: self.copied_pages,
            ended: restore.is_none(),
            deleted,
        })
    }
}

/// Checks that a restore of this volume runs.
pub(crate) fn check<S: PageStore>(engine: &Engine<S>, base: VolumeId) -> Result<(), Refusal> {
    engine.asked(base)?;
    match engine.restore(base) {
        Some(restore) if restore.base == base => Ok(()),
        _ => Err(Refusal::NoRestore { volume: base }),
    }
}

/// Ends the restore in one step, with the deletion of a source that was taken for it. Gives that
/// source.
pub(crate) fn end_at_once<S: PageStore>(
    engine: &mut Engine<S>,
    base: VolumeId,
    observer: &mut impl Observer,
) -> Option<VolumeId> {
    let source = end(engine, base, observer)?;
    let mut delete = Delete::plan(vec![source]);
    while delete.step(engine, observer).is_none() {}
    Some(source)
}

/// The mark is cleared. A source that was taken for the restore is put down for deletion
/// with the same step, where it may go.
fn end<S: PageStore>(
    engine: &mut Engine<S>,
    base: VolumeId,
    observer: &mut impl Observer,
) -> Option<VolumeId> {
    let source = unmark(engine, base, observer, |base, _| Event::RestoreEnded {
        base,
    })?;
    let volumes = vec![source];
    pending::log(engine, Cow::Owned(Intent::Delete { volumes }), observer);
    Some(source)
}

/// Clears the mark. Returns the source that is to be deleted.
pub(super) fn unmark<S: PageStore>(
    engine: &mut Engine<S>,
    base: VolumeId,
    observer: &mut impl Observer,
    event: impl FnOnce(VolumeId, VolumeId) -> Event<'static>,
) -> Option<VolumeId> {
    let tree = engine.at(base).tree;
    let restore = engine.tree_mut(tree).restore.take()?;
    observer.event(&event(base, restore.undo));
    let own = Some(restore.source).filter(|_| restore.own_source)?;
    delete::check(engine, &[own]).is_ok().then_some(own)
}

/// Room that deleting the source takes, where it goes with the restore.
pub(super) fn delete_need<S: PageStore>(engine: &Engine<S>, restore: &Restore, need: &mut Need) {
    if delete::allows(engine, restore.source, &[]).is_ok() {
        delete::need_of(engine, restore.source, &[restore.source], need);
    }
}
