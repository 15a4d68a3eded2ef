//! The parts of a push, one atomic step each: what a snapshot gets, and where from.

use super::Tally;
use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::hints;
use crate::ids::{DataOffset, TreeId};
use crate::store::PageStore;
use crate::task::walk::Leaf;

/// Step 830 on a page a read-only snapshot already holds is a no-op: anything
/// else would destroy what it preserves.
#[inline(always)]
pub(crate) fn skip(leaf: Leaf, observer: &mut impl Observer) {
    observer.tell(|| Event::PushSkipped {
        into: leaf.volume,
        page: leaf.page,
    });
}

/// The page it gets has one more reference.
pub(crate) fn share<S: PageStore>(
    engine: &mut Engine<S>,
    leaf: Leaf,
    offset: DataOffset,
    observer: &mut impl Observer,
) {
    let tree = engine.at(leaf.volume).tree;
    let references = engine.tree_mut(tree).data.share(offset);
    observer.tell(|| Event::PageShared {
        tree,
        offset,
        references,
    });
}

/// A page of its own, still to be filled.
#[inline(always)]
pub(crate) fn make<S: PageStore>(
    engine: &mut Engine<S>,
    leaf: Leaf,
    observer: &mut impl Observer,
) -> DataOffset {
    let tree = engine.at(leaf.volume).tree;
    let offset = engine.tree_mut(tree).data.allocate();
    observer.tell(|| Event::PageAllocated {
        tree,
        page: leaf.page,
        offset,
    });
    offset
}

/// Its page gets the old content.
#[inline(always)]
pub(crate) fn copy<S: PageStore>(
    engine: &mut Engine<S>,
    leaf: Leaf,
    from: Location,
    offset: DataOffset,
    observer: &mut impl Observer,
) {
    let tree = engine.at(leaf.volume).tree;
    copy_page(engine, tree, from, offset);
    observer.tell(|| Event::PageCopied {
        tree,
        page: leaf.page,
        from,
        offset,
        content: engine.tree(tree).data.store.content(offset.0),
    });
}

/// From here on it holds the page.
#[inline(always)]
pub(crate) fn enter<S: PageStore>(
    engine: &mut Engine<S>,
    leaf: Leaf,
    entry: Entry,
    copied: bool,
    tally: &mut Tally,
    observer: &mut impl Observer,
) {
    leaf.set(engine, entry, observer);
    tally.pushed.push(leaf.page);
    tally.copied_pages += u64::from(copied);
    hints::fill_at_push(engine, leaf.volume, leaf.page, observer);
}

/// Fills a page of the data volume with the content of another place.
#[inline(always)]
pub(crate) fn copy_page<S: PageStore>(
    engine: &mut Engine<S>,
    tree: TreeId,
    from: Location,
    to: DataOffset,
) {
    let tree = engine.tree_mut(tree);
    let slot = match from {
        Location::Data(offset) => return tree.data.store.copy_within(offset.0, to.0),
        Location::Base(_, page) => tree.base_map.get(page.0),
        Location::Zero => None,
    };
    match slot {
        Some(slot) => tree.data.store.copy_from(&tree.base_pages, slot, to.0),
        None => {
            let zero = tree.zero();
            tree.data.store.write(to.0, &zero);
        }
    }
}

/// Takes one reference from a page of the data volume.
pub(crate) fn release<S: PageStore>(
    engine: &mut Engine<S>,
    tree: TreeId,
    offset: DataOffset,
    observer: &mut impl Observer,
) {
    let references = engine.tree_mut(tree).data.release(offset);
    observer.tell(|| Event::PageReleased {
        tree,
        offset,
        references,
    });
}
