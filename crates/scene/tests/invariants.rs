//! What must hold for every picture.

mod common;

use std::collections::BTreeSet;

use cowpath_scene::tree::{ELEMENTS_MAX, Options, layout};
use cowpath_scene::{Anchor, Item, Paint, Scene, Segment, Shape, Theme, svg, tween, width_of};

/// Left, top, right, bottom.
type Bounds = (f64, f64, f64, f64);

fn points(segments: &[Segment]) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for segment in segments {
        match *segment {
            Segment::Move(x, y) | Segment::Line(x, y) => points.push((x, y)),
            Segment::Quad(a, b, x, y) => points.extend([(a, b), (x, y)]),
            Segment::Cubic(a, b, c, d, x, y) => points.extend([(a, b), (c, d), (x, y)]),
            Segment::Close => {}
        }
    }
    points
}

fn bounds(shape: &Shape) -> Bounds {
    match shape {
        Shape::Rect { x, y, w, h, .. } => (*x, *y, x + w, y + h),
        Shape::Circle { x, y, r } => (x - r, y - r, x + r, y + r),
        Shape::Path(segments) => {
            let fold = |b: Bounds, p: &(f64, f64)| {
                (b.0.min(p.0), b.1.min(p.1), b.2.max(p.0), b.3.max(p.1))
            };
            let none = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
            points(segments).iter().fold(none, fold)
        }
        Shape::Text {
            x,
            y,
            size,
            anchor,
            bold,
            mono,
            text,
        } => {
            let w = width_of(text, *size, *bold, *mono);
            let left = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - w / 2.0,
                Anchor::End => x - w,
            };
            (left, y - size * 0.76, left + w, y + size * 0.22)
        }
    }
}

fn overlap(a: Bounds, b: Bounds, slack: f64) -> bool {
    let apart = |a1: f64, a2: f64, b1: f64, b2: f64| a2 - slack <= b1 || b2 - slack <= a1;
    !apart(a.0, a.2, b.0, b.2) && !apart(a.1, a.3, b.1, b.3)
}

fn texts(scene: &Scene) -> impl Iterator<Item = &Item> {
    scene
        .items
        .iter()
        .filter(|item| matches!(item.shape, Shape::Text { .. }))
}

fn boxes(scene: &Scene) -> Vec<(&str, Bounds)> {
    let is_box = |item: &&Item| item.key.starts_with("vol/") && item.key.ends_with("/box");
    let all = scene.items.iter().filter(is_box);
    all.map(|item| (item.key.as_str(), bounds(&item.shape)))
        .collect()
}

#[test]
fn keys_are_unique() {
    for (name, scene) in common::scenes() {
        let mut keys = BTreeSet::new();
        for item in &scene.items {
            assert!(keys.insert(&item.key), "{name}: {} twice", item.key);
        }
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
        for item in &scene.items {
            let (left, top, right, bottom) = bounds(&item.shape);
            let inside = left >= -0.5
                && top >= -8.0
                && right <= scene.width + 0.5
                && bottom <= scene.height + 0.5;
            let text = matches!(item.shape, Shape::Text { .. });
            assert!(
                inside && (!text || top >= 0.0),
                "{name}: {} {:?}",
                item.key,
                item.shape
            );
        }
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
    };
    for (name, scene) in common::scenes().into_iter().filter(|(name, _)| still(name)) {
        let all: Vec<(&str, Bounds)> = texts(&scene)
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
        let boxes = boxes(&scene);
        for (at, (a, of_a)) in boxes.iter().enumerate() {
            for (b, of_b) in &boxes[at + 1..] {
                assert!(!overlap(*of_a, *of_b, 0.0), "{name}: {a} and {b}");
            }
        }
    }
}

#[test]
fn links_do_not_cross_volumes() {
    for (name, scene) in common::scenes() {
        let boxes = boxes(&scene);
        let is_link = |item: &&Item| {
            let parts = item.key.split('/').count();
            item.key.starts_with("link/") && parts == 2 || item.key.starts_with("copy/")
        };
        for link in scene.items.iter().filter(is_link) {
            let Shape::Path(segments) = &link.shape else {
                continue;
            };
            for pair in points(segments).windows(2) {
                let stretch = [
                    Segment::Move(pair[0].0, pair[0].1),
                    Segment::Line(pair[1].0, pair[1].1),
                ];
                let line = bounds(&Shape::Path(stretch.to_vec()));
                if link.key.starts_with("copy/") && !link.key.ends_with("/branch") {
                    continue;
                }
                for (volume, area) in &boxes {
                    assert!(
                        !overlap(line, *area, 0.0),
                        "{name}: {} crosses {volume}",
                        link.key
                    );
                }
            }
        }
    }
}

