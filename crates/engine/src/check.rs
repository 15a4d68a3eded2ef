//! The invariants of an engine, by name.

use serde::Serialize;

use crate::engine::Engine;
use crate::entry::Entry;
use crate::hints::{self, Hint};
use crate::ids::{DataOffset, Kind, PageNo, TreeId, VolumeId};
use crate::maps;
use crate::restore::{Mode, Restore};
use crate::sorted::{Large, SortedMap, SortedSet, sort_by_number};
use crate::store::PageStore;
use crate::tree::{Tree, Visited, Volume};

/// Every invariant that is checked, by name, with what it says.
pub const INVARIANTS: [(&str, &str); 21] = [
    (
        "tree-lives",
        "a living volume's tree lives, and its base is the only base of that tree",
    ),
    (
        "parent-lives",
        "a base has no look-up link; every other volume's leads to a living volume of its tree",
    ),
    (
        "kinds-alternate",
        "a read-write snapshot hangs on a read-only one; a read-only one reads a read-only one or its head",
    ),
    ("links-end", "every look-up path ends at the base"),
    (
        "one-newest",
        "the newest read-only snapshot of each series of a head, and nothing else, reads through it directly",
    ),
    (
        "older-mutual",
        "the link to the next older snapshot and its look-up link mirror each other",
    ),
    (
        "offshoots-mutual",
        "a snapshot lists exactly the read-write snapshots that hang on it",
    ),
    (
        "tables-well-formed",
        "entries lead to tables of the next level, to pages or to redirects, and to nothing past the volume's end",
    ),
    (
        "tables-unshared",
        "no two entries lead to the same table, and the tables in use are those that are reached",
    ),
    ("tables-occupied", "no table below level 1 is empty"),
    (
        "references-exact",
        "a page's reference count is the number of entries that point to it",
    ),
    (
        "exceptions-exact",
        "a volume's count of exceptions is the number of its pages with an entry",
    ),
    (
        "redirects-lead-up",
        "a redirect leads to a living read-only snapshot on the look-up path, for the same page",
    ),
    (
        "hints-lead-up",
        "a skip pointer that may be followed leads along the look-up path",
    ),
    ("sizes-bound", "no volume holds a page past its own end"),
    (
        "stale-holds-nothing",
        "a stale snapshot holds nothing, and what reads through it is stale too",
    ),
    (
        "maps-agree",
        "the bit map and block map of a snapshot answer every look-up as its tables do",
    ),
    (
        "restore-volumes",
        "a restore's volumes live, its source leads to the snapshot that keeps what is overwritten, and that one to the new one",
    ),
    (
        "restore-pending",
        "a page that a restore has pending is held on the way from its source, and only such a page has a bit",
    ),
    (
        "nothing-pending",
        "no unfinished operation is on record, and no table waits for its entry",
    ),
    (
        "locks-alone",
        "a page is locked by one operation in flight, and pages are kept for none that has ended",
    ),
];

/// One broken invariant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Its name.
    pub invariant: &'static str,
    /// What was found.
    pub detail: String,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many invariants were checked.
    pub invariants: usize,
    /// Those that do not hold.
    pub broken: Vec<Broken>,
}

impl Report {
    /// Whether every invariant holds.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.broken.is_empty()
    }
}

