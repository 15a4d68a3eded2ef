//! What happened, in words a student understands: a title, sentences, and the numbered steps of
//! the method with the present one lit.
//!
//! [`narrate`] is a pure function of the events of one command, a place among its micro-steps and
//! what can be seen there. It leaves the picture to the scenes and the state to the engine.

mod change;
mod clock;
mod delete;
mod diff;
mod difference;
mod flight;
mod maps;
mod operation;
mod pages;
mod parts;
mod read;
mod recovery;
mod refresh;
mod report;
mod restore;
mod rows;
mod step;
#[cfg(test)]
mod tests;
mod words;
mod write;
mod write_rows;
mod write_story;

use cowpath_engine::sorted::{SortedMap, sort_by_number};

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::intent::Intent;
use cowpath_engine::projection::Outline;
use serde::Serialize;

use crate::language::{Command, parse_command};
use crate::outcome::Outcome;
use parts::Kind;
use rows::Flow;
use words::Words;

pub use difference::{Compared, Verdict, explain_difference};
pub use flight::step_words;
pub use step::step_label;

/// A command's story at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Narration {
    /// The command, as typed.
    pub command: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What happened up to now, and why.
    pub sentences: Vec<String>,
    /// Heading of the flow; empty where there is none.
    pub flow_title: String,
    /// The numbered steps.
    pub flow: Vec<FlowRow>,
    /// What the next micro-step does; `None` at the command's end.
    pub next: Option<String>,
}

/// One row of the flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// The flowchart's numbers, as in `806 808`; empty for a step without one.
    pub number: String,
    /// What the step does and, once it is done, what came of it.
    pub text: String,
    /// Whether it is done.
    pub state: RowState,
}

/// How far a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RowState {
    /// It was done before.
    Done,
    /// The last micro-step did it.
    Now,
    /// It is still to come.
    Todo,
}

/// Tells a command's story after `done` of its micro-steps.
///
/// `steps` are the events of the whole command, by micro-step; `outline` and `names` are those of
/// the moment that is told; `outcome` is the command's, where it is known.
#[must_use]
pub fn narrate(
    command_text: &str,
    steps: &[Vec<OwnedEvent>],
    done: usize,
    outline: &Outline,
    names: &SortedMap<VolumeId, String>,
    outcome: Option<&Outcome>,
) -> Narration {
    let command = parse_command(command_text).ok();
    let command = command.as_ref().map(|command| match command.plain() {
        Command::Crash { command, .. } => command.as_ref(),
        plain => plain,
    });
    let words = Words::new(outline, names, steps, command);
    let done = done.min(steps.len());
    let parts = parts::of(steps);
    let present = parts::present(&parts, done);
    let part = &parts[present];
    let moment = Moment {
        steps: &steps[part.steps.clone()],
        done: done - part.steps.start,
        last: present + 1 == parts.len(),
        stopped: parts
            .get(present + 1)
            .is_some_and(|next| next.kind == Kind::Recovery),
        words: &words,
    };
    let whole = outcome.filter(|_| parts.len() == 1);
    let mut told = match (outcome, &part.kind) {
        (Some(Outcome::Refused(refused)), _) => report::refused(refused),
        (_, Kind::Command) => tell(&moment, command, whole),
        (_, Kind::Stale) => recovery::stale(&moment),
        (_, Kind::Recovery) => recovery::tell(&moment, &steps[..part.steps.start], command),
        (_, Kind::Follow(schedule)) => {
            let mut told = tell(&moment, None, None);
            told.title = format!("{} (schedule {schedule})", told.title);
            told
        }
    };
    if part.kind == Kind::Command && present > 0 {
        told.sentences
            .extend(recovery::given_up(&words, &parts[..present], steps));
    }
    if let (Some(Outcome::Crashed(crashed)), Kind::Recovery) = (outcome, &part.kind)
        && let Some(steps) = crashed.of
    {
        let ended =
            format!("The command had come to its end before the crash, after step {steps}.");
        told.sentences.insert(0, ended);
    }
    if let Some(broken) = broken(outline)
        && !matches!(command, Some(Command::Set { .. }))
    {
        told.sentences.insert(0, broken);
    }
    if moment.stopped && moment.done == moment.steps.len() {
        let stop = "Here it stops, as if the power had gone.";
        told.sentences.push(stop.to_owned());
    }
    if let Some(ran) = outcome.and_then(clock::ran) {
        told.sentences = ran;
        if let Some(title) = command.and_then(clock::title) {
            told.title = title;
        }
    }
    sort_by_number(&mut told.flow, |row| row.first as u64);
    let next = match moment.next(&told.flow) {
        None => steps.get(done).map(|events| words.label(events)),
        next => next,
    };
    Narration {
        command: command_text.to_owned(),
        title: told.title,
        sentences: told.sentences,
        flow_title: told.flow_title,
        flow: rows::at(told.flow, &moment),
        next,
    }
}

