//! Folding events into an outline: which event changes what. What becomes of volumes, tables and
//! pages is in the rooms beside.

mod pages;
mod tables;
mod volumes;

use super::{OpenOutline, Outline, Table, TreeDetail, VolumeOutline};
use crate::content::Content;
use crate::entry::Location;
use crate::event::{Event, Observer};
use crate::hints::Hint;
use crate::ids::{TreeId, VolumeId};
use crate::restore::Restore;
use crate::sorted::SortedMap;
use volumes::unread;

impl Outline {
    /// Folds one event in. This is the only way an outline changes.
    pub fn fold(&mut self, event: &Event<'_>) {
        match event {
            Event::VolumeCreated {
                volume,
                tree,
                geometry,
                stamps,
                read_only,
            } => {
                self.fold_volume_created(*volume, *tree, geometry, *stamps, *read_only);
            }
            Event::SnapshotTaken {
                volume,
                tree,
                kind,
                parent,
                copy_of,
                older,
                series,
                pages,
                read_only,
            } => {
                if let Some(older) = older.and_then(|id| self.volumes.get_mut(&id)) {
                    older.parent = Some(*volume);
                }
                let taken = VolumeOutline {
                    parent: Some(*parent),
                    copy_of: Some(*copy_of),
                    series: *series,
                    read_only: *read_only,
                    ..unread(*tree, *kind, *pages)
                };
                self.fold_snapshot_taken(*volume, taken);
            }
            Event::TableAllocated {
                volume,
                tree,
                level,
                table,
                entries,
                start,
            } => {
                let made = Table {
                    volume: *volume,
                    level: *level,
                    start: *start,
                    fan_out: *entries,
                    entries: SortedMap::new(),
                };
                self.fold_table_allocated(*tree, *table, made);
            }
            Event::EntrySet {
                volume,
                page,
                level,
                table,
                index,
                old,
                entry,
            } => {
                self.fold_table_entry(*volume, *table, *index, *entry);
                self.fold_exception(*volume, *page, *level, old.is_none(), *entry);
            }
            Event::EntryRemoved {
                volume,
                page,
                level,
                table,
                index,
                ..
            } => {
                self.fold_entry_removed(*volume, *page, *level, *table, *index);
            }
            Event::PageAllocated { tree, offset, .. } => self.fold_page_allocated(*tree, *offset),
            Event::PageCopied {
                tree,
                from,
                offset,
                content,
                ..
            } => {
                self.fold_page_content(*tree, *offset, content);
                self.inherit_origin(*tree, *from, Location::Data(*offset));
            }
            Event::PageWritten {
                tree,
                volume,
                page,
                offset,
                content,
            } => {
                self.fold_page_content(*tree, *offset, content);
                self.note_origin(*tree, *volume, *page, Location::Data(*offset));
            }
            Event::PageShared {
                tree,
                offset,
                references,
            }
            | Event::PageReleased {
                tree,
                offset,
                references,
            } => {
                self.fold_references(*tree, *offset, *references);
            }
            Event::BaseWritten {
                volume,
                page,
                first,
                content,
            } => {
                self.fold_base_written(*volume, *page, *first, content);
            }
            Event::BaseCopied {
                volume,
                page,
                first,
                from_tree,
                from,
                content,
            } => {
                self.fold_base_content(*volume, *page, *first, content);
                self.carry_origin(*from_tree, *from, *volume, *page);
            }
            Event::BaseDiscarded { volume, page } => self.fold_base_discarded(*volume, *page),
            Event::SizeChanged { volume, pages } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    volume.pages = *pages;
                }
            }
            Event::MarkedStale { volume } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    volume.stale = true;
                }
            }
            Event::BackupStands { backup, at } => {
                if let Some(backup) = self.volumes.get_mut(backup) {
                    backup.backup_of = Some(*at);
                }
            }
            Event::CapacitySet { tree, capacity } => {
                if let Some(tree) = self.trees.get_mut(tree) {
                    tree.capacity = *capacity;
                }
            }
            Event::ChangeLogged { tree, .. } => {
                if let Some(tree) = self.trees.get_mut(tree) {
                    tree.change_log_records += 1;
                }
            }
            Event::IntentLogged { intent } => self.intent = Some(intent.clone().into_owned()),
            Event::IntentCleared => self.intent = None,
            Event::HintSet {
                volume,
                page,
                target,
                kind,
            } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    let hint = Hint {
                        target: *target,
                        kind: *kind,
                    };
                    volume.hints.insert(*page, hint);
                }
            }
            Event::HintDropped { volume, page } => {
                if let Some(volume) = self.volumes.get_mut(volume) {
                    volume.hints.remove(page);
                }
            }
            Event::RestoreBegun { tree, restore } => {
                if let Some(tree) = self.trees.get_mut(tree) {
                    tree.restore = Some(Box::new(restore.clone().into_owned()));
                }
            }
            Event::RestorePageWritten {
                base,
                page,
                copied_pages,
            } => {
                if let Some(restore) = self.restore_mut(*base) {
                    restore.written(*page, *copied_pages);
                }
            }
            Event::RestoreItemEnded {
                base,
                page,
                pass,
                copied_pages,
            } => {
                if let Some(restore) = self.restore_mut(*base) {
                    restore.item_done(*page, *pass, *copied_pages);
                }
            }
            Event::RestorePageReset { base, page } => {
                if let Some(restore) = self.restore_mut(*base) {
                    restore.clear(*page);
                }
            }
            Event::RestoreEnded { base } | Event::RestoreCancelled { base, .. } => {
                let tree = self.volumes.get(base).map(|volume| volume.tree);
                if let Some(tree) = tree.and_then(|tree| self.trees.get_mut(&tree)) {
                    tree.restore = None;
                }
            }
            Event::LinkChanged { volume, parent } => self.fold_link_changed(*volume, *parent),
            Event::Exchanged { volume, with } => self.fold_exchanged(*volume, *with),
            Event::TableFreed {
                volume,
                tree,
                level,
                table,
                entries,
            } => {
                self.fold_table_freed(*volume, *tree, *level, *table, *entries);
            }
            Event::VolumeDeleted { volume } => {
                self.volumes.remove(volume);
            }
            Event::TreeDeleted { tree } => {
                self.trees.remove(tree);
            }
            Event::PolicySet { policy } => self.policy = *policy,
            Event::OperationBegun {
                operation,
                volume,
                page,
                write,
                started,
            } => {
                let begun = OpenOutline {
                    volume: *volume,
                    page: *page,
                    write: *write,
                    started: *started,
                    done: 0,
                    locked: false,
                };
                self.open.insert(*operation, begun);
            }
            Event::PageLocked {
                operation, page, ..
            } => {
                if let Some(open) = self.open.get_mut(operation) {
                    (open.page, open.locked) = (*page, true);
                }
            }
            Event::PageUnlocked { operation } => {
                if let Some(open) = self.open.get_mut(operation) {
                    open.locked = false;
                }
            }
            Event::OperationWaited { operation, started } => {
                if let Some(open) = self.open.get_mut(operation) {
                    open.started = *started;
                }
            }
            Event::OperationStepped { operation, .. } => {
                if let Some(open) = self.open.get_mut(operation) {
                    open.done += 1;
                }
            }
            Event::OperationEnded { operation } | Event::OperationLost { operation } => {
                self.open.remove(operation);
            }
            Event::WriteBegun { .. }
            | Event::PushBegun { .. }
            | Event::PushSkipped { .. }
            | Event::EntryExamined { .. }
            | Event::WriteEnded { .. }
            | Event::ReadBegun { .. }
            | Event::VolumeVisited { .. }
            | Event::LinkFollowed { .. }
            | Event::HintFollowed { .. }
            | Event::RedirectFollowed { .. }
            | Event::PageFound { .. }
            | Event::DiffBegun { .. }
            | Event::DiffExamined { .. }
            | Event::DiffEnded { .. }
            | Event::Asked { .. }
            | Event::DiscardBegun { .. }
            | Event::PromoteBegun { .. }
            | Event::PromoteEnded { .. }
            | Event::CopyBegun { .. }
            | Event::CopyEnded { .. }
            | Event::SyncBegun { .. }
            | Event::SyncVerified { .. }
            | Event::Frozen { .. }
            | Event::Thawed { .. }
            | Event::RestoreFollowed { .. }
            | Event::RestoreItemBegun { .. }
            | Event::SnapshotSettled { .. }
            | Event::RecoveryBegun
            | Event::RecoveryEnded { .. } => {}
        }
    }

    fn detail(&mut self, tree: TreeId) -> Option<&mut TreeDetail> {
        self.trees.get_mut(&tree)?.detail.as_mut()
    }

    fn restore_mut(&mut self, base: VolumeId) -> Option<&mut Restore> {
        let tree = self.volumes.get(&base)?.tree;
        self.trees.get_mut(&tree)?.restore.as_deref_mut()
    }
}

impl Observer for Outline {
    fn event(&mut self, event: &Event<'_>) {
        self.fold(event);
    }
}

fn zero(stamps: bool) -> Content<'static> {
    if stamps {
        Content::Stamp(0)
    } else {
        Content::bytes(&[])
    }
}
