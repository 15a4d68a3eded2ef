//! The shape of a tree: its page size, page count and the fan-out of each
//! level of exception tables (seed 1¶62-64).

use serde::Serialize;

use crate::ids::PageNo;
use crate::refusal::Refusal;

/// Most levels of exception tables.
pub const LEVELS_MAX: usize = 8;
/// Most entries in one table.
pub const FAN_OUT_MAX: u32 = 1 << 20;
/// Most pages in one volume.
pub const PAGES_MAX: u64 = 1 << 40;
/// Largest page, in bytes.
pub const PAGE_BYTES_MAX: u32 = 1 << 20;

/// Shape of one tree. All its volumes share it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Geometry {
    page_bytes: u32,
    pages: u64,
    levels: Vec<u32>,
    /// How an index is found, level 1 first.
    #[serde(skip)]
    steps: Vec<Step>,
}

/// How the index of a page is found in a table of one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    /// Pages under one entry; 1 at the last level.
    span: u64,
    fan_out: u64,
    /// Base-2 logarithm of `span`, where that and `fan_out` are powers of
    /// two: then no division is needed.
    shift: Option<u32>,
}

impl Step {
    fn new(span: u64, fan_out: u32) -> Self {
        let binary = span.is_power_of_two() && fan_out.is_power_of_two();
        Self {
            span,
            fan_out: u64::from(fan_out),
            shift: binary.then(|| span.ilog2()),
        }
    }

    #[inline]
    fn index(self, page: PageNo) -> u64 {
        match self.shift {
            Some(shift) => (page.0 >> shift) & (self.fan_out - 1),
            None => (page.0 / self.span) % self.fan_out,
        }
    }
}

impl Geometry {
    /// A geometry of `pages` pages of `page_bytes` bytes, with one fan-out for
    /// each level, the first level first.
    ///
    /// # Errors
    /// `bad-geometry`, with the numbers, when a size is zero or over its limit,
    /// or when the fan-outs do not cover the pages.
    pub fn new(pages: u64, page_bytes: u32, levels: &[u32]) -> Result<Self, Refusal> {
        let bad = |message: String| Err(Refusal::BadGeometry { message });
        if pages == 0 || pages > PAGES_MAX {
            return bad(format!(
                "{pages} pages: a volume has 1 to {PAGES_MAX} pages"
            ));
        }
        if page_bytes == 0 || page_bytes > PAGE_BYTES_MAX {
            return bad(format!(
                "a page of {page_bytes} bytes: a page has 1 to {PAGE_BYTES_MAX} bytes"
            ));
        }
        if levels.is_empty() || levels.len() > LEVELS_MAX {
            return bad(format!(
                "{} levels: the exception tables have 1 to {LEVELS_MAX} levels",
                levels.len()
            ));
        }
        if let Some(fan_out) = levels.iter().find(|&&f| f == 0 || f > FAN_OUT_MAX) {
            return bad(format!(
                "a fan-out of {fan_out}: a table has 1 to {FAN_OUT_MAX} entries"
            ));
        }
        let covered = levels
            .iter()
            .try_fold(1_u64, |all, &fan_out| all.checked_mul(u64::from(fan_out)))
            .unwrap_or(u64::MAX);
        if covered < pages {
            return bad(format!(
                "{pages} pages, but {} entries cover only {covered}",
                join_levels(levels)
            ));
        }
        let mut steps = vec![Step::new(1, levels[levels.len() - 1]); levels.len()];
        for level in (0..levels.len() - 1).rev() {
            let span = steps[level + 1].span;
            let span = span.saturating_mul(u64::from(levels[level + 1]));
            steps[level] = Step::new(span, levels[level]);
        }
        Ok(Self {
            page_bytes,
            pages,
            levels: levels.to_vec(),
            steps,
        })
    }

    /// Size of a page, in bytes.
    #[must_use]
    #[inline]
    pub fn page_bytes(&self) -> u32 {
        self.page_bytes
    }

    /// Pages of the base volume when it was made. Each volume has a size of its own.
    #[must_use]
    #[inline]
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// The same shape for a base of another size, which the fan-outs cover.
    #[must_use]
    pub(crate) fn with_pages(&self, pages: u64) -> Self {
        debug_assert!(pages > 0 && pages <= self.covers());
        Self {
            pages,
            ..self.clone()
        }
    }

    /// Most pages a volume of this shape can have: what the fan-outs cover.
    #[must_use]
    pub fn covers(&self) -> u64 {
        let first = u64::from(self.levels[0]);
        self.span(0).saturating_mul(first).min(PAGES_MAX)
    }

    /// Size of each volume, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.pages * u64::from(self.page_bytes)
    }

    /// Fan-out of each level, level 1 first.
    #[must_use]
    #[inline]
    pub fn levels(&self) -> &[u32] {
        &self.levels
    }

    /// The level whose entries point to pages, counted from 0.
    #[must_use]
    #[inline]
    pub fn leaf(&self) -> usize {
        self.levels.len() - 1
    }

    /// Pages under one entry of `level` (from 0).
    #[must_use]
    #[inline]
    pub fn span(&self, level: usize) -> u64 {
        self.steps[level].span
    }

    /// Index of the entry for `page` in its table of `level` (from 0).
    #[must_use]
    #[inline]
    pub fn index(&self, level: usize, page: PageNo) -> u32 {
        // An index is below its fan-out, which is at most FAN_OUT_MAX.
        self.steps[level].index(page) as u32
    }

    /// First page covered by the table of `level` that holds `page`'s entry.
    #[must_use]
    pub fn table_start(&self, level: usize, page: PageNo) -> PageNo {
        match level.checked_sub(1) {
            None => PageNo(0),
            Some(above) => PageNo(page.0 - page.0 % self.steps[above].span),
        }
    }

    /// The fan-outs as they are written: `4x4x4`.
    #[must_use]
    pub fn levels_text(&self) -> String {
        join_levels(&self.levels)
    }
}

fn join_levels(levels: &[u32]) -> String {
    let words: Vec<String> = levels.iter().map(u32::to_string).collect();
    words.join("x")
}
