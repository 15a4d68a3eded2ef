//! The result of a replay, and its counts.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::{image, space};
use serde::{Deserialize, Serialize};

use crate::language::Command;
use crate::trace::TraceError;

use super::options::Options;
use super::replayed::Replayed;

/// Largest number that JavaScript holds exactly. Times and byte counts that
/// pass it are told as this.
pub const JSON_SAFE_MAX: u64 = (1 << 53) - 1;

/// The name of a volume in every replay: `base`, `s1`, `s2`, …
#[must_use]
pub fn volume_name(volume: VolumeId) -> String {
    match volume.0 {
        0 => "base".to_owned(),
        ordinal => format!("s{ordinal}"),
    }
}

/// One snapshot of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Records replayed when it was taken.
    pub at_record: u64,
    /// When it was taken: microseconds from the first record to the latest
    /// time seen then, the time of the record that made it due included.
    pub time_us: u64,
    /// Pages it holds itself, or held when it was deleted.
    pub exceptions: u64,
    /// Exception tables allocated for it, all levels together.
    pub tables: u64,
    /// Bytes of those tables.
    pub table_bytes: u64,
    /// Pages pushed into it.
    pub pushes: u64,
    /// Bytes copied for those pushes.
    pub bytes_copied: u64,
    /// Whether it was deleted, as the schedule keeps only the newest.
    pub deleted: bool,
}

/// The counts of a replay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Records replayed, reads and writes.
    pub records: u64,
    /// Pages written, all writes together; a partly written page counts once
    /// for each record.
    pub page_writes: u64,
    /// Snapshots taken.
    pub snapshots: u64,
    /// Pages pushed into a snapshot.
    pub pushes: u64,
    /// Bytes copied by those pushes.
    pub bytes_copied: u64,
    /// Snapshots compared with a full copy; 0 without a check.
    pub checked_snapshots: u64,
    /// Whether the trace was good to where the replay ended, and every
    /// comparison and invariant held.
    pub ok: bool,
    /// Read records replayed.
    pub reads: u64,
    /// Write records replayed.
    pub writes: u64,
    /// Snapshots that were not deleted.
    pub kept_snapshots: u64,
    /// Records whose time is before that of the record before.
    pub backward_times: u64,
    /// Microseconds from the first record to the latest.
    pub elapsed_us: u64,
    /// Size of a page, in bytes.
    pub page_bytes: u64,
    /// Pages of each volume.
    pub pages: u64,
    /// Fan-out of each level of tables, level 1 first.
    pub levels: Vec<u32>,
    /// Bytes in use in the administration volume.
    pub table_bytes: u64,
    /// Pages in use in the data volume.
    pub data_pages: u64,
    /// Pages of the base that were ever written.
    pub base_pages: u64,
    /// Memory that the simulated tree takes, in bytes.
    pub memory_bytes: u64,
    /// Invariants checked; 0 without a check.
    pub invariants: u64,
    /// What a check found broken.
    pub broken: Vec<String>,
    /// Why the replay ended before the trace did, if not for a bad record.
    pub stopped: Option<String>,
    /// The bad record where the replay ended.
    pub error: Option<TraceError>,
    /// Every snapshot in order, deleted ones too; told beside the counts, not in them.
    #[serde(skip)]
    pub per_snapshot: Vec<Row>,
}

/// A line of `cowpath replay --json`.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum JsonLine<'a> {
    Snapshot(&'a Row),
    Replay(&'a Report),
}

impl Report {
    /// The report as JSON objects, one a line: `"kind":"snapshot"` for each
    /// snapshot, and `"kind":"replay"` last.
    ///
    /// # Errors
    /// Never in practice: every field has a JSON form.
    pub fn json_lines(&self) -> Result<Vec<String>, serde_json::Error> {
        let rows = self.per_snapshot.iter().map(JsonLine::Snapshot);
        let lines = rows.chain([JsonLine::Replay(self)]);
        lines.map(|line| serde_json::to_string(&line)).collect()
    }
}

/// A finished replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The counts.
    pub report: Report,
    /// The tree, as [`image::load`] reads it.
    pub image: Vec<u8>,
    /// Names of the living volumes in order of creation, `base` first.
    pub names: Vec<String>,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
    /// How it was replayed.
    pub options: Options,
}

impl Finished {
    /// The document of this replay: its one command, for a file of this name.
    /// `Display` gives its text.
    #[must_use]
    pub fn command(&self, file: &str) -> Command {
        Command::Replay(self.options.command(file, self.sha256))
    }
}

pub(super) fn finish(replayed: Replayed, options: Options, sha256: [u8; 32]) -> Finished {
    let image = image::save(&replayed.engine);
    let names = replayed.engine.volumes().map(|v| volume_name(v.id));
    let names = names.collect();
    Finished {
        report: report(replayed, &options),
        image,
        names,
        sha256,
        options,
    }
}

fn report(replayed: Replayed, options: &Options) -> Report {
    let (records, snapshots) = replayed.counts();
    let page_bytes = u64::from(options.page_bytes);
    let of_living = |measure: fn(&Row) -> u64| {
        let rows = replayed.living.iter();
        rows.map(|&(_, row)| measure(&replayed.rows[row])).sum()
    };
    Report {
        records,
        page_writes: replayed.page_writes,
        snapshots,
        pushes: replayed.pushes,
        bytes_copied: safe(replayed.copied_pages.saturating_mul(page_bytes)),
        checked_snapshots: replayed.checked_snapshots,
        ok: replayed.error.is_none() && replayed.broken.is_empty(),
        reads: replayed.reads,
        writes: replayed.writes,
        kept_snapshots: replayed.living.len() as u64,
        backward_times: replayed.backward_times,
        elapsed_us: safe(replayed.elapsed_us()),
        page_bytes,
        pages: replayed.pages,
        levels: replayed.levels.clone(),
        table_bytes: of_living(|row| row.table_bytes),
        data_pages: of_living(|row| row.exceptions),
        base_pages: space::of(&replayed.engine, replayed.base).map_or(0, |s| s.exclusive_pages),
        memory_bytes: replayed.engine.memory_bytes(),
        invariants: replayed.invariants,
        broken: replayed.broken,
        stopped: replayed.stopped,
        error: replayed.error,
        per_snapshot: replayed.rows,
    }
}

/// `number`, or the largest one that JavaScript holds exactly.
pub(super) fn safe(number: u64) -> u64 {
    number.min(JSON_SAFE_MAX)
}
