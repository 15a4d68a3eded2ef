//! Crashes at every step of every operation, and at every step of the recoveries after them.
//! After each, all invariants hold and every volume shows what the oracle says.
//!
//! Every operation is swept in every push mode. The recovery after a crash is itself stopped at
//! every step in one of the modes, in turn.

mod restores;

use std::collections::BTreeMap;

use cowpath_engine::Engine;
use cowpath_engine::command::{Capacity, Command, Span};
use cowpath_engine::content::Content;
use cowpath_engine::event::{Event, Tap};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, Run, Runs, Series, TreeId, VolumeId};
use cowpath_engine::policy::{FullPolicy, Policy, PushMode};
use cowpath_engine::projection::Outline;
use cowpath_proof::act::Deed;
use cowpath_proof::rig::Rig;
use cowpath_proof::totals::MODES;

const PAGE_BYTES: u32 = 4;

/// The volumes of the tree that is swept.
const BASE: VolumeId = VolumeId(0);
const OLD: VolumeId = VolumeId(1);
const NEW: VolumeId = VolumeId(2);
const WORK: VolumeId = VolumeId(3);
const WORK_OLD: VolumeId = VolumeId(4);
const TRIAL: VolumeId = VolumeId(5);
const WORK_NEW: VolumeId = VolumeId(6);
const OTHER_SERIES: VolumeId = VolumeId(7);
const BACKUP: VolumeId = VolumeId(8);
const BACKUP_ROSS: VolumeId = VolumeId(9);

fn ross(of: VolumeId, series: u32, full: bool) -> Command<'static> {
    let series = Series(series);
    Command::TakeRoss { of, series, full }
}

fn rwss(of: VolumeId) -> Command<'static> {
    let read_only = false;
    Command::TakeRwss { of, read_only }
}

fn write(volume: VolumeId, page: u64, text: &'static str) -> Command<'static> {
    let span = Span::Page(PageNo(page));
    let content = Content::bytes(text.as_bytes());
    Command::Write {
        volume,
        span,
        content,
    }
}

fn pages(volume: VolumeId, first: u64, count: u64, text: &'static str) -> Command<'static> {
    let first = PageNo(first);
    let span = Span::Pages { first, count };
    let content = Content::bytes(text.as_bytes());
    Command::Write {
        volume,
        span,
        content,
    }
}

fn bytes(volume: VolumeId, offset: u64, text: &'static str) -> Command<'static> {
    let span = Span::Bytes { offset };
    let content = Content::bytes(text.as_bytes());
    Command::Write {
        volume,
        span,
        content,
    }
}

fn delete(volumes: &[VolumeId]) -> Command<'static> {
    let volumes = volumes.to_vec();
    Command::Delete { volumes }
}

fn promote(volume: VolumeId, source: VolumeId) -> Command<'static> {
    Command::Promote { volume, source }
}

fn discard(volume: VolumeId, runs: &[(u64, u64)]) -> Command<'static> {
    let runs = runs.iter().map(|(start, length)| Run(*start, *length));
    let pages = Runs::from(runs.collect::<Vec<_>>());
    Command::Discard { volume, pages }
}

fn resize(volume: VolumeId, pages: u64) -> Command<'static> {
    Command::Resize { volume, pages }
}

fn copy(of: VolumeId, backup: bool) -> Command<'static> {
    Command::Copy { of, backup }
}

/// A base with two series, a branch on its oldest snapshot, a branch on that one, and a backup
/// with a snapshot of its own. In the mode `redirect`, the branches hold redirects.
fn tree(push: PushMode) -> Rig {
    let geometry = Geometry::new(8, PAGE_BYTES, &[2, 2, 3]).expect("a legal geometry");
    let commands = [
        pages(BASE, 0, 6, "a0..a1..a2..a3..a4..a5.."),
        ross(BASE, 0, false),
        write(BASE, 0, "b0"),
        ross(BASE, 0, false),
        write(BASE, 1, "b1"),
        rwss(OLD),
        write(WORK, 2, "x2"),
        write(WORK, 3, "x3"),
        ross(WORK, 0, false),
        write(WORK, 2, "y2"),
        write(WORK, 4, "y4"),
        write(WORK, 0, "y0"),
        rwss(WORK_OLD),
        write(TRIAL, 5, "z5"),
        ross(WORK, 0, false),
        ross(BASE, 1, false),
        copy(OLD, true),
        ross(BACKUP, 0, false),
    ];
    grown(push, geometry, &commands)
}

