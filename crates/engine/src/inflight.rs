//! Operations in flight (file 004): writes and reads that have begun and are
//! not yet finished, several at once, each of a few atomic steps that a
//! person, a test or a search advances in any order.
//!
//! A snapshot command does not wait for the writes that are open. A write that
//! began before the newest snapshot belongs to the first image: it takes the
//! page's entry away from every younger snapshot and lands in the base. A write
//! that began after it belongs to the second: the old content gets an entry
//! first. Until the older writes have ended, the snapshots younger than them
//! are *settling*.
//!
//! A page is locked, independently of the images, from the first step of an
//! operation to its last. Inside the lock the steps come in an order that a
//! crash may cut anywhere. Nothing here is persistent: a crash drops all of it.
//!
//! While a restore runs, its background copying is an operation like the others, which locks
//! one page after the other, and a write to a page that waits saves and lands in steps too.

mod guard;
mod info;
mod item;
mod look;
mod pending;
mod step;
mod write;

use serde::{Deserialize, Serialize};

use crate::command::{ReadResult, Written};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{DataOffset, Kind, PageNo, TreeId, VolumeId};
use crate::restore::{Copied, Restore};
use crate::store::PageStore;
use item::Copying;
use look::Look;
use write::Write;

pub(crate) use guard::{allow, unlocked};
pub use info::OpenInfo;
pub use step::Step;

/// Most operations that are open at once.
pub const OPEN_MAX: usize = 64;

/// Identity of an operation in flight. Ids count up and are never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OpenId(pub u32);

/// What came of an operation in flight.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// A write is acknowledged.
    Written(Written),
    /// A read has its content.
    Read(ReadResult),
    /// Background copying has done its work items.
    Copied(Copied),
}

/// The operations in flight, and what is kept for them. Volatile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inflight {
    open: Vec<Open>,
    /// Pages of data volumes that no entry leads to, but an operation may
    /// still: each has one reference for that. They go when nothing is open.
    held: Vec<(TreeId, DataOffset)>,
    begun: u32,
}

/// What is asked for with a beginning.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked<'c> {
    /// To write a page.
    Write(PageNo, &'c Content<'c>),
    /// To read one.
    Read(PageNo),
    /// To do so many work items of a restore.
    Background(u64),
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    id: OpenId,
    tree: TreeId,
    volume: VolumeId,
    page: PageNo,
    /// The lowest id of a volume that did not exist when it began.
    started: VolumeId,
    done: u64,
    locked: bool,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Write(Write),
    Read(Look),
    Copy(Copying),
}

/// What an operation needs before it can do its next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Nothing,
    /// The lock of this page.
    Lock(PageNo),
    /// That no operation of the tree is between its first step and its last.
    Quiet,
}

impl Inflight {
    /// Whether nothing is open.
    #[inline(always)]
    pub(crate) fn is_idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Pages kept for the open operations, each with a reference.
    pub(crate) fn held(&self) -> &[(TreeId, DataOffset)] {
        &self.held
    }

    fn at(&self, id: OpenId) -> Option<usize> {
        self.open.iter().position(|open| open.id == id)
    }

    /// The operation that has locked a page.
    fn holder(&self, tree: TreeId, page: PageNo) -> Option<OpenId> {
        let holds = |open: &&Open| open.locked && open.tree == tree && open.page == page;
        self.open.iter().find(holds).map(|open| open.id)
    }

    /// Keeps a page, with the reference that an entry or nobody had to it.
    fn hold(&mut self, tree: TreeId, offset: DataOffset) {
        self.held.push((tree, offset));
    }

    /// The reference goes to an entry.
    fn hand_over(&mut self, tree: TreeId, offset: DataOffset) {
        if let Some(at) = self.held.iter().position(|kept| *kept == (tree, offset)) {
            self.held.remove(at);
        }
    }

    /// Two operations that have locked the same page.
    pub(crate) fn lock_shared(&self) -> Option<(OpenId, OpenId)> {
        let locked = self.open.iter().filter(|open| open.locked);
        locked.clone().find_map(|open| {
            let holder = self.holder(open.tree, open.page)?;
            (holder != open.id).then_some((holder, open.id))
        })
    }
}

impl Open {
    /// Whether it is between its first step and its last; of background copying, within a work
    /// item.
    fn is_midway(&self) -> bool {
        match &self.what {
            What::Write(_) | What::Read(_) => self.done > 0,
            What::Copy(copying) => copying.is_midway(),
        }
    }

    fn wants<S: PageStore>(&self, engine: &Engine<S>) -> Wants {
        match &self.what {
            _ if self.locked => Wants::Nothing,
            What::Read(look) if look.is_single() => Wants::Nothing,
            What::Write(_) | What::Read(_) => Wants::Lock(self.page),
            What::Copy(copying) => copying.wants(engine, self.volume),
        }
    }
}

