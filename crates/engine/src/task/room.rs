//! Room in a tree's data and administration volumes: what an operation will
//! take, whether it is there, and, where the policy says so, which of the
//! oldest snapshots become stale to make it.

use std::collections::BTreeSet;

use crate::engine::Engine;
use crate::entry::{Entry, Location, OFFSET_MAX};
use crate::ids::{DataOffset, Kind, PageNo, TreeId, VolumeId};
use crate::policy::{FullPolicy, PushMode};
use crate::refusal::Refusal;
use crate::sorted::SortedSet;
use crate::store::{PageStore, SLOTS_MAX};
use crate::tree::Visited;

/// Refuses a change to a volume that is stale or refuses writes.
pub(crate) fn writable<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    let living = engine.asked(volume)?;
    if living.stale {
        return Err(Refusal::Stale { volume });
    }
    if !living.is_writable() {
        let kind = living.kind;
        return Err(Refusal::ReadOnly { volume, kind });
    }
    Ok(())
}

/// Refuses a look into a stale volume.
pub(crate) fn readable<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    match engine.asked(volume)?.stale {
        true => Err(Refusal::Stale { volume }),
        false => Ok(()),
    }
}

/// Refuses what could pass a limit of the tree's volumes: at most two pages
/// and two chains of tables for each page that changes.
pub(crate) fn within_limits<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    pages: u64,
) -> Result<(), Refusal> {
    let living = engine.at(volume);
    let tree = engine.tree(living.tree);
    let limit = |what, limit| Err(Refusal::LimitReached { what, limit });
    let copies = living.hanging.len() as u64 + 1;
    if tree
        .data
        .extent()
        .saturating_add(pages.saturating_mul(copies))
        > SLOTS_MAX
    {
        return limit("pages in a data volume", SLOTS_MAX);
    }
    if tree.base_map.len().saturating_add(pages) > SLOTS_MAX {
        return limit("written pages in a base volume", SLOTS_MAX);
    }
    let chain: u64 = tree.geometry.levels()[1..]
        .iter()
        .map(|&f| u64::from(f))
        .sum();
    let tables = chain.saturating_mul(copies).saturating_mul(pages);
    if tree.admin.extent().saturating_add(tables) > OFFSET_MAX {
        return limit("entries in an administration volume", OFFSET_MAX);
    }
    Ok(())
}

/// Room that an operation takes: nothing is counted where the tree has no capacity.
pub(crate) struct Need {
    tree: TreeId,
    counts: bool,
    data_pages: u64,
    admin_entries: u64,
    /// Tables counted already: volume, level, first page.
    tables: BTreeSet<(VolumeId, usize, PageNo)>,
}

impl Need {
    pub(crate) fn new<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Self {
        let tree = engine.at(volume).tree;
        let capacity = engine.tree(tree).capacity;
        Self {
            tree,
            counts: capacity.data_pages.is_some() || capacity.admin_entries.is_some(),
            data_pages: 0,
            admin_entries: 0,
            tables: BTreeSet::new(),
        }
    }

    /// Whether the tree has a capacity at all.
    pub(crate) fn counts(&self) -> bool {
        self.counts
    }

    /// A level-1 table.
    pub(crate) fn root<S: PageStore>(&mut self, engine: &Engine<S>) {
        let fan_out = engine.tree(self.tree).geometry.levels()[0];
        self.admin_entries += u64::from(fan_out);
    }

