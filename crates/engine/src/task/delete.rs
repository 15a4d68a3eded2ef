//! Deleting volumes. The sources are silent; the rules protect what the
//! volumes that read through a deleted one show.
//!
//! A read-only snapshot's entries are first shared into *every* child that
//! lacks them, redirects to it are led past it, then the children are
//! re-linked, and only then is anything released. A set goes as a whole, the
//! deepest volume first, so that little has to be shared.

mod rules;
mod steps;

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::Observer;
use crate::ids::{PageNo, TreeId, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::sorted::SortedMap;
use crate::store::PageStore;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::walk::{Leaf, Walk};
use rules::merges;
use steps::{redirects_to, relink, remove, retarget, share};

pub(crate) use rules::{allows, check, need_of};

/// A delete that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Delete {
    /// In the order in which they go.
    order: Vec<VolumeId>,
    at: usize,
    state: State,
    /// What has to be shared into which child of the present volume.
    merges: Vec<(VolumeId, PageNo, Entry)>,
    merged: usize,
    /// Redirects to the present volume, the next one last.
    redirects: Vec<(VolumeId, PageNo)>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Plan,
    Next,
    Walk(Walk),
    Share(Leaf),
    Set(Leaf),
    Retarget,
    Relink,
    Release,
}

impl Delete {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volumes: &[VolumeId],
    ) -> Result<Self, Refusal> {
        Ok(Self::plan(check(engine, volumes)?))
    }

    /// In this order. Also what recovery begins again.
    pub(crate) fn plan(order: Vec<VolumeId>) -> Self {
        Self {
            order,
            at: 0,
            state: State::Plan,
            merges: Vec::new(),
            merged: 0,
            redirects: Vec::new(),
        }
    }

    /// Room for the tables of what is shared, in each tree.
    pub(crate) fn needs<S: PageStore>(&self, engine: &Engine<S>) -> Vec<(Need, Vec<VolumeId>)> {
        let mut needs: SortedMap<TreeId, Need> = SortedMap::new();
        for &volume in &self.order {
            let tree = engine.at(volume).tree;
            if !needs.contains_key(&tree) {
                needs.insert(tree, Need::new(engine, volume));
            }
            let Some(need) = needs.get_mut(&tree).filter(|need| need.counts()) else {
                continue;
            };
            need_of(engine, volume, &self.order, need);
        }
        needs
            .into_iter()
            .map(|(_, need)| (need, Vec::new()))
            .collect()
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match self.state {
            State::Plan | State::Next => "plan",
            State::Walk(_) | State::Share(_) | State::Set(_) => "share",
            State::Retarget => "redirect",
            State::Relink => "relink",
            State::Release => "release",
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let Some(&volume) = self.order.get(self.at) else {
            return Some(Outcome::Deleted(Vec::new()));
        };
        self.state = match self.state {
            State::Plan => {
                if self.at == 0 {
                    let volumes = self.order.clone();
                    pending::log(engine, Cow::Owned(Intent::Delete { volumes }), observer);
                }
                self.merges = merges(engine, volume);
                self.merged = 0;
                self.redirects = redirects_to(engine, volume);
                self.next(engine)
            }
            State::Next => self.next(engine),
            State::Walk(mut walk) => match walk.step(engine, observer) {
                Some(leaf) => State::Share(leaf),
                None => State::Walk(walk),
            },
            State::Share(leaf) => {
                let (_, _, entry) = self.merges[self.merged];
                share(engine, volume, entry, observer);
                State::Set(leaf)
            }
            State::Set(leaf) => {
                leaf.set(engine, self.merges[self.merged].2, observer);
                self.merged += 1;
                State::Next
            }
            State::Retarget => {
                if let Some((at, page)) = self.redirects.pop() {
                    retarget(engine, volume, at, page, observer);
                }
                self.next(engine)
            }
            State::Relink => {
                relink(engine, volume, observer);
                State::Release
            }
            State::Release => {
                self.at += 1;
                remove(engine, volume, observer);
                if self.at == self.order.len() {
                    pending::clear(engine, observer);
                    return Some(Outcome::Deleted(std::mem::take(&mut self.order)));
                }
                State::Plan
            }
        };
        None
    }

    fn next<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match self.merges.get(self.merged) {
            Some((child, page, _)) => State::Walk(Walk::new(engine, *child, *page)),
            None if !self.redirects.is_empty() => State::Retarget,
            None => State::Relink,
        }
    }
}
