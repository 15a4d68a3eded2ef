//! Small marks: hatching, a hole, a lock, a word on a pill.

use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::text::width_of;

use super::TEXT;

/// Parallel strokes over an area, rising to the right.
pub fn hatch((x, y, w, h): (f64, f64, f64, f64), step: f64) -> Vec<Segment> {
    let mut path = Vec::new();
    let mut at = step / 2.0;
    while at < w + h {
        let from = (x + (at - h).max(0.0), y + at.min(h));
        let to = (x + at.min(w), y + (at - w).max(0.0));
        path.push(Segment::Move(from.0, from.1));
        path.push(Segment::Line(to.0, to.1));
        at += step;
    }
    path
}

/// A cell with a stroke through it: a page of zeros that takes no room.
pub fn hole(key: String, (x, y, w, h): (f64, f64, f64, f64)) -> Item {
    let path = vec![
        Segment::Move(x, y + h),
        Segment::Line(x, y),
        Segment::Line(x + w, y),
        Segment::Line(x + w, y + h),
        Segment::Line(x, y + h),
        Segment::Line(x + w, y),
    ];
    Item::path(key, path)
        .fill(Paint::Surface)
        .stroke(Paint::Edge, 1.2)
}

/// A padlock 8 px wide and 11 px high.
pub fn lock(scene: &mut Scene, key: &str, x: f64, y: f64) {
    let bow = vec![
        Segment::Move(x + 1.7, y + 5.0),
        Segment::Cubic(x + 1.7, y - 1.2, x + 6.3, y - 1.2, x + 6.3, y + 5.0),
    ];
    let bow = Item::path(format!("{key}/bow"), bow);
    scene.push(bow.stroke(Paint::Muted, 1.4));
    scene.push(Item::rect(key, x, y + 4.6, 8.0, 6.4, 1.4).fill(Paint::Muted));
}

/// A word on a pill whose left end is at `x`; returns its width.
pub fn pill(scene: &mut Scene, key: &str, x: f64, y: f64, least: f64, word: &str) -> f64 {
    let width = width_of(word, TEXT, false, false).max(least) + 10.0;
    let tag = Item::rect(format!("{key}/tag"), x, y, width, 17.0, 8.5);
    scene.push(tag.fill(Paint::Surface).stroke(Paint::Edge, 1.0));
    let text = Item::text(format!("{key}/word"), x + width / 2.0, y + 12.5, TEXT, word);
    scene.push(text.fill(Paint::Muted).anchor(Anchor::Middle));
    width
}
