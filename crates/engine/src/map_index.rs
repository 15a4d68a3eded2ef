//! The other index: a bit map and a sorted block map for each volume, beside the
//! exception tables (seed 3c3).
//!
//! It is a shadow. The engine's operations run on the tables; the index is kept
//! up from the same events, holds its own bytes, and answers the same look-ups,
//! so that the two can be compared on one log. [`MapIndexes::disagree`] holds
//! them against each other.

use crate::command::VolumeInfo;
use crate::engine::Engine;
use crate::entry::{Entry, Packed};
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::maps::BLOCK_MAP_ENTRY_BYTES;
use crate::sorted::SortedMap;
use crate::store::PageStore;

/// Most pages that a volume with such an index can have: each snapshot takes a
/// bit for every one of them.
pub const INDEXED_PAGES_MAX: u64 = 1 << 24;

/// The index of one volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapIndex {
    /// Bit p mod 64 of word p / 64: whether the block map has page p.
    bits: Vec<u64>,
    /// The block map: a page and its entry, 16 bytes, in page order.
    blocks: Vec<(PageNo, Packed)>,
}

impl MapIndex {
    /// An empty one, for so many pages.
    #[must_use]
    pub fn new(pages: u64) -> Self {
        let mut index = Self::default();
        index.resize(pages);
        index
    }

    fn resize(&mut self, pages: u64) {
        self.bits.resize(words(pages) as usize, 0);
    }

    /// Whether there is an entry for a page: one bit is looked at.
    #[must_use]
    pub fn holds(&self, page: PageNo) -> bool {
        let word = self.bits.get((page.0 / 64) as usize);
        word.is_some_and(|word| word >> (page.0 % 64) & 1 != 0)
    }

    /// The entry for a page: its bit, and then a binary search of the block map.
    #[must_use]
    pub fn find(&self, page: PageNo) -> Option<Entry> {
        if !self.holds(page) {
            return None;
        }
        let at = self.place(page).ok()?;
        self.blocks[at].1.unpack()
    }

    fn place(&self, page: PageNo) -> Result<usize, usize> {
        self.blocks.binary_search_by_key(&page, |entry| entry.0)
    }

    /// Sets the entry for a page. Returns the one that stood there.
    pub fn insert(&mut self, page: PageNo, entry: Entry) -> Option<Entry> {
        let packed = Packed::pack(entry);
        match self.place(page) {
            Ok(at) => std::mem::replace(&mut self.blocks[at].1, packed).unpack(),
            Err(at) => {
                self.blocks.insert(at, (page, packed));
                if let Some(word) = self.bits.get_mut((page.0 / 64) as usize) {
                    *word |= 1 << (page.0 % 64);
                }
                None
            }
        }
    }

    /// Takes the entry for a page away. Returns it.
    pub fn remove(&mut self, page: PageNo) -> Option<Entry> {
        let at = self.place(page).ok()?;
        if let Some(word) = self.bits.get_mut((page.0 / 64) as usize) {
            *word &= !(1 << (page.0 % 64));
        }
        self.blocks.remove(at).1.unpack()
    }

    /// Whether there is no entry at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Every entry, in page order.
    pub fn exceptions(&self) -> impl Iterator<Item = (PageNo, Entry)> + '_ {
        let entries = self.blocks.iter();
        entries.filter_map(|(page, entry)| Some((*page, entry.unpack()?)))
    }

    /// Bytes of the bit map and of the block map.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        bytes(self.bits.len() as u64, self.blocks.len() as u64)
    }
}

/// Words of a bit map of so many pages.
fn words(pages: u64) -> u64 {
    pages.min(INDEXED_PAGES_MAX).div_ceil(64)
}

fn bytes(words: u64, entries: u64) -> u64 {
    words * 8 + entries * BLOCK_MAP_ENTRY_BYTES
}

/// The indexes of all volumes of the trees that have this kind.
#[derive(Clone, Debug, Default)]
pub struct MapIndexes {
    trees: Vec<TreeId>,
    volumes: SortedMap<VolumeId, MapIndex>,
}

fn snapshots<S: PageStore>(engine: &Engine<S>) -> impl Iterator<Item = VolumeInfo> + '_ {
    engine.volumes().filter(|volume| volume.kind != Kind::Base)
}

impl MapIndexes {
    /// Whether no tree has this kind.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// The index of a volume, if it has one.
    #[must_use]
    pub fn of(&self, volume: VolumeId) -> Option<&MapIndex> {
        self.volumes.get(&volume)
    }

