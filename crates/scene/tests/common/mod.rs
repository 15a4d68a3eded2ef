//! A tiny author of event lists: what an engine would tell about a few
//! commands, written by hand so that pictures are tested without an engine.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{AdminOffset, DataOffset, Kind, PageNo, Runs, TreeId, VolumeId};
use cowpath_engine::projection::{Held, Outline};

/// A state and how it came to be.
pub struct Script {
    pub outline: Outline,
    pub names: BTreeMap<VolumeId, String>,
    /// Events of the last command.
    pub events: Vec<Event<'static>>,
    /// Whether a push from a read-write snapshot shares.
    pub share: bool,
    ids: BTreeMap<String, VolumeId>,
    newest: BTreeMap<VolumeId, VolumeId>,
    next: u32,
    admin: u64,
    data: u64,
}

impl Script {
    pub fn new() -> Self {
        Self {
            outline: Outline::default(),
            names: BTreeMap::new(),
            events: Vec::new(),
            share: true,
            ids: BTreeMap::new(),
            newest: BTreeMap::new(),
            next: 0,
            admin: 0,
            data: 0,
        }
    }

    pub fn id(&self, name: &str) -> VolumeId {
        self.ids[name]
    }

    pub fn emit(&mut self, event: Event<'static>) {
        self.outline.fold(&event);
        self.events.push(event);
    }

    fn add(&mut self, name: &str) -> VolumeId {
        let id = VolumeId(self.next);
        self.next += 1;
        self.ids.insert(name.to_owned(), id);
        self.names.insert(id, name.to_owned());
        id
    }

    pub fn base(&mut self, name: &str, pages: u64, levels: &[u32]) -> &mut Self {
        self.events.clear();
        let geometry = Geometry::new(pages, 64, levels).expect("a good geometry");
        let volume = self.add(name);
        let tree = TreeId(self.outline.trees.len() as u32);
        self.emit(Event::VolumeCreated {
            volume,
            tree,
            geometry: Box::leak(Box::new(geometry)),
            stamps: false,
        });
        self
    }

    fn tree(&self, volume: VolumeId) -> (TreeId, Geometry) {
        let tree = self.outline.volumes[&volume].tree;
        (tree, self.outline.trees[&tree].geometry.clone())
    }

    fn snapshot(&mut self, name: &str, of: &str, kind: Kind) {
        self.events.clear();
        let parent = self.id(of);
        let volume = self.add(name);
        let (tree, geometry) = self.tree(parent);
        let older = (kind == Kind::Ross)
            .then(|| self.newest.insert(parent, volume))
            .flatten();
        self.emit(Event::SnapshotTaken {
            volume,
            tree,
            kind,
            parent,
            copy_of: parent,
            older,
        });
        self.table(volume, tree, &geometry, 0, PageNo(0));
    }

    pub fn ross(&mut self, name: &str, of: &str) -> &mut Self {
        self.snapshot(name, of, Kind::Ross);
        self
    }

    pub fn rwss(&mut self, name: &str, of: &str) -> &mut Self {
        self.snapshot(name, of, Kind::Rwss);
        self
    }

    fn table(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        geometry: &Geometry,
        level: usize,
        page: PageNo,
    ) -> AdminOffset {
        let table = AdminOffset(self.admin);
        let entries = geometry.levels()[level];
        self.admin += u64::from(entries);
        let start = geometry.table_start(level, page);
        self.emit(Event::TableAllocated {
            volume,
            tree,
            level: level as u8 + 1,
            table,
            entries,
            start,
        });
        table
    }

    /// Walks to the leaf, making tables; returns the leaf's table, index and entry.
    fn walk(&mut self, volume: VolumeId, page: PageNo) -> (AdminOffset, u32, Option<Entry>) {
        let (tree, geometry) = self.tree(volume);
        let mut table = self.outline.volumes[&volume]
            .root
            .expect("a snapshot has a root");
        let mut fresh = false;
        for level in 0..=geometry.leaf() {
            let index = geometry.index(level, page);
            let detail = self.outline.trees[&tree].detail.as_ref();
            let entry = detail
                .and_then(|d| d.tables[&table].entries.get(&index))
                .copied();
            if !fresh {
                self.emit(Event::EntryExamined {
                    volume,
                    page,
                    level: level as u8 + 1,
                    table,
                    index,
                    entry,
                });
            }
            if level == geometry.leaf() {
                return (table, index, entry);
            }
            table = match entry {
                Some(Entry::Table(next)) => next,
                _ => {
                    fresh = true;
                    let next = self.table(volume, tree, &geometry, level + 1, page);
                    self.emit(Event::EntrySet {
                        volume,
                        page,
                        level: level as u8 + 1,
                        table,
                        index,
                        old: None,
                        entry: Entry::Table(next),
                    });
                    next
                }
            };
        }
        unreachable!("the leaf level returns")
    }

