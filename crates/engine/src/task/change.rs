//! Changing pages of a read-write volume without a host's write: each is first
//! pushed, and then placed. Discards, sizes and promotions are made of this.

use crate::command::Discarded;
use crate::engine::Engine;
use crate::entry::Location;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, Runs, VolumeId};
use crate::store::PageStore;
use crate::task::need::Need;
use crate::task::place::{Goal, Place, Placed};
use crate::task::push::{Push, Tally};

/// Where the new content of a page comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// What another volume of the tree shows at that moment.
    Volume(VolumeId),
    /// Zeros.
    Zeros,
    /// Zeros, in pages past the volume's end: no snapshot sees them.
    Holes,
    /// Nothing: the volume will end before these pages.
    Gone,
}

/// Pages being changed, in page order.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    volume: VolumeId,
    source: Source,
    pages: Runs,
    /// The pages that are left, the next one last.
    rest: Vec<PageNo>,
    state: State,
    tally: Tally,
    placed: Placed,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Next,
    Push(PageNo, Push),
    Place(Place),
}

impl Change {
    pub(crate) fn new(volume: VolumeId, source: Source, pages: Runs) -> Self {
        let mut rest: Vec<PageNo> = pages.iter().collect();
        rest.reverse();
        Self {
            volume,
            source,
            pages,
            rest,
            state: State::Next,
            tally: Tally::default(),
            placed: Placed::default(),
        }
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.volume
    }

    pub(crate) fn placed(&self) -> Placed {
        self.placed
    }

    /// What came of it, as a discard tells it.
    pub(crate) fn discarded(self) -> Discarded {
        Discarded {
            pages: self.pages,
            pushed: self.tally.pushed,
            copied_pages: self.tally.copied_pages,
        }
    }

    /// Room that it takes.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>, need: &mut Need) {
        let volume = self.volume;
        for page in self.pages.iter() {
            if self.source != Source::Holes {
                need.push_from(engine, volume, page, grown(engine, volume, page));
            }
            match self.source {
                Source::Volume(source) => {
                    need.place(engine, volume, page, engine.resolve(source, page));
                }
                Source::Zeros | Source::Holes => need.entry(engine, volume, page),
                Source::Gone => {}
            }
        }
    }

    /// One micro-step. Returns whether there was nothing left to do.
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> bool {
        self.state = match self.state {
            State::Next => {
                let Some(page) = self.rest.pop() else {
                    return true;
                };
                self.begin(engine, page, observer)
            }
            State::Push(page, push) => match push.step(engine, &mut self.tally, observer) {
                Some(push) => State::Push(page, push),
                None => self.place(engine, page),
            },
            State::Place(place) => match place.step(engine, &mut self.placed, observer) {
                Some(place) => State::Place(place),
                None => State::Next,
            },
        };
        false
    }

    fn begin<S: PageStore>(
        &self,
        engine: &Engine<S>,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> State {
        let volume = self.volume;
        if !matches!(self.source, Source::Volume(_)) {
            observer.event(&Event::DiscardBegun { volume, page });
        }
        if self.source == Source::Holes {
            return self.place(engine, page);
        }
        match Push::begin(engine, volume, page, observer) {
            Some(push) => State::Push(page, push),
            None => self.place(engine, page),
        }
    }

    fn place<S: PageStore>(&self, engine: &Engine<S>, page: PageNo) -> State {
        let goal = match self.source {
            Source::Volume(source) => Goal::From(engine.resolve(source, page)),
            Source::Zeros | Source::Holes => Goal::Zeros,
            Source::Gone => Goal::Gone,
        };
        State::Place(Place::new(engine, self.volume, page, goal))
    }
}

/// Where a page of a volume lies, also one that it is about to grow by.
fn grown<S: PageStore>(engine: &Engine<S>, volume: VolumeId, page: PageNo) -> Location {
    let living = engine.at(volume);
    if page.0 < living.pages {
        return engine.resolve(volume, page);
    }
    let Some(parent) = living.parent else {
        return Location::Base(volume, page);
    };
    match engine.resolve(parent, page) {
        shown if engine.is_nothing(living.tree, shown) => shown,
        // It gets a hole there.
        _ => Location::Zero,
    }
}

/// Pages of a volume from `from` on that do not read as zeros for certain, in order.
pub(crate) fn live_pages<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    from: u64,
) -> Vec<PageNo> {
    let tree = engine.at(volume).tree;
    let mut pages: Vec<PageNo> = Vec::new();
    for at in engine.path(volume) {
        match engine.at(at).root {
            Some(_) => pages.extend(engine.exceptions_of(at).into_iter().map(|(page, _)| page)),
            None => {
                let mapped = engine.tree(tree).base_map.iter();
                pages.extend(mapped.map(|(page, _)| PageNo(page)));
            }
        }
    }
    if let Some(restore) = engine.restore_in(tree) {
        // A restore leads to pages that lie on another way.
        pages.extend(restore.pending().iter());
    }
    pages.sort_unstable();
    pages.dedup();
    pages.retain(|&page| page.0 >= from && !engine.is_nothing(tree, engine.resolve(volume, page)));
    pages
}
