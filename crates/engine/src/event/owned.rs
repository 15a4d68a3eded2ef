//! Events that borrow nothing, for keeping.

use std::borrow::Cow;

use super::Event;
use crate::content::Content;

impl Event<'_> {
    /// The same event, borrowing nothing.
    #[must_use]
    pub fn to_static(&self) -> OwnedEvent {
        macro_rules! owned {
            ($($plain:ident { $($field:ident),* })*; $($special:ident { $($copy:ident),* ; $($own:ident),* })*) => {
                match self.clone() {
                    $(Event::$plain { $($field),* } => Event::$plain { $($field),* },)*
                    $(Event::$special { $($copy,)* $($own),* } => Event::$special { $($copy,)* $($own: $own.own()),* },)*
                }
            };
        }
        owned! {
            SnapshotTaken { volume, tree, kind, parent, copy_of, older, series, pages, read_only }
            EntryRemoved { volume, page, level, table, index, old }
            BaseDiscarded { volume, page }
            DiscardBegun { volume, page }
            SizeChanged { volume, pages }
            MarkedStale { volume }
            CapacitySet { tree, capacity }
            ChangeLogged { tree, volume, page }
            IntentCleared { }
            PromoteEnded { volume, source }
            CopyEnded { volume, of }
            BackupStands { backup, at }
            RestoreFollowed { volume, target, page }
            RestorePageWritten { base, page, copied_pages }
            RestoreItemBegun { base, page, pass }
            RestoreItemEnded { base, page, pass, copied_pages }
            RestoreEnded { base }
            RestorePageReset { base, page }
            RestoreCancelled { base, undo }
            Frozen { volume }
            Thawed { volume }
            Exchanged { volume, with }
            RecoveryBegun { }
            RecoveryEnded { pages_freed, tables_freed }
            WriteBegun { volume, page }
            PushBegun { volume, into, page }
            PushSkipped { into, page }
            EntryExamined { volume, page, level, table, index, entry }
            TableAllocated { volume, tree, level, table, entries, start }
            EntrySet { volume, page, level, table, index, old, entry }
            PageAllocated { tree, page, offset }
            PageShared { tree, offset, references }
            PageReleased { tree, offset, references }
            WriteEnded { volume, page }
            ReadBegun { volume, page }
            VolumeVisited { volume, page }
            LinkFollowed { volume, parent, page }
            HintFollowed { volume, target, page, kind }
            RedirectFollowed { volume, target, page }
            HintSet { volume, page, target, kind }
            HintDropped { volume, page }
            DiffBegun { a, b, method, common }
            LinkChanged { volume, parent }
            TableFreed { volume, tree, level, table, entries }
            VolumeDeleted { volume }
            TreeDeleted { tree }
            PolicySet { policy }
            OperationBegun { operation, volume, page, write, started }
            PageLocked { operation, volume, page }
            OperationStepped { operation, step }
            OperationWaited { operation, started }
            PageUnlocked { operation }
            OperationEnded { operation }
            OperationLost { operation }
            SnapshotSettled { volume }
            ;
            VolumeCreated { volume, tree, stamps, read_only; geometry }
            Asked { ; by }
            BaseCopied { volume, page, first, from_tree, from; content }
            RestoreBegun { tree; restore }
            IntentLogged { ; intent }
            PromoteBegun { volume, source; pages }
            CopyBegun { volume, of; pages }
            SyncBegun { backup, to; pages }
            SyncVerified { backup, to; wrong }
            PageCopied { tree, page, from, offset; content }
            PageWritten { tree, volume, page, offset; content }
            BaseWritten { volume, page, first; content }
            PageFound { volume, page, location; content }
            DiffExamined { volume; exceptions }
            DiffEnded { a, b; literal, location, content }
        }
    }
}

/// An event that borrows nothing.
pub type OwnedEvent = Event<'static>;

/// What an event may borrow.
trait Own {
    type Kept;
    fn own(self) -> Self::Kept;
}

impl Own for Content<'_> {
    type Kept = Content<'static>;
    fn own(self) -> Self::Kept {
        self.into_owned()
    }
}

impl<T: ToOwned + ?Sized + 'static> Own for Cow<'_, T> {
    type Kept = Cow<'static, T>;
    fn own(self) -> Self::Kept {
        Cow::Owned(self.into_owned())
    }
}