    /// Every volume that has one, in order of creation.
    pub fn volumes(&self) -> impl Iterator<Item = VolumeId> + '_ {
        self.volumes.keys().copied()
    }

    /// Whether a tree has this kind.
    #[must_use]
    pub fn has(&self, tree: TreeId) -> bool {
        self.trees.contains(&tree)
    }

    /// From now on a tree has this kind. It must have no snapshots yet.
    pub fn index(&mut self, tree: TreeId) {
        if !self.has(tree) {
            self.trees.push(tree);
        }
    }

    /// From now on a tree has this kind; the indexes of its snapshots are read off their tables.
    pub fn read<S: PageStore>(&mut self, engine: &Engine<S>, tree: TreeId) {
        self.index(tree);
        for snapshot in snapshots(engine).filter(|it| engine.tree_of(it.id) == Some(tree)) {
            let mut index = MapIndex::new(snapshot.pages);
            for (page, entry) in engine.exceptions_of(snapshot.id) {
                index.insert(page, entry);
            }
            self.volumes.insert(snapshot.id, index);
        }
    }

    /// Bytes that [`MapIndexes::read`] takes for a tree.
    #[must_use]
    pub fn bytes_to_read<S: PageStore>(engine: &Engine<S>, tree: TreeId) -> u64 {
        snapshots(engine)
            .filter(|it| engine.tree_of(it.id) == Some(tree))
            .map(|it| bytes(words(it.pages), it.exceptions))
            .fold(0, u64::saturating_add)
    }

    /// The first volume and page for which an index and the tables do not answer
    /// alike, if there is one: whether there is an entry, which one, and nothing
    /// else, for every page of the volume.
    #[must_use]
    pub fn disagree<S: PageStore>(&self, engine: &Engine<S>) -> Option<(VolumeId, PageNo)> {
        let indexed = snapshots(engine)
            .filter(|volume| engine.tree_of(volume.id).is_some_and(|tree| self.has(tree)));
        let mut living = 0;
        for volume in indexed {
            living += 1;
            let Some(index) = self.of(volume.id) else {
                return Some((volume.id, PageNo(0)));
            };
            let told = engine.exceptions_of(volume.id);
            let differs = |page: &PageNo| {
                let entry = engine.entry(volume.id, *page);
                index.find(*page) != entry || index.holds(*page) != entry.is_some()
            };
            let near = told.iter().flat_map(|(page, _)| {
                let around = page.0.saturating_sub(1)..=page.0.saturating_add(1);
                around.map(PageNo).filter(|page| page.0 < volume.pages)
            });
            let wrong = near.into_iter().find(differs);
            let same = index.exceptions().eq(told.iter().copied());
            let counted = index.is_empty() == told.is_empty();
            if wrong.is_some() || !same || !counted {
                return Some((volume.id, wrong.unwrap_or_default()));
            }
        }
        let stray = self
            .volumes()
            .nth(living)
            .filter(|_| living < self.volumes.len());
        stray.map(|volume| (volume, PageNo(0)))
    }

    fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::SnapshotTaken {
                volume,
                tree,
                pages,
                ..
            } if self.has(*tree) => {
                self.volumes.insert(*volume, MapIndex::new(*pages));
            }
            Event::EntrySet {
                volume,
                page,
                entry,
                ..
            } if !matches!(entry, Entry::Table(_)) => {
                if let Some(index) = self.volumes.get_mut(volume) {
                    index.insert(*page, *entry);
                }
            }
            Event::EntryRemoved {
                volume, page, old, ..
            } if !matches!(old, Entry::Table(_)) => {
                if let Some(index) = self.volumes.get_mut(volume) {
                    index.remove(*page);
                }
            }
            Event::SizeChanged { volume, pages } => {
                if let Some(index) = self.volumes.get_mut(volume) {
                    index.resize(*pages);
                }
            }
            Event::Exchanged { volume, with } => {
                let pair = [volume, with].map(|id| self.volumes.remove(id));
                for (id, index) in [with, volume].into_iter().zip(pair) {
                    if let Some(index) = index {
                        self.volumes.insert(*id, index);
                    }
                }
            }
            Event::VolumeDeleted { volume, .. } => {
                self.volumes.remove(volume);
            }
            _ => {}
        }
    }
}

impl Observer for MapIndexes {
    fn event(&mut self, event: &Event<'_>) {
        if !self.is_empty() {
            self.see(event);
        }
    }

    fn listens(&self) -> bool {
        !self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::command::{Command, Outcome};
    use crate::geometry::Geometry;
    use crate::ids::{DataOffset, Series};

    #[test]
    fn an_index_is_a_map_from_pages_to_entries() {
        let mut index = MapIndex::new(200);
        let mut flat = BTreeMap::new();
        let mut random = 7_u64;
        for step in 0..2000 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let page = PageNo((random >> 33) % 200);
            let old = if random >> 62 == 0 {
                (index.remove(page), flat.remove(&page))
            } else {
                let entry = Entry::Page(DataOffset(step));
                (index.insert(page, entry), flat.insert(page, entry))
            };
            assert_eq!(old.0, old.1, "step {step}");
            assert!(
                index
                    .exceptions()
                    .eq(flat.iter().map(|(page, entry)| (*page, *entry)))
            );
        }
        for page in (0..250).map(PageNo) {
            assert_eq!(index.find(page), flat.get(&page).copied());
            assert_eq!(index.holds(page), flat.contains_key(&page));
        }
        assert_eq!(index.bytes(), 4 * 8 + flat.len() as u64 * 16);
        flat.keys().for_each(|page| {
            index.remove(*page);
        });
        assert!(index.is_empty() && index.bytes() == 32);
    }

    #[test]
    fn an_index_that_missed_something_is_found() {
        let mut engine: Engine = Engine::new();
        let mut indexes = MapIndexes::default();
        let geometry = Geometry::new(8, 16, &[8]).expect("a legal geometry");
        let stamps = true;
        let made = engine.apply(Command::CreateVolume { geometry, stamps }, &mut indexes);
        let Ok(Outcome::Created(of)) = made else {
            panic!("{made:?}");
        };
        indexes.index(engine.tree_of(of).expect("it lives"));
        let (series, full) = (Series::default(), true);
        let take = Command::TakeRoss { of, series, full };
        engine.apply(take.clone(), &mut indexes).expect("allowed");
        assert_eq!(indexes.disagree(&engine), None);
        let ross = VolumeId(of.0 + 1);
        let index = indexes.volumes.get_mut(&ross).expect("it has one");
        index.insert(PageNo(3), Entry::Zero);
        assert!(indexes.disagree(&engine).is_some());
        indexes
            .volumes
            .get_mut(&ross)
            .expect("it has one")
            .remove(PageNo(3));
        assert_eq!(indexes.disagree(&engine), None);
        // A snapshot that nobody told of.
        engine.apply(take, &mut ()).expect("allowed");
        assert!(indexes.disagree(&engine).is_some());
    }
}
