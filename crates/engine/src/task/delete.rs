//! Deleting a volume. The sources are silent; the rules protect what the
//! volumes that read through it show.
//!
//! A read-only snapshot's entries are first shared into *every* child that
//! lacks them, then the children are re-linked, and only then is anything
//! released.

use crate::command::Outcome;
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, VolumeId};
use crate::policy::DeletePolicy;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::walk::{Leaf, Walk, level_number};
use crate::task::write::release;
use crate::tree::Visited;

/// A delete that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Delete {
    volume: VolumeId,
    state: State,
    /// What has to be shared into which child.
    merges: Vec<(VolumeId, PageNo, Entry)>,
    at: usize,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Plan,
    Next,
    Walk(Walk),
    Share(Leaf),
    Set(Leaf),
    Relink,
    Release,
}

impl Delete {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
    ) -> Result<Self, Refusal> {
        check(engine, volume)?;
        Ok(Self {
            volume,
            state: State::Plan,
            merges: Vec::new(),
            at: 0,
        })
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        self.state = match self.state {
            State::Plan => {
                self.merges = merges(engine, self.volume);
                self.next(engine)
            }
            State::Next => self.next(engine),
            State::Walk(mut walk) => match walk.step(engine, observer) {
                Some(leaf) => State::Share(leaf),
                None => State::Walk(walk),
            },
            State::Share(leaf) => {
                if let (_, _, Entry::Page(offset)) = self.merges[self.at] {
                    let tree = engine.at(self.volume).tree;
                    let references = engine.tree_mut(tree).data.share(offset);
                    observer.event(&Event::PageShared {
                        tree,
                        offset,
                        references,
                    });
                }
                State::Set(leaf)
            }
            State::Set(leaf) => {
                leaf.set(engine, self.merges[self.at].2, observer);
                self.at += 1;
                State::Next
            }
            State::Relink => {
                relink(engine, self.volume, observer);
                State::Release
            }
            State::Release => {
                remove(engine, self.volume, observer);
                return Some(Outcome::Deleted(self.volume));
            }
        };
        None
    }

    fn next<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match self.merges.get(self.at) {
            Some((child, page, _)) => State::Walk(Walk::new(engine, *child, *page)),
            None => State::Relink,
        }
    }
}

/// Whether a volume may be deleted now.
pub(crate) fn check<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Result<(), Refusal> {
    let living = engine.asked(volume)?;
    if living.kind.is_writable() {
        let snapshots = engine.branch_length(volume);
        return match snapshots {
            0 => Ok(()),
            _ => Err(Refusal::HasSnapshots { volume, snapshots }),
        };
    }
    let children = living.children().count() as u64;
    if children > 0 && engine.policy.delete == DeletePolicy::Strict {
        return Err(Refusal::HasChildren { volume, children });
    }
    let parent = living.parent.expect("invariant: a snapshot has a parent");
    if let Some(&child) = living.offshoots.first()
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

/// The entries that the children of `volume` lack.
fn merges<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Vec<(VolumeId, PageNo, Entry)> {
    let living = engine.at(volume);
    let tree = engine.tree(living.tree);
    let Some(root) = living.root else {
        return Vec::new();
    };
    let entries = tree.exceptions(root);
    let mut merges = Vec::new();
    for child in living.children() {
        let child_root = engine.at(child).root;
        let child_root = child_root.expect("invariant: a child is a snapshot");
        for &(page, entry) in &entries {
            if tree.find(child_root, page).is_none() {
                merges.push((child, page, entry));
            }
        }
    }
    merges
}

/// Takes the volume out of every link, redirect and skip pointer.
fn relink<S: PageStore>(engine: &mut Engine<S>, volume: VolumeId, observer: &mut impl Observer) {
    let living = engine.at(volume).clone();
    let Some(parent) = living.parent else {
        return;
    };
    drop_hints_to(engine, volume, observer);
    if living.kind == Kind::Rwss {
        engine.at_mut(parent).offshoots.retain(|&id| id != volume);
    } else {
        retarget_redirects(engine, volume, observer);
        for child in living.children() {
            engine.at_mut(child).parent = Some(parent);
            observer.event(&Event::LinkChanged {
                volume: child,
                parent,
            });
        }
        let above = engine.at_mut(parent);
        above.older = living.older;
        above.offshoots.extend(&living.offshoots);
        above.offshoots.sort_unstable();
    }
}

/// Redirects to the volume lead to where it would have read on: its own
/// entry, or the read-only snapshot it reads through.
fn retarget_redirects<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    observer: &mut impl Observer,
) {
    let living = engine.at(volume);
    let (id, parent) = (living.tree, living.parent);
    let root = living.root.expect("invariant: a snapshot has tables");
    let mut below: Vec<VolumeId> = living.offshoots.clone();
    while let Some(at) = below.pop() {
        below.extend(engine.at(at).children());
        let at_root = engine
            .at(at)
            .root
            .expect("invariant: a child is a snapshot");
        for (page, entry) in engine.tree(id).exceptions(at_root) {
            if entry != Entry::Redirect(volume, page) {
                continue;
            }
            let tree = engine.tree_mut(id);
            let entry = tree.find(root, page).unwrap_or_else(|| {
                let parent = parent.expect("invariant: a snapshot has a parent");
                Entry::Redirect(parent, page)
            });
            if let Entry::Page(offset) = entry {
                let references = tree.data.share(offset);
                observer.event(&Event::PageShared {
                    tree: id,
                    offset,
                    references,
                });
            }
            let place = tree.replace(at_root, page, entry);
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
    }
}

/// Drops the skip pointers to the volume. They lead up the look-up path, so
/// only volumes below it can have one.
fn drop_hints_to<S: PageStore>(
    engine: &mut Engine<S>,
    target: VolumeId,
    observer: &mut impl Observer,
) {
    let mut below: Vec<VolumeId> = engine.at(target).children().collect();
    while let Some(at) = below.pop() {
        let volume = engine.at_mut(at);
        below.extend(volume.children());
        volume.hints.retain(|&page, hint| {
            let keep = *hint != target;
            if !keep {
                observer.event(&Event::HintDropped { volume: at, page });
            }
            keep
        });
    }
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
        release(engine, volume, offset, observer);
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
    engine.volumes[volume.0 as usize] = None;
    observer.event(&Event::VolumeDeleted { volume });
    if is_base {
        engine.trees[id.0 as usize] = None;
        observer.event(&Event::TreeDeleted { tree: id });
    }
}
