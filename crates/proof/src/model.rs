//! The flat oracle: every volume is a full copy of its pages. It knows links, sizes and which
//! pages a snapshot was given, so that it can also foretell pushes, exceptions and refusals; of
//! tables, offsets, references and skip pointers it knows nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, Series, VolumeId};
use cowpath_engine::policy::Policy;

use crate::mirror::zero;
use crate::restoring::Restoring;

/// Volumes of at most so many pages are looked at page by page.
const SMALL: u64 = 24;

/// A page without its trailing zeros.
pub type Page = Content<'static>;

/// A volume, copied whole.
#[derive(Clone, Debug)]
pub struct Volume {
    /// The base volume of its tree.
    pub base: VolumeId,
    pub kind: Kind,
    pub parent: Option<VolumeId>,
    /// The read-write volume of its branch.
    pub head: VolumeId,
    pub series: Series,
    pub read_only: bool,
    pub stale: bool,
    pub backup_of: Option<VolumeId>,
    /// As many as the volume has; shared with those that show the same until one changes.
    pub pages: Rc<Vec<Page>>,
    /// Pages that a snapshot holds itself.
    pub held: BTreeSet<u64>,
}

impl Volume {
    /// Its size, in pages.
    pub fn size(&self) -> u64 {
        self.pages.len() as u64
    }

    /// Whether hosts may write to it.
    pub fn is_writable(&self) -> bool {
        self.kind.is_writable() && !self.read_only
    }
}

/// What a tree has as a whole.
#[derive(Clone, Debug)]
pub struct Shape {
    pub geometry: Geometry,
    pub stamps: bool,
    pub capacity: Capacity,
    pub change_log: u64,
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// By base volume.
    pub shapes: BTreeMap<VolumeId, Shape>,
    pub volumes: BTreeMap<VolumeId, Volume>,
    /// By base volume.
    pub restores: BTreeMap<VolumeId, Restoring>,
    pub created: u32,
    /// Pages written so far: what unique contents count.
    pub written: u64,
    pub policy: Policy,
}

impl Model {
    /// The shape of a living volume's tree.
    pub fn shape(&self, volume: VolumeId) -> &Shape {
        &self.shapes[&self.volumes[&volume].base]
    }

    /// Volumes that read through this one.
    pub fn children(&self, volume: VolumeId) -> Vec<VolumeId> {
        let reads = |(_, child): &(&VolumeId, &Volume)| child.parent == Some(volume);
        let children = self.volumes.iter().filter(reads);
        children.map(|(id, _)| *id).collect()
    }

    /// A volume and everything that reads through it.
    pub fn readers(&self, volume: VolumeId) -> BTreeSet<VolumeId> {
        let reads = |id: &&VolumeId| self.path(**id).contains(&volume);
        self.volumes.keys().filter(reads).copied().collect()
    }

    /// The newest read-only snapshots of a read-write volume, one for each series, in order.
    pub fn newest(&self, head: VolumeId) -> Vec<VolumeId> {
        let mut newest = self.children(head);
        newest.retain(|id| self.volumes[id].kind == Kind::Ross);
        newest.sort_by_key(|id| self.volumes[id].series);
        newest
    }

    /// The snapshots that must be given a page before it changes.
    pub fn lacking(&self, volume: VolumeId, page: u64) -> Vec<VolumeId> {
        if !self.volumes[&volume].kind.is_writable() {
            return Vec::new();
        }
        let mut newest = self.newest(volume);
        newest.retain(|id| {
            let ross = &self.volumes[id];
            !ross.stale && page < ross.size() && !ross.held.contains(&page)
        });
        newest
    }

    /// A volume and those it reads through, up to the base.
    pub fn path(&self, volume: VolumeId) -> Vec<VolumeId> {
        std::iter::successors(Some(volume), |at| self.volumes[at].parent).collect()
    }

    /// Pages whose contents differ between two volumes of a tree. What is past the end of one
    /// shows nothing there.
    pub fn differing(&self, a: VolumeId, b: VolumeId) -> BTreeSet<PageNo> {
        let nothing = zero(self.shape(a).stamps);
        let (a, b) = (&self.volumes[&a].pages, &self.volumes[&b].pages);
        let pages = 0..a.len().max(b.len());
        let differ =
            |page: &usize| a.get(*page).unwrap_or(&nothing) != b.get(*page).unwrap_or(&nothing);
        pages
            .filter(differ)
            .map(|page| PageNo(page as u64))
            .collect()
    }

