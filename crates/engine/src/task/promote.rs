//! Promotion: a read-write volume shows from now on what another volume of
//! its tree shows (seed 1¶59, 68, 93). Only pages that lie in different places
//! change, each pushed first, so every snapshot keeps its view.

use std::borrow::Cow;

use crate::command::{Discarded, Outcome, Promoted};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::VolumeId;
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::change::{Change, Source};
use crate::task::diff::apart;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::room;
use crate::task::size::Resize;

/// A promotion that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Promote {
    volume: VolumeId,
    source: VolumeId,
    /// What the change of size came to.
    cut: Discarded,
    nested: bool,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Begin,
    /// The sizes differ.
    Resize(Box<Resize>),
    Plan,
    Change(Box<Change>),
}

impl Promote {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        source: VolumeId,
    ) -> Result<Self, Refusal> {
        let (a, b) = (volume, source);
        if engine.asked(a)?.tree != engine.asked(b)?.tree {
            return Err(Refusal::DifferentTrees { a, b });
        }
        if volume == source {
            return Err(Refusal::SameVolume { volume });
        }
        room::writable(engine, volume)?;
        room::unrestored(engine, volume)?;
        room::readable(engine, source)?;
        Ok(Self::plan(volume, source))
    }

    /// Also what recovery begins again.
    pub(crate) fn plan(volume: VolumeId, source: VolumeId) -> Self {
        Self {
            volume,
            source,
            cut: Discarded::default(),
            nested: false,
            state: State::Begin,
        }
    }

    /// The same as a part of an operation that has a record of its own.
    pub(crate) fn nested(mut self) -> Self {
        self.nested = true;
        self
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.volume
    }

    pub(crate) fn source(&self) -> VolumeId {
        self.source
    }

    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>, need: &mut Need) {
        let size = engine.at(self.source).pages;
        if size != engine.at(self.volume).pages {
            Resize::plan(engine, self.volume, size).need(engine, need);
        }
        let pages = apart(engine, self.volume, self.source);
        let pages = pages.iter().filter(|page| page.0 < size).collect();
        Change::new(self.volume, Source::Volume(self.source), pages).need(engine, need);
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let (volume, source) = (self.volume, self.source);
        match &mut self.state {
            State::Begin => {
                if !self.nested {
                    let intent = Intent::Promote { volume, source };
                    pending::log(engine, Cow::Owned(intent), observer);
                }
                let size = engine.at(source).pages;
                self.state = match size == engine.at(volume).pages {
                    true => State::Plan,
                    false => State::Resize(Box::new(Resize::plan(engine, volume, size).nested())),
                };
            }
            State::Resize(resize) => {
                if let Some(Outcome::Resized(resized)) = resize.step(engine, observer) {
                    self.cut = resized.discarded;
                    self.state = State::Plan;
                }
            }
            State::Plan => {
                let pages = apart(engine, volume, source);
                observer.event(&Event::PromoteBegun {
                    volume,
                    source,
                    pages: Cow::Borrowed(&pages),
                });
                let change = Change::new(volume, Source::Volume(source), pages);
                self.state = State::Change(Box::new(change));
            }
            State::Change(change) => {
                if change.step(engine, observer) {
                    observer.event(&Event::PromoteEnded { volume, source });
                    if !self.nested {
                        pending::clear(engine, observer);
                    }
                    return Some(Outcome::Promoted(promoted(
                        volume, source, change, &self.cut,
                    )));
                }
            }
        }
        None
    }
}

fn promoted(volume: VolumeId, source: VolumeId, change: &Change, cut: &Discarded) -> Promoted {
    let placed = change.placed();
    let mut discarded = change.clone().discarded();
    // What was cut off lies past what was changed.
    cut.pushed
        .iter()
        .for_each(|page| discarded.pushed.push(page));
    Promoted {
        volume,
        source,
        pages: discarded.pages,
        pushed: discarded.pushed,
        copied_pages: discarded.copied_pages + cut.copied_pages + placed.copied_pages,
        shared_pages: placed.shared_pages,
    }
}
