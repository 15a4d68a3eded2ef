//! Between two pictures. Items are matched by key: what is in both moves, what
//! is in one fades, what changes its paint or words cross-fades.

use cowpath_engine::event::Event;
use cowpath_engine::sorted::{SortedMap, SortedSet};

use crate::scene::{Item, Scene};
use crate::shape::{Segment, Shape};

/// Items of this prefix travel along an arc.
pub(crate) const TRAVEL: &str = "travel/";
/// The page that a base gets in one step, among them: it flies along the way that appears with it.
pub(crate) const FILL: &str = "fill";
/// The way of a page.
pub(crate) const WAY: &str = "way";
/// Height from which new data drops into its cell, in px.
const DROP: f64 = 26.0;

/// The picture at `t` (0 to 1) of the way from `a` to `b`, which `event` leads
/// to. 0 gives `a` and 1 gives `b` exactly; between them the motion is eased.
#[must_use]
pub fn tween(a: &Scene, b: &Scene, event: &Event<'_>, t: f64) -> Scene {
    if t.is_nan() || t <= 0.0 {
        return a.clone();
    }
    if t >= 1.0 {
        return b.clone();
    }
    let e = ease(t);
    let mut before: SortedMap<&str, &Item> = SortedMap::new();
    before.extend(a.items.iter().map(|i| (i.key.as_str(), i)));
    let mut after: SortedSet<&str> = SortedSet::new();
    after.extend(b.items.iter().map(|i| i.key.as_str()));
    let mut leaving = leaving_after(a, &after);
    let mut items = Vec::with_capacity(b.items.len() + 16);
    items.extend(take_leaving(&mut leaving, "", e));
    let drop = Drop::of(event);
    for item in &b.items {
        if drop.as_ref().is_some_and(|drop| drop.takes(&item.key)) {
            let under = before.get(item.key.as_str());
            items.extend(under.map(|old| {
                let mut old = (*old).clone();
                old.opacity *= 1.0 - e * e;
                old
            }));
            items.extend(take_leaving(&mut leaving, &item.key, e));
            continue;
        }
        match before.get(item.key.as_str()) {
            Some(old) => change(old, item, e, &mut items),
            None if is_fill(&item.key) => items.push(flying(b, item, e)),
            None => items.push(item.clone().opacity(item.opacity * e)),
        }
        items.extend(take_leaving(&mut leaving, &item.key, e));
    }
    if let Some(drop) = &drop {
        items.extend(drop.falling(b, e));
    }
    Scene {
        width: mix(a.width, b.width, e),
        height: mix(a.height, b.height, e),
        describe: b.describe.clone(),
        items,
    }
}

/// Slow, fast, slow.
fn ease(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

fn mix(a: f64, b: f64, t: f64) -> f64 {
    a + (b - a) * t
}

/// Items of `a` that are not in `b`, under the key they are painted after.
fn leaving_after<'a>(a: &'a Scene, after: &SortedSet<&str>) -> SortedMap<&'a str, Vec<&'a Item>> {
    let mut leaving: SortedMap<&str, Vec<&Item>> = SortedMap::new();
    let mut last = "";
    for item in &a.items {
        if after.contains(item.key.as_str()) {
            last = &item.key;
        } else {
            leaving.entry(last).or_default().push(item);
        }
    }
    leaving
}

fn take_leaving(leaving: &mut SortedMap<&str, Vec<&Item>>, key: &str, e: f64) -> Vec<Item> {
    let gone = leaving.remove(key).unwrap_or_default();
    gone.into_iter()
        .map(|item| item.clone().opacity(item.opacity * (1.0 - e)))
        .collect()
}

