//! How full the administration and the data volume are: one strip each, this
//! volume's share marked.

use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{AdminOffset, DataOffset};
use cowpath_engine::projection::{DataPage, Held, Table, TreeDetail};
use cowpath_engine::sorted::{SortedMap, SortedSet};

use super::{MARGIN, Sheet, TEXT};
use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Segment;
use crate::target::Target;
use crate::text::width_of;

const STRIP: f64 = 16.0;
/// Most segments of a strip; beyond that ranges are summed.
const SEGMENTS_MAX: usize = 160;
/// Ranges of a strip with too many segments.
const RANGES: usize = 96;

/// Draws both strips; returns the bottom.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let y = draw_administration(scene, sheet, detail, y);
    draw_data(scene, sheet, detail, y + 8.0)
}

/// Says as many of the parts as fit.
fn say(scene: &mut Scene, key: &str, y: f64, parts: &[String]) {
    let room = scene.width - 2.0 * MARGIN;
    let fitting = (1..=parts.len()).rev().map(|many| parts[..many].join(", "));
    let mut fitting = fitting.filter(|text| width_of(text, TEXT, false, false) <= room);
    let text = fitting.next().unwrap_or_default();
    scene.push(Item::text(key, MARGIN, y, TEXT, text).fill(Paint::Muted));
}

/// The ground of a strip: all of the volume up to the last place in use.
fn draw_floor(scene: &mut Scene, key: &str, y: f64, title: &str) {
    let width = scene.width - 2.0 * MARGIN;
    let floor = Item::rect(key, MARGIN, y, width, STRIP, 4.0);
    scene.push(floor.fill(Paint::Lane).title(title));
}

/// How full each range is, as one shape, where segments would be too many.
fn draw_ranges(scene: &mut Scene, key: &str, y: f64, filled: &[f64]) {
    let pitch = (scene.width - 2.0 * MARGIN) / filled.len().max(1) as f64;
    let mut path = vec![Segment::Move(MARGIN, y + STRIP)];
    for (at, filled) in filled.iter().enumerate() {
        let top = y + STRIP * (1.0 - filled.min(1.0));
        path.push(Segment::Line(MARGIN + pitch * at as f64, top));
        path.push(Segment::Line(MARGIN + pitch * (at + 1) as f64, top));
    }
    path.push(Segment::Line(scene.width - MARGIN, y + STRIP));
    path.push(Segment::Close);
    scene.push(Item::path(key, path).fill(Paint::Line));
}

/// Sums places in use into ranges of `extent` places.
fn ranges(places: impl Iterator<Item = (u64, u64)>, extent: u64) -> Vec<f64> {
    let mut filled = vec![0.0; RANGES];
    let size = extent as f64 / RANGES as f64;
    for (at, length) in places {
        let range = ((at as f64 / size) as usize).min(RANGES - 1);
        filled[range] += length as f64 / size;
    }
    filled
}

/// Tables where they lie in the administration volume.
fn draw_administration(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let entries = count(sheet.tree.admin_entries, "entry", "entries");
    let mut parts = vec![format!("administration: {entries}")];
    parts.push(count(detail.tables.len() as u64, "table", "tables"));
    let own: u64 = sheet.volume.tables.iter().sum();
    parts.extend((own > 0).then(|| format!("{} here", grouped(own))));
    say(scene, "admin/words", y + 11.0, &parts);
    let top = y + 17.0;
    draw_floor(
        scene,
        "admin/floor",
        top,
        "snapshot administration volume, from offset 0",
    );
    let end = detail.tables.iter().next_back();
    let mut extent = end.map_or(1, |(at, table)| at.0 + u64::from(table.fan_out));
    if let Some((at, entries)) = sheet.light.table_freed {
        extent = extent.max(at.0 + u64::from(entries));
    }
    let crowded = detail.tables.len() > SEGMENTS_MAX;
    if crowded {
        let all = detail.tables.iter();
        let all = all.map(|(at, table)| (at.0, u64::from(table.fan_out)));
        draw_ranges(scene, "admin/all", top, &ranges(all, extent));
    }
    let scale = (scene.width - 2.0 * MARGIN) / extent as f64;
    let shown = detail
        .tables
        .iter()
        .filter(|(_, table)| !crowded || table.volume == sheet.id);
    for (at, table) in shown.take(SEGMENTS_MAX) {
        draw_table(scene, sheet, *at, table, scale, top);
    }
    if let Some((at, entries)) = sheet.light.table_freed {
        let left = MARGIN + at.0 as f64 * scale;
        let width = f64::from(entries) * scale;
        draw_freed(scene, "admin/freed", (left, width), top);
    }
    top + STRIP
}

fn draw_table(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    at: AdminOffset,
    table: &Table,
    scale: f64,
    top: f64,
) {
    let x = MARGIN + at.0 as f64 * scale;
    let w = (f64::from(table.fan_out) * scale - 1.0).max(1.5);
    let segment = Item::rect(format!("admin/{}", at.0), x, top, w, STRIP, 2.0);
    let light = sheet.light;
    let now = light.table_now == Some(at) || light.entry_now.is_some_and(|(t, _)| t == at);
    let segment = match (now, table.volume == sheet.id) {
        (true, _) => segment.fill(Paint::Accent),
        (_, true) => segment
            .fill(Paint::AccentSurface)
            .stroke(Paint::Accent, 1.0),
        _ => segment.fill(Paint::Surface).stroke(Paint::Edge, 0.8),
    };
    let title = format!(
        "admin+{}: level {} table of {}, {} of {} entries in use",
        at.0,
        table.level,
        sheet.name(table.volume),
        table.entries.len(),
        table.fan_out,
    );
    scene.push(segment.title(title).target(Target::Table(at)));
}

