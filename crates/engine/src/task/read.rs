//! Reading through the tree (seed 1¶94-95, 97; 0c11-14): the volume that was
//! asked first, then along the look-up links, until one holds the page.

use crate::command::{Outcome, ReadResult};
use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::hints::{self, Hint, HintKind, TRAIL_HINTS_MAX};
use crate::ids::{Kind, PageNo, VolumeId};
use crate::inflight::unlocked;
use crate::policy::{HintFill, Hints};
use crate::refusal::Refusal;
use crate::restore::Turn;
use crate::store::PageStore;
use crate::task::room::readable;
use crate::task::walk::level_number;

/// A read that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    page: PageNo,
    next: Next,
    trail: Trail,
    /// Volumes to be visited whatever the links say, the next one last: only
    /// where the rule that a search begins at its volume is switched off.
    scan: Vec<VolumeId>,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Begin(VolumeId),
    Visit(VolumeId),
    /// The same in a tree with a restore.
    VisitInRestore(VolumeId),
    Deliver(Location),
}

/// The way a search went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    /// Volumes it came by.
    hops: Vec<VolumeId>,
    /// Which of them hold a redirect, so that a skip pointer is of no use there.
    redirects: Vec<usize>,
    search: Search,
}

/// What a search came by, without its way.
#[derive(Clone, Copy, Debug, Default)]
struct Search {
    /// Whether the last volume holds an entry.
    held: bool,
    lookups: u64,
    hint_used: bool,
    /// Whether skip pointers are left alone: a push must find the page where
    /// the links lead, so that it can share it.
    plain: bool,
    /// Whether a restore has led it to its source already.
    turned: bool,
}

/// What a visit to one volume found.
enum Visit {
    Found(Location),
    /// Nothing: on to this volume.
    GoTo(VolumeId),
    /// An entry that leads to this volume.
    Redirected(VolumeId),
}

/// Checks that a page exists. Used by reads and writes.
pub(crate) fn check_page<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
) -> Result<(), Refusal> {
    let pages = engine.asked(volume)?.pages;
    if page.0 < pages {
        return Ok(());
    }
    Err(Refusal::PageOutOfRange {
        volume,
        page: page.0,
        pages,
    })
}

impl Read {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
    ) -> Result<Self, Refusal> {
        check_page(engine, volume, page)?;
        readable(engine, volume)?;
        if !engine.inflight.is_idle() && engine.at(volume).kind != Kind::Base {
            unlocked(engine, volume, page)?;
        }
        Ok(Self {
            page,
            next: Next::Begin(volume),
            trail: Trail::default(),
            scan: newest_first(engine, volume),
        })
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let page = self.page;
        match self.next {
            Next::Begin(volume) => {
                observer.event(&Event::ReadBegun { volume, page });
                let volume = self.scan.pop().unwrap_or(volume);
                self.next = match engine.restore(volume) {
                    Some(_) => Next::VisitInRestore(volume),
                    None => Next::Visit(volume),
                };
                None
            }
            Next::VisitInRestore(volume) => {
                self.next = match self.trail.visit_in_restore(engine, volume, page, observer) {
                    Visit::Found(location) => Next::Deliver(location),
                    Visit::GoTo(volume) | Visit::Redirected(volume) => Next::VisitInRestore(volume),
                };
                None
            }
            Next::Visit(volume) => {
                self.next = match self.trail.visit(engine, volume, page, observer) {
                    Visit::Found(location) => Next::Deliver(location),
                    Visit::GoTo(volume) | Visit::Redirected(volume) => {
                        Next::Visit(self.scan.pop().unwrap_or(volume))
                    }
                };
                None
            }
            Next::Deliver(location) => Some(self.deliver(engine, location, observer)),
        }
    }

    fn deliver<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        location: Location,
        observer: &mut impl Observer,
    ) -> Outcome {
        let page = self.page;
        let holder = self.trail.holder();
        let tree = engine.tree(engine.at(holder).tree);
        let content = tree.content(location);
        observer.tell(|| Event::PageFound {
            volume: holder,
            page,
            location,
            content: content.clone(),
        });
        let content = content.to_trimmed();
        self.trail.leave_hints(engine, page, observer);
        let trail = std::mem::take(&mut self.trail);
        Outcome::Read(ReadResult {
            volume: trail.hops[0],
            page,
            content,
            from: location,
            hops: trail.hops,
            lookups: trail.search.lookups,
            hint_used: trail.search.hint_used,
        })
    }
}

