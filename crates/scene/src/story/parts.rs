//! What a story is made of.

use cowpath_engine::content::Content;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::sorted::{SortedMap, SortedSet};

/// Which story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Plot {
    /// Nothing happens.
    #[default]
    None,
    /// A write of one page, with its COW push.
    Write,
    /// A read of one page.
    Read,
    /// A comparison of two volumes.
    Diff,
    /// A page is made to read as zeros.
    Discard,
    /// Pages flow from one volume to another: a promotion, a copy, a sync.
    Carry,
    /// A volume was made, deleted, re-linked, resized or given up.
    Change,
}

/// How far an old page is on its way into a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is about to leave.
    Leaving,
    /// Its content is there, but no entry leads to it yet.
    Arriving,
    /// The entry is set.
    Done,
    /// A base's own block has it: it left and landed in one step.
    Landed,
}

/// An old page on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// The read-write volume that is written, or whose contents flow.
    pub from: VolumeId,
    /// The snapshot that keeps the old content, or the volume that changes.
    pub into: VolumeId,
    /// Which page.
    pub page: PageNo,
    /// How far it is.
    pub phase: Phase,
    /// The place it comes from, once an event told.
    pub at: Option<Location>,
    /// Its content, once it was copied.
    pub content: Option<Content<'static>>,
}

/// New content of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Where.
    pub volume: VolumeId,
    /// Which page.
    pub page: PageNo,
    /// What; `None` while it has not landed.
    pub content: Option<Content<'static>>,
}

/// How a search went on from one volume to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// Along the look-up link.
    Link,
    /// Over a skip pointer.
    Hint,
    /// As an entry redirects.
    Redirect,
}

/// One step of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Jump {
    /// From here.
    pub from: VolumeId,
    /// To there.
    pub to: VolumeId,
    /// How.
    pub hop: Hop,
}

/// What the three answers say about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The literal method reports it.
    pub literal: bool,
    /// The two volumes find it at different places.
    pub location: bool,
    /// The contents differ.
    pub content: bool,
}

impl Verdict {
    /// Whether the three answers are the same.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.literal == self.location && self.location == self.content
    }

    /// The answers in words, and why they disagree.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match (self.literal, self.location, self.content) {
            (_, _, true) => "the contents differ",
            (_, true, false) => "stored in two places, but the contents are equal",
            (true, false, false) => "both volumes read the same stored page",
            (false, false, false) => "no difference",
        }
    }
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    /// One volume.
    pub a: VolumeId,
    /// The other.
    pub b: VolumeId,
    /// Where their look-up paths meet.
    pub common: VolumeId,
    /// 500 or 550.
    pub method: u16,
    /// Volumes whose exceptions were examined, and the pages found there.
    pub examined: SortedMap<VolumeId, SortedSet<PageNo>>,
    /// The answers, once it is complete.
    pub verdicts: SortedMap<PageNo, Verdict>,
    /// Whether it is complete.
    pub ended: bool,
}

/// A recovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Pages and tables freed, once it is complete.
    pub freed: Option<(u64, u64)>,
}
