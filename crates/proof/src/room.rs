//! What there is room for. The need of a command is found by carrying it out on a clone whose
//! trees have no capacity, and counting.
//!
//! A command may be refused for want of room only if what it allocates in all does not fit, and
//! must be if what it has in use at some moment does not.

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::Engine;
use cowpath_engine::command::{Capacity, Command};
use cowpath_engine::event::{Event, Tap};
use cowpath_engine::ids::{Kind, TreeId, VolumeId};
use cowpath_engine::policy::FullPolicy;
use cowpath_engine::refusal::Refusal;

use crate::mirror::Mirror;
use crate::model::Model;

/// Pages and table entries.
#[derive(Clone, Copy, Debug, Default)]
struct Amount {
    pages: u64,
    entries: u64,
}

/// The question of room for one command.
#[derive(Debug)]
pub struct Room {
    trees: Vec<Question>,
}

/// The same in one tree that has a capacity.
#[derive(Debug)]
struct Question {
    tree: TreeId,
    capacity: Capacity,
    used: Amount,
    allocates: Amount,
    /// The snapshots that would become stale, one step of the choice after the other, with
    /// what they would give back. The first is none.
    choices: Vec<(BTreeSet<VolumeId>, Amount)>,
}

impl Room {
    /// Asks for an allowed command; `None` where no tree has a capacity.
    pub fn of(
        engine: &Engine,
        mirror: &Mirror,
        model: &Model,
        command: &Command<'static>,
    ) -> Option<Self> {
        let limited = |shape: &crate::model::Shape| shape.capacity != Capacity::default();
        if !model.shapes.values().any(limited) {
            return None;
        }
        let mut clone = engine.clone();
        for &volume in model.shapes.keys() {
            let capacity = Capacity::default();
            let lifted = clone.apply(Command::SetCapacity { volume, capacity }, &mut ());
            lifted.expect("always allowed");
        }
        let mut allocated: BTreeMap<TreeId, Amount> = BTreeMap::new();
        let mut count = Tap(|event: &Event<'_>| match event {
            Event::PageAllocated { tree, .. } => allocated.entry(*tree).or_default().pages += 1,
            Event::TableAllocated { tree, entries, .. } => {
                allocated.entry(*tree).or_default().entries += u64::from(*entries);
            }
            _ => {}
        });
        let done = clone.apply(command.clone(), &mut count);
        done.expect("an allowed command, and room for it");
        let in_use = mirror.in_use();
        let mut trees = Vec::new();
        for (&base, shape) in model.shapes.iter().filter(|(_, shape)| limited(shape)) {
            let tree = mirror.tree_of(base);
            let (entries, pages) = in_use[&tree];
            trees.push(Question {
                tree,
                capacity: shape.capacity,
                used: Amount { pages, entries },
                allocates: allocated.get(&tree).copied().unwrap_or_default(),
                choices: choices(mirror, model, base, command),
            });
        }
        Some(Self { trees })
    }

    /// A refusal for want of room was right.
    pub fn may_refuse(&self, refusal: &Refusal) {
        let short = |question: &Question| {
            let given_back = question
                .choices
                .last()
                .map_or_else(Amount::default, |it| it.1);
            let (pages, entries) = question.lacks(given_back);
            match refusal.rule() {
                "data-full" => pages,
                "admin-full" => entries,
                _ => false,
            }
        };
        assert!(self.trees.iter().any(short), "{refusal:?}, but {self:?}");
    }

    /// The snapshots that became stale are the oldest, and not more than needed.
    pub fn check_victims(&self, stale: &BTreeSet<VolumeId>) {
        let mut known = BTreeSet::new();
        for question in &self.trees {
            let all = &question.choices.last().expect("the first is none").0;
            let mine: BTreeSet<VolumeId> = stale.intersection(all).copied().collect();
            known.extend(&mine);
            let mut chosen = question.choices.iter().map(|it| &it.0);
            let at = chosen.position(|choice| *choice == mine);
            let at = at.unwrap_or_else(|| panic!("stale: {stale:?}, but {question:?}"));
            if at > 0 {
                let (pages, entries) = question.lacks(question.choices[at - 1].1);
                assert!(pages || entries, "stale: {stale:?}, but {question:?}");
            }
        }
        assert_eq!(&known, stale, "stale without need");
    }

    /// No volume holds more than it can; `slack`: but for so many pages.
    pub fn check_use(&self, mirror: &Mirror, slack: u64) {
        let in_use = mirror.in_use();
        for question in &self.trees {
            let Some((entries, pages)) = in_use.get(&question.tree) else {
                continue;
            };
            let fits = |capacity: Option<u64>, before: u64, now: u64| {
                capacity.is_none_or(|most| now <= most.max(before))
            };
            let pages = pages.saturating_sub(slack);
            let pages = fits(question.capacity.data_pages, question.used.pages, pages);
            let entries = fits(
                question.capacity.admin_entries,
                question.used.entries,
                *entries,
            );
            assert!(pages && entries, "{:?} in use, but {question:?}", in_use);
        }
    }
}

impl Question {
    /// Whether pages, and whether entries, are lacking once so much was given back.
    fn lacks(&self, given_back: Amount) -> (bool, bool) {
        let lacks = |capacity: Option<u64>, used: u64, more: u64| {
            capacity.is_some_and(|most| more > 0 && used + more > most)
        };
        let used = |used: u64, back: u64| used - back;
        (
            lacks(
                self.capacity.data_pages,
                used(self.used.pages, given_back.pages),
                self.allocates.pages,
            ),
            lacks(
                self.capacity.admin_entries,
                used(self.used.entries, given_back.entries),
                self.allocates.entries,
            ),
        )
    }
}

/// The choices of snapshots to give up, the oldest first, each with what reads through it.
fn choices(
    mirror: &Mirror,
    model: &Model,
    base: VolumeId,
    command: &Command<'_>,
) -> Vec<(BTreeSet<VolumeId>, Amount)> {
    let mut choices = vec![(BTreeSet::new(), Amount::default())];
    if model.policy.full == FullPolicy::Fail {
        return choices;
    }
    let mut keep = keep(model, command);
    keep.extend(model.in_use(base));
    let mut chosen = BTreeSet::new();
    for (&id, volume) in &model.volumes {
        if volume.base != base || volume.kind != Kind::Ross || volume.stale {
            continue;
        }
        let readers = model.readers(id);
        if keep.iter().any(|kept| readers.contains(kept)) {
            continue;
        }
        chosen.extend(readers.into_iter().filter(|id| !model.volumes[id].stale));
        let (entries, pages) = mirror.kept_by(&chosen);
        choices.push((chosen.clone(), Amount { pages, entries }));
    }
    choices
}

/// Volumes that must not become stale for a command.
fn keep(model: &Model, command: &Command<'_>) -> Vec<VolumeId> {
    match command {
        Command::Write { volume, .. }
        | Command::Discard { volume, .. }
        | Command::Resize { volume, .. } => vec![*volume],
        Command::TakeRoss { of, .. } | Command::TakeRwss { of, .. } => vec![*of],
        Command::Promote { volume, source } => vec![*volume, *source],
        Command::Sync { backup, .. } => vec![*backup],
        Command::Restore { base, from, .. } => vec![*base, *from],
        Command::Background { base, .. } => vec![*base],
        Command::CancelRestore { base, .. } => vec![*base, model.restores[base].undo],
        Command::Refresh { volume, from } => vec![*volume, model.refreshed_from(*volume, *from)],
        _ => Vec::new(),
    }
}
