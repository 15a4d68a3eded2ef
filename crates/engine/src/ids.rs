//! Identities and addresses. Each is its own type, so that a page number is
//! never mistaken for an offset.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// Identity of a volume. Ids count up in order of creation and are never
/// reused, so "is it still living?" has one answer for ever.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct VolumeId(pub u32);

/// Identity of a snapshot tree: a base volume with everything that hangs on it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct TreeId(pub u32);

/// Number of a page within a volume, from 0.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct PageNo(pub u64);

/// Offset in a tree's snapshot administration volume, in entries of 8 bytes.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct AdminOffset(pub u64);

/// Offset in a tree's snapshot data volume, in pages.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct DataOffset(pub u64);

/// One chain of read-only snapshots of a read-write volume. A volume may have
/// several, each with its own newest snapshot (the "trees" of seed 1¶88); 0 is
/// the one without a name.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default,
)]
#[serde(transparent)]
pub struct Series(pub u32);

/// The three kinds of volume (seed 1¶89-90).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Base volume: the root of a tree, read and written by hosts.
    Base,
    /// Read-only snapshot: a constant view of its head at one moment.
    Ross,
    /// Read-write snapshot: a writable version of the read-only snapshot it hangs on.
    Rwss,
}

impl Kind {
    /// Whether hosts may write to such a volume (base and read-write snapshot).
    #[must_use]
    pub const fn is_writable(self) -> bool {
        matches!(self, Self::Base | Self::Rwss)
    }
}

/// Contiguous pages: a start and a length, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Run(pub u64, pub u64);

/// Pages as runs in page order, neighbours joined. A single run, as of most
/// writes, takes no memory of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Runs(SmallVec<[Run; 1]>);

impl Runs {
    /// The pages from `first` on, so many.
    #[must_use]
    #[inline]
    pub fn of(first: PageNo, length: u64) -> Self {
        let mut runs = Self::default();
        if length > 0 {
            runs.0.push(Run(first.0, length));
        }
        runs
    }

    /// The runs, in page order.
    #[must_use]
    pub fn as_slice(&self) -> &[Run] {
        &self.0
    }

    /// Adds the next page. Pages must come in ascending order; a repetition of
    /// the last one is ignored.
    #[inline]
    pub fn push(&mut self, page: PageNo) {
        match self.0.last_mut() {
            Some(Run(start, length)) if page.0 < *start + *length => {
                debug_assert!(page.0 >= *start, "pages come in ascending order");
            }
            Some(Run(start, length)) if page.0 == *start + *length => *length += 1,
            _ => self.0.push(Run(page.0, 1)),
        }
    }

    /// Adds the next run, which begins at or after the end of the last one.
    pub(crate) fn push_run(&mut self, run: Run) {
        match self.0.last_mut() {
            _ if run.1 == 0 => {}
            Some(Run(start, length)) if run.0 == *start + *length => *length += run.1,
            _ => self.0.push(run),
        }
    }

    /// How many pages the runs hold.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.0.iter().map(|run| run.1).sum()
    }

    /// Whether there is no page.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every page, in order.
    pub fn iter(&self) -> impl Iterator<Item = PageNo> + '_ {
        self.0
            .iter()
            .flat_map(|run| (run.0..run.0 + run.1).map(PageNo))
    }

    /// Whether `page` is one of them.
    #[must_use]
    pub fn contains(&self, page: PageNo) -> bool {
        let after = self.0.partition_point(|run| run.0 <= page.0);
        after > 0 && page.0 - self.0[after - 1].0 < self.0[after - 1].1
    }
}

impl From<Vec<Run>> for Runs {
    /// Runs that are in page order already, neighbours joined.
    fn from(runs: Vec<Run>) -> Self {
        Self(runs.into())
    }
}

impl FromIterator<PageNo> for Runs {
    fn from_iter<I: IntoIterator<Item = PageNo>>(pages: I) -> Self {
        let mut runs = Self::default();
        pages.into_iter().for_each(|page| runs.push(page));
        runs
    }
}
