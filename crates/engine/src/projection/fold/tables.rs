//! What becomes of tables and their entries.

use super::super::{Held, Outline, Table, density_bucket};
use crate::entry::Entry;
use crate::ids::{AdminOffset, PageNo, TreeId, VolumeId};

impl Outline {
    pub(super) fn fold_table_allocated(&mut self, tree: TreeId, at: AdminOffset, table: Table) {
        if let Some(volume) = self.volumes.get_mut(&table.volume) {
            volume.tables[usize::from(table.level) - 1] += 1;
            if table.level == 1 {
                volume.root = Some(at);
            }
        }
        if let Some(tree) = self.trees.get_mut(&tree) {
            tree.admin_entries += u64::from(table.fan_out);
            if let Some(detail) = &mut tree.detail {
                detail.tables.insert(at, table);
            }
        }
    }

    pub(super) fn fold_table_entry(
        &mut self,
        volume: VolumeId,
        table: AdminOffset,
        index: u32,
        entry: Entry,
    ) {
        let Some(tree) = self.volumes.get(&volume).map(|v| v.tree) else {
            return;
        };
        let table = self.detail(tree).and_then(|d| d.tables.get_mut(&table));
        if let Some(table) = table {
            table.entries.insert(index, entry);
        }
    }

    pub(super) fn fold_exception(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        level: u8,
        fresh: bool,
        entry: Entry,
    ) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let Some(tree) = self.trees.get(&outline.tree) else {
            return;
        };
        if usize::from(level) < tree.geometry.levels().len() {
            return;
        }
        outline.exceptions += u64::from(fresh);
        match &mut outline.held {
            Held::Pages(entries) => {
                entries.insert(page, entry);
            }
            Held::Density(counts) => {
                counts[density_bucket(&tree.geometry, page)] += u64::from(fresh);
            }
        }
    }

    pub(super) fn fold_entry_removed(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        level: u8,
        table: AdminOffset,
        index: u32,
    ) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let Some(tree) = self.trees.get_mut(&outline.tree) else {
            return;
        };
        let detail = tree.detail.as_mut();
        if let Some(table) = detail.and_then(|d| d.tables.get_mut(&table)) {
            table.entries.remove(&index);
        }
        if usize::from(level) < tree.geometry.levels().len() {
            return;
        }
        outline.exceptions -= 1;
        match &mut outline.held {
            Held::Pages(entries) => {
                entries.remove(&page);
            }
            Held::Density(counts) => counts[density_bucket(&tree.geometry, page)] -= 1,
        }
    }

    pub(super) fn fold_table_freed(
        &mut self,
        volume: VolumeId,
        tree: TreeId,
        level: u8,
        table: AdminOffset,
        entries: u32,
    ) {
        if let Some(volume) = self.volumes.get_mut(&volume) {
            volume.tables[usize::from(level) - 1] -= 1;
        }
        if let Some(tree) = self.trees.get_mut(&tree) {
            tree.admin_entries -= u64::from(entries);
            if let Some(detail) = &mut tree.detail {
                detail.tables.remove(&table);
            }
        }
    }
}