/// Checks every invariant. Between the steps of a task some do not hold yet:
/// check settled states.
#[must_use]
pub fn check<S: PageStore>(engine: &Engine<S>) -> Report {
    let mut found = Found::default();
    let living = (0..).map(VolumeId).zip(&engine.volumes);
    let living: Vec<(VolumeId, &Volume)> = living
        .filter_map(|(id, volume)| Some((id, volume.as_ref()?)))
        .collect();
    pending(engine, &mut found);
    in_flight(engine, &mut found);
    for &(id, volume) in &living {
        links(engine, id, volume, &mut found);
        stale(engine, id, volume, &mut found);
    }
    let mut readers = Readers::new();
    for &(id, volume) in &living {
        if let Some(parent) = volume.parent {
            readers.entry(parent).or_default().push(id);
        }
    }
    ends(&living, &readers, &mut found);
    // What follows walks along links and tables, and so needs them whole.
    if found.broken.is_empty() {
        for &(id, volume) in &living {
            let readers = readers.get(&id).map_or(&[][..], Vec::as_slice);
            branches(engine, id, volume, readers, &mut found);
        }
        for (id, tree) in (0..).map(TreeId).zip(&engine.trees) {
            if let Some(tree) = tree {
                let kept = engine.inflight.held().iter();
                let kept = kept.filter(|(tree, _)| *tree == id).map(|(_, page)| *page);
                tables(id, tree, &living, kept, &mut found);
            }
        }
    }
    if found.broken.is_empty() {
        for (id, tree) in (0..).map(TreeId).zip(&engine.trees) {
            if let Some(restore) = tree.as_ref().and_then(|tree| tree.restore.as_deref()) {
                restore_runs(engine, id, restore, &mut found);
            }
        }
    }
    if found.broken.is_empty() {
        let mut own = OwnHints::new();
        for (volume, page, hint) in engine.hints.all() {
            own.entry(volume).or_default().push((page, hint));
        }
        for &(id, volume) in &living {
            redirects_and_hints(engine, id, volume, &own, &mut found);
            let page = maps::disagree(engine, id);
            found.expect("maps-agree", page.is_none(), || {
                format!("the maps of volume {} are wrong about page {page:?}", id.0)
            });
        }
    }
    Report {
        invariants: INVARIANTS.len(),
        broken: found.broken,
    }
}

#[derive(Default)]
struct Found {
    broken: Vec<Broken>,
}

impl Found {
    fn expect(&mut self, invariant: &'static str, holds: bool, detail: impl FnOnce() -> String) {
        debug_assert!(INVARIANTS.iter().any(|(name, _)| *name == invariant));
        if !holds {
            self.broken.push(Broken {
                invariant,
                detail: detail(),
            });
        }
    }
}

fn links<S: PageStore>(engine: &Engine<S>, id: VolumeId, volume: &Volume, found: &mut Found) {
    let tree = engine.trees.get(volume.tree.0 as usize);
    let base = tree.and_then(Option::as_ref).map(|tree| tree.base);
    let found_base = base.and_then(|base| engine.living(base));
    let has_base = found_base.is_some_and(|it| it.kind == Kind::Base && it.tree == volume.tree);
    let is_it = volume.kind != Kind::Base || base == Some(id);
    found.expect("tree-lives", has_base && is_it, || {
        format!("the tree of volume {} has no base, or another one", id.0)
    });
    let parent = volume.parent.map(|parent| engine.living(parent));
    let fits = match (volume.kind, parent) {
        (Kind::Base, parent) => parent.is_none(),
        (_, Some(Some(parent))) => parent.tree == volume.tree,
        _ => false,
    };
    found.expect("parent-lives", fits, || {
        format!("volume {} reads through {:?}", id.0, volume.parent)
    });
    let alternates = match (volume.kind, parent.flatten()) {
        _ if volume.kind.is_writable() && volume.head != id => false,
        (Kind::Ross, Some(parent)) => {
            volume.parent == Some(volume.head)
                || (parent.kind == Kind::Ross && parent.head == volume.head)
        }
        (Kind::Rwss, Some(parent)) => parent.kind == Kind::Ross,
        _ => true,
    };
    found.expect("kinds-alternate", alternates, || {
        format!("volume {} reads through {:?}", id.0, volume.parent)
    });
}

