//! Making a volume, and setting a policy.

use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::policy::{DeletePolicy, HintFill, Hints, Policy, PushMode};

use super::rows::{Flow, Row};
use super::words::{Words, bytes, count};
use super::{Moment, Told};
use crate::language::{Command, Setting};

/// A base volume or a snapshot.
pub(super) fn created(moment: &Moment<'_>) -> Told {
    let mut told = Told::default();
    for (step, event) in moment.events() {
        match event {
            Event::VolumeCreated {
                volume, geometry, ..
            } => told = base(step, moment.words, *volume, geometry),
            Event::SnapshotTaken {
                volume,
                kind,
                parent,
                older,
                ..
            } => told = snapshot(step, moment.words, *volume, *kind, *parent, *older),
            Event::TableAllocated { table, entries, .. } => {
                let row = Row::numbered(step, &[802], "allocate its level 1 table");
                let result = format!(
                    "{} at admin+{}",
                    count(u64::from(*entries), "empty entry"),
                    table.0
                );
                told.flow.push(row.giving(result));
            }
            _ => {}
        }
    }
    if moment.done == 0 {
        told.sentences.clear();
    }
    told
}

fn base(step: usize, words: &Words<'_>, volume: VolumeId, geometry: &Geometry) -> Told {
    let name = words.name(volume);
    let levels = geometry.levels().len() as u64;
    let space = format!(
        "{name} is a base volume of {} of {}. They hold zeros and take no space until they are \
         written.",
        count(geometry.pages(), "page"),
        bytes(u64::from(geometry.page_bytes()))
    );
    let tables = format!(
        "Each snapshot in its tree will have exception tables of {} ({}): they tell which pages \
         the snapshot holds itself.",
        count(levels, "level"),
        geometry.levels_text()
    );
    Told {
        title: format!("A base volume: {name}"),
        sentences: vec![space, tables],
        flow_title: "Making a base volume".to_owned(),
        flow: vec![Row::plain(step, format!("make {name} and its tree"))],
    }
}

fn snapshot(
    step: usize,
    words: &Words<'_>,
    volume: VolumeId,
    kind: Kind,
    parent: VolumeId,
    older: Option<VolumeId>,
) -> Told {
    let (name, of) = (words.name(volume), words.name(parent));
    let flow: Flow = vec![match older {
        Some(older) => Row::plain(
            step,
            format!("link {name} between {} and {of}", words.name(older)),
        ),
        None => Row::plain(step, format!("link {name} to {of}")),
    }];
    let mut sentences = Vec::new();
    if kind == Kind::Rwss {
        sentences.push(format!(
            "{name} shows what {of} shows, and can be written: a read-write snapshot (RWSS)."
        ));
        sentences.push(format!(
            "It holds no page yet. What it does not write itself, it reads through {of}."
        ));
    } else {
        sentences.push(format!(
            "{name} is a read-only snapshot (ROSS): it shows for ever what {of} shows now."
        ));
        sentences.push(format!(
            "Nothing is copied. {name} holds no page yet and reads all of them through {of}; a \
             page comes here when {of} is about to change it."
        ));
    }
    if let Some(older) = older {
        sentences.push(format!(
            "{}, the newest until now, reads through {name} from now on, and takes no more pages.",
            words.name(older)
        ));
    }
    let kind = match kind {
        Kind::Rwss => "read-write",
        Kind::Ross | Kind::Base => "read-only",
    };
    Told {
        title: format!("A {kind} snapshot of {of}: {name}"),
        sentences,
        flow_title: format!("Taking a {kind} snapshot"),
        flow,
    }
}

/// A policy that was set.
pub(super) fn policy(policy: Policy, command: Option<&Command>) -> Told {
    let push = match policy.push {
        PushMode::Copy => {
            "From now on a push always copies the old page, as the method says literally."
        }
        PushMode::Share => {
            "From now on a push copies from a base volume only; a page that a snapshot stores is \
             shared by a reference."
        }
        PushMode::Redirect => {
            "From now on a push from a read-write snapshot that does not hold the page stores a \
             redirect to the snapshot it hangs on; its own pages are shared."
        }
    };
    let hints = match policy.hints {
        Hints::On => {
            "From now on a read leaves skip pointers, hints that let the next read jump to the \
             snapshot that holds the page, or to the last snapshot that the search passed."
        }
        Hints::Value => {
            "From now on a read leaves skip pointers, hints that let the next read jump to the \
             snapshot that holds the page."
        }
        Hints::Off => "From now on reads neither leave nor follow skip pointers.",
    };
    let fill = match policy.hint_fill {
        HintFill::Read => {
            "A skip pointer to a snapshot that holds a page is left by a read of the page."
        }
        HintFill::Push => {
            "A skip pointer to a snapshot that holds a page is left when the page is pushed, in \
             the older snapshots that lack it."
        }
    };
    let delete = match policy.delete {
        DeletePolicy::Merge => {
            "From now on a delete first shares the snapshot's pages into the volumes that read \
             through it."
        }
        DeletePolicy::Strict => {
            "From now on a snapshot that other volumes read through cannot be deleted."
        }
    };
    let sentences: Vec<&str> = match command {
        Some(Command::Set(Setting::Push(_))) => vec![push],
        Some(Command::Set(Setting::Hints(_))) => vec![hints],
        Some(Command::Set(Setting::HintFill(_))) => vec![fill],
        Some(Command::Set(Setting::Delete(_))) => vec![delete],
        _ => vec![push, hints, delete],
    };
    Told {
        title: "A setting".to_owned(),
        sentences: sentences.into_iter().map(str::to_owned).collect(),
        ..Told::default()
    }
}
