//! The second pass: records become writes, and the schedule takes snapshots.

use cowpath_engine::content::Content;
use cowpath_engine::entry::ENTRY_BYTES;
use cowpath_engine::event::{Event, Observer};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::refusal::Refusal;
use cowpath_engine::{Command, Engine, Outcome, Span};

use crate::trace::{Decoder, Extent, Format, Op, PageSpan, Record, ScheduleState, geometry_for};

use super::error::ReplayError;
use super::flat::Flat;
use super::options::{COMMAND_PAGES_MAX, Options};
use super::replayed::Replayed;
use super::report::{Row, safe, volume_name};

/// Counts the tables that a command allocates.
#[derive(Default)]
struct Tables {
    tables: u64,
    entries: u64,
}

impl Observer for Tables {
    #[inline]
    fn event(&mut self, event: &Event<'_>) {
        if let Event::TableAllocated { entries, .. } = event {
            self.tables += 1;
            self.entries += u64::from(*entries);
        }
    }
}

/// A write record of which some pages are still to be written.
#[derive(Clone, Copy, Debug)]
struct Pending {
    record: Record,
    next_page: u64,
    end_page: u64,
}

#[derive(Debug)]
pub(super) struct Writing {
    decoder: Decoder,
    schedule: ScheduleState,
    page_bytes: u32,
    memory_limit_bytes: u64,
    pending: Option<Pending>,
    replayed: Replayed,
    flat: Option<Flat>,
    over: bool,
}

impl Writing {
    pub(super) fn new(
        format: Format,
        options: &Options,
        extent: &Extent,
    ) -> Result<Self, ReplayError> {
        let shape = geometry_for(extent.end_bytes, options.page_bytes)?;
        let unnamed = |refusal: Refusal| ReplayError::Geometry(message(&refusal));
        let geometry =
            Geometry::new(shape.pages, options.page_bytes, &shape.levels).map_err(unnamed)?;
        let mut replayed = Replayed {
            levels: shape.levels,
            pages: shape.pages,
            ..Replayed::default()
        };
        let create = Command::CreateVolume {
            geometry,
            stamps: true,
        };
        // One observer for all commands: the engine's tasks are compiled for each kind.
        let made = replayed.engine.apply(create, &mut Tables::default());
        if let Outcome::Created(base) = made.map_err(unnamed)? {
            replayed.base = base;
        }
        Ok(Self {
            decoder: Decoder::new(format).with_devices(options.devices),
            schedule: ScheduleState::new(options.schedule),
            page_bytes: options.page_bytes,
            memory_limit_bytes: options.memory_limit_bytes,
            pending: None,
            replayed,
            flat: options.check.then(Flat::default),
            over: false,
        })
    }

    pub(super) fn position(&self) -> u64 {
        self.decoder.position()
    }

    pub(super) fn replayed(&self) -> &Replayed {
        &self.replayed
    }

    /// Ends the pass here.
    pub(super) fn stop(&mut self, reason: impl Into<String>) {
        let mut reason = reason.into();
        if let Some(pending) = self.pending.take() {
            let left = pending.end_page - pending.next_page;
            let ordinal = self.ordinal();
            reason += &format!("; {left} pages of record {ordinal} were not written");
        }
        self.replayed.stopped = Some(reason);
        self.over = true;
    }

    pub(super) fn finish(self) -> (Replayed, Option<Flat>) {
        let mut replayed = self.replayed;
        replayed.backward_times = self.decoder.counts().backward_times;
        for (volume, row) in replayed.living.iter().copied() {
            replayed.rows[row].exceptions = exceptions(&replayed.engine, volume);
        }
        (replayed, self.flat)
    }

    /// Does about `work` work. Gives the bytes used up, and whether the pass
    /// is over.
    pub(super) fn feed(&mut self, bytes: &[u8], at_end: bool, work: u64) -> (usize, bool) {
        let (mut consumed, mut done) = (0, 0);
        while done < work && !self.over {
            done += 1;
            if let Some(pending) = self.pending {
                done += self.write(pending);
                continue;
            }
            match self.decoder.decode(&bytes[consumed..], at_end) {
                Ok(decoded) => {
                    consumed += decoded.consumed;
                    let Some(record) = decoded.record else {
                        self.over = at_end;
                        break;
                    };
                    self.begin(record);
                }
                Err(error) => {
                    self.replayed.error = Some(error);
                    self.over = true;
                }
            }
        }
        (consumed, self.over)
    }

    /// Ordinal of the record being replayed, from 1: the stamp of its pages.
    fn ordinal(&self) -> u64 {
        self.replayed.reads + self.replayed.writes + 1
    }

