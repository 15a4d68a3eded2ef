//! The box of a volume: shape, name, kind, footer, order of creation.

use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_engine::projection::{TreeOutline, VolumeOutline};

use super::fold::{Lane, Slot};
use super::place::{Area, PAD};
use super::strip::Strip;
use super::{Sheet, TEXT, busy, cells, density, marks};
use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::Phase;
use crate::target::Target;
use crate::text::{shorten, width_of};

const CUT: f64 = 9.0;
const NAME: f64 = 12.5;
/// From the edge of a box to its text.
const INDENT: f64 = PAD + 4.0;

/// Draws one slot of a lane.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>, lane: &Lane, slot: &Slot) {
    let Some(tree) = sheet.outline.trees.get(&lane.tree) else {
        return;
    };
    match slot {
        Slot::Volume(id) => {
            let volume = sheet.outline.volumes.get(id);
            if let (Some(area), Some(volume)) = (sheet.places.boxes.get(id), volume) {
                let ruler = lane.slots.first() == Some(slot);
                draw_volume(scene, sheet, tree, volume, *id, area);
                match sheet.shown.form(lane.tree) {
                    (Strip::Density, pages) => density::draw(scene, sheet, tree, *id, pages, ruler),
                    (form, pages) => cells::draw(scene, sheet, volume, *id, (form, pages), ruler),
                }
                if volume.stale {
                    draw_stale(scene, sheet, *id);
                }
            }
        }
        Slot::Turn => {}
        Slot::Fold(id, hidden) => {
            if let Some(area) = sheet.places.folds.get(id) {
                draw_fold(scene, lane.head, *id, *hidden, area);
            }
        }
    }
}

/// The word for a kind, on the box, and the long one.
fn kind_words(volume: &VolumeOutline) -> (&'static str, &'static str) {
    match (volume.kind, volume.read_only) {
        (Kind::Base, false) => ("base", "base volume"),
        (Kind::Base, true) => ("backup", "backup, refuses writes"),
        (Kind::Ross, _) => ("read-only", "read-only snapshot"),
        (Kind::Rwss, false) => ("read-write", "read-write snapshot"),
        (Kind::Rwss, true) => ("copy", "read-only copy, refuses writes"),
    }
}

fn draw_volume(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    tree: &TreeOutline,
    volume: &VolumeOutline,
    id: VolumeId,
    area: &Area,
) {
    let (key, target) = (format!("vol/{}", id.0), Target::Volume(id));
    let name = sheet.options.name(id);
    let edge = draw_body(scene, sheet, tree, volume, id, area);
    let kind = kind_words(volume).0;
    let lock = if volume.read_only { 12.0 } else { 0.0 };
    let wide = width_of(kind, TEXT, false, false) + lock;
    let room = area.w - 2.0 * INDENT - 6.0 - wide;
    let short = shorten(&name, room, NAME, true, false);
    let (left, line) = (area.x + INDENT, area.y + 16.5);
    let text = Item::text(format!("{key}/name"), left, line, NAME, short);
    let text = match volume.stale {
        true => text.fill(Paint::Muted),
        false => text,
    };
    scene.push(text.bold().target(target));
    let right = area.x + area.w - INDENT;
    if volume.read_only {
        marks::lock(scene, &format!("{key}/lock"), right - wide, line - 9.5);
    }
    let word = Item::text(format!("{key}/kind"), right, line, TEXT, kind);
    scene.push(word.fill(Paint::Muted).anchor(Anchor::End).target(target));
    let foot = area.y + area.h - 7.0;
    let words = footer(sheet, tree, volume, id);
    let words = Item::text(format!("{key}/foot"), left, foot, TEXT, words);
    scene.push(words.fill(Paint::Muted).target(target));
    let badge = draw_badge(scene, &key, id, area, edge);
    busy::draw_role(scene, sheet, id, area, badge);
}

