//! What the events of the present command light up. One story at a time: the
//! last push, read, comparison or promotion that began.

mod carry;

use cowpath_engine::sorted::{SortedMap, SortedSet};

use cowpath_engine::content::Content;
use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::intent::Intent;

pub use carry::Carry;

/// Which story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Plot {
    /// Nothing happens.
    #[default]
    None,
    /// A write of one page, with its COW push.
    Write,
    /// A read of one page.
    Read,
    /// A comparison of two volumes.
    Diff,
    /// A page is made to read as zeros.
    Discard,
    /// Pages flow from one volume to another: a promotion, a copy, a sync.
    Carry,
    /// A volume was made, deleted, re-linked, resized or given up.
    Change,
}

/// How far an old page is on its way into a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It is about to leave.
    Leaving,
    /// Its content is there, but no entry leads to it yet.
    Arriving,
    /// The entry is set.
    Done,
}

/// An old page on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Travel {
    /// The read-write volume that is written.
    pub from: VolumeId,
    /// The snapshot that keeps the old content.
    pub into: VolumeId,
    /// Which page.
    pub page: PageNo,
    /// How far it is.
    pub phase: Phase,
    /// Its content, once it was copied.
    pub content: Option<Content<'static>>,
}

/// New content of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Where.
    pub volume: VolumeId,
    /// Which page.
    pub page: PageNo,
    /// What; `None` while it has not landed.
    pub content: Option<Content<'static>>,
}

/// How a search went on from one volume to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// Along the look-up link.
    Link,
    /// Over a skip pointer.
    Hint,
    /// As an entry redirects.
    Redirect,
}

/// One step of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Jump {
    /// From here.
    pub from: VolumeId,
    /// To there.
    pub to: VolumeId,
    /// How.
    pub hop: Hop,
}

/// What the three answers say about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The literal method reports it.
    pub literal: bool,
    /// The two volumes find it at different places.
    pub location: bool,
    /// The contents differ.
    pub content: bool,
}

impl Verdict {
    /// Whether the three answers are the same.
    #[must_use]
    pub fn agrees(self) -> bool {
        self.literal == self.location && self.location == self.content
    }

    /// The answers in words, and why they disagree.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match (self.literal, self.location, self.content) {
            (_, _, true) => "the contents differ",
            (_, true, false) => "stored in two places, but the contents are equal",
            (true, false, false) => "both volumes read the same stored page",
            (false, false, false) => "no difference",
        }
    }
}

/// A comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    /// One volume.
    pub a: VolumeId,
    /// The other.
    pub b: VolumeId,
    /// Where their look-up paths meet.
    pub common: VolumeId,
    /// 500 or 550.
    pub method: u16,
    /// Volumes whose exceptions were examined, and the pages found there.
    pub examined: SortedMap<VolumeId, SortedSet<PageNo>>,
    /// The answers, once it is complete.
    pub verdicts: SortedMap<PageNo, Verdict>,
    /// Whether it is complete.
    pub ended: bool,
}

/// What is lit.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Story {
    /// Which story it is.
    pub plot: Plot,
    /// The page it is about.
    pub page: Option<PageNo>,
    /// Volumes passed, in order.
    pub path: Vec<VolumeId>,
    /// The volume where something happens right now.
    pub now: Option<VolumeId>,
    /// Steps of the search.
    pub jumps: Vec<Jump>,
    /// Where a read found its page.
    pub holder: Option<VolumeId>,
    /// Old page on its way.
    pub travel: Option<Travel>,
    /// New data.
    pub written: Option<Written>,
    /// A comparison.
    pub diff: Option<Diff>,
    /// A promotion, a copy or a sync.
    pub carry: Option<Carry>,
    /// A recovery after a crash.
    pub recovery: Option<Recovery>,
    /// Who asked for it.
    pub by: Option<String>,
}

/// A recovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// Pages and tables freed, once it is complete.
    pub freed: Option<(u64, u64)>,
}

/// A story of nothing.
pub static QUIET: Story = Story {
    plot: Plot::None,
    page: None,
    path: Vec::new(),
    now: None,
    jumps: Vec::new(),
    holder: None,
    travel: None,
    written: None,
    diff: None,
    carry: None,
    recovery: None,
    by: None,
};

