//! What `space` says, against really deleting a clone of the engine.

use cowpath_engine::command::Command;
use cowpath_engine::entry::{ENTRY_BYTES, Entry, Location};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::{Engine, mapping, space};

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
            self.mapped(volume);
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

    /// What the volume shows and keeps, as a mapping, against the mirror.
    fn mapped(&self, volume: VolumeId) {
        if self.model.volumes[&volume].stale {
            assert_eq!(mapping::shown(&self.engine, volume), None);
            return;
        }
        let places = self.mirror.live(volume).into_iter().map(|page| {
            let page = PageNo(page);
            (page, self.mirror.place(volume, page))
        });
        let shown = mapping::shown(&self.engine, volume).expect("it lives");
        assert!(shown.into_iter().eq(places), "{volume:?} shows");
        if self.model.volumes[&volume].kind != Kind::Base {
            let entries = self.mirror.entries(volume).into_iter();
            let pages = entries.filter_map(|(page, entry)| match entry {
                Entry::Page(offset) => Some((page, Location::Data(offset))),
                _ => None,
            });
            let held = mapping::held(&self.engine, volume).expect("it lives");
            assert!(held.into_iter().eq(pages), "{volume:?} keeps");
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
