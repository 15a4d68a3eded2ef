//! One work item of a restore's background copying.

use crate::engine::Engine;
use crate::entry::Location;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::inflight::Step;
use crate::restore::Pass;
use crate::store::PageStore;
use crate::task::place::fill_base;
use crate::task::push::Tally;
use crate::task::saves::{Saves, Who};

/// One work item.
#[derive(Clone, Debug)]
pub(crate) struct Item {
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

impl Item {
    pub(crate) fn new<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        page: PageNo,
        pass: Pass,
    ) -> Self {
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

    /// Tells that it begins.
    pub(crate) fn begun(&self, observer: &mut impl Observer) {
        let (base, page, pass) = (self.base, self.page, self.pass);
        observer.event(&Event::RestoreItemBegun { base, page, pass });
    }

    pub(crate) fn page(&self) -> PageNo {
        self.page
    }

    /// Pages it has copied; all of them when it is done.
    pub(crate) fn copied_pages(&self) -> u64 {
        self.copied_pages
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match &self.stage {
            Stage::Save(_) => "save",
            Stage::Fill => "fill",
            Stage::Clear | Stage::Done => "clear",
        }
    }

    /// The step in flight that comes next.
    pub(crate) fn next<S: PageStore>(&self, engine: &Engine<S>) -> Step {
        match &self.stage {
            Stage::Save(saves) if saves.left(engine) > 0 => Step::Save,
            Stage::Save(_) if self.fills(engine) => Step::Fill,
            Stage::Fill => Step::Fill,
            _ => Step::Clear,
        }
    }

    /// One step in flight: a snapshot is given the page, or the base, or it waits no longer.
    /// Returns whether it was the last.
    pub(crate) fn leap<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> bool {
        self.saved(engine);
        if let Stage::Save(saves) = &mut self.stage {
            saves.give(engine, &mut self.tally, observer);
        } else if self.step(engine, observer) {
            return true;
        }
        self.saved(engine);
        matches!(self.stage, Stage::Done)
    }

    /// When all have been given the page, the base is next.
    fn saved<S: PageStore>(&mut self, engine: &Engine<S>) {
        if let Stage::Save(saves) = &self.stage
            && saves.left(engine) == 0
        {
            self.stage = self.after_saves(engine);
        }
    }

    /// One micro-step. Returns whether it was the last.
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> bool {
        if let Stage::Save(saves) = &self.stage
            && saves.is_done()
        {
            self.stage = self.after_saves(engine);
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

    fn after_saves<S: PageStore>(&self, engine: &Engine<S>) -> Stage {
        match self.fills(engine) {
            true => Stage::Fill,
            false => self.after_fill(engine),
        }
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
