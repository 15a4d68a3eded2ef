//! Background copying of a restore, one work item after the other. The receivers are given the
//! base's own block, the base gets the source's page, and only then the page waits no longer. Of
//! a page that a host has written, the new snapshot is given the source's page instead. Each item
//! can be begun again after a crash; none changes what any volume shows.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::Location;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::restore::{Copied, Pass, Restore};
use crate::store::PageStore;
use crate::task::delete::{self, Delete};
use crate::task::need::Need;
use crate::task::pending;
use crate::task::place::fill_base;
use crate::task::push::Tally;
use crate::task::saves::{Saves, Who, wanted};

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

/// One work item.
#[derive(Clone, Debug)]
struct Item {
    base: VolumeId,
    page: PageNo,
    pass: Pass,
    tally: Tally,
    copied_pages: u64,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Save(Saves),
    Fill,
    Clear,
    /// With the rule off that clears last, this comes after.
    Done,
}

impl Background {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        items: u64,
    ) -> Result<Self, Refusal> {
        engine.asked(base)?;
        match engine.restore(base) {
            Some(restore) if restore.base == base => {}
            _ => return Err(Refusal::NoRestore { volume: base }),
        }
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
                    self.copied_pages += item.copied_pages;
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
                self.state = State::Item(Item::begin(engine, self.base, page, pass, observer));
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

impl Item {
    fn begin<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        page: PageNo,
        pass: Pass,
        observer: &mut impl Observer,
    ) -> Self {
        observer.event(&Event::RestoreItemBegun { base, page, pass });
        Self {
            base,
            page,
            pass,
            tally: Tally::default(),
            copied_pages: 0,
            stage: match engine.policy.faults.off(Rule::RestorePendingClearedLast) {
                true => Stage::Clear,
                false => Stage::Save(Saves::new(engine, base, page, Who::Background)),
            },
        }
    }

    /// One micro-step. Returns whether it was the last.
    fn step<S: PageStore>(&mut self, engine: &mut Engine<S>, observer: &mut impl Observer) -> bool {
        if let Stage::Save(saves) = &self.stage
            && saves.is_done()
        {
            self.stage = match self.fills(engine) {
                true => Stage::Fill,
                false => self.after_fill(engine),
            };
        }
        match &mut self.stage {
            Stage::Save(saves) => saves.step(engine, &mut self.tally, observer),
            Stage::Fill => {
                let from = self.content(engine);
                self.copied_pages +=
                    u64::from(fill_base(engine, self.base, self.page, from, observer));
                self.stage = self.after_fill(engine);
            }
            Stage::Clear => return self.clear(engine, observer),
            Stage::Done => {}
        }
        matches!(self.stage, Stage::Done)
    }

    fn after_fill<S: PageStore>(&self, engine: &Engine<S>) -> Stage {
        match engine.policy.faults.off(Rule::RestorePendingClearedLast) {
            true => Stage::Done,
            false => Stage::Clear,
        }
    }

    /// Whether the base's block is to be replaced.
    fn fills<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        let restore = engine.restore(self.base);
        let bit = restore.is_some_and(|restore| restore.bits.contains(&self.page));
        !bit || engine.policy.faults.off(Rule::BackgroundMindsBits)
    }

    /// Where the page's content comes from: in the old-data pass, from the first read-only volume
    /// that holds it.
    fn content<S: PageStore>(&self, engine: &Engine<S>) -> Location {
        let Some(restore) = engine.restore(self.base) else {
            return Location::Base(self.base, self.page);
        };
        let again = self.pass == Pass::Old && restore.left.contains(&self.page);
        let mut path = engine.path(restore.source).into_iter();
        let holds = |at: &VolumeId| {
            engine.at(*at).kind == Kind::Ross && engine.entry(*at, self.page).is_some()
        };
        match path.find(holds).filter(|_| again) {
            Some(first) => engine.resolve(first, self.page),
            None => engine.resolve(restore.source, self.page),
        }
    }

    /// The page waits no longer, or only for its second pass.
    fn clear<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> bool {
        let (base, page, pass) = (self.base, self.page, self.pass);
        self.copied_pages += self.tally.copied_pages;
        let copied_pages = self.copied_pages;
        let tree = engine.at(base).tree;
        let early = engine.policy.faults.off(Rule::RestorePendingClearedLast);
        if let Some(restore) = &mut engine.tree_mut(tree).restore {
            restore.item_done(page, pass, copied_pages);
            observer.event(&Event::RestoreItemEnded {
                base,
                page,
                pass,
                copied_pages,
            });
        }
        if early {
            self.stage = Stage::Save(Saves::new(engine, base, page, Who::Background));
        }
        !early
    }
}
