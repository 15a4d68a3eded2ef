//! The flat oracle: every volume is a full copy of its pages. It knows links and which pages a
//! snapshot was given, so that it can also foretell pushes, exceptions and refusals; of tables,
//! offsets, references and skip pointers it knows nothing.

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::command::{Command, Span};
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::policy::{DeletePolicy, Policy};

use crate::pieces::pieces;

/// Volumes of at most so many pages are looked at page by page.
const SMALL: u64 = 20;

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
    pub pages: Vec<Page>,
    /// Pages that a snapshot holds itself.
    pub held: BTreeSet<u64>,
}

/// Shape of a tree.
#[derive(Clone, Debug)]
pub struct Shape {
    pub geometry: Geometry,
    pub stamps: bool,
}

/// Everything there is.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// By base volume.
    pub shapes: BTreeMap<VolumeId, Shape>,
    pub volumes: BTreeMap<VolumeId, Volume>,
    pub created: u32,
    pub policy: Policy,
}

/// What a write does to one page.
#[derive(Clone, Debug)]
pub struct PageWrite {
    pub page: u64,
    pub new: Page,
    /// Whether the newest read-only snapshot gets the old content.
    pub pushed: bool,
}

impl Model {
    /// The rule that refuses a command, if one does.
    pub fn refuses(&self, command: &Command<'_>) -> Option<&'static str> {
        match command {
            Command::CreateVolume { .. } | Command::SetPolicy(_) => None,
            Command::TakeRoss { of, .. } => match self.volumes.get(of) {
                None => Some("unknown-volume"),
                Some(volume) => (volume.kind == Kind::Ross).then_some("not-a-head"),
            },
            Command::TakeRwss { of, .. } => match self.volumes.get(of) {
                None => Some("unknown-volume"),
                Some(volume) => (volume.kind != Kind::Ross).then_some("not-a-ross"),
            },
            Command::Write {
                volume,
                span,
                content,
            } => self.refuses_write(*volume, *span, content),
            Command::Read { volume, page } => match self.volumes.get(volume) {
                None => Some("unknown-volume"),
                Some(found) => (page.0 >= found.pages.len() as u64).then_some("page-out-of-range"),
            },
            Command::Diff { a, b } => match (self.volumes.get(a), self.volumes.get(b)) {
                (Some(a), Some(b)) => (a.base != b.base).then_some("different-trees"),
                _ => Some("unknown-volume"),
            },
            Command::Delete { volumes } => self.refuses_delete(volumes[0]),
            _ => None,
        }
    }

    fn refuses_write(
        &self,
        volume: VolumeId,
        span: Span,
        content: &Content<'_>,
    ) -> Option<&'static str> {
        let Some(found) = self.volumes.get(&volume) else {
            return Some("unknown-volume");
        };
        if found.kind == Kind::Ross {
            return Some("read-only");
        }
        let shape = &self.shapes[&found.base];
        let length = match content {
            Content::Bytes(bytes) if !shape.stamps => bytes.len() as u64,
            Content::Stamp(_) if shape.stamps => 0,
            _ => return Some("no-bytes"),
        };
        let page_bytes = u64::from(shape.geometry.page_bytes());
        let pages = shape.geometry.pages();
        match span {
            Span::Page(page) if page.0 >= pages => Some("page-out-of-range"),
            Span::Page(_) => (length > page_bytes).then_some("too-long"),
            Span::Pages { first, count } if first.0 + count.max(1) > pages => {
                Some("page-out-of-range")
            }
            Span::Pages { count, .. } => (length > count * page_bytes).then_some("too-long"),
            Span::Bytes { .. } if shape.stamps => Some("no-bytes"),
            Span::Bytes { offset } => {
                (offset + length > shape.geometry.bytes()).then_some("offset-out-of-range")
            }
        }
    }

