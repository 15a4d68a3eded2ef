//! The snapshot administration volume: exception tables at offsets, allocated
//! on demand in any free space (seed 1¶76-78).

use std::collections::BTreeMap;

use crate::entry::{ENTRY_BYTES, Packed};
use crate::ids::AdminOffset;
use crate::store::Arena;

/// Tables of all snapshots of a tree. A table of n entries takes n neighbouring offsets.
#[derive(Clone, Debug)]
pub(crate) struct AdminVolume {
    entries: Arena<u64>,
    /// Freed tables by their number of entries; the last freed is used first.
    free: BTreeMap<u32, Vec<AdminOffset>>,
    used: u64,
}

impl AdminVolume {
    pub(crate) fn new() -> Self {
        Self {
            entries: Arena::new(1),
            free: BTreeMap::new(),
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
            for at in 0..u64::from(fan_out) {
                self.entries.unit_mut(table.0 + at)[0] = 0;
            }
            return table;
        }
        let table = AdminOffset(self.entries.len());
        self.entries.grow(table.0 + u64::from(fan_out));
        table
    }

    /// Gives a table's room back.
    pub(crate) fn free(&mut self, table: AdminOffset, fan_out: u32) {
        self.used -= u64::from(fan_out);
        self.free.entry(fan_out).or_default().push(table);
    }

    /// Freed tables by their number of entries.
    pub(crate) fn free_tables(&self) -> &BTreeMap<u32, Vec<AdminOffset>> {
        &self.free
    }

    /// Makes `extent` null entries, of which `used` are in use.
    pub(crate) fn restore(
        &mut self,
        extent: u64,
        free: BTreeMap<u32, Vec<AdminOffset>>,
        used: u64,
    ) {
        self.entries.grow(extent);
        self.free = free;
        self.used = used;
    }

    #[inline]
    pub(crate) fn get(&self, table: AdminOffset, index: u32) -> Packed {
        Packed(self.entries.unit(table.0 + u64::from(index))[0])
    }

    #[inline]
    pub(crate) fn set(&mut self, table: AdminOffset, index: u32, entry: Packed) {
        self.entries.unit_mut(table.0 + u64::from(index))[0] = entry.0;
    }

    pub(crate) fn memory_bytes(&self) -> u64 {
        self.entries.len() * ENTRY_BYTES
    }
}
