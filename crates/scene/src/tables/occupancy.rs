//! How full the administration and the data volume are: one strip each, this
//! volume's share marked.

use std::collections::BTreeSet;

use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::DataOffset;
use cowpath_engine::projection::{Held, TreeDetail};

use super::{MARGIN, Sheet, TEXT};
use crate::number::{count, grouped};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::target::Target;
use crate::text::{shorten, width_of};

const STRIP: f64 = 16.0;
/// Most segments of a strip.
const SEGMENTS_MAX: usize = 200;

/// Draws both strips; returns the bottom.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let y = administration(scene, sheet, detail, y);
    data(scene, sheet, detail, y + 8.0)
}

fn say(scene: &mut Scene, key: &str, y: f64, text: &str) {
    let room = scene.width - 2.0 * MARGIN;
    let text = shorten(text, room, TEXT, false, false);
    scene.push(Item::text(key, MARGIN, y, TEXT, text).fill(Paint::Muted));
}

fn floor(scene: &mut Scene, key: &str, y: f64, title: &str) {
    let width = scene.width - 2.0 * MARGIN;
    let floor = Item::rect(key, MARGIN, y, width, STRIP, 4.0);
    scene.push(floor.fill(Paint::Lane).title(title));
}

/// Tables where they lie in the administration volume.
fn administration(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let own: u64 = sheet.volume.tables.iter().sum();
    let mut words = format!(
        "administration: {}, {}",
        count(sheet.tree.admin_entries, "entry", "entries"),
        count(detail.tables.len() as u64, "table", "tables"),
    );
    if own > 0 {
        words.push_str(&format!(", {own} here"));
    }
    say(scene, "admin/words", y + 11.0, &words);
    let top = y + 17.0;
    floor(
        scene,
        "admin/floor",
        top,
        "snapshot administration volume, from offset 0",
    );
    let end = detail.tables.iter().next_back();
    let extent = end.map_or(1, |(at, table)| at.0 + u64::from(table.fan_out)) as f64;
    let scale = (scene.width - 2.0 * MARGIN) / extent;
    // This volume's tables first, where there are too many.
    let (mine, others): (Vec<_>, Vec<_>) = detail
        .tables
        .iter()
        .partition(|(_, table)| table.volume == sheet.id);
    for (at, table) in mine.into_iter().chain(others).take(SEGMENTS_MAX) {
        let x = MARGIN + at.0 as f64 * scale;
        let w = (f64::from(table.fan_out) * scale - 1.0).max(0.8);
        let segment = Item::rect(format!("admin/{}", at.0), x, top, w, STRIP, 2.0);
        let now = sheet.light.table_now == Some(*at)
            || sheet.light.entry_now.is_some_and(|(table, _)| table == *at);
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
        scene.push(segment.title(title).target(Target::Table(*at)));
    }
    top + STRIP
}

/// Pages where they lie in the data volume.
fn data(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail, y: f64) -> f64 {
    let own: BTreeSet<DataOffset> = match &sheet.volume.held {
        Held::Pages(entries) => entries
            .values()
            .filter_map(|entry| match entry {
                Entry::Page(offset) => Some(*offset),
                _ => None,
            })
            .collect(),
        Held::Density(_) => BTreeSet::new(),
    };
    let shared = detail
        .data
        .values()
        .filter(|page| page.references > 1)
        .count();
    let mut words = format!("data: {}", count(sheet.tree.data_pages, "page", "pages"));
    if shared > 0 {
        words.push_str(&format!(", {} shared", grouped(shared as u64)));
    }
    if !own.is_empty() {
        words.push_str(&format!(", {} here", own.len()));
    }
    say(scene, "data/words", y + 11.0, &words);
    let top = y + 17.0;
    floor(
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
        .max(8) as f64;
    let pitch = (scene.width - 2.0 * MARGIN) / extent;
    let (mine, others): (Vec<_>, Vec<_>) = detail.data.iter().partition(|(at, _)| own.contains(at));
    let numbers = page_numbers(sheet);
    for (at, page) in mine.into_iter().chain(others).take(SEGMENTS_MAX) {
        let x = MARGIN + at.0 as f64 * pitch;
        let w = (pitch - 1.0).max(0.8);
        let cell = Item::rect(format!("data/{}", at.0), x, top, w, STRIP, 2.0);
        let version = detail
            .origins
            .get(&Location::Data(*at))
            .map_or(0, |origin| origin.version);
        let cell = match numbers.get(at) {
            Some(page) => cell.fill(Paint::PageHue {
                page: *page,
                version,
            }),
            None => cell.fill(Paint::Surface),
        };
        let cell = match (sheet.light.data_now == Some(*at), own.contains(at)) {
            (true, _) => cell.stroke(Paint::Accent, 2.4),
            (_, true) => cell.stroke(Paint::Accent, 1.4),
            _ => cell.stroke(Paint::Edge, 0.6),
        };
        let title = format!(
            "data+{}: {}, {}",
            at.0,
            page.content.label(),
            count(
                u64::from(page.references),
                "entry leads here",
                "entries lead here"
            ),
        );
        scene.push(cell.title(title).target(Target::Data(*at)));
        let many = format!("×{}", page.references);
        if page.references > 1 && width_of(&many, TEXT, false, false) < w {
            let text = Item::text(
                format!("data/{}/shared", at.0),
                x + 2.0,
                top + 12.0,
                TEXT,
                many,
            );
            let known = numbers.contains_key(at);
            scene.push(text.fill(if known { Paint::PageInk } else { Paint::Ink }));
        }
    }
    top + STRIP
}

/// The page number of each place in the data volume.
fn page_numbers(sheet: &Sheet<'_>) -> std::collections::BTreeMap<DataOffset, u64> {
    let in_tree = sheet
        .outline
        .volumes
        .values()
        .filter(|v| v.tree == sheet.volume.tree);
    let mut numbers = std::collections::BTreeMap::new();
    for volume in in_tree {
        if let Held::Pages(entries) = &volume.held {
            for (page, entry) in entries {
                if let Entry::Page(offset) = entry {
                    numbers.insert(*offset, page.0);
                }
            }
        }
    }
    if let Some((page, offset)) = sheet.light.pending {
        numbers.insert(offset, page.0);
    }
    numbers
}
