//! What must hold for every picture.

mod common;

use std::collections::BTreeSet;

use cowpath_engine::sorted::SortedSet;

use common::measure::{self, Bounds, bounds, overlap, texts};
use cowpath_scene::tree::{ELEMENTS_MAX, Options, layout};
use cowpath_scene::{Item, Scene, Shape, Target, Theme, svg, tween};

#[test]
fn keys_are_unique() {
    for (name, scene) in common::scenes() {
        measure::check_keys(&name, &scene);
    }
}

#[test]
fn the_same_state_gives_the_same_bytes() {
    let (once, again) = (common::scenes(), common::scenes());
    for ((name, a), (_, b)) in once.iter().zip(&again) {
        assert_eq!(svg(a, Theme::Light), svg(b, Theme::Light), "{name}");
    }
}

#[test]
fn everything_lies_within_the_picture() {
    for (name, scene) in common::scenes() {
        measure::check_bounds(&name, &scene);
    }
}

#[test]
fn text_is_never_small() {
    for (name, scene) in common::scenes() {
        for item in texts(&scene) {
            let Shape::Text { size, .. } = &item.shape else {
                continue;
            };
            assert!(*size >= 11.0, "{name}: {}", item.key);
        }
    }
}

#[test]
fn texts_do_not_run_into_each_other() {
    let still = |name: &str| {
        !["push", "branch", "diff-ignored"]
            .iter()
            .any(|s| name.starts_with(s))
            && !name.ends_with("-mid")
    };
    for (name, scene) in common::scenes().into_iter().filter(|(name, _)| still(name)) {
        // A page on its way covers what is under it.
        let all: Vec<(&str, Bounds)> = texts(&scene)
            .filter(|item| !item.key.starts_with("travel/"))
            .map(|item| (item.key.as_str(), bounds(&item.shape)))
            .collect();
        for (at, (a, of_a)) in all.iter().enumerate() {
            for (b, of_b) in &all[at + 1..] {
                assert!(!overlap(*of_a, *of_b, 1.5), "{name}: {a} and {b}");
            }
        }
    }
}

#[test]
fn volumes_do_not_overlap() {
    for (name, scene) in common::scenes() {
        measure::check_boxes(&name, &scene);
    }
}

#[test]
fn links_do_not_cross_volumes() {
    for (name, scene) in common::scenes() {
        measure::check_links(&name, &scene);
    }
}

#[test]
fn links_between_lanes_keep_to_their_own_tracks() {
    for (name, scene) in common::scenes() {
        measure::check_tracks(&name, &scene);
    }
}

#[test]
fn hostile_names_stay_text() {
    let s = common::hostile();
    let text = svg(
        &layout(
            &s.outline,
            &Options {
                names: &s.names,
                ..Options::default()
            },
        ),
        Theme::Dark,
    );
    for bad in [
        "<img",
        "<script",
        "onerror=alert(1)>",
        "\u{0}",
        "\u{1}",
        " style=",
        "href",
    ] {
        assert!(!text.contains(bad), "{bad:?}");
    }
    assert!(
        text.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "the full name is in a title"
    );
    let tags = text.matches('<').count();
    let closed = text.matches('>').count();
    assert_eq!(tags, closed);
}

/// A lane of two dozen snapshots can be read when the picture is seen whole, in a window
/// whose picture is 690 px wide; unfolded it shows all, and folds again.
#[test]
fn long_lanes_fold_until_they_are_unfolded() {
    let s = common::many(24, 8);
    let options = Options {
        names: &s.names,
        ..Options::default()
    };
    let scene = layout(&s.outline, &options);
    assert!(scene.width * 0.45 <= 690.0, "{}", scene.width);
    let boxes = |scene: &Scene| {
        let keys = scene.items.iter().map(|item| item.key.as_str());
        keys.filter(|key| key.starts_with("vol/") && key.ends_with("/box"))
            .count()
    };
    let fold = |item: &&cowpath_scene::Item| item.target == Some(Target::Fold(s.id("base")));
    assert!(boxes(&scene) < 12, "{}", boxes(&scene));
    assert!(scene.items.iter().any(|item| fold(&item)));
    let mut unfolded = SortedSet::new();
    unfolded.insert(s.id("base"));
    let options = Options {
        unfolded: &unfolded,
        ..options
    };
    let scene = layout(&s.outline, &options);
    assert_eq!(boxes(&scene), 26, "24 snapshots, the base and a branch");
    assert!(scene.items.iter().any(|item| fold(&item)), "and back");
}

