//! Making room: the oldest snapshots become stale, the deepest first, and
//! give their entries back. What reads through a stale snapshot is stale too.

use std::borrow::Cow;

use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, VolumeId};
use crate::intent::Intent;
use crate::store::PageStore;
use crate::task::pending;
use crate::task::unset;

/// Snapshots on their way to being stale.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    volumes: Vec<VolumeId>,
    begun: bool,
    marked: usize,
    at: usize,
    /// Exceptions of the present volume, the next one last.
    pages: Vec<PageNo>,
}

impl Strip {
    /// The deepest first, so that at every moment what reads through a stale
    /// snapshot is stale.
    pub(crate) fn new(volumes: Vec<VolumeId>) -> Self {
        Self {
            volumes,
            begun: false,
            marked: 0,
            at: 0,
            pages: Vec::new(),
        }
    }

    /// One micro-step. Returns whether it was the last.
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> bool {
        if !self.begun {
            self.begun = true;
            let volumes = self.volumes.clone();
            pending::log(engine, Cow::Owned(Intent::Strip { volumes }), observer);
            return false;
        }
        if let Some(&volume) = self.volumes.get(self.marked) {
            self.marked += 1;
            if !engine.at(volume).stale {
                engine.at_mut(volume).stale = true;
                observer.event(&Event::MarkedStale { volume });
            }
            return false;
        }
        if let Some(page) = self.pages.pop() {
            let volume = self.volumes[self.at - 1];
            unset::remove(engine, volume, page, observer);
            return false;
        }
        match self.volumes.get(self.at) {
            Some(&volume) => {
                self.at += 1;
                let held = engine.exceptions_of(volume);
                self.pages = held.into_iter().rev().map(|(page, _)| page).collect();
                false
            }
            None => {
                pending::clear(engine, observer);
                true
            }
        }
    }
}
