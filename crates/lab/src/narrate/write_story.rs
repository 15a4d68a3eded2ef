//! Sentences about a write: why the old content travels, to whom it matters, where the new lands.

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::ids::{DataOffset, PageNo, Runs, VolumeId};
use cowpath_engine::projection::Held;
use cowpath_engine::sorted::sort_by_number;

use super::Moment;
use super::words::{content, count, pages, sentence, zeros};
use super::write::{Landing, PageWrite, Way, begun};
use crate::language::{Command, Place};

pub(super) fn title(moment: &Moment<'_>, write: &PageWrite) -> String {
    let all = begun(moment);
    let volume = moment.words.name(write.volume);
    match (all.first(), all.last()) {
        (Some((.., first)), Some((.., last))) if first != last => {
            format!("A write to pages {}-{} of {volume}", first.0, last.0)
        }
        _ => format!("A write to page {} of {volume}", write.page.0),
    }
}

pub(super) fn sentences(
    moment: &Moment<'_>,
    write: &PageWrite,
    command: Option<&Command>,
) -> Vec<String> {
    let mut told = Vec::new();
    told.extend(several(moment, write));
    let knows = |step: Option<usize>| step.is_some_and(|step| moment.knows(step));
    let earlier = write.earlier.iter().filter(|one| moment.knows(one.2));
    told.extend(earlier.map(|(into, pushed, _)| {
        let into = moment.words.name(*into);
        match (write.waited, pushed) {
            (None, true) => {
                format!("{into}, the newest snapshot of another tree, got the old content.")
            }
            (None, false) => {
                format!("{into}, the newest snapshot of another tree, holds the page already.")
            }
            (Some(_), true) => format!("{into}, the newest snapshot, got the restored content."),
            (Some(_), false) => format!("{into}, the newest snapshot, holds the page already."),
        }
    }));
    match write.into {
        None => told.push(no_snapshot(moment, write)),
        Some(into) if knows(write.skipped) => told.push(held_already(moment, write, into)),
        Some(into) if knows(write.lacking) => {
            told.push(push(moment, write, into));
            told.extend(readers(moment, into, write.page));
        }
        Some(into) => told.push(question(moment, write, into)),
    }
    if let Some((step, landing, new)) = &write.landed
        && moment.knows(*step)
    {
        told.push(landed(moment, write, landing, new));
        if is_part(moment, write, command) {
            told.push("The bytes of the page around it stay as they were.".to_owned());
        }
    }
    told
}

/// Where the present page stands among the others of the command.
fn several(moment: &Moment<'_>, write: &PageWrite) -> Option<String> {
    let all = begun(moment);
    if all.len() < 2 {
        return None;
    }
    let number = count(all.len() as u64, "page");
    if !moment.settled() {
        let at = all.iter().filter(|(step, ..)| *step <= write.steps.start);
        return Some(format!(
            "The write covers {number}; page {} is number {}.",
            write.page.0,
            at.count()
        ));
    }
    let pushed: Runs = moment
        .events()
        .filter_map(|(_, event)| match event {
            Event::EntrySet {
                volume,
                page,
                entry,
                ..
            } if Some(*volume) == write.into && !matches!(entry, Entry::Table(_)) => Some(*page),
            _ => None,
        })
        .collect();
    let push = match (write.into, pushed.pages()) {
        (Some(into), 1..) => {
            let into = moment.words.name(into);
            format!(
                " Old content was pushed into {into} first: {}.",
                pages(&pushed)
            )
        }
        _ => String::new(),
    };
    let last = write.page.0;
    Some(format!(
        "{} were written.{push} The last one, page {last}, went like this.",
        sentence(&number)
    ))
}

fn no_snapshot(moment: &Moment<'_>, write: &PageWrite) -> String {
    format!(
        "{} has no read-only snapshot, so no old content has to be kept.",
        moment.words.name(write.volume)
    )
}

fn question(moment: &Moment<'_>, write: &PageWrite, into: VolumeId) -> String {
    let (into, volume) = (moment.words.name(into), moment.words.name(write.volume));
    format!(
        "{into}, the newest read-only snapshot of {volume}, must go on showing the old content of \
         page {}. Does it hold the page itself? Its exception tables tell.",
        write.page.0
    )
}

fn held_already(moment: &Moment<'_>, write: &PageWrite, into: VolumeId) -> String {
    let name = moment.words.name(into);
    let page = write.page.0;
    let value = match moment.words.shown(into, write.page) {
        Some(value) => format!(", {value}"),
        None => String::new(),
    };
    format!(
        "{name} holds page {page} already{value}: an earlier write pushed it. What a read-only \
         snapshot holds is never overwritten, so nothing is pushed."
    )
}

