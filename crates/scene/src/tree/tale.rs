//! The story on top of the tree: pages on their way, lit cells, jumps,
//! differences.

use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};

use super::links::head;
use super::place::Area;
use super::strip::Strip;
use super::{Sheet, TEXT, cells, marks, source};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::{Hop, Phase, Plot};
use crate::text::{shorten, width_of};
use crate::tween::{FILL, WAY, arc_lift};

/// Draws the story.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    draw_ignored(scene, sheet);
    draw_differences(scene, sheet);
    draw_carry(scene, sheet);
    draw_jumps(scene, sheet);
    match sheet.options.story.plot {
        Plot::Read => draw_search(scene, sheet),
        Plot::Diff | Plot::None => {}
        Plot::Write | Plot::Carry | Plot::Discard | Plot::Change => {
            draw_travel(scene, sheet);
            draw_written(scene, sheet);
        }
    }
    let story = sheet.options.story;
    if let (Plot::Change, Some(volume), Some(page)) = (story.plot, story.now, story.page)
        && story.travel.is_none()
    {
        draw_lit(scene, sheet, volume, page.0, Dash::Solid);
    }
}

/// Left, top, width, height.
type Place = (f64, f64, f64, f64);

/// The place of a page in a volume's strip.
fn place(sheet: &Sheet<'_>, volume: VolumeId, page: u64) -> Option<Place> {
    let tree = sheet.outline.volumes.get(&volume)?.tree;
    let (strip, pages) = sheet.shown.form(tree);
    let (x, y, w) = sheet.places.strip(volume)?;
    if strip != Strip::Density {
        return strip.cell(page, x, y, w);
    }
    let at = page as f64 / pages as f64;
    Some((x + 2.0 + (w - 8.0) * at, y, 4.0, strip.height()))
}

/// A frame round a cell, and its page number above the box.
fn draw_lit(scene: &mut Scene, sheet: &Sheet<'_>, volume: VolumeId, page: u64, dash: Dash) {
    let Some((x, y, w, h)) = place(sheet, volume, page) else {
        return;
    };
    let key = format!("lit/{}/{page}", volume.0);
    let frame = Item::rect(key.clone(), x - 1.0, y - 1.0, w + 2.0, h + 2.0, 3.5);
    scene.push(frame.stroke(Paint::Accent, 2.0).dash(dash));
    let Some(area) = sheet.places.boxes.get(&volume) else {
        return;
    };
    if !has_ruler(sheet, volume) {
        let (middle, line) = (x + w / 2.0, area.y - cells::RULER);
        let number = Item::text(format!("{key}/page"), middle, line, TEXT, page.to_string());
        scene.push(number.fill(Paint::Accent).bold().anchor(Anchor::Middle));
    }
}

fn has_ruler(sheet: &Sheet<'_>, volume: VolumeId) -> bool {
    use super::fold::Slot;
    let lanes = &sheet.shown.lanes;
    lanes
        .iter()
        .any(|lane| lane.slots.first() == Some(&Slot::Volume(volume)))
}

fn draw_search(scene: &mut Scene, sheet: &Sheet<'_>) {
    let story = sheet.options.story;
    let Some(page) = story.page else { return };
    for volume in &story.path {
        let found = story.holder == Some(*volume);
        let dash = if found { Dash::Solid } else { Dash::Dashed };
        draw_lit(scene, sheet, *volume, page.0, dash);
    }
}

fn draw_travel(scene: &mut Scene, sheet: &Sheet<'_>) {
    let Some(travel) = &sheet.options.story.travel else {
        return;
    };
    if travel.phase == Phase::Done {
        draw_lit(scene, sheet, travel.into, travel.page.0, Dash::Solid);
        return;
    }
    let page = travel.page.0;
    let Some(source) = source::of(sheet.outline, sheet.options.story) else {
        return;
    };
    let Some(to) = place(sheet, travel.into, page) else {
        return;
    };
    let from = place(sheet, source.holder, page);
    let at = match (travel.phase, from) {
        (Phase::Leaving, None) => return,
        (Phase::Leaving, Some(from)) => from,
        _ => to,
    };
    let landed = travel.phase == Phase::Landed;
    let dash = if landed { Dash::Solid } else { Dash::Dashed };
    draw_lit(scene, sheet, travel.into, page, dash);
    if let Some(from) = from.filter(|_| source.holder != travel.into) {
        draw_arc(scene, from, to);
    }
    let content = travel.content.as_ref().or(source.content);
    let label = content.map(Content::label).unwrap_or_default();
    let carried = sheet.options.story.carry.as_ref();
    let name = match carried.is_some_and(|carry| carry.into == travel.into) {
        true => format!("page{page}"),
        false if landed => FILL.to_owned(),
        false => "old".to_owned(),
    };
    let version = source.version;
    let paints = (Paint::PageHue { page, version }, Paint::PageInk);
    draw_chip(scene, &name, at, &label, paints);
}

