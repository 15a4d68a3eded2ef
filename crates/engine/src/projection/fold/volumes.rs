//! What becomes of volumes and their links.

use super::super::{DETAIL_PAGES_MAX, Held, Outline, TreeDetail, TreeOutline, VolumeOutline};
use crate::command::Capacity;
use crate::geometry::Geometry;
use crate::ids::{Kind, Series, TreeId, VolumeId};
use crate::sorted::SortedMap;

impl Outline {
    pub(super) fn fold_volume_created(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        geometry: &Geometry,
        stamps: bool,
        read_only: bool,
    ) {
        let full = geometry.pages() <= DETAIL_PAGES_MAX;
        self.trees.insert(
            tree,
            TreeOutline {
                base: volume,
                geometry: geometry.clone(),
                stamps,
                admin_entries: 0,
                data_pages: 0,
                base_pages: 0,
                capacity: Capacity::default(),
                change_log_records: 0,
                restore: None,
                detail: full.then(TreeDetail::default),
            },
        );
        self.volumes.insert(
            volume,
            VolumeOutline {
                read_only,
                held: Held::empty(geometry),
                ..unread(tree, Kind::Base, geometry.pages())
            },
        );
    }

    pub(super) fn fold_snapshot_taken(&mut self, volume: VolumeId, taken: VolumeOutline) {
        let Some(outline) = self.trees.get_mut(&taken.tree) else {
            return;
        };
        self.volumes.insert(
            volume,
            VolumeOutline {
                tables: vec![0; outline.geometry.levels().len()],
                held: Held::empty(&outline.geometry),
                ..taken
            },
        );
    }

    pub(super) fn fold_link_changed(&mut self, volume: VolumeId, parent: VolumeId) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        outline.parent = Some(parent);
        if outline.kind == Kind::Rwss {
            outline.copy_of = Some(parent);
        }
    }

    pub(super) fn fold_exchanged(&mut self, a: VolumeId, b: VolumeId) {
        let (Some(first), Some(second)) = (self.volumes.remove(&a), self.volumes.remove(&b)) else {
            return;
        };
        let tree = first.tree;
        self.volumes.insert(a, second);
        self.volumes.insert(b, first);
        let other = |id: VolumeId| match id {
            _ if id == a => b,
            _ if id == b => a,
            id => id,
        };
        for volume in self.volumes.values_mut() {
            volume.parent = volume.parent.map(other);
            volume.copy_of = volume.copy_of.map(other);
        }
        if let Some(detail) = self.detail(tree) {
            for table in detail.tables.values_mut() {
                table.volume = other(table.volume);
            }
        }
    }
}

/// A volume that holds nothing yet.
pub(super) fn unread(tree: TreeId, kind: Kind, pages: u64) -> VolumeOutline {
    VolumeOutline {
        tree,
        kind,
        parent: None,
        copy_of: None,
        exceptions: 0,
        tables: Vec::new(),
        root: None,
        held: Held::Density(Vec::new()),
        pages,
        series: Series::default(),
        read_only: false,
        stale: false,
        backup_of: None,
        hints: SortedMap::new(),
    }
}
