//! Operations in flight: what was begun, and what each of their steps is for.

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::inflight::Step;

use super::rows::Row;
use super::words::content;
use super::{Moment, Told};
use crate::language::{Command, Name};
use crate::outcome::Outcome;

/// A beginning.
pub(super) fn begun(moment: &Moment<'_>, command: Option<&Command>, write: bool) -> Told {
    let copies = matches!(
        command,
        Some(Command::Begin { command, .. }) if matches!(**command, Command::Background { .. })
    );
    let what = match write {
        true => "write",
        false if copies => "copying",
        false => "read",
    };
    let title = match command {
        Some(Command::Begin { operation, .. }) => format!("{} is in flight", operation.as_str()),
        _ => format!("A {what} is in flight"),
    };
    let mut sentences = vec![format!(
        "The {what} was asked for, and nothing of it is done yet. Other commands may come \
         before its steps, and between them."
    )];
    if moment.settled() {
        sentences.push(match write {
            true => "A snapshot that is taken from now on does not wait for it: it settles when \
                     the write has ended."
                .to_owned(),
            false if copies => "It locks one page after the other; what hosts write meanwhile \
                                comes between its steps, page by page."
                .to_owned(),
            false => "What it finds is what some order of the commands around it would give, one \
                      after the other."
                .to_owned(),
        });
    }
    Told {
        title,
        sentences,
        ..Told::default()
    }
}

/// Some steps.
pub(super) fn stepped(moment: &Moment<'_>, command: Option<&Command>) -> Told {
    let title = match command {
        Some(Command::Step { operation, .. }) => format!("{} goes on", operation.as_str()),
        Some(Command::Finish { operation }) => format!("{} is finished", operation.as_str()),
        _ => "An operation goes on".to_owned(),
    };
    let mut told = Told {
        title,
        flow_title: "Its steps".to_owned(),
        ..Told::default()
    };
    for (at, event) in moment.events() {
        if let Event::OperationStepped { step, .. } = event {
            let row = Row::plain(at, what(*step));
            let events = moment.steps.get(at).map_or(&[][..], Vec::as_slice);
            told.flow.push(match came_of(events, *step) {
                Some(text) => row.giving(text),
                None => row,
            });
        }
        if !moment.knows(at) {
            continue;
        }
        match event {
            Event::PageLocked { page, .. } => told.sentences.push(format!(
                "It has locked page {}: nobody else takes a step there until it has ended.",
                page.0
            )),
            Event::OperationStepped { step, .. } => told.sentences.push(why(*step).to_owned()),
            Event::OperationEnded { .. } => {
                told.sentences
                    .push("It has ended: it is acknowledged, and holds no lock.".into());
            }
            Event::SnapshotSettled { volume } => told.sentences.push(settled(moment, *volume)),
            _ => {}
        }
    }
    told
}

/// The operation, where these are some of the micro-steps of a command on whole volumes: not all.
pub(super) fn of_whole<'c>(
    command: Option<&'c Command>,
    first: Option<&OwnedEvent>,
    outcome: Option<&Outcome>,
) -> Option<&'c Name> {
    let (Command::Step { operation, .. } | Command::Finish { operation }) = command? else {
        return None;
    };
    let in_flight = matches!(
        first?,
        Event::PageLocked { .. } | Event::OperationStepped { .. }
    );
    let begins = matches!(
        first?,
        Event::Frozen { .. } | Event::IntentLogged { .. } | Event::SnapshotTaken { .. }
    );
    let partial = matches!(outcome, Some(Outcome::Stepped(_)));
    (!in_flight && (partial || !begins)).then_some(operation)
}

/// Some micro-steps of a command on whole volumes.
pub(super) fn whole(moment: &Moment<'_>, operation: &Name, outcome: Option<&Outcome>) -> Told {
    let mut told = Told {
        title: format!("{} goes on", operation.as_str()),
        flow_title: "Its steps".to_owned(),
        ..Told::default()
    };
    for (at, events) in moment.steps.iter().enumerate() {
        told.flow.push(Row::plain(at, moment.words.label(events)));
    }
    if moment.settled() {
        told.sentences.push(match outcome {
            Some(Outcome::Stepped(_)) => {
                "It is between its steps: reads, writes and all other commands wait until it has \
                 ended. A crash would find it on record."
                    .to_owned()
            }
            _ => "It has ended, and what waited goes on.".to_owned(),
        });
    }
    told
}

