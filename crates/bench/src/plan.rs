//! How large a run is.

/// Bytes of a page in the rows that move bytes.
pub const PAGE_BYTES: u32 = 4096;

/// MiB of so many pages.
pub(crate) fn mib(pages: u64) -> u64 {
    (pages * u64::from(PAGE_BYTES)) >> 20
}

/// The sizes of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Samples of each contender; the best counts.
    pub samples: u32,
    /// A sample lasts at least so long, in milliseconds.
    pub sample_ms: f64,
    /// Whether the peers of the details run too.
    pub details: bool,
    /// Pages of the volume in rows that move bytes.
    pub volume_pages: u64,
    /// Snapshots that exist in the larger case of a creation.
    pub many_snapshots: u64,
    /// Pages of the larger volume of a creation.
    pub large_pages: u64,
    /// Snapshots between a read and its page.
    pub depth: u64,
    /// Pages that are read through that depth.
    pub read_pages: u64,
    /// Snapshots that get one write each.
    pub written_snapshots: u64,
    /// Pages of the volume that these snapshots are of.
    pub written_pages: u64,
    /// Pages of the volume whose differences are asked for, and in tables.
    pub table_pages: u64,
    /// Pages that differ.
    pub differing_pages: u64,
}

impl Plan {
    /// What the bars are stated for.
    #[must_use]
    pub const fn full() -> Self {
        Self {
            samples: 5,
            sample_ms: 20.0,
            details: true,
            volume_pages: 1 << 18,
            many_snapshots: 10_000,
            large_pages: 1 << 26,
            depth: 1000,
            read_pages: 1 << 14,
            written_snapshots: 100_000,
            written_pages: 1 << 16,
            table_pages: 1 << 20,
            differing_pages: 1000,
        }
    }

    /// What fits into the 4 GiB of a wasm32 module: the volume takes 512 MiB
    /// instead of 1 GiB. Only what a row is named for is measured.
    #[must_use]
    pub const fn small() -> Self {
        Self {
            volume_pages: 1 << 17,
            details: false,
            ..Self::full()
        }
    }

    /// Small enough for a test: exercises every row, measures nothing of worth.
    #[must_use]
    pub const fn quick() -> Self {
        Self {
            samples: 1,
            sample_ms: 0.0,
            details: true,
            volume_pages: 1 << 8,
            many_snapshots: 20,
            large_pages: 1 << 20,
            depth: 10,
            read_pages: 1 << 6,
            written_snapshots: 50,
            written_pages: 1 << 8,
            table_pages: 1 << 12,
            differing_pages: 50,
        }
    }

    /// The plan called `name`: `full`, `small` or `quick`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "full" => Some(Self::full()),
            "small" => Some(Self::small()),
            "quick" => Some(Self::quick()),
            _ => None,
        }
    }
}
