//! A full-copy snapshot (seed 1¶61): right after it is taken, every page of its
//! head is pushed into it.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::event::Observer;
use crate::ids::{PageNo, VolumeId};
use crate::intent::Intent;
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::push::{Push, Tally};

/// A snapshot being filled.
#[derive(Clone, Debug)]
pub(crate) struct Fill {
    ross: VolumeId,
    /// The pages that are left, the next one last; `None` before the first step.
    rest: Option<Vec<PageNo>>,
    push: Option<Push>,
}

impl Fill {
    pub(crate) fn new(ross: VolumeId) -> Self {
        Self {
            ross,
            rest: None,
            push: None,
        }
    }

    /// Marks the snapshot and logs the record, in the same step in which it is made.
    pub(crate) fn log<S: PageStore>(&self, engine: &mut Engine<S>, observer: &mut impl Observer) {
        engine.at_mut(self.ross).filled = true;
        let intent = Intent::Fill { ross: self.ross };
        pending::log(engine, Cow::Owned(intent), observer);
    }

    /// Room that filling a snapshot of `head` takes.
    pub(crate) fn need<S: PageStore>(engine: &Engine<S>, head: VolumeId, need: &mut Need) {
        need.full_copy(engine, &live_pages(engine, head, 0));
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let head = engine.at(self.ross).head;
        if let Some(push) = self.push.take() {
            self.push = push.step(engine, &mut Tally::default(), observer);
            return None;
        }
        let Some(rest) = &mut self.rest else {
            let mut pages = live_pages(engine, head, 0);
            pages.reverse();
            self.rest = Some(pages);
            return None;
        };
        match rest.pop() {
            Some(page) => {
                self.push = Push::into_one(engine, head, page, self.ross, observer);
                None
            }
            None => {
                pending::clear(engine, observer);
                Some(Outcome::Created(self.ross))
            }
        }
    }
}
