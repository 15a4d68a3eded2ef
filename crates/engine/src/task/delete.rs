//! Deleting volumes. The sources are silent; the rules protect what the
//! volumes that read through a deleted one show.
//!
//! A read-only snapshot's entries are first shared into *every* child that
//! lacks them, redirects to it are led past it, then the children are
//! re-linked, and only then is anything released. A set goes as a whole, the
//! deepest volume first, so that little has to be shared.

use std::borrow::Cow;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::hints;
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::intent::Intent;
use crate::policy::DeletePolicy;
use crate::refusal::Refusal;
use crate::sorted::{SortedMap, sort_by_number};
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::push::release;
use crate::task::walk::{Leaf, Walk, level_number};
use crate::tree::Visited;

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

/// Room for the tables of what is shared when one of a set of volumes goes.
pub(crate) fn need_of<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    gone: &[VolumeId],
    need: &mut Need,
) {
    for child in children_without(engine, volume, gone) {
        for (page, _) in lacking(engine, volume, child) {
            need.entry(engine, child, page);
        }
    }
}

/// Whether these volumes may be deleted now, and in which order they go: the
/// deepest first.
pub(crate) fn check<S: PageStore>(
    engine: &Engine<S>,
    volumes: &[VolumeId],
) -> Result<Vec<VolumeId>, Refusal> {
    for &volume in volumes {
        engine.asked(volume)?;
    }
    for &volume in volumes {
        let tree = engine.at(volume).tree;
        if let Some(restore) = engine.restore_in(tree)
            && engine.in_use(tree).contains(&volume)
        {
            let base = restore.base;
            return Err(Refusal::InUse { volume, base });
        }
    }
    let mut order = volumes.to_vec();
    sort_by_number(&mut order, |&id| {
        let nearness = u32::MAX as usize - engine.path(id).len();
        (nearness as u64) << 32 | u64::from(id.0)
    });
    order.dedup();
    for (at, &volume) in order.iter().enumerate() {
        allows(engine, volume, &order[..at])?;
    }
    Ok(order)
}

/// Whether one volume may go, when those in `gone` are deleted already.
pub(crate) fn allows<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    gone: &[VolumeId],
) -> Result<(), Refusal> {
    let living = engine.at(volume);
    let children = children_without(engine, volume, gone);
    let is = |kind: Kind| move |id: &&VolumeId| engine.at(**id).kind == kind;
    if living.kind.is_writable() {
        let snapshots = engine.branch(volume).filter(|id| !gone.contains(id));
        let snapshots = snapshots.count() as u64;
        return match children.is_empty() {
            true => Ok(()),
            false => Err(Refusal::HasSnapshots { volume, snapshots }),
        };
    }
    if !children.is_empty() && engine.policy.delete == DeletePolicy::Strict {
        let children = children.len() as u64;
        return Err(Refusal::HasChildren { volume, children });
    }
    let parent = living.parent.expect("invariant: a snapshot has a parent");
    if let Some(&child) = children.iter().find(is(Kind::Rwss))
        && engine.at(parent).kind.is_writable()
    {
        return Err(Refusal::ChildrenWouldFollowHead {
            volume,
            child,
            head: parent,
        });
    }
    Ok(())
}

/// Who reads through a volume when those in `gone` are deleted already.
fn children_without<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    gone: &[VolumeId],
) -> Vec<VolumeId> {
    let mut found = Vec::new();
    let mut waiting: Vec<VolumeId> = engine.at(volume).children().collect();
    while let Some(child) = waiting.pop() {
        if gone.contains(&child) {
            waiting.extend(engine.at(child).children());
        } else {
            found.push(child);
        }
    }
    sort_by_number(&mut found, |volume| u64::from(volume.0));
    found
}

/// What each child of `volume` lacks of it.
fn merges<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Vec<(VolumeId, PageNo, Entry)> {
    let children = engine.at(volume).children();
    let merges = children.flat_map(|child| {
        let wanted = lacking(engine, volume, child).into_iter();
        wanted.map(move |(page, entry)| (child, page, entry))
    });
    merges.collect()
}

/// The entries that a reader of `volume` lacks: its own, and holes where it
/// ends before the reader does and the volume above it does not.
fn lacking<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    reader: VolumeId,
) -> Vec<(PageNo, Entry)> {
    let (living, child) = (engine.at(volume), engine.at(reader));
    let faults = engine.policy.faults;
    let Some(parent) = living.parent.filter(|_| living.kind == Kind::Ross) else {
        return Vec::new();
    };
    let forgets = faults.off(Rule::DeleteMergesRwss) && child.kind == Kind::Rwss;
    if faults.off(Rule::DeleteMerges) || forgets || child.stale {
        return Vec::new();
    }
    let mut wanted = engine.exceptions_of(volume);
    if child.pages > living.pages {
        let holes = live_pages(engine, parent, living.pages).into_iter();
        wanted.extend(holes.map(|page| (page, Entry::Zero)));
    }
    wanted.retain(|(page, _)| page.0 < child.pages && engine.entry(reader, *page).is_none());
    wanted
}

