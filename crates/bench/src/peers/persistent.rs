//! Snapshots made of persistent maps, with the pages in an arena.

use super::{PageMap, Pages};

/// What our engine does, with a persistent map in place of the tables: the
/// volume is overwritten in place, and before that the old page is copied into
/// an arena where the snapshot's map leads to it.
pub(crate) struct Pushing<M> {
    empty: M,
    map: M,
    volume: Pages,
    arena: Pages,
    next: u64,
}

impl<M: PageMap> Pushing<M> {
    pub(crate) fn new(pages: u64) -> Self {
        let empty = M::empty(pages);
        Self {
            map: empty.clone(),
            empty,
            volume: Pages::new(pages),
            arena: Pages::new(pages),
            next: 0,
        }
    }

    /// Takes a snapshot in place of the last one.
    pub(crate) fn snapshot(&mut self) {
        self.map = self.empty.clone();
        self.next = 0;
    }

    #[inline]
    pub(crate) fn write(&mut self, page: u64, content: &[u8]) {
        if self.map.slot(page).is_none() {
            self.arena.write(self.next, self.volume.page(page));
            self.map.set(page, self.next);
            self.next += 1;
        }
        self.volume.write(page, content);
    }
}

/// The other way to do it: the volume itself is a persistent map, of which a
/// snapshot is a clone. The first write of a page after it goes to a new slot,
/// and nothing is copied.
pub(crate) struct Remapping<M> {
    first: M,
    map: M,
    arena: Pages,
    pages: u64,
    next: u64,
    /// Slots from here on belong to no snapshot.
    own_from: u64,
    snapshots: Vec<M>,
}

impl<M: PageMap> Remapping<M> {
    /// A volume of `pages` pages, with room for `writes` writes to new slots.
    pub(crate) fn new(pages: u64, writes: u64) -> Self {
        let first = M::identity(pages);
        Self {
            map: first.clone(),
            first,
            arena: Pages::new(pages + writes),
            pages,
            next: pages,
            own_from: pages,
            snapshots: Vec::with_capacity(writes as usize),
        }
    }

    #[inline]
    pub(crate) fn snapshot(&mut self) {
        self.snapshots.push(self.map.clone());
        self.own_from = self.next;
    }

    /// Forgets what was written, and all snapshots.
    pub(crate) fn reset(&mut self) {
        self.map = self.first.clone();
        self.snapshots.clear();
        self.next = self.pages;
        self.own_from = self.pages;
    }

    #[inline]
    pub(crate) fn write(&mut self, page: u64, content: &[u8]) {
        match self.map.slot(page) {
            Some(slot) if slot >= self.own_from => self.arena.write(slot, content),
            _ => {
                self.arena.write(self.next, content);
                self.map.set(page, self.next);
                self.next += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pushing, Remapping};
    use crate::peers::{PageMap, hot_page};

    #[test]
    fn both_ways_keep_what_the_snapshot_shows() {
        let hot = hot_page();
        let mut pushing = Pushing::<imbl::Vector<u32>>::new(8);
        pushing.snapshot();
        let old = pushing.volume.page(5).to_vec();
        pushing.write(5, &hot);
        pushing.write(5, &hot);
        let slot = pushing.map.slot(5).expect("the page was pushed");
        assert_eq!(pushing.arena.page(slot), old);
        assert_eq!((pushing.volume.page(5), pushing.next), (&hot[..], 1));

        let mut remapping = Remapping::<rpds::Vector<u32>>::new(8, 8);
        remapping.snapshot();
        remapping.write(5, &hot);
        remapping.write(5, &hot);
        let slot = |map: &rpds::Vector<u32>| map.slot(5).expect("every page has one");
        assert_eq!(remapping.arena.page(slot(&remapping.snapshots[0])), old);
        assert_eq!(remapping.arena.page(slot(&remapping.map)), hot);
        assert_eq!(remapping.next, 9);
    }
}
