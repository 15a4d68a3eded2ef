//! A delete: what the volumes that read through the deleted one get first, the links, the space.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{Kind, PageNo, Runs, VolumeId};
use cowpath_engine::intent::Intent;

use super::rows::{Flow, Row};
use super::words::{count, pages, sentence};
use super::{Moment, Told};

/// Children that are told one by one.
const TOLD_MAX: usize = 4;

/// Pages shared into one child.
struct Share {
    first: usize,
    last: usize,
    pages: Runs,
}

/// What a delete did.
#[derive(Default)]
struct Deletion {
    volume: VolumeId,
    shares: SortedMap<VolumeId, Share>,
    links: Vec<(usize, VolumeId, VolumeId)>,
    redirects: u64,
    hints: u64,
    pages: u64,
    tables: u64,
    /// The last micro-step, and whether a whole tree went.
    end: usize,
    tree: bool,
}

/// One volume, or the present one of a set.
pub(super) fn tell(moment: &Moment<'_>) -> Told {
    let all: Vec<VolumeId> = match moment.intent() {
        Some(Intent::Delete { volumes }) => volumes.clone(),
        _ => Vec::new(),
    };
    if all.len() < 2 {
        return one(moment, all.first().copied().unwrap_or_default());
    }
    let gone = moment.events().filter_map(|(step, event)| match event {
        Event::VolumeDeleted { .. } => Some(step + 1),
        _ => None,
    });
    let mut ends: Vec<usize> = gone.collect();
    if ends.len() < all.len() {
        // It was stopped on the way.
        ends.push(moment.steps.len());
    }
    let now = moment.done.saturating_sub(1);
    let at = ends.partition_point(|end| *end <= now).min(ends.len() - 1);
    let volume = all[at.min(all.len() - 1)];
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    let part = Moment {
        steps: &moment.steps[start..ends[at]],
        done: moment.done - start,
        last: moment.last && at + 1 == ends.len(),
        stopped: moment.stopped && at + 1 == ends.len(),
        words: moment.words,
    };
    let mut told = one(&part, volume);
    for row in &mut told.flow {
        row.first += start;
        row.last += start;
    }
    let names = moment.words.listed(&all);
    told.sentences.insert(
        0,
        match moment.settled() {
            true => format!(
                "{names} are gone, as a whole. The set was put on record first: after a crash, \
                 recovery would have deleted the rest. The last one went like this."
            ),
            false => format!(
                "{names} go as a whole, the deepest first. {} is number {} of {}.",
                moment.words.name(volume),
                at + 1,
                all.len()
            ),
        },
    );
    told
}

fn one(moment: &Moment<'_>, volume: VolumeId) -> Told {
    let mut deletion = collect(moment);
    deletion.volume = volume;
    let name = moment.words.name(deletion.volume);
    Told {
        title: format!("{name} is deleted"),
        sentences: sentences(moment, &deletion),
        flow_title: "Deleting a volume".to_owned(),
        flow: flow(moment, &deletion),
    }
}

fn collect(moment: &Moment<'_>) -> Deletion {
    let mut deletion = Deletion {
        end: usize::MAX,
        ..Deletion::default()
    };
    for (step, event) in moment.events() {
        match event {
            Event::EntrySet {
                volume,
                page,
                old: None,
                entry,
                ..
            } if !matches!(entry, Entry::Table(_)) => deletion.shared(step, *volume, *page),
            Event::EntrySet {
                old: Some(Entry::Redirect(..)),
                ..
            } => deletion.redirects += 1,
            // A table made for a child's entry.
            Event::TableAllocated { volume, .. } => {
                deletion.share(step, *volume);
            }
            Event::LinkChanged { volume, parent } => {
                deletion.links.push((step, *volume, *parent));
            }
            Event::HintDropped { .. } => deletion.hints += 1,
            Event::PageReleased { references: 0, .. } => deletion.pages += 1,
            Event::TableFreed { .. } => deletion.tables += 1,
            Event::VolumeDeleted { .. } => deletion.end = step,
            Event::TreeDeleted { .. } => deletion.tree = true,
            _ => {}
        }
    }
    deletion
}

impl Deletion {
    fn share(&mut self, step: usize, child: VolumeId) -> &mut Share {
        let share = self.shares.entry(child).or_insert(Share {
            first: step,
            last: step,
            pages: Runs::default(),
        });
        share.last = step;
        share
    }

    fn shared(&mut self, step: usize, child: VolumeId, page: PageNo) {
        self.share(step, child).pages.push(page);
    }
}

