//! Comparing pages past the end of a volume on the paths. A search that comes
//! by a volume too short for the page finds zeros there, so the end counts as
//! an entry: as a hole for every page after it.

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::ids::{PageNo, Run, Runs, VolumeId};
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::diff::Paths;

/// The entry that a search meets in one volume: its own, or its end.
pub(crate) fn met<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
) -> Option<Entry> {
    if page.0 >= engine.at(volume).pages {
        return Some(Entry::Zero);
    }
    let entry = engine.entry(volume, page);
    entry.or_else(|| match engine.restore(volume) {
        // What it shows does not follow from the entries: it counts as one of its own.
        Some(restore) if restore.turns_at(volume) && restore.is_pending(page) => {
            Some(Entry::Redirect(volume, page))
        }
        _ => None,
    })
}

/// Pages from `end` on that two volumes find in different places.
pub(crate) fn located<S: PageStore>(
    engine: &Engine<S>,
    a: VolumeId,
    b: VolumeId,
    end: u64,
) -> Vec<(PageNo, [Location; 2])> {
    if engine.at(a).pages.max(engine.at(b).pages) <= end {
        return Vec::new();
    }
    let tree = engine.at(a).tree;
    let mut pages = live_pages(engine, a, end);
    pages.extend(live_pages(engine, b, end));
    pages.sort_unstable();
    pages.dedup();
    let places = pages
        .into_iter()
        .map(|page| (page, [a, b].map(|volume| engine.resolve(volume, page))));
    places
        .filter(|(_, [left, right])| engine.apart(tree, *left, *right))
        .collect()
}

/// What the method's text reports of the pages `from..to`, of which one volume
/// or more on the paths ends before each. `held`: those with an entry in one
/// of the volumes, in page order.
pub(crate) fn literal<S: PageStore>(
    engine: &Engine<S>,
    paths: &Paths,
    (from, to): (u64, u64),
    held: &[PageNo],
) -> Runs {
    if paths.method == 500 {
        // Some volume on the path holds each of them, if only by its end.
        return Runs::from(vec![Run(from, to - from)]);
    }
    let [left, right] = [0, 1].map(|side| {
        let sizes = paths.sides[side].iter().map(|id| engine.at(*id).pages);
        sizes.min().unwrap_or_default().clamp(from, to)
    });
    let one_ends = left.min(right)..left.max(right);
    let first = |side: usize, page| {
        let mut path = paths.sides[side].iter();
        path.find_map(|volume| met(engine, *volume, page))
    };
    let mut reported = Runs::default();
    let mut at = one_ends.start;
    for &page in held {
        let before = page.0.min(one_ends.end);
        reported.push_run(Run(at, before.saturating_sub(at)));
        at = at.max(page.0 + 1);
        if first(0, page) != first(1, page) {
            reported.push(page);
        }
    }
    reported.push_run(Run(at, one_ends.end.saturating_sub(at)));
    reported
}
