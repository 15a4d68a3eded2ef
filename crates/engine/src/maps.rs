//! The same state in a file server's words (seed 3): a production file system
//! with a clone volume, and save volume blocks found by a bit map and a block
//! map.
//!
//! The base is the clone volume of the production file system. A read-only
//! snapshot's entries are the first bit map and block map: blocks of old data.
//! A read-write snapshot's are the second: blocks of new data. The data volume
//! of a tree is the save volume that old and new data share. Nothing here is
//! kept: the maps are read off the tables, and [`crate::check`] holds them
//! against every look-up.

use serde::Serialize;

use crate::engine::Engine;
use crate::entry::Entry;
use crate::ids::{DataOffset, Kind, PageNo, Run, Runs, TreeId, VolumeId};
use crate::store::PageStore;

/// Bytes of one entry of a block map: a page number and a save block address.
pub const BLOCK_MAP_ENTRY_BYTES: u64 = 16;

/// Which data the blocks of a volume hold (seed 3c1, 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The production file system itself: the clone volume.
    Clone,
    /// Old data of the production file system, or of a read-write copy: a read-only copy.
    Old,
    /// New data of a read-write copy.
    New,
}

impl Role {
    /// The role of a volume of this kind.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Base => Self::Clone,
            Kind::Ross => Self::Old,
            Kind::Rwss => Self::New,
        }
    }
}

/// Where a block map leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveBlock {
    /// To a block of the save volume.
    Block(DataOffset),
    /// To the same page of a read-only copy, which knows the block.
    Through(VolumeId),
    /// Nowhere: the page reads as zeros and takes no block.
    Zeros,
}

impl SaveBlock {
    /// What an entry for a page says; `None` for one that leads to a table.
    fn of(entry: Entry) -> Option<Self> {
        match entry {
            Entry::Page(offset) => Some(Self::Block(offset)),
            Entry::Redirect(target, _) => Some(Self::Through(target)),
            Entry::Zero => Some(Self::Zeros),
            Entry::Table(_) => None,
        }
    }

    /// Whether `self`, `pages` later, is what `next` says.
    fn goes_on(self, pages: u64, next: Self) -> bool {
        match (self, next) {
            (Self::Block(first), Self::Block(block)) => first.0 + pages == block.0,
            (first, next) => first == next,
        }
    }
}

/// Neighbouring pages that lie in neighbouring blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapRun {
    /// First page.
    pub page: PageNo,
    /// Where it lies; the blocks of the other pages follow.
    pub block: SaveBlock,
    /// How many pages.
    pub pages: u64,
}

/// The bit map and block map of a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maps {
    /// The volume.
    pub volume: VolumeId,
    /// Which data its blocks hold.
    pub role: Role,
    /// Its size, in pages: the bits of its bit map.
    pub pages: u64,
    /// The bits that are set: pages with an entry in the block map.
    pub bits: Runs,
    /// The block map, in page order.
    pub blocks: Vec<MapRun>,
}

impl Maps {
    /// Whether the page's bit is set.
    #[must_use]
    pub fn holds(&self, page: PageNo) -> bool {
        self.bits.contains(page)
    }

    /// What the block map says of a page; `None` where its bit is not set.
    #[must_use]
    pub fn find(&self, page: PageNo) -> Option<SaveBlock> {
        let after = self.blocks.partition_point(|run| run.page <= page);
        let run = self.blocks.get(after.checked_sub(1)?)?;
        let into = page.0 - run.page.0;
        (into < run.pages).then_some(match run.block {
            SaveBlock::Block(first) => SaveBlock::Block(DataOffset(first.0 + into)),
            same => same,
        })
    }

    /// Bytes of a bit map with a bit for each page of the volume.
    #[must_use]
    pub fn bit_map_bytes(&self) -> u64 {
        match self.role {
            Role::Clone => 0,
            Role::Old | Role::New => bit_map_bytes(self.pages),
        }
    }

    /// Bytes of a block map with an entry for each bit that is set.
    #[must_use]
    pub fn block_map_bytes(&self) -> u64 {
        self.bits.pages() * BLOCK_MAP_ENTRY_BYTES
    }
}

/// Bytes of a bit map of so many pages, in whole words of 8 bytes.
pub(crate) const fn bit_map_bytes(pages: u64) -> u64 {
    pages.div_ceil(64) * 8
}

