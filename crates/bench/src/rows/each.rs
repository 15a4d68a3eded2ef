//! One write for each of many snapshots.

use cowpath_engine::content::Content;
use cowpath_engine::store::{BytePages, PageStore};

use crate::ours::Ours;
use crate::peers::{PageMap, Remapping, hot_page};
use crate::plan::{PAGE_BYTES, Plan, mib};
use crate::race::{Watch, race};
use crate::random::Random;
use crate::row::Row;

/// Laps of a batch.
const LAPS: usize = 5;

/// Against `rpds`, with the bytes that a snapshot takes.
pub(super) fn measure(plan: &Plan) -> Vec<Row> {
    let id = "write-per-snapshot";
    let snapshots = plan.written_snapshots;
    let volume_pages = plan.written_pages;
    let order = order(plan);
    let hot = hot_page();
    let mut ours = Ours::<BytePages>::new(volume_pages, false);
    for page in 0..volume_pages {
        ours.write(page, Content::bytes(&hot));
    }
    let before = ours.engine.memory_bytes();
    for page in &order {
        write(&mut ours, *page, &hot);
    }
    let taken = ours.engine.memory_bytes() - before;
    let mut sample = |watch: &mut Watch| {
        ours.delete_all();
        ours.engine.reserve_volumes(order.len());
        watch.time_each(LAPS, &order, |page| write(&mut ours, *page, &hot));
    };
    let mut vector = remapping::<rpds::Vector<u32>>(plan);
    let [time, theirs] = race(plan, [&mut sample, &mut vector]);
    drop(vector);
    let row = Row::against(id, "ns", time, "rpds::Vector", theirs);
    let note = format!(
        "{snapshots} snapshots of a volume of {} MiB",
        mib(volume_pages)
    );
    let bytes = taken as f64 / snapshots as f64;
    let page = f64::from(PAGE_BYTES);
    let bytes = Row::against("write-per-snapshot-bytes", "bytes", bytes, "the page", page);
    let mut rows = vec![row.with_note(note), bytes];
    if plan.details {
        let mut tree = remapping::<rpds::RedBlackTreeMap<u64, u32>>(plan);
        let [time, theirs] = race(plan, [&mut sample, &mut tree]);
        let peer = "rpds::RedBlackTreeMap";
        rows.push(Row::against(
            "write-per-snapshot-map",
            "ns",
            time,
            peer,
            theirs,
        ));
    }
    rows
}

fn order(plan: &Plan) -> Vec<u64> {
    let mut random = Random::new(4);
    (0..plan.written_snapshots)
        .map(|_| random.below(plan.written_pages))
        .collect()
}

fn write<S: PageStore>(ours: &mut Ours<S>, page: u64, hot: &[u8]) {
    ours.snapshot();
    ours.write(page, Content::bytes(hot));
}

fn remapping<M: PageMap>(plan: &Plan) -> impl FnMut(&mut Watch) + use<M> {
    let order = order(plan);
    let mut volume = Remapping::<M>::new(plan.written_pages, order.len() as u64);
    let hot = hot_page();
    move |watch| {
        volume.reset();
        watch.time_each(LAPS, &order, |page| {
            volume.snapshot();
            volume.write(*page, &hot);
        });
    }
}
