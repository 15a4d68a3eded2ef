//! The map of a thin volume: which page has which slot of a store.

use super::Arena;

/// Pages under one group of the map, as a power of two.
const GROUP_BITS: u32 = 10;
const GROUP: usize = 1 << GROUP_BITS;
const EMPTY: u32 = u32::MAX;

/// Slots of the pages that were written; the others take no space.
///
/// A radix tree of three levels, so that a look-up in a dense volume costs one
/// load that is not in the cache, and one written page costs two groups.
#[derive(Clone, Debug)]
pub(crate) struct ThinMap {
    /// By page number over 2^20, as far as was needed: a unit of `middles`.
    top: Vec<u32>,
    /// Units of `leaves`.
    middles: Arena<u32>,
    /// Slots.
    leaves: Arena<u32>,
    /// Slots below this one are in use or free.
    extent: u64,
    /// Slots that were given back; the last is used first.
    free: Vec<u32>,
}

impl Default for ThinMap {
    fn default() -> Self {
        Self {
            top: Vec::new(),
            middles: Arena::new(GROUP),
            leaves: Arena::new(GROUP),
            extent: 0,
            free: Vec::new(),
        }
    }
}

impl ThinMap {
    /// The slot of a page, if it was written.
    #[inline]
    pub(crate) fn get(&self, page: u64) -> Option<u64> {
        let middle = *self.top.get((page >> (2 * GROUP_BITS)) as usize)?;
        if middle == EMPTY {
            return None;
        }
        let leaf = self.middles.unit(u64::from(middle))[at(page >> GROUP_BITS)];
        if leaf == EMPTY {
            return None;
        }
        let slot = self.leaves.unit(u64::from(leaf))[at(page)];
        (slot != EMPTY).then_some(u64::from(slot))
    }

    /// Gives a page a slot and returns it: the last one given back, else the
    /// next. The page must have none.
    pub(crate) fn assign(&mut self, page: u64) -> u64 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.extent += 1;
            u32::try_from(self.extent - 1).expect("invariant: slots are below SLOTS_MAX")
        });
        let place = self.place(page);
        debug_assert_eq!(*place, EMPTY, "a page gets one slot");
        *place = slot;
        u64::from(slot)
    }

    /// Takes a page's slot away, if it has one, and returns it.
    pub(crate) fn remove(&mut self, page: u64) -> Option<u64> {
        let slot = self.get(page)?;
        *self.place(page) = EMPTY;
        self.free.push(slot as u32);
        Some(slot)
    }

    /// Where a page's slot is noted, made if it is missing.
    fn place(&mut self, page: u64) -> &mut u32 {
        let top = (page >> (2 * GROUP_BITS)) as usize;
        if self.top.len() <= top {
            self.top.resize(top + 1, EMPTY);
        }
        let middle = group(&mut self.middles, &mut self.top[top]);
        let leaf = &mut self.middles.unit_mut(middle)[at(page >> GROUP_BITS)];
        let leaf = group(&mut self.leaves, leaf);
        &mut self.leaves.unit_mut(leaf)[at(page)]
    }

    /// Pages that have a slot.
    pub(crate) fn len(&self) -> u64 {
        self.extent - self.free.len() as u64
    }

    /// Pages with their slots, in page order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        fn used(units: &[u32]) -> impl Iterator<Item = (u64, u64)> + '_ {
            let units = (0_u64..).zip(units).filter(|(_, unit)| **unit != EMPTY);
            units.map(|(at, unit)| (at, u64::from(*unit)))
        }
        used(&self.top)
            .flat_map(|(top, middle)| {
                let leaves = used(self.middles.unit(middle));
                leaves.map(move |(at, leaf)| (top << GROUP_BITS | at, leaf))
            })
            .flat_map(|(group, leaf)| {
                let slots = used(self.leaves.unit(leaf));
                slots.map(move |(at, slot)| (group << GROUP_BITS | at, slot))
            })
    }

    /// Memory of the map, in bytes.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let words = self.top.len() + self.free.len();
        self.middles.memory_bytes() + self.leaves.memory_bytes() + words as u64 * 4
    }
}

/// Index within a group.
#[inline]
fn at(number: u64) -> usize {
    number as usize & (GROUP - 1)
}

/// The group that `link` names, made empty if it names none.
#[inline]
fn group(groups: &mut Arena<u32>, link: &mut u32) -> u64 {
    if *link == EMPTY {
        *link = u32::try_from(groups.len()).expect("invariant: fewer groups than slots");
        groups.grow(groups.len() + 1);
        groups.unit_mut(u64::from(*link)).fill(EMPTY);
    }
    u64::from(*link)
}

#[cfg(test)]
mod tests {
    use super::ThinMap;

    #[test]
    fn pages_far_apart_keep_their_slots_in_order() {
        let mut map = ThinMap::default();
        let pages = [5, 1 << 39, 1023, 1024, (1 << 20) + 3, 4];
        for (slot, page) in pages.into_iter().enumerate() {
            assert_eq!(map.get(page), None);
            assert_eq!(map.assign(page), slot as u64);
        }
        assert_eq!(map.get(6), None);
        assert_eq!(map.get(1 << 38), None);
        assert_eq!(map.len(), 6);
        let found: Vec<(u64, u64)> = map.iter().collect();
        let far = (1 << 20) + 3;
        assert_eq!(
            found,
            [(4, 5), (5, 0), (1023, 2), (1024, 3), (far, 4), (1 << 39, 1)]
        );
    }

    #[test]
    fn a_removed_page_leaves_its_slot_to_the_next() {
        let mut map = ThinMap::default();
        for page in 0..4 {
            map.assign(page);
        }
        assert_eq!(map.remove(1), Some(1));
        assert_eq!(map.remove(1), None);
        assert_eq!(map.remove(3), Some(3));
        assert_eq!(map.len(), 2);
        assert_eq!(map.assign(9), 3);
        assert_eq!(map.assign(3), 1);
        assert_eq!(map.assign(1), 4);
        let found: Vec<(u64, u64)> = map.iter().collect();
        assert_eq!(found, [(0, 0), (1, 4), (2, 2), (3, 1), (9, 3)]);
    }
}
