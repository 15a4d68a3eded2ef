//! A second fold of the events, written apart from the engine's own: tables, pages, sizes and
//! links as the events alone tell them. What can be read from it must be what the engine shows.
//! It also tells where a page lies, which the flat oracle cannot know.

mod look;

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{AdminOffset, DataOffset, PageNo, TreeId, VolumeId};
use cowpath_engine::restore::Mode;

/// One volume.
#[derive(Clone, Debug)]
struct Volume {
    tree: TreeId,
    parent: Option<VolumeId>,
    root: Option<AdminOffset>,
    pages: u64,
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

/// Where a restore leads.
#[derive(Clone, Debug)]
struct Lead {
    base: VolumeId,
    source: VolumeId,
    receivers: Vec<VolumeId>,
    new: VolumeId,
    lazy: bool,
    /// How many work items wait for a page.
    waits: BTreeMap<u64, u32>,
    bits: BTreeSet<u64>,
}

/// All that the events told.
#[derive(Clone, Debug, Default)]
pub struct Mirror {
    volumes: BTreeMap<VolumeId, Volume>,
    trees: BTreeMap<TreeId, Tree>,
    restores: BTreeMap<TreeId, Lead>,
    /// While a machine comes back, reference counts are set, not counted.
    recovers: bool,
}

impl Mirror {
    /// Folds one event in, and asserts that it fits what is known.
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
                    zero: zero(*stamps),
                };
                self.trees.insert(*tree, made);
                self.volume_made(*volume, *tree, None, geometry.pages());
            }
            Event::SnapshotTaken {
                volume,
                tree,
                parent,
                older,
                pages,
                ..
            } => {
                self.volume_made(*volume, *tree, Some(*parent), *pages);
                if let Some(older) = older {
                    self.volume(*older).parent = Some(*volume);
                }
            }
            Event::LinkChanged { volume, parent } => self.volume(*volume).parent = Some(*parent),
            Event::Exchanged { volume, with } => self.exchanged(*volume, *with),
            Event::SizeChanged { volume, pages } => self.volume(*volume).pages = *pages,
            Event::VolumeDeleted { volume } => {
                self.volumes.remove(volume).expect("it lived");
            }
            Event::TreeDeleted { tree } => {
                self.trees.remove(tree).expect("it lived");
            }
            Event::RecoveryBegun => self.recovers = true,
            Event::IntentLogged { .. } | Event::RecoveryEnded { .. } => self.recovers = false,
            _ => self.fold_restores(event),
        }
    }

    fn fold_restores(&mut self, event: &Event<'_>) {
        match event {
            Event::RestoreBegun { tree, restore } => {
                let mut waits = BTreeMap::new();
                for page in restore.old_left.iter().chain(&restore.left) {
                    *waits.entry(page.0).or_default() += 1;
                }
                let lead = Lead {
                    base: restore.base,
                    source: restore.source,
                    receivers: restore.receivers().collect(),
                    new: restore.new,
                    lazy: restore.mode == Mode::Lazy,
                    waits,
                    bits: BTreeSet::new(),
                };
                let ran = self.restores.insert(*tree, lead);
                assert!(ran.is_none(), "one restore at a time");
            }
            Event::RestorePageWritten { base, page, .. } => {
                let lead = self.lead_of(*base);
                match lead.lazy {
                    true => {
                        lead.bits.insert(page.0);
                    }
                    false => {
                        lead.waits.remove(&page.0).expect("it waited");
                    }
                }
            }
            Event::RestoreItemEnded { base, page, .. } => {
                let lead = self.lead_of(*base);
                let left = lead.waits.get_mut(&page.0).expect("it waited");
                *left -= 1;
                if *left == 0 {
                    lead.waits.remove(&page.0);
                    lead.bits.remove(&page.0);
                }
            }
            Event::RestorePageReset { base, page } => {
                let lead = self.lead_of(*base);
                lead.waits.remove(&page.0).expect("it waited");
                lead.bits.remove(&page.0);
            }
            Event::RestoreEnded { base } | Event::RestoreCancelled { base, .. } => {
                let tree = self.tree_of(*base);
                let lead = self.restores.remove(&tree).expect("it ran");
                assert!(lead.waits.is_empty(), "{event:?}");
            }
            _ => self.fold_tables(event),
        }
    }

    fn lead_of(&mut self, base: VolumeId) -> &mut Lead {
        let tree = self.tree_of(base);
        self.restores.get_mut(&tree).expect("a restore runs")
    }

    fn fold_tables(&mut self, event: &Event<'_>) {
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
                let taken = self.tree(*tree).tables.insert(*table, room);
                assert!(taken.is_none(), "{event:?}");
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
            } => self.entry_becomes(event, (*volume, *table, *index), *old, Some(*entry)),
            Event::EntryRemoved {
                volume,
                table,
                index,
                old,
                ..
            } => self.entry_becomes(event, (*volume, *table, *index), Some(*old), None),
            _ => self.fold_pages(event),
        }
    }

    fn entry_becomes(
        &mut self,
        event: &Event<'_>,
        (volume, table, index): (VolumeId, AdminOffset, u32),
        old: Option<Entry>,
        new: Option<Entry>,
    ) {
        let tree = self.volume(volume).tree;
        let room = self.tree(tree).tables.get_mut(&table).expect("it is there");
        assert_eq!(room[index as usize], old, "{event:?}");
        room[index as usize] = new;
    }

    fn fold_pages(&mut self, event: &Event<'_>) {
        match event {
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
                let content = content.to_trimmed();
                assert_eq!(self.content(*tree, *from), content, "{event:?}");
                self.page(*tree, *offset).0 = content;
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
            } => self.references_become(event, *tree, *offset, *references, 1),
            Event::PageReleased {
                tree,
                offset,
                references,
            } => self.references_become(event, *tree, *offset, *references, -1),
            _ => self.fold_base(event),
        }
    }

    fn references_become(
        &mut self,
        event: &Event<'_>,
        tree: TreeId,
        offset: DataOffset,
        references: u32,
        change: i32,
    ) {
        let recovers = self.recovers;
        let page = self.page(tree, offset);
        if !recovers {
            assert_eq!(
                page.1.checked_add_signed(change),
                Some(references),
                "{event:?}"
            );
        }
        page.1 = references;
        if references == 0 {
            self.tree(tree).data.remove(&offset);
        }
    }

    fn fold_base(&mut self, event: &Event<'_>) {
        match event {
            Event::BaseWritten {
                volume,
                page,
                first,
                content,
            } => self.base_becomes(event, *volume, *page, *first, content),
            Event::BaseCopied {
                volume,
                page,
                first,
                from_tree,
                from,
                content,
            } => {
                let source = self.content(*from_tree, *from);
                assert_eq!(source, content.to_trimmed(), "{event:?}");
                self.base_becomes(event, *volume, *page, *first, content);
            }
            Event::BaseDiscarded { volume, page } => {
                let tree = self.volume(*volume).tree;
                let had = self.tree(tree).base.remove(page);
                assert!(had.is_some(), "{event:?}");
            }
            _ => {}
        }
    }

    fn base_becomes(
        &mut self,
        event: &Event<'_>,
        volume: VolumeId,
        page: PageNo,
        first: bool,
        content: &Content<'_>,
    ) {
        let tree = self.volume(volume).tree;
        let old = self.tree(tree).base.insert(page, content.to_trimmed());
        assert_eq!(old.is_none(), first, "{event:?}");
    }

    fn exchanged(&mut self, a: VolumeId, b: VolumeId) {
        let both = [a, b].map(|id| self.volumes.remove(&id).expect("it lives"));
        let [first, second] = both;
        self.volumes.insert(a, second);
        self.volumes.insert(b, first);
        for volume in self.volumes.values_mut() {
            volume.parent = volume.parent.map(|parent| match parent {
                _ if parent == a => b,
                _ if parent == b => a,
                other => other,
            });
        }
    }

    fn volume_made(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        parent: Option<VolumeId>,
        pages: u64,
    ) {
        let made = Volume {
            tree,
            parent,
            root: None,
            pages,
        };
        let taken = self.volumes.insert(volume, made);
        assert!(taken.is_none(), "ids are not used again");
    }

    fn volume(&mut self, id: VolumeId) -> &mut Volume {
        let found = self.volumes.get_mut(&id);
        found.expect("events name living volumes")
    }

    fn tree(&mut self, id: TreeId) -> &mut Tree {
        self.trees.get_mut(&id).expect("events name living trees")
    }

    fn page(&mut self, tree: TreeId, offset: DataOffset) -> &mut (Content<'static>, u32) {
        let found = self.tree(tree).data.get_mut(&offset);
        found.expect("events name pages in use")
    }

    fn content(&self, tree: TreeId, location: Location) -> Content<'static> {
        let tree = &self.trees[&tree];
        match location {
            Location::Base(_, page) => tree.base.get(&page).unwrap_or(&tree.zero).clone(),
            Location::Data(offset) => tree.data[&offset].0.clone(),
            Location::Zero => tree.zero.clone(),
        }
    }
}

/// The content of a page that was never written.
pub(crate) fn zero(stamps: bool) -> Content<'static> {
    match stamps {
        true => Content::Stamp(0),
        false => Content::bytes(&[]),
    }
}
