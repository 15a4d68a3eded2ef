//! From bytes to pages: which pages a record touches, and which geometry holds
//! a trace.
//!
//! Addresses are kept as they are. Volumes and their tables are sparse, so a
//! trace that touches a few pages of a terabyte costs those pages.

use serde::{Deserialize, Serialize};

use super::{Op, Record};

/// Most pages of a volume that a trace may ask for.
pub const TRACE_PAGES_MAX: u64 = 1 << 40;
/// Levels of tables for any trace whose tables stay within a fan-out of
/// 2^[`FAN_OUT_BITS_MAX`].
const LEVELS_USUAL: u32 = 3;
/// Largest fan-out chosen, as a power of two: 512 entries of 8 bytes, 4 KiB.
const FAN_OUT_BITS_MAX: u32 = 9;

/// The pages that a range of bytes touches: a run of at least one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageSpan {
    /// First page touched.
    pub first_page: u64,
    /// Number of pages touched.
    pub count: u64,
    offset_bytes: u64,
    end_bytes: u64,
    page_bytes: u64,
}

/// The part of one page that a range touches: bytes `start..end` of `page`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePart {
    /// The page.
    pub page: u64,
    /// First byte touched, from the start of the page.
    pub start_bytes: u32,
    /// Byte after the last one touched, from the start of the page.
    pub end_bytes: u32,
    /// Whether the whole page is touched.
    pub whole: bool,
}

impl PageSpan {
    /// The pages of `page_bytes` bytes that `record` touches; `None` where
    /// `page_bytes` or the record's length is zero.
    #[must_use]
    pub fn of(record: &Record, page_bytes: u32) -> Option<Self> {
        let page_bytes = u64::from(page_bytes);
        let end_bytes = record.end_bytes();
        if page_bytes == 0 || end_bytes == record.offset_bytes {
            return None;
        }
        let first_page = record.offset_bytes / page_bytes;
        Some(Self {
            first_page,
            count: (end_bytes - 1) / page_bytes - first_page + 1,
            offset_bytes: record.offset_bytes,
            end_bytes,
            page_bytes,
        })
    }

    /// Whether the first page keeps bytes before the range.
    #[must_use]
    pub fn starts_inside(&self) -> bool {
        !self.offset_bytes.is_multiple_of(self.page_bytes)
    }

    /// Whether the last page keeps bytes after the range.
    #[must_use]
    pub fn ends_inside(&self) -> bool {
        !self.end_bytes.is_multiple_of(self.page_bytes)
    }

    /// The pages one by one, in order.
    pub fn parts(&self) -> impl Iterator<Item = PagePart> + use<> {
        let span = *self;
        (0..span.count).map(move |i| span.part(span.first_page + i))
    }

    fn part(&self, page: u64) -> PagePart {
        let base = page * self.page_bytes;
        let start = self.offset_bytes.saturating_sub(base);
        let end = (self.end_bytes - base).min(self.page_bytes);
        let narrow = |n: u64| u32::try_from(n).expect("invariant: both are within a page, a u32");
        PagePart {
            page,
            start_bytes: narrow(start),
            end_bytes: narrow(end),
            whole: start == 0 && end == self.page_bytes,
        }
    }
}

/// What a trace spans: a pass over it before the geometry is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// The offset after the last byte touched; 0 without records.
    pub end_bytes: u64,
    /// Earliest time, in microseconds; 0 without records.
    pub first_us: u64,
    /// Latest time, in microseconds.
    pub last_us: u64,
    /// Number of reads.
    pub reads: u64,
    /// Number of writes.
    pub writes: u64,
    /// Bytes read, all reads together.
    pub read_bytes: u64,
    /// Bytes written, all writes together.
    pub written_bytes: u64,
}

impl Extent {
    /// Widens the extent by one record.
    pub fn add(&mut self, record: &Record) {
        let first = self.reads + self.writes == 0;
        self.end_bytes = self.end_bytes.max(record.end_bytes());
        self.last_us = self.last_us.max(record.time_us);
        self.first_us = if first {
            record.time_us
        } else {
            self.first_us.min(record.time_us)
        };
        let (ops, bytes) = match record.op {
            Op::Read => (&mut self.reads, &mut self.read_bytes),
            Op::Write => (&mut self.writes, &mut self.written_bytes),
        };
        *ops += 1;
        *bytes = bytes.saturating_add(record.length_bytes);
    }
}

/// The extent of `records`.
pub fn extent<'a>(records: impl IntoIterator<Item = &'a Record>) -> Extent {
    records.into_iter().fold(Extent::default(), |mut all, r| {
        all.add(r);
        all
    })
}

/// Page count and fan-outs for a trace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// Pages of each volume, at least 1.
    pub pages: u64,
    /// Fan-out of each level, the first level first; powers of two whose
    /// product is at least `pages`.
    pub levels: Vec<u32>,
}

/// Why no geometry holds a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The page size is zero.
    #[error("a page of 0 bytes: a page has at least 1 byte")]
    NoPage,
    /// The trace reaches further than the largest volume.
    #[error(
        "{pages} pages of {page_bytes} bytes to hold byte {end_bytes}: \
         a volume has at most {TRACE_PAGES_MAX} pages; take a larger page"
    )]
    TooManyPages {
        /// Pages that would be needed.
        pages: u64,
        /// Size of a page, in bytes.
        page_bytes: u32,
        /// End of the trace, in bytes.
        end_bytes: u64,
    },
}

/// The smallest volume that holds `end_bytes` bytes in pages of `page_bytes`,
/// and fan-outs for its tables.
///
/// There are three levels of about equal fan-out, which makes the tables for a
/// lone exception as small as three levels allow; what is left over goes to the
/// upper levels. Where a table would pass 512 entries (4 KiB), levels are added
/// instead. A fan-out is at least 2.
///
/// # Errors
/// A page size of zero, or more than [`TRACE_PAGES_MAX`] pages.
pub fn geometry_for(end_bytes: u64, page_bytes: u32) -> Result<Shape, ShapeError> {
    if page_bytes == 0 {
        return Err(ShapeError::NoPage);
    }
    let pages = end_bytes.div_ceil(u64::from(page_bytes)).max(1);
    if pages > TRACE_PAGES_MAX {
        return Err(ShapeError::TooManyPages {
            pages,
            page_bytes,
            end_bytes,
        });
    }
    let bits = pages.next_power_of_two().trailing_zeros();
    let levels = bits.div_ceil(FAN_OUT_BITS_MAX).max(LEVELS_USUAL);
    let levels = (0..levels)
        .map(|level| {
            let extra = u32::from(level < bits % levels);
            1_u32 << (bits / levels + extra).max(1)
        })
        .collect();
    Ok(Shape { pages, levels })
}