fn flow(moment: &Moment<'_>, deletion: &Deletion) -> Flow {
    let words = moment.words;
    let name = words.name(deletion.volume);
    let lacking = deletion.shares.values().map(|share| share.pages.pages());
    let lacking: u64 = lacking.sum();
    let found = count(lacking, "entry");
    let plan = format!("find what those who read through {name} lack");
    let mut rows: Flow = vec![Row::plain(0, plan).giving(found)];
    for (child, share) in &deletion.shares {
        let text = format!(
            "share {} into {}",
            count(share.pages.pages(), "page"),
            words.name(*child)
        );
        let mut row = Row::plain(share.first, text).giving(pages(&share.pages));
        row.last = share.last;
        rows.push(row);
    }
    for &(step, child, parent) in &deletion.links {
        let text = format!("{} reads through {}", words.name(child), words.name(parent));
        rows.push(Row::plain(step, text));
    }
    let text = format!("give up the pages and tables of {name}");
    let result = if deletion.tree {
        "the whole tree is free".to_owned()
    } else {
        freed(deletion)
    };
    if deletion.end < usize::MAX {
        rows.push(Row::plain(deletion.end, text).giving(result));
    }
    rows
}

/// `one page and three tables`.
fn freed(deletion: &Deletion) -> String {
    let (pages, tables) = (
        count(deletion.pages, "page"),
        count(deletion.tables, "table"),
    );
    match (deletion.pages, deletion.tables) {
        (0, _) => tables,
        (_, 0) => pages,
        _ => format!("{pages} and {tables}"),
    }
}

fn sentences(moment: &Moment<'_>, deletion: &Deletion) -> Vec<String> {
    let words = moment.words;
    let name = words.name(deletion.volume);
    let mut told = Vec::new();
    if deletion.tree {
        told.push(format!(
            "{name} has no snapshots, so it goes with all its pages, and its tree with it."
        ));
        return told;
    }
    if deletion.links.is_empty() {
        told.push(format!(
            "No volume reads through {name}, so nothing has to be kept for others."
        ));
    } else {
        told.push(format!(
            "{} through {name}, and must go on showing the same.",
            match deletion.links.as_slice() {
                [(_, only, _)] => format!("{} reads", words.name(*only)),
                many => {
                    let children: Vec<VolumeId> = many.iter().map(|link| link.1).collect();
                    format!("{} read", words.listed(&children))
                }
            }
        ));
        told.extend(shares(moment, deletion));
    }
    told.extend(relinked(moment, deletion));
    if moment.knows(deletion.end) {
        let one = deletion.pages + deletion.tables == 1;
        let verb = if one { "is" } else { "are" };
        told.push(sentence(&format!("{} {verb} free now.", freed(deletion))));
    }
    told
}

fn shares(moment: &Moment<'_>, deletion: &Deletion) -> Vec<String> {
    let words = moment.words;
    let name = words.name(deletion.volume);
    if deletion.shares.is_empty() {
        return vec![format!(
            "They lack nothing that {name} holds: no page has to be shared."
        )];
    }
    let mut told: Vec<String> = deletion
        .shares
        .iter()
        .take(TOLD_MAX)
        .map(|(child, share)| {
            format!(
                "{} lacks {}, so it gets a reference to what {name} holds: nothing is copied.",
                words.name(*child),
                pages(&share.pages)
            )
        })
        .collect();
    if deletion.shares.len() > TOLD_MAX {
        let more = deletion.shares.len() - TOLD_MAX;
        told.push(format!("The same is done for {more} more."));
    }
    told
}

fn relinked(moment: &Moment<'_>, deletion: &Deletion) -> Vec<String> {
    let words = moment.words;
    let mut told = Vec::new();
    let Some(&(step, _, parent)) = deletion.links.first() else {
        return told;
    };
    if !moment.knows(step) {
        return told;
    }
    let children: Vec<VolumeId> = deletion.links.iter().map(|link| link.1).collect();
    let verb = if children.len() == 1 { "reads" } else { "read" };
    let via = match words.kind(parent) {
        Some(Kind::Ross) => "the next newer snapshot",
        _ => "the volume above",
    };
    told.push(format!(
        "Then {} {verb} through {}, {via}.",
        words.listed(&children),
        words.name(parent)
    ));
    if deletion.redirects > 0 {
        told.push(format!(
            "{} that led here lead on now.",
            sentence(&count(deletion.redirects, "redirect"))
        ));
    }
    if deletion.hints > 0 {
        told.push(format!(
            "{} dropped.",
            match deletion.hints {
                1 => "One skip pointer is".to_owned(),
                many => sentence(&format!("{} are", count(many, "skip pointer"))),
            }
        ));
    }
    told
}
