//! Events told with names instead of ids: the engine's own form, with places as in outcomes.

use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::hints::HintKind;
use cowpath_engine::ids::{AdminOffset, DataOffset, Kind, PageNo, Runs, Series, TreeId, VolumeId};
use cowpath_engine::inflight::{OpenId, Step};
use cowpath_engine::intent::Intent;
use cowpath_engine::policy::Policy;
use cowpath_engine::restore::{Mode, Order, Pass, Restore};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{ContentObject, Place};
use crate::machine::{ADMIN, DATA, Machine};

/// An event with the machine that knows its volumes' names, deleted ones included.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The event.
    pub event: &'a Event<'a>,
    /// The machine it happened in.
    pub machine: &'a Machine,
}

/// A part of an event, and how it is told.
trait Part {
    fn tell<M: SerializeMap>(
        &self,
        key: &'static str,
        machine: &Machine,
        map: &mut M,
    ) -> Result<(), M::Error>;
}

macro_rules! tell {
    ($told:ident, $out:ident; $($variant:ident $tag:literal { $($field:ident),* })*) => {
        match $told.event {
            $(Event::$variant { $($field),* } => {
                let mut map = $out.serialize_map(None)?;
                map.serialize_entry("type", $tag)?;
                $($field.tell(stringify!($field), $told.machine, &mut map)?;)*
                map.end()
            })*
        }
    };
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        tell! { self, out;
            VolumeCreated "volume-created" { volume, tree, geometry, stamps, read_only }
            SnapshotTaken "snapshot-taken" { volume, tree, kind, parent, copy_of, older, series, pages, read_only }
            WriteBegun "write-begun" { volume, page }
            PushBegun "push-begun" { volume, into, page }
            PushSkipped "push-skipped" { into, page }
            EntryExamined "entry-examined" { volume, page, level, table, index, entry }
            TableAllocated "table-allocated" { volume, tree, level, table, entries, start }
            EntrySet "entry-set" { volume, page, level, table, index, old, entry }
            EntryRemoved "entry-removed" { volume, page, level, table, index, old }
            PageAllocated "page-allocated" { tree, page, offset }
            PageCopied "page-copied" { tree, page, from, offset, content }
            PageWritten "page-written" { tree, volume, page, offset, content }
            PageShared "page-shared" { tree, offset, references }
            PageReleased "page-released" { tree, offset, references }
            BaseWritten "base-written" { volume, page, first, content }
            BaseDiscarded "base-discarded" { volume, page }
            BaseCopied "base-copied" { volume, page, first, from_tree, from, content }
            Asked "asked" { by }
            DiscardBegun "discard-begun" { volume, page }
            SizeChanged "size-changed" { volume, pages }
            MarkedStale "marked-stale" { volume }
            CapacitySet "capacity-set" { tree, capacity }
            ChangeLogged "change-logged" { tree, volume, page }
            IntentLogged "intent-logged" { intent }
            IntentCleared "intent-cleared" { }
            PromoteBegun "promote-begun" { volume, source, pages }
            PromoteEnded "promote-ended" { volume, source }
            CopyBegun "copy-begun" { volume, of, pages }
            CopyEnded "copy-ended" { volume, of }
            BackupStands "backup-stands" { backup, at }
            SyncBegun "sync-begun" { backup, to, pages }
            SyncVerified "sync-verified" { backup, to, wrong }
            RestoreBegun "restore-begun" { tree, restore }
            RestoreFollowed "restore-followed" { volume, target, page }
            RestorePageWritten "restore-page-written" { base, page, copied_pages }
            RestoreItemBegun "restore-item-begun" { base, page, pass }
            RestoreItemEnded "restore-item-ended" { base, page, pass, copied_pages }
            RestoreEnded "restore-ended" { base }
            RestorePageReset "restore-page-reset" { base, page }
            RestoreCancelled "restore-cancelled" { base, undo }
            Frozen "frozen" { volume }
            Thawed "thawed" { volume }
            Exchanged "exchanged" { volume, with }
            RecoveryBegun "recovery-begun" { }
            RecoveryEnded "recovery-ended" { pages_freed, tables_freed }
            WriteEnded "write-ended" { volume, page }
            ReadBegun "read-begun" { volume, page }
            VolumeVisited "volume-visited" { volume, page }
            LinkFollowed "link-followed" { volume, parent, page }
            HintFollowed "hint-followed" { volume, target, page, kind }
            RedirectFollowed "redirect-followed" { volume, target, page }
            PageFound "page-found" { volume, page, location, content }
            HintSet "hint-set" { volume, page, target, kind }
            HintDropped "hint-dropped" { volume, page }
            DiffBegun "diff-begun" { a, b, method, common }
            DiffExamined "diff-examined" { volume, exceptions }
            DiffEnded "diff-ended" { a, b, literal, location, content }
            LinkChanged "link-changed" { volume, parent }
            TableFreed "table-freed" { volume, tree, level, table, entries }
            VolumeDeleted "volume-deleted" { volume }
            TreeDeleted "tree-deleted" { tree }
            PolicySet "policy-set" { policy }
            OperationBegun "operation-begun" { operation, volume, page, write, started }
            PageLocked "page-locked" { operation, volume, page }
            OperationStepped "operation-stepped" { operation, step }
            PageUnlocked "page-unlocked" { operation }
            OperationWaited "operation-waited" { operation, started }
            OperationEnded "operation-ended" { operation }
            OperationLost "operation-lost" { operation }
            SnapshotSettled "snapshot-settled" { volume }
        }
    }
}

