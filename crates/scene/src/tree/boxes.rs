//! The box of a volume: shape, name, kind, strip, footer.

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Held, Outline, TreeOutline, density_bucket};

use super::fold::{Lane, Slot};
use super::place::{Area, PAD, Places, STRIP_TOP};
use super::strip::Strip;
use super::views::Views;
use super::{Options, TEXT};
use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::Phase;
use crate::target::Target;
use crate::text::{shorten, width_of};

const CUT: f64 = 9.0;

/// Draws one slot of a lane.
pub fn draw(
    scene: &mut Scene,
    outline: &Outline,
    lane: &Lane,
    slot: &Slot,
    places: &Places,
    views: &Views<'_>,
    options: &Options<'_>,
) {
    let Some(tree) = outline.trees.get(&lane.tree) else {
        return;
    };
    match slot {
        Slot::Volume(id) => {
            if let Some(area) = places.boxes.get(id) {
                let leftmost = lane.slots.first() == Some(slot);
                volume(scene, outline, tree, *id, area, leftmost, views, options);
            }
        }
        Slot::Fold(id, hidden) => {
            if let Some(area) = places.folds.get(id) {
                fold(scene, lane.head, *id, *hidden, area);
            }
        }
    }
}

/// The word for a kind.
pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Base => "base",
        Kind::Ross => "read-only",
        Kind::Rwss => "read-write",
    }
}

#[allow(clippy::too_many_arguments)]
fn volume(
    scene: &mut Scene,
    outline: &Outline,
    tree: &TreeOutline,
    id: VolumeId,
    area: &Area,
    leftmost: bool,
    views: &Views<'_>,
    options: &Options<'_>,
) {
    let Some(volume) = outline.volumes.get(&id) else {
        return;
    };
    let key = format!("vol/{}", id.0);
    let story = options.story;
    let lit = story.now == Some(id) || options.selected == Some(id) || story.holder == Some(id);
    let on_path = story.path.contains(&id);
    let writable = volume.kind.is_writable();
    let name = options.name(id);
    let held = held_text(outline, tree, id);
    let title = format!(
        "{name}: {}{}, {held}, number {} in order of creation",
        long_kind(volume.kind),
        volume
            .copy_of
            .map(|of| format!(" of {}", options.name(of)))
            .unwrap_or_default(),
        u64::from(id.0) + 1,
    );
    let (edge, width) = match (lit, on_path, writable) {
        (true, _, _) => (Paint::Accent, 2.4),
        (_, true, _) => (Paint::Accent, 1.6),
        (_, _, true) => (Paint::ReadWrite, 1.8),
        _ => (Paint::Edge, 1.1),
    };
    let fill = if writable {
        Paint::ReadWriteSurface
    } else {
        Paint::Surface
    };
    let body = if writable {
        Item::path(format!("{key}/box"), cut_box(area, 0.0))
    } else {
        Item::rect(format!("{key}/box"), area.x, area.y, area.w, area.h, 8.0)
    };
    scene.push(
        body.fill(fill)
            .stroke(edge, width)
            .title(title)
            .target(Target::Volume(id)),
    );
    if volume.kind == Kind::Base {
        let inner = Item::path(format!("{key}/base"), cut_box(area, 3.0));
        scene.push(inner.stroke(Paint::ReadWrite, 0.7));
    }
    let kind = kind_word(volume.kind);
    let right = area.x + area.w - PAD - 3.0;
    let room = area.w - 2.0 * PAD - 8.0 - width_of(kind, TEXT, false, false);
    let short = shorten(&name, room, 12.5, true, false);
    let text = Item::text(
        format!("{key}/name"),
        area.x + PAD + 3.0,
        area.y + 17.0,
        12.5,
        short,
    );
    scene.push(text.bold().target(Target::Volume(id)));
    let word = Item::text(format!("{key}/kind"), right, area.y + 17.0, TEXT, kind);
    scene.push(
        word.fill(Paint::Muted)
            .anchor(Anchor::End)
            .target(Target::Volume(id)),
    );
    strip(scene, outline, tree, id, area, leftmost, views, options);
    let foot = area.y + area.h - 7.0;
    let mut words = held;
    if let Some(travel) = &story.travel
        && travel.into == id
        && travel.phase != Phase::Done
    {
        words.push_str(" · 1 arriving");
    }
    let words = Item::text(format!("{key}/foot"), area.x + PAD + 3.0, foot, TEXT, words);
    scene.push(words.fill(Paint::Muted).target(Target::Volume(id)));
    badge(scene, &key, u64::from(id.0) + 1, area, edge);
}

fn long_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Base => "base volume",
        Kind::Ross => "read-only snapshot",
        Kind::Rwss => "read-write snapshot",
    }
}

