//! Every kind of picture, with a name.

#![allow(dead_code, reason = "each test binary uses a part")]

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::PageNo;
use cowpath_engine::projection::Outline;
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, tween};

use super::{Script, before, fig5, fig8, fig8_before, forest, hostile, many, redirects};

/// Every kind of picture, with a name.
pub fn scenes() -> Vec<(String, Scene)> {
    let mut all = stories();
    all.extend(shapes());
    all.extend(tables_of());
    all.extend(super::further::scenes());
    all.extend(super::busy::scenes());
    all
}

fn stories() -> Vec<(String, Scene)> {
    let mut all: Vec<(String, Scene)> = Vec::new();
    let s = fig8();
    let names = s.names.clone();
    let plain = Options {
        names: &names,
        ..Options::default()
    };
    let mut add = |name: &str, scene: Scene| all.push((name.to_owned(), scene));
    add(
        "fig8",
        layout(
            &s.outline,
            &Options {
                selected: Some(s.id("2204")),
                ..plain
            },
        ),
    );
    let cell = Some((s.id("2212"), PageNo(4)));
    add(
        "fig8-bare",
        layout(
            &s.outline,
            &Options {
                ghosts: false,
                legend: false,
                copies: false,
                selected_cell: cell,
                ..plain
            },
        ),
    );
    for (name, (before, copied, after)) in [("push", push()), ("branch", branch_write())] {
        let event = &copied;
        add(&format!("{name}-a"), before.clone());
        add(&format!("{name}-mid"), tween(&before, &after, event, 0.55));
        add(&format!("{name}-b"), after);
    }
    let told = |s: &Script| {
        let story = Story::of(&s.events);
        layout(
            &s.outline,
            &Options {
                story: &story,
                ..plain
            },
        )
    };
    let mut read = fig8();
    add("read", told(read.read("2206", 4)));
    add("read-branch", told(read.read("2310", 0)));
    add("hint", told(read.read("2206", 3).read("2206", 3)));
    let mut diff = fig8();
    add("diff", told(diff.diff("2206", "2308")));
    diff.ross("2400", "2304").diff("2310", "2400");
    let story = Story::of(&diff.events);
    let names = diff.names.clone();
    add(
        "diff-ignored",
        layout(
            &diff.outline,
            &Options {
                names: &names,
                story: &story,
                ..plain
            },
        ),
    );
    all
}

/// The pictures before and after an event of the last command of a script.
pub fn around(
    s: &Script,
    start: &Outline,
    stop: fn(&Event<'_>) -> bool,
) -> (Scene, OwnedEvent, Scene) {
    let at = s.events.iter().position(stop).expect("the event is there");
    let (mut outline, mut events) = before(s, start, at);
    let picture = |outline: &Outline, events: &[OwnedEvent]| {
        let story = Story::of(events);
        layout(
            outline,
            &Options {
                names: &s.names,
                story: &story,
                ..Options::default()
            },
        )
    };
    let first = picture(&outline, &events);
    let event = s.events[at].clone();
    outline.fold(&event);
    events.push(event.clone());
    (first, event, picture(&outline, &events))
}

/// A push from a base to its newest snapshot.
pub fn push() -> (Scene, OwnedEvent, Scene) {
    let start = fig8_before().outline;
    around(&fig8(), &start, |event| {
        matches!(event, Event::PageCopied { .. })
    })
}

/// A write to a read-write snapshot.
pub fn branch_write() -> (Scene, OwnedEvent, Scene) {
    let start = fig8().outline;
    let mut s = fig8();
    s.write("2304", 1, "n1");
    around(&s, &start, |event| {
        matches!(event, Event::PageWritten { .. })
    })
}

fn shapes() -> Vec<(String, Scene)> {
    let picture = |s: &Script| {
        layout(
            &s.outline,
            &Options {
                names: &s.names,
                ..Options::default()
            },
        )
    };
    let mut wide = Script::new();
    wide.base("nightly-builds-of-the-web-site", 16, &[4, 4]);
    for page in 0..12 {
        wide.write("nightly-builds-of-the-web-site", page, &format!("{page}:x"));
    }
    wide.ross("2026-01-01T00:00", "nightly-builds-of-the-web-site");
    wide.write("nightly-builds-of-the-web-site", 9, "new");
    let mut small = Script::new();
    small.base("disk", 64, &[8, 8]);
    for page in (0..64).step_by(3) {
        small.write("disk", page, "w");
    }
    small
        .ross("monday", "disk")
        .write("disk", 3, "x")
        .write("disk", 40, "x");
    small
        .rwss("test", "monday")
        .write("test", 12, "y")
        .ross("tuesday", "disk");
    small
        .base("second", 3, &[2, 2])
        .write("second", 1, "hello world")
        .ross("s", "second");
    vec![
        ("empty".to_owned(), picture(&Script::new())),
        ("one".to_owned(), picture(Script::new().base("v", 1, &[1]))),
        ("fig5-tree".to_owned(), picture(&fig5())),
        ("wide".to_owned(), picture(&wide)),
        ("small".to_owned(), picture(&small)),
        (
            "deleted".to_owned(),
            picture(fig8().delete("2210").delete("2306")),
        ),
        ("redirects".to_owned(), picture(&redirects())),
        ("hostile".to_owned(), picture(&hostile())),
        ("thousand".to_owned(), picture(&many(1000, 8))),
        ("forest".to_owned(), picture(&forest())),
    ]
}

fn tables_of() -> Vec<(String, Scene)> {
    let five = fig5();
    let options = TablesOptions {
        names: &five.names,
        ..TablesOptions::default()
    };
    let plain = tables::layout(&five.outline, five.id("snap"), &options);
    let told = TablesOptions {
        events: &five.events,
        selected_page: Some(PageNo(1)),
        ..options
    };
    let walked = tables::layout(&five.outline, five.id("snap"), &told);
    let wide = TablesOptions {
        width: 900.0,
        ..options
    };
    let wide = tables::layout(&five.outline, five.id("snap"), &wide);
    let (s, start) = (fig8(), fig8_before().outline);
    let at = s
        .events
        .iter()
        .position(|event| matches!(event, Event::EntrySet { level: 3, .. }));
    let (outline, events) = before(&s, &start, at.expect("the event is there"));
    let told = TablesOptions {
        names: &s.names,
        events: &events,
        ..options
    };
    let redirected = redirects();
    let elsewhere = TablesOptions {
        names: &redirected.names,
        ..options
    };
    let many = many(1000, 4096);
    let crowd = TablesOptions {
        names: &many.names,
        ..options
    };
    vec![
        ("fig5-tables".to_owned(), plain),
        ("fig5-tables-walked".to_owned(), walked),
        ("fig5-tables-wide".to_owned(), wide),
        (
            "fig8-tables".to_owned(),
            tables::layout(&outline, s.id("2204"), &told),
        ),
        (
            "fig8-tables-base".to_owned(),
            tables::layout(&outline, s.id("base"), &told),
        ),
        (
            "redirect-tables".to_owned(),
            tables::layout(&redirected.outline, redirected.id("2308"), &elsewhere),
        ),
        (
            "many-tables".to_owned(),
            tables::layout(&many.outline, many.id("nightly-00003"), &crowd),
        ),
    ]
}
