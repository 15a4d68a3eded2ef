//! A tree as the metadata of a dm-thin pool, in the XML that `thin_restore` reads.
//!
//! Each volume becomes a thin device, each page that lies somewhere a mapping to a data block:
//! written pages of the base and pages of the data volume are blocks, and a page that was never
//! written is not mapped. Two volumes that read the same page map the same block, so `thin_delta`
//! compares what the location diff compares.
//!
//! The block size is the page size. The tools accept any multiple of 512 bytes; a kernel accepts
//! multiples of 64 KiB. Every mapping is older than every device's last snapshot (`time` 0 against
//! `snap_time` 1), so a kernel takes each block for shared and never writes one in place.

use std::collections::BTreeMap;
use std::fmt;

use cowpath_engine::Engine;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::mapping;
use cowpath_engine::store::PageStore;

/// Bytes of a sector, in which a pool's block size counts.
pub const SECTOR_BYTES: u32 = 512;

/// What a device maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Every page that the volume shows, whoever keeps it.
    Shown,
    /// Only the pages that the volume itself keeps: a picture of the exception tables, whose
    /// counts are those of `space`.
    Held,
}

/// Why a tree has no dm-thin form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ThinError {
    /// There is no such volume.
    #[error("there is no volume {}", .0.0)]
    NoVolume(VolumeId),
    /// The page is no whole number of sectors.
    #[error(
        "pages of {page_bytes} bytes: a dm-thin block is a whole number of sectors of \
         {SECTOR_BYTES} bytes"
    )]
    PageSize {
        /// The page size, in bytes.
        page_bytes: u32,
    },
}

/// The metadata of a pool. `Display` gives the XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// Bytes of a data block.
    pub block_bytes: u32,
    /// Data blocks; all of them are mapped.
    pub blocks: u64,
    /// One device for each volume of the tree, in order of creation; none for a volume that is
    /// stale or reads through one that is.
    pub devices: Vec<Device>,
}

/// A thin device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The volume that it shows.
    pub volume: VolumeId,
    /// What it maps, in page order, neighbours joined.
    pub runs: Vec<MappedRun>,
}

/// Neighbouring pages on neighbouring data blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MappedRun {
    /// First page of the device.
    pub page: u64,
    /// The data block it lies on.
    pub block: u64,
    /// How many, in pages.
    pub length: u64,
}

impl Pool {
    /// The tree that `member` belongs to. Blocks are numbered in the order of places: the base's
    /// pages first, then those of the data volume.
    ///
    /// # Errors
    /// [`ThinError`], where there is no such volume or the page is no whole number of sectors.
    pub fn of<S: PageStore>(
        engine: &Engine<S>,
        member: VolumeId,
        view: View,
    ) -> Result<Self, ThinError> {
        let no_volume = ThinError::NoVolume(member);
        let block_bytes = engine.geometry(member).ok_or(no_volume)?.page_bytes();
        if !block_bytes.is_multiple_of(SECTOR_BYTES) {
            return Err(ThinError::PageSize {
                page_bytes: block_bytes,
            });
        }
        let tree = engine.tree_of(member);
        let ids = engine.volumes().map(|volume| volume.id);
        let mut mappings = Vec::new();
        for volume in ids.filter(|id| engine.tree_of(*id) == tree) {
            let mapping = match view {
                View::Shown => mapping::shown(engine, volume),
                View::Held => mapping::held(engine, volume),
            };
            mappings.extend(mapping.map(|mapping| (volume, mapping)));
        }
        let mut blocks: BTreeMap<Location, u64> = BTreeMap::new();
        let places = mappings.iter().flat_map(|(_, mapping)| mapping);
        blocks.extend(places.map(|(_, place)| (*place, 0)));
        for (number, block) in (0..).zip(blocks.values_mut()) {
            *block = number;
        }
        let device = |(volume, mapping): (VolumeId, mapping::Mapping)| Device {
            volume,
            runs: runs(mapping.iter().map(|(page, place)| (*page, blocks[place]))),
        };
        Ok(Self {
            block_bytes,
            blocks: blocks.len() as u64,
            devices: mappings.into_iter().map(device).collect(),
        })
    }
}

impl Device {
    /// Its number in the pool: numbers begin at 1, volumes at 0.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.volume.0 + 1
    }

    /// Blocks that it maps.
    #[must_use]
    pub fn mapped_blocks(&self) -> u64 {
        self.runs.iter().map(|run| run.length).sum()
    }
}

fn runs(mapped: impl Iterator<Item = (PageNo, u64)>) -> Vec<MappedRun> {
    let mut runs: Vec<MappedRun> = Vec::new();
    for (PageNo(page), block) in mapped {
        match runs.last_mut() {
            Some(run) if run.page + run.length == page && run.block + run.length == block => {
                run.length += 1;
            }
            _ => runs.push(MappedRun {
                page,
                block,
                length: 1,
            }),
        }
    }
    runs
}

impl fmt::Display for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            r#"<superblock uuid="" time="1" transaction="0" flags="0" version="2" data_block_size="{}" nr_data_blocks="{}">"#,
            self.block_bytes / SECTOR_BYTES,
            self.blocks
        )?;
        for device in &self.devices {
            write!(f, "{device}")?;
        }
        writeln!(f, "</superblock>")
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            r#"  <device dev_id="{}" mapped_blocks="{}" transaction="0" creation_time="0" snap_time="1">"#,
            self.number(),
            self.mapped_blocks()
        )?;
        for MappedRun {
            page,
            block,
            length,
        } in &self.runs
        {
            match length {
                1 => writeln!(
                    f,
                    r#"    <single_mapping origin_block="{page}" data_block="{block}" time="0"/>"#
                )?,
                _ => writeln!(
                    f,
                    r#"    <range_mapping origin_begin="{page}" data_begin="{block}" length="{length}" time="0"/>"#
                )?,
            }
        }
        writeln!(f, "  </device>")
    }
}
