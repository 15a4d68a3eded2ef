//! The steps of a write in flight to a page that a restore has pending: the snapshots that need
//! the page are given it, one after the other (save), the host's data lands in the base's block
//! (put), and the restore takes note of it (mark). Until then the base shows what it showed.

use super::Step;
use crate::engine::Engine;
use crate::event::Observer;
use crate::ids::{PageNo, VolumeId};
use crate::store::PageStore;
use crate::task::{Ask, Saves, Tally, Who, note_written};

/// Such a write.
#[derive(Clone, Debug)]
pub(super) struct Landing {
    base: VolumeId,
    page: PageNo,
    saves: Saves,
    pub(super) tally: Tally,
    put: bool,
}

impl Landing {
    /// `None` where no restore has the page pending.
    pub(super) fn of<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        page: PageNo,
    ) -> Option<Self> {
        engine.pending_at(base, page)?;
        Some(Self {
            base,
            page,
            saves: Saves::new(engine, base, page, Who::Host),
            tally: Tally::default(),
            put: false,
        })
    }

    pub(super) fn next<S: PageStore>(&self, engine: &Engine<S>) -> Step {
        match self.put {
            true => Step::Mark,
            false if self.saves.left(engine) > 0 => Step::Save,
            false => Step::Put,
        }
    }

    /// How many steps are left, as things stand.
    pub(super) fn left<S: PageStore>(&self, engine: &Engine<S>) -> u64 {
        match self.put {
            true => 1,
            false => self.saves.left(engine) + 2,
        }
    }

    /// One step. Returns whether it was the last.
    pub(super) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        ask: &Ask<'_>,
        observer: &mut impl Observer,
    ) -> bool {
        match self.next(engine) {
            Step::Save => self.saves.give(engine, &mut self.tally, observer),
            Step::Put => {
                ask.land_in_base(0, engine, observer);
                self.put = true;
            }
            _ => {
                let copied_pages = self.tally.copied_pages;
                if engine.pending_at(self.base, self.page).is_some() {
                    note_written(engine, self.base, self.page, copied_pages, observer);
                }
                return true;
            }
        }
        false
    }
}