/// A base in a push mode, after these commands.
fn grown(push: PushMode, geometry: Geometry, commands: &[Command<'static>]) -> Rig {
    let mut rig = Rig::new(false);
    let policy = Policy {
        push,
        ..Policy::default()
    };
    let stamps = false;
    let begin = [
        Command::SetPolicy(policy),
        Command::CreateVolume { geometry, stamps },
    ];
    for command in begin.iter().chain(commands) {
        rig.act(&Deed::Command(command.clone()));
    }
    rig
}

/// So many micro-steps a command takes; `recovery`: those of the recovery after so many of them.
fn steps(engine: &Engine, command: &Command<'static>, recovery: Option<u64>) -> u64 {
    let mut engine = engine.clone();
    let mut task = engine.begin(command.clone()).expect("it is allowed");
    if let Some(after) = recovery {
        for _ in 0..after {
            engine.step(&mut task, &mut ());
        }
        task = engine.begin(Command::Recover).expect("it is allowed");
    }
    (1..)
        .find(|_| engine.step(&mut task, &mut ()).is_some())
        .expect("it ends")
}

/// Stops a command at every step, and the recovery after each `turn`-th crash of [`MODES`] at
/// every step. Returns how many crashes that were.
fn sweep(rig: &Rig, command: &Command<'static>, turn: usize) -> u64 {
    let mut crashes = 0;
    for after in 0..=steps(&rig.engine, command, None) {
        rig.clone()
            .act(&Deed::Crash(command.clone(), after, vec![]));
        crashes += 1;
        if after as usize % MODES.len() != turn {
            continue;
        }
        for again in 1..steps(&rig.engine, command, Some(after)) {
            rig.clone()
                .act(&Deed::Crash(command.clone(), after, vec![again]));
            crashes += 1;
        }
    }
    crashes
}

/// Just the room that a command takes, in every tree. A recovery must do with it too.
fn tighten(rig: &mut Rig, command: &Command<'static>) {
    let mut allocated: BTreeMap<TreeId, (u64, u64)> = BTreeMap::new();
    let mut count = Tap(|event: &Event<'_>| match event {
        Event::PageAllocated { tree, .. } => allocated.entry(*tree).or_default().0 += 1,
        Event::TableAllocated { tree, entries, .. } => {
            allocated.entry(*tree).or_default().1 += u64::from(*entries);
        }
        _ => {}
    });
    let done = rig.engine.clone().apply(command.clone(), &mut count);
    done.expect("it is allowed");
    for (id, tree) in Outline::of(&rig.engine).trees.iter() {
        let (pages, entries) = allocated.get(id).copied().unwrap_or_default();
        let volume = tree.base;
        let capacity = Capacity {
            data_pages: Some(tree.data_pages + pages),
            admin_entries: Some(tree.admin_entries + entries),
        };
        rig.act(&Deed::Command(Command::SetCapacity { volume, capacity }));
    }
}

