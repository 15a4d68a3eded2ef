//! Pages in one buffer that was allocated and touched.

use crate::plan::PAGE_BYTES;

const PAGE: usize = PAGE_BYTES as usize;

/// A buffer of pages.
pub(crate) struct Pages(Vec<u8>);

impl Pages {
    /// So many pages, every one of them touched.
    pub(crate) fn new(pages: u64) -> Self {
        let mut bytes = vec![0; pages as usize * PAGE];
        for page in bytes.chunks_exact_mut(PAGE) {
            page.fill(0xa5);
        }
        Self(bytes)
    }

    #[inline]
    pub(crate) fn page(&self, at: u64) -> &[u8] {
        let start = at as usize * PAGE;
        &self.0[start..start + PAGE]
    }

    #[inline]
    pub(crate) fn write(&mut self, at: u64, page: &[u8]) {
        let start = at as usize * PAGE;
        self.0[start..start + PAGE].copy_from_slice(page);
    }

    /// Copies everything.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.0.copy_from_slice(&other.0);
    }
}

/// The new data of every write: one page that stays in the cache.
pub(crate) fn hot_page() -> Vec<u8> {
    (0..PAGE_BYTES).map(|at| (at % 251) as u8 + 1).collect()
}