fn settled(moment: &Moment<'_>, volume: VolumeId) -> String {
    format!(
        "No write that began before {} is in flight any more: it is constant from here.",
        moment.words.name(volume)
    )
}

/// What the step of this name does, in a few words; `None` where it is the first one of a command on
/// whole volumes.
#[must_use]
pub fn step_words(name: &str) -> Option<&'static str> {
    let step = Step::ALL.into_iter().find(|step| step.name() == name);
    step.map(what).or_else(|| stage(name))
}

/// What a micro-step of a command on whole volumes is about.
fn stage(name: &str) -> Option<&'static str> {
    Some(match name {
        "freeze" => "nobody reads or writes until the thaw",
        "thaw" => "reads and writes go on",
        "take" => "a snapshot that is needed is taken",
        "swap" => "in one step the old and the new snapshot exchange what they are",
        "pending" => "pages are marked: from here production shows the source",
        "plan" => "what others read through the volume is found",
        "share" => "an entry is shared into a volume that reads through it",
        "redirect" => "a redirect is led past the volume",
        "relink" => "the volumes below are linked past it",
        "release" => "its tables and pages are released",
        "promote" => "pages go back to what they were",
        "next" => "the next page is chosen",
        "room" => "the oldest snapshots give up their room",
        "work" => "its next step",
        _ => return None,
    })
}

/// What a step does, in a few words.
pub(super) fn what(step: Step) -> &'static str {
    match step {
        Step::Push => "an older snapshot gets what it shows of the page",
        Step::Drop => "the younger snapshots lose their entries for the page",
        Step::Test => "is there an entry in the newest snapshot?",
        Step::Entry => "the entry is set",
        Step::Copy => "the old content is copied",
        Step::Put => "the data lands in the base",
        Step::Look => "where does the page lie?",
        Step::Get => "the content is read there",
        Step::Save => "a snapshot is given the page before it changes",
        Step::Mark => "the restore takes note of the write",
        Step::Fill => "the restored content lands in the base",
        Step::Clear => "the page waits no longer",
        Step::End => "nothing waits any more: the restore ends",
    }
}

fn came_of(events: &[OwnedEvent], step: Step) -> Option<String> {
    let found = |is_it: &dyn Fn(&Event<'_>) -> bool| events.iter().filter(|e| is_it(e)).count();
    Some(match step {
        Step::Test => match found(&|event| matches!(event, Event::PushBegun { .. })) {
            0 => "yes, or nobody needs one".to_owned(),
            _ => "no".to_owned(),
        },
        Step::Drop => match found(&|event| matches!(event, Event::EntryRemoved { .. })) {
            0 => "there are none".to_owned(),
            _ => "done".to_owned(),
        },
        Step::Get => {
            let mut told = events.iter().filter_map(|event| match event {
                Event::PageFound { content: found, .. } => Some(content(found)),
                _ => None,
            });
            told.next()?
        }
        _ => return None,
    })
}

/// Why a step is there, in a sentence.
fn why(step: Step) -> &'static str {
    match step {
        Step::Push => {
            "A snapshot older than the write reads this page through younger ones. What it shows \
             is about to change under it, so it gets it as its own."
        }
        Step::Drop => {
            "The write began before these snapshots, so they show it: their entries for the page \
             go, and they read the base. Skip pointers for the page go too."
        }
        Step::Test => {
            "The write began after the newest snapshot. Where that has an entry, the old content \
             is safe already."
        }
        Step::Entry => "The entry makes the page the snapshot's own.",
        Step::Copy => "The old content is kept before anything is written over it.",
        Step::Put => "The host's data is in the base volume.",
        Step::Look => "The table tells which image holds the page now.",
        Step::Get => "The content is delivered.",
        Step::Save => {
            "The restore has the page pending. A snapshot that would lose what it shows of it is \
             given it as its own: the base's old block, or what production shows."
        }
        Step::Mark => {
            "Until here production showed the restored page; from this step on it shows what the \
             host wrote, and the background leaves it alone."
        }
        Step::Fill => "The base's own block is now what production shows already.",
        Step::Clear => {
            "Reads go to the base again. This comes last, so that a crash loses nothing."
        }
        Step::End => "The mark is cleared, and a source that was frozen for the restore goes.",
    }
}
