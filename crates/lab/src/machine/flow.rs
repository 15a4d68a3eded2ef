//! The numbered steps of method 800 that the pushes of a write take (seed 1¶79-85), gathered from
//! its events.

use cowpath_engine::event::{Event, Observer};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::map_index::MapIndexes;

/// Step 804: the host's write that begins a push.
const WRITE: u16 = 804;

#[derive(Debug, Clone)]
pub(super) struct PushFlow {
    levels: u8,
    /// The snapshot that is being pushed into.
    into: Option<VolumeId>,
    /// The snapshots that were pushed into, one for each tree.
    pub(super) all: Vec<VolumeId>,
    pub(super) steps: Vec<u16>,
}

impl PushFlow {
    pub(super) fn new(levels: usize) -> Self {
        Self {
            levels: u8::try_from(levels).unwrap_or(u8::MAX),
            into: None,
            all: Vec::new(),
            steps: Vec::new(),
        }
    }

    fn see(&mut self, event: &Event<'_>) {
        if let Event::PushBegun { into, .. } = event {
            self.into = Some(*into);
            if !self.all.contains(into) {
                self.all.push(*into);
            }
            self.steps.push(WRITE);
            return;
        }
        let Some(into) = self.into else {
            return;
        };
        // Looking for the old content walks other volumes' tables: no steps of the push.
        let ends = match event {
            Event::EntryExamined { volume, .. } | Event::TableAllocated { volume, .. }
                if *volume != into =>
            {
                return;
            }
            Event::PushSkipped { .. } => true,
            Event::EntrySet { volume, level, .. } => *volume == into && *level == self.levels,
            _ => false,
        };
        for &step in event.method_800(self.levels) {
            if self.steps.last() != Some(&step) {
                self.steps.push(step);
            }
        }
        if ends {
            self.into = None;
        }
    }
}

/// An observer that notes the steps, and what became stale, on the way to another one.
pub(super) struct Watched<'a> {
    /// Of a write.
    pub(super) flow: Option<&'a mut PushFlow>,
    pub(super) stale: &'a mut Vec<VolumeId>,
    /// Volumes that exchanged what they are.
    pub(super) exchanged: Option<(VolumeId, VolumeId)>,
    pub(super) indexes: &'a mut MapIndexes,
    pub(super) observer: &'a mut dyn Observer,
}

impl Observer for Watched<'_> {
    fn event(&mut self, event: &Event<'_>) {
        if let Event::MarkedStale { volume } = event {
            self.stale.push(*volume);
        }
        if let Event::Exchanged { volume, with } = event {
            self.exchanged = Some((*volume, *with));
        }
        if let Some(flow) = &mut self.flow {
            flow.see(event);
        }
        self.indexes.event(event);
        self.observer.event(event);
    }

    fn listens(&self) -> bool {
        self.flow.is_some() || self.indexes.listens() || self.observer.listens()
    }
}