impl Story {
    /// The story of the events of the present command so far.
    #[must_use]
    pub fn of(events: &[Event<'_>]) -> Self {
        let mut story = Self::default();
        for event in events {
            story.tell(event);
        }
        story
    }

    fn tell(&mut self, event: &Event<'_>) {
        if let Some(carry) = &mut self.carry {
            carry.landed = None;
        }
        match event {
            Event::Asked { by } => self.by = Some(by.to_string()),
            Event::WriteBegun { volume, page } => self.begin(Plot::Write, *volume, *page),
            Event::DiscardBegun { volume, page } => self.begin(Plot::Discard, *volume, *page),
            Event::ReadBegun { volume, page } => self.begin(Plot::Read, *volume, *page),
            Event::PushBegun { volume, into, page } => self.push(*volume, *into, *page),
            Event::PushSkipped { into, .. } => {
                self.visit(*into);
                self.aim();
            }
            Event::EntryExamined { volume, .. } => self.visit(*volume),
            Event::EntrySet {
                volume,
                entry,
                page,
                ..
            } => self.entry_set(*volume, *page, *entry),
            Event::PageCopied { content, .. } => self.copied(Some(content)),
            Event::PageShared { .. } => self.copied(None),
            Event::PageWritten {
                volume,
                page,
                content,
                ..
            }
            | Event::BaseWritten {
                volume,
                page,
                content,
                ..
            } => {
                self.landed(*volume, *page, content);
            }
            Event::BaseCopied { volume, page, .. } => self.carried(*volume, *page),
            Event::BaseDiscarded { volume, page } => self.emptied(*volume, *page),
            Event::EntryRemoved { volume, page, .. } => {
                self.emptied(*volume, *page);
                self.change(*volume, Some(*page));
            }
            Event::TableFreed { volume, .. } => self.change(*volume, self.page),
            Event::PromoteBegun {
                volume,
                source,
                pages,
            } => self.carry_begun(*source, *volume, pages),
            Event::CopyBegun { volume, of, pages } => self.carry_begun(*of, *volume, pages),
            Event::SyncBegun { backup, to, pages } => self.carry_begun(*to, *backup, pages),
            Event::PromoteEnded { .. } | Event::CopyEnded { .. } => self.carry_ended(),
            Event::SyncVerified { wrong, .. } => {
                self.carry_ended();
                if let Some(carry) = &mut self.carry {
                    carry.wrong = wrong.clone().into_owned();
                }
            }
            Event::RecoveryBegun => {
                *self = Self {
                    plot: Plot::Change,
                    ..self.fresh()
                };
                self.recovery = Some(Recovery::default());
            }
            Event::RecoveryEnded {
                pages_freed,
                tables_freed,
            } => {
                let freed = Some((*pages_freed, *tables_freed));
                self.recovery = Some(Recovery { freed });
            }
            Event::IntentLogged { intent } => self.change(first_of(intent), None),
            Event::SizeChanged { volume, .. } => {
                if self.plot == Plot::Discard {
                    *self = self.fresh();
                }
                self.change(*volume, None);
            }
            Event::VolumeVisited { volume, .. } => self.visit(*volume),
            Event::LinkFollowed { volume, parent, .. } => self.hop(*volume, *parent, Hop::Link),
            Event::HintFollowed { volume, target, .. } => self.hop(*volume, *target, Hop::Hint),
            Event::RedirectFollowed { volume, target, .. } => {
                self.hop(*volume, *target, Hop::Redirect);
            }
            Event::PageFound { volume, .. } => {
                self.visit(*volume);
                self.holder = Some(*volume);
            }
            Event::DiffBegun {
                a,
                b,
                method,
                common,
            } => self.diff_begun(*a, *b, *common, *method),
            Event::DiffExamined { volume, exceptions } => {
                self.visit(*volume);
                if let Some(diff) = &mut self.diff {
                    let pages = diff.examined.entry(*volume).or_default();
                    pages.extend(exceptions.iter());
                }
            }
            Event::DiffEnded {
                literal,
                location,
                content,
                ..
            } => {
                self.now = None;
                let Some(diff) = &mut self.diff else { return };
                diff.ended = true;
                literal
                    .iter()
                    .for_each(|p| diff.verdicts.entry(p).or_default().literal = true);
                location
                    .iter()
                    .for_each(|p| diff.verdicts.entry(p).or_default().location = true);
                content
                    .iter()
                    .for_each(|p| diff.verdicts.entry(p).or_default().content = true);
            }
            Event::VolumeCreated { volume, .. }
            | Event::SnapshotTaken { volume, .. }
            | Event::MarkedStale { volume }
            | Event::BackupStands { backup: volume, .. }
            | Event::LinkChanged { volume, .. } => self.change(*volume, None),
            // What is seen in the picture itself, or belongs to the tables.
            Event::PageAllocated { .. }
            | Event::PageReleased { .. }
            | Event::TableAllocated { .. }
            | Event::WriteEnded { .. }
            | Event::HintSet { .. }
            | Event::HintDropped { .. }
            | Event::CapacitySet { .. }
            | Event::ChangeLogged { .. }
            | Event::IntentCleared
            | Event::VolumeDeleted { .. }
            | Event::TreeDeleted { .. }
            | Event::PolicySet { .. } => {}
        }
    }

    /// Nothing but what stays for the whole command.
    fn fresh(&mut self) -> Self {
        Self {
            recovery: self.recovery,
            by: self.by.take(),
            ..Self::default()
        }
    }

    /// Something changed that is no story of its own.
    fn change(&mut self, volume: VolumeId, page: Option<PageNo>) {
        if matches!(self.plot, Plot::None | Plot::Change) {
            self.plot = Plot::Change;
            self.now = Some(volume);
            self.page = page;
        }
    }

    fn begin(&mut self, plot: Plot, volume: VolumeId, page: PageNo) {
        *self = Self {
            plot,
            page: Some(page),
            path: vec![volume],
            now: Some(volume),
            ..self.fresh()
        };
        if plot != Plot::Read {
            self.written = Some(Written {
                volume,
                page,
                content: None,
            });
        }
    }

    fn visit(&mut self, volume: VolumeId) {
        if !self.path.contains(&volume) {
            self.path.push(volume);
        }
        self.now = Some(volume);
    }

    fn hop(&mut self, from: VolumeId, to: VolumeId, hop: Hop) {
        self.jumps.push(Jump { from, to, hop });
        self.visit(to);
    }

    fn push(&mut self, from: VolumeId, into: VolumeId, page: PageNo) {
        self.visit(into);
        self.page = Some(page);
        self.travel = Some(Travel {
            from,
            into,
            page,
            phase: Phase::Leaving,
            content: None,
        });
    }

    fn copied(&mut self, content: Option<&Content<'_>>) {
        if let Some(travel) = &mut self.travel
            && travel.phase == Phase::Leaving
        {
            travel.phase = Phase::Arriving;
            travel.content = content.map(Content::to_trimmed);
        }
    }

    fn entry_set(&mut self, volume: VolumeId, page: PageNo, entry: Entry) {
        self.visit(volume);
        if let Some(travel) = &mut self.travel
            && travel.into == volume
            && travel.page == page
            && !matches!(entry, Entry::Table(_))
        {
            travel.phase = Phase::Done;
            match self.carry.as_ref().map(|carry| carry.into) {
                Some(into) if into == volume => self.arrived(page),
                _ => self.aim(),
            }
        }
        if entry == Entry::Zero && self.carry.is_none() {
            self.emptied(volume, page);
        }
    }

    fn landed(&mut self, volume: VolumeId, page: PageNo, content: &Content<'_>) {
        self.visit(volume);
        self.written = Some(Written {
            volume,
            page,
            content: Some(content.to_trimmed()),
        });
    }

    fn diff_begun(&mut self, a: VolumeId, b: VolumeId, common: VolumeId, method: u16) {
        *self = Self {
            plot: Plot::Diff,
            diff: Some(Diff {
                a,
                b,
                common,
                method,
                examined: SortedMap::new(),
                verdicts: SortedMap::new(),
                ended: false,
            }),
            ..self.fresh()
        };
    }
}

/// The volume that an unfinished operation is about.
fn first_of(intent: &Intent) -> VolumeId {
    match intent {
        Intent::Delete { volumes } | Intent::Strip { volumes } => {
            volumes.first().copied().unwrap_or_default()
        }
        Intent::Promote { volume, .. }
        | Intent::Resize { volume, .. }
        | Intent::Fill { ross: volume }
        | Intent::Copy { volume, .. }
        | Intent::Sync { backup: volume, .. } => *volume,
    }
}
