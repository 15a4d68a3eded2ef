//! A second fold of the events, written apart from the engine's own: tables, pages and links as
//! the events alone tell them. What can be read from it must be what the engine shows.

use std::collections::BTreeMap;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{AdminOffset, DataOffset, PageNo, TreeId, VolumeId};

/// One volume.
#[derive(Clone, Debug)]
struct Volume {
    tree: TreeId,
    parent: Option<VolumeId>,
    root: Option<AdminOffset>,
}

/// One tree.
#[derive(Clone, Debug)]
struct Tree {
    geometry: Geometry,
    tables: BTreeMap<AdminOffset, Vec<Option<Entry>>>,
    data: BTreeMap<DataOffset, (Content<'static>, u32)>,
    base: BTreeMap<PageNo, Content<'static>>,
    zero: Content<'static>,
}

/// All that the events told.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    volumes: BTreeMap<VolumeId, Volume>,
    trees: BTreeMap<TreeId, Tree>,
}

impl Mirror {
    pub fn fold(&mut self, event: &Event<'_>) {
        match event {
            Event::VolumeCreated {
                volume,
                tree,
                geometry,
                stamps,
                ..
            } => {
                let made = Tree {
                    geometry: geometry.clone().into_owned(),
                    tables: BTreeMap::new(),
                    data: BTreeMap::new(),
                    base: BTreeMap::new(),
                    zero: if *stamps {
                        Content::Stamp(0)
                    } else {
                        Content::bytes(&[])
                    },
                };
                self.trees.insert(*tree, made);
                self.volume_made(*volume, *tree, None);
            }
            Event::SnapshotTaken {
                volume,
                tree,
                parent,
                older,
                ..
            } => {
                self.volume_made(*volume, *tree, Some(*parent));
                if let Some(older) = older {
                    self.volume(*older).parent = Some(*volume);
                }
            }
            Event::LinkChanged { volume, parent } => self.volume(*volume).parent = Some(*parent),
            Event::VolumeDeleted { volume } => {
                self.volumes.remove(volume).expect("it lived");
            }
            Event::TreeDeleted { tree } => {
                self.trees.remove(tree).expect("it lived");
            }
            _ => self.fold_storage(event),
        }
    }

    fn fold_storage(&mut self, event: &Event<'_>) {
        match event {
            Event::TableAllocated {
                volume,
                tree,
                level,
                table,
                entries,
                ..
            } => {
                let room = vec![None; *entries as usize];
                assert!(
                    self.tree(*tree).tables.insert(*table, room).is_none(),
                    "{event:?}"
                );
                if *level == 1 {
                    self.volume(*volume).root = Some(*table);
                }
            }
            Event::TableFreed { tree, table, .. } => {
                self.tree(*tree).tables.remove(table).expect("it was there");
            }
            Event::EntrySet {
                volume,
                table,
                index,
                old,
                entry,
                ..
            } => {
                let tree = self.volume(*volume).tree;
                let room = self.tree(tree).tables.get_mut(table).expect("it is there");
                assert_eq!(room[*index as usize], *old, "{event:?}");
                room[*index as usize] = Some(*entry);
            }
            Event::PageAllocated { tree, offset, .. } => {
                let tree = self.tree(*tree);
                let zero = tree.zero.clone();
                assert!(tree.data.insert(*offset, (zero, 1)).is_none(), "{event:?}");
            }
            Event::PageCopied {
                tree,
                offset,
                content,
                from,
                ..
            } => {
                assert_eq!(
                    self.content(*tree, *from),
                    content.to_trimmed(),
                    "{event:?}"
                );
                self.page(*tree, *offset).0 = content.to_trimmed();
            }
            Event::PageWritten {
                tree,
                offset,
                content,
                ..
            } => {
                let page = self.page(*tree, *offset);
                assert_eq!(page.1, 1, "only an unshared page is changed: {event:?}");
                page.0 = content.to_trimmed();
            }
            Event::PageShared {
                tree,
                offset,
                references,
            } => {
                let page = self.page(*tree, *offset);
                page.1 += 1;
                assert_eq!(page.1, *references, "{event:?}");
            }
            Event::PageReleased {
                tree,
                offset,
                references,
            } => {
                let page = self.page(*tree, *offset);
                page.1 -= 1;
                assert_eq!(page.1, *references, "{event:?}");
                if *references == 0 {
                    self.tree(*tree).data.remove(offset);
                }
            }
            Event::BaseWritten {
                volume,
                page,
                first,
                content,
            } => {
                let tree = self.volume(*volume).tree;
                let old = self.tree(tree).base.insert(*page, content.to_trimmed());
                assert_eq!(old.is_none(), *first, "{event:?}");
            }
            _ => {}
        }
    }

