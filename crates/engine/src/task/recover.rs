//! Coming back after a crash. What was persistent is there: volume records,
//! tables, pages, and the record of an unfinished operation. What was volatile
//! is gone: skip pointers, reference counts, free lists and counts of
//! exceptions. Recovery counts anew, frees what nothing leads to, and carries
//! the unfinished operation to its end. It may itself be cut short at any step.

use crate::command::{Outcome, Recovery};
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::hints;
use crate::ids::{DataOffset, PageNo, TreeId, VolumeId};
use crate::intent::Intent;
use crate::store::PageStore;
use crate::task::walk::level_number;
use crate::task::{
    Operation, cancel, copy, create, delete, fill, pending, promote, refresh, restore, size, strip,
    sync, unset,
};
use crate::tree::Visited;

/// A recovery under way.
#[derive(Clone, Debug)]
pub(crate) struct Recover {
    state: State,
    done: Recovery,
}

#[derive(Clone, Debug)]
enum State {
    Begin,
    /// Tables that nothing leads to.
    Unlinked,
    /// Counts of one tree.
    Recount(TreeId),
    /// Empty tables of one volume.
    Prune(VolumeId),
    /// The unfinished operation.
    Redo(Box<Operation<'static>>),
    /// The unfinished making of room.
    Strip(strip::Strip),
    End,
}

impl Recover {
    pub(crate) fn new() -> Self {
        Self {
            state: State::Begin,
            done: Recovery::default(),
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let next = match &mut self.state {
            State::Begin => {
                observer.event(&Event::RecoveryBegun);
                engine.lose_operations(observer);
                hints::forget_all(engine, observer);
                State::Unlinked
            }
            State::Unlinked => {
                self.done.tables_freed += free_unlinked(engine, observer);
                State::Recount(TreeId(0))
            }
            State::Recount(tree) => {
                let tree = *tree;
                if (tree.0 as usize) < engine.trees.len() {
                    recount(engine, tree, &mut self.done, observer);
                    State::Recount(TreeId(tree.0 + 1))
                } else {
                    State::Prune(VolumeId(0))
                }
            }
            State::Prune(volume) => {
                let volume = *volume;
                if (volume.0 as usize) < engine.volumes.len() {
                    self.done.tables_freed += prune(engine, volume, observer);
                    State::Prune(VolumeId(volume.0 + 1))
                } else {
                    let next = redo(engine);
                    if !matches!(next, State::End) {
                        self.done.finished = engine.intent.clone();
                    }
                    next
                }
            }
            State::Redo(operation) => match operation.step(engine, observer) {
                Some(_) => State::End,
                None => return None,
            },
            State::Strip(strip) => match strip.step(engine, observer) {
                true => State::End,
                false => return None,
            },
            State::End => {
                pending::clear(engine, observer);
                observer.event(&Event::RecoveryEnded {
                    pages_freed: self.done.pages_freed,
                    tables_freed: self.done.tables_freed,
                });
                return Some(Outcome::Recovered(std::mem::take(&mut self.done)));
            }
        };
        self.state = next;
        None
    }
}

/// Frees tables that were allocated, but that no entry leads to yet.
fn free_unlinked<S: PageStore>(engine: &mut Engine<S>, observer: &mut impl Observer) -> u64 {
    let unlinked = std::mem::take(&mut engine.unlinked);
    for lost in &unlinked {
        let Some(tree) = &mut engine.trees[lost.tree.0 as usize] else {
            continue;
        };
        let entries = tree.geometry.levels()[lost.level];
        tree.admin.free(lost.table, entries);
        observer.event(&Event::TableFreed {
            volume: lost.volume,
            tree: lost.tree,
            level: level_number(lost.level),
            table: lost.table,
            entries,
        });
    }
    unlinked.len() as u64
}

/// Counts the entries that point to each page, and each volume's exceptions.
fn recount<S: PageStore>(
    engine: &mut Engine<S>,
    id: TreeId,
    done: &mut Recovery,
    observer: &mut impl Observer,
) {
    let Some(tree) = &engine.trees[id.0 as usize] else {
        return;
    };
    let mut counts = vec![0_u32; tree.data.extent() as usize];
    let mut exceptions = Vec::new();
    for (volume, living) in (0..).map(VolumeId).zip(&engine.volumes) {
        let Some(living) = living.as_ref().filter(|living| living.tree == id) else {
            continue;
        };
        let Some(root) = living.root else { continue };
        let entries = tree.exceptions(root);
        exceptions.push((volume, entries.len() as u64));
        for (_, entry) in entries {
            if let Entry::Page(offset) = entry {
                counts[offset.0 as usize] += 1;
            }
        }
    }
    for (volume, counted) in exceptions {
        engine.at_mut(volume).exceptions = counted;
    }
    let tree = engine.tree_mut(id);
    for (offset, references) in (0..).map(DataOffset).zip(counts) {
        if tree.data.references(offset) == references {
            continue;
        }
        done.recounted += 1;
        tree.data.recount(offset, references);
        if references == 0 {
            done.pages_freed += 1;
            observer.event(&Event::PageReleased {
                tree: id,
                offset,
                references,
            });
        } else {
            observer.event(&Event::PageShared {
                tree: id,
                offset,
                references,
            });
        }
    }
}

/// Frees the empty tables of a volume.
fn prune<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    observer: &mut impl Observer,
) -> u64 {
    let Some(living) = engine.living(volume) else {
        return 0;
    };
    let Some(root) = living.root else { return 0 };
    let tree = engine.tree(living.tree);
    let mut empty: Vec<(PageNo, usize)> = Vec::new();
    tree.walk(root, &mut |visited| {
        if let Visited::Table {
            table,
            level,
            start,
        } = visited
            && level > 0
            && tree.admin.is_empty(table, tree.geometry.levels()[level])
        {
            empty.push((start, level));
        }
    });
    empty.into_iter().fold(0, |freed, (start, level)| {
        freed + unset::prune_empty(engine, volume, start, level, observer)
    })
}

/// Where recovery goes on: the unfinished operation begins again.
fn redo<S: PageStore>(engine: &Engine<S>) -> State {
    let lives = |id: &VolumeId| engine.living(*id).is_some();
    let operation = match engine.intent.clone() {
        None => return State::End,
        Some(Intent::Strip { volumes }) => return State::Strip(strip::Strip::new(volumes)),
        Some(Intent::Delete { volumes }) => {
            let left: Vec<VolumeId> = volumes.into_iter().filter(lives).collect();
            match left.is_empty() {
                true => return State::End,
                false => Operation::Delete(delete::Delete::plan(left)),
            }
        }
        Some(Intent::Promote { volume, source }) => {
            Operation::Promote(promote::Promote::plan(volume, source))
        }
        Some(Intent::Resize { volume, pages }) => {
            Operation::Resize(Box::new(size::Resize::plan(engine, volume, pages)))
        }
        Some(Intent::Fill { ross }) => Operation::Create(create::fill(ross, fill::Fill::new(ross))),
        Some(Intent::Copy { volume, of }) => {
            Operation::Copy(Box::new(copy::Copy::resume(engine, volume, of)))
        }
        Some(Intent::Sync { backup, to }) => {
            Operation::Sync(Box::new(sync::Sync::resume(engine, backup, to)))
        }
        Some(Intent::Restore { plan }) => Operation::Restore(Box::new(restore::Start::plan(plan))),
        Some(Intent::Cancel {
            base,
            undo,
            kept,
            own,
        }) => Operation::Cancel(Box::new(cancel::Cancel::plan(base, undo, kept, own))),
        Some(Intent::Refresh {
            volume,
            from,
            made,
            old,
        }) => Operation::Refresh(Box::new(refresh::Refresh::plan(volume, from, made, old))),
    };
    State::Redo(Box::new(operation))
}