/// What to bear in mind while a safety rule is off.
fn broken(outline: &Outline) -> Option<String> {
    let off = Rule::ALL
        .iter()
        .filter(|(rule, ..)| outline.policy.faults.off(*rule));
    let off: Vec<String> = off
        .map(|(_, name, says)| format!("{name} ({says})"))
        .collect();
    (!off.is_empty()).then(|| {
        format!(
            "Broken on purpose: {} is off, so snapshots may not keep what is said of them here. \
             `check` looks at the structure; compare contents with `read` or `expect`.",
            words::list(off)
        )
    })
}

fn tell(moment: &Moment<'_>, command: Option<&Command>, outcome: Option<&Outcome>) -> Told {
    let mut events = moment.steps.iter().flatten();
    let first = events.find(|event| !matches!(event, Event::Asked { .. }));
    if let Some(operation) = flight::of_whole(command, first, outcome) {
        return flight::whole(moment, operation, outcome);
    }
    match (first, command) {
        (Some(Event::WriteBegun { .. }), _) => write::tell(moment, command),
        (Some(Event::ReadBegun { .. }), _) => read::tell(moment),
        (Some(Event::DiffBegun { .. }), _) => diff::tell(moment, outcome),
        (
            Some(Event::VolumeCreated {
                volume, read_only, ..
            }),
            _,
        ) => match moment.intent() {
            Some(Intent::Copy { of, .. }) => operation::copy(moment, *volume, *of, *read_only),
            _ => change::created(moment, command),
        },
        (Some(Event::SnapshotTaken { .. }), _) => change::created(moment, command),
        (Some(Event::DiscardBegun { volume, .. }), _) => operation::discard(moment, *volume),
        (Some(Event::IntentLogged { intent }), _) => match &**intent {
            Intent::Promote { volume, source } => operation::promote(moment, *volume, *source),
            Intent::Resize { volume, pages } => operation::resize(moment, *volume, *pages),
            Intent::Sync { backup, to } => operation::sync(moment, *backup, *to),
            _ => delete::tell(moment),
        },
        (Some(Event::Frozen { volume }), _) => match moment.intent() {
            Some(Intent::Restore { plan }) => restore::begin(moment, plan),
            Some(Intent::Cancel { base, undo, .. }) => restore::cancel(moment, *base, *undo),
            _ => refresh::tell(moment, *volume),
        },
        (Some(Event::RestoreItemBegun { base, .. } | Event::RestoreEnded { base }), _) => {
            restore::background(moment, *base)
        }
        (Some(Event::OperationBegun { write, .. }), _) => flight::begun(moment, command, *write),
        (Some(Event::PageLocked { .. } | Event::OperationStepped { .. }), _) => {
            flight::stepped(moment, command)
        }
        (Some(Event::CapacitySet { capacity, .. }), _) => change::limit(*capacity),
        (Some(Event::PolicySet { policy }), _) => change::policy(*policy, command),
        (_, Some(command)) => report::tell(command, outcome),
        (_, None) => Told::default(),
    }
}

/// What a command's own module tells.
#[derive(Default)]
struct Told {
    title: String,
    sentences: Vec<String>,
    flow_title: String,
    flow: Flow,
}

/// A place among the micro-steps of a command.
struct Moment<'a> {
    steps: &'a [Vec<OwnedEvent>],
    done: usize,
    /// Whether no other part of the command follows.
    last: bool,
    /// Whether a crash follows, so that the last micro-step here need not be the command's last.
    stopped: bool,
    words: &'a Words<'a>,
}

impl Moment<'_> {
    /// Whether the micro-step of this index was done.
    fn knows(&self, step: usize) -> bool {
        step < self.done
    }

    /// Whether the command is complete.
    fn settled(&self) -> bool {
        self.done == self.steps.len() && !self.stopped
    }

    /// Every event with the index of its micro-step.
    fn events(&self) -> impl Iterator<Item = (usize, &OwnedEvent)> {
        let numbered = self.steps.iter().enumerate();
        numbered.flat_map(|(step, events)| events.iter().map(move |event| (step, event)))
    }

    /// The micro-step of the first such event.
    fn find(&self, is_it: impl Fn(&Event<'_>) -> bool) -> Option<usize> {
        self.events()
            .find(|(_, event)| is_it(event))
            .map(|(step, _)| step)
    }

    /// What is put on record.
    fn intent(&self) -> Option<&Intent> {
        self.events().find_map(|(_, event)| match event {
            Event::IntentLogged { intent } => Some(&**intent),
            _ => None,
        })
    }

    /// How far a row is that belongs to these micro-steps.
    fn state(&self, first: usize, last: usize) -> RowState {
        if last + 1 < self.done || (self.last && self.settled() && last < self.done) {
            RowState::Done
        } else if first < self.done {
            RowState::Now
        } else {
            RowState::Todo
        }
    }

    fn next(&self, flow: &Flow) -> Option<String> {
        let events = self.steps.get(self.done)?;
        Some(rows::next(flow, self.done).unwrap_or_else(|| self.words.label(events)))
    }
}