    fn volume_made(&mut self, volume: VolumeId, tree: TreeId, parent: Option<VolumeId>) {
        let made = Volume {
            tree,
            parent,
            root: None,
        };
        assert!(
            self.volumes.insert(volume, made).is_none(),
            "ids are not used again"
        );
    }

    fn volume(&mut self, id: VolumeId) -> &mut Volume {
        self.volumes
            .get_mut(&id)
            .expect("events name living volumes")
    }

    fn tree(&mut self, id: TreeId) -> &mut Tree {
        self.trees.get_mut(&id).expect("events name living trees")
    }

    fn page(&mut self, tree: TreeId, offset: DataOffset) -> &mut (Content<'static>, u32) {
        self.tree(tree)
            .data
            .get_mut(&offset)
            .expect("events name pages in use")
    }

    fn content(&self, tree: TreeId, location: Location) -> Content<'static> {
        let tree = &self.trees[&tree];
        match location {
            Location::Base(_, page) => tree.base.get(&page).unwrap_or(&tree.zero).clone(),
            Location::Data(offset) => tree.data[&offset].0.clone(),
            Location::Zero => tree.zero.clone(),
        }
    }

    /// The entry a snapshot holds for a page.
    pub fn entry(&self, volume: VolumeId, page: PageNo) -> Option<Entry> {
        let volume = &self.volumes[&volume];
        let tree = &self.trees[&volume.tree];
        let mut table = volume.root?;
        for level in 0..tree.geometry.levels().len() {
            let index = tree.geometry.index(level, page) as usize;
            match tree.tables[&table][index]? {
                Entry::Table(next) => table = next,
                entry => return Some(entry),
            }
        }
        unreachable!("the last level leads to pages")
    }

    /// Where the content that a volume shows of a page lies.
    pub fn place(&self, volume: VolumeId, page: PageNo) -> Location {
        let mut at = volume;
        loop {
            match (self.entry(at, page), self.volumes[&at].parent) {
                (Some(Entry::Page(offset)), _) => return Location::Data(offset),
                (Some(Entry::Redirect(target, _)), _) => at = target,
                (Some(Entry::Zero), _) => return Location::Zero,
                (Some(Entry::Table(_)), _) => unreachable!("a leaf entry is no table"),
                (None, Some(parent)) => at = parent,
                (None, None) => return Location::Base(at, page),
            }
        }
    }

    /// What a volume shows of a page.
    pub fn shows(&self, volume: VolumeId, page: PageNo) -> Content<'static> {
        let tree = self.volumes[&volume].tree;
        self.content(tree, self.place(volume, page))
    }

    /// Tables and pages in use, by tree.
    pub fn in_use(&self) -> BTreeMap<TreeId, (u64, u64)> {
        let use_of = |tree: &Tree| {
            let entries = tree.tables.values().map(|table| table.len() as u64);
            (entries.sum(), tree.data.len() as u64)
        };
        self.trees
            .iter()
            .map(|(id, tree)| (*id, use_of(tree)))
            .collect()
    }
}
