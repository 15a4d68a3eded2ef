//! Draws look-up and copy-of links, within lanes and between them.

use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::projection::Outline;

use super::fold::{Lane, Slot};
use super::place::{Area, Places};
use super::route::{COMPANION, Link};
use super::{Options, Sheet};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Segment;
use crate::story::Hop;
use crate::target::Target;

/// Radius of a bend.
const BEND: f64 = 6.0;

/// Draws all links.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    for lane in &sheet.shown.lanes {
        if sheet.options.copies {
            bracket(scene, lane, sheet.places);
        }
        for pair in lane.slots.windows(2) {
            if pair[1] == Slot::Turn {
                turn(scene, &pair[0], lane, sheet);
            } else {
                arrow(scene, &pair[0], &pair[1], sheet.places, sheet.options);
            }
        }
    }
    for link in &sheet.places.links.links {
        between_lanes(scene, sheet.outline, link, sheet.options);
    }
}

pub fn area<'a>(slot: &Slot, places: &'a Places) -> Option<&'a Area> {
    match slot {
        Slot::Volume(id) => places.boxes.get(id),
        Slot::Fold(id, _) => places.folds.get(id),
        Slot::Turn => None,
    }
}

/// Where the look-up link of a further rail comes up to its head: left and bottom.
fn turn_of(lane: &Lane, places: &Places) -> Option<(f64, f64)> {
    let head = places.boxes.get(&lane.head)?;
    let (rail, rails) = lane.rail;
    let step = ((head.w - 66.0) / rails as f64).min(16.0);
    let x = head.x + 24.0 + step * (rail as f64 - 1.0);
    Some((x, head.y + head.h))
}

/// The look-up link of the newest snapshot of a further rail, up to the head.
fn turn(scene: &mut Scene, from: &Slot, lane: &Lane, sheet: &Sheet<'_>) {
    let (Some(a), Some((x, bottom))) = (area(from, sheet.places), turn_of(lane, sheet.places))
    else {
        return;
    };
    let (Slot::Volume(id) | Slot::Fold(id, _)) = from else {
        return;
    };
    let y = a.y + a.h / 2.0;
    let lit = is_lit(sheet.options, *id, lane.head);
    let paint = if lit { Paint::Accent } else { Paint::Muted };
    let line = rounded(&[(a.x + a.w + 1.0, y), (x, y), (x, bottom + 9.0)]);
    let key = format!("link/{}", id.0);
    let line = Item::path(key.clone(), line).stroke(paint, if lit { 2.4 } else { 1.5 });
    scene.push(line.target(Target::Link(*id)));
    let tip = head((x, bottom + 2.0), (0.0, -1.0), 8.0);
    scene.push(Item::path(format!("{key}/tip"), tip).fill(paint));
}

