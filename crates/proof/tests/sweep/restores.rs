//! Crashes at every step of refreshes, restores, background copying, hosts' writes meanwhile, and
//! cancels; and at every step of the recoveries.

use cowpath_engine::command::{Command, RefreshFrom};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::policy::{Policy, PushMode, RefreshPolicy};
use cowpath_engine::restore::{Mode, Order, Undo};

use cowpath_proof::act::Deed;
use cowpath_proof::rig::Rig;
use cowpath_proof::totals::MODES;

use crate::{
    BASE, NEW, OLD, PAGE_BYTES, TRIAL, WORK, WORK_OLD, bytes, check, check_on, delete, grown,
    pages, resize, ross, rwss, sweep, tighten, tree, write,
};

const WAYS: [(Order, Mode); 4] = [
    (Order::OldFirst, Mode::Eager),
    (Order::OldFirst, Mode::Lazy),
    (Order::Once, Mode::Eager),
    (Order::Once, Mode::Lazy),
];

fn restore(from: VolumeId, undo: Undo, (order, mode): (Order, Mode)) -> Command<'static> {
    let base = BASE;
    Command::Restore {
        base,
        from,
        undo,
        order,
        mode,
    }
}

fn background(items: u64) -> Command<'static> {
    Command::Background { base: BASE, items }
}

fn cancel(keep: bool) -> Command<'static> {
    Command::CancelRestore { base: BASE, keep }
}

fn refresh(volume: VolumeId, from: RefreshFrom) -> Command<'static> {
    Command::Refresh { volume, from }
}

#[test]
fn refreshes() {
    let new = |of| RefreshFrom::New { of };
    check("from a ross", &[], &refresh(TRIAL, RefreshFrom::Ross(NEW)));
    check(
        "from its own",
        &[],
        &refresh(TRIAL, RefreshFrom::Ross(WORK_OLD)),
    );
    check("from a new ross", &[], &refresh(TRIAL, new(None)));
    check(
        "from a new ross of a branch",
        &[],
        &refresh(TRIAL, new(Some(WORK))),
    );
    let other = &[resize(BASE, 3)];
    check("to another size", other, &refresh(TRIAL, new(None)));
}

#[test]
fn refreshes_that_keep() {
    let refresh_policy = RefreshPolicy::Keep;
    let keep = Command::SetPolicy(Policy {
        refresh: refresh_policy,
        ..Policy::default()
    });
    let before = [keep];
    check(
        "a branch with snapshots",
        &before,
        &refresh(WORK, RefreshFrom::Ross(NEW)),
    );
    let own = RefreshFrom::Ross(WORK_OLD);
    check("a branch from its own ross", &before, &refresh(WORK, own));
}

#[test]
fn beginnings() {
    for way in WAYS {
        check("from a branch", &[], &restore(WORK, Undo::New, way));
        check("from a ross", &[], &restore(OLD, Undo::Newest, way));
    }
}

#[test]
fn hosts_write() {
    for way in WAYS {
        let begun = [restore(TRIAL, Undo::New, way)];
        check("a pending page", &begun, &write(BASE, 4, "h4"));
        check("parts of pages", &begun, &bytes(BASE, 14, "12345678"));
        let again = [
            restore(TRIAL, Undo::New, way),
            write(BASE, 4, "h4"),
            ross(BASE, 0, false),
            ross(BASE, 2, false),
        ];
        check(
            "several pages again",
            &again,
            &pages(BASE, 2, 4, "i2..i3..i4..i5.."),
        );
        check("a page of the source", &begun, &write(TRIAL, 0, "t0"));
    }
}

#[test]
fn background_copies() {
    for way in WAYS {
        let begun = [
            restore(WORK, Undo::New, way),
            write(BASE, 2, "h2"),
            write(BASE, 6, "h6"),
        ];
        check("one item", &begun, &background(1));
        check("all items", &begun, &background(u64::MAX));
        let newest = [restore(OLD, Undo::Newest, way), write(BASE, 0, "h0")];
        check("with the newest", &newest, &background(u64::MAX));
    }
}

/// A base of four pages with a branch on its snapshot.
fn small(push: PushMode) -> Rig {
    let geometry = Geometry::new(4, PAGE_BYTES, &[2, 2]).expect("a legal geometry");
    let commands = [
        pages(BASE, 0, 4, "a0..a1..a2..a3.."),
        ross(BASE, 0, false),
        rwss(OLD),
        pages(SMALL_WORK, 0, 3, "x0..x1..x2.."),
        write(BASE, 0, "b0"),
    ];
    grown(push, geometry, &commands)
}

/// The branch of that.
const SMALL_WORK: VolumeId = VolumeId(2);

/// In every way and manner: with a page that waits, one that is copied, one that hosts have written
/// while it waited, and one that they have written besides.
#[test]
fn small_cancels() {
    for way in WAYS {
        for keep in [false, true] {
            let begun = [
                restore(SMALL_WORK, Undo::New, way),
                write(BASE, 1, "h1"),
                background(1),
                write(BASE, 3, "h3"),
            ];
            check_on(small, "a cancel", &begun, &cancel(keep));
            let newest = [restore(OLD, Undo::Newest, way), ross(BASE, 0, false)];
            check_on(small, "back to the newest", &newest, &cancel(keep));
        }
    }
}

/// Sweeps the crashes of one operation, and not those of its recoveries.
fn check_once(name: &str, before: &[Command<'static>], command: &Command<'static>) {
    for push in MODES {
        let mut rig = tree(push);
        for command in before {
            rig.act(&Deed::Command(command.clone()));
        }
        tighten(&mut rig, command);
        let crashes = sweep(&rig, command, MODES.len());
        println!("{name}, {push:?}: {crashes} crashes");
    }
}

/// On the larger tree a cancel takes many steps, and most recoveries are not stopped: each way is
/// left in one manner.
#[test]
fn cancels() {
    let begun = |way| {
        [
            restore(TRIAL, Undo::New, way),
            write(BASE, 4, "h4"),
            write(BASE, 6, "h6"),
            background(2),
        ]
    };
    check_once("old data first", &begun(WAYS[0]), &cancel(false));
    check_once("old data first, lazily", &begun(WAYS[1]), &cancel(true));
    check_once("each once", &begun(WAYS[2]), &cancel(true));
    let newest = [
        restore(OLD, Undo::Newest, WAYS[3]),
        ross(BASE, 0, false),
        background(1),
    ];
    check("back to the newest", &newest, &cancel(false));
}

#[test]
fn others_meanwhile() {
    for way in WAYS {
        let begun = [restore(TRIAL, Undo::New, way), write(BASE, 4, "h4")];
        check("a full ross", &begun, &ross(BASE, 0, true));
        check("a branch on the new one", &begun, &rwss(VolumeId(12)));
        check("a delete on the way", &begun, &delete(&[OLD]));
    }
}