/// The paints of a page on its way out of a volume.
fn paints(sheet: &Sheet<'_>, from: VolumeId, page: u64) -> (Paint, Paint) {
    let shown = sheet.views.cell(from, page);
    let origin = shown.and_then(|cell| cell.view.origin);
    let version = origin.map_or(0, |origin| origin.version);
    (Paint::PageHue { page, version }, Paint::PageInk)
}

/// The pages that will change, the one that arrived last, and those that turned out wrong.
fn draw_carry(scene: &mut Scene, sheet: &Sheet<'_>) {
    let Some(carry) = &sheet.options.story.carry else {
        return;
    };
    draw_frames(scene, sheet, carry.into, "coming", &mut carry.coming());
    for volume in [carry.from, carry.into] {
        draw_frames(scene, sheet, volume, "wrong", &mut carry.wrong.iter());
    }
    if let Some(page) = carry.landed
        && let Some(at) = place(sheet, carry.into, page.0)
    {
        let shown = sheet.views.cell(carry.into, page.0);
        let label = shown.map(|cell| cell.label()).unwrap_or_default();
        let paints = paints(sheet, carry.into, page.0);
        draw_chip(scene, &format!("page{}", page.0), at, &label, paints);
    }
}

/// Frames round many cells, as one item.
fn draw_frames(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    volume: VolumeId,
    what: &str,
    pages: &mut dyn Iterator<Item = PageNo>,
) {
    let (mut path, mut last) = (Vec::new(), None);
    for page in pages {
        let Some((x, y, w, h)) = place(sheet, volume, page.0) else {
            continue;
        };
        // In a density many pages have the same place.
        if last.is_some_and(|(at, row)| row == y && x < at + 3.0) {
            continue;
        }
        last = Some((x, y));
        let (right, bottom) = (x + w, y + h);
        path.push(Segment::Move(x, y));
        path.extend([(right, y), (right, bottom), (x, bottom)].map(|(x, y)| Segment::Line(x, y)));
        path.push(Segment::Close);
    }
    if path.is_empty() {
        return;
    }
    let frames = Item::path(format!("{what}/{}", volume.0), path);
    scene.push(match what {
        "wrong" => frames.stroke(Paint::Difference, 2.0),
        _ => frames.stroke(Paint::Accent, 1.4).dash(Dash::Dotted),
    });
}

/// The way of the old page: the same arc along which [`crate::tween()`] moves it.
fn draw_arc(scene: &mut Scene, from: Place, to: Place) {
    let centre = |(x, y, w, h): Place| (x + w / 2.0, y + h / 2.0);
    let ((x1, y1), (x2, y2)) = (centre(from), centre(to));
    let (dx, dy) = arc_lift((x1, y1), (x2, y2));
    let control = ((x1 + x2) / 2.0 + 2.0 * dx, (y1 + y2) / 2.0 + 2.0 * dy);
    let path = vec![
        Segment::Move(x1, y1),
        Segment::Quad(control.0, control.1, x2, y2),
    ];
    let arc = Item::path(WAY, path)
        .stroke(Paint::Accent, 1.8)
        .dash(Dash::Dashed);
    scene.push(arc);
}

/// A page that is not in its place yet.
fn draw_chip(scene: &mut Scene, name: &str, at: Place, label: &str, paints: (Paint, Paint)) {
    let (x, y, w, h) = at;
    let (x, w) = (x + w / 2.0 - w.max(15.0) / 2.0, w.max(15.0));
    let (y, h) = (y + h / 2.0 - h.max(18.0) / 2.0, h.max(18.0));
    let key = format!("{}{name}", crate::tween::TRAVEL);
    let chip = Item::rect(key.clone(), x - 1.5, y - 1.5, w + 3.0, h + 3.0, 4.0);
    scene.push(chip.fill(paints.0).stroke(Paint::Accent, 2.2));
    let label = if label.is_empty() { "·" } else { label };
    let short = shorten(label, w + 1.5, TEXT, false, true);
    let text = Item::text(
        format!("{key}/label"),
        x + w / 2.0,
        y + h / 2.0 + 4.0,
        TEXT,
        short,
    );
    scene.push(text.fill(paints.1).mono().bold().anchor(Anchor::Middle));
}

