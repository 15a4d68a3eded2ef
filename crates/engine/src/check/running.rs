//! What is under way: restores, operations in flight, and the record of an unfinished one.

use super::Found;
use crate::engine::Engine;
use crate::faults::Rule;
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::restore::{Mode, Restore};
use crate::store::PageStore;

pub(super) fn restore_runs<S: PageStore>(
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
    // A source that changes would take pending pages along.
    let constant = engine.at(restore.source).kind == Kind::Ross
        || engine.policy.faults.off(Rule::SourceFrozen);
    let linked = constant
        && restore.receivers().chain([restore.new]).all(of_base)
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

pub(super) fn pending<S: PageStore>(engine: &Engine<S>, found: &mut Found) {
    let name = "nothing-pending";
    found.expect(name, engine.intent.is_none(), || {
        "an operation on record is not finished".to_owned()
    });
    found.expect(name, engine.unlinked.is_empty(), || {
        format!("unlinked: {:?}", engine.unlinked)
    });
}

pub(super) fn in_flight<S: PageStore>(engine: &Engine<S>, found: &mut Found) {
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
