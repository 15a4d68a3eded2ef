//! What can be seen of an engine: an [`Outline`], into which events fold.
//! Pictures are drawn from it alone, so an engine in a worker and one on the
//! page feed the same pictures.
//!
//! Trees of at most [`DETAIL_PAGES_MAX`] pages are folded completely: every
//! table, entry and page. Of larger ones the outline keeps counts and a
//! density of exceptions, and [`Outline::focus`] reads the rest on demand.

mod focus;
mod fold;
mod read;

use serde::Serialize;

use crate::command::Capacity;
use crate::content::Content;
use crate::entry::{Entry, Location};
use crate::geometry::Geometry;
use crate::hints::Hint;
use crate::ids::Series;
use crate::ids::{AdminOffset, DataOffset, Kind, PageNo, TreeId, VolumeId};
use crate::inflight::OpenId;
use crate::intent::Intent;
use crate::policy::Policy;
use crate::restore::{Restore, Turn};
use crate::sorted::{SortedMap, sort_by_number};

/// Trees of at most so many pages are kept in full.
pub const DETAIL_PAGES_MAX: u64 = 4096;
/// Buckets of the density of a larger volume.
pub const DENSITY_BUCKETS: u64 = 64;

/// The visible state of an engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outline {
    /// Policies in force.
    pub policy: Policy,
    /// The operation that recovery would finish.
    pub intent: Option<Intent>,
    /// Operations in flight.
    pub open: SortedMap<OpenId, OpenOutline>,
    /// Living trees.
    pub trees: SortedMap<TreeId, TreeOutline>,
    /// Living volumes, in order of creation.
    pub volumes: SortedMap<VolumeId, VolumeOutline>,
}

/// What is seen of an operation in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OpenOutline {
    /// The volume it is of.
    pub volume: VolumeId,
    /// The page.
    pub page: PageNo,
    /// Whether it is a write.
    pub write: bool,
    /// The lowest number of a snapshot that is younger than it.
    pub started: VolumeId,
    /// Steps it has done.
    pub done: u64,
    /// Whether it holds the lock of its page.
    pub locked: bool,
}

/// What is seen of one tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TreeOutline {
    /// The base volume.
    pub base: VolumeId,
    /// Its shape.
    pub geometry: Geometry,
    /// Whether pages are version stamps.
    pub stamps: bool,
    /// Entries in use in the administration volume.
    pub admin_entries: u64,
    /// Pages in use in the data volume.
    pub data_pages: u64,
    /// Pages of the base that were ever written.
    pub base_pages: u64,
    /// How much its data and administration volumes hold.
    pub capacity: Capacity,
    /// Writes noted in its change log.
    pub change_log_records: u64,
    /// The restore that runs.
    pub restore: Option<Box<Restore>>,
    /// Everything else, for trees small enough.
    pub detail: Option<TreeDetail>,
}

/// Tables and pages of a small tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TreeDetail {
    /// Written pages of the base, trimmed of trailing zeros.
    pub base: SortedMap<PageNo, Content<'static>>,
    /// Pages in use in the data volume.
    pub data: SortedMap<DataOffset, DataPage>,
    /// Tables in use in the administration volume.
    pub tables: SortedMap<AdminOffset, Table>,
    /// When and where the content of a place was first written, for places
    /// whose history was watched. Not part of the engine's state.
    pub origins: SortedMap<Location, Origin>,
    /// How often each page number was written by a host, in any volume.
    pub writes: SortedMap<PageNo, u32>,
}

/// A page of the data volume.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataPage {
    /// Content, trimmed of trailing zeros.
    pub content: Content<'static>,
    /// Entries that point to it.
    pub references: u32,
}

/// Where a content comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// 1 for the first content a host wrote to this page number, and so on.
    pub version: u32,
    /// The volume it was written to.
    pub volume: VolumeId,
}

/// An exception table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Whose table it is.
    pub volume: VolumeId,
    /// From 1.
    pub level: u8,
    /// First page it covers.
    pub start: PageNo,
    /// How many entries it has.
    pub fan_out: u32,
    /// Its entries that are not null.
    pub entries: SortedMap<u32, Entry>,
}