    /// An entry of a volume.
    pub(crate) fn entry<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
    ) {
        if !self.counts {
            return;
        }
        let tree = engine.tree(self.tree);
        let Some(mut table) = engine.at(volume).root else {
            return;
        };
        let mut missing = false;
        for level in 1..=tree.geometry.leaf() {
            if !missing {
                let index = tree.geometry.index(level - 1, page);
                match tree.admin.get(table, index).unpack() {
                    Some(Entry::Table(next)) => table = next,
                    _ => missing = true,
                }
            }
            let start = tree.geometry.table_start(level, page);
            if missing && self.tables.insert((volume, level, start)) {
                self.admin_entries += u64::from(tree.geometry.levels()[level]);
            }
        }
    }

    /// A new snapshot that holds copies of all these pages.
    pub(crate) fn full_copy<S: PageStore>(&mut self, engine: &Engine<S>, pages: &[PageNo]) {
        if !self.counts {
            return;
        }
        let tree = engine.tree(self.tree);
        for level in 1..=tree.geometry.leaf() {
            let mut starts: Vec<PageNo> = Vec::new();
            starts.extend(
                pages
                    .iter()
                    .map(|&page| tree.geometry.table_start(level, page)),
            );
            starts.dedup();
            let fan_out = u64::from(tree.geometry.levels()[level]);
            self.admin_entries += fan_out * starts.len() as u64;
        }
        self.data_pages += pages.len() as u64;
    }

    /// A push of a page of a head. Returns whether the head's own page will
    /// have one more reference after it.
    pub(crate) fn push<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        head: VolumeId,
        page: PageNo,
    ) -> bool {
        if !self.counts {
            return false;
        }
        let mut shared = false;
        let mut given = false;
        for &into in &engine.at(head).hanging {
            let snapshot = engine.at(into);
            if snapshot.stale || page.0 >= snapshot.pages || engine.entry(into, page).is_some() {
                continue;
            }
            self.entry(engine, into, page);
            let own = engine.entry(head, page);
            let copies = engine.policy.push == PushMode::Copy;
            let takes = match (engine.resolve(head, page), own) {
                (Location::Zero, _) => false,
                (Location::Data(_), Some(Entry::Page(_))) => {
                    shared |= !copies;
                    copies
                }
                _ if engine.policy.push == PushMode::Redirect
                    && engine.at(head).kind == Kind::Rwss =>
                {
                    false
                }
                (Location::Data(_), _) => copies,
                (Location::Base(..), _) => copies || !given,
            };
            self.data_pages += u64::from(takes);
            given = true;
        }
        shared
    }

    /// New content in a page of a volume. `shared`: what [`Need::push`] said.
    pub(crate) fn land<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        shared: bool,
    ) {
        if !self.counts || engine.at(volume).kind == Kind::Base {
            return;
        }
        self.entry(engine, volume, page);
        let in_place = match engine.entry(volume, page) {
            Some(Entry::Page(offset)) => {
                !shared && engine.tree(self.tree).data.references(offset) == 1
            }
            _ => false,
        };
        self.data_pages += u64::from(!in_place);
    }

    /// Which snapshots must become stale for this to fit, the deepest first.
    /// None of them, nor what reads through them, is in `keep`.
    ///
    /// # Errors
    /// `data-full` or `admin-full`, by policy or because too few snapshots can go.
    pub(crate) fn victims<S: PageStore>(
        &self,
        engine: &Engine<S>,
        keep: &[VolumeId],
    ) -> Result<Vec<VolumeId>, Refusal> {
        let Err(refusal) = self.fits(engine, 0, 0) else {
            return Ok(Vec::new());
        };
        if engine.policy.full == FullPolicy::Fail {
            return Err(refusal);
        }
        let mut chosen = SortedSet::new();
        for (id, volume) in (0..).map(VolumeId).zip(&engine.volumes) {
            let Some(volume) = volume else { continue };
            if volume.tree != self.tree || volume.kind != Kind::Ross || volume.stale {
                continue;
            }
            let closure = engine.readers(id);
            if closure.iter().any(|reader| keep.contains(reader)) {
                continue;
            }
            let alive = closure.into_iter().filter(|&id| !engine.at(id).stale);
            chosen.extend(alive);
            let (pages, entries) = reclaimed(engine, self.tree, &chosen);
            if self.fits(engine, pages, entries).is_ok() {
                let mut order: Vec<VolumeId> = chosen.into_iter().collect();
                order.sort_by_key(|&id| std::cmp::Reverse(engine.path(id).len()));
                return Ok(order);
            }
        }
        Err(refusal)
    }

    /// Whether it fits, with so much more room.
    fn fits<S: PageStore>(
        &self,
        engine: &Engine<S>,
        more_pages: u64,
        more_entries: u64,
    ) -> Result<(), Refusal> {
        let tree = engine.tree(self.tree);
        let volume = tree.base;
        let free = |capacity: Option<u64>, used: u64, more: u64| {
            capacity.map_or(u64::MAX, |most| most.saturating_sub(used - more))
        };
        let data = free(tree.capacity.data_pages, tree.data.used(), more_pages);
        let admin = free(tree.capacity.admin_entries, tree.admin.used(), more_entries);
        if self.data_pages > data {
            return Err(Refusal::DataFull {
                volume,
                needed: self.data_pages,
                free: data,
            });
        }
        if self.admin_entries > admin {
            return Err(Refusal::AdminFull {
                volume,
                needed: self.admin_entries,
                free: admin,
            });
        }
        Ok(())
    }
}

/// Pages and table entries that volumes give back when they become stale:
/// everything but their level-1 tables and what others point to.
fn reclaimed<S: PageStore>(
    engine: &Engine<S>,
    tree: TreeId,
    volumes: &SortedSet<VolumeId>,
) -> (u64, u64) {
    let tree = engine.tree(tree);
    let mut entries = 0;
    let mut pages: Vec<DataOffset> = Vec::new();
    for root in volumes.iter().filter_map(|&id| engine.at(id).root) {
        tree.walk(root, &mut |visited| match visited {
            Visited::Table { level, .. } if level > 0 => {
                entries += u64::from(tree.geometry.levels()[level]);
            }
            Visited::Entry {
                entry: Entry::Page(offset),
                ..
            } => pages.push(offset),
            _ => {}
        });
    }
    pages.sort_unstable();
    let whole = |group: &&[DataOffset]| tree.data.references(group[0]) as usize == group.len();
    let freed = pages.chunk_by(|a, b| a == b).filter(whole).count();
    (freed as u64, entries)
}
