//! What the events of the present command light up. One story at a time: the
//! last push, read, comparison or promotion that began.

mod carry;
mod parts;

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::intent::Intent;

pub use carry::Carry;
pub use parts::{Diff, Hop, Jump, Phase, Plot, Recovery, Travel, Verdict, Written};

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
            // What a schedule adds to a command is a story of its own.
            Event::Asked { by } => {
                *self = self.fresh();
                self.by = Some(by.to_string());
            }
            Event::WriteBegun { volume, page } => self.begin(Plot::Write, *volume, *page),
            Event::DiscardBegun { volume, page } => self.begin(Plot::Discard, *volume, *page),
            Event::ReadBegun { volume, page } => self.begin(Plot::Read, *volume, *page),
            Event::PushBegun { volume, into, page } => self.push(*volume, *into, *page),
            Event::PushSkipped { into, .. } => {
                self.visit(*into);
                self.travel = None;
                self.aim();
            }
            Event::EntryExamined { volume, .. } => self.visit(*volume),
            Event::EntrySet {
                volume,
                entry,
                page,
                ..
            } => self.entry_set(*volume, *page, *entry),
            Event::PageCopied { from, content, .. } => self.copied(*from, Some(content)),
            Event::PageShared { offset, .. } => self.copied(Location::Data(*offset), None),
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
            Event::BaseCopied {
                volume,
                page,
                from,
                content,
                ..
            } => self.filled((*volume, *page), *from, content),
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
            Event::RestoreBegun { restore, .. } => self.change(restore.base, None),
            Event::RestoreFollowed { volume, target, .. } => {
                self.hop(*volume, *target, Hop::Redirect);
            }
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
            Event::RestoreItemBegun { base, page, .. }
            | Event::RestoreItemEnded { base, page, .. }
            | Event::RestorePageReset { base, page } => self.settled(*base, *page),
            Event::VolumeCreated { volume, .. }
            | Event::SnapshotTaken { volume, .. }
            | Event::MarkedStale { volume }
            | Event::BackupStands { backup: volume, .. }
            | Event::Exchanged { volume, .. }
            | Event::RestorePageWritten { base: volume, .. }
            | Event::RestoreEnded { base: volume }
            | Event::RestoreCancelled { base: volume, .. }
            | Event::Frozen { volume }
            | Event::Thawed { volume }
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
            | Event::PolicySet { .. }
            | Event::OperationBegun { .. }
            | Event::PageLocked { .. }
            | Event::PageUnlocked { .. }
            | Event::OperationWaited { .. }
            | Event::OperationStepped { .. }
            | Event::OperationEnded { .. }
            | Event::OperationLost { .. }
            | Event::SnapshotSettled { .. } => {}
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
            at: None,
            content: None,
        });
    }

    fn copied(&mut self, from: Location, content: Option<&Content<'_>>) {
        if let Some(travel) = &mut self.travel
            && travel.phase == Phase::Leaving
        {
            travel.phase = Phase::Arriving;
            travel.at = Some(from);
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
        Intent::Restore { plan } => plan.base,
        Intent::Delete { volumes } | Intent::Strip { volumes } => {
            volumes.first().copied().unwrap_or_default()
        }
        Intent::Promote { volume, .. }
        | Intent::Resize { volume, .. }
        | Intent::Refresh { volume, .. }
        | Intent::Cancel { base: volume, .. }
        | Intent::Fill { ross: volume }
        | Intent::Copy { volume, .. }
        | Intent::Sync { backup: volume, .. } => *volume,
    }
}
