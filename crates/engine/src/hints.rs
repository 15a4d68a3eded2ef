//! Skip pointers (seed 1¶97): hints beside the exception tables, which let a
//! search jump. Any of them may be dropped at any time.
//!
//! A *value hint* leads to a living read-only snapshot that holds an entry for
//! the page. A *resume hint* leads to the last read-only snapshot that a
//! search passed, entry or not: the search goes on there. Both are valid only
//! while their target lives; a read-only snapshot's view never changes, so
//! nothing else can make them wrong. Neither counts as an exception.
//!
//! All hints of an engine lie in one table of bounded size: a hint that finds
//! no room takes that of another.

mod table;

use serde::Serialize;

use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::policy::{HintFill, Hints};
use crate::store::PageStore;

pub(crate) use table::HintTable;

/// Most hints that an engine keeps; they take 16 bytes each.
pub const HINTS_MAX: usize = 1 << 21;
/// A search that passed at most so many volumes leaves a hint at each, a
/// longer one only where it began.
pub const TRAIL_HINTS_MAX: usize = 8;
/// Most older snapshots that one push gives a hint.
pub const PUSH_HINTS_MAX: usize = 1024;

/// What a hint promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HintKind {
    /// The target holds an entry for the page.
    Value,
    /// No volume before the target holds one: the search goes on there.
    Resume,
}

/// A skip pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Hint {
    /// Where the search goes on: a read-only snapshot.
    pub target: VolumeId,
    /// What it promises.
    pub kind: HintKind,
}

/// Whether a hint may be followed now, by the policy in force: a value hint to
/// a living read-only snapshot that holds an entry for the page, a resume hint
/// to a living one; to nothing else.
pub(crate) fn is_valid<S: PageStore>(engine: &Engine<S>, hint: Hint, page: PageNo) -> bool {
    let Some(volume) = engine.living(hint.target) else {
        return false;
    };
    if engine.policy.faults.off(Rule::HintOnlyToRoss) {
        return true;
    }
    let holds = || {
        let tree = engine.tree(volume.tree);
        volume.root.is_some_and(|root| tree.holds(root, page))
    };
    volume.kind == Kind::Ross
        && !volume.stale
        && match (engine.policy.hints, hint.kind) {
            (Hints::Off, _) | (Hints::Value, HintKind::Resume) => false,
            // What a read-only snapshot holds it never loses.
            (Hints::On, _) => true,
            (Hints::Value, HintKind::Value) => holds(),
        }
}

/// Sets a hint, and tells what that did.
pub(crate) fn set<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    hint: Hint,
    observer: &mut impl Observer,
) {
    let done = engine.hints.insert(volume, page, hint);
    if let Some((volume, page)) = done.evicted {
        observer.event(&Event::HintDropped { volume, page });
    }
    if done.changed {
        observer.event(&Event::HintSet {
            volume,
            page,
            target: hint.target,
            kind: hint.kind,
        });
    }
}

/// After a push into `into`: value hints in the older snapshots that lack an
/// entry for the page, up to the first that has one, where the policy says so.
#[inline]
pub(crate) fn fill_at_push<S: PageStore>(
    engine: &mut Engine<S>,
    into: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    if engine.policy.hints != Hints::Off && engine.policy.hint_fill == HintFill::Push {
        fill(engine, into, page, observer);
    }
}

#[cold]
fn fill<S: PageStore>(
    engine: &mut Engine<S>,
    into: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    if engine.restore_in(engine.at(into).tree).is_some() {
        return;
    }
    let hint = Hint {
        target: into,
        kind: HintKind::Value,
    };
    let older = std::iter::successors(engine.at(into).older, |at| engine.at(*at).older);
    let lacks = |at: &VolumeId| page.0 < engine.at(*at).pages && engine.entry(*at, page).is_none();
    // The next older snapshot's link leads here anyway.
    let older: Vec<VolumeId> = older.take_while(lacks).take(PUSH_HINTS_MAX + 1).collect();
    for &volume in older.iter().skip(1) {
        set(engine, volume, page, hint, observer);
    }
}

/// Drops the hints to a volume that is about to go. They lead up the look-up
/// path, so only volumes below it can have one.
pub(crate) fn forget_target<S: PageStore>(
    engine: &mut Engine<S>,
    target: VolumeId,
    observer: &mut impl Observer,
) {
    let mut about = engine.hints.about(target);
    about.retain(|(_, _, hint)| hint.target == target);
    if about.is_empty() {
        return;
    }
    for &(owner, page, _) in &about {
        engine.hints.remove(owner, page);
    }
    for reader in engine.readers(target).into_iter().skip(1) {
        let owned = about.iter().filter(|(owner, ..)| *owner == reader);
        for &(volume, page, _) in owned {
            observer.event(&Event::HintDropped { volume, page });
        }
    }
}

/// Drops what is left of a volume's hints when it goes.
pub(crate) fn forget_owner<S: PageStore>(engine: &mut Engine<S>, owner: VolumeId) {
    for (volume, page, _) in engine.hints.about(owner) {
        engine.hints.remove(volume, page);
    }
}

/// Drops all hints for one page in a tree.
pub(crate) fn forget_page<S: PageStore>(
    engine: &mut Engine<S>,
    tree: TreeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let owners = (0..).map(VolumeId).zip(&engine.volumes);
    let owners = owners.filter(|(_, volume)| volume.as_ref().is_some_and(|v| v.tree == tree));
    let owners: Vec<VolumeId> = owners.map(|(id, _)| id).collect();
    for volume in owners {
        if engine.hints.remove(volume, page) {
            observer.event(&Event::HintDropped { volume, page });
        }
    }
}

/// Drops the hints of a tree's volumes, and tells so.
pub(crate) fn forget_tree<S: PageStore>(
    engine: &mut Engine<S>,
    tree: TreeId,
    observer: &mut impl Observer,
) {
    let mut all = engine.hints.all();
    all.retain(|(volume, ..)| engine.living(*volume).is_some_and(|it| it.tree == tree));
    for (volume, page, _) in all {
        engine.hints.remove(volume, page);
        observer.event(&Event::HintDropped { volume, page });
    }
}

/// Drops every hint, and tells so.
pub(crate) fn forget_all<S: PageStore>(engine: &mut Engine<S>, observer: &mut impl Observer) {
    let all = engine.hints.all();
    engine.hints.clear();
    for (volume, page, _) in all {
        observer.event(&Event::HintDropped { volume, page });
    }
}
