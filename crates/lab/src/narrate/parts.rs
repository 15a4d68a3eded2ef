//! The parts of a command: it may first have to make room, schedules may do something after it,
//! and after a crash comes recovery. One part is told at a time.

use std::ops::Range;

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::intent::Intent;

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The command itself.
    Command,
    /// Snapshots become stale to make room.
    Stale,
    /// A command that this schedule asks for.
    Follow(String),
    /// What comes after a crash.
    Recovery,
}

/// A part and its micro-steps.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) steps: Range<usize>,
}

/// The parts in order. There is one at least.
pub(super) fn of(steps: &[Vec<OwnedEvent>]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut room_made = false;
    for (at, events) in steps.iter().enumerate() {
        let recovers = matches!(parts.last(), Some(part) if part.kind == Kind::Recovery);
        let kind = match events.iter().find_map(|event| begins(event, at)) {
            Some(kind) if !recovers => Some(kind),
            _ if room_made => Some(owner(&parts)),
            _ if parts.is_empty() => Some(Kind::Command),
            _ => None,
        };
        if let Some(kind) = kind {
            let steps = at..at;
            parts.push(Part { kind, steps });
        }
        let Some(part) = parts.last_mut() else {
            continue;
        };
        part.steps.end = at + 1;
        let cleared = events.contains(&Event::IntentCleared);
        room_made = part.kind == Kind::Stale && cleared;
    }
    if parts.is_empty() {
        let (kind, steps) = (Kind::Command, 0..steps.len());
        parts.push(Part { kind, steps });
    }
    parts
}

fn begins(event: &Event<'_>, at: usize) -> Option<Kind> {
    match event {
        Event::RecoveryBegun => Some(Kind::Recovery),
        Event::Asked { by } if at > 0 => Some(Kind::Follow(by.clone().into_owned())),
        Event::IntentLogged { intent } if matches!(**intent, Intent::Strip { .. }) => {
            Some(Kind::Stale)
        }
        _ => None,
    }
}

/// What room was made for.
fn owner(parts: &[Part]) -> Kind {
    let before = parts.iter().rev().find(|part| part.kind != Kind::Stale);
    before.map_or(Kind::Command, |part| part.kind.clone())
}

/// The part that the last of so many micro-steps belongs to.
pub(super) fn present(parts: &[Part], done: usize) -> usize {
    let now = done.saturating_sub(1);
    parts
        .partition_point(|part| part.steps.end <= now)
        .min(parts.len() - 1)
}
