//! Pages of real bytes.

use super::{Arena, PageStore};
use crate::content::Content;

/// An arena of pages.
#[derive(Clone, Debug)]
pub struct BytePages {
    pages: Arena<u8>,
}

impl PageStore for BytePages {
    fn create(page_bytes: u32, _stamps: bool) -> Self {
        Self {
            pages: Arena::new(page_bytes as usize),
        }
    }

    fn keeps_stamps(&self) -> bool {
        false
    }

    #[inline]
    fn grow(&mut self, slots: u64) {
        self.pages.grow(slots);
    }

    fn reserve(&mut self, slots: u64) {
        self.pages.reserve(slots);
    }

    #[inline]
    fn content(&self, slot: u64) -> Content<'_> {
        Content::bytes(self.pages.unit(slot))
    }

    #[inline]
    fn write(&mut self, slot: u64, content: &Content<'_>) {
        let page = self.pages.unit_mut(slot);
        let bytes = bytes_of(content);
        page[..bytes.len()].copy_from_slice(bytes);
        page[bytes.len()..].fill(0);
    }

    #[inline]
    fn patch(&mut self, slot: u64, at: u32, content: &Content<'_>) {
        let bytes = bytes_of(content);
        let at = at as usize;
        self.pages.unit_mut(slot)[at..at + bytes.len()].copy_from_slice(bytes);
    }

    #[inline]
    fn copy_within(&mut self, from: u64, to: u64) {
        self.pages.copy_within(from, to);
    }

    #[inline]
    fn copy_from(&mut self, other: &Self, from: u64, to: u64) {
        self.pages
            .unit_mut(to)
            .copy_from_slice(other.pages.unit(from));
    }

    fn memory_bytes(&self) -> u64 {
        self.pages.memory_bytes()
    }
}

fn bytes_of<'a>(content: &'a Content<'_>) -> &'a [u8] {
    match content {
        Content::Bytes(bytes) => bytes,
        Content::Stamp(_) => unreachable!("a byte tree is given bytes: checked when a task begins"),
    }
}
