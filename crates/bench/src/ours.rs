//! Our engine, as the rows use it: a base volume, its snapshots, and the unit
//! observer. Everything here is a command that must not be refused.

use std::hint::black_box;

use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, Series, VolumeId};
use cowpath_engine::policy::{Hints, Policy};
use cowpath_engine::store::PageStore;
use cowpath_engine::{Command, Engine, Outcome, Span};

use crate::plan::PAGE_BYTES;

/// An engine with one base volume.
pub(crate) struct Ours<S: PageStore> {
    pub(crate) engine: Engine<S>,
    pub(crate) base: VolumeId,
    /// Its living read-only snapshots, the oldest first.
    pub(crate) snapshots: std::collections::VecDeque<VolumeId>,
}

/// The levels of every row but those with 2^26 pages.
const LEVELS: [u32; 3] = [128, 128, 64];
const LEVELS_LARGE: [u32; 3] = [64, 1024, 1024];

impl<S: PageStore> Ours<S> {
    /// A thin base volume of so many pages; nothing is written yet.
    pub(crate) fn new(pages: u64, stamps: bool) -> Self {
        let levels = if pages <= 1 << 20 {
            LEVELS
        } else {
            LEVELS_LARGE
        };
        Self::with_levels(pages, &levels, stamps)
    }

    /// The same with other levels.
    pub(crate) fn with_levels(pages: u64, levels: &[u32], stamps: bool) -> Self {
        let geometry = Geometry::new(pages, PAGE_BYTES, levels).expect("the levels hold the pages");
        let mut engine = Engine::new();
        let create = Command::CreateVolume { geometry, stamps };
        let base = created(done(&mut engine, create));
        Self {
            engine,
            base,
            snapshots: [].into(),
        }
    }

    /// Takes a read-only snapshot of the base.
    #[inline]
    pub(crate) fn snapshot(&mut self) -> VolumeId {
        let take = Command::TakeRoss {
            of: self.base,
            series: Series::default(),
            full: false,
        };
        let volume = created(done(&mut self.engine, take));
        self.snapshots.push_back(volume);
        volume
    }

    /// Deletes the oldest read-only snapshot: its tables and pages are free to be used again.
    pub(crate) fn delete_oldest(&mut self) {
        let volume = self.snapshots.pop_front().expect("there is one to delete");
        done(
            &mut self.engine,
            Command::Delete {
                volumes: vec![volume],
            },
        );
    }

    /// Deletes every snapshot, the oldest first.
    pub(crate) fn delete_all(&mut self) {
        while !self.snapshots.is_empty() {
            self.delete_oldest();
        }
    }

    /// Writes one page of the base.
    #[inline]
    pub(crate) fn write(&mut self, page: u64, content: Content<'_>) {
        let command = Command::Write {
            volume: self.base,
            span: Span::Page(PageNo(page)),
            content,
        };
        black_box(done(&mut self.engine, command));
    }

    /// Writes neighbouring pages of the base with one stamp.
    #[inline]
    pub(crate) fn write_run(&mut self, first: u64, count: u64, stamp: u64) {
        let command = Command::Write {
            volume: self.base,
            span: Span::Pages {
                first: PageNo(first),
                count,
            },
            content: Content::Stamp(stamp),
        };
        black_box(done(&mut self.engine, command));
    }

    /// Reads one page of a volume; its content is copied out.
    #[inline]
    pub(crate) fn read(&mut self, volume: VolumeId, page: u64) {
        let page = PageNo(page);
        black_box(done(&mut self.engine, Command::Read { volume, page }));
    }

    /// How many pages differ between two volumes.
    pub(crate) fn diff(&mut self, a: VolumeId, b: VolumeId) -> u64 {
        match self.engine.location_diff(a, b) {
            Ok(location) => black_box(location).pages(),
            Err(refusal) => panic!("the benchmark was refused: {refusal:?}"),
        }
    }

    /// Switches skip pointers on or off; off also forgets them.
    pub(crate) fn set_hints(&mut self, hints: Hints) {
        let policy = Policy {
            hints,
            ..self.engine.policy()
        };
        done(&mut self.engine, Command::SetPolicy(policy));
        if hints == Hints::Off {
            self.engine.drop_hints();
        }
    }
}

#[inline]
fn done<S: PageStore>(engine: &mut Engine<S>, command: Command<'_>) -> Outcome {
    match engine.apply(command, &mut ()) {
        Ok(outcome) => outcome,
        Err(refusal) => panic!("the benchmark was refused: {refusal:?}"),
    }
}

fn created(outcome: Outcome) -> VolumeId {
    match outcome {
        Outcome::Created(volume) => volume,
        other => unreachable!("a creation has the outcome of one, not {other:?}"),
    }
}