impl<S: PageStore> Engine<S> {
    /// Opens an operation that was checked. One atomic step.
    pub(crate) fn open(
        &mut self,
        volume: VolumeId,
        asked: Asked<'_>,
        observer: &mut impl Observer,
    ) -> OpenId {
        let id = OpenId(self.inflight.begun);
        self.inflight.begun += 1;
        let started = VolumeId(self.volumes_created());
        let (page, what) = match asked {
            Asked::Write(page, content) => (page, What::Write(Write::new(content.to_trimmed()))),
            Asked::Read(page) => {
                let single = self.at(volume).kind == Kind::Base;
                (page, What::Read(Look::new(single)))
            }
            Asked::Background(items) => {
                let restore = self.restore(volume);
                let next = restore.and_then(Restore::next_item);
                let page = next.map_or(PageNo(0), |(page, _)| page);
                let of = restore.map_or(volume, |restore| restore.new);
                (page, What::Copy(Copying::new(of, items)))
            }
        };
        observer.event(&Event::OperationBegun {
            operation: id,
            volume,
            page,
            write: matches!(what, What::Write(_)),
            started,
        });
        self.inflight.open.push(Open {
            id,
            tree: self.at(volume).tree,
            volume,
            page,
            started,
            done: 0,
            locked: false,
            what,
        });
        id
    }

    /// Does the next step of an operation that is enabled. Gives what came of
    /// it with the last one.
    pub(crate) fn advance(
        &mut self,
        id: OpenId,
        observer: &mut impl Observer,
    ) -> Option<(Step, Option<Ended>)> {
        let at = self.inflight.at(id)?;
        let mut open = self.inflight.open.remove(at);
        if let Wants::Lock(page) = open.wants(self)
            && !self.policy.faults.off(Rule::Lock)
        {
            (open.page, open.locked) = (page, true);
            observer.event(&Event::PageLocked {
                operation: id,
                volume: open.volume,
                page,
            });
        }
        let step = self.next_step(&open);
        observer.event(&Event::OperationStepped {
            operation: id,
            step,
        });
        if let (0, What::Write(_)) = (open.done, &open.what) {
            write::settle_order(self, &mut open);
        }
        open.done += 1;
        let ended = match open.what {
            What::Write(_) => write::step(self, &mut open, step, observer).map(Ended::Written),
            What::Read(_) => look::step(self, &mut open, step, observer).map(Ended::Read),
            What::Copy(_) => item::step(self, &mut open, observer).map(Ended::Copied),
        };
        match &ended {
            None => {
                if open.locked && !open.is_midway() {
                    open.locked = false;
                    let operation = id;
                    observer.event(&Event::PageUnlocked { operation });
                }
                self.inflight.open.insert(at, open);
            }
            Some(_) => self.end(&open, observer),
        }
        Some((step, ended))
    }

    /// The operation, which is taken out already, has ended.
    fn end(&mut self, open: &Open, observer: &mut impl Observer) {
        observer.event(&Event::OperationEnded { operation: open.id });
        if matches!(open.what, What::Write(_)) {
            let snapshots = (open.started.0..self.volumes_created()).map(VolumeId);
            let waited = |id: &VolumeId| {
                let ross = self.living(*id).filter(|volume| volume.kind == Kind::Ross);
                ross.is_some_and(|volume| volume.head == open.volume)
                    && self.settled_by(*id).is_none()
            };
            for volume in snapshots.filter(waited) {
                observer.event(&Event::SnapshotSettled { volume });
            }
        }
        if self.inflight.is_idle() {
            for (tree, offset) in std::mem::take(&mut self.inflight.held) {
                crate::task::release(self, tree, offset, observer);
            }
        }
    }

    /// A snapshot was taken while the tree is frozen: what waits for its first step counts as
    /// begun after it.
    pub(crate) fn put_off(&mut self, volume: VolumeId, observer: &mut impl Observer) {
        let tree = self.at(volume).tree;
        let started = VolumeId(self.volumes_created());
        let waited = |open: &&mut Open| open.tree == tree && open.done == 0;
        for open in self.inflight.open.iter_mut().filter(waited) {
            open.started = started;
            let operation = open.id;
            observer.event(&Event::OperationWaited { operation, started });
        }
    }

    /// What a crash does: every operation is lost. The pages that were kept
    /// have a reference too many then, which recovery counts.
    pub(crate) fn lose_operations(&mut self, observer: &mut impl Observer) {
        self.inflight.held.clear();
        for open in std::mem::take(&mut self.inflight.open) {
            observer.event(&Event::OperationLost { operation: open.id });
        }
    }
}
