//! What a replay has made: the tree, and the counts from which the report is drawn.

use std::collections::VecDeque;

use cowpath_engine::Engine;
use cowpath_engine::ids::VolumeId;

use crate::trace::TraceError;

use super::report::Row;

/// What was replayed up to now: the tree and the counts.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    pub(super) engine: Engine,
    pub(super) base: VolumeId,
    /// Fan-outs of the tree.
    pub(super) levels: Vec<u32>,
    /// Pages of each volume.
    pub(super) pages: u64,
    pub(super) reads: u64,
    pub(super) writes: u64,
    pub(super) page_writes: u64,
    pub(super) pushes: u64,
    pub(super) copied_pages: u64,
    pub(super) backward_times: u64,
    /// Time of the first record, and the latest time of any.
    pub(super) times_us: Option<(u64, u64)>,
    /// A row for each snapshot ever taken.
    pub(super) rows: Vec<Row>,
    /// Snapshots that were not deleted, the oldest first, with their rows.
    pub(super) living: VecDeque<(VolumeId, usize)>,
    pub(super) stopped: Option<String>,
    pub(super) error: Option<TraceError>,
    pub(super) checked_snapshots: u64,
    pub(super) invariants: u64,
    pub(super) broken: Vec<String>,
}

impl Replayed {
    /// Records replayed and snapshots taken.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.reads + self.writes, self.rows.len() as u64)
    }

    /// Time from the first record to the latest, in microseconds.
    pub(super) fn elapsed_us(&self) -> u64 {
        self.times_us
            .map_or(0, |(first, latest)| latest.saturating_sub(first))
    }
}
