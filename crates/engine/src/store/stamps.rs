//! Version stamps instead of pages: 8 bytes each, for traces larger than memory.

use super::{Arena, PageStore};
use crate::content::Content;

/// An arena of stamps.
#[derive(Clone, Debug)]
pub struct StampPages {
    stamps: Arena<u64>,
}

impl PageStore for StampPages {
    fn create(_page_bytes: u32, _stamps: bool) -> Self {
        Self {
            stamps: Arena::new(1),
        }
    }

    fn keeps_stamps(&self) -> bool {
        true
    }

    #[inline]
    fn grow(&mut self, slots: u64) {
        self.stamps.grow(slots);
    }

    fn reserve(&mut self, slots: u64) {
        self.stamps.reserve(slots);
    }

    #[inline]
    fn content(&self, slot: u64) -> Content<'_> {
        Content::Stamp(self.stamps.get(slot))
    }

    #[inline]
    fn write(&mut self, slot: u64, content: &Content<'_>) {
        *self.stamps.get_mut(slot) = match content {
            Content::Stamp(stamp) => *stamp,
            Content::Bytes(_) => {
                unreachable!("a stamp tree is given stamps: checked when a task begins")
            }
        };
    }

    #[inline]
    fn patch(&mut self, slot: u64, _at: u32, content: &Content<'_>) {
        self.write(slot, content);
    }

    #[inline]
    fn copy_within(&mut self, from: u64, to: u64) {
        *self.stamps.get_mut(to) = self.stamps.get(from);
    }

    #[inline]
    fn copy_from(&mut self, other: &Self, from: u64, to: u64) {
        *self.stamps.get_mut(to) = other.stamps.get(from);
    }

    fn memory_bytes(&self) -> u64 {
        self.stamps.memory_bytes()
    }
}
