//! Trees: the shape, the free room, the pages, and the restore that runs.

use std::collections::BTreeSet;

use super::reader::{ROOM_BYTES, Reader};
use crate::command::Capacity;
use crate::entry::ENTRY_BYTES;
use crate::geometry::Geometry;
use crate::ids::{AdminOffset, DataOffset, PageNo, VolumeId};
use crate::image::ImageError;
use crate::restore::{Mode, Order, Restore};
use crate::sorted::SortedMap;
use crate::store::{PageStore, SLOTS_MAX};
use crate::tree::Tree;

pub(super) fn tree<S: PageStore>(reader: &mut Reader<'_>, id: u32) -> Result<Tree<S>, ImageError> {
    let base = reader.id("the base volume")?;
    let page_bytes = reader.small("the page size", u32::MAX)?;
    let pages = reader.number("the number of pages")?;
    let mut levels = Vec::new();
    for _ in 0..reader.bounded("the number of levels", 8)? {
        levels.push(reader.small("a fan-out", u32::MAX)?);
    }
    let stamps = reader.flag("whether pages are stamps")?;
    let geometry = match Geometry::new(pages, page_bytes, &levels) {
        Ok(geometry) => geometry,
        Err(refusal) => return reader.error(refusal.message(&|id| id.0.to_string())),
    };
    let mut tree = Tree::<S>::new(base, geometry, stamps);
    if tree.base_pages.keeps_stamps() != stamps {
        return reader.error("the pages are of the other kind: stamps or bytes");
    }
    admin(reader, id, &mut tree)?;
    pages_of(reader, &mut tree, stamps)?;
    if reader.flag("whether a restore runs")? {
        tree.restore = Some(Box::new(restore(reader, base)?));
    }
    tree.capacity = Capacity {
        data_pages: reader.option("the capacity of the data volume")?,
        admin_entries: reader.option("the capacity of the administration volume")?,
    };
    for _ in 0..reader.count("the length of the change log")? {
        reader.take_memory("the change log", size_of::<(VolumeId, PageNo)>() as u64)?;
        let volume = reader.id("a volume of the change log")?;
        let page = PageNo(reader.number("a page of the change log")?);
        tree.change_log.push((volume, page));
    }
    Ok(tree)
}

fn restore(reader: &mut Reader<'_>, base: VolumeId) -> Result<Restore, ImageError> {
    Ok(Restore {
        base,
        source: reader.id("the source of a restore")?,
        own_source: reader.flag("whether the source goes with the restore")?,
        undo: reader.id("the receiver of a restore")?,
        others: {
            let mut others = Vec::new();
            for _ in 0..reader.count("the number of other receivers")? {
                reader.take_memory("receivers", size_of::<VolumeId>() as u64)?;
                others.push(reader.id("a receiver of a restore")?);
            }
            others
        },
        new: reader.id("the new snapshot of a restore")?,
        order: match reader.flag("the order of a restore")? {
            false => Order::OldFirst,
            true => Order::Once,
        },
        mode: match reader.flag("the mode of a restore")? {
            false => Mode::Eager,
            true => Mode::Lazy,
        },
        old_left: pages(reader, "pages of the old-data pass")?,
        left: pages(reader, "pages that wait")?,
        bits: pages(reader, "pages with a bit")?,
        items: reader.number("the work items of a restore")?,
        items_done: reader.number("the work items that are done")?,
        copied_pages: reader.number("the pages that a restore copied")?,
    })
}

/// A set of pages, in order.
fn pages(reader: &mut Reader<'_>, what: &str) -> Result<BTreeSet<PageNo>, ImageError> {
    let mut pages = BTreeSet::new();
    for _ in 0..reader.count(what)? {
        reader.take_memory(what, ROOM_BYTES)?;
        let page = PageNo(reader.number(what)?);
        if pages.last().is_some_and(|last| *last >= page) {
            return reader.error(format!("{what} are out of order"));
        }
        pages.insert(page);
    }
    Ok(pages)
}

fn admin<S: PageStore>(
    reader: &mut Reader<'_>,
    id: u32,
    tree: &mut Tree<S>,
) -> Result<(), ImageError> {
    let extent = reader.number("the size of the administration volume")?;
    reader.take_memory("tables", extent.saturating_mul(ENTRY_BYTES))?;
    let mut free = SortedMap::new();
    let mut free_entries = 0_u64;
    let levels = tree.geometry.levels();
    for _ in 0..reader.bounded("the number of sizes of free tables", levels.len() as u64)? {
        let fan_out = reader.small("a size of free tables", u32::MAX)?;
        if !levels.contains(&fan_out) {
            return reader.error(format!("free tables of {fan_out} entries, as no level has"));
        }
        let mut tables = Vec::new();
        for _ in 0..reader.count("the number of free tables")? {
            let last = extent.saturating_sub(u64::from(fan_out));
            let table = reader.bounded("a free table", last)?;
            reader.take_room(id, table, fan_out)?;
            tables.push(AdminOffset(table));
            free_entries = free_entries.saturating_add(u64::from(fan_out));
        }
        free.insert(fan_out, tables);
    }
    if free_entries > extent {
        return reader.error("there are more free entries than entries");
    }
    tree.admin.restore(extent, free, extent - free_entries);
    Ok(())
}

fn pages_of<S: PageStore>(
    reader: &mut Reader<'_>,
    tree: &mut Tree<S>,
    stamps: bool,
) -> Result<(), ImageError> {
    let page_bytes = tree.geometry.page_bytes();
    let stored = if stamps { 8 } else { u64::from(page_bytes) };
    let extent = reader.count("the size of the data volume")?;
    reader.take_memory("pages of the data volume", extent * (stored + 4))?;
    let mut free = Vec::new();
    for _ in 0..reader.bounded("the number of free pages", extent)? {
        free.push(DataOffset(
            reader.bounded("a free page", extent.saturating_sub(1))?,
        ));
    }
    let mut is_free = vec![false; extent as usize];
    for offset in &free {
        if std::mem::replace(&mut is_free[offset.0 as usize], true) {
            return reader.error(format!("data+{} is free twice", offset.0));
        }
    }
    tree.data.restore(extent, free);
    for (offset, is_free) in is_free.into_iter().enumerate() {
        if !is_free {
            let content = reader.content(stamps, page_bytes)?;
            tree.data.store.write(offset as u64, &content);
        }
    }
    let mut after = 0;
    for _ in 0..reader.bounded("the number of base pages", SLOTS_MAX)? {
        let page = reader.bounded("a page of the base", tree.geometry.covers() - 1)?;
        if page < after {
            return reader.error(format!("page {page} of the base is out of order"));
        }
        after = page + 1;
        reader.take_memory("pages of the base", stored)?;
        let content = reader.content(stamps, page_bytes)?;
        let map = tree.base_map.memory_bytes();
        let (slot, _) = tree.base_slot(PageNo(page));
        reader.take_memory("the map of the base", tree.base_map.memory_bytes() - map)?;
        tree.base_pages.write(slot, &content);
    }
    Ok(())
}
