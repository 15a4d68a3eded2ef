//! The flat reference: what a storage without exception tables would hold. A
//! snapshot is a full copy of every page that was ever written.

use std::collections::{BTreeMap, VecDeque};

/// About what one page takes in a `BTreeMap<u64, usize>`, in bytes.
const INDEX_BYTES: u64 = 24;

/// Touched pages with their stamps, and a full copy for each kept snapshot.
#[derive(Debug, Default)]
pub(super) struct Flat {
    /// Touched pages in order of first touch; a page's place here is its place
    /// in every copy.
    pages: Vec<u64>,
    places: BTreeMap<u64, usize>,
    current: Vec<u64>,
    /// The oldest first. A copy is shorter than `pages` where pages were
    /// touched after it was taken.
    copies: VecDeque<Vec<u64>>,
    copied: u64,
}

impl Flat {
    /// Gives `count` pages from `first` on the stamp.
    pub(super) fn write(&mut self, first: u64, count: u64, stamp: u64) {
        for page in first..first + count {
            let place = *self.places.entry(page).or_insert(self.pages.len());
            if place == self.pages.len() {
                self.pages.push(page);
                self.current.push(stamp);
            } else {
                self.current[place] = stamp;
            }
        }
    }

    /// Takes a full copy.
    pub(super) fn copy(&mut self) {
        self.copied += self.current.len() as u64;
        self.copies.push_back(self.current.clone());
    }

    /// Forgets the oldest copy.
    pub(super) fn drop_oldest(&mut self) {
        if let Some(copy) = self.copies.pop_front() {
            self.copied -= copy.len() as u64;
        }
    }

    /// Touched pages; their index is their place.
    pub(super) fn pages(&self) -> &[u64] {
        &self.pages
    }

    /// The place of a page, if it was ever written.
    pub(super) fn place(&self, page: u64) -> Option<usize> {
        self.places.get(&page).copied()
    }

    /// The stamps of the base, by place.
    pub(super) fn current(&self) -> &[u64] {
        &self.current
    }

    /// Copies that are kept.
    pub(super) fn copies(&self) -> usize {
        self.copies.len()
    }

    /// The newest copy that is left, taken away.
    pub(super) fn pop_newest(&mut self) -> Option<Vec<u64>> {
        self.copies.pop_back()
    }

    /// Memory it takes, in bytes.
    pub(super) fn memory_bytes(&self) -> u64 {
        let touched = self.pages.len() as u64;
        8 * (self.copied + 2 * touched) + INDEX_BYTES * touched
    }
}