fn restore_runs<S: PageStore>(
    engine: &Engine<S>,
    id: TreeId,
    restore: &Restore,
    found: &mut Found,
) {
    let name = "restore-volumes";
    let lives = |&volume: &VolumeId| {
        let living = engine.living(volume);
        living.is_some_and(|living| living.tree == id && !living.stale)
    };
    let mut volumes = vec![restore.base, restore.source, restore.new];
    volumes.extend(restore.receivers());
    let live = volumes.iter().all(lives) && engine.tree(id).base == restore.base;
    found.expect(name, live, || {
        format!(
            "of the restore of volume {} not all of {volumes:?} live",
            restore.base.0
        )
    });
    if !live {
        return;
    }
    let of_base = |volume: VolumeId| {
        let living = engine.at(volume);
        living.kind == Kind::Ross && living.head == restore.base
    };
    let linked = restore.receivers().chain([restore.new]).all(of_base)
        && engine.at(restore.new).older == Some(restore.undo)
        && restore.source != restore.base
        && engine.path(restore.source).contains(&restore.undo);
    found.expect(name, linked, || {
        format!(
            "the volumes of the restore of volume {} are not linked",
            restore.base.0
        )
    });
    let pending = restore.pending();
    let path = engine.path(restore.source);
    let path = path
        .iter()
        .take_while(|&&at| at != restore.new && at != restore.base);
    let path: Vec<VolumeId> = path.copied().collect();
    let held = |page: &PageNo| {
        let holds =
            |&at: &VolumeId| page.0 >= engine.at(at).pages || engine.entry(at, *page).is_some();
        path.iter().any(holds)
    };
    let end = engine.at(restore.base).pages;
    let stray = pending.iter().find(|page| page.0 >= end || !held(page));
    found.expect("restore-pending", stray.is_none(), || {
        format!("nothing on the way of the restore holds pending page {stray:?}")
    });
    let stray = restore.bits.iter().find(|page| !restore.is_pending(**page));
    let lazy = restore.bits.is_empty() || restore.mode == Mode::Lazy;
    found.expect("restore-pending", stray.is_none() && lazy, || {
        format!("page {stray:?} has a bit and is not pending")
    });
}

fn pending<S: PageStore>(engine: &Engine<S>, found: &mut Found) {
    let name = "nothing-pending";
    found.expect(name, engine.intent.is_none(), || {
        "an operation on record is not finished".to_owned()
    });
    found.expect(name, engine.unlinked.is_empty(), || {
        format!("unlinked: {:?}", engine.unlinked)
    });
}

fn in_flight<S: PageStore>(engine: &Engine<S>, found: &mut Found) {
    let shared = engine.inflight.lock_shared();
    found.expect("locks-alone", shared.is_none(), || {
        format!("two operations have locked one page: {shared:?}")
    });
    let kept = engine.inflight.held();
    let lost = engine.inflight.is_idle() && !kept.is_empty();
    found.expect("locks-alone", !lost, || {
        format!("nothing is in flight, and pages are kept: {kept:?}")
    });
}

fn stale<S: PageStore>(engine: &Engine<S>, id: VolumeId, volume: &Volume, found: &mut Found) {
    let name = "stale-holds-nothing";
    found.expect(name, !volume.stale || volume.exceptions == 0, || {
        format!("volume {} is stale and holds pages", id.0)
    });
    let parent = volume.parent.and_then(|parent| engine.living(parent));
    let alone = parent.is_none_or(|parent| volume.stale || !parent.stale);
    found.expect(name, alone, || {
        format!("volume {} reads through a stale one", id.0)
    });
}

/// Volumes by the one they read through.
type Readers = SortedMap<VolumeId, Vec<VolumeId>>;

/// Every volume is reached from a base by going down: so every way up ends there.
fn ends(living: &[(VolumeId, &Volume)], readers: &Readers, found: &mut Found) {
    let mut missing: SortedSet<VolumeId> = SortedSet::new();
    missing.extend(living.iter().map(|(id, _)| *id));
    let bases = living.iter().filter(|(_, v)| v.kind == Kind::Base);
    let mut reached: Vec<VolumeId> = bases.map(|(id, _)| *id).collect();
    while let Some(at) = reached.pop() {
        // Links read from a file may be a ring: each volume is passed once.
        if missing.remove(&at) {
            reached.extend(readers.get(&at).into_iter().flatten());
        }
    }
    found.expect("links-end", missing.is_empty(), || {
        format!("no base is reached from the volumes {missing:?}")
    });
}

