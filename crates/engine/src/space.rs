//! What volumes cost, and what deleting them would free.

use serde::Serialize;

use crate::engine::Engine;
use crate::entry::{ENTRY_BYTES, Entry, Location};
use crate::ids::{DataOffset, PageNo, TreeId, VolumeId};
use crate::sorted::{Large, Pair, SortedSet};
use crate::store::PageStore;
use crate::task::deletable;
use crate::tree::Visited;

/// Space of one volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Space {
    /// Pages nothing else points to. Of a base: its written pages.
    pub exclusive_pages: u64,
    /// Pages other volumes point to as well.
    pub shared_pages: u64,
    /// Bytes of its exception tables.
    pub table_bytes: u64,
    /// Pages that deleting it would free; `None` where that would be refused.
    pub freed_if_deleted_pages: Option<u64>,
}

/// The space of a living volume; `None` for another.
#[must_use]
pub fn of<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<Space> {
    let living = engine.living(volume)?;
    let tree = engine.tree(living.tree);
    let may_go = deletable(engine, &[volume]).is_ok();
    let Some(root) = living.root else {
        let pages = tree.base_map.len();
        return Some(Space {
            exclusive_pages: pages,
            shared_pages: 0,
            table_bytes: 0,
            freed_if_deleted_pages: may_go.then_some(pages),
        });
    };
    let children: Vec<_> = living
        .children()
        .map(|child| engine.at(child))
        .filter(|child| !child.stale)
        .collect();
    let mut space = Space {
        exclusive_pages: 0,
        shared_pages: 0,
        table_bytes: 0,
        freed_if_deleted_pages: None,
    };
    let redirected = redirected_to(engine, volume);
    let mut freed = 0;
    tree.walk(root, &mut |visited| match visited {
        Visited::Table { level, .. } => {
            space.table_bytes += u64::from(tree.geometry.levels()[level]) * ENTRY_BYTES;
        }
        Visited::Entry {
            entry: Entry::Page(offset),
            page,
            ..
        } => {
            if tree.data.references(offset) == 1 {
                space.exclusive_pages += 1;
                let kept = children
                    .iter()
                    .filter(|child| page.0 < child.pages)
                    .filter_map(|child| child.root)
                    .any(|child| tree.find(child, page).is_none());
                freed += u64::from(!kept && !redirected.contains((0, page.0)));
            } else {
                space.shared_pages += 1;
            }
        }
        Visited::Entry { .. } => {}
    });
    space.freed_if_deleted_pages = may_go.then_some(freed);
    Some(space)
}

/// Pages that redirects lead to this volume for: deleting it puts its own
/// entry, where it has one, in their place.
fn redirected_to<S: PageStore>(engine: &Engine<S>, target: VolumeId) -> Large {
    let mut below = engine.at(target).hanging.clone();
    let mut pages = Large::default();
    while let Some(at) = below.pop() {
        below.extend(engine.at(at).children());
        for (page, entry) in engine.exceptions_of(at) {
            if entry == Entry::Redirect(target, page) {
                pages.insert((0, page.0));
            }
        }
    }
    pages
}

/// Space of a set of volumes that would be deleted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SetSpace {
    /// Bytes of their exception tables.
    pub table_bytes: u64,
    /// Pages that deleting all of them would free; `None` where that would be refused.
    pub freed_if_deleted_pages: Option<u64>,
}

/// The space of living volumes as a set; `None` if one does not live.
///
/// A page is freed when every entry that points to it is in the set, and no
/// volume that stays inherits one of those entries.
#[must_use]
pub fn of_set<S: PageStore>(engine: &Engine<S>, volumes: &[VolumeId]) -> Option<SetSpace> {
    let set: SortedSet<VolumeId> = volumes.iter().copied().collect();
    let mut table_bytes = 0;
    let mut freed = 0;
    let mut counts = Large::default();
    for &volume in &set {
        let living = engine.living(volume)?;
        let tree = engine.tree(living.tree);
        let Some(root) = living.root else {
            freed += tree.base_map.len();
            continue;
        };
        tree.walk(root, &mut |visited| match visited {
            Visited::Table { level, .. } => {
                table_bytes += u64::from(tree.geometry.levels()[level]) * ENTRY_BYTES;
            }
            Visited::Entry {
                entry: Entry::Page(offset),
                ..
            } => counts.count(place(living.tree, offset)),
            Visited::Entry { .. } => {}
        });
    }
    let inherited = inherited(engine, &set);
    let goes = |&((tree, offset), count): &(Pair, u64)| {
        let data = &engine.tree(TreeId(tree as u32)).data;
        u64::from(data.references(DataOffset(offset))) == count
            && !inherited.contains((tree, offset))
    };
    freed += counts.iter().filter(goes).count() as u64;
    let may_go = deletable(engine, volumes).is_ok();
    Some(SetSpace {
        table_bytes,
        freed_if_deleted_pages: may_go.then_some(freed),
    })
}

/// Pages of the set's entries that volumes outside it would get: what they
/// read through the set, and what their redirects into it lead to.
fn inherited<S: PageStore>(engine: &Engine<S>, set: &SortedSet<VolumeId>) -> Large {
    let mut pages = Large::default();
    let readers = set.iter().flat_map(|&volume| engine.readers(volume));
    let readers: SortedSet<VolumeId> = readers.filter(|id| !set.contains(id)).collect();
    for reader in readers {
        let living = engine.at(reader);
        if living.stale {
            continue;
        }
        let above = engine.path(reader).into_iter().skip(1);
        for at in above.take_while(|at| set.contains(at)) {
            for (page, _) in engine.exceptions_of(at) {
                if engine.entry(reader, page).is_none() && page.0 < living.pages {
                    keep(engine, living.tree, set, at, page, reader, &mut pages);
                }
            }
        }
        for (page, entry) in engine.exceptions_of(reader) {
            if let Entry::Redirect(target, _) = entry
                && set.contains(&target)
                && let Location::Data(offset) = engine.resolve(target, page)
            {
                pages.insert(place(living.tree, offset));
            }
        }
    }
    pages
}

/// Notes where `reader` finds a page, if that is in the set.
fn keep<S: PageStore>(
    engine: &Engine<S>,
    tree: TreeId,
    set: &SortedSet<VolumeId>,
    at: VolumeId,
    page: PageNo,
    reader: VolumeId,
    pages: &mut Large,
) {
    let path = engine.path(reader).into_iter().skip(1);
    let mut first = path.take_while(|at| set.contains(at));
    let holder = first.find(|&at| engine.entry(at, page).is_some());
    if holder == Some(at)
        && let Location::Data(offset) = engine.resolve(at, page)
    {
        pages.insert(place(tree, offset));
    }
}

/// A page of a tree's data volume.
fn place(tree: TreeId, offset: DataOffset) -> Pair {
    (u64::from(tree.0), offset.0)
}
