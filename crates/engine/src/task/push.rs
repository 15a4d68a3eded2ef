//! The COW push (seed 1¶61, 70; method 800): before a page of a read-write
//! volume changes, the newest read-only snapshot of each of its series gets
//! the old content, unless it holds the page already.

mod parts;

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{DataOffset, Kind, PageNo, Runs, VolumeId};
use crate::policy::PushMode;
use crate::store::PageStore;
use crate::task::read::{locate, locate_in_base};
use crate::task::unset;
use crate::task::walk::{Leaf, Walk};

pub(crate) use parts::{copy, copy_page, enter, make, release, share, skip};

/// What pushes came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    /// Pages pushed, in page order.
    pub(crate) pushed: Runs,
    /// Pages whose old content was copied.
    pub(crate) copied_pages: u64,
}

/// The pushes of one page, one for each series of the volume (seed 1¶88).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Push {
    volume: VolumeId,
    page: PageNo,
    /// Which of the head's newest snapshots is being served.
    at: usize,
    /// The first of them that is left alone.
    end: usize,
    /// The page that another series was given by the same push.
    given: Option<DataOffset>,
    /// Whether every page is copied, whatever the policy (a full-copy snapshot).
    copies: bool,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// The way to the page's entry in the snapshot.
    Walk(Walk),
    /// The snapshot lacks the page: decide how it gets it.
    Decide(Leaf),
    Copy(Leaf, DataOffset, Location),
    Entry(Leaf, Entry, bool),
}

/// The whole push of a page of a base into its one newest snapshot, by the
/// same steps one behind the other; while every safety rule holds.
#[inline(always)]
pub(crate) fn push_from_base<S: PageStore>(
    engine: &mut Engine<S>,
    (base, page): (VolumeId, PageNo),
    into: VolumeId,
    tally: &mut Tally,
    observer: &mut impl Observer,
) {
    observer.tell(|| Event::PushBegun {
        volume: base,
        into,
        page,
    });
    let leaf = Walk::new(engine, into, page).run(engine, observer);
    if leaf.held {
        return skip(leaf, observer);
    }
    let from = locate_in_base(engine, base, page, observer);
    let offset = make(engine, leaf, observer);
    copy(engine, leaf, from, offset, observer);
    enter(engine, leaf, Entry::Page(offset), true, tally, observer);
}

