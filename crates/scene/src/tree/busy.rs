//! What is under way in a tree: the parts that volumes have in a restore, the pages that wait
//! for being copied, those that operations in flight work on, and snapshots that settle.

use cowpath_engine::ids::{PageNo, Runs, VolumeId};
use cowpath_engine::restore::Restore;

use super::place::Area;
use super::{Sheet, TEXT, marks};
use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::text::width_of;

/// Width of the box of a volume that has a part in something under way, at least.
pub const WIDTH: f64 = 170.0;
/// Most operations that the words of a strip without cells name.
const NAMED_MAX: usize = 8;

/// The restore that runs in a volume's tree.
fn restore<'a>(sheet: &Sheet<'a>, volume: VolumeId) -> Option<&'a Restore> {
    let tree = sheet.outline.volumes.get(&volume)?.tree;
    sheet.outline.trees.get(&tree)?.restore.as_deref()
}

/// What part a volume has: a word, and what it means.
pub fn role(sheet: &Sheet<'_>, id: VolumeId) -> Option<(String, String)> {
    if sheet.outline.is_settling(id) {
        let title = "settling: a write that began before it is still in flight";
        return Some(("settling".to_owned(), title.to_owned()));
    }
    let restore = restore(sheet, id)?;
    let name = |id: VolumeId| sheet.options.name(id);
    let (base, source) = (name(restore.base), name(restore.source));
    if id == restore.base {
        let left = restore.pending().pages();
        let word = format!("{} pending", grouped(left));
        let pages = count(left, "page waits", "pages wait");
        return Some((word, format!("is restored from {source}: {pages}")));
    }
    let parts = [
        (
            id == restore.source,
            "source",
            format!("reads of {base}'s pending pages go here"),
        ),
        (
            restore.is_receiver(id),
            "undo",
            format!("is given what the restore of {base} overwrites"),
        ),
        (
            id == restore.new,
            "new",
            format!("shows {base} as it was just after the restore began"),
        ),
    ];
    let (words, titles): (Vec<&str>, Vec<String>) = parts
        .into_iter()
        .filter(|(has, ..)| *has)
        .map(|(_, word, title)| (word, title))
        .unzip();
    (!words.is_empty()).then(|| (words.join(", "), titles.join("; ")))
}

/// Draws the word of a volume's part, left of its order of creation.
pub fn draw_role(scene: &mut Scene, sheet: &Sheet<'_>, id: VolumeId, area: &Area, badge: f64) {
    let Some((word, title)) = role(sheet, id) else {
        return;
    };
    let width = width_of(&word, TEXT, false, false) + 12.0;
    let (x, y) = (badge - 3.0 - width, area.y + area.h - 19.5);
    let key = format!("vol/{}/role", id.0);
    let pill = Item::rect(key.clone(), x, y, width, 17.0, 8.5);
    let pill = pill.fill(Paint::AccentSurface).stroke(Paint::Accent, 1.0);
    scene.push(pill.title(format!("{}: {title}", sheet.options.name(id))));
    let text = Item::text(format!("{key}/word"), x + width / 2.0, y + 12.5, TEXT, word);
    scene.push(text.anchor(Anchor::Middle));
}

/// How an operation in flight has to do with a page of a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flight {
    /// It is open there, without the lock.
    Open,
    /// It has locked the page.
    Locked,
}

/// How the operations in flight have to do with a page, and how many they are.
fn flight(sheet: &Sheet<'_>, id: VolumeId, page: PageNo) -> Option<(Flight, usize)> {
    let open = sheet.outline.open.values();
    let here = open.filter(|open| open.volume == id && open.page == page);
    let here: Vec<Flight> = here
        .map(|open| match open.locked {
            true => Flight::Locked,
            false => Flight::Open,
        })
        .collect();
    Some((*here.iter().max()?, here.len()))
}