fn push(moment: &Moment<'_>, write: &PageWrite, into: VolumeId) -> String {
    let words = moment.words;
    let (into_name, volume) = (words.name(into), words.name(write.volume));
    let page = write.page.0;
    let tables = match write.tables {
        0 => String::new(),
        1 => ", and one table is made for it".to_owned(),
        many => format!(", and {} are made for it", count(many, "table")),
    };
    let how = match &write.way {
        Some(Way::Copied { content: old, .. }) if old.is_zero() => {
            "so its old content, zeros, travels there first (a COW push: copy on write)".to_owned()
        }
        Some(Way::Copied { from, content: old }) => {
            let from = match from {
                Location::Base(holder, _) if *holder != write.volume => {
                    format!(" of {}", words.name(*holder))
                }
                _ => String::new(),
            };
            let old = content(old);
            format!(
                "so its old content {old}{from} travels there first (a COW push: copy on write)"
            )
        }
        Some(Way::Shared(offset)) => {
            let before = write.earlier.iter().rfind(|one| one.1);
            let holder = match before {
                Some((before, ..)) => *before,
                None => write.search.last().copied().unwrap_or(write.volume),
            };
            let old = shared_content(moment, write, *offset);
            format!(
                "so it takes a reference to {}the page that {} holds (a COW push, copy on write, \
                 that copies nothing)",
                old.map_or_else(String::new, |old| format!("{old}, ")),
                words.name(holder)
            )
        }
        Some(Way::Redirected(target)) => {
            let old = words.shown(*target, write.page);
            format!(
                "so it gets a redirect to {}{} (a COW push, copy on write, that copies nothing)",
                words.name(*target),
                old.map_or_else(String::new, |old| format!(", where the page reads {old}"))
            )
        }
        None => "so its old content travels there first".to_owned(),
    };
    if write.waited.is_some() && !write.earlier.is_empty() {
        return format!(
            "{into_name} receives what the restore overwrites. Page {page} was not yet in it, \
             {how}{tables}."
        );
    }
    format!(
        "Page {page} was not yet in {into_name}, the newest read-only snapshot of {volume}, \
         {how}{tables}."
    )
}

fn shared_content(moment: &Moment<'_>, write: &PageWrite, offset: DataOffset) -> Option<String> {
    let tree = moment.words.seen(write.volume)?.tree;
    let detail = moment.words.outline.trees.get(&tree)?.detail.as_ref()?;
    Some(content(&detail.data.get(&offset)?.content))
}

/// Volumes that read the page through the snapshot it is pushed into.
fn readers(moment: &Moment<'_>, into: VolumeId, page: PageNo) -> Option<String> {
    if !moment.words.outline.policy.faults.is_empty() {
        // What they keep is just what is in question.
        return None;
    }
    let volumes = &moment.words.outline.volumes;
    let mut through = vec![into];
    // A volume is younger or older than its parent, so this goes on until nothing is added.
    loop {
        let before = through.len();
        for (id, volume) in volumes {
            let reads = volume
                .parent
                .is_some_and(|parent| through.contains(&parent));
            let Held::Pages(own) = &volume.held else {
                return None;
            };
            if reads && !volume.stale && !own.contains_key(&page) && !through.contains(id) {
                through.push(*id);
            }
        }
        if through.len() == before {
            break;
        }
    }
    through.remove(0);
    sort_by_number(&mut through, |volume| u64::from(volume.0));
    let (into, page) = (moment.words.name(into), page.0);
    match through.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{} keeps its contents: it reads page {page} through {into}.",
            moment.words.name(*one)
        )),
        many => Some(format!(
            "{} keep their contents: they read page {page} through {into}.",
            moment.words.listed(many)
        )),
    }
}

fn landed(moment: &Moment<'_>, write: &PageWrite, landing: &Landing, new: &Content<'_>) -> String {
    let (volume, page) = (moment.words.name(write.volume), write.page.0);
    let new = if new.is_zero() { zeros() } else { content(new) };
    let then = if write.pushed.is_some() { "Then " } else { "" };
    let told = match landing {
        Landing::Base { first: true } => {
            format!("{new} lands in {volume}, where page {page} takes space from now on.")
        }
        Landing::Base { first: false } => {
            format!("{new} lands in {volume}, over the old content of page {page}.")
        }
        Landing::InPlace => {
            format!("{new} goes over page {page} of {volume} in place: nothing else uses it.")
        }
        Landing::NewPage { at, had_one } => format!(
            "{volume} gets a new page {page} with {new}, at data+{}: {}.",
            at.0,
            match (had_one, write.own_tables) {
                (true, _) => "its old one stays with those that share it".to_owned(),
                (false, 0) => "it had none of its own".to_owned(),
                (false, 1) => "it had none of its own, and a new table leads there".to_owned(),
                (false, tables) => format!(
                    "it had none of its own, and {} lead there",
                    count(tables, "new table")
                ),
            }
        ),
    };
    if then.is_empty() {
        told
    } else {
        format!("{then}{told}")
    }
}

/// Whether the command writes only a part of the page.
fn is_part(moment: &Moment<'_>, write: &PageWrite, command: Option<&Command>) -> bool {
    let Some(Command::Write {
        place: Place::OffsetBytes(offset),
        content,
        ..
    }) = command
    else {
        return false;
    };
    let tree = moment.words.seen(write.volume).map(|seen| seen.tree);
    let Some(tree) = tree.and_then(|tree| moment.words.outline.trees.get(&tree)) else {
        return false;
    };
    let page_bytes = u64::from(tree.geometry.page_bytes());
    let start = write.page.0 * page_bytes;
    *offset > start || offset + (content.len() as u64) < start + page_bytes
}
