//! The location diff of neighbouring snapshots with few pages between them.

use cowpath_engine::content::Content;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::store::StampPages;

use crate::bars::DIFF_LIMIT_US;
use crate::ours::Ours;
use crate::plan::Plan;
use crate::race::{Watch, race};
use crate::random::scattered;
use crate::row::Row;

/// Snapshots between the head and the lower pair.
const BELOW: u64 = 64;
/// Differences found with the clock on, at once.
const BATCH: u64 = 20;

type Map = imbl::OrdMap<u64, u64>;

/// The worse of the two places against `imbl`, then each, and against the limit.
pub(super) fn measure(plan: &Plan) -> Vec<Row> {
    let id = "diff-1k-of-1m";
    let pages = plan.table_pages;
    let mut ours = Ours::<StampPages>::new(pages, true);
    let mut map: Map = (0..pages).map(|page| (page, 1_u64)).collect();
    ours.write_run(0, pages, 1);
    let mut maps = Vec::new();
    for at in 0..=BELOW {
        ours.snapshot();
        maps.push(map.clone());
        for page in scattered(plan.differing_pages, pages, at) {
            let stamp = at + 2;
            ours.write(page, Content::Stamp(stamp));
            map.insert(page, stamp);
        }
    }
    let newest = ours.snapshots[BELOW as usize];
    let (lower, upper) = (ours.snapshots[0], ours.snapshots[1]);
    let base = ours.base;
    let head = pair(
        plan,
        &mut ours,
        (newest, base),
        (&maps[BELOW as usize], &map),
    );
    let below = pair(plan, &mut ours, (lower, upper), (&maps[0], &maps[1]));
    let row = |id: &str, (ours, theirs): (f64, f64)| {
        Row::against(id, "us", ours / 1e3, "imbl::OrdMap::diff", theirs / 1e3)
    };
    let worst = if head.0 > below.0 { head } else { below };
    let note = format!(
        "{} of {pages} pages; the worse of the places below",
        plan.differing_pages
    );
    vec![
        row(id, worst).with_note(note),
        Row::against(
            "diff-1k-of-1m-limit",
            "us",
            worst.0 / 1e3,
            "limit",
            DIFF_LIMIT_US,
        ),
        row("diff-1k-of-1m-head", head).with_note("newest snapshot and base"),
        row("diff-1k-of-1m-64-below", below).with_note("two snapshots, 64 newer ones"),
    ]
}

fn pair(
    plan: &Plan,
    ours: &mut Ours<StampPages>,
    (a, b): (VolumeId, VolumeId),
    (old, new): (&Map, &Map),
) -> (f64, f64) {
    let mut ours = |watch: &mut Watch| {
        watch.time(BATCH, || {
            for _ in 0..BATCH {
                assert_eq!(ours.diff(a, b), plan.differing_pages);
            }
        });
    };
    let mut theirs = |watch: &mut Watch| {
        watch.time(BATCH, || {
            for _ in 0..BATCH {
                assert_eq!(old.diff(new).count() as u64, plan.differing_pages);
            }
        });
    };
    let [ours, theirs] = race(plan, [&mut ours, &mut theirs]);
    (ours, theirs)
}
