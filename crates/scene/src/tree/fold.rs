//! Which volumes are drawn. In a long lane, and beyond a number of elements, the
//! least interesting snapshots fold into boxes that say how many they are.

use cowpath_engine::sorted::{SortedMap, SortedSet, sort_by_number};

use cowpath_engine::ids::{Kind, Series, TreeId, VolumeId};
use cowpath_engine::projection::{OpenOutline, Outline};

use super::lanes::{Branch, Lanes};
use super::strip::{Form, Strip, forms};
use super::{ELEMENTS_MAX, Options, source};

/// Most snapshots shown in a lane that is not unfolded, when some fold.
const COLUMNS_MAX: usize = 6;
/// Most slots of a lane that is not unfolded, whatever their width.
pub const SLOTS_MAX: usize = 10;
/// Fewest snapshots shown in a lane that is folded for its length.
const LEAST: usize = 3;

/// A place in a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A volume.
    Volume(VolumeId),
    /// A run of snapshots that are not drawn: the oldest, and how many.
    Fold(VolumeId, usize),
    /// The place below a read-write volume, where a further rail turns up to it.
    Turn,
}

/// A lane as it is drawn.
#[derive(Debug)]
pub struct Lane {
    /// Its read-write volume, which is the last slot of its first rail.
    pub head: VolumeId,
    /// Its tree.
    pub tree: TreeId,
    /// The series of its snapshots.
    pub series: Series,
    /// Which of the volume's rails it is, and how many there are.
    pub rail: (usize, usize),
    /// The snapshot a read-write snapshot hangs on, or a backup equals.
    pub hangs_on: Option<VolumeId>,
    /// Slots, the oldest first.
    pub slots: Vec<Slot>,
    /// Whether it was unfolded and is longer than others may be.
    pub unfolded: bool,
}

impl Lane {
    /// Whether it must be told from others of its head, or has a name of its own.
    pub fn is_named(&self) -> bool {
        self.rail.1 > 1 || self.series != Series(0)
    }
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
    /// Whether some drawn entries redirect.
    pub redirects: bool,
    /// Whether some drawn entries are holes.
    pub holes: bool,
    /// Whether some drawn volumes are read-write snapshots.
    pub branches: bool,
    /// Whether some refuse writes.
    pub closed: bool,
    /// Whether some are stale.
    pub stale: bool,
    /// Whether some are shorter than others of their tree.
    pub shorter: bool,
    /// Whether some equal a snapshot of another tree.
    pub equals: bool,
    /// Whether a restore runs in some of the trees.
    pub restored: bool,
    /// Whether a host has written pages of it that are still pending.
    pub bits: bool,
    /// Whether some settle.
    pub settling: bool,
    /// Whether an operation in flight has locked a page of some.
    pub locked: bool,
    /// Whether one is open without a lock.
    pub open: bool,
    /// Whether several are of one page.
    pub several: bool,
    /// The form of each tree's strips.
    pub forms: SortedMap<TreeId, Form>,
    /// Snapshots with branches that are folded, and the fold they are in.
    pub folded: SortedMap<VolumeId, VolumeId>,
    /// The volumes drawn.
    pub volumes: SortedSet<VolumeId>,
}

impl Shown {
    /// The form of a tree's strips.
    pub fn form(&self, tree: TreeId) -> Form {
        self.forms
            .get(&tree)
            .copied()
            .unwrap_or((Strip::Density, 1))
    }

    /// Notes what kinds of volumes are drawn.
    fn note(&mut self, outline: &Outline) {
        for open in outline.open.values() {
            if self.volumes.contains(&open.volume) {
                self.locked |= open.locked;
                self.open |= !open.locked;
                let of_it =
                    |other: &&OpenOutline| (other.volume, other.page) == (open.volume, open.page);
                self.several |= outline.open.values().filter(of_it).count() > 1;
            }
        }
        self.settling = self.volumes.iter().any(|id| outline.is_settling(*id));
        let drawn = self.volumes.iter().filter_map(|id| outline.volumes.get(id));
        for volume in drawn {
            self.branches |= volume.kind == Kind::Rwss;
            self.closed |= volume.read_only;
            self.stale |= volume.stale;
            let equal = volume.backup_of;
            self.equals |= equal.is_some_and(|id| outline.volumes.contains_key(&id));
            let form = self.forms.get(&volume.tree);
            let restore = outline.trees.get(&volume.tree);
            let restore = restore.and_then(|tree| tree.restore.as_deref());
            self.restored |= restore.is_some();
            self.bits |= restore.is_some_and(|restore| !restore.bits.is_empty());
            self.shorter |= form.is_some_and(|form| volume.pages < form.1);
        }
    }
}

