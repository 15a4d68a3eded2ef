//! The invariants of an engine, by name.

mod links;
mod running;
mod shortcuts;
mod tables;

use serde::Serialize;

use crate::engine::Engine;
use crate::ids::{TreeId, VolumeId};
use crate::maps;
use crate::store::PageStore;
use crate::tree::Volume;
use links::{Readers, branches, ends, links, stale};
use running::{in_flight, pending, restore_runs};
use shortcuts::{OwnHints, redirects_and_hints};
use tables::tables;

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
        "a restore's volumes live, its source is read-only and leads to the snapshot that keeps what is overwritten, and that one to the new one",
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