fn branches<S: PageStore>(
    engine: &Engine<S>,
    id: VolumeId,
    volume: &Volume,
    readers: &[VolumeId],
    found: &mut Found,
) {
    let reading = |kind| {
        let is_it = move |id: &&VolumeId| engine.at(**id).kind == kind;
        readers.iter().filter(is_it).copied()
    };
    let mut snapshots: Vec<VolumeId> = reading(Kind::Ross).collect();
    let (name, links) = if volume.kind.is_writable() {
        sort_by_number(&mut snapshots, |&id| u64::from(engine.at(id).series.0));
        ("one-newest", volume.hanging.clone())
    } else {
        ("older-mutual", Vec::from_iter(volume.older))
    };
    let series = snapshots.iter().map(|&id| engine.at(id).series);
    let alone = series.clone().zip(series.skip(1)).all(|(a, b)| a != b);
    found.expect(name, alone && snapshots == links, || {
        format!(
            "volume {} links to {links:?}, but {snapshots:?} read through it",
            id.0
        )
    });
    let same_branch = volume.older.is_none_or(|older| {
        engine
            .living(older)
            .is_some_and(|older| older.head == volume.head && older.series == volume.series)
    });
    found.expect("older-mutual", same_branch, || {
        format!(
            "volume {} and its older snapshot are in different branches",
            id.0
        )
    });
    if volume.kind.is_writable() {
        // A head lists its newest snapshots; a link of its own to an older one would be a ring.
        found.expect("one-newest", volume.older.is_none(), || {
            format!(
                "volume {} is no read-only snapshot and links to an older one",
                id.0
            )
        });
        return;
    }
    let hanging: Vec<VolumeId> = reading(Kind::Rwss).collect();
    found.expect("offshoots-mutual", hanging == volume.hanging, || {
        format!(
            "volume {} lists {:?}, but {hanging:?} hang on it",
            id.0, volume.hanging
        )
    });
}

