//! Commands that only look at the state, and refusals.

use cowpath_engine::ids::Kind;

use super::Told;
use super::words::{bytes, content, count, sentence};
use crate::language::{Command, Every};
use crate::outcome::{Dump, Outcome, Refused, Space, Tree};

/// Pages of a dump that are told one by one.
const TOLD_MAX: usize = 6;

/// A refusal changes nothing and names the rule it protects.
pub(super) fn refused(refused: &Refused) -> Told {
    Told {
        title: "Refused: nothing has changed".to_owned(),
        sentences: vec![
            format!("{}.", sentence(refused.message.trim_end_matches('.'))),
            format!("The rule is called {}.", refused.rule),
        ],
        ..Told::default()
    }
}

/// A command without events.
pub(super) fn tell(command: &Command, outcome: Option<&Outcome>) -> Told {
    let title = match command {
        Command::Tree => "The volumes and their links".to_owned(),
        Command::Space { .. } => "What the volumes take".to_owned(),
        Command::Check => "The invariants".to_owned(),
        Command::Dump { volume } => format!("What {} holds itself", volume.as_str()),
        Command::Expect(_) => "An expectation".to_owned(),
        Command::Replay(replay) => format!("A replay of {}", replay.file),
        Command::Write { volume, .. } => format!("A write to {}", volume.as_str()),
        _ => String::new(),
    };
    let sentences = match (command, outcome) {
        (Command::Replay(replay), _) => vec![format!(
            "The block trace was played into a base volume, with a read-only snapshot every {}.",
            match replay.every {
                Every::Records(1) => "write".to_owned(),
                Every::Records(writes) => format!("{writes} writes"),
                Every::Millis(time_ms) => format!("{time_ms} ms of its own time"),
            }
        )],
        (Command::Write { .. }, _) => {
            vec!["There is nothing to write, so nothing happens.".to_owned()]
        }
        (_, Some(outcome)) => answer(outcome),
        (_, None) => Vec::new(),
    };
    Told {
        title,
        sentences,
        ..Told::default()
    }
}

fn answer(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Tree(found) => vec![tree(found)],
        Outcome::Space(found) => vec![space(found)],
        Outcome::Dump(found) => dump(found),
        Outcome::Check(found) if found.ok => {
            vec![format!("All {} invariants hold.", found.invariants)]
        }
        Outcome::Check(found) => {
            let broken = found.broken.iter();
            broken
                .map(|broken| format!("{} is broken: {}.", broken.invariant, broken.detail))
                .collect()
        }
        Outcome::Expect(expected) => match &expected.message {
            None => vec!["It is as expected.".to_owned()],
            Some(message) => vec![format!("It is not as expected: {message}.")],
        },
        other => vec![format!("{}.", sentence(&other.text()))],
    }
}

fn tree(tree: &Tree) -> String {
    let of = |kind: Kind| {
        let volumes = tree.volumes.iter().filter(|volume| volume.kind == kind);
        volumes.count() as u64
    };
    format!(
        "{}, {} and {}.",
        sentence(&count(of(Kind::Base), "base volume")),
        count(of(Kind::Ross), "read-only snapshot"),
        count(of(Kind::Rwss), "read-write snapshot")
    )
}

fn space(space: &Space) -> String {
    let sum = |of: fn(&cowpath_engine::space::Space) -> u64| {
        let each = space.volumes.iter().map(|volume| of(&volume.space));
        each.sum::<u64>()
    };
    format!(
        "Together the volumes hold {} that nothing else uses and {} of exception tables.",
        count(sum(|one| one.exclusive_pages), "page"),
        bytes(sum(|one| one.table_bytes))
    )
}

fn dump(dump: &Dump) -> Vec<String> {
    let (pages, what) = match &dump.pages {
        Some(pages) => (pages, "written page"),
        None => (&dump.exceptions, "exception"),
    };
    let mut told = vec![format!(
        "{} has {}.",
        dump.volume,
        count(pages.len() as u64, what)
    )];
    told.extend(pages.iter().take(TOLD_MAX).map(|page| {
        format!(
            "Page {} holds {}, at offset {} of {}.",
            page.page,
            content(&page.content),
            page.place.offset,
            match page.place.volume.as_str() {
                "data" => "the data volume",
                other => other,
            }
        )
    }));
    if pages.len() > TOLD_MAX {
        told.push(format!("And {} more.", pages.len() - TOLD_MAX));
    }
    told
}
