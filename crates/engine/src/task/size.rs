//! Discarding pages, and changing the size of a volume. A volume that shrinks
//! pushes and gives up the pages past its new end. One that grows shows zeros
//! there, also where the volume it reads through holds something.

use std::borrow::Cow;

use crate::command::{Discarded, Outcome, Resized};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, Runs, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::change::{Change, Source, live_pages};
use crate::task::need::Need;
use crate::task::pending;
use crate::task::room;

/// Up to so many pages are looked at one by one, instead of all that the
/// volume holds.
const FEW_PAGES: u64 = 4096;

/// A discard that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Discard(Change);

impl Discard {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        pages: &Runs,
    ) -> Result<Self, Refusal> {
        room::writable(engine, volume)?;
        room::unrestored(engine, volume)?;
        let living = engine.at(volume);
        if let Some(run) = pages.as_slice().last()
            && run.0.saturating_add(run.1) > living.pages
        {
            return Err(Refusal::PageOutOfRange {
                volume,
                page: run.0.saturating_add(run.1 - 1),
                pages: living.pages,
            });
        }
        let tree = living.tree;
        let holds = |page: &PageNo| !engine.is_nothing(tree, engine.resolve(volume, *page));
        let pages = if pages.pages() <= FEW_PAGES {
            pages.iter().filter(holds).collect()
        } else {
            let live = live_pages(engine, volume, 0).into_iter();
            live.filter(|page| pages.contains(*page)).collect()
        };
        Ok(Self(Change::new(volume, Source::Zeros, pages)))
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.0.volume()
    }

    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>, need: &mut Need) {
        self.0.need(engine, need);
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let done = self.0.step(engine, observer);
        done.then(|| Outcome::Discarded(self.0.clone().discarded()))
    }
}

/// A change of size that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Resize {
    volume: VolumeId,
    was: u64,
    pages: u64,
    change: Change,
    begun: bool,
    changed: bool,
    nested: bool,
}

impl Resize {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        pages: u64,
    ) -> Result<Self, Refusal> {
        room::writable(engine, volume)?;
        room::unrestored(engine, volume)?;
        let most = engine.tree(engine.at(volume).tree).geometry.covers();
        if pages == 0 || pages > most {
            return Err(Refusal::BadSize {
                volume,
                pages,
                most,
            });
        }
        Ok(Self::plan(engine, volume, pages))
    }

    /// Also what recovery begins again.
    pub(crate) fn plan<S: PageStore>(engine: &Engine<S>, volume: VolumeId, pages: u64) -> Self {
        let living = engine.at(volume);
        let was = living.pages;
        let change = if pages < was {
            let cut = live_or_held(engine, volume, pages);
            Change::new(volume, Source::Gone, cut)
        } else if let (Kind::Rwss, Some(parent)) = (living.kind, living.parent) {
            let shown = live_pages(engine, parent, was).into_iter();
            let shown = shown.take_while(|page| page.0 < pages).collect();
            Change::new(volume, Source::Holes, shown)
        } else {
            Change::new(volume, Source::Holes, Runs::default())
        };
        Self {
            volume,
            was,
            pages,
            change,
            begun: false,
            changed: false,
            nested: false,
        }
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.volume
    }

    /// The same as a part of an operation that has a record of its own.
    pub(crate) fn nested(mut self) -> Self {
        self.begun = true;
        self.nested = true;
        self
    }

    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>, need: &mut Need) {
        self.change.need(engine, need);
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let (volume, pages) = (self.volume, self.pages);
        if !self.begun {
            self.begun = true;
            let intent = Intent::Resize { volume, pages };
            pending::log(engine, Cow::Owned(intent), observer);
            return None;
        }
        if !self.changed {
            if self.change.step(engine, observer) {
                self.changed = true;
                engine.at_mut(volume).pages = pages;
                observer.event(&Event::SizeChanged { volume, pages });
            }
            return None;
        }
        if !self.nested {
            pending::clear(engine, observer);
        }
        Some(Outcome::Resized(Resized {
            volume,
            was: self.was,
            pages,
            discarded: self.discarded(),
        }))
    }

    fn discarded(&self) -> Discarded {
        self.change.clone().discarded()
    }
}

/// Pages from `from` on that hold something, or have an entry that must go.
fn live_or_held<S: PageStore>(engine: &Engine<S>, volume: VolumeId, from: u64) -> Runs {
    let mut pages = live_pages(engine, volume, from);
    let held = engine.exceptions_of(volume).into_iter();
    pages.extend(held.map(|(page, _)| page).filter(|page| page.0 >= from));
    pages.sort_unstable();
    pages.into_iter().collect()
}
