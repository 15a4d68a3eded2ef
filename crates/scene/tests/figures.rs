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
