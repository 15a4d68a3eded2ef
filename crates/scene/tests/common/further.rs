//! Pictures of what a tree can have beside plain snapshots: several series,
//! sizes, holes, copies, backups, limits, and the operations that make them.

use cowpath_engine::delta::{DeltaKind, DeltaRun};
use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::Kind;
use cowpath_engine::policy::{FullPolicy, Policy};
use cowpath_scene::delta::{self, DeltaOptions};
use cowpath_scene::latency::{self, LatencyOptions, Wait, Way};
use cowpath_scene::maps::{self, MapsOptions};
use cowpath_scene::rate::{self, Interval, RateOptions};
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, tween};

use super::{Script, fig8};

/// A base with three series of snapshots, and branches on two of them.
pub fn series() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for page in 0..8 {
        s.write("base", page, &format!("a{page}"));
    }
    s.ross("mon", "base").write("base", 1, "b1");
    s.take("h01", "base", 1, false).write("base", 2, "b2");
    s.ross("tue", "base").write("base", 1, "c1");
    s.take("h02", "base", 1, false).write("base", 5, "b5");
    s.take("audit", "base", 2, false).write("base", 6, "b6");
    s.take("h03", "base", 1, false).write("base", 7, "b7");
    s.rwss("try", "h02").write("try", 3, "t3");
    s.rwss("fix", "mon").write("fix", 0, "f0");
    s.take("fix-1", "fix", 3, false).write("fix", 0, "f1");
    s.call_series("base", 1, "hourly")
        .call_series("base", 2, "kept for the auditors");
    s.call_series("fix", 3, "nightly");
    s
}

/// Volumes of three sizes, and holes.
pub fn sizes() -> Script {
    let mut s = Script::new();
    s.base("disk", 6, &[2, 2, 2]);
    for page in 0..6 {
        s.write("disk", page, &format!("a{page}"));
    }
    s.ross("small", "disk").resize("disk", 8);
    s.write("disk", 7, "g7").ross("large", "disk");
    s.rwss("try", "large")
        .discard("try", 1, 2)
        .write("try", 4, "t4");
    s.resize("disk", 4)
        .discard("disk", 0, 1)
        .rwss("old", "small");
    s.discard("old", 5, 1);
    s
}

/// The same with cells too small for text, and grown past what was asked for first.
pub fn grown() -> Script {
    let mut s = Script::new();
    s.base("disk", 20, &[8, 8]);
    for page in 0..20 {
        s.write("disk", page, "w");
    }
    s.ross("before", "disk").resize("disk", 56);
    for page in 30..40 {
        s.write("disk", page, "x");
    }
    s.ross("after", "disk")
        .rwss("try", "after")
        .discard("try", 8, 9);
    s
}

/// Too many pages for cells, of several sizes.
pub fn grown_large() -> Script {
    let mut s = Script::new();
    s.base("disk", 100, &[64, 64]);
    for page in 0..90 {
        s.write("disk", page, "w");
    }
    s.ross("before", "disk").resize("disk", 3000);
    for page in 2000..2100 {
        s.write("disk", page, "x");
    }
    s.ross("after", "disk").write("disk", 2050, "y");
    s
}

/// A tree whose data volume is full: the oldest snapshots are stale.
pub fn full() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for page in 0..8 {
        s.write("base", page, &format!("a{page}"));
    }
    s.policy(Policy {
        full: FullPolicy::Stale,
        change_log: true,
        ..Policy::default()
    });
    s.limit("base", Some(4), Some(96));
    for (at, name) in ["mon", "tue", "wed", "thu"].into_iter().enumerate() {
        s.ross(name, "base");
        if name == "mon" {
            s.rwss("try", "mon");
        }
        s.write("base", at as u64, "x")
            .write("base", at as u64 + 2, "y");
    }
    s
}

/// Three series of many snapshots, a branch and a backup on snapshots that fold.
pub fn long_rails() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]);
    for at in 0..240_u64 {
        let name = format!("snap-{at:03}");
        s.take(&name, "base", (at % 3) as u32, false);
        s.write("base", at % 8, &format!("{at}"));
    }
    s.rwss("try", "snap-100").copy("safe", "snap-080", true);
    s.call_series("base", 1, "hourly")
        .call_series("base", 2, "daily");
    s
}

