//! When snapshots are due while a trace is replayed.
//!
//! - Every N writes: one after each N-th write record, however many pages it
//!   touches. A trace of W writes has W / N snapshots, rounded down. Reads do
//!   not count.
//! - Every T milliseconds: on a fixed grid that begins at the time of the first
//!   record, one before the first record (read or write) at or after each grid
//!   point. The trace is the only clock: where it is silent over several grid
//!   points, only one snapshot is due, since the others would all be empty, and
//!   none is due after the last record. A time that goes backwards counts as
//!   the latest time seen.
//!
//! Either way the oldest snapshots may be deleted beyond a number to keep.

use std::num::{NonZeroU32, NonZeroU64};

use serde::{Deserialize, Serialize};

use super::{Op, Record};

const US_PER_MS: u64 = 1000;

/// The rhythm of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// After so many write records.
    Writes(NonZeroU64),
    /// After so many milliseconds of the trace's time.
    Ms(NonZeroU64),
}

/// When to take snapshots, and how many to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When one is due.
    pub every: Every,
    /// How many of the newest to keep; `None` keeps all.
    pub keep: Option<NonZeroU32>,
}

impl Schedule {
    /// A snapshot after each `writes` write records, all kept; `None` for zero.
    #[must_use]
    pub fn every_writes(writes: u64) -> Option<Self> {
        NonZeroU64::new(writes).map(|n| Self::all(Every::Writes(n)))
    }

    /// A snapshot each `ms` milliseconds, all kept; `None` for zero.
    #[must_use]
    pub fn every_ms(ms: u64) -> Option<Self> {
        NonZeroU64::new(ms).map(|t| Self::all(Every::Ms(t)))
    }

    /// The same rhythm, keeping only the newest `keep`; `None` for zero.
    #[must_use]
    pub fn keeping(self, keep: u32) -> Option<Self> {
        let keep = NonZeroU32::new(keep)?;
        Some(Self {
            keep: Some(keep),
            ..self
        })
    }

    /// How many of the oldest to delete when `held` snapshots are there.
    #[must_use]
    pub fn surplus(&self, held: u64) -> u64 {
        self.keep
            .map_or(0, |keep| held.saturating_sub(u64::from(keep.get())))
    }

    fn all(every: Every) -> Self {
        Self { every, keep: None }
    }
}

/// A schedule on its way through a trace. For each record in order, ask
/// [`ScheduleState::before`], replay the record, then ask
/// [`ScheduleState::after`]; take a snapshot wherever the answer is yes.
#[derive(Clone, Debug)]
pub struct ScheduleState {
    schedule: Schedule,
    writes: u64,
    first_us: Option<u64>,
    intervals: u64,
    snapshots: u64,
}

impl ScheduleState {
    /// The schedule before the first record.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self {
            schedule,
            writes: 0,
            first_us: None,
            intervals: 0,
            snapshots: 0,
        }
    }

    /// The schedule it follows.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// Snapshots that were due up to now.
    #[must_use]
    pub fn snapshots(&self) -> u64 {
        self.snapshots
    }

    /// Whether a snapshot is due before `record` is replayed. Call once for
    /// each record.
    #[must_use]
    pub fn before(&mut self, record: &Record) -> bool {
        let Every::Ms(interval_ms) = self.schedule.every else {
            return false;
        };
        let first_us = *self.first_us.get_or_insert(record.time_us);
        let interval_us = interval_ms.get().saturating_mul(US_PER_MS);
        let passed = record.time_us.saturating_sub(first_us) / interval_us;
        let due = passed > self.intervals;
        self.intervals = self.intervals.max(passed);
        self.snapshots += u64::from(due);
        due
    }

    /// Whether a snapshot is due now that `record` was replayed. Call once for
    /// each record.
    #[must_use]
    pub fn after(&mut self, record: &Record) -> bool {
        let Every::Writes(count) = self.schedule.every else {
            return false;
        };
        if record.op == Op::Read {
            return false;
        }
        self.writes += 1;
        let due = self.writes.is_multiple_of(count.get());
        self.snapshots += u64::from(due);
        due
    }
}