/// The sign of operations in flight, on the upper edge of a cell; `x` is its middle. Of several
/// it says how many.
pub fn sign(scene: &mut Scene, key: &str, x: f64, y: f64, (flight, operations): (Flight, usize)) {
    let digits = match operations {
        0 | 1 => String::new(),
        some => grouped(some as u64),
    };
    let wide = width_of(&digits, TEXT, false, false);
    let lock = if flight == Flight::Locked { 8.0 } else { 0.0 };
    if digits.is_empty() && flight == Flight::Open {
        let ring = Item::circle(format!("{key}/open"), x, y - 0.5, 3.6);
        scene.push(ring.fill(Paint::AccentSurface).stroke(Paint::Accent, 1.4));
        return;
    }
    let width = lock + wide + if digits.is_empty() { 3.0 } else { 4.0 };
    let left = x - width / 2.0;
    let back = Item::rect(format!("{key}/back"), left, y - 10.0, width, 13.5, 3.0);
    let edge = if lock > 0.0 { 0.8 } else { 1.4 };
    scene.push(back.fill(Paint::AccentSurface).stroke(Paint::Accent, edge));
    if lock > 0.0 {
        marks::lock(scene, &format!("{key}/lock"), left + 1.5, y - 9.0);
    }
    if !digits.is_empty() {
        let middle = left + width - 2.0 - wide / 2.0;
        let text = Item::text(format!("{key}/open/n"), middle, y + 0.8, TEXT, digits);
        scene.push(text.anchor(Anchor::Middle));
    }
}

/// Marks a page that waits for being copied, that a host wrote meanwhile, or that an operation
/// in flight is of.
pub fn draw_page(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    id: VolumeId,
    page: u64,
    place: (f64, f64, f64, f64),
) {
    let (page, key) = (PageNo(page), format!("vol/{}/cell/{page}", id.0));
    match waits(sheet, id, page) {
        Some(Waits::Leads) => {
            let strokes = marks::hatch(place, 5.0);
            let hatch = Item::path(format!("{key}/pending"), strokes);
            scene.push(hatch.stroke(Paint::Accent, 0.9));
        }
        Some(Waits::Written) => {
            scene.push(bit(format!("{key}/bit"), place));
        }
        None => {}
    }
    if let Some(flight) = flight(sheet, id, page) {
        sign(scene, &key, place.0 + place.2 / 2.0, place.1, flight);
    }
}

/// Left and right end of a mark in a strip without cells, in px.
type Span = (f64, f64);

/// Where pages lie in a strip of `pages` that is so wide, those closer than `near` px joined;
/// `pages` are given in order.
fn spans(
    some: impl Iterator<Item = (u64, u64)>,
    pages: u64,
    (x, w): (f64, f64),
    near: f64,
) -> Vec<Span> {
    let at = |page: u64| x + w * page as f64 / pages.max(1) as f64;
    let mut spans: Vec<Span> = Vec::new();
    for (first, length) in some {
        let (from, to) = (at(first), at(first + length));
        match spans.last_mut() {
            Some((_, end)) if from - *end < near => *end = to.max(*end),
            _ => spans.push((from, to)),
        }
    }
    spans
}

/// What [`draw_page`] marks, for a volume whose strip has no cells: ranges and places in it.
pub fn draw_ranges(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    id: VolumeId,
    pages: u64,
    (x, y, w, h): (f64, f64, f64, f64),
) {
    let key = format!("vol/{}/range", id.0);
    if let Some(restore) = restore(sheet, id).filter(|restore| restore.base == id) {
        let pending = restore.pending();
        let leads = pending.iter().filter(|page| !restore.bits.contains(page));
        let leads: Runs = leads.collect();
        let leads = leads.as_slice().iter().map(|run| (run.0, run.1));
        for (at, (from, to)) in spans(leads, pages, (x, w), 1.5).into_iter().enumerate() {
            let from = from.min(x + w - 4.0);
            let place = (from, y, (to - from).max(4.0), h);
            let strokes = Item::path(format!("{key}/pending/{at}"), marks::hatch(place, 6.0));
            scene.push(strokes.stroke(Paint::Accent, 1.4));
            let frame = Item::rect(
                format!("{key}/pending/{at}/frame"),
                from,
                y - 1.0,
                place.2,
                h + 2.0,
                2.0,
            );
            scene.push(frame.stroke(Paint::Accent, 1.4));
        }
        let written = restore.bits.iter().map(|page| (page.0, 1));
        for (at, (from, to)) in spans(written, pages, (x, w), 7.0).into_iter().enumerate() {
            let place = ((from + to) / 2.0, y, 1.5, h);
            scene.push(bit(format!("{key}/bit/{at}"), place));
        }
    }
    for (what, dash, page) in [
        ("wrong", Dash::Solid, sheet.options.wrong),
        ("doomed", Dash::Dashed, sheet.options.doomed),
    ] {
        if let Some((_, page)) = page.filter(|(volume, _)| *volume == id) {
            let middle = x + w * (page.0 as f64 + 0.5) / pages.max(1) as f64;
            let left = (middle - 4.0).min(x + w - 8.0).max(x);
            let frame = Item::rect(format!("{key}/{what}"), left, y - 2.0, 8.0, h + 4.0, 2.0);
            scene.push(frame.stroke(Paint::Difference, 2.0).dash(dash));
        }
    }
    let open = sheet.outline.open.values().filter(|open| open.volume == id);
    let mut here: Vec<u64> = open.map(|open| open.page.0).collect();
    here.sort_unstable();
    here.dedup();
    let places = here.iter().map(|page| (*page, 1));
    for (at, (from, to)) in spans(places, pages, (x, w), 12.0).into_iter().enumerate() {
        let near = |page: &&u64| {
            let at = x + w * (**page as f64 + 0.5) / pages.max(1) as f64;
            (from..=to).contains(&at)
        };
        let near = here.iter().filter(near);
        let all = near.filter_map(|page| flight(sheet, id, PageNo(*page)));
        let all = all.reduce(|a, b| (a.0.max(b.0), a.1.max(b.1)));
        if let Some(flight) = all {
            let middle = ((from + to) / 2.0).min(x + w - 5.5).max(x + 5.5);
            sign(scene, &format!("{key}/flight/{at}"), middle, y, flight);
        }
    }
}