/// How many pages the volume holds, in words.
fn held_text(outline: &Outline, tree: &TreeOutline, id: VolumeId) -> String {
    match outline.volumes.get(&id) {
        Some(volume) if volume.kind != Kind::Base => {
            count(volume.exceptions, "exception", "exceptions")
        }
        _ => count(tree.base_pages, "page", "pages"),
    }
}

/// Order of creation, on the lower right corner.
fn badge(scene: &mut Scene, key: &str, number: u64, area: &Area, edge: Paint) {
    let text = number.to_string();
    let width = width_of(&text, TEXT, false, false).max(8.0) + 9.0;
    let (x, y) = (area.x + area.w - width + 4.0, area.y + area.h - 11.0);
    let pill = Item::rect(format!("{key}/badge"), x, y, width, 16.0, 8.0);
    scene.push(pill.fill(Paint::Surface).stroke(edge, 1.0));
    let middle = x + width / 2.0;
    let digits = Item::text(format!("{key}/badge/n"), middle, y + 12.0, TEXT, text);
    scene.push(digits.fill(Paint::Muted).anchor(Anchor::Middle));
}

/// A box with its corners cut off, `inset` px inside its area.
fn cut_box(area: &Area, inset: f64) -> Vec<Segment> {
    let (x1, y1) = (area.x + inset, area.y + inset);
    let (x2, y2) = (area.x + area.w - inset, area.y + area.h - inset);
    let cut = CUT - inset * 0.59;
    vec![
        Segment::Move(x1 + cut, y1),
        Segment::Line(x2 - cut, y1),
        Segment::Line(x2, y1 + cut),
        Segment::Line(x2, y2 - cut),
        Segment::Line(x2 - cut, y2),
        Segment::Line(x1 + cut, y2),
        Segment::Line(x1, y2 - cut),
        Segment::Line(x1, y1 + cut),
        Segment::Close,
    ]
}

#[allow(clippy::too_many_arguments)]
fn strip(
    scene: &mut Scene,
    outline: &Outline,
    tree: &TreeOutline,
    id: VolumeId,
    area: &Area,
    leftmost: bool,
    views: &Views<'_>,
    options: &Options<'_>,
) {
    let form = Strip::of(tree);
    let (x, y, w) = (area.x + PAD, area.y + STRIP_TOP, area.w - 2.0 * PAD);
    if form == Strip::Density {
        density(scene, outline, tree, id, area, leftmost);
        return;
    }
    let labelled = matches!(form, Strip::Labelled { .. });
    for page in 0..tree.geometry.pages() {
        let (Some((cx, cy, cw, ch)), Some(cell)) = (form.cell(page, x, y, w), views.cell(id, page))
        else {
            continue;
        };
        let key = format!("vol/{}/cell/{page}", id.0);
        let label = cell.label();
        let target = Target::Cell(id, PageNo(page));
        let origin = cell.view.origin;
        let version = origin.map_or(0, |origin| origin.version);
        let said = if label.is_empty() {
            "zeros".to_owned()
        } else {
            label.clone()
        };
        let how = if cell.own {
            "own".to_owned()
        } else {
            format!("read through, from {}", options.name(cell.view.holder))
        };
        let title = format!("page {page}: {said}, {how}");
        let mut rect = Item::rect(
            key.clone(),
            cx,
            cy,
            cw,
            ch,
            if labelled { 3.0 } else { 1.5 },
        );
        if cell.own {
            rect = rect.fill(Paint::PageHue { page, version });
            let on_branch = origin
                .and_then(|origin| outline.volumes.get(&origin.volume))
                .is_some_and(|volume| volume.kind == Kind::Rwss);
            if on_branch {
                rect = rect.stroke(Paint::PageEdge { page }, if labelled { 1.6 } else { 1.0 });
            }
        } else {
            rect = rect
                .fill(Paint::Lane)
                .stroke(Paint::Line, 1.0)
                .dash(Dash::Dotted);
        }
        if options.selected_cell == Some((id, PageNo(page))) {
            rect = rect.stroke(Paint::Accent, 2.2).dash(Dash::Solid);
        }
        scene.push(rect.title(title).target(target));
        if labelled && (cell.own || options.ghosts) && !label.is_empty() {
            let short = shorten(&label, cw + 1.2, TEXT, false, true);
            let text = Item::text(
                format!("{key}/label"),
                cx + cw / 2.0,
                cy + ch / 2.0 + 4.0,
                TEXT,
                short,
            );
            let text = text.mono().anchor(Anchor::Middle).target(target);
            scene.push(if cell.own {
                text.fill(Paint::PageInk).bold()
            } else {
                text.fill(Paint::Faint)
            });
        }
        if leftmost && labelled && cy < y + 2.0 {
            let number = Item::text(
                format!("vol/{}/ruler/{page}", id.0),
                cx + cw / 2.0,
                area.y - 3.5,
                TEXT,
                page.to_string(),
            );
            scene.push(number.fill(Paint::Faint).anchor(Anchor::Middle));
        }
    }
}