fn tables<S: PageStore>(
    id: TreeId,
    tree: &Tree<S>,
    living: &[(VolumeId, &Volume)],
    kept: impl Iterator<Item = DataOffset>,
    found: &mut Found,
) {
    let size = living.iter().find(|(volume, _)| *volume == tree.base);
    let size = size.map_or(0, |(_, volume)| volume.pages);
    let past = tree.base_map.iter().find(|(page, _)| *page >= size);
    found.expect("sizes-bound", past.is_none(), || {
        format!("the base of tree {} holds page {past:?}", id.0)
    });
    let (mut reached, mut references) = (Large::default(), Large::default());
    for offset in kept {
        references.count((0, offset.0));
    }
    let mut entries_in_use = 0;
    for (volume_id, volume) in living.iter().filter(|(_, volume)| volume.tree == id) {
        let Some(root) = volume.root else { continue };
        let mut exceptions = 0;
        // Tables: how many of their entries are used, and above that the level.
        let mut occupied = Large::default();
        let mut bad = None;
        let mut past = None;
        tree.walk(root, &mut |visited| match visited {
            Visited::Table { table, level, .. } => {
                found.expect("tables-unshared", reached.insert((0, table.0)), || {
                    format!("two entries lead to the table at admin+{}", table.0)
                });
                occupied.set((0, table.0), (level as u64) << 32);
                let fan_out = tree.geometry.levels()[level];
                entries_in_use += u64::from(fan_out);
                found.expect(
                    "tables-well-formed",
                    tree.admin.bitmap_fits(table, fan_out),
                    || format!("the bitmap of the table at admin+{} is wrong", table.0),
                );
            }
            Visited::Entry {
                table, page, entry, ..
            } => {
                let level = occupied.get((0, table.0)).unwrap_or_default() >> 32;
                occupied.count((0, table.0));
                let leaf = level == tree.geometry.leaf() as u64;
                exceptions += u64::from(leaf);
                if leaf == matches!(entry, Entry::Table(_)) || page.0 >= tree.geometry.covers() {
                    bad = bad.or(Some(page));
                }
                if page.0 >= volume.pages {
                    past = past.or(Some(page));
                }
                if let Entry::Page(offset) = entry {
                    references.count((0, offset.0));
                }
            }
        });
        found.expect("tables-well-formed", bad.is_none(), || {
            format!("volume {} has a wrong entry for page {bad:?}", volume_id.0)
        });
        found.expect("sizes-bound", past.is_none(), || {
            format!("volume {} holds page {past:?}", volume_id.0)
        });
        let mut tables = occupied.iter().map(|(_, seen)| (seen >> 32, seen as u32));
        let empty = tables.any(|(level, used)| level > 0 && used == 0);
        found.expect("tables-occupied", !empty, || {
            format!("volume {} has an empty table", volume_id.0)
        });
        found.expect("exceptions-exact", exceptions == volume.exceptions, || {
            format!(
                "volume {} counts {}, holds {exceptions}",
                volume_id.0, volume.exceptions
            )
        });
    }
    found.expect(
        "tables-unshared",
        entries_in_use == tree.admin.used(),
        || {
            format!(
                "{entries_in_use} entries are reached, {} are in use",
                tree.admin.used()
            )
        },
    );
    for offset in (0..tree.data.extent()).map(DataOffset) {
        let counted = references.get((0, offset.0)).unwrap_or_default();
        let kept = tree.data.references(offset);
        found.expect("references-exact", counted == u64::from(kept), || {
            format!("data+{} has {counted} entries, counts {kept}", offset.0)
        });
    }
    for offset in tree.data.free_offsets() {
        let counted = tree.data.references(*offset);
        found.expect("references-exact", counted == 0, || {
            format!(
                "data+{} is free, and {counted} entries point to it",
                offset.0
            )
        });
    }
    let used = (0..tree.data.extent()).map(DataOffset);
    let used = used.filter(|&o| tree.data.references(o) > 0).count() as u64;
    found.expect("references-exact", used == tree.data.used(), || {
        format!("{used} pages have entries, {} are in use", tree.data.used())
    });
    let last = references.last_below((0, u64::MAX));
    let past = last.filter(|(offset, _)| *offset >= tree.data.extent());
    found.expect("references-exact", past.is_none(), || {
        format!("entries lead past the data volume's end: {past:?}")
    });
}

/// Skip pointers by the volume that has them.
type OwnHints = SortedMap<VolumeId, Vec<(PageNo, Hint)>>;

fn redirects_and_hints<S: PageStore>(
    engine: &Engine<S>,
    id: VolumeId,
    volume: &Volume,
    hints: &OwnHints,
    found: &mut Found,
) {
    let Some(root) = volume.root else { return };
    let mut path = None;
    let mut is_above = |target: &VolumeId| {
        let path = path.get_or_insert_with(|| engine.path(id));
        path[1..].contains(target)
    };
    for (page, entry) in engine.tree(volume.tree).exceptions(root) {
        let Entry::Redirect(target, target_page) = entry else {
            continue;
        };
        let is_ross = engine.living(target).is_some_and(|v| v.kind == Kind::Ross);
        let fits = is_ross && target_page == page && is_above(&target);
        found.expect("redirects-lead-up", fits, || {
            format!(
                "volume {} redirects page {} to volume {}",
                id.0, page.0, target.0
            )
        });
    }
    let stray = |(page, hint): &(PageNo, Hint)| {
        hints::is_valid(engine, *hint, *page) && !is_above(&hint.target)
    };
    let kept = hints.get(&id).map_or(&[][..], Vec::as_slice);
    found.expect("hints-lead-up", !kept.iter().any(stray), || {
        format!("volume {} has a skip pointer off its path", id.0)
    });
}
