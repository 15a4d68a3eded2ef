//! The steps of a restore's background copying in flight: work item after work item, each with
//! the lock of its page. The receivers are given the page (save), the base gets the restored
//! content (fill), and it waits no longer (clear). When nothing waits, the restore ends (end).

use super::{Open, Step, Wants, What};
use crate::command::Capacity;
use crate::engine::Engine;
use crate::event::Observer;
use crate::ids::VolumeId;
use crate::refusal::Refusal;
use crate::restore::{Copied, Restore};
use crate::store::PageStore;
use crate::task::{Item, check_background, end_restore};

/// Background copying.
#[derive(Clone, Debug)]
pub(super) struct Copying {
    /// The restore it is of, by the snapshot of just after it; another one is none of its business.
    of: VolumeId,
    /// Work items that were asked for.
    wanted: u64,
    done: u64,
    copied_pages: u64,
    item: Option<Item>,
}

/// Checks that it can be begun.
pub(super) fn check<S: PageStore>(engine: &Engine<S>, base: VolumeId) -> Result<(), Refusal> {
    check_background(engine, base)?;
    match engine.capacity(base).unwrap_or_default() == Capacity::default() {
        true => Ok(()),
        false => Err(Refusal::HasLimit { volume: base }),
    }
}

impl Copying {
    pub(super) fn new(of: VolumeId, wanted: u64) -> Self {
        Self {
            of,
            wanted,
            done: 0,
            copied_pages: 0,
            item: None,
        }
    }

    /// Whether a work item is under way.
    pub(super) fn is_midway(&self) -> bool {
        self.item.is_some()
    }

    /// Its restore, as long as that runs.
    fn restore<'e, S: PageStore>(
        &self,
        engine: &'e Engine<S>,
        base: VolumeId,
    ) -> Option<&'e Restore> {
        let restore = engine.restore(base)?;
        (restore.new == self.of).then_some(restore)
    }

    /// The work item that is under way, or comes next.
    fn item<S: PageStore>(&self, engine: &Engine<S>, base: VolumeId) -> Option<Item> {
        if self.item.is_some() || self.done >= self.wanted {
            return self.item.clone();
        }
        let (page, pass) = self.restore(engine, base)?.next_item()?;
        Some(Item::new(engine, base, page, pass))
    }

    pub(super) fn next<S: PageStore>(&self, engine: &Engine<S>, base: VolumeId) -> Step {
        self.item(engine, base)
            .map_or(Step::End, |item| item.next(engine))
    }

    /// What it needs for its next step, where it has no lock.
    pub(super) fn wants<S: PageStore>(&self, engine: &Engine<S>, base: VolumeId) -> Wants {
        match self.item(engine, base) {
            Some(item) => Wants::Lock(item.page()),
            None if self.ends(engine, base) => Wants::Quiet,
            None => Wants::Nothing,
        }
    }
}

/// One step. Gives what came of it with the last one.
pub(super) fn step<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) -> Option<Copied> {
    let base = open.volume;
    let What::Copy(copying) = &mut open.what else {
        return None;
    };
    let is_new = copying.item.is_none();
    let Some(mut item) = copying.item(engine, base) else {
        let deleted = match copying.ends(engine, base) {
            true => end_restore(engine, base, observer),
            false => None,
        };
        return Some(copying.outcome(engine, base, deleted));
    };
    if is_new {
        item.begun(observer);
    }
    if !item.leap(engine, observer) {
        copying.item = Some(item);
        return None;
    }
    copying.item = None;
    copying.done += 1;
    copying.copied_pages += item.copied_pages();
    let over = copying.done >= copying.wanted && !copying.ends(engine, base);
    over.then(|| copying.outcome(engine, base, None))
}

impl Copying {
    /// Whether its next step ends the restore.
    fn ends<S: PageStore>(&self, engine: &Engine<S>, base: VolumeId) -> bool {
        self.restore(engine, base).is_some_and(Restore::is_done)
    }

    fn outcome<S: PageStore>(
        &self,
        engine: &Engine<S>,
        base: VolumeId,
        deleted: Option<VolumeId>,
    ) -> Copied {
        let restore = self.restore(engine, base);
        Copied {
            base,
            items: self.done,
            left: restore.map_or(0, Restore::items_left),
            copied_pages: self.copied_pages,
            ended: restore.is_none(),
            deleted,
        }
    }
}
