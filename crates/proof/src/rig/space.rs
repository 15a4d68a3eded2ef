//! What `space` says, against really deleting a clone of the engine.

use cowpath_engine::command::Command;
use cowpath_engine::entry::ENTRY_BYTES;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::{Engine, space};

use super::Rig;

impl Rig {
    /// Weighs each of some volumes, and all of them as a set.
    pub(super) fn weigh(&self, volumes: &[VolumeId]) {
        for &volume in volumes {
            let Some(said) = space::of(&self.engine, volume) else {
                assert!(!self.model.volumes.contains_key(&volume));
                continue;
            };
            let tables = self.mirror.table_entries(volume) * ENTRY_BYTES;
            assert_eq!(said.table_bytes, tables, "{volume:?}");
            let pages = match self.model.volumes[&volume].kind {
                Kind::Base => (self.mirror.base_pages(self.mirror.tree_of(volume)), 0),
                _ => self.mirror.pages_of(volume),
            };
            assert_eq!((said.exclusive_pages, said.shared_pages), pages);
            if let Some(freed) = self.freed_by(&[volume]) {
                assert_eq!(said.freed_if_deleted_pages, freed, "{volume:?}");
            }
        }
        match space::of_set(&self.engine, volumes) {
            Some(said) => {
                if let Some(freed) = self.freed_by(volumes) {
                    assert_eq!(said.freed_if_deleted_pages, freed, "{volumes:?}");
                }
            }
            None => {
                let unknown = |id: &VolumeId| !self.model.volumes.contains_key(id);
                assert!(volumes.iter().any(unknown), "{volumes:?}");
            }
        }
    }

    /// Pages that a delete frees, or `Some(None)` where it is refused; `None` where that is a
    /// question of room.
    fn freed_by(&self, volumes: &[VolumeId]) -> Option<Option<u64>> {
        let limited = |shape: &crate::model::Shape| shape.capacity != Default::default();
        if self.model.shapes.values().any(limited) {
            return None;
        }
        let mut clone = self.engine.clone();
        let volumes = volumes.to_vec();
        let deleted = clone.apply(Command::Delete { volumes }, &mut ());
        let freed = || pages(&self.engine) - pages(&clone);
        Some(deleted.is_ok().then(freed))
    }
}

fn pages(engine: &Engine) -> u64 {
    let outline = Outline::of(engine);
    let trees = outline.trees.values();
    trees.map(|tree| tree.data_pages + tree.base_pages).sum()
}
