//! Pictures of what a tree can have beside plain snapshots: several series,
//! sizes, holes, copies, backups, limits, and the operations that make them.

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::policy::{FullPolicy, Policy};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story};

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

/// The picture after the events of the last command, up to the first one that
/// `stop` names.
pub fn told(s: &Script, stop: fn(&Event<'_>) -> bool) -> Scene {
    let at = s.events.iter().position(stop).expect("the event is there");
    let events: &[OwnedEvent] = &s.events[..=at];
    let mut outline = s.before.clone();
    events.iter().for_each(|event| outline.fold(event));
    let story = Story::of(events);
    let told = Options {
        story: &story,
        ..options(s)
    };
    layout(&outline, &told)
}

/// Every one of these pictures, with a name.
pub fn scenes() -> Vec<(String, Scene)> {
    let still = |s: &Script| layout(&s.outline, &options(s));
    [
        ("series", still(&series())),
        ("sizes", still(&sizes())),
        ("grown", still(&grown())),
        ("grown-large", still(&grown_large())),
        ("full", still(&full())),
        ("copies", still(&copies())),
    ]
    .map(|(name, scene)| (name.to_owned(), scene))
    .into()
}
