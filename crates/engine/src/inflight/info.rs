//! What can be told of the operations in flight: which there are, what each waits for, and what
//! may be begun.

use super::{OPEN_MAX, Open, OpenId, Step, Wants, What, item, look, write};
use crate::content::Content;
use crate::engine::Engine;
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;

/// What can be told of an operation in flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenInfo {
    /// Its id.
    pub id: OpenId,
    /// The volume it is of.
    pub volume: VolumeId,
    /// The page; of background copying, the last one it has locked, at first the next one.
    pub page: PageNo,
    /// What it writes; `None` for others than writes.
    pub content: Option<Content<'static>>,
    /// Whether it began before the newest snapshot of its volume (F).
    pub before: bool,
    /// The lowest id of a snapshot that is younger than it.
    pub started: VolumeId,
    /// Steps it has done.
    pub done: u64,
    /// Steps it has still to do, as things stand; `None` of background copying, which cannot tell.
    pub left: Option<u64>,
    /// Its next step.
    pub next: Step,
    /// Whether it holds the lock of its page.
    pub locked: bool,
    /// The operation that holds the lock it waits for; `None` when its next
    /// step is enabled.
    pub waits_for: Option<OpenId>,
}

impl<S: PageStore> Engine<S> {
    /// The operations in flight, in the order they began.
    pub fn open_operations(&self) -> impl Iterator<Item = OpenInfo> + '_ {
        self.inflight.open.iter().map(|open| self.open_info(open))
    }

    /// One operation in flight.
    #[must_use]
    pub fn open_operation(&self, id: OpenId) -> Option<OpenInfo> {
        let at = self.inflight.at(id)?;
        Some(self.open_info(&self.inflight.open[at]))
    }

    /// Whether a write that began before this read-only snapshot is in flight.
    #[must_use]
    pub fn is_settling(&self, ross: VolumeId) -> bool {
        !self.inflight.is_idle()
            && self
                .living(ross)
                .is_some_and(|volume| volume.kind == Kind::Ross)
            && self.settled_by(ross).is_some()
    }

    /// Pages of data volumes that are kept only until nothing is in flight.
    #[must_use]
    pub fn held_pages(&self) -> u64 {
        self.inflight.held.len() as u64
    }

    /// Everything that can make a difference to what follows, as bytes: engines
    /// with equal ones go on alike. For telling the states of a search apart.
    #[must_use]
    pub fn distinct(&self) -> Vec<u8> {
        let mut bytes = crate::image::save(self);
        let volatile = format!("{:?} {:?}", self.inflight, self.hints.all());
        bytes.extend_from_slice(volatile.as_bytes());
        for (tree, offset) in &self.inflight.held {
            let content = self.tree(*tree).data.store.content(offset.0).to_trimmed();
            bytes.extend_from_slice(format!("{content:?}").as_bytes());
        }
        bytes
    }

    /// The first write whose end a read-only snapshot waits for.
    pub(super) fn settled_by(&self, ross: VolumeId) -> Option<OpenId> {
        let head = self.at(ross).head;
        let before = |open: &&Open| {
            matches!(open.what, What::Write(_)) && open.volume == head && open.started <= ross
        };
        self.inflight.open.iter().find(before).map(|open| open.id)
    }

    fn open_info(&self, open: &Open) -> OpenInfo {
        let (content, left) = match &open.what {
            What::Write(write) => (Some(write.content.clone()), Some(write.left(self, open))),
            What::Read(look) => (None, Some(look.left())),
            What::Copy(_) => (None, None),
        };
        let next = self.next_step(open);
        OpenInfo {
            id: open.id,
            volume: open.volume,
            page: open.page,
            content,
            before: write::is_before(self, open),
            started: open.started,
            done: open.done,
            left,
            next,
            locked: open.locked,
            waits_for: self.waits_for(open),
        }
    }

    pub(super) fn next_step(&self, open: &Open) -> Step {
        match &open.what {
            What::Write(write) => write.next(self, open),
            What::Read(look) => look.next(),
            What::Copy(copying) => copying.next(self, open.volume),
        }
    }

    fn waits_for(&self, open: &Open) -> Option<OpenId> {
        match open.wants(self) {
            Wants::Nothing => None,
            Wants::Lock(_) if self.policy.faults.off(Rule::Lock) => None,
            Wants::Lock(page) => self.inflight.holder(open.tree, page),
            Wants::Quiet => self.end_waits_for(open),
        }
    }

    /// What the end of a restore waits for: an operation between its steps, or one that will
    /// read the source which goes with it.
    fn end_waits_for(&self, open: &Open) -> Option<OpenId> {
        let restore = self.restore(open.volume)?;
        let source = Some(restore.source).filter(|_| restore.own_source);
        let others = self
            .inflight
            .open
            .iter()
            .filter(|other| other.id != open.id);
        let mut in_its_way = others.filter(|other| {
            other.tree == open.tree && other.is_midway() || Some(other.volume) == source
        });
        in_its_way.next().map(|other| other.id)
    }

    /// Checks that an operation can do its next step.
    pub(crate) fn check_enabled(&self, id: OpenId) -> Result<(), Refusal> {
        let at = self.inflight.at(id);
        let at = at.ok_or(Refusal::UnknownOperation { operation: id })?;
        let open = &self.inflight.open[at];
        let (volume, wants) = (open.volume, open.wants(self));
        match (self.waits_for(open), wants) {
            (None, _) => Ok(()),
            (Some(operation), Wants::Lock(page)) => Err(Refusal::PageLocked {
                volume,
                page: page.0,
                operation,
            }),
            (Some(operation), _) => Err(Refusal::InFlight { volume, operation }),
        }
    }

    /// Checks that a write can be begun.
    pub(crate) fn check_begin_write(
        &self,
        volume: VolumeId,
        page: PageNo,
        content: &Content<'_>,
    ) -> Result<(), Refusal> {
        write::check(self, volume, page, content)?;
        self.check_room()
    }

    /// Checks that a read can be begun.
    pub(crate) fn check_begin_read(&self, volume: VolumeId, page: PageNo) -> Result<(), Refusal> {
        look::check(self, volume, page)?;
        self.check_room()
    }

    /// Checks that background copying can be begun.
    pub(crate) fn check_begin_background(&self, base: VolumeId) -> Result<(), Refusal> {
        item::check(self, base)?;
        self.check_room()
    }

    fn check_room(&self) -> Result<(), Refusal> {
        if self.inflight.open.len() < OPEN_MAX {
            return Ok(());
        }
        Err(Refusal::LimitReached {
            what: "operations in flight",
            limit: OPEN_MAX as u64,
        })
    }
}
