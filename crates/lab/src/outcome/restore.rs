//! The outcomes of the commands of a file server's copies, as values and for people.

use cowpath_engine::ids::Runs;
use cowpath_engine::restore::{Mode, Order};

use super::table::aligned;
use super::text::{counted, name_text, pages_text, runs_text};
use super::text_changes::tell_stale;
use crate::latency::{Row, Spread};

/// Outcome of `refresh`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refreshed {
    /// The read-write snapshot, which is called what it was.
    pub volume: String,
    /// The read-only snapshot that it is a snapshot of now.
    pub from: String,
    /// The one that it was a snapshot of; gone, it has its name still.
    pub was: Option<String>,
    /// The read-only snapshot that was taken for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The old state, where snapshots of it keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// Pages of new data that were given up.
    pub discarded_pages: u64,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

pub(super) fn refreshed_text(refreshed: &Refreshed) -> String {
    let mut text = format!(
        "{} is a snapshot of {} now",
        name_text(&refreshed.volume),
        name_text(&refreshed.from)
    );
    if let Some(created) = &refreshed.created {
        text.push_str(&format!("; created {}", name_text(created)));
    }
    match &refreshed.old {
        Some(old) => text.push_str(&format!("; its old state is {} now", name_text(old))),
        None => {
            let given_up = counted(refreshed.discarded_pages, "page");
            text.push_str(&format!("; gave up {given_up} of new data"));
        }
    }
    tell_stale(&mut text, &refreshed.stale);
    text
}

/// Outcome of `restore`: it runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restore {
    /// The volume that is restored.
    pub base: String,
    /// The volume whose state it shows from now on.
    pub from: String,
    /// The read-only snapshot that stands for it: the same, or one taken for the restore.
    pub source: String,
    /// The snapshot that keeps what is overwritten.
    pub undo: String,
    /// The snapshot of just after the restore.
    pub new: String,
    /// In which order pages are copied.
    pub order: Order,
    /// When `new` gets its pages.
    pub mode: Mode,
    /// The pages that will be copied.
    pub pages: Runs,
    /// Work items of the background copy.
    pub items: u64,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `background`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Background {
    /// The volume that is restored.
    pub base: String,
    /// Work items done.
    pub items: u64,
    /// Work items left.
    pub left: u64,
    /// Pages copied.
    pub copied_pages: u64,
    /// Whether the restore has ended with it.
    pub ended: bool,
    /// The source, where it was taken for the restore and went with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<String>,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `cancel`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Cancelled {
    /// The volume that was being restored.
    pub base: String,
    /// The snapshot whose state it shows again.
    pub undo: String,
    /// The snapshot of what it showed until the cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Pages that were still pending.
    pub pending: Runs,
    /// Pages that had been restored or written, and were set back.
    pub pages: Runs,
    /// Pages copied.
    pub copied_pages: u64,
    /// The source, where it was taken for the restore and went with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<String>,
    /// Snapshots that became stale to make room.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// Outcome of `restores`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restores {
    /// Those that run, in the order of their trees.
    pub restores: Vec<Restoring>,
}

/// A restore that runs.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Restoring {
    /// The volume that is restored.
    pub base: String,
    /// The read-only snapshot whose state it gets.
    pub source: String,
    /// Whether that was taken for the restore, and goes with it.
    pub own_source: bool,
    /// The snapshot that keeps what is overwritten.
    pub undo: String,
    /// The snapshot of just after the restore.
    pub new: String,
    /// In which order pages are copied.
    pub order: Order,
    /// When `new` gets its pages.
    pub mode: Mode,
    /// Pages not copied yet.
    pub pending: Runs,
    /// Those of them that hosts have written, in lazy mode.
    pub bits: Runs,
    /// Work items at the beginning.
    pub items: u64,
    /// Work items done.
    pub items_done: u64,
    /// Work items left. Pages that hosts write in eager mode take theirs with them.
    pub items_left: u64,
    /// Pages copied, by the background and by writes of hosts.
    pub copied_pages: u64,
}