    fn set(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        at: (AdminOffset, u32, Option<Entry>),
        entry: Entry,
    ) {
        let level = self.tree(volume).1.levels().len() as u8;
        let (table, index, old) = at;
        self.emit(Event::EntrySet {
            volume,
            page,
            level,
            table,
            index,
            old,
            entry,
        });
    }

    fn allocate(&mut self, tree: TreeId, page: PageNo) -> DataOffset {
        let offset = DataOffset(self.data);
        self.data += 1;
        self.emit(Event::PageAllocated { tree, page, offset });
        offset
    }

    pub fn write(&mut self, name: &str, page: u64, text: &str) -> &mut Self {
        self.events.clear();
        let (volume, page) = (self.id(name), PageNo(page));
        let (tree, _) = self.tree(volume);
        let content = Content::Bytes(Cow::Owned(text.as_bytes().to_vec()));
        self.emit(Event::WriteBegun { volume, page });
        if let Some(into) = self.newest.get(&volume).copied() {
            self.push(volume, into, page);
        }
        if self.outline.volumes[&volume].kind == Kind::Base {
            let first = self.outline.own(volume, page).is_none();
            self.emit(Event::BaseWritten {
                volume,
                page,
                first,
                content,
            });
        } else {
            let leaf = self.walk(volume, page);
            let in_place = match leaf.2 {
                Some(Entry::Page(at)) if self.references(tree, at) == 1 => Some(at),
                _ => None,
            };
            let offset = in_place.unwrap_or_else(|| self.allocate(tree, page));
            self.emit(Event::PageWritten {
                tree,
                volume,
                page,
                offset,
                content,
            });
            if in_place.is_none() {
                self.set(volume, page, leaf, Entry::Page(offset));
                if let Some(Entry::Page(offset)) = leaf.2 {
                    let references = self.references(tree, offset) - 1;
                    self.emit(Event::PageReleased {
                        tree,
                        offset,
                        references,
                    });
                }
            }
        }
        self.emit(Event::WriteEnded { volume, page });
        self
    }

    fn references(&self, tree: TreeId, offset: DataOffset) -> u32 {
        let detail = self.outline.trees[&tree].detail.as_ref();
        detail
            .and_then(|d| d.data.get(&offset))
            .map_or(0, |page| page.references)
    }

    fn push(&mut self, volume: VolumeId, into: VolumeId, page: PageNo) {
        let (tree, _) = self.tree(volume);
        self.emit(Event::PushBegun { volume, into, page });
        let leaf = self.walk(into, page);
        if leaf.2.is_some() {
            self.emit(Event::PushSkipped { into, page });
            return;
        }
        let view = self.outline.visible(volume, page);
        let from = view
            .as_ref()
            .map_or(Location::Base(volume, page), |view| view.location);
        let content = view.and_then(|view| view.content.cloned());
        let content = content.unwrap_or(Content::Bytes(Cow::Owned(Vec::new())));
        let offset = match from {
            Location::Data(offset) if self.share => {
                let references = self.references(tree, offset) + 1;
                self.emit(Event::PageShared {
                    tree,
                    offset,
                    references,
                });
                offset
            }
            _ => {
                let offset = self.allocate(tree, page);
                self.emit(Event::PageCopied {
                    tree,
                    page,
                    from,
                    offset,
                    content,
                });
                offset
            }
        };
        self.set(into, page, leaf, Entry::Page(offset));
    }

