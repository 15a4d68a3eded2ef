//! The two worked figures, as bytes.

mod common;

use cowpath_engine::ids::PageNo;
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Theme, svg};

#[test]
fn fig_8_as_a_tree() {
    let s = common::fig8();
    let scene = layout(
        &s.outline,
        &Options {
            names: &s.names,
            ..Options::default()
        },
    );
    assert!(
        scene.width <= 780.0 && scene.height <= 530.0,
        "{}×{}",
        scene.width,
        scene.height
    );
    insta::assert_snapshot!(svg(&scene, Theme::Light));
}

#[test]
fn fig_5_as_tables() {
    let s = common::fig5();
    let options = TablesOptions {
        names: &s.names,
        selected_page: Some(PageNo(541)),
        ..TablesOptions::default()
    };
    let scene = tables::layout(&s.outline, s.id("snap"), &options);
    insta::assert_snapshot!(svg(&scene, Theme::Light));
}

#[test]
fn fig_5_as_a_tree() {
    let s = common::fig5();
    let scene = layout(
        &s.outline,
        &Options {
            names: &s.names,
            ..Options::default()
        },
    );
    insta::assert_snapshot!(svg(&scene, Theme::Dark));
}

#[test]
fn further_pictures() {
    let all = common::scenes();
    for name in [
        "series",
        "sizes",
        "full",
        "promote-copied",
        "rate-7",
        "latency",
        "delta-8",
        "maps-old",
        "maps-new",
        "restore-bits",
        "in-flight",
    ] {
        let (_, scene) = all.iter().find(|(n, _)| n == name).expect("the picture");
        insta::assert_snapshot!(name, svg(scene, Theme::Light));
    }
}

#[test]
fn strips_without_cells_show_what_is_under_way() {
    let keys = |in_flight: bool| {
        let s = common::busy::large(in_flight);
        let options = Options {
            names: &s.names,
            ..Options::default()
        };
        let scene = layout(&s.outline, &options);
        let floor = scene.items.iter().find(|item| item.key == "vol/0/floor");
        let title = floor.and_then(|item| item.title.clone()).expect("a title");
        let marks = scene.items.into_iter().map(|item| item.key);
        let marks = marks.filter(|key| key.starts_with("vol/0/range/"));
        (marks.collect::<Vec<String>>(), title)
    };
    let (marks, title) = keys(false);
    // Page 41 and page 200 were written by a host: 40 waits, 42 to 89, and 255.
    let hatched = marks.iter().filter(|key| key.ends_with("/frame")).count();
    let bits = marks.iter().filter(|key| key.contains("/bit/")).count();
    assert_eq!((hatched, bits), (2, 2), "{marks:?}");
    assert!(
        title.contains("52 pages are pending: reads go to "),
        "{title}"
    );
    assert!(title.ends_with("but for 2 that a host wrote"), "{title}");
    let (marks, title) = keys(true);
    assert!(
        marks.contains(&"vol/0/range/flight/0/lock".to_owned()),
        "{marks:?}"
    );
    assert!(title.contains("; page 3 is locked"), "{title}");
    assert!(
        title.contains("; an operation in flight is of page 240"),
        "{title}"
    );
}