#[test]
fn links_between_lanes_keep_to_their_own_tracks() {
    for (name, scene) in common::scenes() {
        let mut stretches: Vec<(&str, bool, f64, f64, f64)> = Vec::new();
        for item in &scene.items {
            let is_link = item.key.starts_with("link/") && item.key.split('/').count() == 2;
            let Shape::Path(segments) = &item.shape else {
                continue;
            };
            if !is_link || segments.len() < 4 {
                continue;
            }
            for pair in points(segments).windows(2) {
                let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                let upright = (x1 - x2).abs() < 0.01;
                let (at, from, to) = if upright { (x1, y1, y2) } else { (y1, x1, x2) };
                if (from - to).abs() > 7.0 {
                    stretches.push((&item.key, upright, at, from.min(to), from.max(to)));
                }
            }
        }
        for (i, a) in stretches.iter().enumerate() {
            for b in &stretches[i + 1..] {
                let parallel = a.0 != b.0 && a.1 == b.1 && (a.2 - b.2).abs() < 3.0;
                let along = a.3 + 1.0 < b.4 && b.3 + 1.0 < a.4;
                assert!(!(parallel && along), "{name}: {a:?} runs on {b:?}");
            }
        }
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

fn luminance(color: &str) -> f64 {
    let channel = |at: usize| {
        let value = u8::from_str_radix(&color[at..at + 2], 16).expect("#rrggbb");
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(theme: Theme, a: Paint, b: Paint) -> f64 {
    let (a, b) = (luminance(&theme.color(a)), luminance(&theme.color(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_on_what_lies_under_it_meets_aa() {
    for (name, scene) in common::scenes() {
        if name.ends_with("-mid") {
            continue;
        }
        for (at, item) in scene.items.iter().enumerate() {
            if !matches!(item.shape, Shape::Text { .. }) {
                continue;
            }
            let (left, top, right, bottom) = bounds(&item.shape);
            let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
            let under = scene.items[..at].iter().rev().find(|below| {
                let b = bounds(&below.shape);
                let covers = b.0 <= x && x <= b.2 && b.1 <= y && y <= b.3;
                let filled = below.fill != Paint::None && below.opacity == 1.0;
                covers && filled && !matches!(below.shape, Shape::Text { .. })
            });
            let ground = under.map_or(Paint::Paper, |below| below.fill);
            for theme in [Theme::Light, Theme::Dark] {
                let ratio = contrast(theme, item.fill, ground);
                let key = &item.key;
                assert!(
                    ratio >= 4.5,
                    "{name}: {key} {:?} on {ground:?}, {theme:?}: {ratio:.2}",
                    item.fill
                );
            }
        }
    }
}

#[test]
fn every_page_carries_its_text_and_edges_are_seen() {
    for theme in [Theme::Light, Theme::Dark] {
        for page in 0..128 {
            for version in 0..9 {
                let ratio = contrast(theme, Paint::PageInk, Paint::PageHue { page, version });
                assert!(
                    ratio >= 4.5,
                    "{theme:?} page {page} version {version}: {ratio:.2}"
                );
            }
        }
        let grounds = [
            Paint::Paper,
            Paint::Lane,
            Paint::Surface,
            Paint::ReadWriteSurface,
        ];
        for edge in [
            Paint::Accent,
            Paint::ReadWrite,
            Paint::Difference,
            Paint::Edge,
            Paint::Muted,
        ] {
            for ground in grounds {
                let ratio = contrast(theme, edge, ground);
                assert!(ratio >= 3.0, "{theme:?} {edge:?} on {ground:?}: {ratio:.2}");
            }
        }
        assert!(contrast(theme, Paint::OnDifference, Paint::Difference) >= 4.5);
    }
}
