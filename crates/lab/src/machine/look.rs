//! Commands that only look at the state: dump, maps, restores, tree, space, check, rate.

use cowpath_engine::command::VolumeInfo;
use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::space;

use super::Machine;
use crate::latency::Load;
use crate::outcome::{
    Dump, DumpedPage, Outcome, Space, SpaceSet, SpaceVolume, Tree, TreeVolume, VolumeState,
};

#[derive(Debug, Clone)]
pub(super) enum Look {
    Dump(VolumeId),
    Maps(VolumeId),
    Restores,
    /// What a restore of the first from the second costs, under this load.
    Measure(VolumeId, VolumeId, Load),
    Tree,
    /// With a set of volumes, or none.
    Space(Vec<VolumeId>),
    Check,
    Rate(VolumeId),
    Locks,
}

impl Machine {
    pub(super) fn look(&self, look: Look) -> Outcome {
        match look {
            Look::Dump(volume) => Outcome::Dump(self.dump(volume)),
            Look::Maps(volume) => Outcome::Maps(Box::new(self.maps(volume))),
            Look::Measure(base, from, load) => self.measured(base, from, &load),
            Look::Restores => Outcome::Restores(self.restores()),
            Look::Tree => Outcome::Tree(Tree {
                volumes: self
                    .engine
                    .volumes()
                    .map(|v| self.tree_volume(&v))
                    .collect(),
            }),
            Look::Space(set) => Outcome::Space(Space {
                volumes: self
                    .engine
                    .volumes()
                    .map(|v| self.space_volume(v.id))
                    .collect(),
                set: (!set.is_empty()).then(|| self.space_set(&set)),
            }),
            Look::Check => Outcome::Check(self.checked()),
            Look::Locks => self.locks(),
            Look::Rate(volume) => Outcome::Rate(self.rate(volume)),
        }
    }

    fn dump(&self, volume: VolumeId) -> Dump {
        let info = self.info(volume);
        let pages = self.engine.exceptions(volume).unwrap_or_default();
        let pages: Vec<DumpedPage> = pages
            .into_iter()
            .map(|exception| DumpedPage {
                page: exception.page.0,
                place: self.entry_place(volume, exception.page, exception.entry),
                content: exception.content,
            })
            .collect();
        let (exceptions, pages) = match info.kind {
            Kind::Base => (Vec::new(), Some(pages)),
            Kind::Ross | Kind::Rwss => (pages, None),
        };
        Dump {
            volume: self.name_of(volume),
            parent: info.parent.map(|id| self.name_of(id)),
            copy_of: info.copy_of.map(|id| self.name_of(id)),
            exceptions,
            pages,
        }
    }

    fn tree_volume(&self, info: &VolumeInfo) -> TreeVolume {
        TreeVolume {
            name: self.name_of(info.id),
            kind: info.kind,
            parent: info.parent.map(|id| self.name_of(id)),
            copy_of: info.copy_of.map(|id| self.name_of(id)),
            created: self.created(info.id).unwrap_or_default(),
            exceptions: info.exceptions,
            pages: info.pages,
            state: match info.stale {
                true => VolumeState::Stale,
                false => VolumeState::Ok,
            },
            tree: info
                .copy_of
                .filter(|_| info.kind == Kind::Ross)
                .and_then(|head| self.trees.name(head, info.series))
                .map(str::to_owned),
            read_only: info.read_only,
            backup_of: info.backup_of.map(|id| self.name_of(id)),
        }
    }

    fn space_set(&self, set: &[VolumeId]) -> SpaceSet {
        let space = space::of_set(&self.engine, set);
        SpaceSet {
            volumes: self.names_of(set),
            space: space.expect("invariant: the volumes live"),
        }
    }

    fn space_volume(&self, volume: VolumeId) -> SpaceVolume {
        let space = space::of(&self.engine, volume);
        SpaceVolume {
            name: self.name_of(volume),
            space: space.expect("invariant: the volume lives"),
            map_bytes: self.indexes.of(volume).map(|index| index.bytes()),
            page_bytes: self.engine.geometry(volume).map_or(0, |g| g.page_bytes()),
        }
    }

    /// What the engine tells of a living volume.
    pub(crate) fn info(&self, volume: VolumeId) -> VolumeInfo {
        let info = self.engine.volume(volume);
        info.expect("invariant: a volume with a name lives")
    }
}