    /// Pages worth a look: of small volumes all, of large ones those that any volume holds, those
    /// at the ends, and a few between.
    pub fn sample(&self) -> BTreeSet<u64> {
        let mut pages = BTreeSet::new();
        for volume in self.volumes.values() {
            let count = volume.size();
            pages.extend(0..count.min(SMALL));
            pages.extend((SMALL..count).step_by(997).chain(count - 1..count));
            pages.extend(&volume.held);
        }
        pages
    }

    /// Pages that a volume holds strictly below the first one that both read through.
    pub fn below(&self, a: VolumeId, b: VolumeId) -> BTreeSet<PageNo> {
        let (a, b) = (self.path(a), self.path(b));
        let one = a.iter().filter(|at| !b.contains(at));
        let other = b.iter().filter(|at| !a.contains(at));
        let held = one.chain(other).flat_map(|at| &self.volumes[at].held);
        held.map(|page| PageNo(*page)).collect()
    }

    /// The least size of the volumes on the two paths up to the first they share.
    pub fn common_end(&self, a: VolumeId, b: VolumeId) -> u64 {
        let (a, b) = (self.path(a), self.path(b));
        let shared = a.iter().filter(|at| b.contains(at));
        let first = shared.map(|at| self.volumes[at].size()).next();
        let one = a.iter().filter(|at| !b.contains(at));
        let other = b.iter().filter(|at| !a.contains(at));
        let sizes = one.chain(other).map(|at| self.volumes[at].size());
        sizes.chain(first).min().unwrap_or_default()
    }

    pub(crate) fn at(&mut self, volume: VolumeId) -> &mut Volume {
        self.volumes.get_mut(&volume).expect("a living volume")
    }

    /// Sets one page of a volume.
    pub(crate) fn show(&mut self, volume: VolumeId, page: u64, content: Page) {
        Rc::make_mut(&mut self.at(volume).pages)[page as usize] = content;
    }

    /// Cuts a volume, or adds pages of zeros.
    pub(crate) fn resize(&mut self, volume: VolumeId, pages: u64) {
        let nothing = zero(self.shape(volume).stamps);
        let volume = self.at(volume);
        Rc::make_mut(&mut volume.pages).resize(pages as usize, nothing);
        volume.held.retain(|page| *page < pages);
    }

    pub(crate) fn create_base(&mut self, geometry: &Geometry, stamps: bool) -> VolumeId {
        let id = self.next_id();
        let volume = Volume {
            base: id,
            kind: Kind::Base,
            parent: None,
            head: id,
            series: Series::default(),
            read_only: false,
            stale: false,
            backup_of: None,
            pages: Rc::new(vec![zero(stamps); geometry.pages() as usize]),
            held: BTreeSet::new(),
        };
        let shape = Shape {
            geometry: geometry.clone(),
            stamps,
            capacity: Capacity::default(),
            change_log: 0,
        };
        self.shapes.insert(id, shape);
        self.volumes.insert(id, volume);
        id
    }

    pub(crate) fn take_ross(&mut self, of: VolumeId, series: Series) -> VolumeId {
        let mut newest = self.newest(of).into_iter();
        let older = newest.find(|id| self.volumes[id].series == series);
        let id = self.snapshot(Kind::Ross, of);
        self.at(id).series = series;
        if let Some(older) = older {
            self.at(older).parent = Some(id);
        }
        id
    }

    pub(crate) fn take_rwss(&mut self, of: VolumeId, read_only: bool) {
        let id = self.snapshot(Kind::Rwss, of);
        self.at(id).read_only = read_only;
    }

    fn snapshot(&mut self, kind: Kind, of: VolumeId) -> VolumeId {
        let id = self.next_id();
        let source = &self.volumes[&of];
        let volume = Volume {
            base: source.base,
            kind,
            parent: Some(of),
            head: if kind == Kind::Ross { of } else { id },
            series: Series::default(),
            read_only: false,
            stale: false,
            backup_of: None,
            pages: Rc::clone(&source.pages),
            held: BTreeSet::new(),
        };
        self.volumes.insert(id, volume);
        id
    }

    fn next_id(&mut self) -> VolumeId {
        let id = VolumeId(self.created);
        self.created += 1;
        id
    }

    /// Snapshots lose their entries for want of room.
    pub(crate) fn strip(&mut self, victims: &BTreeSet<VolumeId>) {
        for &victim in victims {
            let volume = self.at(victim);
            volume.stale = true;
            volume.held.clear();
        }
    }

    /// The order in which a set is deleted: the deepest first.
    pub fn deletion_order(&self, volumes: &[VolumeId]) -> Vec<VolumeId> {
        let mut order = volumes.to_vec();
        order.sort_by_key(|id| (std::cmp::Reverse(self.path(*id).len()), *id));
        order.dedup();
        order
    }
}