/// The maps of a living volume; empty ones for a base, whose pages all lie in
/// the clone volume itself. `None` for a volume that does not live.
#[must_use]
pub fn of<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<Maps> {
    let living = engine.living(volume)?;
    let mut maps = Maps {
        volume,
        role: Role::of(living.kind),
        pages: living.pages,
        bits: Runs::default(),
        blocks: Vec::new(),
    };
    for (page, entry) in engine.exceptions_of(volume) {
        let Some(block) = SaveBlock::of(entry) else {
            continue;
        };
        maps.bits.push(page);
        match maps.blocks.last_mut() {
            Some(run)
                if run.page.0 + run.pages == page.0 && run.block.goes_on(run.pages, block) =>
            {
                run.pages += 1;
            }
            _ => maps.blocks.push(MapRun {
                page,
                block,
                pages: 1,
            }),
        }
    }
    Some(maps)
}

/// The first page for which the maps of a volume and its tables do not agree,
/// if there is one: every page that has an entry, and its two neighbours.
#[must_use]
pub(crate) fn disagree<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<PageNo> {
    let maps = of(engine, volume)?;
    let living = engine.at(volume);
    let root = living.root?;
    let tree = engine.tree(living.tree);
    let mut pages = maps.bits.as_slice().iter().flat_map(|&Run(first, pages)| {
        (first.saturating_sub(1)..=first + pages).filter(|page| *page < living.pages)
    });
    let differs = |page: PageNo| {
        let found = tree.find(root, page).and_then(SaveBlock::of);
        let in_use = match found {
            Some(SaveBlock::Block(block)) => tree.data.references(block) > 0,
            _ => true,
        };
        maps.find(page) != found
            || maps.holds(page) != tree.holds(root, page)
            || maps.holds(page) != found.is_some()
            || !in_use
    };
    let missed = maps.bits.pages() != living.exceptions;
    let wrong = pages.find(|page| differs(PageNo(*page)));
    wrong.map(PageNo).or(missed.then_some(PageNo(0)))
}

/// What a block of a save volume holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockUse {
    /// Nothing: no block map leads to it.
    #[default]
    Free,
    /// Old data only.
    Old,
    /// New data only.
    New,
    /// Old data of one copy and new data of another: a page that a read-write
    /// copy gave to its own read-only copy.
    Both,
}

impl BlockUse {
    /// A block that this role's map leads to as well.
    const fn and(self, role: Role) -> Self {
        match (self, role) {
            (same, Role::Clone) => same,
            (Self::Free | Self::Old, Role::Old) => Self::Old,
            (Self::Free | Self::New, Role::New) => Self::New,
            _ => Self::Both,
        }
    }
}

/// What the volumes of a tree take of its save volume.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaveVolume {
    /// Blocks in use.
    pub used: u64,
    /// Blocks that were used before and are free.
    pub free: u64,
    /// What each block holds, by its number.
    pub blocks: Vec<BlockUse>,
    /// Volumes with blocks, in order of creation.
    pub occupants: Vec<Occupant>,
}

impl SaveVolume {
    /// How many blocks hold this.
    #[must_use]
    pub fn count(&self, of: BlockUse) -> u64 {
        self.blocks.iter().filter(|held| **held == of).count() as u64
    }
}

/// A volume's part of a save volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occupant {
    /// The volume.
    pub volume: VolumeId,
    /// Which data its blocks hold.
    pub role: Role,
    /// Blocks its block map leads to.
    pub blocks: u64,
    /// Those that no other block map leads to.
    pub exclusive: u64,
}

/// The save volume of a living volume's tree; `None` for a volume that does not live.
#[must_use]
pub fn save_volume<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<SaveVolume> {
    let id = engine.living(volume)?.tree;
    let data = &engine.tree(id).data;
    let mut save = SaveVolume {
        used: data.used(),
        free: data.extent() - data.used(),
        blocks: vec![BlockUse::Free; usize::try_from(data.extent()).unwrap_or(0)],
        occupants: Vec::new(),
    };
    for (volume, role) in snapshots(engine, id) {
        let mut occupant = Occupant {
            volume,
            role,
            blocks: 0,
            exclusive: 0,
        };
        for (_, entry) in engine.exceptions_of(volume) {
            let Entry::Page(offset) = entry else { continue };
            occupant.blocks += 1;
            occupant.exclusive += u64::from(data.references(offset) == 1);
            if let Some(held) = save.blocks.get_mut(offset.0 as usize) {
                *held = held.and(role);
            }
        }
        save.occupants.push(occupant);
    }
    Some(save)
}

fn snapshots<S: PageStore>(
    engine: &Engine<S>,
    tree: TreeId,
) -> impl Iterator<Item = (VolumeId, Role)> {
    let volumes = (0..).map(VolumeId).zip(&engine.volumes);
    let living = volumes.filter_map(|(id, volume)| Some((id, volume.as_ref()?)));
    living
        .filter(move |(_, volume)| volume.tree == tree && volume.kind != Kind::Base)
        .map(|(id, volume)| (id, Role::of(volume.kind)))
}