    fn refuses_delete(&self, volume: VolumeId) -> Option<&'static str> {
        let Some(found) = self.volumes.get(&volume) else {
            return Some("unknown-volume");
        };
        let children = self.children(volume);
        if found.kind.is_writable() {
            return (!children.is_empty()).then_some("has-snapshots");
        }
        if self.policy.delete == DeletePolicy::Strict && !children.is_empty() {
            return Some("has-children");
        }
        let parent_is_head = found.parent == Some(found.head);
        let has_rwss = children
            .iter()
            .any(|id| self.volumes[id].kind == Kind::Rwss);
        (parent_is_head && has_rwss).then_some("children-would-follow-head")
    }

    /// Volumes that read through this one.
    pub fn children(&self, volume: VolumeId) -> Vec<VolumeId> {
        let reads = |(_, child): &(&VolumeId, &Volume)| child.parent == Some(volume);
        self.volumes
            .iter()
            .filter(reads)
            .map(|(id, _)| *id)
            .collect()
    }

    /// The newest read-only snapshot of a read-write volume.
    pub fn newest(&self, head: VolumeId) -> Option<VolumeId> {
        let children = self.children(head);
        children
            .into_iter()
            .find(|id| self.volumes[id].kind == Kind::Ross)
    }

    /// What an allowed write does, page by page.
    pub fn writes(&self, volume: VolumeId, span: Span, content: &Content<'_>) -> Vec<PageWrite> {
        let found = &self.volumes[&volume];
        let shape = &self.shapes[&found.base];
        let page_bytes = shape.geometry.page_bytes() as usize;
        let newest = self.newest(volume);
        let mut writes = Vec::new();
        for (page, new) in pieces(found, span, content, page_bytes) {
            let pushed = newest.is_some_and(|ross| !self.volumes[&ross].held.contains(&page));
            writes.push(PageWrite { page, new, pushed });
        }
        writes
    }

    /// Lands one page of a write.
    pub fn land(&mut self, volume: VolumeId, write: &PageWrite) {
        if let (Some(ross), true) = (self.newest(volume), write.pushed) {
            self.at(ross).held.insert(write.page);
        }
        let found = self.at(volume);
        found.pages[write.page as usize] = write.new.clone();
        if found.kind == Kind::Rwss {
            found.held.insert(write.page);
        }
    }

    /// Carries out an allowed command.
    pub fn apply(&mut self, command: &Command<'_>) {
        match command {
            Command::CreateVolume { geometry, stamps } => self.create_base(geometry, *stamps),
            Command::TakeRoss { of, .. } => {
                let older = self.newest(*of);
                let id = self.snapshot(Kind::Ross, *of);
                if let Some(older) = older {
                    self.at(older).parent = Some(id);
                }
            }
            Command::TakeRwss { of, .. } => {
                self.snapshot(Kind::Rwss, *of);
            }
            Command::Write {
                volume,
                span,
                content,
            } => {
                for write in self.writes(*volume, *span, content) {
                    self.land(*volume, &write);
                }
            }
            Command::Delete { volumes } => self.delete(volumes[0]),
            Command::SetPolicy(policy) => self.policy = *policy,
            _ => {}
        }
    }

    /// A volume and those it reads through, up to the base.
    pub fn path(&self, volume: VolumeId) -> Vec<VolumeId> {
        std::iter::successors(Some(volume), |at| self.volumes[at].parent).collect()
    }

    /// Pages whose contents differ between two volumes of a tree.
    pub fn differing(&self, a: VolumeId, b: VolumeId) -> BTreeSet<PageNo> {
        let (a, b) = (&self.volumes[&a].pages, &self.volumes[&b].pages);
        let pages = (0..).map(PageNo).zip(a.iter().zip(b));
        pages
            .filter(|(_, (a, b))| a != b)
            .map(|(page, _)| page)
            .collect()
    }

    /// Pages worth a look: of small volumes all, of large ones those that any volume holds, those
    /// at the ends, and a few between.
    pub fn sample(&self) -> BTreeSet<u64> {
        let mut pages = BTreeSet::new();
        for volume in self.volumes.values() {
            let count = volume.pages.len() as u64;
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

    fn at(&mut self, volume: VolumeId) -> &mut Volume {
        self.volumes.get_mut(&volume).expect("a living volume")
    }

    fn create_base(&mut self, geometry: &Geometry, stamps: bool) {
        let id = VolumeId(self.created);
        self.created += 1;
        let zero = if stamps {
            Content::Stamp(0)
        } else {
            Content::bytes(&[])
        };
        let volume = Volume {
            base: id,
            kind: Kind::Base,
            parent: None,
            head: id,
            pages: vec![zero; geometry.pages() as usize],
            held: BTreeSet::new(),
        };
        let shape = Shape {
            geometry: geometry.clone(),
            stamps,
        };
        self.shapes.insert(id, shape);
        self.volumes.insert(id, volume);
    }

    fn snapshot(&mut self, kind: Kind, of: VolumeId) -> VolumeId {
        let id = VolumeId(self.created);
        self.created += 1;
        let source = &self.volumes[&of];
        let volume = Volume {
            base: source.base,
            kind,
            parent: Some(of),
            head: if kind == Kind::Ross { of } else { id },
            pages: source.pages.clone(),
            held: BTreeSet::new(),
        };
        self.volumes.insert(id, volume);
        id
    }

    fn delete(&mut self, volume: VolumeId) {
        let children = self.children(volume);
        let gone = self.volumes.remove(&volume).expect("a living volume");
        for child in children {
            let child = self.at(child);
            child.parent = gone.parent;
            child.held.extend(&gone.held);
        }
        self.shapes.remove(&volume);
    }
}