/// What the marks of such a strip say.
pub fn ranges_title(sheet: &Sheet<'_>, id: VolumeId) -> String {
    let mut title = String::new();
    if let Some(restore) = restore(sheet, id).filter(|restore| restore.base == id) {
        let pending = count(restore.pending().pages(), "page is", "pages are");
        let source = sheet.options.name(restore.source);
        title.push_str(&format!("; {pending} pending: reads go to {source}"));
        if !restore.bits.is_empty() {
            let written = grouped(restore.bits.len() as u64);
            title.push_str(&format!(", but for {written} that a host wrote"));
        }
    }
    let open = sheet.outline.open.values().filter(|open| open.volume == id);
    for open in open.take(NAMED_MAX) {
        let page = grouped(open.page.0);
        title.push_str(&match open.locked {
            true => format!("; page {page} is locked"),
            false => format!("; an operation in flight is of page {page}"),
        });
    }
    title
}

/// The mark of a page that a host wrote while it was pending.
pub fn bit(key: String, (x, y, w, _): (f64, f64, f64, f64)) -> Item {
    let dot = Item::circle(key, x + w - 1.5, y + 1.5, 3.0);
    dot.fill(Paint::Accent).stroke(Paint::Surface, 1.0)
}

/// How a page of a base that is restored waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Reads go to the source.
    Leads,
    /// A host wrote it; the snapshot of just after the restore still lacks it.
    Written,
}

/// Whether a page of a base waits for being copied.
pub fn waits(sheet: &Sheet<'_>, id: VolumeId, page: PageNo) -> Option<Waits> {
    let restore = restore(sheet, id)?;
    if restore.base != id || !restore.is_pending(page) {
        return None;
    }
    Some(match restore.bits.contains(&page) {
        true => Waits::Written,
        false => Waits::Leads,
    })
}

/// Why a cell is marked, after what else is said of it.
pub fn title(sheet: &Sheet<'_>, id: VolumeId, page: PageNo) -> Option<String> {
    if let Some((flight, operations)) = flight(sheet, id, page) {
        let others = grouped(operations as u64);
        return Some(match (flight, operations) {
            (Flight::Locked, 1) => "; locked by an operation in flight".to_owned(),
            (Flight::Locked, _) => format!("; locked by one of {others} operations in flight"),
            (Flight::Open, 1) => "; an operation in flight is of it".to_owned(),
            (Flight::Open, _) => format!("; {others} operations in flight are of it"),
        });
    }
    let source = sheet.options.name(restore(sheet, id)?.source);
    Some(match waits(sheet, id, page)? {
        Waits::Leads => {
            format!("; pending: reads go to {source}, and its own block is still that of before")
        }
        Waits::Written => {
            "; pending, with its bit: a host wrote it, and it shows its own block".to_owned()
        }
    })
}