/// Parts that are told as they are.
macro_rules! plain {
    ($($part:ty),*) => {
        $(impl Part for $part {
            fn tell<M: SerializeMap>(
                &self,
                key: &'static str,
                _machine: &Machine,
                map: &mut M,
            ) -> Result<(), M::Error> {
                map.serialize_entry(key, self)
            }
        })*
    };
}

plain!(
    bool,
    u8,
    u16,
    u32,
    u64,
    str,
    Series,
    Capacity,
    Kind,
    TreeId,
    PageNo,
    AdminOffset,
    DataOffset,
    Runs,
    Geometry,
    HintKind,
    Pass,
    Policy,
    Step
);

/// Parts that are told as another value.
macro_rules! told_as {
    ($($part:ty: |$it:ident, $machine:ident| $value:expr;)*) => {
        $(impl Part for $part {
            fn tell<M: SerializeMap>(
                &self,
                key: &'static str,
                $machine: &Machine,
                map: &mut M,
            ) -> Result<(), M::Error> {
                let $it = self;
                map.serialize_entry(key, &$value)
            }
        })*
    };
}

told_as! {
    OpenId: |id, machine| machine.operation_name(*id);
    VolumeId: |id, machine| machine.name_of(*id);
    Option<VolumeId>: |id, machine| id.map(|id| machine.name_of(id));
    Entry: |entry, machine| entry_place(*entry, machine);
    Option<Entry>: |entry, machine| entry.map(|entry| entry_place(entry, machine));
    Location: |location, machine| machine.place(*location);
    Restore: |restore, machine| RestoreObject {
        base: machine.name_of(restore.base),
        source: machine.name_of(restore.source),
        undo: machine.name_of(restore.undo),
        others: restore.others.iter().map(|id| machine.name_of(*id)).collect(),
        new: machine.name_of(restore.new),
        order: restore.order,
        mode: restore.mode,
        pages: restore.pending(),
        items: restore.items,
    };
    Intent: |intent, machine| machine.intent_text(intent);
    Content<'_>: |content, _machine| ContentObject(content);
}

impl<T: Part + ToOwned + ?Sized> Part for std::borrow::Cow<'_, T> {
    fn tell<M: SerializeMap>(
        &self,
        key: &'static str,
        machine: &Machine,
        map: &mut M,
    ) -> Result<(), M::Error> {
        T::tell(self, key, machine, map)
    }
}

/// A restore at its beginning, with names.
#[derive(Serialize)]
struct RestoreObject {
    base: String,
    source: String,
    undo: String,
    others: Vec<String>,
    new: String,
    order: Order,
    mode: Mode,
    pages: Runs,
    items: u64,
}

fn entry_place(entry: Entry, machine: &Machine) -> Place {
    match entry {
        Entry::Table(offset) => Place {
            volume: ADMIN.to_owned(),
            offset: offset.0,
        },
        Entry::Page(offset) => Place {
            volume: DATA.to_owned(),
            offset: offset.0,
        },
        Entry::Redirect(volume, page) => Place {
            volume: machine.name_of(volume),
            offset: page.0,
        },
        Entry::Zero => machine.place(Location::Zero),
    }
}
