//! Taking an entry away: the leaf becomes null, tables that are empty then go
//! too, and the page loses a reference. One atomic step.

use crate::engine::Engine;
use crate::entry::{Entry, Packed};
use crate::event::{Event, Observer};
use crate::ids::{AdminOffset, PageNo, VolumeId};
use crate::store::PageStore;
use crate::task::push::release;
use crate::task::walk::level_number;

/// Removes a volume's own entry for a page. Returns what it was.
pub(crate) fn remove<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) -> Option<Entry> {
    let leaf = engine.tree(engine.at(volume).tree).geometry.leaf();
    let way = way(engine, volume, page, leaf)?;
    let old = unset(engine, volume, page, leaf, way[leaf], observer)?;
    engine.at_mut(volume).exceptions -= 1;
    prune(engine, volume, page, &way, observer);
    if let Entry::Page(offset) = old {
        let tree = engine.at(volume).tree;
        release(engine, tree, offset, observer);
    }
    Some(old)
}

/// Frees a table below level 1 that holds nothing, and those above it that
/// hold nothing then. `level` counts from 0.
pub(crate) fn prune_empty<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    level: usize,
    observer: &mut impl Observer,
) -> u64 {
    way(engine, volume, page, level).map_or(0, |way| prune(engine, volume, page, &way, observer))
}

/// A table and an index in it.
type Place = (AdminOffset, u32);

/// The places of the entries that lead to a page, down to `level`; `None`
/// where a table is missing.
fn way<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
    level: usize,
) -> Option<Vec<Place>> {
    let living = engine.at(volume);
    let tree = engine.tree(living.tree);
    let mut table = living.root?;
    let mut way = Vec::with_capacity(level + 1);
    for at in 0..=level {
        let index = tree.geometry.index(at, page);
        way.push((table, index));
        if at < level {
            match tree.admin.get(table, index).unpack()? {
                Entry::Table(next) => table = next,
                Entry::Page(_) | Entry::Redirect(..) | Entry::Zero => return None,
            }
        }
    }
    Some(way)
}

fn unset<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    level: usize,
    (table, index): Place,
    observer: &mut impl Observer,
) -> Option<Entry> {
    let tree = engine.at(volume).tree;
    let admin = &mut engine.tree_mut(tree).admin;
    let old = admin.get(table, index).unpack()?;
    admin.set(table, index, Packed::NULL);
    observer.event(&Event::EntryRemoved {
        volume,
        page,
        level: level_number(level),
        table,
        index,
        old,
    });
    Some(old)
}

/// Frees the empty tables at the end of a way. Returns how many.
fn prune<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    way: &[Place],
    observer: &mut impl Observer,
) -> u64 {
    let id = engine.at(volume).tree;
    let mut freed = 0;
    for level in (1..way.len()).rev() {
        let table = way[level].0;
        let tree = engine.tree(id);
        if !tree.admin.is_empty(table, tree.geometry.levels()[level]) {
            break;
        }
        unset(engine, volume, page, level - 1, way[level - 1], observer);
        free_table(engine, volume, table, level, observer);
        freed += 1;
    }
    freed
}

/// Gives up a volume's table that no entry leads to; levels count from 0.
pub(crate) fn free_table<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    table: AdminOffset,
    level: usize,
    observer: &mut impl Observer,
) {
    let id = engine.at(volume).tree;
    let tree = engine.tree_mut(id);
    let entries = tree.geometry.levels()[level];
    tree.admin.free(table, entries);
    observer.event(&Event::TableFreed {
        volume,
        tree: id,
        level: level_number(level),
        table,
        entries,
    });
}