/// The way of seed 1¶96: all snapshots of the branch, the newest first, down to
/// the volume, then the head. Empty while the rule against it holds.
fn newest_first<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Vec<VolumeId> {
    let living = engine.at(volume);
    if !engine.policy.faults.off(Rule::SearchFromVolume) || living.kind != Kind::Ross {
        return Vec::new();
    }
    let newest = engine.newest(living.head, living.series);
    let branch = std::iter::successors(newest, |at| engine.at(*at).older);
    let mut scan: Vec<VolumeId> = branch.take_while(|at| *at != volume).collect();
    scan.push(volume);
    scan.push(living.head);
    scan.reverse();
    scan
}

impl Trail {
    /// Looks for a page in one volume.
    #[inline]
    fn visit<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        at: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Visit {
        let visit = self.search.visit(engine, at, page, observer);
        if matches!(visit, Visit::Redirected(_)) {
            self.redirects.push(self.hops.len());
        }
        self.hops.push(at);
        visit
    }

    /// The same in a tree with a restore.
    #[cold]
    fn visit_in_restore<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        at: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Visit {
        let visit = self.search.visit_in_restore(engine, at, page, observer);
        self.hops.push(at);
        if let Visit::Found(Location::Base(base, _)) = visit
            && base != at
        {
            self.hops.push(base);
        }
        visit
    }

    fn holder(&self) -> VolumeId {
        let last = self.hops.last();
        *last.expect("invariant: a search visits its start")
    }

    /// Sets skip pointers on the way back (seed 1¶97). Only a read-only
    /// snapshot is a safe target: a base or a read-write snapshot could change
    /// under the pointer.
    fn leave_hints<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        page: PageNo,
        observer: &mut impl Observer,
    ) {
        if engine.restore(self.hops[0]).is_some() {
            return;
        }
        let Some((at, hint)) = self.hint(engine) else {
            return;
        };
        // The link of the volume just before the target leads there anyway.
        let leavers = match at.saturating_sub(1) {
            many if many > TRAIL_HINTS_MAX => 1,
            few => few,
        };
        for hop in 0..leavers {
            if !self.redirects.contains(&hop) {
                hints::set(engine, self.hops[hop], page, hint, observer);
            }
        }
    }

    /// The hint that this search is worth, and where on its way the target lies.
    fn hint<S: PageStore>(&self, engine: &Engine<S>) -> Option<(usize, Hint)> {
        let last = self.hops.len() - 1;
        let policy = &engine.policy;
        let kind = |at: usize| engine.at(self.hops[at]).kind;
        let (at, kind) = match policy.hints {
            Hints::Off => return None,
            _ if policy.faults.off(Rule::HintOnlyToRoss) => (last, HintKind::Value),
            _ if self.search.held && kind(last) == Kind::Ross => (last, HintKind::Value),
            Hints::Value => return None,
            Hints::On => {
                let at = (0..=last).rev().find(|&at| kind(at) == Kind::Ross)?;
                (at, HintKind::Resume)
            }
        };
        if kind == HintKind::Value && policy.hint_fill == HintFill::Push {
            return None;
        }
        let target = self.hops[at];
        Some((at, Hint { target, kind }))
    }
}

impl Search {
    #[inline(always)]
    fn visit<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        at: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Visit {
        observer.tell(|| Event::VolumeVisited { volume: at, page });
        let volume = engine.at(at);
        if page.0 >= volume.pages {
            return Visit::Found(Location::Zero);
        }
        if volume.kind == Kind::Base {
            self.lookups += 1;
            return Visit::Found(Location::Base(at, page));
        }
        match self.held(engine, at, page, observer) {
            Some(visit) => visit,
            None => Visit::GoTo(self.leave(engine, at, page, observer)),
        }
    }

    /// Where the entry of a snapshot leads, if it has one.
    #[inline(always)]
    fn held<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        at: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Option<Visit> {
        let entry = self.look_up(engine, at, page, observer);
        self.held = entry.is_some();
        Some(match entry? {
            Entry::Page(offset) => Visit::Found(Location::Data(offset)),
            Entry::Zero => Visit::Found(Location::Zero),
            Entry::Redirect(target, _) => {
                observer.tell(|| Event::RedirectFollowed {
                    volume: at,
                    target,
                    page,
                });
                Visit::Redirected(target)
            }
            Entry::Table(_) => unreachable!("a leaf entry is no table"),
        })
    }

