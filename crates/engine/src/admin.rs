//! The snapshot administration volume: exception tables at offsets, allocated
//! on demand in any free space (seed 1¶76-78).
//!
//! Beside the entries lies a bitmap, one bit for each: whether it is not null.
//! It makes a question for presence cheap, and a walk over a table in page
//! order, or over the union of several tables, a walk over words.

use crate::entry::{ENTRY_BYTES, Packed};
use crate::ids::AdminOffset;
use crate::sorted::SortedMap;
use crate::store::Arena;

/// Entries under one word of the bitmap.
const WORD: u64 = 64;

/// Tables of all snapshots of a tree. A table of n entries takes n neighbouring offsets.
#[derive(Clone, Debug)]
pub(crate) struct AdminVolume {
    entries: Arena<u64>,
    /// Bit o mod 64 of word o / 64: whether the entry at o is not null. One
    /// word more than that, so that any 64 neighbouring bits lie in two words.
    occupied: Arena<u64>,
    /// Freed tables by their number of entries; the last freed is used first.
    free: SortedMap<u32, Vec<AdminOffset>>,
    used: u64,
}

impl AdminVolume {
    pub(crate) fn new() -> Self {
        Self {
            entries: Arena::new(1),
            occupied: Arena::new(1),
            free: SortedMap::new(),
            used: 0,
        }
    }

    /// Entries in use.
    pub(crate) fn used(&self) -> u64 {
        self.used
    }

    /// Entries that exist, free ones included: what bounds the next offset.
    pub(crate) fn extent(&self) -> u64 {
        self.entries.len()
    }

    /// Finds room for a table of null entries.
    pub(crate) fn allocate(&mut self, fan_out: u32) -> AdminOffset {
        self.used += u64::from(fan_out);
        if let Some(table) = self.free.get_mut(&fan_out).and_then(Vec::pop) {
            self.clear(table, fan_out);
            return table;
        }
        let table = AdminOffset(self.extent());
        self.grow(table.0 + u64::from(fan_out));
        table
    }

    /// Makes every entry of a table null.
    fn clear(&mut self, table: AdminOffset, fan_out: u32) {
        let mut first = 0;
        while first < fan_out {
            let mut word = self.word(table, first, fan_out);
            while word != 0 {
                let index = first + word.trailing_zeros();
                self.set(table, index, Packed::NULL);
                word &= word - 1;
            }
            first += WORD as u32;
        }
    }

    fn grow(&mut self, extent: u64) {
        self.entries.grow(extent);
        self.occupied.grow(extent / WORD + 2);
    }

    /// Makes room for `entries` more, touched before it is used.
    pub(crate) fn reserve(&mut self, entries: u64) {
        self.entries.reserve(entries);
        self.occupied.reserve(entries / WORD + 2);
    }

    /// Gives a table's room back.
    pub(crate) fn free(&mut self, table: AdminOffset, fan_out: u32) {
        self.used -= u64::from(fan_out);
        self.free.entry(fan_out).or_default().push(table);
    }

    /// Freed tables by their number of entries.
    pub(crate) fn free_tables(&self) -> &SortedMap<u32, Vec<AdminOffset>> {
        &self.free
    }

    /// Makes `extent` null entries, of which `used` are in use.
    pub(crate) fn restore(
        &mut self,
        extent: u64,
        free: SortedMap<u32, Vec<AdminOffset>>,
        used: u64,
    ) {
        self.grow(extent);
        self.free = free;
        self.used = used;
    }

    /// Whether a table holds nothing.
    pub(crate) fn is_empty(&self, table: AdminOffset, fan_out: u32) -> bool {
        self.entries(table, fan_out).next().is_none()
    }

    #[inline]
    pub(crate) fn get(&self, table: AdminOffset, index: u32) -> Packed {
        Packed(self.entries.get(table.0 + u64::from(index)))
    }