/// Bars: how much of each range of pages the volume holds.
fn density(
    scene: &mut Scene,
    outline: &Outline,
    tree: &TreeOutline,
    id: VolumeId,
    area: &Area,
    leftmost: bool,
) {
    let (x, y, w) = (
        area.x + PAD + 2.0,
        area.y + STRIP_TOP,
        area.w - 2.0 * PAD - 4.0,
    );
    let h = Strip::Density.height();
    let counts = buckets(outline, tree, id);
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let floor = vec![Segment::Move(x, y + h), Segment::Line(x + w, y + h)];
    scene.push(Item::path(format!("vol/{}/floor", id.0), floor).stroke(Paint::Line, 1.0));
    let mut bars = Vec::new();
    let pitch = w / counts.len().max(1) as f64;
    for (at, held) in counts.iter().enumerate().filter(|(_, held)| **held > 0) {
        let left = x + pitch * at as f64;
        let top = y + h - (h - 2.0) * (*held as f64 / most).max(0.12);
        let right = left + (pitch - 0.3).max(0.8);
        bars.push(Segment::Move(left, y + h));
        bars.push(Segment::Line(left, top));
        bars.push(Segment::Line(right, top));
        bars.push(Segment::Line(right, y + h));
        bars.push(Segment::Close);
    }
    let last = tree.geometry.pages() - 1;
    let title = format!(
        "pages 0 to {}, highest bar {}",
        grouped(last),
        count(most as u64, "page", "pages")
    );
    let bars = Item::path(format!("vol/{}/density", id.0), bars).fill(Paint::Muted);
    scene.push(bars.title(title).target(Target::Volume(id)));
    if leftmost {
        let key = format!("vol/{}/ruler", id.0);
        let first = Item::text(format!("{key}/0"), x, area.y - 3.5, TEXT, "0");
        scene.push(first.fill(Paint::Faint));
        let end = Item::text(
            format!("{key}/last"),
            x + w,
            area.y - 3.5,
            TEXT,
            grouped(last),
        );
        scene.push(end.fill(Paint::Faint).anchor(Anchor::End));
    }
}

fn buckets(outline: &Outline, tree: &TreeOutline, id: VolumeId) -> Vec<u64> {
    let Some(volume) = outline.volumes.get(&id) else {
        return Vec::new();
    };
    let mut counts = vec![0; 64];
    let mut add = |page: &PageNo| {
        if let Some(count) = counts.get_mut(density_bucket(&tree.geometry, *page)) {
            *count += 1;
        }
    };
    match (&volume.held, &tree.detail) {
        (Held::Density(counts), _) => return counts.clone(),
        (Held::Pages(_), Some(detail)) if volume.kind == Kind::Base => {
            detail.base.keys().for_each(&mut add);
        }
        (Held::Pages(entries), _) => entries.keys().for_each(&mut add),
    }
    counts
}

/// A box for a run of snapshots that are not drawn.
fn fold(scene: &mut Scene, head: VolumeId, first: VolumeId, hidden: usize, area: &Area) {
    let key = format!("fold/{}", first.0);
    let target = Target::Fold(head);
    for (at, inset) in [(0, 0.0), (1, 4.0), (2, 8.0)] {
        let (x, y) = (area.x + 10.0 + inset, area.y + 4.0 + inset / 2.0);
        let (w, h) = (area.w - 28.0, area.h - 12.0);
        let card = Item::rect(format!("{key}/{at}"), x, y, w, h, 7.0);
        let title = format!("{} more snapshots, folded", grouped(hidden as u64));
        scene.push(
            card.fill(Paint::Surface)
                .stroke(Paint::Edge, 1.0)
                .title(title)
                .target(target),
        );
    }
    let (x, y) = (area.x + area.w / 2.0 + 4.0, area.y + area.h / 2.0 + 1.0);
    let number = Item::text(
        format!("{key}/count"),
        x,
        y,
        13.0,
        format!("… {} …", grouped(hidden as u64)),
    );
    scene.push(number.bold().anchor(Anchor::Middle).target(target));
    let word = Item::text(format!("{key}/word"), x, y + 14.0, TEXT, "snapshots");
    scene.push(
        word.fill(Paint::Muted)
            .anchor(Anchor::Middle)
            .target(target),
    );
}