/// What is seen of one volume.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VolumeOutline {
    /// Its tree.
    pub tree: TreeId,
    /// Its kind.
    pub kind: Kind,
    /// Look-up link; `None` for a base.
    pub parent: Option<VolumeId>,
    /// Copy-of link: a read-only snapshot's read-write head, a read-write
    /// snapshot's parent; `None` for a base.
    pub copy_of: Option<VolumeId>,
    /// Pages with an entry; 0 for a base.
    pub exceptions: u64,
    /// Tables of each level, level 1 first; empty for a base.
    pub tables: Vec<u64>,
    /// The level-1 table; `None` for a base.
    pub root: Option<AdminOffset>,
    /// The pages with an entry (snapshot), or that were written (base).
    pub held: Held,
    /// Its size, in pages.
    pub pages: u64,
    /// The chain of snapshots a read-only snapshot is of.
    pub series: Series,
    /// Whether a base or read-write snapshot refuses writes.
    pub read_only: bool,
    /// Whether its entries were given up for want of room.
    pub stale: bool,
    /// Of a backup: the snapshot it equals, which may be gone.
    pub backup_of: Option<VolumeId>,
    /// Skip pointers: page → volume where the search goes on.
    pub hints: SortedMap<PageNo, Hint>,
}

/// Which pages a volume holds itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// Of a tree kept in full: the entry of each page held. Of a base the
    /// pages are in [`TreeDetail::base`], and this is empty.
    Pages(SortedMap<PageNo, Entry>),
    /// Of a larger one: how many pages of each of [`DENSITY_BUCKETS`] equal
    /// ranges are held.
    Density(Vec<u64>),
}

/// One page as a volume shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct PageView<'a> {
    /// The volume that holds it: the first on the look-up path with an entry, or the base.
    pub holder: VolumeId,
    /// Where the content lies, redirects followed.
    pub location: Location,
    /// The content; `None` when it was never written.
    pub content: Option<&'a Content<'static>>,
    /// Where the content comes from, if that was watched.
    pub origin: Option<Origin>,
}

/// The bucket of a density that counts `page`.
#[must_use]
pub fn density_bucket(geometry: &Geometry, page: PageNo) -> usize {
    let bucket = u128::from(page.0) * u128::from(DENSITY_BUCKETS) / u128::from(geometry.pages());
    // What a volume has grown by is counted in the last bucket.
    usize::try_from(bucket.min(u128::from(DENSITY_BUCKETS - 1)))
        .expect("invariant: a bucket number is below DENSITY_BUCKETS")
}