/// Sweeps one operation in every push mode.
fn check(name: &str, before: &[Command<'static>], command: &Command<'static>) {
    check_on(tree, name, before, command);
}

/// The same on another tree.
fn check_on(
    tree: fn(PushMode) -> Rig,
    name: &str,
    before: &[Command<'static>],
    command: &Command<'static>,
) {
    for (turn, push) in MODES.into_iter().enumerate() {
        let mut rig = tree(push);
        for command in before {
            rig.act(&Deed::Command(command.clone()));
        }
        tighten(&mut rig, command);
        let crashes = sweep(&rig, command, turn);
        println!("{name}, {push:?}: {crashes} crashes");
    }
}

#[test]
fn writes() {
    check("a push into two series", &[], &write(BASE, 4, "c4"));
    check("a page that no one wrote", &[], &write(BASE, 7, "c7"));
    check(
        "several pages of a base",
        &[],
        &pages(BASE, 2, 4, "c2..c3..c4..c5.."),
    );
    check(
        "a part of pages of a base",
        &[],
        &bytes(BASE, 14, "12345678"),
    );
    check("a page a branch shares", &[], &write(WORK, 2, "w2"));
    check("a page a branch reads through", &[], &write(WORK, 1, "w1"));
    check(
        "several pages of a branch",
        &[],
        &pages(WORK, 1, 4, "w1..w2..w3..w4.."),
    );
    check(
        "a part of pages of a branch",
        &[],
        &bytes(WORK, 6, "12345678"),
    );
    check("a branch's own page", &[], &write(TRIAL, 5, "t5"));
    let noted = Command::SetPolicy(Policy {
        change_log: true,
        ..Policy::default()
    });
    check(
        "a write that is logged",
        &[noted],
        &pages(WORK, 1, 2, "w1..w2.."),
    );
}

#[test]
fn creations() {
    let geometry = Geometry::new(5, PAGE_BYTES, &[3, 3]).expect("a legal geometry");
    let stamps = false;
    check("a volume", &[], &Command::CreateVolume { geometry, stamps });
    check("a ross", &[], &ross(BASE, 0, false));
    check("a ross of a new series", &[], &ross(WORK, 2, false));
    check("a full ross of a base", &[], &ross(BASE, 1, true));
    check("a full ross of a branch", &[], &ross(WORK, 0, true));
    check("an rwss", &[], &rwss(WORK_OLD));
    let (of, read_only) = (WORK_NEW, true);
    check(
        "a read-only clone",
        &[],
        &Command::TakeRwss { of, read_only },
    );
}

#[test]
fn deletes() {
    check("a ross with a branch", &[], &delete(&[OLD]));
    check("the newest ross", &[], &delete(&[NEW]));
    check(
        "a ross with a branch on a branch",
        &[],
        &delete(&[WORK_OLD]),
    );
    check("a series", &[], &delete(&[OTHER_SERIES]));
    check("a branch", &[], &delete(&[TRIAL]));
    check(
        "a set of a chain",
        &[],
        &delete(&[WORK_OLD, WORK_NEW, TRIAL]),
    );
    check(
        "a whole branch",
        &[],
        &delete(&[WORK, WORK_OLD, WORK_NEW, TRIAL]),
    );
    check(
        "a set of two trees",
        &[],
        &delete(&[BACKUP, BACKUP_ROSS, TRIAL, OLD]),
    );
    check(
        "a ross longer than the one above",
        &[
            resize(BASE, 3),
            ross(BASE, 0, false),
            resize(BASE, 9),
            write(BASE, 8, "c8"),
        ],
        &delete(&[VolumeId(10)]),
    );
}

#[test]
fn promotes() {
    check("a base from its oldest ross", &[], &promote(BASE, OLD));
    check(
        "a base from a branch on a branch",
        &[],
        &promote(BASE, TRIAL),
    );
    check("a branch from its base", &[], &promote(WORK, BASE));
    check("a branch from its own ross", &[], &promote(WORK, WORK_OLD));
    check("a branch from the branch above", &[], &promote(TRIAL, WORK));
    check("a base to less", &[resize(WORK, 2)], &promote(BASE, WORK));
    check(
        "a base to more",
        &[resize(WORK, 11), write(WORK, 9, "w9")],
        &promote(BASE, WORK),
    );
    check("a branch to less", &[resize(BASE, 3)], &promote(WORK, BASE));
    check(
        "a branch to more",
        &[resize(TRIAL, 3), resize(BASE, 12), write(BASE, 11, "b11")],
        &promote(TRIAL, BASE),
    );
}

#[test]
fn discards_and_sizes() {
    check(
        "a discard of a base",
        &[],
        &discard(BASE, &[(0, 3), (4, 3)]),
    );
    check(
        "a discard of a branch",
        &[],
        &discard(WORK, &[(0, 3), (5, 1)]),
    );
    check("a smaller base", &[], &resize(BASE, 2));
    check("a larger base", &[], &resize(BASE, 12));
    check("a smaller branch", &[], &resize(WORK, 1));
    check("a larger branch", &[resize(WORK, 1)], &resize(WORK, 12));
}

#[test]
fn copies() {
    check("a copy of a base", &[], &copy(BASE, false));
    check("a copy of a branch on a branch", &[], &copy(TRIAL, false));
    check("a backup", &[], &copy(WORK_OLD, true));
    let (backup, to) = (BACKUP, NEW);
    check("a sync", &[], &Command::Sync { backup, to });
    check(
        "a sync to another size",
        &[resize(BASE, 2), ross(BASE, 0, false)],
        &Command::Sync {
            backup,
            to: VolumeId(10),
        },
    );
    check(
        "a sync to more pages",
        &[
            resize(BASE, 12),
            write(BASE, 10, "b10"),
            ross(BASE, 0, false),
        ],
        &Command::Sync {
            backup,
            to: VolumeId(10),
        },
    );
}

/// Room is made by giving up the oldest snapshots, and then the write goes on.
#[test]
fn snapshots_that_become_stale() {
    for (turn, push) in MODES.into_iter().enumerate() {
        let mut rig = tree(push);
        let policy = Policy {
            full: FullPolicy::Stale,
            push,
            ..Policy::default()
        };
        let used = Outline::of(&rig.engine)
            .trees
            .values()
            .map(|tree| tree.data_pages)
            .next();
        let capacity = Capacity {
            data_pages: used,
            admin_entries: None,
        };
        let volume = BASE;
        rig.act(&Deed::Command(Command::SetPolicy(policy)));
        rig.act(&Deed::Command(Command::SetCapacity { volume, capacity }));
        let command = pages(BASE, 2, 3, "c2..c3..c4..");
        let crashes = sweep(&rig, &command, turn);
        println!("stale, {push:?}: {crashes} crashes");
        rig.act(&Deed::Command(command));
        assert!(rig.engine.volumes().any(|volume| volume.stale));
    }
}
