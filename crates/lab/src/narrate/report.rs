//! Commands that only look at the state, and refusals.

use cowpath_engine::ids::Kind;

use super::words::{bytes, content, count, list, sentence};
use super::{Told, clock, maps, restore};
use crate::language::{Command, Every, Time};
use crate::outcome::{Dump, Interval, Locks, OpenOperation, Outcome, Rate, Refused, Space, Tree};

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
        Command::Measure(measured) => {
            format!(
                "What a restore of {} costs its hosts",
                measured.base.as_str()
            )
        }
        Command::Restores => "The restores that run".to_owned(),
        Command::Background { base, .. } => format!("The restore of {}", base.as_str()),
        Command::Maps { volume } => format!("The maps of {}", volume.as_str()),
        Command::Locks => "What is open".to_owned(),
        Command::Begin { operation, .. } => format!("{} is open", operation.as_str()),
        Command::Expect(_) => "An expectation".to_owned(),
        Command::Replay(replay) => format!("A replay of {}", replay.file),
        Command::Write { volume, .. } => format!("A write to {}", volume.as_str()),
        Command::Rate { volume } => format!("How much of {} changes", volume.as_str()),
        Command::Promote { volume, .. } => format!("{} is as it should be", volume.as_str()),
        Command::Discard { volume, .. } => format!("Nothing to give up in {}", volume.as_str()),
        other => clock::title(other).unwrap_or_default(),
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
        (Command::Discard { .. }, _) => {
            vec!["These pages read as zeros already, so nothing happens.".to_owned()]
        }
        (Command::Begin { .. }, _) => {
            vec![
                "Nothing of it is done yet. Its steps are done whenever they are wanted."
                    .to_owned(),
            ]
        }
        (Command::Schedule(_), _) => clock::schedule(command).unwrap_or_default(),
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
        Outcome::Rate(found) => rate(found),
        Outcome::Clock(found) => vec![format!(
            "It is {} now. No schedule had anything to do.",
            Time::from_ms(found.now_ms).in_words()
        )],
        Outcome::Done(found) if found.ran.is_some() => {
            vec!["No schedule waits for this event.".to_owned()]
        }
        Outcome::Dump(found) => dump(found),
        Outcome::Latency(found) => restore::latency(found),
        Outcome::Restores(found) => restore::list(found),
        Outcome::Maps(found) => maps::tell(found),
        Outcome::Locks(found) => locks(found),
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
        other => {
            let told = other.change_text();
            told.iter().map(|it| format!("{}.", sentence(it))).collect()
        }
    }
}

fn locks(locks: &Locks) -> Vec<String> {
    let mut told: Vec<String> = locks.operations.iter().map(operation).collect();
    if told.is_empty() {
        told.push("No operation is open.".to_owned());
    }
    let settling = locks.settling.iter();
    told.extend(settling.map(|name| format!("{name} is settling.")));
    told
}

fn operation(open: &OpenOperation) -> String {
    let mut told = format!(
        "{} ({}): next is {}",
        open.operation, open.command, open.next
    );
    if let Some(left) = open.left {
        told.push_str(&format!(", {} left", count(left, "step")));
    }
    match (&open.why_not, open.locked) {
        (Some(why), _) => told.push_str(&format!("; it waits: {why}")),
        (None, true) => told.push_str("; it holds the lock of its page"),
        (None, false) => {}
    }
    format!("{told}.")
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

fn rate(rate: &Rate) -> Vec<String> {
    let interval = |interval: &Interval| {
        let (from, until) = (&interval.snapshot, &interval.until);
        match interval.pages {
            Some(pages) => format!("From {from} until {until}: {}.", count(pages, "page")),
            None => format!("From {from} until {until}: not known, {from} is stale."),
        }
    };
    let mut told = vec![
        "A page is pushed into the newest snapshot once, so a snapshot's exceptions are the pages \
         that changed until the next one was taken."
            .to_owned(),
    ];
    if rate.intervals.iter().any(|interval| interval.compared) {
        told.push(
            "A full-copy snapshot has exceptions without a change: its pages are compared with \
             those at the end of its interval."
                .to_owned(),
        );
    }
    told.extend(rate.intervals.iter().take(TOLD_MAX).map(interval));
    if rate.intervals.len() > TOLD_MAX {
        told.push(format!("And {} more.", rate.intervals.len() - TOLD_MAX));
    }
    if let Some(log) = &rate.change_log {
        told.push(format!(
            "The exception tables take {} and are there anyhow; the change log has {} of {}.",
            bytes(rate.table_bytes),
            count(log.records, "record"),
            bytes(log.bytes)
        ));
    }
    told
}

fn space(space: &Space) -> String {
    let sum = |of: fn(&cowpath_engine::space::Space) -> u64| {
        let each = space.volumes.iter().map(|volume| of(&volume.space));
        each.sum::<u64>()
    };
    if let Some(set) = &space.set {
        let names = list(set.volumes.clone());
        return match set.space.freed_if_deleted_pages {
            Some(pages) => format!(
                "Deleting {names} frees {} and {} of exception tables. {}",
                count(pages, "page"),
                bytes(set.space.table_bytes),
                match set.volumes.len() {
                    1 => "A page goes when nobody is left who reads it.",
                    _ => {
                        "That can be more than deleting each alone would: a page goes when nobody \
                         is left who reads it."
                    }
                }
            ),
            None => format!("{names} cannot be deleted: something else depends on them."),
        };
    }
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
