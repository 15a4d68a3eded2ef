//! Where page contents live: a byte store and a stamp store behind one trait.

mod arena;
mod bytes;
mod stamps;
mod thin;

pub use bytes::BytePages;
pub use stamps::StampPages;

pub(crate) use arena::Arena;
pub(crate) use thin::ThinMap;

use crate::content::Content;

/// Most pages one store holds.
pub const SLOTS_MAX: u64 = u32::MAX as u64;

/// A growing array of pages of equal size, all zero at first.
pub trait PageStore: Sized {
    /// An empty store of pages of `page_bytes` bytes. `stamps` asks for
    /// version stamps where the store can keep either.
    fn create(page_bytes: u32, stamps: bool) -> Self;
    /// Whether it keeps stamps instead of bytes.
    fn keeps_stamps(&self) -> bool;
    /// Makes the slots below `slots` exist.
    fn grow(&mut self, slots: u64);
    /// Makes room for `slots` more slots, touched before it is used.
    fn reserve(&mut self, slots: u64);
    /// What a slot holds, to the full page size.
    fn content(&self, slot: u64) -> Content<'_>;
    /// Replaces a whole page; what `content` does not reach becomes zero.
    fn write(&mut self, slot: u64, content: &Content<'_>);
    /// Replaces the bytes of a page from `at` on; a stamp is replaced whole.
    fn patch(&mut self, slot: u64, at: u32, content: &Content<'_>);
    /// Copies a page within the store.
    fn copy_within(&mut self, from: u64, to: u64);
    /// Copies a page of another store of the same kind.
    fn copy_from(&mut self, other: &Self, from: u64, to: u64);
    /// Memory the pages take, in bytes.
    fn memory_bytes(&self) -> u64;
}

/// A store whose kind is chosen when it is made.
#[derive(Clone, Debug)]
pub enum AnyPages {
    /// Real bytes.
    Bytes(BytePages),
    /// Version stamps.
    Stamps(StampPages),
}

macro_rules! either {
    ($self:expr, $store:ident => $body:expr) => {
        match $self {
            AnyPages::Bytes($store) => $body,
            AnyPages::Stamps($store) => $body,
        }
    };
}

impl PageStore for AnyPages {
    fn create(page_bytes: u32, stamps: bool) -> Self {
        if stamps {
            Self::Stamps(StampPages::create(page_bytes, true))
        } else {
            Self::Bytes(BytePages::create(page_bytes, false))
        }
    }

    fn keeps_stamps(&self) -> bool {
        matches!(self, Self::Stamps(_))
    }

    #[inline]
    fn grow(&mut self, slots: u64) {
        either!(self, store => store.grow(slots));
    }

    fn reserve(&mut self, slots: u64) {
        either!(self, store => store.reserve(slots));
    }

    #[inline]
    fn content(&self, slot: u64) -> Content<'_> {
        either!(self, store => store.content(slot))
    }

    #[inline]
    fn write(&mut self, slot: u64, content: &Content<'_>) {
        either!(self, store => store.write(slot, content));
    }

    #[inline]
    fn patch(&mut self, slot: u64, at: u32, content: &Content<'_>) {
        either!(self, store => store.patch(slot, at, content));
    }

    #[inline]
    fn copy_within(&mut self, from: u64, to: u64) {
        either!(self, store => store.copy_within(from, to));
    }

    #[inline]
    fn copy_from(&mut self, other: &Self, from: u64, to: u64) {
        match (self, other) {
            (Self::Bytes(to_store), Self::Bytes(other)) => to_store.copy_from(other, from, to),
            (Self::Stamps(to_store), Self::Stamps(other)) => to_store.copy_from(other, from, to),
            _ => unreachable!("the two stores of a tree are of one kind"),
        }
    }

    fn memory_bytes(&self) -> u64 {
        either!(self, store => store.memory_bytes())
    }
}