impl Outline {
    /// The volume's own page, if it holds one; its resolved place and content.
    #[must_use]
    pub fn own(&self, volume: VolumeId, page: PageNo) -> Option<PageView<'_>> {
        self.own_led(volume, page, false)
    }

    /// `turned`: whether a restore has led the search to its source already, which it does once.
    fn own_led(&self, volume: VolumeId, page: PageNo, turned: bool) -> Option<PageView<'_>> {
        let outline = self.volumes.get(&volume)?;
        if outline.kind == Kind::Base {
            let detail = self.trees.get(&outline.tree)?.detail.as_ref()?;
            let content = detail.base.get(&page)?;
            let location = Location::Base(volume, page);
            return Some(PageView {
                holder: volume,
                location,
                content: Some(content),
                origin: detail.origins.get(&location).copied(),
            });
        }
        let Held::Pages(entries) = &outline.held else {
            return None;
        };
        match entries.get(&page)? {
            Entry::Page(offset) => {
                let detail = self.trees.get(&outline.tree)?.detail.as_ref()?;
                let location = Location::Data(*offset);
                Some(PageView {
                    holder: volume,
                    location,
                    content: detail.data.get(offset).map(|page| &page.content),
                    origin: detail.origins.get(&location).copied(),
                })
            }
            Entry::Redirect(target, page) => {
                let mut view = self.visible_led(*target, *page, turned)?;
                view.holder = volume;
                Some(view)
            }
            Entry::Zero => Some(PageView {
                holder: volume,
                location: Location::Zero,
                content: None,
                origin: None,
            }),
            Entry::Table(_) => None,
        }
    }

    /// The page as the volume shows it, read through its links. `None` for an
    /// unknown volume and for trees that are not kept in full.
    #[must_use]
    pub fn visible(&self, volume: VolumeId, page: PageNo) -> Option<PageView<'_>> {
        self.visible_led(volume, page, false)
    }

    fn visible_led(
        &self,
        volume: VolumeId,
        page: PageNo,
        mut turned: bool,
    ) -> Option<PageView<'_>> {
        let tree = self.volumes.get(&volume)?.tree;
        let restore = self.trees.get(&tree)?.restore.as_deref();
        let mut at = volume;
        loop {
            let outline = self.volumes.get(&at)?;
            let ends = page.0 >= outline.pages;
            let turn = restore.and_then(|restore| Some((restore, restore.turn(at, page)?)));
            let again = |turn| turned && turn == Turn::Source;
            let turn = turn.filter(|&(_, turn)| !(ends || again(turn)));
            let base = outline.kind == Kind::Base;
            // A base that is restored leads elsewhere before its own page is looked at.
            if !(base && turn.is_some())
                && let Some(view) = self.own_led(at, page, turned)
            {
                return Some(view);
            }
            match turn {
                Some((restore, Turn::Source)) => {
                    turned = true;
                    at = restore.source;
                    continue;
                }
                Some((restore, Turn::Base)) => {
                    at = restore.base;
                    if let Some(view) = self.own_led(at, page, turned) {
                        return Some(view);
                    }
                }
                None => {}
            }
            let outline = self.volumes.get(&at)?;
            match outline.parent {
                Some(parent) if !ends => at = parent,
                _ => {
                    self.trees.get(&outline.tree)?.detail.as_ref()?;
                    return Some(PageView {
                        holder: at,
                        location: if ends {
                            Location::Zero
                        } else {
                            Location::Base(at, page)
                        },
                        content: None,
                        origin: None,
                    });
                }
            }
        }
    }

    /// The read-only snapshots of one series of read-write volume `head`, the newest first.
    #[must_use]
    pub fn branch(&self, head: VolumeId, series: Series) -> Vec<VolumeId> {
        let mut snapshots = Vec::new();
        let mut at = head;
        while let Some(older) = self.ross_below(at, head, series) {
            snapshots.push(older);
            at = older;
        }
        snapshots
    }

    /// The series of snapshots that a read-write volume has, in order.
    #[must_use]
    pub fn series(&self, head: VolumeId) -> Vec<Series> {
        let newest = self
            .volumes
            .values()
            .filter(|v| v.kind == Kind::Ross && v.parent == Some(head) && v.copy_of == Some(head));
        let mut series: Vec<Series> = newest.map(|v| v.series).collect();
        sort_by_number(&mut series, |series| u64::from(series.0));
        series
    }

    fn ross_below(&self, at: VolumeId, head: VolumeId, series: Series) -> Option<VolumeId> {
        let is_it = |v: &VolumeOutline| {
            v.kind == Kind::Ross
                && v.parent == Some(at)
                && v.copy_of == Some(head)
                && v.series == series
        };
        self.volumes
            .iter()
            .find(|(_, v)| is_it(v))
            .map(|(id, _)| *id)
    }

    /// Whether a write that began before this read-only snapshot is in flight.
    #[must_use]
    pub fn is_settling(&self, ross: VolumeId) -> bool {
        let head = self.volumes.get(&ross).filter(|v| v.kind == Kind::Ross);
        let head = head.and_then(|v| v.copy_of);
        let before =
            |open: &OpenOutline| open.write && Some(open.volume) == head && open.started <= ross;
        self.open.values().any(before)
    }

    /// The read-write snapshots that hang on `ross`, in order of creation.
    #[must_use]
    pub fn offshoots(&self, ross: VolumeId) -> Vec<VolumeId> {
        let is_it = |v: &VolumeOutline| v.kind == Kind::Rwss && v.parent == Some(ross);
        let found = self.volumes.iter().filter(|(_, v)| is_it(v));
        found.map(|(id, _)| *id).collect()
    }

    /// The same outline without what only watching the events can tell: for
    /// comparing a fold with an engine's state.
    #[must_use]
    pub fn without_origins(mut self) -> Self {
        for tree in self.trees.values_mut() {
            if let Some(detail) = &mut tree.detail {
                detail.origins.clear();
                detail.writes.clear();
            }
        }
        self
    }
}

impl Held {
    pub(crate) fn empty(geometry: &Geometry) -> Self {
        if geometry.pages() <= DETAIL_PAGES_MAX {
            Self::Pages(SortedMap::new())
        } else {
            Self::Density(vec![0; DENSITY_BUCKETS as usize])
        }
    }
}