    /// [`Search::visit`] in a tree with a restore.
    #[cold]
    fn visit_in_restore<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        at: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Visit {
        observer.tell(|| Event::VolumeVisited { volume: at, page });
        let volume = engine.at(at);
        if page.0 >= volume.pages {
            return Visit::Found(Location::Zero);
        }
        let base = volume.kind == Kind::Base;
        if base {
            self.lookups += 1;
        } else if let Some(visit) = self.held(engine, at, page, observer) {
            return visit;
        }
        let restore = engine.restore_in(volume.tree);
        match restore.and_then(|restore| Some((restore, restore.turn(at, page)?))) {
            Some((restore, Turn::Base)) => {
                follow(at, restore.base, page, observer);
                self.lookups += 1;
                Visit::Found(Location::Base(restore.base, page))
            }
            Some((restore, Turn::Source)) if !self.turned => {
                self.turned = true;
                follow(at, restore.source, page, observer);
                Visit::GoTo(restore.source)
            }
            _ if base => Visit::Found(Location::Base(at, page)),
            _ => Visit::GoTo(self.leave(engine, at, page, observer)),
        }
    }

    #[inline]
    fn look_up<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Option<Entry> {
        let living = engine.at(volume);
        let tree = engine.tree(living.tree);
        let mut table = living.root.expect("invariant: a snapshot has tables");
        for level in 0..=tree.geometry.leaf() {
            let index = tree.geometry.index(level, page);
            let entry = tree.admin.get(table, index).unpack();
            self.lookups += 1;
            observer.tell(|| Event::EntryExamined {
                volume,
                page,
                level: level_number(level),
                table,
                index,
                entry,
            });
            match entry {
                Some(Entry::Table(next)) => table = next,
                other => return other,
            }
        }
        unreachable!("an entry of the last level is no table")
    }

    /// Leaves a volume that holds nothing: by a valid skip pointer, else by its link.
    #[inline]
    fn leave<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> VolumeId {
        if !self.plain
            && engine.policy.hints != Hints::Off
            && let Some(hint) = engine.hints.get(volume, page)
            && hints::is_valid(engine, hint, page)
        {
            self.hint_used = true;
            observer.tell(|| Event::HintFollowed {
                volume,
                target: hint.target,
                page,
                kind: hint.kind,
            });
            return hint.target;
        }
        let parent = engine.at(volume).parent;
        let parent = parent.expect("invariant: a snapshot has a parent");
        observer.tell(|| Event::LinkFollowed {
            volume,
            parent,
            page,
        });
        parent
    }
}

/// Where a search ended.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) location: Location,
    /// Volumes it came by, the start and the holder included.
    pub(crate) hops: Vec<VolumeId>,
    pub(crate) lookups: u64,
    pub(crate) hint_used: bool,
}

/// A whole search, skip pointers followed, which leaves none itself.
pub(crate) fn search<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) -> Found {
    let restores = engine.restore(volume).is_some();
    let mut trail = Trail::default();
    let mut at = volume;
    let location = loop {
        let visit = match restores {
            true => trail.visit_in_restore(engine, at, page, observer),
            false => trail.visit(engine, at, page, observer),
        };
        match visit {
            Visit::Found(location) => break location,
            Visit::GoTo(next) | Visit::Redirected(next) => at = next,
        }
    };
    Found {
        location,
        hops: trail.hops,
        lookups: trail.search.lookups,
        hint_used: trail.search.hint_used,
    }
}

/// A restore leads the search on.
fn follow(volume: VolumeId, target: VolumeId, page: PageNo, observer: &mut impl Observer) {
    observer.tell(|| Event::RestoreFollowed {
        volume,
        target,
        page,
    });
}

/// [`locate`] in a tree with a restore.
#[cold]
fn locate_in_restore<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) -> Location {
    let mut search = Search {
        plain: true,
        ..Search::default()
    };
    let mut at = volume;
    loop {
        match search.visit_in_restore(engine, at, page, observer) {
            Visit::Found(location) => return location,
            Visit::GoTo(next) | Visit::Redirected(next) => at = next,
        }
    }
}

/// Follows a page from a volume to where its content lies, with events.
#[inline]
pub(crate) fn locate<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) -> Location {
    if engine.restore_in(engine.at(volume).tree).is_some() {
        return locate_in_restore(engine, volume, page, observer);
    }
    let mut search = Search {
        plain: true,
        ..Search::default()
    };
    let mut at = volume;
    loop {
        match search.visit(engine, at, page, observer) {
            Visit::Found(location) => return location,
            Visit::GoTo(next) | Visit::Redirected(next) => at = next,
        }
    }
}

/// The same for a page of a base.
#[inline(always)]
pub(crate) fn locate_in_base<S: PageStore>(
    engine: &Engine<S>,
    base: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) -> Location {
    debug_assert!(engine.at(base).kind == Kind::Base && page.0 < engine.at(base).pages);
    observer.tell(|| Event::VolumeVisited { volume: base, page });
    Location::Base(base, page)
}