/// Chooses what to draw; lanes that are not unfolded take `most` slots, about.
pub fn choose(outline: &Outline, lanes: &Lanes, options: &Options<'_>, most: usize) -> Shown {
    let forms = forms(outline);
    let budget = boxes_that_fit(&forms, options);
    let must = wanted(outline, options);
    let most_lanes = (budget / 2).max(1);
    let mut kept: Vec<&Branch> = lanes.branches.iter().collect();
    let hidden_lanes = kept.len().saturating_sub(most_lanes);
    if hidden_lanes > 0 {
        kept = keep_lanes(kept, most_lanes, &must);
    }
    let rooms = rooms(&kept, budget, options);
    let dense = |branch: &&Branch| {
        forms
            .get(&branch.tree)
            .is_some_and(|form| form.0 == Strip::Density)
    };
    let mut shown = Shown {
        lanes: Vec::new(),
        hidden_lanes,
        cells: !kept.iter().all(&dense),
        density: kept.iter().any(dense),
        redirects: false,
        holes: false,
        branches: false,
        closed: false,
        stale: false,
        restored: false,
        bits: false,
        settling: false,
        locked: false,
        open: false,
        several: false,
        shorter: false,
        equals: false,
        folded: SortedMap::new(),
        volumes: SortedSet::new(),
        forms: SortedMap::new(),
    };
    shown.forms = forms;
    let mut rails: SortedMap<VolumeId, usize> = SortedMap::new();
    for branch in &kept {
        *rails.entry(branch.head).or_default() += 1;
    }
    for (branch, room) in kept.into_iter().zip(rooms) {
        let unfolded = options.unfolded.contains(&branch.head);
        let long = branch.snapshots.len() >= most;
        let folds = long && !unfolded;
        let mut room = if folds { room.min(most) } else { room };
        let mut slots = |room| slots(branch, room, &must, &lanes.forks, &mut shown.folded);
        let mut chosen = slots(room);
        while folds && chosen.len() > most && room > LEAST {
            room -= 1;
            chosen = slots(room);
        }
        let slots = chosen;
        let drawn = slots.iter().filter_map(|slot| match slot {
            Slot::Volume(id) => Some(*id),
            Slot::Fold(..) | Slot::Turn => None,
        });
        shown.volumes.extend(drawn);
        shown.lanes.push(Lane {
            head: branch.head,
            tree: branch.tree,
            series: branch.series,
            rail: (branch.rail, rails.get(&branch.head).copied().unwrap_or(1)),
            hangs_on: branch.hangs_on,
            slots,
            unfolded: long && unfolded,
        });
    }
    shown.note(outline);
    shown
}

/// How many snapshots each lane may show: all when they fit; else lanes with
/// few are served first, and what is left is shared by the longer ones.
fn rooms(kept: &[&Branch], budget: usize, options: &Options<'_>) -> Vec<usize> {
    let total: usize = kept.iter().map(|branch| branch.snapshots.len() + 1).sum();
    if total <= budget {
        return vec![usize::MAX; kept.len()];
    }
    // A fold takes the place of a box: about every second slot is one.
    let mut spare = budget.saturating_sub(kept.len()) * 2 / 3;
    let mut order: Vec<usize> = (0..kept.len()).collect();
    sort_by_number(&mut order, |at| kept[*at].snapshots.len() as u64);
    let mut rooms = vec![0; kept.len()];
    for (served, at) in order.into_iter().enumerate() {
        let unfolded = options.unfolded.contains(&kept[at].head);
        let most = if unfolded { spare } else { COLUMNS_MAX };
        let share = spare / (kept.len() - served);
        rooms[at] = share.max(if unfolded { spare / 2 } else { 3 }).min(most);
        spare = spare.saturating_sub(rooms[at].min(kept[at].snapshots.len()));
    }
    rooms
}

fn boxes_that_fit(forms: &SortedMap<TreeId, Form>, options: &Options<'_>) -> usize {
    let dearest = forms.values().map(|form| form.0.elements(options.ghosts));
    ELEMENTS_MAX / (dearest.max().unwrap_or(1) + 12)
}

/// Volumes that are drawn whatever happens.
fn wanted(outline: &Outline, options: &Options<'_>) -> SortedSet<VolumeId> {
    let story = options.story;
    let mut must: SortedSet<VolumeId> = SortedSet::new();
    must.extend(options.selected);
    must.extend(options.first);
    must.extend(options.selected_cell.map(|(volume, _)| volume));
    must.extend(story.now);
    must.extend(story.holder);
    must.extend(
        story
            .travel
            .iter()
            .flat_map(|travel| [travel.from, travel.into]),
    );
    must.extend(source::of(outline, story).map(|source| source.holder));
    must.extend(
        story
            .carry
            .iter()
            .flat_map(|carry| [carry.from, carry.into]),
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
    must: &SortedSet<VolumeId>,
) -> Vec<&'a Branch> {
    let wanted = branches.iter().filter(|branch| {
        must.contains(&branch.head) || branch.snapshots.iter().any(|id| must.contains(id))
    });
    let heads: SortedSet<VolumeId> = wanted.map(|branch| branch.head).collect();
    let needed = |branch: &Branch| heads.contains(&branch.head);
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
    must: &SortedSet<VolumeId>,
    forks: &SortedSet<VolumeId>,
    folded: &mut SortedMap<VolumeId, VolumeId>,
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
                close(&mut run, &mut slots, forks, folded);
                slots.push(Slot::Volume(*id));
            } else {
                run.push(*id);
            }
        }
        close(&mut run, &mut slots, forks, folded);
    }
    slots.push(match branch.rail {
        0 => Slot::Volume(branch.head),
        _ => Slot::Turn,
    });
    slots
}

fn close(
    run: &mut Vec<VolumeId>,
    slots: &mut Vec<Slot>,
    forks: &SortedSet<VolumeId>,
    folded: &mut SortedMap<VolumeId, VolumeId>,
) {
    match run.as_slice() {
        [] => {}
        [one] => slots.push(Slot::Volume(*one)),
        [first, ..] => {
            slots.push(Slot::Fold(*first, run.len()));
            let forked = run.iter().filter(|id| forks.contains(id));
            folded.extend(forked.map(|id| (*id, *first)));
        }
    }
    run.clear();
}

/// The most interesting snapshots: wanted ones, the newest, the oldest, those
/// with branches, then newer before older.
fn keep(
    all: &[VolumeId],
    room: usize,
    must: &SortedSet<VolumeId>,
    forks: &SortedSet<VolumeId>,
) -> SortedSet<VolumeId> {
    let mut keep: SortedSet<VolumeId> = SortedSet::new();
    keep.extend(all.iter().filter(|id| must.contains(id)));
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
