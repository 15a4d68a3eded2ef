//! What can be seen of an engine: an [`Outline`], into which events fold.
//! Pictures are drawn from it alone, so an engine in a worker and one on the
//! page feed the same pictures.
//!
//! Trees of at most [`DETAIL_PAGES_MAX`] pages are folded completely: every
//! table, entry and page. Of larger ones the outline keeps counts and a
//! density of exceptions, and [`crate::detail`] reads the rest on demand.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::content::Content;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::geometry::Geometry;
use crate::ids::{AdminOffset, DataOffset, Kind, PageNo, TreeId, VolumeId};
use crate::policy::Policy;

/// Trees of at most so many pages are kept in full.
pub const DETAIL_PAGES_MAX: u64 = 4096;
/// Buckets of the density of a larger volume.
pub const DENSITY_BUCKETS: u64 = 64;

/// The visible state of an engine.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outline {
    /// Policies in force.
    pub policy: Policy,
    /// Living trees.
    pub trees: BTreeMap<TreeId, TreeOutline>,
    /// Living volumes, in order of creation.
    pub volumes: BTreeMap<VolumeId, VolumeOutline>,
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
    /// Everything else, for trees small enough.
    pub detail: Option<TreeDetail>,
}

/// Tables and pages of a small tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TreeDetail {
    /// Written pages of the base, trimmed of trailing zeros.
    pub base: BTreeMap<PageNo, Content<'static>>,
    /// Pages in use in the data volume.
    pub data: BTreeMap<DataOffset, DataPage>,
    /// Tables in use in the administration volume.
    pub tables: BTreeMap<AdminOffset, Table>,
    /// When and where the content of a place was first written, for places
    /// whose history was watched. Not part of the engine's state.
    pub origins: BTreeMap<Location, Origin>,
    /// How often each page number was written by a host, in any volume.
    pub writes: BTreeMap<PageNo, u32>,
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
    pub entries: BTreeMap<u32, Entry>,
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
    /// Skip pointers: page → volume where the search goes on.
    pub hints: BTreeMap<PageNo, VolumeId>,
}

/// Which pages a volume holds itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Held {
    /// Of a tree kept in full: the entry of each page held. Of a base the
    /// pages are in [`TreeDetail::base`], and this is empty.
    Pages(BTreeMap<PageNo, Entry>),
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
    usize::try_from(bucket).expect("invariant: a bucket number is below DENSITY_BUCKETS")
}

