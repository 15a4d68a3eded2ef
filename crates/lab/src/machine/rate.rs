//! `rate`: how many pages changed between one snapshot and the next. A page is pushed into the
//! newest snapshot once, so counts of exceptions tell it without a log. A full-copy snapshot has
//! entries that no change made: its pages are compared with those at the end of the interval.

use cowpath_engine::command::Exception;
use cowpath_engine::engine::CHANGE_LOG_RECORD_BYTES;
use cowpath_engine::entry::ENTRY_BYTES;
use cowpath_engine::ids::{Kind, Series, VolumeId};
use cowpath_engine::sorted::sort_by_number;

use super::Machine;
use crate::outcome::{ChangeLog, Interval, Rate};

impl Machine {
    /// The intervals of each tree of a volume that can change, the oldest first.
    pub(super) fn rate(&self, head: VolumeId) -> Rate {
        let snapshots = self.engine.volumes();
        let mut snapshots: Vec<(Series, VolumeId)> = snapshots
            .filter(|v| v.kind == Kind::Ross && v.copy_of == Some(head))
            .map(|v| (v.series, v.id))
            .collect();
        sort_by_number(&mut snapshots, |(series, id)| {
            u64::from(series.0) << 32 | u64::from(id.0)
        });
        let mut intervals = Vec::with_capacity(snapshots.len());
        let mut table_bytes = 0;
        for (at, &(series, id)) in snapshots.iter().enumerate() {
            let next = snapshots.get(at + 1).filter(|next| next.0 == series);
            let info = self.info(id);
            let until = next.map_or(head, |next| next.1);
            let changed = || match info.filled {
                true => self.pages_changed(id, until),
                false => info.exceptions,
            };
            intervals.push(Interval {
                snapshot: self.name_of(id),
                until: self.name_of(until),
                pages: (!info.stale).then(changed),
                compared: info.filled && !info.stale,
            });
            table_bytes += self.table_bytes(id);
        }
        let records = self.engine.change_log_records(head).unwrap_or(0);
        let logs = self.engine.policy().change_log || records > 0;
        Rate {
            volume: self.name_of(head),
            intervals,
            change_log: logs.then_some(ChangeLog {
                records,
                bytes: records * CHANGE_LOG_RECORD_BYTES,
            }),
            table_bytes,
        }
    }

    /// How many pages of a snapshot the volume at the end of its interval shows otherwise. Only
    /// those with an entry can have changed.
    fn pages_changed(&self, snapshot: VolumeId, until: VolumeId) -> u64 {
        let exceptions = self.engine.exceptions(snapshot).unwrap_or_default();
        let changed = |found: &&Exception| {
            self.engine.peek(until, found.page).as_ref() != Some(&found.content)
        };
        exceptions.iter().filter(changed).count() as u64
    }

    /// Bytes of a volume's own tables.
    pub(super) fn table_bytes(&self, volume: VolumeId) -> u64 {
        let tables = self.engine.tables(volume).unwrap_or_default();
        let levels = self.engine.geometry(volume).map_or(&[][..], |g| g.levels());
        let entries = tables.iter().zip(levels).map(|(n, &f)| n * u64::from(f));
        entries.sum::<u64>() * ENTRY_BYTES
    }
}
