//! What volumes cost, and what deleting them would free.

use serde::Serialize;

use std::collections::BTreeSet;

use crate::engine::Engine;
use crate::entry::{ENTRY_BYTES, Entry};
use crate::ids::{PageNo, VolumeId};
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
                    .any(|&child| tree.find(child, page).is_none());
                freed += u64::from(!kept && !redirected.contains(&page));
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
/// entry, where it has one, in their place. Redirects lie below offshoots only.
fn redirected_to<S: PageStore>(engine: &Engine<S>, target: VolumeId) -> BTreeSet<PageNo> {
    let mut below = engine.at(target).offshoots.clone();
    let mut pages = BTreeSet::new();
    while let Some(at) = below.pop() {
        let volume = engine.at(at);
        below.extend(volume.children());
        let entries = volume
            .root
            .map(|root| engine.tree(volume.tree).exceptions(root));
        for (page, entry) in entries.into_iter().flatten() {
            if entry == Entry::Redirect(target, page) {
                pages.insert(page);
            }
        }
    }
    pages
}