impl Outline {
    /// The volume's own page, if it holds one; its resolved place and content.
    #[must_use]
    pub fn own(&self, volume: VolumeId, page: PageNo) -> Option<PageView<'_>> {
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
                let mut view = self.visible(*target, *page)?;
                view.holder = volume;
                Some(view)
            }
            Entry::Table(_) => None,
        }
    }

    /// The page as the volume shows it, read through its links. `None` for an
    /// unknown volume and for trees that are not kept in full.
    #[must_use]
    pub fn visible(&self, volume: VolumeId, page: PageNo) -> Option<PageView<'_>> {
        let mut at = volume;
        loop {
            if let Some(view) = self.own(at, page) {
                return Some(view);
            }
            let outline = self.volumes.get(&at)?;
            match outline.parent {
                Some(parent) => at = parent,
                None => {
                    self.trees.get(&outline.tree)?.detail.as_ref()?;
                    return Some(PageView {
                        holder: at,
                        location: Location::Base(at, page),
                        content: None,
                        origin: None,
                    });
                }
            }
        }
    }

    /// The read-only snapshots of the branch of read-write volume `head`, the newest first.
    #[must_use]
    pub fn branch(&self, head: VolumeId) -> Vec<VolumeId> {
        let mut snapshots = Vec::new();
        let mut at = head;
        while let Some(older) = self.ross_below(at, head) {
            snapshots.push(older);
            at = older;
        }
        snapshots
    }

    fn ross_below(&self, at: VolumeId, head: VolumeId) -> Option<VolumeId> {
        let is_it = |v: &VolumeOutline| {
            v.kind == Kind::Ross && v.parent == Some(at) && v.copy_of == Some(head)
        };
        self.volumes
            .iter()
            .find(|(_, v)| is_it(v))
            .map(|(id, _)| *id)
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

    /// Folds one event in. This is the only way an outline changes.
    pub fn fold(&mut self, event: &Event<'_>) {
        match event {
            Event::VolumeCreated {
                volume,
                tree,
                geometry,
                stamps,
            } => {
                self.fold_volume_created(*volume, *tree, geometry, *stamps);
            }
            Event::SnapshotTaken {
                volume,
                tree,
                kind,
                parent,
                copy_of,
                older,
            } => {
                self.fold_snapshot_taken(*volume, *tree, *kind, *parent, *copy_of, *older);
            }
            Event::TableAllocated {
                volume,
                tree,
                level,
                table,
                entries,
                start,
            } => {
                let made = Table {
                    volume: *volume,
                    level: *level,
                    start: *start,
                    fan_out: *entries,
                    entries: BTreeMap::new(),
                };
                self.fold_table_allocated(*tree, *table, made);
            }
            Event::EntrySet {
                volume,
                page,
                level,
                table,
                index,
                old,
                entry,
            } => {
                self.fold_table_entry(*volume, *table, *index, *entry);
                self.fold_exception(*volume, *page, *level, old.is_none(), *entry);
            }
            Event::PageAllocated { tree, offset, .. } => self.fold_page_allocated(*tree, *offset),
            Event::PageCopied {
                tree,
                from,
                offset,
                content,
                ..
            } => {
                self.fold_page_content(*tree, *offset, content);
                self.inherit_origin(*tree, *from, Location::Data(*offset));
            }
            Event::PageWritten {
                tree,
                volume,
                page,
                offset,
                content,
            } => {
                self.fold_page_content(*tree, *offset, content);
                self.note_origin(*tree, *volume, *page, Location::Data(*offset));
            }
            Event::PageShared {
                tree,
                offset,
                references,
            }
            | Event::PageReleased {
                tree,
                offset,
                references,
            } => {
                self.fold_references(*tree, *offset, *references);
            }
            Event::BaseWritten {
                volume,
                page,
                first,
                content,
            } => {
                self.fold_base_written(*volume, *page, *first, content);
            }
            Event::HintSet {
                volume,
                page,
                target,
            } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    volume.hints.insert(*page, *target);
                }
            }
            Event::HintDropped { volume, page } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    volume.hints.remove(page);
                }
            }
            Event::LinkChanged { volume, parent } => self.fold_link_changed(*volume, *parent),
            Event::TableFreed {
                volume,
                tree,
                level,
                table,
                entries,
            } => {
                self.fold_table_freed(*volume, *tree, *level, *table, *entries);
            }
            Event::VolumeDeleted { volume } => {
                self.volumes.remove(volume);
            }
            Event::TreeDeleted { tree } => {
                self.trees.remove(tree);
            }
            Event::PolicySet { policy } => self.policy = *policy,
            Event::WriteBegun { .. }
            | Event::PushBegun { .. }
            | Event::PushSkipped { .. }
            | Event::EntryExamined { .. }
            | Event::WriteEnded { .. }
            | Event::ReadBegun { .. }
            | Event::VolumeVisited { .. }
            | Event::LinkFollowed { .. }
            | Event::HintFollowed { .. }
            | Event::RedirectFollowed { .. }
            | Event::PageFound { .. }
            | Event::DiffBegun { .. }
            | Event::DiffExamined { .. }
            | Event::DiffEnded { .. } => {}
        }
    }

    fn detail(&mut self, tree: TreeId) -> Option<&mut TreeDetail> {
        self.trees.get_mut(&tree)?.detail.as_mut()
    }

    fn fold_volume_created(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        geometry: &Geometry,
        stamps: bool,
    ) {
        let full = geometry.pages() <= DETAIL_PAGES_MAX;
        self.trees.insert(
            tree,
            TreeOutline {
                base: volume,
                geometry: geometry.clone(),
                stamps,
                admin_entries: 0,
                data_pages: 0,
                base_pages: 0,
                detail: full.then(TreeDetail::default),
            },
        );
        self.volumes.insert(
            volume,
            VolumeOutline {
                tree,
                kind: Kind::Base,
                parent: None,
                copy_of: None,
                exceptions: 0,
                tables: Vec::new(),
                root: None,
                held: Held::empty(geometry),
                hints: BTreeMap::new(),
            },
        );
    }

    fn fold_snapshot_taken(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        kind: Kind,
        parent: VolumeId,
        copy_of: VolumeId,
        older: Option<VolumeId>,
    ) {
        if let Some(older) = older.and_then(|id| self.volumes.get_mut(&id)) {
            older.parent = Some(volume);
        }
        let Some(outline) = self.trees.get_mut(&tree) else {
            return;
        };
        self.volumes.insert(
            volume,
            VolumeOutline {
                tree,
                kind,
                parent: Some(parent),
                copy_of: Some(copy_of),
                exceptions: 0,
                tables: vec![0; outline.geometry.levels().len()],
                root: None,
                held: Held::empty(&outline.geometry),
                hints: BTreeMap::new(),
            },
        );
    }

    fn fold_table_allocated(&mut self, tree: TreeId, at: AdminOffset, table: Table) {
        if let Some(volume) = self.volumes.get_mut(&table.volume) {
            volume.tables[usize::from(table.level) - 1] += 1;
            if table.level == 1 {
                volume.root = Some(at);
            }
        }
        if let Some(tree) = self.trees.get_mut(&tree) {
            tree.admin_entries += u64::from(table.fan_out);
            if let Some(detail) = &mut tree.detail {
                detail.tables.insert(at, table);
            }
        }
    }

    fn fold_table_entry(&mut self, volume: VolumeId, table: AdminOffset, index: u32, entry: Entry) {
        let Some(tree) = self.volumes.get(&volume).map(|v| v.tree) else {
            return;
        };
        let table = self.detail(tree).and_then(|d| d.tables.get_mut(&table));
        if let Some(table) = table {
            table.entries.insert(index, entry);
        }
    }

    fn fold_exception(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        level: u8,
        fresh: bool,
        entry: Entry,
    ) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let Some(tree) = self.trees.get(&outline.tree) else {
            return;
        };
        if usize::from(level) < tree.geometry.levels().len() {
            return;
        }
        outline.exceptions += u64::from(fresh);
        match &mut outline.held {
            Held::Pages(entries) => {
                entries.insert(page, entry);
            }
            Held::Density(counts) => {
                counts[density_bucket(&tree.geometry, page)] += u64::from(fresh);
            }
        }
    }

    fn fold_page_allocated(&mut self, tree: TreeId, offset: DataOffset) {
        let Some(tree) = self.trees.get_mut(&tree) else {
            return;
        };
        tree.data_pages += 1;
        if let Some(detail) = &mut tree.detail {
            let content = zero(tree.stamps);
            let page = DataPage {
                content,
                references: 1,
            };
            detail.data.insert(offset, page);
        }
    }

    fn fold_page_content(&mut self, tree: TreeId, offset: DataOffset, content: &Content<'_>) {
        let page = self.detail(tree).and_then(|d| d.data.get_mut(&offset));
        if let Some(page) = page {
            page.content = content.to_trimmed();
        }
    }

    fn fold_references(&mut self, tree: TreeId, offset: DataOffset, references: u32) {
        let Some(tree) = self.trees.get_mut(&tree) else {
            return;
        };
        tree.data_pages -= u64::from(references == 0);
        let Some(detail) = &mut tree.detail else {
            return;
        };
        if references == 0 {
            detail.data.remove(&offset);
            detail.origins.remove(&Location::Data(offset));
        } else if let Some(page) = detail.data.get_mut(&offset) {
            page.references = references;
        }
    }

    fn fold_base_written(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        first: bool,
        content: &Content<'_>,
    ) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let id = outline.tree;
        let Some(tree) = self.trees.get_mut(&id) else {
            return;
        };
        tree.base_pages += u64::from(first);
        if let Some(detail) = &mut tree.detail {
            detail.base.insert(page, content.to_trimmed());
        }
        if let Held::Density(counts) = &mut outline.held {
            counts[density_bucket(&tree.geometry, page)] += u64::from(first);
        }
        self.note_origin(id, volume, page, Location::Base(volume, page));
    }

    fn note_origin(&mut self, tree: TreeId, volume: VolumeId, page: PageNo, at: Location) {
        if let Some(detail) = self.detail(tree) {
            let writes = detail.writes.entry(page).or_default();
            *writes += 1;
            let origin = Origin {
                version: *writes,
                volume,
            };
            detail.origins.insert(at, origin);
        }
    }

    fn inherit_origin(&mut self, tree: TreeId, from: Location, to: Location) {
        if let Some(detail) = self.detail(tree) {
            match detail.origins.get(&from).copied() {
                Some(origin) => detail.origins.insert(to, origin),
                None => detail.origins.remove(&to),
            };
        }
    }

    fn fold_link_changed(&mut self, volume: VolumeId, parent: VolumeId) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        outline.parent = Some(parent);
        if outline.kind == Kind::Rwss {
            outline.copy_of = Some(parent);
        }
    }

    fn fold_table_freed(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        level: u8,
        table: AdminOffset,
        entries: u32,
    ) {
        if let Some(volume) = self.volumes.get_mut(&volume) {
            volume.tables[usize::from(level) - 1] -= 1;
        }
        if let Some(tree) = self.trees.get_mut(&tree) {
            tree.admin_entries -= u64::from(entries);
            if let Some(detail) = &mut tree.detail {
                detail.tables.remove(&table);
            }
        }
    }
}

impl Observer for Outline {
    fn event(&mut self, event: &Event<'_>) {
        self.fold(event);
    }
}

impl Held {
    fn empty(geometry: &Geometry) -> Self {
        if geometry.pages() <= DETAIL_PAGES_MAX {
            Self::Pages(BTreeMap::new())
        } else {
            Self::Density(vec![0; DENSITY_BUCKETS as usize])
        }
    }
}

fn zero(stamps: bool) -> Content<'static> {
    if stamps {
        Content::Stamp(0)
    } else {
        Content::bytes(&[])
    }
}