/// The place of what was freed just now.
fn draw_freed(scene: &mut Scene, key: &str, (x, w): (f64, f64), top: f64) {
    let frame = Item::rect(key, x, top, (w - 1.0).max(1.5), STRIP, 2.0);
    let frame = frame.stroke(Paint::Accent, 1.8).dash(Dash::Dashed);
    scene.push(frame.title("freed just now"));
}

/// Pages where they lie in the data volume.
fn draw_data(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let own = own_pages(sheet);
    let shared = detail
        .data
        .values()
        .filter(|page| page.references > 1)
        .count();
    let pages = count(sheet.tree.data_pages, "page", "pages");
    let mut parts = vec![format!("data: {pages}")];
    parts.extend((shared > 0).then(|| format!("{} shared", grouped(shared as u64))));
    parts.extend((!own.is_empty()).then(|| format!("{} here", grouped(own.len() as u64))));
    say(scene, "data/words", y + 11.0, &parts);
    let top = y + 17.0;
    draw_floor(
        scene,
        "data/floor",
        top,
        "snapshot data volume, from offset 0",
    );
    let extent = detail
        .data
        .keys()
        .next_back()
        .map_or(1, |at| at.0 + 1)
        .max(sheet.light.data_freed.map_or(8, |at| at.0 + 1))
        .max(8);
    let crowded = detail.data.len() > SEGMENTS_MAX;
    if crowded {
        let all = detail.data.keys().map(|at| (at.0, 1));
        draw_ranges(scene, "data/all", top, &ranges(all, extent));
    }
    let pitch = (scene.width - 2.0 * MARGIN) / extent as f64;
    let numbers = page_numbers(sheet);
    let shown = detail
        .data
        .iter()
        .filter(|(at, _)| !crowded || own.contains(at));
    for (at, page) in shown.take(SEGMENTS_MAX) {
        let area = (MARGIN + at.0 as f64 * pitch, top, (pitch - 1.0).max(1.5));
        let number = numbers.get(at).copied();
        draw_page(
            scene,
            sheet,
            detail,
            *at,
            page,
            number,
            own.contains(at),
            area,
        );
    }
    if let Some(at) = sheet.light.data_freed {
        let left = MARGIN + at.0 as f64 * pitch;
        draw_freed(scene, "data/freed", (left, pitch), top);
    }
    top + STRIP
}

#[allow(clippy::too_many_arguments, reason = "all describe one page")]
fn draw_page(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    detail: &TreeDetail,
    at: DataOffset,
    page: &DataPage,
    number: Option<u64>,
    own: bool,
    (x, top, w): (f64, f64, f64),
) {
    let cell = Item::rect(format!("data/{}", at.0), x, top, w, STRIP, 2.0);
    let origin = detail.origins.get(&Location::Data(at));
    let version = origin.map_or(0, |origin| origin.version);
    let (fill, ink) = match number {
        Some(page) => (Paint::PageHue { page, version }, Paint::PageInk),
        None => (Paint::Surface, Paint::Ink),
    };
    let cell = cell.fill(fill);
    let cell = match (sheet.light.data_now == Some(at), own) {
        (true, _) => cell.stroke(Paint::Accent, 2.4),
        (_, true) => cell.stroke(Paint::Accent, 1.4),
        _ => cell.stroke(Paint::Edge, 0.6),
    };
    let references = u64::from(page.references);
    let title = format!(
        "data+{}: {}, {}",
        at.0,
        crate::text::shorten(&page.content.label(), 400.0, TEXT, false, true),
        count(references, "entry leads here", "entries lead here"),
    );
    scene.push(cell.title(title).target(Target::Data(at)));
    let many = format!("×{references}");
    let wide = width_of(&many, TEXT, false, false);
    if references > 1 && wide + 2.0 < w {
        let x = x + (w - wide) / 2.0;
        let text = Item::text(format!("data/{}/shared", at.0), x, top + 12.0, TEXT, many);
        scene.push(text.fill(ink));
    }
}

/// Places of the pages this volume's entries lead to.
fn own_pages(sheet: &Sheet<'_>) -> SortedSet<DataOffset> {
    let Held::Pages(entries) = &sheet.volume.held else {
        return SortedSet::new();
    };
    let pages = entries.values().filter_map(|entry| match entry {
        Entry::Page(offset) => Some(*offset),
        _ => None,
    });
    let mut own = SortedSet::new();
    own.extend(pages);
    own
}

/// The page number of each place in the data volume.
fn page_numbers(sheet: &Sheet<'_>) -> SortedMap<DataOffset, u64> {
    let mut numbers = SortedMap::new();
    let volumes = sheet.outline.volumes.values();
    for volume in volumes.filter(|volume| volume.tree == sheet.volume.tree) {
        let Held::Pages(entries) = &volume.held else {
            continue;
        };
        for (page, entry) in entries {
            if let Entry::Page(offset) = entry {
                numbers.insert(*offset, page.0);
            }
        }
    }
    numbers.extend(sheet.light.pending.map(|(page, offset)| (offset, page.0)));
    numbers
}
