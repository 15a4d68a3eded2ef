//! New content lands in a read-write snapshot: in place when nothing else
//! points to its page, else in a page of its own, which is filled before the
//! entry is swapped; the old page is released last.

use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{DataOffset, PageNo, VolumeId};
use crate::store::PageStore;
use crate::task::ask::Piece;
use crate::task::push::{copy_page, release};
use crate::task::read::locate;
use crate::task::walk::{Leaf, Walk};

/// A page of a read-write snapshot being written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Own {
    Walk(Walk),
    Decide(Leaf),
    /// The page to be filled; in place, or not.
    Fill(Leaf, DataOffset, bool),
    Entry(Leaf, DataOffset),
    Release(VolumeId, DataOffset),
}

impl Own {
    pub(crate) fn new<S: PageStore>(engine: &Engine<S>, volume: VolumeId, page: PageNo) -> Self {
        Self::Walk(Walk::new(engine, volume, page))
    }

    /// One micro-step. `None` when the content has landed.
    pub(crate) fn step<S: PageStore>(
        self,
        engine: &mut Engine<S>,
        piece: &Piece<'_>,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        Some(match self {
            Self::Walk(mut walk) => match walk.step(engine, observer) {
                Some(leaf) => Self::Decide(leaf),
                None => Self::Walk(walk),
            },
            Self::Decide(leaf) => decide(engine, leaf, observer),
            Self::Fill(leaf, offset, in_place) => {
                fill(engine, leaf, offset, in_place, piece, observer);
                if in_place {
                    return None;
                }
                Self::Entry(leaf, offset)
            }
            Self::Entry(leaf, offset) => match leaf.set(engine, Entry::Page(offset), observer) {
                Some(Entry::Page(old)) => Self::Release(leaf.volume, old),
                _ => return None,
            },
            Self::Release(volume, old) => {
                let tree = engine.at(volume).tree;
                release(engine, tree, old, observer);
                return None;
            }
        })
    }
}

/// In place, or a page of its own.
fn decide<S: PageStore>(engine: &mut Engine<S>, leaf: Leaf, observer: &mut impl Observer) -> Own {
    let entry = leaf.entry(engine);
    let in_place = engine.policy.faults.off(Rule::CopyWhenShared);
    let tree = engine.at(leaf.volume).tree;
    let data = &mut engine.tree_mut(tree).data;
    if let Some(Entry::Page(offset)) = entry
        && (in_place || data.references(offset) == 1)
    {
        return Own::Fill(leaf, offset, true);
    }
    let offset = data.allocate();
    observer.tell(|| Event::PageAllocated {
        tree,
        page: leaf.page,
        offset,
    });
    Own::Fill(leaf, offset, false)
}

fn fill<S: PageStore>(
    engine: &mut Engine<S>,
    leaf: Leaf,
    offset: DataOffset,
    in_place: bool,
    piece: &Piece<'_>,
    observer: &mut impl Observer,
) {
    let tree = engine.at(leaf.volume).tree;
    if !piece.whole && !in_place {
        // A part of a page: read through, then merge.
        let from = locate(engine, leaf.volume, leaf.page, observer);
        copy_page(engine, tree, from, offset);
    }
    let store = &mut engine.tree_mut(tree).data.store;
    piece.put(store, offset.0);
    observer.tell(|| Event::PageWritten {
        tree,
        volume: leaf.volume,
        page: leaf.page,
        offset,
        content: store.content(offset.0),
    });
}
