//! A comparison told as runs over all pages that either volume has, in the
//! words of thin-provisioning tools, and what the literal page-by-page methods
//! would have cost for it.

use serde::Serialize;

use crate::command::DiffWork;
use crate::engine::Engine;
use crate::ids::{PageNo, TreeId, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::{diff_paths, live_pages, readable};
use crate::tree::Visited;

/// How a run of pages compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeltaKind {
    /// Allocated in the first volume; never written, or discarded, in the second.
    LeftOnly,
    /// Allocated in the second volume alone.
    RightOnly,
    /// Both find the page in the same place.
    Same,
    /// They find it in different places.
    Differ,
}

/// Neighbouring pages that compare alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DeltaRun {
    /// How.
    pub kind: DeltaKind,
    /// First page.
    pub start: u64,
    /// How many pages.
    pub length: u64,
}

/// A comparison of two volumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    /// In page order. Pages that neither volume has are in none.
    pub runs: Vec<DeltaRun>,
    /// What method 500 or 550 costs when it is carried out page by page: the
    /// entries it looks at, null ones included, and the tables they are in,
    /// each counted as often as it is visited.
    pub literal: DiffWork,
}

/// Compares two volumes of a tree.
///
/// # Errors
/// `unknown-volume`, `different-trees`, `stale`.
pub fn delta<S: PageStore>(engine: &Engine<S>, a: VolumeId, b: VolumeId) -> Result<Delta, Refusal> {
    let paths = diff_paths(engine, a, b)?;
    readable(engine, a)?;
    readable(engine, b)?;
    let [left, right] = &paths.sides;
    let pages = engine.at(a).pages.max(engine.at(b).pages);
    let looks = match paths.method {
        500 => {
            let path = if left.len() > 1 { left } else { right };
            first_found(engine, path, pages)
        }
        _ => {
            let sides = left.iter().chain(right);
            sides.map(|&at| looks(engine, at, pages, &[])).sum()
        }
    };
    Ok(Delta {
        runs: runs(engine, a, b),
        literal: DiffWork {
            entries: looks,
            tables: looks,
        },
    })
}

fn runs<S: PageStore>(engine: &Engine<S>, a: VolumeId, b: VolumeId) -> Vec<DeltaRun> {
    let tree = engine.at(a).tree;
    let mut pages = live_pages(engine, a, 0);
    pages.extend(live_pages(engine, b, 0));
    pages.sort_unstable();
    pages.dedup();
    let mut runs: Vec<DeltaRun> = Vec::new();
    for page in pages {
        let kind = kind(engine, tree, a, b, page);
        match runs.last_mut() {
            Some(run) if run.kind == kind && run.start + run.length == page.0 => run.length += 1,
            _ => runs.push(DeltaRun {
                kind,
                start: page.0,
                length: 1,
            }),
        }
    }
    runs
}

fn kind<S: PageStore>(
    engine: &Engine<S>,
    tree: TreeId,
    a: VolumeId,
    b: VolumeId,
    page: PageNo,
) -> DeltaKind {
    let [left, right] = [a, b].map(|volume| engine.resolve(volume, page));
    if left == right {
        return DeltaKind::Same;
    }
    if engine.is_nothing(tree, right) {
        return DeltaKind::LeftOnly;
    }
    if engine.is_nothing(tree, left) {
        return DeltaKind::RightOnly;
    }
    DeltaKind::Differ
}

/// Entries looked at along a path when each page ends at the first volume
/// that holds it (method 500).
fn first_found<S: PageStore>(engine: &Engine<S>, path: &[VolumeId], mut pages: u64) -> u64 {
    let mut found: Vec<PageNo> = Vec::new();
    let mut sum = 0;
    for &at in path {
        sum += looks(engine, at, pages, &found);
        // What is past its end is found there.
        pages = pages.min(engine.at(at).pages);
        let held = engine.exceptions_of(at);
        let restore = engine.restore(at).filter(|restore| restore.turns_at(at));
        if !held.is_empty() || restore.is_some() {
            found.extend(held.into_iter().map(|(page, _)| page));
            // What a restore has pending is found where it leads on.
            found.extend(
                restore
                    .into_iter()
                    .flat_map(|it| it.pending().iter().collect::<Vec<_>>()),
            );
            found.sort_unstable();
            found.dedup();
        }
    }
    sum
}

/// Entries looked at in one volume for every page but those in `skip`: a page
/// looks at one entry of each table that covers it.
fn looks<S: PageStore>(engine: &Engine<S>, volume: VolumeId, pages: u64, skip: &[PageNo]) -> u64 {
    let living = engine.at(volume);
    let tree = engine.tree(living.tree);
    let Some(root) = living.root else { return 0 };
    let pages = pages.min(living.pages);
    let mut sum = 0;
    tree.walk(root, &mut |visited| {
        if let Visited::Table { level, start, .. } = visited {
            let fan_out = u64::from(tree.geometry.levels()[level]);
            let span = tree.geometry.span(level).saturating_mul(fan_out);
            let end = start.0.saturating_add(span).min(pages).max(start.0);
            let before = |page: u64| skip.partition_point(|skipped| skipped.0 < page) as u64;
            let covered = end - start.0;
            sum += covered - (before(end) - before(start.0));
        }
    });
    sum
}

