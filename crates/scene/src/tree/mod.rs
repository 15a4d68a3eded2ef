//! The tree view: a branch is a lane, older is left, now is right.

mod answers;
mod boxes;
mod busy;
mod cells;
mod density;
mod fold;
mod gauge;
mod lanes;
mod legend;
mod links;
mod marks;
mod notice;
mod options;
mod place;
mod route;
mod source;
mod strip;
mod tale;
mod views;

use cowpath_engine::ids::Kind;
use cowpath_engine::projection::Outline;

use crate::number::{count, grouped};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::target::Target;
use crate::text::shorten;
use fold::{Lane, Shown};
use lanes::Lanes;
pub(crate) use marks::{hatch, hole};
pub use options::Options;
pub(crate) use options::name as name_of;
use place::Places;
use views::Views;

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
/// Most elements of a picture, about; beyond that lanes fold.
pub const ELEMENTS_MAX: usize = 2_500;

/// Everything a part of the picture is drawn from.
struct Sheet<'a> {
    outline: &'a Outline,
    shown: &'a Shown,
    places: &'a Places,
    views: &'a Views<'a>,
    options: &'a Options<'a>,
}

/// The picture of all trees of an outline.
#[must_use]
pub fn layout(outline: &Outline, options: &Options<'_>) -> Scene {
    let lanes = Lanes::of(outline);
    let mut shown = fold::choose(outline, &lanes, options, fold::SLOTS_MAX);
    let mut views = Views::of(outline, &lanes, &shown);
    let fit = place::slots_that_fit(&shown, &views, options);
    if shown.lanes.iter().any(|lane| lane.slots.len() > fit) {
        shown = fold::choose(outline, &lanes, options, fit);
        views = Views::of(outline, &lanes, &shown);
    }
    views.note(&mut shown);
    let places = Places::of(outline, &shown, &views, options);
    let mut scene = Scene {
        width: places.width,
        height: places.height,
        describe: describe(outline, options),
        items: Vec::new(),
    };
    let sheet = Sheet {
        outline,
        shown: &shown,
        places: &places,
        views: &views,
        options,
    };
    frame(&mut scene, &sheet);
    notice::draw(&mut scene, &sheet);
    gauge::draw(&mut scene, &sheet);
    links::draw(&mut scene, &sheet);
    for lane in &shown.lanes {
        for slot in &lane.slots {
            boxes::draw(&mut scene, &sheet, lane, slot);
        }
    }
    tale::draw(&mut scene, &sheet);
    answers::draw(&mut scene, &sheet);
    if options.legend {
        legend::draw(&mut scene, &sheet);
    }
    scene
}

/// Bands of the lanes, and the direction of time.
fn frame(scene: &mut Scene, sheet: &Sheet<'_>) {
    let places = sheet.places;
    if places.lanes.is_empty() {
        let text = "No volumes yet. Type: volume base pages 8 page 4KiB levels 2x2x2";
        let hint = Item::text("empty", places.width / 2.0, 40.0, 13.0, text);
        scene.push(hint.fill(Paint::Muted).anchor(Anchor::Middle));
        return;
    }
    let older = Item::text("older", places.left, 15.0, TEXT, "← older");
    let now = Item::text("now", places.right, 15.0, TEXT, "now");
    scene.push(older.fill(Paint::Muted));
    scene.push(now.fill(Paint::Muted).anchor(Anchor::End));
    for rails in places.lanes.chunk_by(|a, b| a.head == b.head) {
        let (lane, last) = (rails[0], rails[rails.len() - 1]);
        let key = format!("lane/{}", lane.head.0);
        let x = lane.left - place::SIDE;
        let width = places.right + place::SIDE - x;
        let height = last.top + last.height - lane.top;
        scene.push(Item::rect(key, x, lane.top, width, height, 12.0).fill(Paint::Lane));
    }
    for (lane, band) in sheet.shown.lanes.iter().zip(&places.lanes) {
        name_rail(scene, sheet, lane, band);
    }
    if sheet.shown.hidden_lanes > 0 {
        let words = format!(
            "… {} more branches …",
            grouped(sheet.shown.hidden_lanes as u64)
        );
        let y = places.below - 9.0;
        let more = Item::text("lane/more", places.right, y, TEXT, words);
        let more = more.fill(Paint::Muted).anchor(Anchor::End);
        let base = sheet
            .outline
            .trees
            .values()
            .next()
            .map(|tree| Target::Fold(tree.base));
        scene.push(match base {
            Some(target) => more.target(target),
            None => more,
        });
    }
}

/// Which series of its head a rail is, above its first box.
fn name_rail(scene: &mut Scene, sheet: &Sheet<'_>, lane: &Lane, band: &place::Band) {
    if lane.unfolded
        && let Some(area) = sheet.places.boxes.get(&lane.head)
    {
        let key = format!("fold/{}/again", lane.head.0);
        let words = Item::text(
            key,
            area.x + area.w,
            band.top + 13.0,
            TEXT,
            "fold older ones",
        );
        let words = words.fill(Paint::Muted).anchor(Anchor::End);
        scene.push(words.target(Target::Fold(lane.head)));
    }
    let first = lane.slots.first();
    let Some(area) = first.and_then(|slot| links::area(slot, sheet.places)) else {
        return;
    };
    if lane.is_named() {
        let name = sheet.options.series(lane.head, lane.series);
        let words = shorten(&name, area.w, TEXT, false, false);
        let key = format!("series/{}/{}", lane.head.0, lane.series.0);
        let words = Item::text(key, area.x, band.top + 13.0, TEXT, words);
        scene.push(words.fill(Paint::Muted).title(name));
    }
}

/// The picture in words.
fn describe(outline: &Outline, options: &Options<'_>) -> String {
    if outline.volumes.is_empty() {
        return "No volumes yet".to_owned();
    }
    let of = |kind: Kind| outline.volumes.values().filter(|v| v.kind == kind).count() as u64;
    let mut text = format!(
        "{} with {} and {}",
        count(of(Kind::Base), "base volume", "base volumes"),
        count(of(Kind::Ross), "read-only snapshot", "read-only snapshots"),
        count(
            of(Kind::Rwss),
            "read-write snapshot",
            "read-write snapshots"
        ),
    );
    if let Some(selected) = options.selected {
        text.push_str(&format!("; {} is selected", options.name(selected)));
    }
    text
}
