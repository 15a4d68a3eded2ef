//! Making a volume, and setting a policy.

use cowpath_engine::command::Capacity;
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::intent::Intent;
use cowpath_engine::policy::{
    DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy,
};

use super::rows::{Flow, Row};
use super::words::{Words, bytes, count};
use super::{Moment, Told};
use crate::language::{Command, Fault, Setting};

/// A base volume or a snapshot.
pub(super) fn created(moment: &Moment<'_>, command: Option<&Command>) -> Told {
    let mut told = Told::default();
    let mut full = None;
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
                read_only,
                ..
            } => {
                let mut one = snapshot(step, moment.words, *volume, *kind, *parent, *older);
                if *read_only && *kind == Kind::Rwss {
                    one.sentences[0] = format!(
                        "{} shows what {} shows and shares all of it, and refuses writes: a \
                         read-only copy.",
                        moment.words.name(*volume),
                        moment.words.name(*parent)
                    );
                }
                told.flow.append(&mut one.flow);
                if told.title.is_empty() || moment.knows(step) {
                    one.flow = told.flow;
                    told = one;
                }
            }
            Event::IntentLogged { intent } => {
                if let Intent::Fill { ross } = **intent {
                    full = Some(ross);
                }
            }
            Event::TableAllocated {
                table,
                entries,
                level: 1,
                ..
            } => {
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
    match command {
        Some(Command::Clone { name, of, .. }) => {
            let (name, of) = (name.as_str(), of.as_str());
            told.title = format!("A clone of {of}: {name}");
            let taken = |event: &Event<'_>| matches!(event, Event::SnapshotTaken { .. });
            if moment.events().filter(|(_, event)| taken(event)).count() > 1 {
                told.sentences.insert(
                    0,
                    format!(
                        "{of} goes on changing, so {name}.origin is taken first: a read-only \
                         snapshot, which holds the moment."
                    ),
                );
            }
        }
        Some(Command::Ross {
            tree: Some(tree), ..
        }) => told.sentences.push(format!(
            "It belongs to the snapshot tree {}, which has a newest snapshot of its own: a write \
             pushes into the newest of each tree.",
            tree.as_str()
        )),
        _ => {}
    }
    if let Some(ross) = full {
        super::operation::fill(moment, ross, &mut told);
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
        sentences.push(match words.outline.is_settling(volume) {
            false => format!(
                "{name} is a read-only snapshot (ROSS): it shows for ever what {of} shows now."
            ),
            true => format!(
                "{name} is a read-only snapshot (ROSS): it shows what {of} shows now, and what \
                 the writes still bring that began before it. It is settling until they have \
                 ended; then it never changes again."
            ),
        });
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

/// Limits that were set.
pub(super) fn limit(capacity: Capacity) -> Told {
    let of = |most: Option<u64>, what| match most {
        Some(most) => format!("at most {}", count(most, what)),
        None => format!("as many {} as come", count(0, what).replacen("no ", "", 1)),
    };
    Told {
        title: "The room of a tree".to_owned(),
        sentences: vec![
            format!(
                "Its data volume holds {}, its administration volume {}.",
                of(capacity.data_pages, "page"),
                of(capacity.admin_entries, "table entry")
            ),
            match capacity {
                Capacity {
                    data_pages: None,
                    admin_entries: None,
                } => "Nothing is refused for want of room, and no snapshot is given up.",
                _ => {
                    "What needs more is refused, or the oldest snapshots are given up: `set full` \
                     says which."
                }
            }
            .to_owned(),
        ],
        ..Told::default()
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
        Some(Command::Set(Setting::Full(_))) => vec![full(policy)],
        Some(Command::Set(Setting::Refresh(_))) => vec![refresh(policy)],
        Some(Command::Set(Setting::ChangeLog(_))) => vec![change_log(policy)],
        Some(Command::Set(Setting::Fault { fault, on })) => {
            return fault_set(*fault, *on);
        }
        _ => vec![push, hints, delete],
    };
    Told {
        title: "A setting".to_owned(),
        sentences: sentences.into_iter().map(str::to_owned).collect(),
        ..Told::default()
    }
}

fn full(policy: Policy) -> &'static str {
    match policy.full {
        FullPolicy::Fail => "From now on what finds no room is refused. No snapshot is lost.",
        FullPolicy::Stale => {
            "From now on the oldest snapshots are given up when there is no room: they become \
             stale, and hosts go on writing."
        }
    }
}

fn refresh(policy: Policy) -> &'static str {
    match policy.refresh {
        RefreshPolicy::Refuse => {
            "From now on a read-write snapshot that has snapshots of its own is not refreshed."
        }
        RefreshPolicy::Keep => {
            "From now on refreshing a read-write snapshot leaves its old state to its own \
             snapshots, under another name."
        }
    }
}

fn change_log(policy: Policy) -> &'static str {
    match policy.change_log {
        true => {
            "From now on each page that is written is noted in a log too. Nothing reads it: it is \
             there to compare its cost with that of the exception tables, which tell the same."
        }
        false => "From now on no log of changed pages is kept: exception tables tell as much.",
    }
}

fn fault_set(fault: Fault, on: bool) -> Told {
    let name = fault.name();
    let sentences = match on {
        true => vec![
            format!("The rule {name} is switched off: {}.", fault.hint()),
            "What snapshots show can be wrong from here on. That is what the rule is for."
                .to_owned(),
        ],
        false => vec![format!(
            "The rule {name} holds again. What went wrong before stays wrong."
        )],
    };
    let title = match on {
        true => format!("A fault: {name} is off"),
        false => format!("{name} is on again"),
    };
    Told {
        title,
        sentences,
        ..Told::default()
    }
}
