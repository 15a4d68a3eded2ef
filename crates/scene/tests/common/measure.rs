//! Measures pictures, and checks what must hold for each.

#![allow(dead_code, reason = "each test binary uses a part")]

use cowpath_engine::sorted::SortedSet;

use cowpath_scene::{Anchor, Item, Scene, Segment, Shape, width_of};

/// Left, top, right, bottom.
pub type Bounds = (f64, f64, f64, f64);

pub fn points(segments: &[Segment]) -> Vec<(f64, f64)> {
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

pub fn bounds(shape: &Shape) -> Bounds {
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

pub fn overlap(a: Bounds, b: Bounds, slack: f64) -> bool {
    let apart = |a1: f64, a2: f64, b1: f64, b2: f64| a2 - slack <= b1 || b2 - slack <= a1;
    !apart(a.0, a.2, b.0, b.2) && !apart(a.1, a.3, b.1, b.3)
}

pub fn texts(scene: &Scene) -> impl Iterator<Item = &Item> {
    scene
        .items
        .iter()
        .filter(|item| matches!(item.shape, Shape::Text { .. }))
}

pub fn boxes(scene: &Scene) -> Vec<(&str, Bounds)> {
    let is_box = |item: &&Item| item.key.starts_with("vol/") && item.key.ends_with("/box");
    let all = scene.items.iter().filter(is_box);
    all.map(|item| (item.key.as_str(), bounds(&item.shape)))
        .collect()
}

pub fn check_keys(name: &str, scene: &Scene) {
    let mut keys = SortedSet::new();
    for item in &scene.items {
        assert!(keys.insert(&item.key), "{name}: {} twice", item.key);
    }
}

pub fn check_bounds(name: &str, scene: &Scene) {
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

pub fn check_boxes(name: &str, scene: &Scene) {
    let boxes = boxes(scene);
    for (at, (a, of_a)) in boxes.iter().enumerate() {
        for (b, of_b) in &boxes[at + 1..] {
            assert!(!overlap(*of_a, *of_b, 0.0), "{name}: {a} and {b}");
        }
    }
}

pub fn check_links(name: &str, scene: &Scene) {
    let boxes = boxes(scene);
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

pub fn check_tracks(name: &str, scene: &Scene) {
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
