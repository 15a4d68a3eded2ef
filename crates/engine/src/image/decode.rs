//! Reading an image, trusting nothing.

use std::collections::BTreeSet;

use super::{ImageError, MAGIC};
use crate::check::check;
use crate::command::Capacity;
use crate::content::Content;
use crate::engine::Engine;
use crate::entry::{ENTRY_BYTES, Entry, Packed, VOLUMES_MAX};
use crate::faults::Faults;
use crate::geometry::Geometry;
use crate::ids::{AdminOffset, DataOffset, Kind, PageNo, Series, TreeId, VolumeId};
use crate::policy::{DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy};
use crate::restore::{Mode, Order, Restore};
use crate::sorted::{Large, SortedMap, sort_by_number};
use crate::store::{PageStore, SLOTS_MAX};
use crate::tree::{Tree, Volume};

/// What noting the room of a table takes, at most.
const ROOM_BYTES: u64 = 64;

struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Memory that may still be asked for, in bytes.
    memory: u64,
    /// What it was at the beginning.
    limit: u64,
    /// Room taken by tables, in use or free: (tree, first entry) → end.
    tables: Large,
}

impl<'b> Reader<'b> {
    fn error<T>(&self, message: impl Into<String>) -> Result<T, ImageError> {
        Err(ImageError {
            at: self.at,
            message: message.into(),
        })
    }

    fn number(&mut self, what: &str) -> Result<u64, ImageError> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let Some(&byte) = self.bytes.get(self.at) else {
                return self.error(format!("the file ends where {what} was expected"));
            };
            self.at += 1;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        self.error(format!("{what} is too large a number"))
    }

    /// A number that is at most `most`.
    fn bounded(&mut self, what: &str, most: u64) -> Result<u64, ImageError> {
        let number = self.number(what)?;
        if number > most {
            return self.error(format!(
                "{what} is {number}, and at most {most} is possible"
            ));
        }
        Ok(number)
    }

    fn small(&mut self, what: &str, most: u32) -> Result<u32, ImageError> {
        let number = self.bounded(what, u64::from(most))?;
        Ok(u32::try_from(number).expect("invariant: bounded by a u32"))
    }

    /// A count of things that take at least a byte each.
    fn count(&mut self, what: &str) -> Result<u64, ImageError> {
        self.bounded(what, (self.bytes.len() - self.at) as u64)
    }

    fn flag(&mut self, what: &str) -> Result<bool, ImageError> {
        Ok(self.bounded(what, 1)? == 1)
    }

    fn id(&mut self, what: &str) -> Result<VolumeId, ImageError> {
        Ok(VolumeId(self.small(what, VOLUMES_MAX)?))
    }

    fn optional_id(&mut self, what: &str) -> Result<Option<VolumeId>, ImageError> {
        let number = self.small(what, VOLUMES_MAX + 1)?;
        Ok(number.checked_sub(1).map(VolumeId))
    }

    fn option(&mut self, what: &str) -> Result<Option<u64>, ImageError> {
        Ok(self.number(what)?.checked_sub(1))
    }

    fn content(&mut self, stamps: bool, page_bytes: u32) -> Result<Content<'b>, ImageError> {
        if stamps {
            return Ok(Content::Stamp(self.number("a stamp")?));
        }
        let length = self.bounded("the length of a page", u64::from(page_bytes))? as usize;
        match self.bytes.get(self.at..self.at + length) {
            Some(bytes) => {
                self.at += length;
                Ok(Content::bytes(bytes))
            }
            None => self.error("the file ends within a page"),
        }
    }

    fn take_memory(&mut self, what: &str, bytes: u64) -> Result<(), ImageError> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => self.error(format!(
                "{what} would take the memory past the limit of {} bytes",
                self.limit
            )),
        }
    }
}

impl Reader<'_> {
    /// Notes the room of a table. No two tables may overlap.
    fn take_room(&mut self, tree: u32, start: u64, fan_out: u32) -> Result<(), ImageError> {
        let end = start.saturating_add(u64::from(fan_out));
        let tree = u64::from(tree);
        let before = self.tables.last_below((tree, end));
        if before.is_some_and(|(_, taken)| taken > start) {
            return self.error(format!("two tables overlap at admin+{start}"));
        }
        self.take_memory("tables", ROOM_BYTES)?;
        self.tables.set((tree, start), end);
        Ok(())
    }
}

pub(super) fn engine<S: PageStore>(
    bytes: &[u8],
    memory_bytes: u64,
) -> Result<Engine<S>, ImageError> {
    let mut reader = Reader {
        bytes,
        at: 0,
        memory: memory_bytes,
        limit: memory_bytes,
        tables: Large::default(),
    };
    if !bytes.starts_with(MAGIC) {
        return reader.error("the word COWTREE and version 3 were expected");
    }
    reader.at = MAGIC.len();
    let mut engine = Engine::new();
    engine.policy = policy(&mut reader)?;
    for _ in 0..reader.count("the number of trees")? {
        reader.take_memory("trees", size_of::<Option<Tree<S>>>() as u64)?;
        let tree = match reader.flag("whether a tree lives")? {
            true => Some(tree(&mut reader, engine.trees.len() as u32)?),
            false => None,
        };
        engine.trees.push(tree);
    }
    for _ in 0..reader.count("the number of volumes")? {
        reader.take_memory("volumes", size_of::<Option<Volume>>() as u64)?;
        let volume = match reader.flag("whether a volume lives")? {
            true => Some(volume(&mut reader, &mut engine)?),
            false => None,
        };
        engine.volumes.push(volume);
    }
    if reader.at != bytes.len() {
        return reader.error("the end of the file was expected");
    }
    hang_offshoots(&mut engine);
    let report = check(&engine);
    match report.broken.first() {
        Some(broken) => reader.error(format!("{} is broken: {}", broken.invariant, broken.detail)),
        None => Ok(engine),
    }
}

fn policy(reader: &mut Reader<'_>) -> Result<Policy, ImageError> {
    let policy = Policy {
        push: match reader.bounded("the push mode", 2)? {
            0 => PushMode::Copy,
            1 => PushMode::Share,
            _ => PushMode::Redirect,
        },
        hints: match reader.bounded("which hints are used", 2)? {
            0 => Hints::Off,
            1 => Hints::On,
            _ => Hints::Value,
        },
        hint_fill: match reader.flag("when hints are set")? {
            false => HintFill::Read,
            true => HintFill::Push,
        },
        delete: match reader.flag("the delete policy")? {
            false => DeletePolicy::Merge,
            true => DeletePolicy::Strict,
        },
        full: match reader.flag("the policy of full volumes")? {
            false => FullPolicy::Fail,
            true => FullPolicy::Stale,
        },
        refresh: match reader.flag("the refresh policy")? {
            false => RefreshPolicy::Refuse,
            true => RefreshPolicy::Keep,
        },
        change_log: reader.flag("whether there is a change log")?,
        faults: Faults::default(),
    };
    match Faults::from_bits(reader.small("the rules that are off", u32::MAX)?) {
        Some(faults) => Ok(Policy { faults, ..policy }),
        None => reader.error("an unknown rule is switched off"),
    }
}

fn tree<S: PageStore>(reader: &mut Reader<'_>, id: u32) -> Result<Tree<S>, ImageError> {
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

fn volume<S: PageStore>(
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
fn hang_offshoots<S: PageStore>(engine: &mut Engine<S>) {
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