#[test]
fn large_trees_fold() {
    for count in [1_000, 10_000] {
        let s = common::many(count, 8);
        let scene = layout(
            &s.outline,
            &Options {
                names: &s.names,
                ..Options::default()
            },
        );
        assert!(scene.items.len() <= ELEMENTS_MAX, "{}", scene.items.len());
        let folded = scene
            .items
            .iter()
            .filter(|item| item.key.starts_with("fold/"))
            .count();
        assert!(folded > 0);
        let newest = format!("vol/{}/box", s.id(&format!("nightly-{:05}", count - 1)).0);
        let oldest = format!("vol/{}/box", s.id("nightly-00000").0);
        assert!(scene.item(&newest).is_some() && scene.item(&oldest).is_some());
        let links = scene
            .items
            .iter()
            .filter(|item| item.key.starts_with("link/") && item.key.ends_with("/halo"));
        let branches = scene
            .items
            .iter()
            .filter(|item| item.key.starts_with("lane/"))
            .count()
            - 1;
        assert!(
            links.count() + 1 >= branches,
            "a branch on a folded snapshot hangs on its fold"
        );
        let hidden = s.id("nightly-00500");
        assert!(scene.item(&format!("vol/{}/box", hidden.0)).is_none());
        let chosen = Options {
            names: &s.names,
            selected: Some(hidden),
            ..Options::default()
        };
        assert!(
            layout(&s.outline, &chosen)
                .item(&format!("vol/{}/box", hidden.0))
                .is_some()
        );
    }
}

#[test]
fn a_tween_begins_and_ends_exactly() {
    for (a, event, b) in [common::push(), common::branch_write()] {
        assert_eq!(tween(&a, &b, &event, 0.0), a);
        assert_eq!(tween(&a, &b, &event, 1.0), b);
        assert_eq!(tween(&a, &b, &event, f64::NAN), a);
        for step in 1..10 {
            let scene = tween(&a, &b, &event, f64::from(step) / 10.0);
            let keys: BTreeSet<&str> = scene.items.iter().map(|i| i.key.as_str()).collect();
            assert_eq!(keys.len(), scene.items.len());
            assert!(
                scene
                    .items
                    .iter()
                    .all(|item| (0.0..=1.0).contains(&item.opacity))
            );
        }
    }
}

#[test]
fn the_old_page_travels_from_the_base_to_the_snapshot() {
    let (a, event, b) = common::push();
    let place = |scene: &Scene| scene.item("travel/old").map(|item| item.shape.place());
    let (Some(from), Some(to)) = (place(&a), place(&b)) else {
        panic!("the page is in both pictures")
    };
    let s = common::fig8();
    let cell = |name: &str| format!("vol/{}/cell/6", s.id(name).0);
    let near = |p: (f64, f64), key: String| {
        let at = a.item(&key).expect("the cell").shape.place();
        (p.0 - at.0).hypot(p.1 - at.1) < 1.0
    };
    assert!(near(from, cell("base")) && near(to, cell("2204")));
    let middle = place(&tween(&a, &b, &event, 0.5)).expect("the page is on its way");
    assert!(middle.0 < from.0 && middle.0 > to.0 && middle.1 < from.1 - 20.0);
}

#[test]
fn every_interval_has_a_bar_as_high_as_its_pages() {
    for many in [1, 2, 7, 24, 59, 60] {
        for width in [270.0, 640.0, 1200.0] {
            let scene = common::further::rates(many, width);
            let bars: Vec<&Item> = scene
                .items
                .iter()
                .filter(|item| item.key.starts_with("bar/") && item.key.split('/').count() == 2)
                .collect();
            assert_eq!(bars.len() as u64, many);
            assert!(scene.width <= width + 0.01, "{many} in {width}");
            let newest = format!("bar/{}/name", many - 1);
            assert!(scene.item(&newest).is_some(), "the newest has its name");
        }
    }
}

#[test]
fn a_comparison_shows_every_run_in_its_row() {
    let scene = common::further::compared(8, 1, 360.0);
    let rows = |start: u64| {
        let run = scene.item(&format!("run/{start}")).expect("the run");
        let (_, top, _, bottom) = bounds(&run.shape);
        let row = |at: u64| bounds(&scene.item(&format!("row/{at}")).expect("a row").shape);
        [row(0), row(1)].map(|row| top < row.3 && bottom > row.1)
    };
    assert_eq!(rows(2), [true, false], "left only");
    assert_eq!(rows(4), [false, true], "right only");
    assert_eq!([rows(0), rows(3)], [[true, true]; 2], "differ, same place");
    assert!(scene.item("run/1").is_none(), "in neither");
}