impl Push {
    /// Begins with the first snapshot that could need the page, if any does.
    #[inline]
    pub(crate) fn begin<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        Self::serve(engine, volume, page, (0, usize::MAX), None, observer)
    }

    /// Copies into one of a head's newest snapshots alone.
    pub(crate) fn into_one<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        into: VolumeId,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        let at = engine
            .at(volume)
            .hanging
            .iter()
            .position(|&id| id == into)?;
        let push = Self::serve(engine, volume, page, (at, at + 1), None, observer);
        push.map(|push| Self {
            copies: true,
            ..push
        })
    }

    fn serve<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        (from, end): (usize, usize),
        given: Option<DataOffset>,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        let hanging = &engine.at(volume).hanging;
        let served = hanging.iter().copied().enumerate().take(end);
        let mut rest = served.skip(from);
        let (at, into) = rest.find(|&(_, into)| may_need(engine, volume, into, page))?;
        observer.tell(|| Event::PushBegun { volume, into, page });
        Some(Self {
            volume,
            page,
            at,
            end,
            given,
            copies: false,
            state: State::Walk(Walk::new(engine, into, page)),
        })
    }

    /// One micro-step. `None` when the last snapshot is served.
    pub(crate) fn step<S: PageStore>(
        mut self,
        engine: &mut Engine<S>,
        tally: &mut Tally,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        self.state = match self.state {
            State::Walk(mut walk) => match walk.step(engine, observer) {
                None => State::Walk(walk),
                Some(leaf) if !leaf.held => State::Decide(leaf),
                Some(leaf) => match self.held(engine, leaf, observer) {
                    Some(state) => state,
                    None => return self.next(engine, observer),
                },
            },
            State::Decide(leaf) => self.decide(engine, leaf, observer),
            State::Copy(leaf, offset, from) => {
                copy(engine, leaf, from, offset, observer);
                if leaf.held {
                    return self.next(engine, observer);
                }
                State::Entry(leaf, Entry::Page(offset), true)
            }
            State::Entry(leaf, entry, copied) => {
                enter(engine, leaf, entry, copied, tally, observer);
                if let Entry::Page(offset) = entry {
                    self.given = Some(offset);
                }
                return self.next(engine, observer);
            }
        };
        Some(self)
    }

    fn next<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> Option<Self> {
        let rest = (self.at + 1, self.end);
        let next = Self::serve(engine, self.volume, self.page, rest, self.given, observer)?;
        Some(Self {
            copies: self.copies,
            ..next
        })
    }

    /// The snapshot holds the page already.
    fn held<S: PageStore>(
        &self,
        engine: &Engine<S>,
        leaf: Leaf,
        observer: &mut impl Observer,
    ) -> Option<State> {
        if engine.policy.faults.off(Rule::KeepHeldPage)
            && let Some(Entry::Page(offset)) = leaf.entry(engine)
        {
            let from = locate(engine, self.volume, self.page, observer);
            return (from != Location::Data(offset)).then_some(State::Copy(leaf, offset, from));
        }
        skip(leaf, observer);
        None
    }

    fn decide<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        observer: &mut impl Observer,
    ) -> State {
        let mode = match self.copies {
            true => PushMode::Copy,
            false => engine.policy.push,
        };
        let own = engine.entry(self.volume, leaf.page);
        if mode == PushMode::Redirect && engine.at(self.volume).kind == Kind::Rwss {
            match own {
                Some(Entry::Page(_)) => {}
                Some(entry) => return State::Entry(leaf, entry, false),
                None => {
                    let parent = engine.at(self.volume).parent;
                    let parent = parent.expect("invariant: a read-write snapshot has a parent");
                    let entry = Entry::Redirect(parent, leaf.page);
                    return State::Entry(leaf, entry, false);
                }
            }
        }
        if let (Some(Entry::Page(offset)), true) =
            (own, engine.policy.faults.off(Rule::ShareBeforeSwap))
        {
            // The page moves: its reference goes over with it.
            share(engine, leaf, offset, observer);
            unset::remove(engine, self.volume, leaf.page, observer);
            return State::Entry(leaf, Entry::Page(offset), false);
        }
        let location = match (own, self.given) {
            (Some(Entry::Page(offset)), _) => Location::Data(offset),
            (_, Some(offset)) if mode != PushMode::Copy => Location::Data(offset),
            _ => locate(engine, self.volume, leaf.page, observer),
        };
        match location {
            Location::Zero => State::Entry(leaf, Entry::Zero, false),
            Location::Data(offset) if mode != PushMode::Copy => {
                share(engine, leaf, offset, observer);
                State::Entry(leaf, Entry::Page(offset), false)
            }
            _ => State::Copy(leaf, make(engine, leaf, observer), location),
        }
    }
}

/// Whether a snapshot could lack a page that is about to change.
#[inline(always)]
pub(crate) fn may_need<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    into: VolumeId,
    page: PageNo,
) -> bool {
    let snapshot = engine.at(into);
    if snapshot.stale || page.0 >= snapshot.pages {
        return false;
    }
    let faults = engine.policy.faults;
    if faults.is_empty() {
        return true;
    }
    may_need_faulty(engine, volume, into, page)
}

/// With some rules switched off.
#[inline(never)]
fn may_need_faulty<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    into: VolumeId,
    page: PageNo,
) -> bool {
    let faults = engine.policy.faults;
    let hinted =
        faults.off(Rule::HintNeverSuppressesPush) && engine.hints.get(into, page).is_some();
    let unowned = faults.off(Rule::PushUnowned)
        && engine.at(volume).kind == Kind::Rwss
        && engine.entry(volume, page).is_none();
    !hinted && !unowned
}
