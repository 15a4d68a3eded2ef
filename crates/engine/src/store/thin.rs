//! The map of a thin volume: which page has which slot of a store.

use std::collections::BTreeMap;

const GROUP_BITS: u32 = 10;
const GROUP: usize = 1 << GROUP_BITS;
const EMPTY: u32 = u32::MAX;

/// Slots of the pages that were written; the others take no space.
#[derive(Clone, Debug, Default)]
pub(crate) struct ThinMap {
    groups: BTreeMap<u64, Box<[u32]>>,
    used: u64,
}

impl ThinMap {
    /// The slot of a page, if it was written.
    #[inline]
    pub(crate) fn get(&self, page: u64) -> Option<u64> {
        let slot = self.groups.get(&(page >> GROUP_BITS))?[page as usize & (GROUP - 1)];
        (slot != EMPTY).then_some(u64::from(slot))
    }

    /// Gives a page the next slot and returns it. The page must have none.
    pub(crate) fn assign(&mut self, page: u64) -> u64 {
        let group = self
            .groups
            .entry(page >> GROUP_BITS)
            .or_insert_with(|| vec![EMPTY; GROUP].into_boxed_slice());
        let slot = &mut group[page as usize & (GROUP - 1)];
        debug_assert_eq!(*slot, EMPTY, "a page gets one slot");
        *slot = u32::try_from(self.used).expect("invariant: slots are below SLOTS_MAX");
        self.used += 1;
        self.used - 1
    }

    /// Pages that have a slot.
    pub(crate) fn len(&self) -> u64 {
        self.used
    }

    /// Pages with their slots, in page order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.groups.iter().flat_map(|(group, slots)| {
            let start = group << GROUP_BITS;
            let used = slots.iter().enumerate().filter(|(_, slot)| **slot != EMPTY);
            used.map(move |(at, slot)| (start + at as u64, u64::from(*slot)))
        })
    }

    /// Memory of the map, in bytes.
    pub(crate) fn memory_bytes(&self) -> u64 {
        (self.groups.len() * GROUP * size_of::<u32>()) as u64
    }
}
