//! Reads through many snapshots, the page copied out.

use cowpath_engine::content::Content;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::policy::Hints;
use cowpath_engine::store::BytePages;

use crate::ours::Ours;
use crate::peers::hot_page;
use crate::plan::{Plan, mib};
use crate::race::{Watch, race};
use crate::random::shuffled;
use crate::row::Row;

/// A volume with `depth` snapshots, the pages to read and the oldest snapshot.
struct Ground {
    ours: Ours<BytePages>,
    order: Vec<u64>,
    oldest: VolumeId,
}

impl Ground {
    /// The newest snapshot holds the pages to be read, or the base does.
    fn new(plan: &Plan, depth: u64, held: bool) -> Self {
        let mut ours = Ours::new(plan.volume_pages, false);
        let hot = hot_page();
        for page in 0..plan.volume_pages {
            ours.write(page, Content::bytes(&hot));
        }
        let oldest = ours.snapshot();
        for _ in 1..depth {
            ours.snapshot();
        }
        let mut order = shuffled(plan.volume_pages, 2);
        order.truncate(plan.read_pages as usize);
        if held {
            for &page in &order {
                ours.write(page, Content::bytes(&hot));
            }
        }
        Self {
            ours,
            order,
            oldest,
        }
    }

    fn read(&mut self, watch: &mut Watch) {
        watch.time(self.order.len() as u64, || {
            for &page in &self.order {
                self.ours.read(self.oldest, page);
            }
        });
    }
}

/// Pages that the newest snapshot holds.
pub(super) fn held(plan: &Plan) -> Vec<Row> {
    let id = "read-depth-1000-held";
    let mut deep = Ground::new(plan, plan.depth, true);
    let mut shallow = Ground::new(plan, 1, true);
    let [ours, theirs] = race(plan, [&mut |w| deep.read(w), &mut |w| shallow.read(w)]);
    vec![Row::against(id, "ns", ours, "depth 1", theirs).with_note(pages(plan))]
}

/// Pages that resolve to the base; then the same without hints.
pub(super) fn base(plan: &Plan) -> Vec<Row> {
    let id = "read-depth-1000-base";
    let mut deep = Ground::new(plan, plan.depth, false);
    let mut shallow = Ground::new(plan, 1, false);
    let [ours, theirs] = race(plan, [&mut |w| deep.read(w), &mut |w| shallow.read(w)]);
    let row = Row::against(id, "ns", ours, "depth 1", theirs).with_note(pages(plan));
    deep.ours.set_hints(Hints::Off);
    shallow.ours.set_hints(Hints::Off);
    deep.order.truncate(1 << 10);
    let [ours, theirs] = race(plan, [&mut |w| deep.read(w), &mut |w| shallow.read(w)]);
    let off = Row::against(
        "read-depth-1000-base-hints-off",
        "ns",
        ours,
        "depth 1",
        theirs,
    );
    vec![row, off]
}

fn pages(plan: &Plan) -> String {
    let (read, volume) = (mib(plan.read_pages), mib(plan.volume_pages));
    format!(
        "{read} MiB of pages in a volume of {volume} MiB, {} snapshots",
        plan.depth
    )
}
