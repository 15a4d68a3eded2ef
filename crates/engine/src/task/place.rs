//! Putting content that is there already, or none, in a page of a read-write
//! volume: in place in a base, by an entry in a read-write snapshot. The
//! volume's own old page is released last.

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::ids::{DataOffset, Kind, PageNo, VolumeId};
use crate::policy::PushMode;
use crate::store::PageStore;
use crate::task::push::{copy_page, release};
use crate::task::unset;
use crate::task::walk::{Leaf, Walk};

/// What a page is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// What this place of the same tree holds.
    From(Location),
    /// Zeros.
    Zeros,
    /// Past the volume's end: nothing is left there.
    Gone,
}

/// How the content came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Placed {
    pub(crate) copied_pages: u64,
    pub(crate) shared_pages: u64,
}

/// A page being placed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    volume: VolumeId,
    page: PageNo,
    goal: Goal,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// One step does it.
    AtOnce,
    Walk(Walk),
    /// The way is there: share or allocate.
    Decide(Leaf),
    Copy(Leaf, DataOffset, Location),
    Set(Leaf, Entry),
    Release(DataOffset),
}

impl Place {
    pub(crate) fn new<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        goal: Goal,
    ) -> Self {
        let at_once = engine.at(volume).kind == Kind::Base || goal == Goal::Gone;
        let state = match at_once {
            true => State::AtOnce,
            false => State::Walk(Walk::new(engine, volume, page)),
        };
        Self {
            volume,
            page,
            goal,
            state,
        }
    }

    /// One micro-step. `None` when the page is placed.
    pub(crate) fn step<S: PageStore>(
        mut self,
        engine: &mut Engine<S>,
        placed: &mut Placed,
        observer: &mut impl Observer,
    ) -> Option<Self> {
        let tree = engine.at(self.volume).tree;
        self.state = match self.state {
            State::AtOnce => {
                self.at_once(engine, placed, observer);
                return None;
            }
            State::Walk(mut walk) => match walk.step(engine, observer) {
                Some(leaf) => State::Decide(leaf),
                None => State::Walk(walk),
            },
            State::Decide(leaf) => self.decide(engine, leaf, placed, observer),
            State::Copy(leaf, offset, from) => {
                copy_page(engine, tree, from, offset);
                observer.event(&Event::PageCopied {
                    tree,
                    page: self.page,
                    from,
                    offset,
                    content: engine.tree(tree).data.store.content(offset.0),
                });
                placed.copied_pages += 1;
                State::Set(leaf, Entry::Page(offset))
            }
            State::Set(leaf, entry) => match leaf.set(engine, entry, observer) {
                Some(Entry::Page(old)) => State::Release(old),
                _ => return None,
            },
            State::Release(old) => {
                release(engine, tree, old, observer);
                return None;
            }
        };
        Some(self)
    }

    fn decide<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        placed: &mut Placed,
        observer: &mut impl Observer,
    ) -> State {
        let tree = engine.at(self.volume).tree;
        let from = match self.goal {
            Goal::From(from) if !engine.is_nothing(tree, from) => from,
            _ => return State::Set(leaf, Entry::Zero),
        };
        let shares = engine.policy.push != PushMode::Copy;
        let data = &mut engine.tree_mut(tree).data;
        if let (Location::Data(offset), true) = (from, shares) {
            let references = data.share(offset);
            observer.event(&Event::PageShared {
                tree,
                offset,
                references,
            });
            placed.shared_pages += 1;
            return State::Set(leaf, Entry::Page(offset));
        }
        let offset = data.allocate();
        observer.event(&Event::PageAllocated {
            tree,
            page: self.page,
            offset,
        });
        State::Copy(leaf, offset, from)
    }

    /// A base's page, or an entry that goes.
    fn at_once<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        placed: &mut Placed,
        observer: &mut impl Observer,
    ) {
        let (volume, page) = (self.volume, self.page);
        if engine.at(volume).kind != Kind::Base {
            unset::remove(engine, volume, page, observer);
            return;
        }
        let from = match self.goal {
            Goal::From(from) => from,
            _ => Location::Zero,
        };
        placed.copied_pages += u64::from(fill_base(engine, volume, page, from, observer));
    }
}

/// A page of a base gets what lies at another place of its tree, or is given
/// up where nothing does. Returns whether it was copied.
pub(super) fn fill_base<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    from: Location,
    observer: &mut impl Observer,
) -> bool {
    if from == Location::Base(volume, page) {
        return false;
    }
    let id = engine.at(volume).tree;
    if engine.is_nothing(id, from) {
        discard_base(engine, volume, page, observer);
        return false;
    }
    let tree = engine.tree_mut(id);
    let content = tree.content(from).into_owned();
    let (slot, first) = tree.base_slot(page);
    tree.base_pages.write(slot, &content);
    observer.event(&Event::BaseCopied {
        volume,
        page,
        first,
        from_tree: id,
        from,
        content,
    });
    true
}

/// A page of a base gives its room back and reads as zeros.
pub(crate) fn discard_base<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let tree = engine.at(volume).tree;
    if engine.tree_mut(tree).base_forget(page) {
        observer.event(&Event::BaseDiscarded { volume, page });
    }
}
