//! The atomic steps of a delete.

use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::hints;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::sorted::sort_by_number;
use crate::store::PageStore;
use crate::task::push::release;
use crate::task::unset::free_table;
use crate::task::walk::level_number;
use crate::tree::Visited;

/// One more reference to a page that an entry points to.
pub(super) fn share<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    entry: Entry,
    observer: &mut impl Observer,
) {
    if let Entry::Page(offset) = entry {
        let tree = engine.at(volume).tree;
        let references = engine.tree_mut(tree).data.share(offset);
        observer.event(&Event::PageShared {
            tree,
            offset,
            references,
        });
    }
}

/// Takes the volume out of every link and skip pointer.
pub(super) fn relink<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    observer: &mut impl Observer,
) {
    let living = engine.at(volume).clone();
    let Some(parent) = living.parent else {
        return;
    };
    if !engine.at(parent).children().any(|id| id == volume) {
        // A crash came between this step and the next.
        return;
    }
    hints::forget_target(engine, volume, observer);
    if living.kind == Kind::Rwss {
        engine.at_mut(parent).hanging.retain(|&id| id != volume);
        return;
    }
    if let Some(older) = living.older {
        engine.at_mut(older).filled |= living.filled;
    }
    for child in living.children() {
        engine.at_mut(child).parent = Some(parent);
        observer.event(&Event::LinkChanged {
            volume: child,
            parent,
        });
    }
    let above = engine.at_mut(parent);
    if above.kind == Kind::Ross {
        above.older = living.older;
        above.hanging.extend(&living.hanging);
        sort_by_number(&mut above.hanging, |volume| u64::from(volume.0));
        return;
    }
    match living.older {
        Some(older) => {
            let newest = above.hanging.iter_mut().find(|id| **id == volume);
            *newest.expect("invariant: a head knows its newest snapshots") = older;
        }
        None => above.hanging.retain(|&id| id != volume),
    }
}

/// Redirects that lead to a volume: which volume has them for which page, the
/// last one first.
pub(super) fn redirects_to<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
) -> Vec<(VolumeId, PageNo)> {
    let mut found = Vec::new();
    if engine.at(volume).kind != Kind::Ross {
        return found;
    }
    for at in engine.readers(volume).into_iter().skip(1) {
        let leads_here = |(page, entry): (PageNo, Entry)| {
            (entry == Entry::Redirect(volume, page)).then_some((at, page))
        };
        found.extend(engine.exceptions_of(at).into_iter().filter_map(leads_here));
    }
    found.reverse();
    found
}

/// Leads a redirect to where the volume would have read on: its own entry, or
/// the read-only snapshot it reads through.
pub(super) fn retarget<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    at: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let living = engine.at(volume);
    let (id, parent) = (living.tree, living.parent);
    let entry = match engine.entry(volume, page) {
        Some(entry) => entry,
        None if page.0 >= living.pages => Entry::Zero,
        None => {
            let parent = parent.expect("invariant: a snapshot has a parent");
            Entry::Redirect(parent, page)
        }
    };
    share(engine, volume, entry, observer);
    let root = engine
        .at(at)
        .root
        .expect("invariant: a redirect has tables");
    let tree = engine.tree_mut(id);
    let place = tree.replace(root, page, entry);
    observer.event(&Event::EntrySet {
        volume: at,
        page,
        level: level_number(tree.geometry.leaf()),
        table: place.table,
        index: place.index,
        old: Some(Entry::Redirect(volume, page)),
        entry,
    });
}

/// Frees the volume's tables and pages; a base takes its tree with it.
pub(super) fn remove<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    observer: &mut impl Observer,
) {
    let living = engine.at(volume);
    let id = living.tree;
    let mut tables = Vec::new();
    let mut pages = Vec::new();
    if let Some(root) = living.root {
        engine.tree(id).walk(root, &mut |visited| match visited {
            Visited::Table { table, level, .. } => tables.push((table, level)),
            Visited::Entry {
                entry: Entry::Page(offset),
                ..
            } => pages.push(offset),
            Visited::Entry { .. } => {}
        });
    }
    for offset in pages {
        release(engine, id, offset, observer);
    }
    for (table, level) in tables.into_iter().rev() {
        free_table(engine, volume, table, level, observer);
    }
    let is_base = engine.at(volume).kind == Kind::Base;
    hints::forget_owner(engine, volume);
    engine.volumes[volume.0 as usize] = None;
    observer.event(&Event::VolumeDeleted { volume });
    if is_base {
        engine.trees[id.0 as usize] = None;
        observer.event(&Event::TreeDeleted { tree: id });
    }
}
