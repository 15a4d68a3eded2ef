//! Writes pictures to `target/scene-gallery` for people to look at.

mod common;

use std::fs;
use std::path::PathBuf;

use cowpath_engine::event::Event;
use cowpath_engine::ids::PageNo;
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, Theme, svg, tween};

fn save(name: &str, scene: &Scene) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("scene-gallery");
    fs::create_dir_all(&folder).expect("a writable target directory");
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let file = folder.join(format!("{name}-{suffix}.svg"));
        fs::write(file, svg(scene, theme)).expect("a writable target directory");
    }
}

#[test]
fn gallery() {
    let s = common::fig8();
    let plain = Options {
        names: &s.names,
        ..Options::default()
    };
    save(
        "fig8",
        &layout(
            &s.outline,
            &Options {
                selected: Some(s.id("2204")),
                ..plain
            },
        ),
    );

    let start = common::fig8_before();
    let upto = |stop: fn(&Event<'_>) -> bool| {
        let at = s.events.iter().position(stop).expect("the event is there");
        common::before(&s, &start.outline, at)
    };
    let (a, events_a) = upto(|e| matches!(e, Event::PageCopied { .. }));
    let mut b = a.clone();
    let copied = s.events[events_a.len()].clone();
    b.fold(&copied);
    let mut events_b = events_a.clone();
    events_b.push(copied.clone());
    let (story_a, story_b) = (Story::of(&events_a), Story::of(&events_b));
    let scene_a = layout(
        &a,
        &Options {
            story: &story_a,
            ..plain
        },
    );
    let scene_b = layout(
        &b,
        &Options {
            story: &story_b,
            ..plain
        },
    );
    save("push-a", &scene_a);
    save("push-mid", &tween(&scene_a, &scene_b, &copied, 0.55));
    save("push-b", &scene_b);

    let mut read = common::fig8();
    read.hint("2212", 5, "2304").read("2206", 4);
    let story = Story::of(&read.events);
    save(
        "read",
        &layout(
            &read.outline,
            &Options {
                story: &story,
                ..plain
            },
        ),
    );
    read.hint("2206", 3, "2204").read("2206", 3);
    let story = Story::of(&read.events);
    save(
        "hint",
        &layout(
            &read.outline,
            &Options {
                story: &story,
                ..plain
            },
        ),
    );

    let mut diff = common::fig8();
    diff.diff(
        "2206",
        "2308",
        [
            &[0, 1, 2, 4, 5, 6, 7],
            &[0, 1, 2, 4, 5, 7],
            &[0, 1, 2, 4, 5],
        ],
    );
    let story = Story::of(&diff.events);
    save(
        "diff",
        &layout(
            &diff.outline,
            &Options {
                story: &story,
                ..plain
            },
        ),
    );

    let five = common::fig5();
    let names = &five.names;
    save(
        "fig5-tree",
        &layout(
            &five.outline,
            &Options {
                names,
                ..Options::default()
            },
        ),
    );
    let options = TablesOptions {
        names,
        events: &five.events,
        selected_page: Some(PageNo(1)),
        ..TablesOptions::default()
    };
    save(
        "fig5-tables",
        &tables::layout(&five.outline, five.id("snap"), &options),
    );
    let options = TablesOptions {
        names: &s.names,
        events: &events_b,
        ..TablesOptions::default()
    };
    save("fig8-tables", &tables::layout(&b, s.id("2204"), &options));
    save("fig8-base", &tables::layout(&b, s.id("base"), &options));
}