    pub fn read(&mut self, name: &str, page: u64) -> &mut Self {
        self.events.clear();
        let (mut volume, page) = (self.id(name), PageNo(page));
        self.emit(Event::ReadBegun { volume, page });
        loop {
            self.emit(Event::VolumeVisited { volume, page });
            if self.outline.own(volume, page).is_some() {
                break;
            }
            if let Some(target) = self.outline.volumes[&volume].hints.get(&page).copied() {
                self.emit(Event::HintFollowed {
                    volume,
                    target,
                    page,
                });
                volume = target;
                continue;
            }
            let Some(parent) = self.outline.volumes[&volume].parent else {
                break;
            };
            self.emit(Event::LinkFollowed {
                volume,
                parent,
                page,
            });
            volume = parent;
        }
        let view = self.outline.visible(volume, page).expect("a small tree");
        let (location, content) = (view.location, view.content.cloned());
        let content = content.unwrap_or(Content::Bytes(Cow::Owned(Vec::new())));
        self.emit(Event::PageFound {
            volume,
            page,
            location,
            content,
        });
        self
    }

    pub fn hint(&mut self, name: &str, page: u64, target: &str) -> &mut Self {
        let (volume, target) = (self.id(name), self.id(target));
        self.emit(Event::HintSet {
            volume,
            page: PageNo(page),
            target,
        });
        self
    }

    fn path(&self, from: VolumeId) -> Vec<VolumeId> {
        let next = |at: &VolumeId| self.outline.volumes[at].parent;
        std::iter::successors(Some(from), next).collect()
    }

    pub fn diff(&mut self, a: &str, b: &str, answers: [&[u64]; 3]) -> &mut Self {
        self.events.clear();
        let (a, b) = (self.id(a), self.id(b));
        let (from_a, from_b) = (self.path(a), self.path(b));
        let common = *from_a
            .iter()
            .find(|id| from_b.contains(id))
            .expect("one tree");
        let method = if common == a || common == b { 500 } else { 550 };
        self.emit(Event::DiffBegun {
            a,
            b,
            method,
            common,
        });
        let below = |path: &[VolumeId]| {
            path.iter()
                .copied()
                .take_while(|id| *id != common)
                .collect::<Vec<_>>()
        };
        let mut volumes = below(&from_a);
        volumes.extend(below(&from_b));
        volumes.push(common);
        for volume in volumes {
            let runs = match &self.outline.volumes[&volume].held {
                Held::Pages(entries) => entries.keys().copied().collect(),
                Held::Density(_) => Runs::default(),
            };
            let exceptions: &'static Runs = Box::leak(Box::new(runs));
            self.emit(Event::DiffExamined { volume, exceptions });
        }
        let [literal, location, content] = answers.map(|pages| {
            let runs: Runs = pages.iter().map(|page| PageNo(*page)).collect();
            &*Box::leak(Box::new(runs))
        });
        self.emit(Event::DiffEnded {
            a,
            b,
            literal,
            location,
            content,
        });
        self
    }
}

/// Fig. 8, without the last write.
pub fn fig8_before() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for page in 0..8 {
        s.write("base", page, &format!("a{page}"));
    }
    s.ross("2206", "base").write("base", 0, "b0");
    s.ross("2212", "base")
        .write("base", 1, "b1")
        .write("base", 0, "c0");
    s.write("base", 7, "b7").write("base", 7, "a7");
    s.ross("2210", "base").write("base", 2, "b2");
    s.ross("2204", "base")
        .rwss("2304", "2204")
        .rwss("2104", "2204");
    s.write("base", 3, "b3").write("2304", 4, "x4");
    s.ross("2310", "2304")
        .write("2304", 5, "x5")
        .write("2304", 4, "y4");
    s.ross("2308", "2304").write("2304", 6, "x6");
    s.rwss("2306", "2308").write("2306", 7, "z7");
    s.write("2104", 0, "q0")
        .ross("2106", "2104")
        .write("2104", 0, "r0");
    s
}

/// Fig. 8.
pub fn fig8() -> Script {
    let mut s = fig8_before();
    s.write("base", 6, "b6");
    s
}

/// Fig. 5: 10×10×10, one snapshot, writes to 3, 27, 541 and 1.
pub fn fig5() -> Script {
    let mut s = Script::new();
    s.base("base", 1000, &[10, 10, 10]);
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("old {page}"));
    }
    s.ross("snap", "base");
    for page in [3, 27, 541, 1] {
        s.write("base", page, &format!("new {page}"));
    }
    s
}

/// The outline before event `at` of the last command, and the events before it.
pub fn before(script: &Script, start: &Outline, at: usize) -> (Outline, Vec<Event<'static>>) {
    let mut outline = start.clone();
    let events = script.events[..at].to_vec();
    events.iter().for_each(|event| outline.fold(event));
    (outline, events)
}