#[cfg(test)]
mod tests {
    use super::{DeltaKind, delta};
    use crate::command::{Command, Span};
    use crate::content::Content;
    use crate::engine::Engine;
    use crate::explain::page_flow;
    use crate::geometry::Geometry;
    use crate::ids::{PageNo, Series, VolumeId};
    use crate::store::AnyPages;

    const BASE: VolumeId = VolumeId(0);

    fn engine() -> Engine<AnyPages> {
        let mut engine = Engine::new();
        let geometry = Geometry::new(16, 64, &[2, 2, 4]).expect("it covers 16 pages");
        run(
            &mut engine,
            Command::CreateVolume {
                geometry,
                stamps: false,
            },
        );
        engine
    }

    fn run(engine: &mut Engine<AnyPages>, command: Command<'_>) {
        engine.apply(command, &mut ()).expect("it is allowed");
    }

    fn ross(engine: &mut Engine<AnyPages>) {
        let (of, series, full) = (BASE, Series::default(), false);
        run(engine, Command::TakeRoss { of, series, full });
    }

    fn write(engine: &mut Engine<AnyPages>, volume: VolumeId, page: u64, text: &str) {
        let span = Span::Page(PageNo(page));
        let content = Content::bytes(text.as_bytes());
        run(
            engine,
            Command::Write {
                volume,
                span,
                content,
            },
        );
    }

    #[test]
    fn runs_tell_what_either_side_has() {
        let mut engine = engine();
        write(&mut engine, BASE, 1, "a");
        write(&mut engine, BASE, 2, "a");
        write(&mut engine, BASE, 3, "a");
        ross(&mut engine);
        write(&mut engine, BASE, 2, "b");
        let pages = [PageNo(3)].into_iter().collect();
        run(
            &mut engine,
            Command::Discard {
                volume: BASE,
                pages,
            },
        );
        let told = |a, b| {
            let runs = delta(&engine, a, b).expect("one tree").runs;
            let told = runs.iter().map(|run| (run.kind, run.start, run.length));
            told.collect::<Vec<_>>()
        };
        let (same, differ) = ((DeltaKind::Same, 1, 1), (DeltaKind::Differ, 2, 1));
        assert_eq!(
            told(VolumeId(1), BASE),
            [same, differ, (DeltaKind::LeftOnly, 3, 1)]
        );
        assert_eq!(
            told(BASE, VolumeId(1)),
            [same, differ, (DeltaKind::RightOnly, 3, 1)]
        );
    }

    /// The literal cost is that of the methods' own walk, page by page.
    #[test]
    fn the_literal_work_is_what_walking_each_page_looks_at() {
        let mut engine = engine();
        for snapshot in 0..4 {
            ross(&mut engine);
            for page in [0, 5, snapshot * 3, 15 - snapshot] {
                write(&mut engine, BASE, page, &snapshot.to_string());
            }
        }
        let (of, read_only) = (VolumeId(2), false);
        run(&mut engine, Command::TakeRwss { of, read_only });
        write(&mut engine, VolumeId(5), 9, "z");
        for (a, b) in [(1, 4), (1, 0), (4, 2), (5, 1), (1, 5), (5, 5), (2, 5)] {
            let (a, b) = (VolumeId(a), VolumeId(b));
            let counted = delta(&engine, a, b).expect("one tree").literal.entries;
            let mut walked = 0;
            for page in (0..16).map(PageNo) {
                let flow = page_flow(&engine, a, b, page).expect("one tree");
                let looks = [502, 552, 556];
                let looked = flow
                    .steps
                    .iter()
                    .filter(|step| looks.contains(&step.number));
                walked += looked
                    .map(|step| depth(&engine, step.volume, page))
                    .sum::<u64>();
            }
            assert_eq!(counted, walked, "{a:?} {b:?}");
        }
    }

    /// Tables on the way to a page's entry.
    fn depth(engine: &Engine<AnyPages>, volume: VolumeId, page: PageNo) -> u64 {
        let living = engine.at(volume);
        let tree = engine.tree(living.tree);
        let mut depth = 0;
        let Some(root) = living.root else { return 0 };
        tree.walk(root, &mut |visited| {
            if let crate::tree::Visited::Table { level, start, .. } = visited {
                let fan_out = u64::from(tree.geometry.levels()[level]);
                let end = start.0 + tree.geometry.span(level) * fan_out;
                depth += u64::from((start.0..end).contains(&page.0));
            }
        });
        depth
    }
}
