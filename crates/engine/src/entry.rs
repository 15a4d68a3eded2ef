//! Entries of exception tables. Every entry is a (volume, offset) pair
//! (seed 1¶78), packed in 8 bytes.

use serde::{Deserialize, Serialize};

use crate::ids::{AdminOffset, DataOffset, PageNo, VolumeId};

/// Bytes an entry takes in the administration volume.
pub const ENTRY_BYTES: u64 = 8;

const OFFSET_BITS: u32 = 40;
const OFFSET_MASK: u64 = (1 << OFFSET_BITS) - 1;
const ADMIN: u64 = 1;
const DATA: u64 = 2;
const ZERO: u64 = 3;
const FIRST_VOLUME: u64 = 4;

/// Most volumes that can ever be created in one engine: what fits beside a
/// 40-bit offset, less the names taken by the administration volume, the data volume and the hole.
pub const VOLUMES_MAX: u32 = (1 << (64 - OFFSET_BITS)) - FIRST_VOLUME as u32;
/// Highest offset an entry can name.
pub const OFFSET_MAX: u64 = OFFSET_MASK;

/// A non-null entry, unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Entry {
    /// (administration volume, offset): a table of the next level.
    Table(AdminOffset),
    /// (data volume, offset): a page.
    Page(DataOffset),
    /// (read-only snapshot, page): the page is read there. Authoritative, unlike a hint.
    Redirect(VolumeId, PageNo),
    /// A hole: the page reads as zeros and takes no page of the data volume.
    Zero,
}

/// An entry as it lies in a table; 0 is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Packed(pub u64);

impl Packed {
    /// The null entry.
    pub const NULL: Self = Self(0);

    /// Whether this is the null entry.
    #[must_use]
    #[inline]
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    /// Packs an entry. Offsets are at most [`OFFSET_MAX`], which allocation guarantees.
    #[must_use]
    #[inline]
    pub fn pack(entry: Entry) -> Self {
        let (volume, offset) = match entry {
            Entry::Table(offset) => (ADMIN, offset.0),
            Entry::Page(offset) => (DATA, offset.0),
            Entry::Redirect(volume, page) => (u64::from(volume.0) + FIRST_VOLUME, page.0),
            Entry::Zero => (ZERO, 0),
        };
        debug_assert!(offset <= OFFSET_MASK, "offsets fit their field");
        Self(volume << OFFSET_BITS | offset)
    }

    /// Unpacks; `None` for the null entry.
    #[must_use]
    #[inline]
    pub fn unpack(self) -> Option<Entry> {
        let offset = self.0 & OFFSET_MASK;
        match self.0 >> OFFSET_BITS {
            0 => None,
            ADMIN => Some(Entry::Table(AdminOffset(offset))),
            DATA => Some(Entry::Page(DataOffset(offset))),
            ZERO => Some(Entry::Zero),
            volume => Some(Entry::Redirect(
                VolumeId((volume - FIRST_VOLUME) as u32),
                PageNo(offset),
            )),
        }
    }
}

/// Where a page's content lies after following links and redirects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// In a base volume, at its page number.
    Base(VolumeId, PageNo),
    /// In the tree's snapshot data volume.
    Data(DataOffset),
    /// Nowhere: the search came by a hole, or by a volume that ends before the page.
    Zero,
}
