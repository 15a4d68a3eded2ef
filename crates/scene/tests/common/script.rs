//! A tiny author of event lists: what an engine would tell about a few
//! commands, written by hand so that pictures are tested without an engine.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::borrow::Cow;
use std::collections::BTreeMap;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{AdminOffset, DataOffset, Kind, PageNo, TreeId, VolumeId};
use cowpath_engine::projection::Outline;

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
            geometry: Cow::Owned(geometry),
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
}