/// Copy-of links of a lane: a dotted bracket along its top, which ends in a
/// ring at the volume that was copied.
fn bracket(scene: &mut Scene, lane: &Lane, places: &Places) {
    let (Some(first), Some(head)) = (lane.slots.first(), places.boxes.get(&lane.head)) else {
        return;
    };
    let Some(first) = area(first, places) else {
        return;
    };
    if lane.slots.len() < 2 {
        return;
    }
    let y = first.y - 17.0;
    let (end, foot, ring) = match turn_of(lane, places) {
        Some((x, bottom)) if lane.rail.0 > 0 => (x - COMPANION - 1.0, bottom + 8.0, bottom + 6.0),
        _ => (head.x + 18.0, head.y - 5.0, head.y - 3.0),
    };
    let mut path = vec![Segment::Move(first.x + 5.5, y), Segment::Line(end, y)];
    path.push(Segment::Line(end, foot));
    for slot in &lane.slots[..lane.slots.len() - 1] {
        if let Some(area) = area(slot, places) {
            path.push(Segment::Move(area.x + 5.5, y));
            path.push(Segment::Line(area.x + 5.5, area.y - 2.0));
        }
    }
    let mut key = format!("copy/{}", lane.head.0);
    if lane.rail.0 > 0 {
        key.push_str(&format!("/{}", lane.series.0));
    }
    scene.push(
        Item::path(key.clone(), path)
            .stroke(Paint::Edge, 1.3)
            .dash(Dash::Dotted),
    );
    let ring = Item::circle(format!("{key}/ring"), end, ring, 2.6);
    scene.push(ring.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
}

/// A look-up link within a lane.
fn arrow(scene: &mut Scene, from: &Slot, to: &Slot, places: &Places, options: &Options<'_>) {
    let (Some(a), Some(b)) = (area(from, places), area(to, places)) else {
        return;
    };
    let (id, lit) = match (from, to) {
        (Slot::Volume(from), Slot::Volume(to)) => (*from, is_lit(options, *from, *to)),
        (Slot::Volume(id) | Slot::Fold(id, _), _) => (*id, false),
        (Slot::Turn, _) => return,
    };
    let y = a.y + a.h / 2.0;
    let paint = if lit { Paint::Accent } else { Paint::Muted };
    let key = format!("link/{}", id.0);
    let line = vec![
        Segment::Move(a.x + a.w + 1.0, y),
        Segment::Line(b.x - 7.0, y),
    ];
    let width = if lit { 2.4 } else { 1.5 };
    let target = Target::Link(id);
    scene.push(
        Item::path(key.clone(), line)
            .stroke(paint, width)
            .target(target),
    );
    let tip = head((b.x - 1.0, y), (1.0, 0.0), if lit { 9.0 } else { 8.0 });
    scene.push(Item::path(format!("{key}/tip"), tip).fill(paint));
}

fn is_lit(options: &Options<'_>, from: VolumeId, to: VolumeId) -> bool {
    let jumps = &options.story.jumps;
    jumps
        .iter()
        .any(|jump| jump.from == from && jump.to == to && jump.hop == Hop::Link)
}

fn between_lanes(scene: &mut Scene, outline: &Outline, link: &Link, options: &Options<'_>) {
    let Some(end) = link.points.last().copied() else {
        return;
    };
    let lit = is_lit(options, link.from, link.to);
    let paint = if lit { Paint::Accent } else { Paint::ReadWrite };
    let key = format!("link/{}", link.from.0);
    let volume = outline.volumes.get(&link.from);
    if volume.is_some_and(|v| v.kind == Kind::Base) {
        return equals(scene, &key, link, end);
    }
    let copied = volume.is_some_and(|v| v.copy_of.is_some() && v.copy_of == v.parent);
    let mut points = link.points.clone();
    if let Some(last) = points.last_mut() {
        last.1 += 6.0;
    }
    let line = rounded(&points);
    let halo = Item::path(format!("{key}/halo"), line.clone()).stroke(Paint::Paper, 5.0);
    scene.push(halo);
    let mut ring = None;
    if options.copies && copied {
        let mut beside = offset(&link.points, COMPANION);
        if let Some(last) = beside.last_mut() {
            last.0 -= 1.0;
            last.1 += 3.0;
            ring = Some(*last);
        }
        let key = format!("copy/{}/branch", link.from.0);
        let dots = Item::path(key, rounded(&beside));
        scene.push(dots.stroke(Paint::Edge, 1.3).dash(Dash::Dotted));
    }
    let width = if lit { 2.4 } else { 1.7 };
    scene.push(
        Item::path(key.clone(), line)
            .stroke(paint, width)
            .target(Target::Link(link.from)),
    );
    scene.push(
        Item::path(
            format!("{key}/tip"),
            head((end.0, end.1 - 1.0), (0.0, -1.0), 8.0),
        )
        .fill(paint),
    );
    if let Some((x, y)) = ring {
        let ring = Item::circle(format!("copy/{}/branch/ring", link.from.0), x, y, 2.4);
        scene.push(ring.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
    }
}

/// From a backup to the snapshot it equals: no look-up goes this way.
fn equals(scene: &mut Scene, key: &str, link: &Link, (x, y): (f64, f64)) {
    let mut points = link.points.clone();
    if let Some(last) = points.last_mut() {
        last.1 += 10.0;
    }
    let line = rounded(&points);
    let halo = Item::path(format!("{key}/halo"), line.clone()).stroke(Paint::Paper, 5.0);
    scene.push(halo);
    let line = Item::path(key, line).stroke(Paint::Muted, 2.0);
    scene.push(line.dash(Dash::Dotted).target(Target::Link(link.from)));
    let sign = Item::path(format!("{key}/tip"), equals_sign(x, y + 4.0));
    scene.push(sign.stroke(Paint::Muted, 1.8));
}

/// Two strokes round a point.
pub fn equals_sign(x: f64, y: f64) -> Vec<Segment> {
    let stroke = |y| [Segment::Move(x - 5.0, y), Segment::Line(x + 5.0, y)];
    [stroke(y - 2.5), stroke(y + 2.5)].concat()
}

/// An arrow head whose tip is at `tip`, in the direction given.
pub fn head(tip: (f64, f64), direction: (f64, f64), size: f64) -> Vec<Segment> {
    let (dx, dy) = direction;
    let (bx, by) = (tip.0 - dx * size, tip.1 - dy * size);
    let (wx, wy) = (-dy * size * 0.5, dx * size * 0.5);
    vec![
        Segment::Move(tip.0, tip.1),
        Segment::Line(bx + wx, by + wy),
        Segment::Line(bx - wx, by - wy),
        Segment::Close,
    ]
}

/// A path of right angles with round bends.
fn rounded(points: &[(f64, f64)]) -> Vec<Segment> {
    let mut path = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = *point;
        match (at.checked_sub(1).map(|i| points[i]), points.get(at + 1)) {
            (None, _) => path.push(Segment::Move(x, y)),
            (_, None) => path.push(Segment::Line(x, y)),
            (Some(before), Some(after)) => {
                let (ax, ay) = toward((x, y), before);
                let (bx, by) = toward((x, y), *after);
                path.push(Segment::Line(ax, ay));
                path.push(Segment::Quad(x, y, bx, by));
            }
        }
    }
    path
}

/// A point near `from` on the way to `to`, at most half way.
fn toward(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(0.001);
    let step = BEND.min(length / 2.0) / length;
    (from.0 + dx * step, from.1 + dy * step)
}

/// A parallel of a path that goes up and left: `by` to the left and down.
fn offset(points: &[(f64, f64)], by: f64) -> Vec<(f64, f64)> {
    let last = points.len().saturating_sub(1);
    let moved = points.iter().enumerate().map(|(at, (x, y))| {
        let ends = at == 0 || at == last;
        (x - by, if ends { *y } else { y + by })
    });
    moved.collect()
}
