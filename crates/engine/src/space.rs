//! What volumes cost, and what deleting them would free.

use serde::Serialize;

use crate::engine::Engine;
use crate::entry::{ENTRY_BYTES, Entry};
use crate::ids::VolumeId;
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
    let may_go = deletable(engine, volume).is_ok();
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
        .filter_map(|child| engine.at(child).root)
        .collect();
    let mut space = Space {
        exclusive_pages: 0,
        shared_pages: 0,
        table_bytes: 0,
        freed_if_deleted_pages: None,
    };
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
                    .any(|&child| tree.find(child, page).is_none());
                freed += u64::from(!kept);
            } else {
                space.shared_pages += 1;
            }
        }
        Visited::Entry { .. } => {}
    });
    space.freed_if_deleted_pages = may_go.then_some(freed);
    Some(space)
}