/// The shape: rounded where hosts only read, cut corners where they write, a
/// double edge for a base. Returns the paint of its edge.
fn draw_body(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    tree: &TreeOutline,
    volume: &VolumeOutline,
    id: VolumeId,
    area: &Area,
) -> Paint {
    let (story, options) = (sheet.options.story, sheet.options);
    let key = format!("vol/{}", id.0);
    let chosen = story
        .diff
        .as_ref()
        .is_some_and(|diff| diff.a == id || diff.b == id)
        || options.first == Some(id);
    let active = story.now == Some(id) || story.holder == Some(id) || chosen;
    let selected = options.selected == Some(id);
    let writable = volume.kind.is_writable() && !volume.read_only;
    let edge = if active || selected || story.path.contains(&id) {
        Paint::Accent
    } else if writable {
        Paint::ReadWrite
    } else {
        Paint::Edge
    };
    let width = match (active || selected, writable) {
        (true, _) => 2.4,
        (_, true) => 1.9,
        _ => 1.2,
    };
    if selected {
        let ring = outline_of(format!("{key}/selected"), area, writable, -3.5);
        scene.push(ring.stroke(Paint::Accent, 1.2));
    }
    let fill = match (active, volume.stale, writable) {
        (true, ..) => Paint::AccentSurface,
        (_, true, _) => Paint::Lane,
        (_, _, true) => Paint::ReadWriteSurface,
        _ => Paint::Surface,
    };
    let of = volume.copy_of.map(|of| format!(" of {}", options.name(of)));
    let mut title = format!(
        "{}: {}{}, {}, number {} in order of creation",
        options.name(id),
        kind_words(volume).1,
        of.unwrap_or_default(),
        held(tree, volume),
        u64::from(id.0) + 1,
    );
    if sheet.shown.form(volume.tree).1 != volume.pages {
        title.push_str(&format!(", {} long", count(volume.pages, "page", "pages")));
    }
    match volume.backup_of {
        Some(at) if sheet.outline.volumes.contains_key(&at) => {
            title.push_str(&format!(", equals {}", options.name(at)));
        }
        Some(_) => title.push_str(", equals a snapshot that is gone"),
        None => {}
    }
    if volume.stale {
        title.push_str(", stale: its entries were given up for want of room");
    }
    if let Some((_, part)) = busy::role(sheet, id) {
        title.push_str(&format!(", {part}"));
    }
    let body = outline_of(format!("{key}/box"), area, writable, 0.0);
    let body = body.fill(fill).stroke(edge, width);
    let body = match volume.stale || sheet.outline.is_settling(id) {
        true => body.dash(Dash::Dashed),
        false => body,
    };
    scene.push(body.title(title).target(Target::Volume(id)));
    if volume.kind == Kind::Base {
        let inner = outline_of(format!("{key}/base"), area, writable, 3.0);
        scene.push(inner.stroke(edge, 0.7));
    }
    edge
}

/// How many pages the volume holds, in words.
fn held(tree: &TreeOutline, volume: &VolumeOutline) -> String {
    match volume.kind {
        Kind::Base => count(tree.base_pages, "page", "pages"),
        _ => count(volume.exceptions, "exception", "exceptions"),
    }
}

fn footer(sheet: &Sheet<'_>, tree: &TreeOutline, volume: &VolumeOutline, id: VolumeId) -> String {
    let story = sheet.options.story;
    if let Some(carry) = story.carry.as_ref().filter(|c| c.into == id && !c.ended) {
        return format!("{} to come", grouped(carry.coming().count() as u64));
    }
    match &story.travel {
        Some(travel)
            if travel.into == id && matches!(travel.phase, Phase::Leaving | Phase::Arriving) =>
        {
            format!("{} + 1 arriving", grouped(volume.exceptions))
        }
        _ if volume.stale => "given up".to_owned(),
        _ => held(tree, volume),
    }
}