/// A base of many pages reverts.
pub fn dense_promotion() -> Script {
    let mut s = Script::new();
    s.base("disk", 5000, &[64, 128]).ross("before", "disk");
    for page in 100..400 {
        s.write("disk", 3 * page, "w");
    }
    s.ross("after", "disk").resize("disk", 8000);
    for page in 6000..6020 {
        s.write("disk", page, "x");
    }
    s.rwss("try", "after").discard("try", 300, 90);
    s.mark().promote("disk", "before");
    s
}

/// A read-only copy, a backup that was rolled on, and a plain physical copy.
pub fn copies() -> Script {
    let mut s = fig8();
    s.read_only_copy("shown", "2210").copy("safe", "2212", true);
    s.sync("safe", "2204").copy("clone", "2304", false);
    s
}

fn options(s: &Script) -> Options<'_> {
    Options {
        names: &s.names,
        series: &s.series,
        ..Options::default()
    }
}

/// The picture after the `nth` event of the last command that `stop` names.
pub fn told_nth(s: &Script, nth: usize, stop: fn(&Event<'_>) -> bool) -> Scene {
    let mut stops = s.events.iter().enumerate().filter(|(_, event)| stop(event));
    let (at, _) = stops.nth(nth).expect("so many");
    picture(s, &s.events[..=at])
}

fn picture(s: &Script, events: &[OwnedEvent]) -> Scene {
    let mut outline = s.before.clone();
    events.iter().for_each(|event| outline.fold(event));
    let story = Story::of(events);
    let told = Options {
        story: &story,
        ..options(s)
    };
    layout(&outline, &told)
}

/// The pictures before and after the `nth` event that `stop` names, with the event.
pub fn around_nth(
    s: &Script,
    nth: usize,
    stop: fn(&Event<'_>) -> bool,
) -> (Scene, OwnedEvent, Scene) {
    let mut stops = s.events.iter().enumerate().filter(|(_, event)| stop(event));
    let (at, event) = stops.nth(nth).expect("so many");
    let (a, b) = (picture(s, &s.events[..at]), picture(s, &s.events[..=at]));
    (a, event.clone(), b)
}

/// A base reverts to a snapshot.
pub fn promotion() -> Script {
    let mut s = fig8();
    s.mark().promote("base", "2212");
    s
}

/// A branch takes over what another shows.
pub fn branch_promotion() -> Script {
    let mut s = fig8();
    s.mark().promote("2104", "2306");
    s
}

/// A backup is rolled on.
pub fn rolled() -> Script {
    let mut s = series();
    s.copy("safe", "h01", true).mark().sync("safe", "h03");
    s
}

/// A promotion that was cut short, and finished by recovery.
pub fn recovered() -> Script {
    let mut s = fig8();
    s.crash_promote("base", "2206", 9);
    s
}

fn operations() -> Vec<(&'static str, Scene)> {
    use Event::{
        BaseCopied, DiscardBegun, EntryRemoved, EntrySet, IntentLogged, MarkedStale, PageShared,
        PromoteBegun, PromoteEnded, PushBegun, RecoveryEnded, SizeChanged, SyncBegun, TableFreed,
    };
    let mut all = Vec::new();
    let (base, branch) = (promotion(), branch_promotion());
    let begun = told_nth(&base, 0, |e| matches!(e, PromoteBegun { .. }));
    all.push(("promote-begun", begun));
    let push = told_nth(&base, 1, |e| matches!(e, PushBegun { .. }));
    all.push(("promote-push", push));
    let (a, event, b) = around_nth(&base, 1, |e| matches!(e, BaseCopied { .. }));
    all.push(("promote-copied-mid", tween(&a, &b, &event, 0.5)));
    all.push(("promote-copied", b));
    let ended = told_nth(&base, 0, |e| matches!(e, PromoteEnded { .. }));
    all.push(("promote-ended", ended));
    let shared = told_nth(&branch, 1, |e| matches!(e, PageShared { .. }));
    all.push(("promote-branch", shared));
    let synced = rolled();
    all.push((
        "sync-begun",
        told_nth(&synced, 0, |e| matches!(e, SyncBegun { .. })),
    ));
    let one = told_nth(&synced, 1, |e| matches!(e, BaseCopied { .. }));
    all.push(("sync-copied", one));
    let mut copied = fig8();
    copied.mark().copy("clone", "2306", false);
    let one = told_nth(&copied, 3, |e| matches!(e, BaseCopied { .. }));
    all.push(("copy-copied", one));
    let mut cut = sizes();
    cut.mark().discard("try", 3, 2);
    all.push((
        "discard-begun",
        told_nth(&cut, 0, |e| matches!(e, DiscardBegun { .. })),
    ));
    let zero = told_nth(&cut, 1, |e| matches!(e, EntrySet { level: 3, .. }));
    all.push(("discard-set", zero));
    cut.mark().resize("try", 3);
    all.push((
        "resized",
        told_nth(&cut, 0, |e| matches!(e, SizeChanged { .. })),
    ));
    let mut whole = fig8();
    whole.mark().take("all", "2304", 0, true);
    let pushed = told_nth(&whole, 3, |e| matches!(e, PushBegun { .. }));
    all.push(("full-copy", pushed));
    let mut given_up = full();
    given_up.mark().write("base", 6, "z");
    all.push((
        "give-up",
        told_nth(&given_up, 0, |e| matches!(e, MarkedStale { .. })),
    ));
    all.push((
        "give-up-entry",
        told_nth(&given_up, 0, |e| matches!(e, EntryRemoved { .. })),
    ));
    all.push((
        "give-up-table",
        told_nth(&given_up, 0, |e| matches!(e, TableFreed { .. })),
    ));
    let mut deleted = fig8();
    deleted.mark().delete("2212");
    all.push((
        "delete-record",
        told_nth(&deleted, 0, |e| matches!(e, IntentLogged { .. })),
    ));
    let dense = dense_promotion();
    let copied = told_nth(&dense, 40, |e| matches!(e, BaseCopied { .. }));
    all.push(("promote-dense", copied));
    let back = recovered();
    let last = told_nth(&back, 1, |e| matches!(e, BaseCopied { .. }));
    all.push(("recovering", last));
    all.push((
        "recovered",
        told_nth(&back, 0, |e| matches!(e, RecoveryEnded { .. })),
    ));
    all
}

/// The tables of a volume after some events of the last command.
fn tables_after(s: &Script, name: &str, stop: fn(&Event<'_>) -> bool) -> Scene {
    let at = s.events.iter().position(stop).expect("the event is there");
    let events = &s.events[..=at];
    let mut outline = s.before.clone();
    events.iter().for_each(|event| outline.fold(event));
    let options = TablesOptions {
        names: &s.names,
        events,
        ..TablesOptions::default()
    };
    tables::layout(&outline, s.id(name), &options)
}

fn tables_of() -> Vec<(&'static str, Scene)> {
    use Event::{EntryRemoved, PageReleased, TableFreed};
    let mut holes = sizes();
    holes.mark().discard("try", 4, 1);
    let mut given_up = full();
    given_up.mark().write("base", 6, "z");
    let mut all = Vec::new();
    let freed = tables_after(&holes, "try", |e| matches!(e, PageReleased { .. }));
    all.push(("holes-tables", freed));
    let removed = tables_after(&given_up, "wed", |e| matches!(e, EntryRemoved { .. }));
    all.push(("stale-tables-entry", removed));
    let freed = tables_after(&given_up, "wed", |e| matches!(e, TableFreed { .. }));
    all.push(("stale-tables", freed));
    let copy = promotion();
    let copied = tables_after(&copy, "base", |e| matches!(e, Event::BaseCopied { .. }));
    all.push(("promote-tables", copied));
    all
}

/// The chart of so many intervals.
pub fn rates(many: u64, width: f64) -> Scene {
    let interval = |at: u64| Interval {
        snapshot: match many {
            0..8 => ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][at as usize].to_owned(),
            _ => format!("nightly-{at:03}"),
        },
        until: format!("nightly-{:03}", at + 1),
        // Some figures that go up and down, none and unknown ones among them.
        pages: (at % 20 != 6).then_some((at * at * 37 + 11 * at) % 97 * (at % 5)),
        volume: None,
    };
    let intervals: Vec<Interval> = (0..many).map(interval).collect();
    let options = RateOptions {
        volume: "production-database",
        width,
    };
    rate::layout(&intervals, &options)
}

/// How long hosts wait in two ways, one of them without reads.
pub fn waits(width: f64) -> Scene {
    let wait = |count, mean, p95, max| {
        Some(Wait {
            count,
            mean,
            p95,
            max,
        })
    };
    let ways = [
        Way {
            name: "no restore".to_owned(),
            reads: wait(493, 3.04, 4, 4),
            writes: wait(507, 7.25, 12, 14),
            copied_pages: 9,
        },
        Way {
            name: "14 lazy".to_owned(),
            reads: None,
            writes: wait(1, 10.96, 21, 21),
            copied_pages: 1,
        },
    ];
    let volume = "production-database";
    latency::layout(&ways, &LatencyOptions { volume, width })
}

/// The same where no host did anything.
pub fn no_waits(width: f64) -> Scene {
    let ways = [Way {
        name: "no restore".to_owned(),
        reads: None,
        writes: None,
        copied_pages: 0,
    }];
    let volume = "base";
    latency::layout(&ways, &LatencyOptions { volume, width })
}

/// A comparison of so many pages, its runs by turns of every kind.
pub fn compared(pages: u64, length: u64, width: f64) -> Scene {
    use DeltaKind::{Differ, LeftOnly, RightOnly, Same};
    let kinds = [
        Some(Differ),
        None,
        Some(LeftOnly),
        Some(Same),
        Some(RightOnly),
    ];
    let mut runs = Vec::new();
    for (at, start) in (0..pages).step_by(length as usize).enumerate() {
        let run = |kind| DeltaRun {
            kind,
            start,
            length: length.min(pages - start),
        };
        runs.extend(kinds[at % kinds.len()].map(run));
    }
    let options = DeltaOptions {
        left: "monday",
        right: "base",
        pages,
        width,
    };
    delta::layout(&runs, &options)
}

fn charts() -> Vec<(&'static str, Scene)> {
    vec![
        ("rate-0", rates(0, 640.0)),
        ("rate-1", rates(1, 360.0)),
        ("rate-7", rates(7, 640.0)),
        ("rate-24", rates(24, 640.0)),
        ("rate-60", rates(60, 640.0)),
        ("rate-7-narrow", rates(7, 270.0)),
        ("rate-60-narrow", rates(60, 270.0)),
        ("latency", waits(270.0)),
        ("latency-none", no_waits(270.0)),
        ("delta-8", compared(8, 1, 360.0)),
        ("delta-16-narrow", compared(16, 1, 270.0)),
        ("delta-64", compared(64, 3, 640.0)),
        ("delta-large", compared(1 << 20, 1000, 640.0)),
    ]
}

/// Every one of these pictures, with a name.
/// Maps of a file server: of a small one each role, and of one with more pages than cells.
fn maps() -> Vec<(&'static str, Scene)> {
    let office = office();
    let picture = |s: &Script, name: &str| {
        let (maps, save) = s.maps(name);
        let options = MapsOptions {
            names: &s.names,
            width: 640.0,
        };
        maps::layout(&s.outline, &maps, &save, &options)
    };
    let large = grown_large();
    let snapshots = large.outline.volumes.iter();
    let mut holding = snapshots.filter(|(_, v)| v.kind == Kind::Ross && v.exceptions > 0);
    let (first, _) = holding.next_back().expect("a snapshot that holds a page");
    vec![
        ("maps-old", picture(&office, "monday")),
        ("maps-new", picture(&office, "draft")),
        ("maps-both", picture(&office, "kept")),
        ("maps-clone", picture(&office, "files")),
        ("maps-large", picture(&large, &large.names[first])),
        ("maps-empty", picture(&fig8_start(), "2206")),
    ]
}

/// A production file system with a read-only copy and a read-write one, which has a copy too.
fn office() -> Script {
    let mut s = Script::new();
    s.base("files", 12, &[4, 4]);
    for page in 0..12 {
        s.write("files", page, &format!("a{page}"));
    }
    s.ross("monday", "files").rwss("draft", "monday");
    for page in [0, 1, 5, 6] {
        s.write("files", page, &format!("b{page}"));
    }
    s.write("draft", 6, "d6")
        .write("draft", 2, "d2")
        .discard("draft", 9, 1);
    s.ross("kept", "draft").write("draft", 6, "e6");
    s
}

/// A snapshot that nothing was pushed into.
fn fig8_start() -> Script {
    let mut s = Script::new();
    s.base("base", 8, &[2, 2, 2]).ross("2206", "base");
    s
}

pub fn scenes() -> Vec<(String, Scene)> {
    let still = |s: &Script| layout(&s.outline, &options(s));
    let mut all = vec![
        ("series", still(&series())),
        ("sizes", still(&sizes())),
        ("grown", still(&grown())),
        ("grown-large", still(&grown_large())),
        ("full", still(&full())),
        ("copies", still(&copies())),
        ("long-rails", still(&long_rails())),
    ];
    all.extend(operations());
    all.extend(tables_of());
    all.extend(charts());
    all.extend(maps());
    let named = all
        .into_iter()
        .map(|(name, scene)| (name.to_owned(), scene));
    named.collect()
}
