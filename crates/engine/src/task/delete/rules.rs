//! Which volumes may go, in which order, and what their readers lack then.

use crate::engine::Engine;
use crate::entry::Entry;
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, VolumeId};
use crate::policy::DeletePolicy;
use crate::refusal::Refusal;
use crate::sorted::sort_by_number;
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::need::Need;

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

/// What each child of `volume` lacks of it.
pub(super) fn merges<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
) -> Vec<(VolumeId, PageNo, Entry)> {
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
