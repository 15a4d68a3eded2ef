//! What snapshots are given of a pending page while a restore runs: the snapshots of just after
//! the restore, and younger ones, what production shows; the receivers the base's own block,
//! which the restore overwrites.

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{DataOffset, PageNo, VolumeId};
use crate::policy::PushMode;
use crate::restore::{Mode, Restore};
use crate::store::PageStore;
use crate::task::need::Need;
use crate::task::push::{Tally, copy, enter, make, may_need, share, skip};
use crate::task::walk::{Leaf, Walk};

/// What a snapshot is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// What the base shows.
    Shown,
    /// What the source shows.
    Source,
    /// The base's own block.
    Block,
}

/// Who changes the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// A host writes it.
    Host,
    /// The background copies it.
    Background,
    /// A cancel sets it back.
    Cancel,
}

/// One page being given to all that need it.
#[derive(Clone, Debug)]
pub(crate) struct Saves {
    base: VolumeId,
    page: PageNo,
    /// Those still to be given it, the next one last.
    rest: Vec<(VolumeId, Keep)>,
    /// What was copied already, for the others to share.
    given: Vec<(Keep, DataOffset)>,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Next,
    Walk(Keep, Walk),
    Decide(Keep, Leaf),
    Copy(Keep, Leaf, DataOffset, Location),
    Entry(Keep, Leaf, Entry, bool),
}

/// Who has to be given a pending page, and what, in order.
pub(crate) fn wanted<S: PageStore>(
    engine: &Engine<S>,
    restore: &Restore,
    page: PageNo,
    who: Who,
) -> Vec<(VolumeId, Keep)> {
    let faults = engine.policy.faults;
    let base = restore.base;
    let lazy = restore.mode == Mode::Lazy;
    let mut wanted = Vec::new();
    if who != Who::Background {
        let what = match faults.off(Rule::ForegroundSavesRestored) {
            true => Keep::Block,
            false => Keep::Shown,
        };
        let newest = engine.at(base).hanging.iter().copied();
        let left_out = |id| restore.is_receiver(id) || lazy && id == restore.new;
        let newest = newest.filter(|&id| !left_out(id));
        wanted.extend(newest.map(|id| (id, what)));
    }
    let bit = restore.bits.contains(&page) && !faults.off(Rule::BackgroundMindsBits);
    if lazy && (who == Who::Cancel || (who == Who::Background && bit)) {
        wanted.push((restore.new, Keep::Source));
    }
    let overwritten = who != Who::Background || !bit;
    if overwritten && !faults.off(Rule::RestoreSavesUndo) {
        wanted.extend(restore.receivers().map(|id| (id, Keep::Block)));
    }
    wanted.retain(|&(into, _)| may_need(engine, base, into, page));
    wanted
}

/// Where it lies.
fn place<S: PageStore>(
    engine: &Engine<S>,
    restore: Option<&Restore>,
    base: VolumeId,
    page: PageNo,
    keep: Keep,
) -> Location {
    match (keep, restore) {
        (Keep::Source, Some(restore)) => engine.resolve(restore.source, page),
        (Keep::Block, _) => Location::Base(base, page),
        _ => engine.resolve(base, page),
    }
}

impl Saves {
    pub(crate) fn new<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        page: PageNo,
        who: Who,
    ) -> Self {
        let restore = engine.restore(base);
        let mut rest = restore.map_or_else(Vec::new, |restore| wanted(engine, restore, page, who));
        rest.reverse();
        Self {
            base,
            page,
            rest,
            given: Vec::new(),
            state: State::Next,
        }
    }

    /// Whether nothing is left to do.
    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty() && matches!(self.state, State::Next)
    }

    /// How many are still to be given it, as things stand.
    pub(crate) fn left<S: PageStore>(&self, engine: &Engine<S>) -> u64 {
        let lacks = |id: VolumeId| engine.entry(id, self.page).is_none();
        let left = self.rest.iter().filter(|(into, _)| lacks(*into));
        left.count() as u64
    }

    /// Gives it to the next one that lacks it, all micro-steps at once.
    pub(crate) fn give<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        tally: &mut Tally,
        observer: &mut impl Observer,
    ) {
        let left = self.left(engine);
        while !self.is_done() && (self.left(engine) == left || !matches!(self.state, State::Next)) {
            self.step(engine, tally, observer);
        }
    }

    /// One micro-step.
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        tally: &mut Tally,
        observer: &mut impl Observer,
    ) {
        let (base, page) = (self.base, self.page);
        self.state = match self.state {
            State::Next => {
                let Some((into, keep)) = self.rest.pop() else {
                    return;
                };
                let volume = base;
                observer.tell(|| Event::PushBegun { volume, into, page });
                self.walk(engine, keep, Walk::new(engine, into, page), observer)
            }
            State::Walk(keep, walk) => self.walk(engine, keep, walk, observer),
            State::Decide(keep, leaf) => self.decide(engine, keep, leaf, observer),
            State::Copy(keep, leaf, offset, from) => {
                copy(engine, leaf, from, offset, observer);
                State::Entry(keep, leaf, Entry::Page(offset), true)
            }
            State::Entry(keep, leaf, entry, copied) => {
                enter(engine, leaf, entry, copied, tally, observer);
                if let Entry::Page(offset) = entry {
                    self.given.push((keep, offset));
                }
                State::Next
            }
        };
    }

    fn walk<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        keep: Keep,
        mut walk: Walk,
        observer: &mut impl Observer,
    ) -> State {
        match walk.step(engine, observer) {
            None => State::Walk(keep, walk),
            Some(leaf) if leaf.held => {
                skip(leaf, observer);
                State::Next
            }
            Some(leaf) => State::Decide(keep, leaf),
        }
    }

    fn decide<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        keep: Keep,
        leaf: Leaf,
        observer: &mut impl Observer,
    ) -> State {
        let shares = engine.policy.push != PushMode::Copy;
        let given = self.given.iter().find(|(known, _)| *known == keep);
        let from = match given {
            Some((_, offset)) if shares => Location::Data(*offset),
            _ => place(
                engine,
                engine.restore(self.base),
                self.base,
                self.page,
                keep,
            ),
        };
        match from {
            Location::Zero => State::Entry(keep, leaf, Entry::Zero, false),
            Location::Data(offset) if shares => {
                share(engine, leaf, offset, observer);
                State::Entry(keep, leaf, Entry::Page(offset), false)
            }
            _ => State::Copy(keep, leaf, make(engine, leaf, observer), from),
        }
    }
}

impl Need {
    /// What snapshots are given of a pending page. Pages in `but` are left out.
    pub(crate) fn saves<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        restore: &Restore,
        page: PageNo,
        wanted: &[(VolumeId, Keep)],
    ) {
        if !self.counts() {
            return;
        }
        let shares = engine.policy.push != PushMode::Copy;
        let mut given: Vec<Keep> = Vec::new();
        for &(into, keep) in wanted {
            if engine.entry(into, page).is_some() {
                continue;
            }
            self.entry(engine, into, page);
            let from = place(engine, Some(restore), restore.base, page, keep);
            self.data_pages += u64::from(takes(from, shares && given.contains(&keep), shares));
            if from != Location::Zero {
                given.push(keep);
            }
        }
    }
}

/// Whether keeping what lies there takes a page.
pub(crate) fn takes(from: Location, given: bool, shares: bool) -> bool {
    match from {
        Location::Zero => false,
        Location::Data(_) => !shares,
        Location::Base(..) => !given,
    }
}
