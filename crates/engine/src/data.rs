//! The snapshot data volume: pages at offsets, counted by the entries that
//! point to them (seed 1¶76-77).

use crate::ids::DataOffset;
use crate::store::{Arena, PageStore};

/// Pages of all snapshots of a tree.
#[derive(Clone, Debug)]
pub(crate) struct DataVolume<S> {
    pub(crate) store: S,
    references: Arena<u32>,
    /// Free offsets; the last freed is used first.
    free: Vec<DataOffset>,
}

impl<S: PageStore> DataVolume<S> {
    pub(crate) fn new(store: S) -> Self {
        Self {
            store,
            references: Arena::new(1),
            free: Vec::new(),
        }
    }

    /// Pages in use.
    pub(crate) fn used(&self) -> u64 {
        self.references.len() - self.free.len() as u64
    }

    /// Offsets that exist, free ones included.
    pub(crate) fn extent(&self) -> u64 {
        self.references.len()
    }

    /// Finds a free page and gives it one reference. Its content is whatever
    /// was there; the caller fills it before an entry points to it.
    #[inline]
    pub(crate) fn allocate(&mut self) -> DataOffset {
        let offset = self.free.pop().unwrap_or_else(|| {
            let next = self.extent();
            self.references.grow(next + 1);
            self.store.grow(next + 1);
            DataOffset(next)
        });
        *self.references.get_mut(offset.0) = 1;
        offset
    }

    /// Makes room for `pages` more, touched before it is used.
    pub(crate) fn reserve(&mut self, pages: u64) {
        self.references.reserve(pages);
        self.store.reserve(pages);
    }

    /// One more entry points to the page. Returns how many do now.
    pub(crate) fn share(&mut self, offset: DataOffset) -> u32 {
        let references = self.references.get_mut(offset.0);
        *references += 1;
        *references
    }

    /// One entry less points to the page. Returns how many still do; at none it is free.
    pub(crate) fn release(&mut self, offset: DataOffset) -> u32 {
        let references = self.references.get_mut(offset.0);
        *references -= 1;
        if *references == 0 {
            self.free.push(offset);
        }
        *references
    }

    /// Sets how many entries point to the page, after a count. At none it is free.
    pub(crate) fn recount(&mut self, offset: DataOffset, references: u32) {
        let was = std::mem::replace(self.references.get_mut(offset.0), references);
        match (was, references) {
            (0, 1..) => self.free.retain(|&free| free != offset),
            (1.., 0) => self.free.push(offset),
            _ => {}
        }
    }

    /// How many entries point to the page.
    #[inline]
    pub(crate) fn references(&self, offset: DataOffset) -> u32 {
        if offset.0 < self.extent() {
            self.references.get(offset.0)
        } else {
            0
        }
    }

    /// Free offsets, the one to be used next last.
    pub(crate) fn free_offsets(&self) -> &[DataOffset] {
        &self.free
    }

    /// Makes `extent` pages, of which some are free and no entry points to the others yet.
    pub(crate) fn restore(&mut self, extent: u64, free: Vec<DataOffset>) {
        self.store.grow(extent);
        self.references = Arena::new(1);
        self.references.grow(extent);
        self.free = free;
    }

    /// Counts an entry that points to a page.
    pub(crate) fn count(&mut self, offset: DataOffset) {
        *self.references.get_mut(offset.0) += 1;
    }

    pub(crate) fn memory_bytes(&self) -> u64 {
        self.store.memory_bytes() + self.references.memory_bytes()
    }
}
