//! Volumes: their links and tables, and who hangs on whom.

use super::reader::Reader;
use crate::engine::Engine;
use crate::entry::{Entry, Packed, VOLUMES_MAX};
use crate::ids::{AdminOffset, Kind, Series, TreeId, VolumeId};
use crate::image::ImageError;
use crate::sorted::{SortedMap, sort_by_number};
use crate::store::PageStore;
use crate::tree::{Tree, Volume};

pub(super) fn volume<S: PageStore>(
    reader: &mut Reader<'_>,
    engine: &mut Engine<S>,
) -> Result<Volume, ImageError> {
    let tree = TreeId(reader.small("a volume's tree", VOLUMES_MAX)?);
    let kind = match reader.bounded("a kind of volume", 2)? {
        0 => Kind::Base,
        1 => Kind::Ross,
        _ => Kind::Rwss,
    };
    let mut volume = Volume {
        tree,
        kind,
        parent: reader.optional_id("a look-up link")?,
        head: reader.id("a head")?,
        older: reader.optional_id("an older snapshot")?,
        pages: reader.number("a volume's size")?,
        series: Series(reader.small("a series", u32::MAX)?),
        read_only: false,
        stale: false,
        filled: false,
        backup_of: None,
        hanging: Vec::new(),
        root: None,
        exceptions: 0,
    };
    let flags = reader.bounded("a volume's state", 7)?;
    volume.read_only = flags & 1 != 0;
    volume.stale = flags & 2 != 0;
    volume.filled = flags & 4 != 0;
    if volume.stale && kind == Kind::Base {
        return reader.error("a base that is stale: only snapshots can be");
    }
    if volume.filled && kind != Kind::Ross {
        return reader.error("a full copy that is no read-only snapshot");
    }
    volume.backup_of = reader.optional_id("what a backup equals")?;
    if volume.backup_of.is_some() && !(volume.read_only && kind == Kind::Base) {
        return reader.error("a backup that is no base, or takes writes");
    }
    let Some(Some(tree)) = engine.trees.get_mut(tree.0 as usize) else {
        return reader.error(format!("there is no tree {}", tree.0));
    };
    if volume.pages == 0 || volume.pages > tree.geometry.covers() {
        return reader.error(format!("a volume of {} pages", volume.pages));
    }
    if kind != Kind::Base {
        tables(reader, tree, &mut volume)?;
    }
    Ok(volume)
}

/// The tables of a volume, in the order of a walk: each has the level that the
/// entry that leads to it says.
fn tables<S: PageStore>(
    reader: &mut Reader<'_>,
    tree: &mut Tree<S>,
    volume: &mut Volume,
) -> Result<(), ImageError> {
    let mut expected: Vec<(AdminOffset, usize)> = Vec::new();
    for ordinal in 0..reader.count("the number of tables")? {
        let table = AdminOffset(reader.number("a table")?);
        let level = if ordinal == 0 {
            volume.root = Some(table);
            0
        } else {
            match expected.pop() {
                Some((due, level)) if due == table => level,
                _ => return reader.error(format!("no entry leads to admin+{}", table.0)),
            }
        };
        let fan_out = tree.geometry.levels()[level];
        if table.0.saturating_add(u64::from(fan_out)) > tree.admin.extent() {
            return reader.error(format!("admin+{} is past the end", table.0));
        }
        reader.take_room(volume.tree.0, table.0, fan_out)?;
        let mut below = Vec::new();
        for _ in 0..reader.count("the number of entries")? {
            let index = reader.small("an index", fan_out - 1)?;
            let packed = Packed(reader.number("an entry")?);
            let Some(entry) = packed.unpack() else {
                return reader.error("a null entry");
            };
            let leaf = level == tree.geometry.leaf();
            match entry {
                Entry::Table(next) if !leaf => below.push((next, level + 1)),
                Entry::Page(offset) if leaf && offset.0 < tree.data.extent() => {
                    tree.data.count(offset);
                    volume.exceptions += 1;
                }
                Entry::Redirect(..) | Entry::Zero if leaf => volume.exceptions += 1,
                _ => return reader.error("an entry that does not fit its level"),
            }
            if !tree.admin.get(table, index).is_null() {
                return reader.error(format!("two entries at admin+{} + {index}", table.0));
            }
            tree.admin.set(table, index, packed);
        }
        expected.extend(below.into_iter().rev());
    }
    if volume.root.is_none() || !expected.is_empty() {
        return reader.error("a table is missing");
    }
    Ok(())
}

/// Who hangs on whom follows from the look-up links.
pub(super) fn hang_offshoots<S: PageStore>(engine: &mut Engine<S>) {
    let mut hanging: SortedMap<VolumeId, Vec<VolumeId>> = SortedMap::new();
    for (id, volume) in (0..).map(VolumeId).zip(&engine.volumes) {
        if let Some(volume) = volume
            && let Some(parent) = volume.parent
            && (volume.kind == Kind::Rwss || parent == volume.head)
        {
            hanging.entry(parent).or_default().push(id);
        }
    }
    for (parent, mut below) in hanging {
        // The newest snapshots of a head stand in the order of their series.
        sort_by_number(&mut below, |&id| {
            let series = engine.living(id).map(|volume| volume.series);
            series.map_or(0, |series| 1 + u64::from(series.0))
        });
        if let Some(Some(parent)) = engine.volumes.get_mut(parent.0 as usize) {
            parent.hanging = below;
        }
    }
}

/// A backup that can equal no read-only snapshot, living or gone: one of another tree, with the
/// same pages and tables.
pub(super) fn stray_backup<S: PageStore>(engine: &Engine<S>) -> Option<VolumeId> {
    let shape = |id: TreeId| {
        let tree = engine.tree(id);
        let stamps = tree.base_pages.keeps_stamps();
        (tree.geometry.page_bytes(), tree.geometry.levels(), stamps)
    };
    let is_stray = |id: VolumeId, of: VolumeId| match engine.living(of) {
        Some(source) => {
            let own = engine.at(id).tree;
            source.kind != Kind::Ross || source.tree == own || shape(source.tree) != shape(own)
        }
        None => of.0 >= engine.volumes_created(),
    };
    let mut backups = engine.volumes();
    let stray = backups.find(|it| it.backup_of.is_some_and(|of| is_stray(it.id, of)));
    stray.map(|backup| backup.id)
}
