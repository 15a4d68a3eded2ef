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

    fn grow(&mut self, slots: u64) {
        self.stamps.grow(slots);
    }

    fn content(&self, slot: u64) -> Content<'_> {
        Content::Stamp(self.stamps.unit(slot)[0])
    }

    fn write(&mut self, slot: u64, content: &Content<'_>) {
        self.stamps.unit_mut(slot)[0] = match content {
            Content::Stamp(stamp) => *stamp,
            Content::Bytes(_) => {
                unreachable!("a stamp tree is given stamps: checked when a task begins")
            }
        };
    }

    fn patch(&mut self, slot: u64, _at: u32, content: &Content<'_>) {
        self.write(slot, content);
    }

    fn copy_within(&mut self, from: u64, to: u64) {
        self.stamps.copy_within(from, to);
    }

    fn copy_from(&mut self, other: &Self, from: u64, to: u64) {
        self.stamps.unit_mut(to)[0] = other.stamps.unit(from)[0];
    }

    fn memory_bytes(&self) -> u64 {
        self.stamps.memory_bytes()
    }
}
