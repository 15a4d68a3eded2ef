//! Room in a tree's data and administration volumes: what an operation will
//! take, whether it is there, and, where the policy says so, which of the
//! oldest snapshots become stale to make it.

use crate::engine::Engine;
use crate::entry::{Entry, OFFSET_MAX};
use crate::ids::{DataOffset, Kind, TreeId, VolumeId};
use crate::policy::FullPolicy;
use crate::refusal::Refusal;
use crate::sorted::{SortedSet, sort_by_number};
use crate::store::{PageStore, SLOTS_MAX};
use crate::task::need::Need;
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

/// Refuses to change a base as a whole while a restore runs on it.
pub(crate) fn unrestored<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
) -> Result<(), Refusal> {
    match engine.restore(volume) {
        Some(restore) if restore.base == volume => Err(Refusal::RestoreRunning { volume }),
        _ => Ok(()),
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
    let receivers = match engine.restore_in(living.tree) {
        Some(restore) if restore.base == volume => restore.receivers().count() as u64,
        _ => 0,
    };
    let copies = living.hanging.len() as u64 + 1 + receivers;
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

impl Need {
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
        let Err(mut refusal) = self.fits(engine, 0, 0) else {
            return Ok(Vec::new());
        };
        if engine.policy.full == FullPolicy::Fail {
            return Err(refusal);
        }
        let mut chosen = SortedSet::new();
        let in_use = engine.in_use(self.tree);
        for (id, volume) in (0..).map(VolumeId).zip(&engine.volumes) {
            let Some(volume) = volume else { continue };
            if volume.tree != self.tree || volume.kind != Kind::Ross || volume.stale {
                continue;
            }
            let closure = engine.readers(id);
            let kept = |reader| keep.contains(reader) || in_use.contains(reader);
            if closure.iter().any(kept) {
                continue;
            }
            let alive = closure.into_iter().filter(|&id| !engine.at(id).stale);
            chosen.extend(alive);
            let (pages, entries) = reclaimed(engine, self.tree, &chosen);
            match self.fits(engine, pages, entries) {
                Ok(()) => {
                    let mut order: Vec<VolumeId> = chosen.into_iter().collect();
                    sort_by_number(&mut order, |&id| u64::MAX - engine.path(id).len() as u64);
                    return Ok(order);
                }
                Err(still) => refusal = still,
            }
        }
        // What is lacking even when everything that can go is counted as free.
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
    sort_by_number(&mut pages, |page| page.0);
    let whole = |group: &&[DataOffset]| tree.data.references(group[0]) as usize == group.len();
    let freed = pages.chunk_by(|a, b| a == b).filter(whole).count();
    (freed as u64, entries)
}
