//! The outcomes of the commands about open operations.

use super::restore::background_text;
use super::table::aligned;
use super::text::{counted, name_text, pages_text, read_text};
use super::text_changes::tell_ran;
use super::{Background, Read, Written};

/// Outcome of `step` and `finish` of an operation in flight.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Stepped {
    /// The operation.
    pub operation: String,
    /// The steps it did, by their words.
    pub steps: Vec<&'static str>,
    /// How many it has still to do, as things stand; 0 when it has ended, `null` where that cannot
    /// be told.
    pub left: Option<u64>,
    /// What a write came to that has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<Written>,
    /// What a read found that has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<Read>,
    /// What background copying came to that has ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copied: Option<Background>,
}

/// Outcome of `locks`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Locks {
    /// The open operations, in the order they began.
    pub operations: Vec<OpenOperation>,
    /// The snapshots that wait for a write that began before them.
    pub settling: Vec<String>,
}

/// One open operation.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OpenOperation {
    /// Its name.
    pub operation: String,
    /// What was begun.
    pub command: String,
    /// Whether it is a write that began before the newest snapshot of its volume.
    pub before: bool,
    /// Steps it has done.
    pub done: u64,
    /// Steps it has still to do, as things stand; `null` where that cannot be told.
    pub left: Option<u64>,
    /// The word of its next step.
    pub next: &'static str,
    /// Whether it has locked its page.
    pub locked: bool,
    /// Why the next step cannot be done now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

pub(super) fn stepped_text(stepped: &Stepped) -> String {
    let steps = stepped.steps.join(", ");
    let name = name_text(&stepped.operation);
    match (&stepped.written, &stepped.read) {
        (Some(written), _) => {
            let (wrote, pushed) = (pages_text(&written.pages), pages_text(&written.pushed));
            let mut text = format!("{name}: {steps}; wrote {wrote}; pushed {pushed}");
            tell_ran(&mut text, &written.ran);
            text
        }
        (_, Some(read)) => format!("{name}: {steps}; {}", read_text(read)),
        _ => match (&stepped.copied, stepped.left) {
            (Some(copied), _) => format!("{name}: {steps}; {}", background_text(copied)),
            (None, Some(left)) => format!("{name}: {steps}; {} left", counted(left, "step")),
            (None, None) => format!("{name}: {steps}"),
        },
    }
}

pub(super) fn locks_text(locks: &Locks) -> String {
    if locks.operations.is_empty() {
        return "nothing is open".to_owned();
    }
    let head = ["operation", "next", "left", "lock", "command"];
    let rows = locks.operations.iter().map(|open| {
        let lock = match (open.locked, &open.why_not) {
            (true, _) => "held",
            (_, Some(_)) => "waits",
            _ => "",
        };
        vec![
            name_text(&open.operation),
            open.next.to_owned(),
            open.left.map_or_else(String::new, |left| left.to_string()),
            lock.to_owned(),
            open.command.clone(),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let mut text = aligned(&head, &rows, &[2]);
    for name in &locks.settling {
        text.push_str(&format!("\n{} is settling", name_text(name)));
    }
    text
}
