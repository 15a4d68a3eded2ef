//! Writing an image.

use super::MAGIC;
use crate::content::{Content, trim};
use crate::engine::Engine;
use crate::entry::{Entry, Packed};
use crate::ids::{AdminOffset, DataOffset, Kind, TreeId};
use crate::policy::{DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy};
use crate::restore::{Mode, Order, Restore};
use crate::sorted::sort_by_number;
use crate::store::PageStore;
use crate::tree::{Tree, Visited, Volume};

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn option(&mut self, number: Option<u64>) {
        self.number(number.map_or(0, |number| number.saturating_add(1)));
    }

    fn content(&mut self, content: &Content<'_>) {
        match content {
            Content::Bytes(bytes) => {
                let bytes = trim(bytes);
                self.number(bytes.len() as u64);
                self.0.extend_from_slice(bytes);
            }
            Content::Stamp(stamp) => self.number(*stamp),
        }
    }
}

pub(super) fn engine<S: PageStore>(engine: &Engine<S>) -> Vec<u8> {
    let mut out = Writer(MAGIC.to_vec());
    policy(&mut out, engine.policy);
    out.number(engine.trees.len() as u64);
    for (id, slot) in (0..).map(TreeId).zip(&engine.trees) {
        out.number(u64::from(slot.is_some()));
        if let Some(slot) = slot {
            tree(&mut out, slot, &given_up(engine, id, slot));
        }
    }
    out.number(engine.volumes.len() as u64);
    for slot in &engine.volumes {
        out.number(u64::from(slot.is_some()));
        if let Some(slot) = slot {
            volume(&mut out, engine, slot);
        }
    }
    out.0
}

fn policy(out: &mut Writer, policy: Policy) {
    out.number(match policy.push {
        PushMode::Copy => 0,
        PushMode::Share => 1,
        PushMode::Redirect => 2,
    });
    out.number(match policy.hints {
        Hints::Off => 0,
        Hints::On => 1,
        Hints::Value => 2,
    });
    out.number(u64::from(policy.hint_fill == HintFill::Push));
    out.number(match policy.delete {
        DeletePolicy::Merge => 0,
        DeletePolicy::Strict => 1,
    });
    out.number(match policy.full {
        FullPolicy::Fail => 0,
        FullPolicy::Stale => 1,
    });
    out.number(match policy.refresh {
        RefreshPolicy::Refuse => 0,
        RefreshPolicy::Keep => 1,
    });
    out.number(u64::from(policy.change_log));
    out.number(u64::from(policy.faults.bits()));
}

/// Pages that only operations in flight keep: an image has none of those.
fn given_up<S: PageStore>(engine: &Engine<S>, id: TreeId, tree: &Tree<S>) -> Vec<DataOffset> {
    let kept = engine.inflight.held().iter();
    let mut kept: Vec<DataOffset> = kept
        .filter(|(of, _)| *of == id)
        .map(|(_, at)| *at)
        .collect();
    sort_by_number(&mut kept, |at| at.0);
    let only = |group: &&[DataOffset]| tree.data.references(group[0]) as usize == group.len();
    let groups = kept.chunk_by(|a, b| a == b).filter(only);
    groups.map(|group| group[0]).collect()
}

fn tree<S: PageStore>(out: &mut Writer, tree: &Tree<S>, given_up: &[DataOffset]) {
    out.number(u64::from(tree.base.0));
    out.number(u64::from(tree.geometry.page_bytes()));
    out.number(tree.geometry.pages());
    out.number(tree.geometry.levels().len() as u64);
    for &fan_out in tree.geometry.levels() {
        out.number(u64::from(fan_out));
    }
    out.number(u64::from(tree.base_pages.keeps_stamps()));
    out.number(tree.admin.extent());
    let free = tree.admin.free_tables();
    out.number(free.len() as u64);
    for (fan_out, tables) in free {
        out.number(u64::from(*fan_out));
        out.number(tables.len() as u64);
        for table in tables {
            out.number(table.0);
        }
    }
    out.number(tree.data.extent());
    let free = tree.data.free_offsets();
    out.number((free.len() + given_up.len()) as u64);
    for offset in free.iter().chain(given_up) {
        out.number(offset.0);
    }
    for offset in (0..tree.data.extent()).map(DataOffset) {
        if tree.data.references(offset) > 0 && !given_up.contains(&offset) {
            out.content(&tree.data.store.content(offset.0));
        }
    }
    out.number(tree.base_map.len());
    for (page, slot) in tree.base_map.iter() {
        out.number(page);
        out.content(&tree.base_pages.content(slot));
    }
    out.number(u64::from(tree.restore.is_some()));
    if let Some(it) = &tree.restore {
        restore(out, it);
    }
    out.option(tree.capacity.data_pages);
    out.option(tree.capacity.admin_entries);
    out.number(tree.change_log.len() as u64);
    for (volume, page) in &tree.change_log {
        out.number(u64::from(volume.0));
        out.number(page.0);
    }
}

fn restore(out: &mut Writer, restore: &Restore) {
    out.number(u64::from(restore.source.0));
    out.number(u64::from(restore.own_source));
    out.number(u64::from(restore.undo.0));
    out.number(restore.others.len() as u64);
    for other in &restore.others {
        out.number(u64::from(other.0));
    }
    out.number(u64::from(restore.new.0));
    out.number(match restore.order {
        Order::OldFirst => 0,
        Order::Once => 1,
    });
    out.number(match restore.mode {
        Mode::Eager => 0,
        Mode::Lazy => 1,
    });
    for pages in [&restore.old_left, &restore.left, &restore.bits] {
        out.number(pages.len() as u64);
        pages.iter().for_each(|page| out.number(page.0));
    }
    out.number(restore.items);
    out.number(restore.items_done);
    out.number(restore.copied_pages);
}

fn volume<S: PageStore>(out: &mut Writer, engine: &Engine<S>, volume: &Volume) {
    out.number(u64::from(volume.tree.0));
    out.number(match volume.kind {
        Kind::Base => 0,
        Kind::Ross => 1,
        Kind::Rwss => 2,
    });
    out.option(volume.parent.map(|id| u64::from(id.0)));
    out.number(u64::from(volume.head.0));
    out.option(volume.older.map(|id| u64::from(id.0)));
    out.number(volume.pages);
    out.number(u64::from(volume.series.0));
    let flags = [volume.read_only, volume.stale, volume.filled];
    let bits = flags.iter().rev();
    out.number(bits.fold(0, |bits, flag| bits << 1 | u64::from(*flag)));
    out.option(volume.backup_of.map(|id| u64::from(id.0)));
    let Some(root) = volume.root else { return };
    let tree = engine.tree(volume.tree);
    let mut tables: Vec<(AdminOffset, Vec<(u32, Entry)>)> = Vec::new();
    tree.walk(root, &mut |visited| match visited {
        Visited::Table { table, .. } => tables.push((table, Vec::new())),
        Visited::Entry {
            table,
            index,
            entry,
            ..
        } => {
            let owner = tables.iter_mut().rev().find(|(at, _)| *at == table);
            let owner = owner.expect("invariant: a table is visited before its entries");
            owner.1.push((index, entry));
        }
    });
    out.number(tables.len() as u64);
    for (table, entries) in tables {
        out.number(table.0);
        out.number(entries.len() as u64);
        for (index, entry) in entries {
            out.number(u64::from(index));
            out.number(Packed::pack(entry).0);
        }
    }
}