    #[inline]
    pub(crate) fn set(&mut self, table: AdminOffset, index: u32, entry: Packed) {
        let at = table.0 + u64::from(index);
        *self.entries.get_mut(at) = entry.0;
        let word = self.occupied.get_mut(at / WORD);
        let bit = 1 << (at % WORD);
        if entry.is_null() {
            *word &= !bit;
        } else {
            *word |= bit;
        }
    }

    /// Whether an entry is not null, from the bitmap alone.
    #[inline]
    pub(crate) fn has(&self, table: AdminOffset, index: u32) -> bool {
        let at = table.0 + u64::from(index);
        self.occupied.get(at / WORD) >> (at % WORD) & 1 != 0
    }

    /// Which of the 64 entries from `first` on are not null, lowest bit first;
    /// none past the table's `fan_out` entries.
    #[inline]
    pub(crate) fn word(&self, table: AdminOffset, first: u32, fan_out: u32) -> u64 {
        let at = table.0 + u64::from(first);
        let (word, shift) = (at / WORD, at % WORD);
        let mut bits = self.occupied.get(word) >> shift;
        if shift > 0 {
            bits |= self.occupied.get(word + 1) << (WORD - shift);
        }
        match fan_out - first {
            left if u64::from(left) < WORD => bits & ((1 << left) - 1),
            _ => bits,
        }
    }

    /// The entries of a table that are not null, in order.
    #[inline]
    pub(crate) fn entries(
        &self,
        table: AdminOffset,
        fan_out: u32,
    ) -> impl Iterator<Item = (u32, Packed)> + '_ {
        let firsts = (0..fan_out).step_by(WORD as usize);
        firsts.flat_map(move |first| {
            let word = self.word(table, first, fan_out);
            bits(word).map(move |bit| (first + bit, self.get(table, first + bit)))
        })
    }

    /// Whether the bitmap of a table says of each entry whether it is null.
    pub(crate) fn bitmap_fits(&self, table: AdminOffset, fan_out: u32) -> bool {
        (0..fan_out).all(|index| self.has(table, index) != self.get(table, index).is_null())
    }

    pub(crate) fn memory_bytes(&self) -> u64 {
        self.extent() * ENTRY_BYTES + self.occupied.memory_bytes()
    }
}

/// The numbers of the bits that are set, the lowest first.
#[inline]
pub(crate) fn bits(word: u64) -> impl Iterator<Item = u32> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let bit = rest.trailing_zeros();
        rest &= rest.wrapping_sub(1);
        (bit < WORD as u32).then_some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::AdminVolume;
    use crate::entry::Packed;

    #[test]
    fn the_bitmap_follows_the_entries_of_unaligned_tables() {
        let mut admin = AdminVolume::new();
        for (fan_out, set) in [
            (10, vec![0, 9]),
            (200, vec![1, 62, 63, 64, 127, 128, 199]),
            (64, vec![0, 63]),
            (5, vec![]),
        ] {
            let table = admin.allocate(fan_out);
            for &index in &set {
                admin.set(table, index, Packed(u64::from(index) + 1));
            }
            let found: Vec<u32> = admin.entries(table, fan_out).map(|(at, _)| at).collect();
            assert_eq!(found, set);
            for index in 0..fan_out {
                assert_eq!(admin.has(table, index), set.contains(&index));
            }
        }
    }

    #[test]
    fn a_table_used_again_is_empty_and_its_neighbours_are_not() {
        let mut admin = AdminVolume::new();
        let tables = [(); 3].map(|()| admin.allocate(70));
        for table in tables {
            for index in 0..70 {
                admin.set(table, index, Packed(7));
            }
        }
        admin.free(tables[1], 70);
        assert_eq!(admin.allocate(70), tables[1]);
        let counts = tables.map(|table| admin.entries(table, 70).count());
        assert_eq!(counts, [70, 0, 70]);
        assert!((0..70).all(|index| admin.get(tables[1], index).is_null()));
        admin.set(tables[0], 69, Packed::NULL);
        assert!(!admin.has(tables[0], 69) && admin.has(tables[0], 68));
    }
}