fn change(old: &Item, new: &Item, e: f64, items: &mut Vec<Item>) {
    let Some(mut shape) = old.shape.between(&new.shape, e) else {
        items.push(old.clone().opacity(old.opacity * (1.0 - e)));
        let mut next = new.clone().opacity(new.opacity * e);
        next.key.push('~');
        items.push(next);
        return;
    };
    if new.key.starts_with(TRAVEL) {
        shape = lifted(old, new, shape, e);
    }
    let same_paint = old.fill == new.fill && old.stroke == new.stroke && old.dash == new.dash;
    if same_paint && same_words(&old.shape, &new.shape) {
        let mut item = new.clone();
        item.shape = shape;
        item.opacity = mix(old.opacity, new.opacity, e);
        item.stroke_width = mix(old.stroke_width, new.stroke_width, e);
        items.push(item);
        return;
    }
    let mut under = old.clone();
    under.shape = match (&old.shape, &shape) {
        (
            Shape::Text {
                text: words,
                size,
                anchor,
                bold,
                mono,
                ..
            },
            Shape::Text { x, y, .. },
        ) => Shape::Text {
            x: *x,
            y: *y,
            size: *size,
            anchor: *anchor,
            bold: *bold,
            mono: *mono,
            text: words.clone(),
        },
        _ => shape.clone(),
    };
    let is_text = matches!(shape, Shape::Text { .. });
    under.opacity = old.opacity * if is_text { 1.0 - e } else { 1.0 - e * e };
    let mut over = new.clone();
    over.shape = shape;
    over.opacity = new.opacity * e;
    over.key.push('~');
    items.push(under);
    items.push(over);
}

fn same_words(a: &Shape, b: &Shape) -> bool {
    match (a, b) {
        (
            Shape::Text { text, size, .. },
            Shape::Text {
                text: text2,
                size: size2,
                ..
            },
        ) => text == text2 && size == size2,
        _ => true,
    }
}

/// The shape lifted onto an arc between its two places.
fn lifted(old: &Item, new: &Item, shape: Shape, e: f64) -> Shape {
    let ((x1, y1), (x2, y2)) = (old.shape.place(), new.shape.place());
    let (dx, dy) = arc_lift((x1, y1), (x2, y2));
    let part = 4.0 * e * (1.0 - e);
    shape.moved(dx * part, dy * part)
}

/// How far the middle of an arc between two points lies from the straight
/// line, in px: above it, or left of it where the way is steep.
pub(crate) fn arc_lift(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = ((to.0 - from.0).abs(), (to.1 - from.1).abs());
    let lift = (dx.hypot(dy) * 0.28).min(44.0);
    match dy > 2.0 * dx {
        // Its control point stays in the picture.
        true => (-lift.min(from.0.min(to.0) / 2.0), 0.0),
        false => (0.0, -lift),
    }
}

fn is_fill(key: &str) -> bool {
    let name = key.strip_prefix(TRAVEL);
    name.is_some_and(|name| name.starts_with(FILL))
}

/// A part of a page that a base gets, on the way there.
fn flying(b: &Scene, item: &Item, e: f64) -> Item {
    let mut item = item.clone().opacity(item.opacity * (2.2 * e).min(1.0));
    if let Some(Shape::Path(way)) = b.item(WAY).map(|way| &way.shape)
        && let [Segment::Move(x1, y1), Segment::Quad(_, _, x2, y2)] = way[..]
    {
        let (dx, dy) = arc_lift((x1, y1), (x2, y2));
        let (part, rest) = (4.0 * e * (1.0 - e), 1.0 - e);
        let (left, up) = (x1 - x2, y1 - y2);
        item.shape = item
            .shape
            .moved(left * rest + dx * part, up * rest + dy * part);
    }
    item
}

/// New data that falls into its cell.
struct Drop {
    cell: String,
    label: String,
}

impl Drop {
    fn of(event: &Event<'_>) -> Option<Self> {
        let (Event::BaseWritten { volume, page, .. } | Event::PageWritten { volume, page, .. }) =
            event
        else {
            return None;
        };
        let cell = format!("vol/{}/cell/{}", volume.0, page.0);
        let label = format!("{cell}/label");
        Some(Self { cell, label })
    }

    /// Whether an item is part of what falls.
    fn takes(&self, key: &str) -> bool {
        let chip = key
            .strip_prefix(TRAVEL)
            .is_some_and(|name| name.starts_with("new"));
        chip || key == self.cell || key == self.label
    }

    /// What falls, above its place.
    fn falling(&self, b: &Scene, e: f64) -> Vec<Item> {
        let all = b.items.iter().filter(|item| self.takes(&item.key));
        let falling = all.map(|item| {
            let mut drop = item.clone().opacity(item.opacity * (2.2 * e).min(1.0));
            drop.key = format!("drop/{}", item.key);
            drop.shape = item.shape.moved(0.0, -DROP * (1.0 - e));
            drop
        });
        falling.collect()
    }
}
