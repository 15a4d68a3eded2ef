//! Tables, entries and pages of one tree: what leads where, and all that is counted.

use super::Found;
use crate::entry::Entry;
use crate::ids::{DataOffset, TreeId, VolumeId};
use crate::sorted::Large;
use crate::store::PageStore;
use crate::tree::{Tree, Visited, Volume};

pub(super) fn tables<S: PageStore>(
    id: TreeId,
    tree: &Tree<S>,
    living: &[(VolumeId, &Volume)],
    kept: impl Iterator<Item = DataOffset>,
    found: &mut Found,
) {
    let size = living.iter().find(|(volume, _)| *volume == tree.base);
    let size = size.map_or(0, |(_, volume)| volume.pages);
    let past = tree.base_map.iter().find(|(page, _)| *page >= size);
    found.expect("sizes-bound", past.is_none(), || {
        format!("the base of tree {} holds page {past:?}", id.0)
    });
    let (mut reached, mut references) = (Large::default(), Large::default());
    for offset in kept {
        references.count((0, offset.0));
    }
    let mut entries_in_use = 0;
    for (volume_id, volume) in living.iter().filter(|(_, volume)| volume.tree == id) {
        let Some(root) = volume.root else { continue };
        let mut exceptions = 0;
        // Tables: how many of their entries are used, and above that the level.
        let mut occupied = Large::default();
        let mut bad = None;
        let mut past = None;
        tree.walk(root, &mut |visited| match visited {
            Visited::Table { table, level, .. } => {
                found.expect("tables-unshared", reached.insert((0, table.0)), || {
                    format!("two entries lead to the table at admin+{}", table.0)
                });
                occupied.set((0, table.0), (level as u64) << 32);
                let fan_out = tree.geometry.levels()[level];
                entries_in_use += u64::from(fan_out);
                found.expect(
                    "tables-well-formed",
                    tree.admin.bitmap_fits(table, fan_out),
                    || format!("the bitmap of the table at admin+{} is wrong", table.0),
                );
            }
            Visited::Entry {
                table, page, entry, ..
            } => {
                let level = occupied.get((0, table.0)).unwrap_or_default() >> 32;
                occupied.count((0, table.0));
                let leaf = level == tree.geometry.leaf() as u64;
                exceptions += u64::from(leaf);
                if leaf == matches!(entry, Entry::Table(_)) || page.0 >= tree.geometry.covers() {
                    bad = bad.or(Some(page));
                }
                if page.0 >= volume.pages {
                    past = past.or(Some(page));
                }
                if let Entry::Page(offset) = entry {
                    references.count((0, offset.0));
                }
            }
        });
        found.expect("tables-well-formed", bad.is_none(), || {
            format!("volume {} has a wrong entry for page {bad:?}", volume_id.0)
        });
        found.expect("sizes-bound", past.is_none(), || {
            format!("volume {} holds page {past:?}", volume_id.0)
        });
        let mut tables = occupied.iter().map(|(_, seen)| (seen >> 32, seen as u32));
        let empty = tables.any(|(level, used)| level > 0 && used == 0);
        found.expect("tables-occupied", !empty, || {
            format!("volume {} has an empty table", volume_id.0)
        });
        found.expect("exceptions-exact", exceptions == volume.exceptions, || {
            format!(
                "volume {} counts {}, holds {exceptions}",
                volume_id.0, volume.exceptions
            )
        });
    }
    found.expect(
        "tables-unshared",
        entries_in_use == tree.admin.used(),
        || {
            format!(
                "{entries_in_use} entries are reached, {} are in use",
                tree.admin.used()
            )
        },
    );
    for offset in (0..tree.data.extent()).map(DataOffset) {
        let counted = references.get((0, offset.0)).unwrap_or_default();
        let kept = tree.data.references(offset);
        found.expect("references-exact", counted == u64::from(kept), || {
            format!("data+{} has {counted} entries, counts {kept}", offset.0)
        });
    }
    for offset in tree.data.free_offsets() {
        let counted = tree.data.references(*offset);
        found.expect("references-exact", counted == 0, || {
            format!(
                "data+{} is free, and {counted} entries point to it",
                offset.0
            )
        });
    }
    let used = (0..tree.data.extent()).map(DataOffset);
    let used = used.filter(|&o| tree.data.references(o) > 0).count() as u64;
    found.expect("references-exact", used == tree.data.used(), || {
        format!("{used} pages have entries, {} are in use", tree.data.used())
    });
    let last = references.last_below((0, u64::MAX));
    let past = last.filter(|(offset, _)| *offset >= tree.data.extent());
    found.expect("references-exact", past.is_none(), || {
        format!("entries lead past the data volume's end: {past:?}")
    });
}
