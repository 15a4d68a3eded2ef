//! What happened, in words a student understands: a title, sentences, and the numbered steps of
//! the method with the present one lit.
//!
//! [`narrate`] is a pure function of the events of one command, a place among its micro-steps and
//! what can be seen there. It leaves the picture to the scenes and the state to the engine.

mod change;
mod delete;
mod diff;
mod difference;
mod read;
mod report;
mod rows;
mod step;
#[cfg(test)]
mod tests;
mod words;
mod write;
mod write_rows;
mod write_story;

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;
use serde::Serialize;

use crate::language::{Command, parse_command};
use crate::outcome::Outcome;
use rows::Flow;
use words::Words;

pub use difference::{Compared, Verdict, explain_difference};
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
    let command = command.as_ref().map(Command::plain);
    let words = Words::new(outline, names, steps, command);
    let moment = Moment {
        steps,
        done: done.min(steps.len()),
        words: &words,
    };
    let mut told = match outcome {
        Some(Outcome::Refused(refused)) => report::refused(refused),
        _ => tell(&moment, command, outcome),
    };
    told.flow.sort_by_key(|row| row.first);
    let next = moment.next(&told.flow);
    Narration {
        command: command_text.to_owned(),
        title: told.title,
        sentences: told.sentences,
        flow_title: told.flow_title,
        flow: rows::at(told.flow, &moment),
        next,
    }
}

fn tell(moment: &Moment<'_>, command: Option<&Command>, outcome: Option<&Outcome>) -> Told {
    let mut events = moment.steps.iter().flatten();
    let first = events.find(|event| !matches!(event, Event::Asked { .. }));
    match (first, command) {
        (Some(Event::WriteBegun { .. }), _) => write::tell(moment, command),
        (Some(Event::ReadBegun { .. }), _) => read::tell(moment),
        (Some(Event::DiffBegun { .. }), _) => diff::tell(moment, outcome),
        (Some(Event::VolumeCreated { .. } | Event::SnapshotTaken { .. }), _) => {
            change::created(moment)
        }
        (_, Some(Command::Delete { .. })) => delete::tell(moment),
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
    words: &'a Words<'a>,
}

impl Moment<'_> {
    /// Whether the micro-step of this index was done.
    fn knows(&self, step: usize) -> bool {
        step < self.done
    }

    /// Whether the command is complete.
    fn settled(&self) -> bool {
        self.done == self.steps.len()
    }

    /// Every event with the index of its micro-step.
    fn events(&self) -> impl Iterator<Item = (usize, &OwnedEvent)> {
        let numbered = self.steps.iter().enumerate();
        numbered.flat_map(|(step, events)| events.iter().map(move |event| (step, event)))
    }

    /// How far a row is that belongs to these micro-steps.
    fn state(&self, first: usize, last: usize) -> RowState {
        if last + 1 < self.done || (self.settled() && last < self.done) {
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