/// One more reference to a page that an entry points to.
fn share<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    entry: Entry,
    observer: &mut impl Observer,
) {
    if let Entry::Page(offset) = entry {
        let tree = engine.at(volume).tree;
        let references = engine.tree_mut(tree).data.share(offset);
        observer.event(&Event::PageShared {
            tree,
            offset,
            references,
        });
    }
}

/// Takes the volume out of every link and skip pointer.
fn relink<S: PageStore>(engine: &mut Engine<S>, volume: VolumeId, observer: &mut impl Observer) {
    let living = engine.at(volume).clone();
    let Some(parent) = living.parent else {
        return;
    };
    if !engine.at(parent).children().any(|id| id == volume) {
        // A crash came between this step and the next.
        return;
    }
    hints::forget_target(engine, volume, observer);
    if living.kind == Kind::Rwss {
        engine.at_mut(parent).hanging.retain(|&id| id != volume);
        return;
    }
    if let Some(older) = living.older {
        engine.at_mut(older).filled |= living.filled;
    }
    for child in living.children() {
        engine.at_mut(child).parent = Some(parent);
        observer.event(&Event::LinkChanged {
            volume: child,
            parent,
        });
    }
    let above = engine.at_mut(parent);
    if above.kind == Kind::Ross {
        above.older = living.older;
        above.hanging.extend(&living.hanging);
        sort_by_number(&mut above.hanging, |volume| u64::from(volume.0));
        return;
    }
    match living.older {
        Some(older) => {
            let newest = above.hanging.iter_mut().find(|id| **id == volume);
            *newest.expect("invariant: a head knows its newest snapshots") = older;
        }
        None => above.hanging.retain(|&id| id != volume),
    }
}

/// Redirects that lead to a volume: which volume has them for which page, the
/// last one first.
fn redirects_to<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Vec<(VolumeId, PageNo)> {
    let mut found = Vec::new();
    if engine.at(volume).kind != Kind::Ross {
        return found;
    }
    for at in engine.readers(volume).into_iter().skip(1) {
        let leads_here = |(page, entry): (PageNo, Entry)| {
            (entry == Entry::Redirect(volume, page)).then_some((at, page))
        };
        found.extend(engine.exceptions_of(at).into_iter().filter_map(leads_here));
    }
    found.reverse();
    found
}

/// Leads a redirect to where the volume would have read on: its own entry, or
/// the read-only snapshot it reads through.
fn retarget<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    at: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let living = engine.at(volume);
    let (id, parent) = (living.tree, living.parent);
    let entry = match engine.entry(volume, page) {
        Some(entry) => entry,
        None if page.0 >= living.pages => Entry::Zero,
        None => {
            let parent = parent.expect("invariant: a snapshot has a parent");
            Entry::Redirect(parent, page)
        }
    };
    share(engine, volume, entry, observer);
    let root = engine
        .at(at)
        .root
        .expect("invariant: a redirect has tables");
    let tree = engine.tree_mut(id);
    let place = tree.replace(root, page, entry);
    observer.event(&Event::EntrySet {
        volume: at,
        page,
        level: level_number(tree.geometry.leaf()),
        table: place.table,
        index: place.index,
        old: Some(Entry::Redirect(volume, page)),
        entry,
    });
}

/// Frees the volume's tables and pages; a base takes its tree with it.
fn remove<S: PageStore>(engine: &mut Engine<S>, volume: VolumeId, observer: &mut impl Observer) {
    let living = engine.at(volume);
    let id = living.tree;
    let mut tables = Vec::new();
    let mut pages = Vec::new();
    if let Some(root) = living.root {
        engine.tree(id).walk(root, &mut |visited| match visited {
            Visited::Table { table, level, .. } => tables.push((table, level)),
            Visited::Entry {
                entry: Entry::Page(offset),
                ..
            } => pages.push(offset),
            Visited::Entry { .. } => {}
        });
    }
    for offset in pages {
        release(engine, id, offset, observer);
    }
    for (table, level) in tables.into_iter().rev() {
        let tree = engine.tree_mut(id);
        let entries = tree.geometry.levels()[level];
        tree.admin.free(table, entries);
        observer.event(&Event::TableFreed {
            volume,
            tree: id,
            level: level_number(level),
            table,
            entries,
        });
    }
    let is_base = engine.at(volume).kind == Kind::Base;
    hints::forget_owner(engine, volume);
    engine.volumes[volume.0 as usize] = None;
    observer.event(&Event::VolumeDeleted { volume });
    if is_base {
        engine.trees[id.0 as usize] = None;
        observer.event(&Event::TreeDeleted { tree: id });
    }
}