    fn begin(&mut self, record: Record) {
        let (first, latest) = self
            .replayed
            .times_us
            .unwrap_or((record.time_us, record.time_us));
        self.replayed.times_us = Some((first, latest.max(record.time_us)));
        if self.schedule.before(&record) {
            self.snapshot();
        }
        let span = match record.op {
            Op::Write => PageSpan::of(&record, self.page_bytes),
            Op::Read => None,
        };
        match span {
            _ if self.over => {}
            Some(span) => {
                self.pending = Some(Pending {
                    record,
                    next_page: span.first_page,
                    end_page: span.first_page + span.count,
                });
            }
            None => self.end(&record),
        }
    }

    /// Writes the next pages of a record, as many as one command takes. Gives
    /// their number.
    fn write(&mut self, pending: Pending) -> u64 {
        let count = COMMAND_PAGES_MAX.min(pending.end_page - pending.next_page);
        let stamp = self.ordinal();
        let command = Command::Write {
            volume: self.replayed.base,
            span: Span::Pages {
                first: PageNo(pending.next_page),
                count,
            },
            content: Content::Stamp(stamp),
        };
        let mut added = Tables::default();
        let written = match self.replayed.engine.apply(command, &mut added) {
            Ok(Outcome::Written(written)) => written,
            Ok(_) => unreachable!("a write has the outcome of one"),
            Err(refusal) => {
                self.stop(message(&refusal));
                return 0;
            }
        };
        if let Some(flat) = &mut self.flat {
            flat.write(pending.next_page, count, stamp);
        }
        let (pushes, copied) = (written.pushed.pages(), written.copied_pages);
        self.replayed.page_writes += count;
        self.replayed.pushes += pushes;
        self.replayed.copied_pages += copied;
        if let Some(row) = self.replayed.rows.last_mut() {
            row.pushes += pushes;
            row.bytes_copied += copied * u64::from(self.page_bytes);
            row.tables += added.tables;
            row.table_bytes += added.entries * ENTRY_BYTES;
        }
        let next_page = pending.next_page + count;
        if next_page < pending.end_page {
            self.pending = Some(Pending {
                next_page,
                ..pending
            });
        } else {
            self.pending = None;
            self.end(&pending.record);
        }
        self.keep_within_memory();
        count
    }

    fn end(&mut self, record: &Record) {
        match record.op {
            Op::Read => self.replayed.reads += 1,
            Op::Write => self.replayed.writes += 1,
        }
        if self.schedule.after(record) {
            self.snapshot();
        }
    }

    fn snapshot(&mut self) {
        let mut added = Tables::default();
        let replayed = &mut self.replayed;
        let take = Command::TakeRoss {
            of: replayed.base,
            series: cowpath_engine::ids::Series::default(),
            full: false,
        };
        let volume = match replayed.engine.apply(take, &mut added) {
            Ok(Outcome::Created(volume)) => volume,
            Ok(_) => unreachable!("a creation has the outcome of one"),
            Err(refusal) => return self.stop(message(&refusal)),
        };
        if let Some(flat) = &mut self.flat {
            flat.copy();
        }
        let row = Row {
            name: volume_name(volume),
            at_record: replayed.counts().0,
            time_us: safe(replayed.elapsed_us()),
            tables: added.tables,
            table_bytes: added.entries * ENTRY_BYTES,
            ..Row::default()
        };
        replayed.living.push_back((volume, replayed.rows.len()));
        replayed.rows.push(row);
        let surplus = self
            .schedule
            .schedule()
            .surplus(replayed.living.len() as u64);
        for _ in 0..surplus {
            self.delete_oldest();
        }
        self.keep_within_memory();
    }

    fn delete_oldest(&mut self) {
        let replayed = &mut self.replayed;
        let Some(&(volume, row)) = replayed.living.front() else {
            return;
        };
        replayed.rows[row].exceptions = exceptions(&replayed.engine, volume);
        match replayed.engine.apply(
            Command::Delete {
                volumes: vec![volume],
            },
            &mut Tables::default(),
        ) {
            Ok(_) => {
                replayed.living.pop_front();
                replayed.rows[row].deleted = true;
                if let Some(flat) = &mut self.flat {
                    flat.drop_oldest();
                }
            }
            Err(refusal) => self.stop(message(&refusal)),
        }
    }

    fn keep_within_memory(&mut self) {
        let limit = self.memory_limit_bytes;
        let tree = self.replayed.engine.memory_bytes();
        let rows = (self.replayed.rows.len() * size_of::<Row>()) as u64;
        let copies = self.flat.as_ref().map_or(0, Flat::memory_bytes);
        if tree + rows + copies > limit && !self.over {
            self.stop(format!(
                "the memory limit of {limit} bytes is reached: the tree takes {tree} bytes, \
                 the rows of the report {rows}, the full copies of the check {copies}"
            ));
        }
    }
}

fn exceptions(engine: &Engine, volume: VolumeId) -> u64 {
    engine.volume(volume).map_or(0, |info| info.exceptions)
}

fn message(refusal: &Refusal) -> String {
    refusal.message(&volume_name)
}
