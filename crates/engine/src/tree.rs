//! Volumes and the trees they form: links, and the tables and pages behind them.

use crate::admin::AdminVolume;
use crate::command::Capacity;
use crate::content::Content;
use crate::data::DataVolume;
use crate::entry::{Entry, Location, Packed};
use crate::geometry::Geometry;
use crate::ids::{AdminOffset, Kind, PageNo, Series, TreeId, VolumeId};
use crate::restore::Restore;
use crate::store::{PageStore, ThinMap};

/// A volume of any kind.
#[derive(Clone, Debug)]
pub(crate) struct Volume {
    pub(crate) tree: TreeId,
    pub(crate) kind: Kind,
    /// Look-up link; `None` for a base.
    pub(crate) parent: Option<VolumeId>,
    /// The read-write volume of the branch; itself for one.
    pub(crate) head: VolumeId,
    /// Size, in pages.
    pub(crate) pages: u64,
    /// The chain a read-only snapshot is of.
    pub(crate) series: Series,
    /// Whether a base or read-write snapshot refuses writes.
    pub(crate) read_only: bool,
    /// Whether the entries were given up for want of room.
    pub(crate) stale: bool,
    /// Whether entries of a read-only snapshot came of filling it as a full
    /// copy, not of changes: its own, or those of one deleted after it.
    pub(crate) filled: bool,
    /// Of a backup: the read-only snapshot it equals.
    pub(crate) backup_of: Option<VolumeId>,
    /// Of a read-only snapshot: the next older one of its series.
    pub(crate) older: Option<VolumeId>,
    /// Of a read-only snapshot: the read-write snapshots that hang on it, in
    /// order of creation. Of a head: the newest snapshot of each series, by series.
    pub(crate) hanging: Vec<VolumeId>,
    /// Level-1 table; `None` for a base.
    pub(crate) root: Option<AdminOffset>,
    /// Pages with an entry.
    pub(crate) exceptions: u64,
}

impl Volume {
    /// Copy-of link: the branch's head for a read-only snapshot, the parent
    /// for a read-write one.
    pub(crate) fn copy_of(&self) -> Option<VolumeId> {
        match self.kind {
            Kind::Base => None,
            Kind::Ross => Some(self.head),
            Kind::Rwss => self.parent,
        }
    }

    /// Volumes that read through this one.
    pub(crate) fn children(&self) -> impl Iterator<Item = VolumeId> + '_ {
        self.older.into_iter().chain(self.hanging.iter().copied())
    }

    /// Whether hosts may write to it.
    #[inline]
    pub(crate) fn is_writable(&self) -> bool {
        self.kind.is_writable() && !self.read_only
    }
}

/// A base volume with the administration and data volume of its snapshots.
#[derive(Clone, Debug)]
pub(crate) struct Tree<S> {
    pub(crate) base: VolumeId,
    pub(crate) geometry: Geometry,
    pub(crate) admin: AdminVolume,
    pub(crate) data: DataVolume<S>,
    pub(crate) base_map: ThinMap,
    pub(crate) base_pages: S,
    pub(crate) capacity: Capacity,
    /// The restore that runs on the base.
    pub(crate) restore: Option<Box<Restore>>,
    /// Every write noted while the policy asks for it.
    pub(crate) change_log: Vec<(VolumeId, PageNo)>,
}

impl<S: PageStore> Tree<S> {
    pub(crate) fn new(base: VolumeId, geometry: Geometry, stamps: bool) -> Self {
        let page_bytes = geometry.page_bytes();
        Self {
            base,
            geometry,
            admin: AdminVolume::new(),
            data: DataVolume::new(S::create(page_bytes, stamps)),
            base_map: ThinMap::default(),
            base_pages: S::create(page_bytes, stamps),
            capacity: Capacity::default(),
            restore: None,
            change_log: Vec::new(),
        }
    }

    /// Makes room for so many pages and entries more, touched before they are used.
    pub(crate) fn reserve(&mut self, pages: u64, entries: u64) {
        self.data.reserve(pages);
        self.admin.reserve(entries);
    }

