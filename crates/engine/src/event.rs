//! What happened. Events are past tense and complete: folding those of a log
//! over an empty [`crate::projection::Outline`] gives the state of the engine.

mod method;
mod observer;
mod owned;

use std::borrow::Cow;

use serde::Serialize;

use crate::command::Capacity;
use crate::content::Content;
use crate::entry::{Entry, Location};
use crate::geometry::Geometry;
use crate::hints::HintKind;
use crate::ids::{AdminOffset, DataOffset, Kind, PageNo, Runs, Series, TreeId, VolumeId};
use crate::inflight::{OpenId, Step};
use crate::intent::Intent;
use crate::policy::Policy;
use crate::restore::{Pass, Restore};

pub use observer::{Observer, Tap};
pub use owned::OwnedEvent;

/// One thing that happened. Levels count from 1, as in the sources.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each field is what its name says")]
pub enum Event<'a> {
    /// A base volume and its tree exist.
    VolumeCreated {
        volume: VolumeId,
        tree: TreeId,
        geometry: Cow<'a, Geometry>,
        /// Whether pages are version stamps instead of bytes.
        stamps: bool,
        /// Whether it refuses writes (a backup).
        read_only: bool,
    },
    /// A snapshot exists and is linked into the tree (seed 0c6).
    SnapshotTaken {
        volume: VolumeId,
        tree: TreeId,
        kind: Kind,
        /// Look-up link: the volume read next when this one holds no entry.
        parent: VolumeId,
        /// Copy-of link: the read-write volume of the branch (read-only
        /// snapshot), or the parent (read-write snapshot).
        copy_of: VolumeId,
        /// The former newest read-only snapshot, whose look-up link now leads here.
        older: Option<VolumeId>,
        /// The chain of snapshots it joins.
        series: Series,
        /// Its size, in pages.
        pages: u64,
        /// Whether it is a read-write snapshot that refuses writes.
        read_only: bool,
    },
    /// Someone asked for the command whose events follow (seed 1¶92).
    Asked { by: Cow<'a, str> },
    /// A write of one page began (step 804).
    WriteBegun { volume: VolumeId, page: PageNo },
    /// A COW push of the page's present content into `into` began.
    PushBegun {
        volume: VolumeId,
        into: VolumeId,
        page: PageNo,
    },
    /// The snapshot holds the page already: nothing is pushed (step 826).
    PushSkipped { into: VolumeId, page: PageNo },
    /// An entry of a table was looked up (806/808, 810/816, 818/824).
    EntryExamined {
        volume: VolumeId,
        page: PageNo,
        level: u8,
        table: AdminOffset,
        index: u32,
        entry: Option<Entry>,
    },
    /// A table was allocated (802, 812, 820).
    TableAllocated {
        volume: VolumeId,
        tree: TreeId,
        level: u8,
        table: AdminOffset,
        entries: u32,
        /// First page the table covers.
        start: PageNo,
    },
    /// An entry was set (814, 822, and 830 for the last level).
    EntrySet {
        volume: VolumeId,
        page: PageNo,
        level: u8,
        table: AdminOffset,
        index: u32,
        /// What stood there before.
        old: Option<Entry>,
        entry: Entry,
    },
    /// An entry became null again.
    EntryRemoved {
        volume: VolumeId,
        page: PageNo,
        level: u8,
        table: AdminOffset,
        index: u32,
        old: Entry,
    },
    /// A page of the data volume was allocated, with one reference (828).
    PageAllocated {
        tree: TreeId,
        page: PageNo,
        offset: DataOffset,
    },
    /// A page of the data volume got the old content of another place (830).
    PageCopied {
        tree: TreeId,
        page: PageNo,
        from: Location,
        offset: DataOffset,
        content: Content<'a>,
    },
    /// A page of the data volume got new content from a host's write (830).
    PageWritten {
        tree: TreeId,
        volume: VolumeId,
        page: PageNo,
        offset: DataOffset,
        content: Content<'a>,
    },
    /// A page of the data volume got one more reference.
    PageShared {
        tree: TreeId,
        offset: DataOffset,
        references: u32,
    },
    /// A page of the data volume lost a reference; at 0 it is free.
    PageReleased {
        tree: TreeId,
        offset: DataOffset,
        references: u32,
    },
    /// The host's data landed in the base volume (seed 1¶71; no number).
    BaseWritten {
        volume: VolumeId,
        page: PageNo,
        /// Whether the page was never written before.
        first: bool,
        content: Content<'a>,
    },
    /// A page of the base volume was given up: it reads as zeros.
    BaseDiscarded { volume: VolumeId, page: PageNo },
    /// A page of the base volume got the content of another place.
    BaseCopied {
        volume: VolumeId,
        page: PageNo,
        /// Whether it had none before.
        first: bool,
        /// The tree of the place it comes from.
        from_tree: TreeId,
        from: Location,
        content: Content<'a>,
    },
    /// A discard of one page began.
    DiscardBegun { volume: VolumeId, page: PageNo },
    /// A volume has another size.
    SizeChanged { volume: VolumeId, pages: u64 },
    /// A snapshot became stale for want of room.
    MarkedStale { volume: VolumeId },
    /// A tree's capacities were set.
    CapacitySet { tree: TreeId, capacity: Capacity },
    /// The write was noted in the change log.
    ChangeLogged {
        tree: TreeId,
        volume: VolumeId,
        page: PageNo,
    },
    /// An operation of several changes was recorded, so that recovery can finish it.
    IntentLogged { intent: Cow<'a, Intent> },
    /// The record was cleared: the operation is complete.
    IntentCleared,
    /// A promotion began; these pages will change.
    PromoteBegun {
        volume: VolumeId,
        source: VolumeId,
        pages: Cow<'a, Runs>,
    },
    /// A promotion is complete.
    PromoteEnded { volume: VolumeId, source: VolumeId },
    /// A physical copy began; these pages will be copied.
    CopyBegun {
        volume: VolumeId,
        of: VolumeId,
        pages: Cow<'a, Runs>,
    },
    /// A physical copy is complete.
    CopyEnded { volume: VolumeId, of: VolumeId },
    /// A backup equals this snapshot from here on.
    BackupStands { backup: VolumeId, at: VolumeId },
    /// Rolling a backup on began; these pages will be carried over.
    SyncBegun {
        backup: VolumeId,
        to: VolumeId,
        pages: Cow<'a, Runs>,
    },
    /// A backup was compared with the snapshot it should equal.
    SyncVerified {
        backup: VolumeId,
        to: VolumeId,
        wrong: Cow<'a, Runs>,
    },
    /// Nothing reads or writes a volume until it is thawed.
    Frozen { volume: VolumeId },
    /// A frozen volume is in use again.
    Thawed { volume: VolumeId },
    /// Two read-write snapshots exchanged tables, links and snapshots: each is
    /// under its own identifier what the other one was.
    Exchanged { volume: VolumeId, with: VolumeId },
    /// A restore runs from here on: the base shows the source's state.
    RestoreBegun {
        tree: TreeId,
        restore: Cow<'a, Restore>,
    },
    /// A restore leads the search on: to the source, or to the base's own block.
    RestoreFollowed {
        volume: VolumeId,
        target: VolumeId,
        page: PageNo,
    },
    /// A host's write of a pending page has landed: the page waits no longer,
    /// or, in lazy mode, has its bit.
    RestorePageWritten {
        base: VolumeId,
        page: PageNo,
        copied_pages: u64,
    },
    /// A work item of the background copying began.
    RestoreItemBegun {
        base: VolumeId,
        page: PageNo,
        pass: Pass,
    },
    /// A work item is done: the page waits no longer, unless for its second pass.
    RestoreItemEnded {
        base: VolumeId,
        page: PageNo,
        pass: Pass,
        copied_pages: u64,
    },
    /// A restore has ended: every page is copied.
    RestoreEnded { base: VolumeId },
    /// A cancel has set a pending page back: it waits no longer.
    RestorePageReset { base: VolumeId, page: PageNo },
    /// A restore is over: nothing is pending, and the base is led back to `undo`.
    RestoreCancelled { base: VolumeId, undo: VolumeId },
    /// The machine came back after a crash; hints and counts are lost.
    RecoveryBegun,
    /// Recovery is complete.
    RecoveryEnded { pages_freed: u64, tables_freed: u64 },
    /// A write of one page is complete.
    WriteEnded { volume: VolumeId, page: PageNo },
    /// A read began at the volume that was asked (A7).
    ReadBegun { volume: VolumeId, page: PageNo },
    /// The search entered a volume.
    VolumeVisited { volume: VolumeId, page: PageNo },
    /// The volume holds nothing for the page; the look-up link is followed.
    LinkFollowed {
        volume: VolumeId,
        parent: VolumeId,
        page: PageNo,
    },
    /// A skip pointer was followed.
    HintFollowed {
        volume: VolumeId,
        target: VolumeId,
        page: PageNo,
        kind: HintKind,
    },
    /// A redirect entry was followed.
    RedirectFollowed {
        volume: VolumeId,
        target: VolumeId,
        page: PageNo,
    },
    /// The page was found.
    PageFound {
        volume: VolumeId,
        page: PageNo,
        location: Location,
        content: Content<'a>,
    },
    /// A skip pointer was set (seed 1¶97).
    HintSet {
        volume: VolumeId,
        page: PageNo,
        target: VolumeId,
        kind: HintKind,
    },
    /// A skip pointer was dropped.
    HintDropped { volume: VolumeId, page: PageNo },
    /// A comparison began.
    DiffBegun {
        a: VolumeId,
        b: VolumeId,
        /// 500 or 550.
        method: u16,
        common: VolumeId,
    },
    /// The exceptions of one volume on the path were examined (502, 552, 556).
    DiffExamined {
        volume: VolumeId,
        exceptions: Cow<'a, Runs>,
    },
    /// A comparison is complete.
    DiffEnded {
        a: VolumeId,
        b: VolumeId,
        literal: Cow<'a, Runs>,
        location: Cow<'a, Runs>,
        content: Cow<'a, Runs>,
    },
    /// A volume's look-up link changed because the volume it led to is being deleted.
    LinkChanged { volume: VolumeId, parent: VolumeId },
    /// A table was freed.
    TableFreed {
        volume: VolumeId,
        tree: TreeId,
        level: u8,
        table: AdminOffset,
        entries: u32,
    },
    /// A volume is gone.
    VolumeDeleted { volume: VolumeId },
    /// A deleted base took its tree's volumes with it.
    TreeDeleted { tree: TreeId },
    /// A policy changed.
    PolicySet { policy: Policy },
    /// An operation is in flight (4c44-48).
    OperationBegun {
        operation: OpenId,
        volume: VolumeId,
        page: PageNo,
        /// Whether it is a write.
        write: bool,
        /// The lowest number of a snapshot that is younger than it.
        started: VolumeId,
    },
    /// It holds the lock of its page (4c4-5).
    PageLocked {
        operation: OpenId,
        volume: VolumeId,
        page: PageNo,
    },
    /// It does this step; what the step does follows.
    OperationStepped { operation: OpenId, step: Step },
    /// It waits for its first step while a snapshot is taken in a freeze, and counts as begun
    /// after it.
    OperationWaited {
        operation: OpenId,
        /// The lowest number of a snapshot that is younger than it.
        started: VolumeId,
    },
    /// Background copying has done a work item: it holds no lock until the next one.
    PageUnlocked { operation: OpenId },
    /// It has ended, and holds no lock.
    OperationEnded { operation: OpenId },
    /// A crash took it.
    OperationLost { operation: OpenId },
    /// The last write that began before the snapshot has ended: it is constant now.
    SnapshotSettled { volume: VolumeId },
}