/// New data: on its cell until an entry leads to it, then in it.
fn draw_written(scene: &mut Scene, sheet: &Sheet<'_>) {
    let Some(written) = &sheet.options.story.written else {
        return;
    };
    let page = written.page.0;
    let Some(content) = &written.content else {
        if sheet.options.story.plot == Plot::Discard {
            draw_lit(scene, sheet, written.volume, page, Dash::Dashed);
        }
        return;
    };
    let own = sheet.outline.own(written.volume, written.page);
    let there = own.is_some_and(|view| view.content == Some(content));
    let Some(at) = place(sheet, written.volume, page) else {
        return;
    };
    draw_lit(scene, sheet, written.volume, page, Dash::Solid);
    if !there && !content.is_zero() {
        let paints = (Paint::AccentSurface, Paint::Ink);
        draw_chip(scene, "new", at, &content.label(), paints);
    }
}

/// Skip pointers and redirects: arcs that jump over what lies between.
fn draw_jumps(scene: &mut Scene, sheet: &Sheet<'_>) {
    let story = sheet.options.story;
    for (at, jump) in story
        .jumps
        .iter()
        .filter(|jump| jump.hop != Hop::Link)
        .enumerate()
    {
        let boxes = &sheet.places.boxes;
        let (Some(a), Some(b)) = (boxes.get(&jump.from), boxes.get(&jump.to)) else {
            continue;
        };
        // Beside the cell, between two numbers of the ruler.
        let beside = |volume, area: &Area| {
            let cell = story.page.and_then(|page| place(sheet, volume, page.0));
            cell.map_or(area.x + area.w / 2.0, |(x, _, w, _)| x + w + 0.5)
        };
        let (x1, x2) = (beside(jump.from, a), beside(jump.to, b));
        let top = (a.y.min(b.y) - 44.0).max(2.0);
        let path = vec![
            Segment::Move(x1, a.y),
            Segment::Line(x1, a.y - 15.0),
            Segment::Cubic(x1, top, x2, top, x2, b.y - 17.0),
            Segment::Line(x2, b.y - 7.0),
        ];
        let key = format!("jump/{at}");
        let arc = Item::path(key.clone(), path).stroke(Paint::Accent, 2.0);
        scene.push(arc.dash(Dash::LongShort));
        let tip = head((x2, b.y), (0.0, 1.0), 9.0);
        scene.push(Item::path(format!("{key}/tip"), tip).fill(Paint::Accent));
    }
}

/// Volumes that were examined and hold nothing are passed over.
fn draw_ignored(scene: &mut Scene, sheet: &Sheet<'_>) {
    let Some(diff) = &sheet.options.story.diff else {
        return;
    };
    for (volume, pages) in &diff.examined {
        let base = sheet
            .outline
            .volumes
            .get(volume)
            .is_none_or(|v| v.copy_of.is_none());
        let (true, false) = (pages.is_empty(), base) else {
            continue;
        };
        let Some(area) = sheet.places.boxes.get(volume) else {
            continue;
        };
        let key = format!("ignored/{}", volume.0);
        if *volume != diff.a && *volume != diff.b {
            let veil = Item::rect(key.clone(), area.x, area.y, area.w, area.h, 8.0);
            scene.push(veil.fill(Paint::Lane).opacity(0.55));
        }
        let least = width_of("0 exceptions", TEXT, false, false);
        let (x, y) = (area.x + 4.0, area.y + area.h - 20.0);
        marks::pill(scene, &key, x, y, least, "ignored");
    }
}

/// Red frames on the cells of the two volumes; broken where only the literal
/// method or the location test reports the page.
fn draw_differences(scene: &mut Scene, sheet: &Sheet<'_>) {
    let Some(diff) = &sheet.options.story.diff else {
        return;
    };
    let other = Some(diff.b).filter(|b| *b != diff.a);
    for volume in [Some(diff.a), other].into_iter().flatten() {
        for (page, verdict) in &diff.verdicts {
            let Some((x, y, w, h)) = place(sheet, volume, page.0) else {
                continue;
            };
            let key = format!("diff/{}/{}", volume.0, page.0);
            let frame = Item::rect(key, x - 0.5, y - 1.0, w + 1.0, h + 2.0, 3.5);
            let frame = frame.stroke(Paint::Difference, 2.0);
            scene.push(match verdict.content {
                true => frame,
                false => frame.dash(Dash::Dashed),
            });
        }
    }
}