    /// Content of a place; the zero content for a base page never written.
    pub(crate) fn content(&self, location: Location) -> Content<'_> {
        match location {
            Location::Base(_, page) => match self.base_map.get(page.0) {
                Some(slot) => self.base_pages.content(slot),
                None => self.zero(),
            },
            Location::Data(offset) => self.data.store.content(offset.0),
            Location::Zero => self.zero(),
        }
    }

    /// The content of a page that was never written.
    pub(crate) fn zero(&self) -> Content<'static> {
        if self.base_pages.keeps_stamps() {
            Content::Stamp(0)
        } else {
            Content::bytes(&[])
        }
    }

    /// The base's slot for a page, made if there is none; and whether it was
    /// made. A slot that was made is zero.
    #[inline]
    pub(crate) fn base_slot(&mut self, page: PageNo) -> (u64, bool) {
        if let Some(slot) = self.base_map.get(page.0) {
            return (slot, false);
        }
        let slot = self.base_map.assign(page.0);
        self.base_pages.grow(slot + 1);
        (slot, true)
    }

    /// Makes a page of the base one that was never written. Returns whether it was.
    pub(crate) fn base_forget(&mut self, page: PageNo) -> bool {
        let Some(slot) = self.base_map.remove(page.0) else {
            return false;
        };
        let zero = self.zero();
        self.base_pages.write(slot, &zero);
        true
    }

    /// The leaf entry for a page in the tables under `root`, without events.
    #[inline]
    pub(crate) fn find(&self, root: AdminOffset, page: PageNo) -> Option<Entry> {
        let (table, index) = self.leaf(root, page)?;
        self.admin.get(table, index).unpack()
    }

    /// Whether there is an entry for a page in the tables under `root`.
    #[inline]
    pub(crate) fn holds(&self, root: AdminOffset, page: PageNo) -> bool {
        let leaf = self.leaf(root, page);
        leaf.is_some_and(|(table, index)| self.admin.has(table, index))
    }

    /// The last-level table and index for a page, where its tables exist.
    #[inline]
    fn leaf(&self, root: AdminOffset, page: PageNo) -> Option<(AdminOffset, u32)> {
        let mut table = root;
        for level in 0..self.geometry.leaf() {
            let entry = self.admin.get(table, self.geometry.index(level, page));
            match entry.unpack()? {
                Entry::Table(next) => table = next,
                _ => return None,
            }
        }
        Some((table, self.geometry.index(self.geometry.leaf(), page)))
    }

    /// Replaces the leaf entry for a page that has one.
    pub(crate) fn replace(&mut self, root: AdminOffset, page: PageNo, entry: Entry) -> LeafPlace {
        let mut table = root;
        for level in 0..self.geometry.leaf() {
            let index = self.geometry.index(level, page);
            match self.admin.get(table, index).unpack() {
                Some(Entry::Table(next)) => table = next,
                _ => unreachable!("an entry to replace has its tables"),
            }
        }
        let index = self.geometry.index(self.geometry.leaf(), page);
        self.admin.set(table, index, Packed::pack(entry));
        LeafPlace { table, index }
    }

    /// Visits every table and every non-null entry under `root`, tables
    /// before what they lead to, in page order.
    pub(crate) fn walk(&self, root: AdminOffset, visit: &mut impl FnMut(Visited)) {
        self.walk_table(root, 0, PageNo(0), visit);
    }

    /// `dyn`: compiled once for all who walk.
    fn walk_table(
        &self,
        table: AdminOffset,
        level: usize,
        start: PageNo,
        visit: &mut dyn FnMut(Visited),
    ) {
        visit(Visited::Table {
            table,
            level,
            start,
        });
        let fan_out = self.geometry.levels()[level];
        for (index, entry) in self.admin.entries(table, fan_out) {
            let Some(entry) = entry.unpack() else {
                continue;
            };
            let page = PageNo(start.0 + u64::from(index) * self.geometry.span(level));
            visit(Visited::Entry {
                table,
                index,
                page,
                entry,
            });
            if let Entry::Table(next) = entry
                && level < self.geometry.leaf()
            {
                self.walk_table(next, level + 1, page, visit);
            }
        }
    }

    /// Whether there is no entry at all under `root`.
    pub(crate) fn is_empty(&self, root: AdminOffset) -> bool {
        let fan_out = self.geometry.levels()[0];
        self.admin.entries(root, fan_out).next().is_none()
    }

    /// Leaf entries under `root`, in page order.
    pub(crate) fn exceptions(&self, root: AdminOffset) -> Vec<(PageNo, Entry)> {
        let mut found = Vec::new();
        self.walk(root, &mut |visited| {
            if let Visited::Entry { page, entry, .. } = visited
                && !matches!(entry, Entry::Table(_))
            {
                found.push((page, entry));
            }
        });
        found
    }
}

/// Where a leaf entry lies.
pub(crate) struct LeafPlace {
    pub(crate) table: AdminOffset,
    pub(crate) index: u32,
}

/// What a walk over tables comes by. Levels count from 0.
pub(crate) enum Visited {
    Table {
        table: AdminOffset,
        level: usize,
        start: PageNo,
    },
    Entry {
        table: AdminOffset,
        index: u32,
        page: PageNo,
        entry: Entry,
    },
}
