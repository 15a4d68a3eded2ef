//! `maps`: the tables of a volume as a file server's bit map and block map.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::maps::{self, BlockUse, Occupant as Held, SaveBlock, SaveVolume as Save};
use cowpath_engine::restore::Turn;

use super::Machine;
use crate::outcome::{MapPending, MapRow, MapStep, Maps, Occupant, SaveVolume};

impl Machine {
    pub(super) fn maps(&self, volume: VolumeId) -> Maps {
        let living = "invariant: the volume lives";
        let found = maps::of(&self.engine, volume).expect(living);
        let save = maps::save_volume(&self.engine, volume).expect(living);
        let mut read_order = vec![self.map_step(volume)];
        let mut at = volume;
        while let Some(parent) = self.info(at).parent {
            read_order.push(self.map_step(parent));
            at = parent;
        }
        Maps {
            volume: self.name_of(volume),
            data: found.role,
            production: self.name_of(at),
            pages: found.pages,
            read_order,
            pending: self.map_pending(volume),
            bit_map_bytes: found.bit_map_bytes(),
            block_map_bytes: found.block_map_bytes(),
            table_bytes: self.table_bytes(volume),
            bit_map: found.bits,
            block_map: found.blocks.iter().map(|run| self.map_row(run)).collect(),
            save_volume: self.save_volume(&save),
        }
    }

    fn map_pending(&self, volume: VolumeId) -> Option<MapPending> {
        let restore = self.engine.restore(volume)?;
        let pages = restore.pending();
        let first = pages.iter().next()?;
        Some(MapPending {
            looks: restore.turn(volume, first) == Some(Turn::Source),
            source: self.name_of(restore.source),
            pages,
        })
    }

    fn map_step(&self, volume: VolumeId) -> MapStep {
        MapStep {
            volume: self.name_of(volume),
            data: maps::Role::of(self.info(volume).kind),
        }
    }

    fn map_row(&self, run: &maps::MapRun) -> MapRow {
        MapRow {
            page: run.page.0,
            pages: run.pages,
            block: match run.block {
                SaveBlock::Block(block) => Some(block.0),
                _ => None,
            },
            through: match run.block {
                SaveBlock::Through(volume) => Some(self.name_of(volume)),
                _ => None,
            },
        }
    }

    fn save_volume(&self, save: &Save) -> SaveVolume {
        let occupant = |held: &Held| Occupant {
            name: self.name_of(held.volume),
            data: held.role,
            blocks: held.blocks,
            exclusive: held.exclusive,
        };
        SaveVolume {
            blocks: save.used,
            free: save.free,
            old: save.count(BlockUse::Old),
            new: save.count(BlockUse::New),
            both: save.count(BlockUse::Both),
            volumes: save.occupants.iter().map(occupant).collect(),
        }
    }
}
