//! Links between volumes: who reads through whom.

use super::Found;
use crate::engine::Engine;
use crate::ids::{Kind, VolumeId};
use crate::sorted::{SortedMap, SortedSet, sort_by_number};
use crate::store::PageStore;
use crate::tree::Volume;

/// Volumes by the one they read through.
pub(super) type Readers = SortedMap<VolumeId, Vec<VolumeId>>;

pub(super) fn links<S: PageStore>(
    engine: &Engine<S>,
    id: VolumeId,
    volume: &Volume,
    found: &mut Found,
) {
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

/// Every volume is reached from a base by going down: so every way up ends there.
pub(super) fn ends(living: &[(VolumeId, &Volume)], readers: &Readers, found: &mut Found) {
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

pub(super) fn branches<S: PageStore>(
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

pub(super) fn stale<S: PageStore>(
    engine: &Engine<S>,
    id: VolumeId,
    volume: &Volume,
    found: &mut Found,
) {
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