pub(super) fn restore_text(restore: &Restore) -> String {
    let mut text = format!(
        "{} shows {} from now on; {} to copy in {}; {} keeps what was, {} what is",
        name_text(&restore.base),
        name_text(&restore.from),
        pages_text(&restore.pages),
        counted(restore.items, "work item"),
        name_text(&restore.undo),
        name_text(&restore.new)
    );
    tell_stale(&mut text, &restore.stale);
    text
}

pub(super) fn background_text(background: &Background) -> String {
    let mut text = format!(
        "did {}, copied {}; ",
        counted(background.items, "work item"),
        counted(background.copied_pages, "page")
    );
    text.push_str(&match (background.ended, &background.deleted) {
        (false, _) => format!("{} left", background.left),
        (true, None) => "the restore has ended".to_owned(),
        (true, Some(source)) => {
            format!("the restore has ended and {} is gone", name_text(source))
        }
    });
    tell_stale(&mut text, &background.stale);
    text
}

pub(super) fn cancelled_text(cancelled: &Cancelled) -> String {
    let mut text = format!(
        "{} shows {} again; set back {}, of which {} waited; copied {}",
        name_text(&cancelled.base),
        name_text(&cancelled.undo),
        pages_text(&cancelled.pages),
        runs_text(&cancelled.pending),
        counted(cancelled.copied_pages, "page")
    );
    if let Some(created) = &cancelled.created {
        text.push_str(&format!("; created {}", name_text(created)));
    }
    tell_stale(&mut text, &cancelled.stale);
    text
}

pub(super) fn restores_text(restores: &Restores) -> String {
    if restores.restores.is_empty() {
        return "no restore runs".to_owned();
    }
    let row = |one: &Restoring| {
        vec![
            name_text(&one.base),
            name_text(&one.source),
            name_text(&one.undo),
            name_text(&one.new),
            format!("{} {}", order_text(one.order), mode_text(one.mode)),
            runs_text(&one.pending),
            runs_text(&one.bits),
            format!("{} of {}", one.items_done, one.items),
            one.items_left.to_string(),
            one.copied_pages.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = restores.restores.iter().map(row).collect();
    let head = [
        "base", "source", "undo", "new", "order", "pending", "bits", "done", "left", "copied",
    ];
    aligned(&head, &rows, &[8, 9])
}

/// Outcome of `measure restore`. Nothing changed.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Latency {
    /// The production volume.
    pub base: String,
    /// The volume it would become equal to.
    pub from: String,
    /// Operations of hosts, at most: they end with the restore.
    pub operations: u64,
    /// What chose them.
    pub seed: u64,
    /// Operations between two work items of the background.
    pub every: u64,
    /// Without a restore, and then with each order and mode. Times are micro-steps.
    pub rows: Vec<Row>,
}

pub(super) fn latency_text(latency: &Latency) -> String {
    let spread = |spread: &Spread| {
        let tenths = (spread.mean * 10.0).round() as u64;
        [
            spread.count.to_string(),
            format!("{}.{}", tenths / 10, tenths % 10),
            spread.p95.to_string(),
            spread.max.to_string(),
        ]
    };
    let row = |row: &Row| {
        let counts = [row.copied_pages, row.items].map(|count| count.to_string());
        let spreads = spread(&row.reads).into_iter().chain(spread(&row.writes));
        std::iter::once(row.way())
            .chain(spreads)
            .chain(counts)
            .collect()
    };
    let rows: Vec<Vec<String>> = latency.rows.iter().map(row).collect();
    let head = [
        "restore", "reads", "mean", "p95", "max", "writes", "mean", "p95", "max", "copied", "items",
    ];
    format!(
        "micro-steps of {} on {} while it is restored from {}, a work item after every {}\n{}",
        counted(latency.operations, "operation"),
        name_text(&latency.base),
        name_text(&latency.from),
        latency.every,
        aligned(&head, &rows, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    )
}

fn order_text(order: Order) -> &'static str {
    match order {
        Order::OldFirst => "14",
        Order::Once => "15",
    }
}

fn mode_text(mode: Mode) -> &'static str {
    match mode {
        Mode::Eager => "eager",
        Mode::Lazy => "lazy",
    }
}
