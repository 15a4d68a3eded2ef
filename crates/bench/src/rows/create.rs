//! Taking a snapshot: with few and many pages, with few and many snapshots there.

use cowpath_engine::store::StampPages;

use crate::bars::CREATE_LIMIT_NS;
use crate::ours::Ours;
use crate::plan::Plan;
use crate::race::race;
use crate::row::Row;

/// Snapshots taken with the clock on, before the oldest go.
const BATCH: u64 = 1000;

/// The worst of the four cases, then each.
pub(super) fn measure(plan: &Plan) -> Vec<Row> {
    let id = "snapshot-create";
    let mut details = Vec::new();
    for pages in [plan.table_pages, plan.large_pages] {
        for existing in [1, plan.many_snapshots] {
            let ours = create(plan, pages, existing);
            let detail = format!("{id}-2p{}-{existing}", pages.ilog2());
            details.push((
                ours,
                Row::against(&detail, "ns", ours, "limit", CREATE_LIMIT_NS),
            ));
        }
    }
    let times = details.iter().map(|(ours, _)| *ours);
    let worst = times.clone().fold(0.0, f64::max);
    let best = times.fold(f64::INFINITY, f64::min);
    let row = Row::against(id, "ns", worst, "limit", CREATE_LIMIT_NS);
    let flat = Row::against("snapshot-create-flat", "ns", worst, "best case", best);
    let rows = details.into_iter().map(|(_, row)| row);
    [row.with_note("the worst of the cases below"), flat]
        .into_iter()
        .chain(rows)
        .collect()
}

fn create(plan: &Plan, pages: u64, existing: u64) -> f64 {
    let mut ours = Ours::<StampPages>::new(pages, true);
    for _ in 0..existing {
        ours.snapshot();
    }
    let [ours] = race(
        plan,
        [&mut |watch| {
            ours.engine.reserve_volumes(BATCH as usize);
            watch.time(BATCH, || {
                for _ in 0..BATCH {
                    ours.snapshot();
                }
            });
            for _ in 0..BATCH {
                ours.delete_oldest();
            }
        }],
    );
    ours
}
