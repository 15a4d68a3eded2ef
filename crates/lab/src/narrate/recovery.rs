//! What comes after a crash, and how snapshots make room: the two ways in which something is given
//! up.

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::{Runs, VolumeId};

use super::parts::{Kind, Part};
use super::rows::Row;
use super::words::{Words, count, sentence};
use super::{Moment, Told};
use crate::language::Command;

/// Recovery. `before` are the micro-steps that were done of `command`.
pub(super) fn tell(
    moment: &Moment<'_>,
    before: &[Vec<OwnedEvent>],
    command: Option<&Command>,
) -> Told {
    let pending = before
        .iter()
        .flatten()
        .fold(false, |pending, event| match event {
            Event::IntentLogged { .. } => true,
            Event::IntentCleared => false,
            _ => pending,
        });
    let end = moment.steps.len().saturating_sub(1);
    let (mut dropped, mut tables, mut pages) = (0, 0, 0);
    let mut redo = None;
    for (step, event) in moment.events() {
        match event {
            Event::HintDropped { .. } if redo.is_none() => dropped += 1,
            Event::TableFreed { .. } if redo.is_none() => tables += 1,
            Event::PageReleased { references: 0, .. } if redo.is_none() => pages += 1,
            Event::RecoveryBegun
            | Event::HintDropped { .. }
            | Event::TableFreed { .. }
            | Event::PageReleased { .. }
            | Event::PageShared { .. }
            | Event::EntryRemoved { .. }
            | Event::IntentCleared
            | Event::RecoveryEnded { .. } => {}
            _ if pending => {
                redo.get_or_insert(step);
            }
            _ => {}
        }
    }
    let mut flow = vec![
        Row::plain(0, "start again without what was only in memory")
            .giving(count(dropped, "skip pointer") + " dropped"),
    ];
    let counted = redo.unwrap_or(end);
    if counted > 1 {
        let mut row = Row::plain(1, "count what entries lead to, and free the rest");
        row.last = counted - 1;
        flow.push(row.giving(taken(pages, tables) + " freed"));
    }
    if let Some(first) = redo {
        let mut row = Row::plain(first, "carry out again what is on record");
        row.last = end.saturating_sub(1).max(first);
        flow.push(row);
    }
    flow.push(Row::plain(end, "recovery is complete"));
    let mut sentences = vec![
        "The power is back. Pages, tables and the records of volumes are as they were; skip \
         pointers, counts of references and lists of free room were only in memory."
            .to_owned(),
    ];
    if moment.knows(counted.saturating_sub(1)) && counted > 1 {
        sentences.push(match pages + tables {
            0 => "Everything that was taken is led to by an entry: nothing is lost, and nothing \
                  is freed."
                .to_owned(),
            one => format!(
                "No entry leads to {}, taken and not yet used: {} free again.",
                taken(pages, tables),
                if one == 1 { "it is" } else { "they are" }
            ),
        });
    }
    if moment.settled() {
        sentences.push(
            match pending {
                true => {
                    "An operation was on record, so it was carried out again from its beginning: \
                     each of its steps may be done twice. What it leaves is the same as without the crash."
                }
                false => {
                    "No operation was on record, and none was needed: at every step, old pages are \
                     led to before new ones take their place."
                }
            }
            .to_owned(),
        );
        sentences.extend(written(moment, before, command));
    }
    Told {
        title: "Recovery after a crash".to_owned(),
        sentences,
        flow_title: "Recovery".to_owned(),
        flow,
    }
}

/// Of a write that was cut short: what its page shows now.
fn written(
    moment: &Moment<'_>,
    before: &[Vec<OwnedEvent>],
    command: Option<&Command>,
) -> Option<String> {
    if !matches!(command, Some(Command::Write { .. })) {
        return None;
    }
    let (volume, page) = before.iter().flatten().find_map(|event| match event {
        Event::WriteBegun { volume, page } => Some((*volume, *page)),
        _ => None,
    })?;
    let shows = moment.words.shown(volume, page)?;
    Some(format!(
        "A write that was not acknowledged may be there or not, and nothing else differs: page {} \
         of {} shows {shows} now.",
        page.0,
        moment.words.name(volume)
    ))
}

/// The snapshots that were given up before the command itself, by what happened in these parts.
pub(super) fn given_up(
    words: &Words<'_>,
    parts: &[Part],
    steps: &[Vec<OwnedEvent>],
) -> Option<String> {
    let before = parts.iter().filter(|part| part.kind == Kind::Stale);
    let events = before.flat_map(|part| steps[part.steps.clone()].iter().flatten());
    let marked = events.filter_map(|event| match event {
        Event::MarkedStale { volume } => Some(*volume),
        _ => None,
    });
    let marked: Vec<VolumeId> = marked.collect();
    (!marked.is_empty()).then(|| {
        format!(
            "To make room for it, {} had to be given up: stale, {} to be read.",
            words.listed(&marked),
            if marked.len() == 1 {
                "it refuses"
            } else {
                "they refuse"
            }
        )
    })
}

/// Pages and tables in words; those of which there are none are left out.
fn taken(pages: u64, tables: u64) -> String {
    match (pages, tables) {
        (0, 0) => "nothing".to_owned(),
        (0, _) => count(tables, "table"),
        (_, 0) => count(pages, "page"),
        _ => format!("{} and {}", count(pages, "page"), count(tables, "table")),
    }
}

/// Snapshots that become stale.
pub(super) fn stale(moment: &Moment<'_>) -> Told {
    let mut marked: Vec<(usize, VolumeId)> = Vec::new();
    let mut given: Vec<(VolumeId, usize, usize, Runs)> = Vec::new();
    for (step, event) in moment.events() {
        match event {
            Event::MarkedStale { volume } => marked.push((step, *volume)),
            Event::EntryRemoved { volume, page, .. } => match given.last_mut() {
                Some((of, _, last, pages)) if of == volume => {
                    *last = step;
                    pages.push(*page);
                }
                _ => given.push((*volume, step, step, [*page].into_iter().collect())),
            },
            _ => {}
        }
    }
    let words = moment.words;
    let all: Vec<VolumeId> = marked.iter().map(|(_, volume)| *volume).collect();
    let names = words.listed(&all);
    let mut flow = vec![Row::plain(0, "put on record which snapshots go")];
    let named = |volume: VolumeId| words.name(volume);
    flow.extend(
        marked
            .iter()
            .map(|(step, volume)| Row::plain(*step, format!("{} is stale", named(*volume)))),
    );
    flow.extend(given.iter().map(|(volume, first, last, pages)| {
        let mut row = Row::plain(*first, format!("take the entries of {}", named(*volume)));
        row.last = *last;
        row.giving(super::words::pages(pages))
    }));
    let verb = if all.len() == 1 { "becomes" } else { "become" };
    let mut sentences = vec![format!(
        "There is no room for what comes, and the policy is to give up the oldest snapshots: \
         {names} {verb} stale."
    )];
    if moment.settled() {
        sentences.push(format!(
            "{} marked first, so nobody reads there while entries go. What it takes no more is \
             room for the others; it refuses to be read, and can be deleted.",
            sentence(&match all.len() {
                1 => format!("{names} was"),
                _ => format!("{names} were"),
            })
        ));
    }
    Told {
        title: format!("Making room: {names}"),
        sentences,
        flow_title: "Making room".to_owned(),
        flow,
    }
}