/// What a stale volume shows instead of its pages.
fn draw_stale(scene: &mut Scene, sheet: &Sheet<'_>, id: VolumeId) {
    let Some((x, y, w)) = sheet.places.strip(id) else {
        return;
    };
    let tree = sheet.outline.volumes.get(&id).map(|v| v.tree);
    let h = tree.map_or(0.0, |tree| sheet.shown.form(tree).0.height());
    let key = format!("vol/{}/stale", id.0);
    let strokes = marks::hatch((x, y, w, h), 9.0);
    scene.push(Item::path(key.clone(), strokes).stroke(Paint::Line, 1.4));
    let wide = width_of("stale", TEXT, false, false) + 10.0;
    let (x, y) = (x + (w - wide) / 2.0, y + h / 2.0 - 8.5);
    marks::pill(scene, &key, x, y, 0.0, "stale");
}

/// Order of creation, on the lower right corner. Returns its left end.
fn draw_badge(scene: &mut Scene, key: &str, id: VolumeId, area: &Area, edge: Paint) -> f64 {
    let text = (u64::from(id.0) + 1).to_string();
    let width = width_of(&text, TEXT, false, false).max(8.0) + 9.0;
    let (x, y) = (area.x + area.w - width + 4.0, area.y + area.h - 11.0);
    let pill = Item::rect(format!("{key}/badge"), x, y, width, 16.0, 8.0);
    scene.push(pill.fill(Paint::Surface).stroke(edge, 1.0));
    let middle = x + width / 2.0;
    let digits = Item::text(format!("{key}/badge/n"), middle, y + 12.0, TEXT, text);
    scene.push(digits.fill(Paint::Muted).anchor(Anchor::Middle));
    x
}

/// The outline of a box, `inset` px inside its area.
pub fn outline_of(key: String, area: &Area, writable: bool, inset: f64) -> Item {
    if !writable {
        let (w, h) = (area.w - 2.0 * inset, area.h - 2.0 * inset);
        return Item::rect(key, area.x + inset, area.y + inset, w, h, 8.0 - inset);
    }
    let (x1, y1) = (area.x + inset, area.y + inset);
    let (x2, y2) = (area.x + area.w - inset, area.y + area.h - inset);
    let cut = CUT.min(area.h / 3.0) - inset * 0.59;
    let path = vec![
        Segment::Move(x1 + cut, y1),
        Segment::Line(x2 - cut, y1),
        Segment::Line(x2, y1 + cut),
        Segment::Line(x2, y2 - cut),
        Segment::Line(x2 - cut, y2),
        Segment::Line(x1 + cut, y2),
        Segment::Line(x1, y2 - cut),
        Segment::Line(x1, y1 + cut),
        Segment::Close,
    ];
    Item::path(key, path)
}

/// A stack of cards for a run of snapshots that are not drawn.
fn draw_fold(scene: &mut Scene, head: VolumeId, first: VolumeId, hidden: usize, area: &Area) {
    let (key, target) = (format!("fold/{}", first.0), Target::Fold(head));
    let hidden = grouped(hidden as u64);
    for (at, inset) in [(0, 8.0), (1, 4.0), (2, 0.0)] {
        let (x, y) = (area.x + 1.0 + inset, area.y + 1.0 + inset);
        let (w, h) = (area.w - 10.0, area.h - 10.0);
        let card = Item::rect(format!("{key}/{at}"), x, y, w, h, 8.0);
        let title = format!("{hidden} more snapshots, folded");
        let card = card.fill(Paint::Surface).stroke(Paint::Edge, 1.0);
        scene.push(card.title(title).target(target));
    }
    let (x, y) = (area.x + area.w / 2.0 - 4.0, area.y + area.h / 2.0 - 6.0);
    let number = Item::text(format!("{key}/count"), x, y, 13.0, format!("… {hidden} …"));
    scene.push(number.bold().anchor(Anchor::Middle).target(target));
    let word = Item::text(format!("{key}/word"), x, y + 15.0, TEXT, "snapshots");
    scene.push(
        word.fill(Paint::Muted)
            .anchor(Anchor::Middle)
            .target(target),
    );
}
