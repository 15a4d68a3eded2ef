//! The steps of a read in flight. Of a base it is one (get); of a snapshot two:
//! where the page lies (look), and what stands there (get).

use super::{Open, Step, What};
use crate::command::ReadResult;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::{Found, page_exists, readable, search};

/// A read.
#[derive(Clone, Debug)]
pub(super) struct Look {
    /// Whether it is of a base.
    single: bool,
    /// What the first step found.
    found: Option<Found>,
}

/// Checks that it can be begun.
pub(super) fn check<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
) -> Result<(), Refusal> {
    page_exists(engine, volume, page)?;
    readable(engine, volume)
}

impl Look {
    pub(super) fn new(single: bool) -> Self {
        let found = None;
        Self { single, found }
    }

    pub(super) fn is_single(&self) -> bool {
        self.single
    }

    pub(super) fn next(&self) -> Step {
        match self.single || self.found.is_some() {
            true => Step::Get,
            false => Step::Look,
        }
    }

    pub(super) fn left(&self) -> u64 {
        match self.next() {
            Step::Look => 2,
            _ => 1,
        }
    }
}

/// One step. Gives the content with the last one.
pub(super) fn step<S: PageStore>(
    engine: &Engine<S>,
    open: &mut Open,
    step: Step,
    observer: &mut impl Observer,
) -> Option<ReadResult> {
    let (volume, page) = (open.volume, open.page);
    let What::Read(look) = &mut open.what else {
        return None;
    };
    if step == Step::Look {
        look.found = Some(search(engine, volume, page, observer));
        return None;
    }
    let found = look.found.take();
    let found = found.unwrap_or_else(|| search(engine, volume, page, observer));
    let content = engine.tree(open.tree).content(found.location);
    observer.tell(|| Event::PageFound {
        volume: found.hops.last().copied().unwrap_or(volume),
        page,
        location: found.location,
        content: content.clone(),
    });
    Some(ReadResult {
        volume,
        page,
        content: content.to_trimmed(),
        from: found.location,
        hops: found.hops,
        lookups: found.lookups,
        hint_used: found.hint_used,
    })
}
