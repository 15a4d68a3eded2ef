//! Sets of pages as runs: `0-2,7`, or `none`.

use std::fmt;

/// A set of pages, kept as runs in page order that neither overlap nor touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs(Vec<(u64, u64)>);

impl Runs {
    /// From (first page, last page) pairs, both ends included, in any order; they may overlap.
    /// A pair with its ends exchanged is taken as empty.
    pub fn from_bounds(bounds: impl IntoIterator<Item = (u64, u64)>) -> Self {
        let mut sorted: Vec<(u64, u64)> = bounds.into_iter().filter(|(a, b)| a <= b).collect();
        sorted.sort_unstable();
        let mut runs: Vec<(u64, u64)> = Vec::with_capacity(sorted.len());
        for (first, last) in sorted {
            match runs.last_mut() {
                Some(end) if first <= end.1.saturating_add(1) => end.1 = end.1.max(last),
                _ => runs.push((first, last)),
            }
        }
        Self(runs)
    }

    /// From single pages in any order.
    pub fn from_pages(pages: impl IntoIterator<Item = u64>) -> Self {
        Self::from_bounds(pages.into_iter().map(|page| (page, page)))
    }

    /// From (start, length) pairs, the form of the outcomes. Runs of no length are dropped.
    pub fn from_lengths(runs: impl IntoIterator<Item = (u64, u64)>) -> Self {
        Self::from_bounds(runs.into_iter().filter_map(|(start, length)| {
            let last = length.checked_sub(1)?;
            Some((start, start.saturating_add(last)))
        }))
    }

    /// The runs in page order as (first page, last page), both included.
    pub fn bounds(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// True when no page is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Runs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        for (i, (first, last)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            if first == last {
                write!(f, "{first}")?;
            } else {
                write!(f, "{first}-{last}")?;
            }
        }
        Ok(())
    }
}
