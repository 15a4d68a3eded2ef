//! Writes of whole pages to a base volume with one snapshot, in random order.

use cowpath_engine::content::Content;
use cowpath_engine::store::BytePages;

use crate::ours::Ours;
use crate::peers::{Flat, PageMap, Pages, Pushing, Remapping, hot_page};
use crate::plan::{Plan, mib};
use crate::race::{Contender, Watch, race};
use crate::random::shuffled;
use crate::row::Row;

/// Laps of a batch: of about 30 ms each, where the volume has 1 GiB.
const LAPS: usize = 8;

/// A written base volume, the order of the writes, and what they write.
struct Ground {
    ours: Ours<BytePages>,
    order: Vec<u64>,
    hot: Vec<u8>,
}

impl Ground {
    fn new(plan: &Plan) -> Self {
        let mut ours = Ours::new(plan.volume_pages, false);
        let hot = hot_page();
        for page in 0..plan.volume_pages {
            ours.write(page, Content::bytes(&hot));
        }
        ours.snapshot();
        let order = shuffled(plan.volume_pages, 1);
        Self { ours, order, hot }
    }

    /// Pages are pushed into a new snapshot, which takes what the last one left.
    fn first_writes(&mut self, watch: &mut Watch) {
        self.ours.delete_all();
        self.ours.snapshot();
        self.rewrites(watch);
    }

    fn rewrites(&mut self, watch: &mut Watch) {
        watch.time_each(LAPS, &self.order, |page| {
            self.ours.write(*page, Content::bytes(&self.hot));
        });
    }
}

/// The first write of each page after a snapshot.
pub(super) fn first(plan: &Plan) -> Vec<Row> {
    let id = "first-write-4k";
    let pages = plan.volume_pages;
    let mut ground = Ground::new(plan);
    let order = ground.order.clone();
    let hot = hot_page();
    let (ours, theirs) = {
        let (mut volume, mut pushed) = (Pages::new(pages), Pages::new(pages));
        let mut copies = |watch: &mut Watch| {
            let mut slots = 0..;
            watch.time_each(LAPS, &order, |page| {
                pushed.write(slots.next().unwrap_or(0), volume.page(*page));
                volume.write(*page, &hot);
            });
        };
        let [ours, theirs] = race(plan, [&mut |w| ground.first_writes(w), &mut copies]);
        (ours, theirs)
    };
    let mut rows = vec![Row::against(id, "ns", ours, "memcpy x2", theirs).with_note(size(plan))];
    if plan.details {
        peers(plan, &mut ground, &mut rows);
    }
    rows
}

/// The peers, built one at a time: each takes as much memory as we do.
fn peers(plan: &Plan, ground: &mut Ground, rows: &mut Vec<Row>) {
    let mut against = |id: &str, peer: &str, note: &str, theirs: Contender<'_>| {
        let [ours, theirs] = race(plan, [&mut |w| ground.first_writes(w), theirs]);
        let id = format!("first-write-4k-{id}");
        rows.push(Row::against(&id, "ns", ours, peer, theirs).with_note(note));
    };
    let same = "the same two copies";
    let imbl = "imbl::Vector";
    against("imbl", imbl, same, &mut pushing::<imbl::Vector<u32>>(plan));
    let rpds = "rpds::Vector";
    against("rpds", rpds, same, &mut pushing::<rpds::Vector<u32>>(plan));
    let map = "imbl::OrdMap";
    against(
        "imbl-map",
        map,
        same,
        &mut pushing::<imbl::OrdMap<u64, u32>>(plan),
    );
    let map = "rpds::RedBlackTreeMap";
    against(
        "rpds-map",
        map,
        same,
        &mut pushing::<rpds::RedBlackTreeMap<u64, u32>>(plan),
    );
    let remap = "one copy: the volume is remapped, its pages lose their places";
    against(
        "imbl-remap",
        imbl,
        remap,
        &mut remapping::<imbl::Vector<u32>>(plan),
    );
    against(
        "rpds-remap",
        rpds,
        remap,
        &mut remapping::<rpds::Vector<u32>>(plan),
    );
    let note = "everything copied at once, then overwritten";
    against("flat", "full copy", note, &mut flat(plan));
}

/// A contender that writes every page of a volume after a snapshot of it.
fn pushing<M: PageMap>(plan: &Plan) -> impl FnMut(&mut Watch) + use<M> {
    let order = shuffled(plan.volume_pages, 1);
    let mut volume = Pushing::<M>::new(plan.volume_pages);
    let hot = hot_page();
    move |watch| {
        volume.snapshot();
        watch.time_each(LAPS, &order, |page| volume.write(*page, &hot));
    }
}

fn remapping<M: PageMap>(plan: &Plan) -> impl FnMut(&mut Watch) + use<M> {
    let order = shuffled(plan.volume_pages, 1);
    let mut volume = Remapping::<M>::new(plan.volume_pages, plan.volume_pages);
    let hot = hot_page();
    move |watch| {
        volume.reset();
        volume.snapshot();
        watch.time_each(LAPS, &order, |page| volume.write(*page, &hot));
    }
}

fn flat(plan: &Plan) -> impl FnMut(&mut Watch) + use<> {
    let order = shuffled(plan.volume_pages, 1);
    let mut volume = Flat::new(plan.volume_pages);
    let hot = hot_page();
    move |watch| {
        watch.time(order.len() as u64, || {
            volume.snapshot();
            for &page in &order {
                volume.write(page, &hot);
            }
        });
    }
}

/// The next write of each page.
pub(super) fn again(plan: &Plan) -> Vec<Row> {
    let mut ground = Ground::new(plan);
    let order = ground.order.clone();
    let hot = hot_page();
    let mut volume = Pages::new(plan.volume_pages);
    let mut copies = |watch: &mut Watch| {
        watch.time_each(LAPS, &order, |page| volume.write(*page, &hot));
    };
    let [ours, theirs] = race(plan, [&mut |w| ground.rewrites(w), &mut copies]);
    vec![Row::against("rewrite-4k", "ns", ours, "memcpy", theirs).with_note(size(plan))]
}

fn size(plan: &Plan) -> String {
    format!("volume of {} MiB", mib(plan.volume_pages))
}
