//! Which volumes are drawn. Beyond a number of elements the least interesting
//! snapshots of a lane fold into boxes that say how many they are.

use std::collections::BTreeSet;

use cowpath_engine::ids::{TreeId, VolumeId};
use cowpath_engine::projection::Outline;

use super::lanes::{Branch, Lanes};
use super::strip::Strip;
use super::{ELEMENTS_MAX, Options};

/// A place in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A volume.
    Volume(VolumeId),
    /// A run of snapshots that are not drawn: the oldest, and how many.
    Fold(VolumeId, usize),
}

/// A lane as it is drawn.
#[derive(Debug)]
pub struct Lane {
    /// Its read-write volume, which is also the last slot.
    pub head: VolumeId,
    /// Its tree.
    pub tree: TreeId,
    /// The snapshot a read-write snapshot hangs on.
    pub hangs_on: Option<VolumeId>,
    /// Slots, the oldest first.
    pub slots: Vec<Slot>,
}

/// What is drawn.
#[derive(Debug)]
pub struct Shown {
    /// Lanes from top to bottom.
    pub lanes: Vec<Lane>,
    /// Lanes left out.
    pub hidden_lanes: usize,
    /// Whether some volumes show cells.
    pub cells: bool,
    /// Whether some volumes show a density.
    pub density: bool,
    /// The volumes drawn.
    pub volumes: BTreeSet<VolumeId>,
}

/// Chooses what to draw.
pub fn choose(outline: &Outline, lanes: &Lanes, options: &Options<'_>) -> Shown {
    let budget = boxes_that_fit(outline, options);
    let must = wanted(outline, options);
    let most_lanes = (budget / 2).max(1);
    let mut kept: Vec<&Branch> = lanes.branches.iter().collect();
    let hidden_lanes = kept.len().saturating_sub(most_lanes);
    if hidden_lanes > 0 {
        kept = keep_lanes(kept, most_lanes, &must);
    }
    let total: usize = kept.iter().map(|branch| branch.snapshots.len() + 1).sum();
    let spare = budget.saturating_sub(kept.len());
    let each = spare / kept.len().max(1);
    let dense = |branch: &&Branch| {
        let tree = outline.trees.get(&branch.tree);
        tree.is_some_and(|tree| Strip::of(tree) == Strip::Density)
    };
    let mut shown = Shown {
        lanes: Vec::new(),
        hidden_lanes,
        cells: !kept.iter().all(|branch| dense(branch)),
        density: kept.iter().any(|branch| dense(branch)),
        volumes: BTreeSet::new(),
    };
    for branch in kept {
        let room = if total <= budget {
            usize::MAX
        } else if options.unfolded.contains(&branch.head) {
            spare / 2
        } else {
            each.clamp(3, 12)
        };
        let slots = slots(branch, room, &must, &lanes.forks);
        let drawn = slots.iter().filter_map(|slot| match slot {
            Slot::Volume(id) => Some(*id),
            Slot::Fold(..) => None,
        });
        shown.volumes.extend(drawn);
        shown.lanes.push(Lane {
            head: branch.head,
            tree: branch.tree,
            hangs_on: branch.hangs_on,
            slots,
        });
    }
    shown
}

fn boxes_that_fit(outline: &Outline, options: &Options<'_>) -> usize {
    let dearest = outline
        .trees
        .values()
        .map(|tree| Strip::of(tree).elements(options.ghosts));
    ELEMENTS_MAX / (dearest.max().unwrap_or(1) + 12)
}

/// Volumes that are drawn whatever happens.
fn wanted(outline: &Outline, options: &Options<'_>) -> BTreeSet<VolumeId> {
    let story = options.story;
    let mut must: BTreeSet<VolumeId> = BTreeSet::new();
    must.extend(options.selected);
    must.extend(options.selected_cell.map(|(volume, _)| volume));
    must.extend(story.now);
    must.extend(story.holder);
    must.extend(
        story
            .travel
            .iter()
            .flat_map(|travel| [travel.from, travel.into]),
    );
    must.extend(story.written.iter().map(|written| written.volume));
    must.extend(
        story
            .diff
            .iter()
            .flat_map(|diff| [diff.a, diff.b, diff.common]),
    );
    must.extend(story.path.first());
    must.extend(story.path.iter().rev().take(6));
    must.retain(|id| outline.volumes.contains_key(id));
    must
}

fn keep_lanes<'a>(
    branches: Vec<&'a Branch>,
    most: usize,
    must: &BTreeSet<VolumeId>,
) -> Vec<&'a Branch> {
    let needed = |branch: &Branch| {
        must.contains(&branch.head) || branch.snapshots.iter().any(|id| must.contains(id))
    };
    let mut room = most.saturating_sub(branches.iter().filter(|b| needed(b)).count());
    let keep = branches.into_iter().filter(|branch| {
        let first_ones = room > 0;
        if needed(branch) {
            return true;
        }
        room = room.saturating_sub(1);
        first_ones
    });
    keep.collect()
}

/// Slots of one lane with at most `room` snapshots drawn, about.
fn slots(
    branch: &Branch,
    room: usize,
    must: &BTreeSet<VolumeId>,
    forks: &BTreeSet<VolumeId>,
) -> Vec<Slot> {
    let all = &branch.snapshots;
    let mut slots = Vec::new();
    if all.len() <= room {
        slots.extend(all.iter().map(|id| Slot::Volume(*id)));
    } else {
        let keep = keep(all, room, must, forks);
        let mut run: Vec<VolumeId> = Vec::new();
        for id in all {
            if keep.contains(id) {
                close(&mut run, &mut slots);
                slots.push(Slot::Volume(*id));
            } else {
                run.push(*id);
            }
        }
        close(&mut run, &mut slots);
    }
    slots.push(Slot::Volume(branch.head));
    slots
}

fn close(run: &mut Vec<VolumeId>, slots: &mut Vec<Slot>) {
    match run.as_slice() {
        [] => {}
        [one] => slots.push(Slot::Volume(*one)),
        [first, ..] => slots.push(Slot::Fold(*first, run.len())),
    }
    run.clear();
}

/// The most interesting snapshots: wanted ones, the newest, the oldest, those
/// with branches, then newer before older.
fn keep(
    all: &[VolumeId],
    room: usize,
    must: &BTreeSet<VolumeId>,
    forks: &BTreeSet<VolumeId>,
) -> BTreeSet<VolumeId> {
    let mut keep: BTreeSet<VolumeId> = all.iter().filter(|id| must.contains(id)).copied().collect();
    keep.extend(all.last());
    keep.extend(all.first());
    let forked = all.iter().rev().filter(|id| forks.contains(id));
    let rest = forked.chain(all.iter().rev());
    for id in rest {
        if keep.len() >= room {
            break;
        }
        keep.insert(*id);
    }
    keep
}
