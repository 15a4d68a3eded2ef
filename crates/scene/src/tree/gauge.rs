//! How full a tree is, where it has a limit: one line above its lanes.

use cowpath_engine::projection::TreeOutline;

use super::{Sheet, TEXT};
use crate::number::{count, grouped};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::text::width_of;

/// Height of the line.
pub const HEIGHT: f64 = 20.0;
/// Width of a gauge.
const BAR: f64 = 64.0;

/// Whether there is anything to say about a tree.
pub fn is_there(tree: &TreeOutline) -> bool {
    let capacity = tree.capacity;
    let limited = capacity.data_pages.is_some() || capacity.admin_entries.is_some();
    limited || tree.change_log_records > 0
}

/// Draws the lines of all trees.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    for (id, y) in &sheet.places.gauges {
        let Some(tree) = sheet.outline.trees.get(id) else {
            continue;
        };
        let (key, mut x) = (format!("gauge/{}", id.0), sheet.places.left);
        let limit = tree.capacity;
        let parts = [
            ("data", tree.data_pages, limit.data_pages, "pages"),
            ("tables", tree.admin_entries, limit.admin_entries, "entries"),
        ];
        for (what, used, most, unit) in parts {
            let Some(most) = most else { continue };
            let bar = format!("{key}/{what}");
            let title = match what {
                "data" => "snapshot data volume: pages in use, and how many it holds",
                _ => "snapshot administration volume: entries in use, and how many it holds",
            };
            let full = used as f64 / most.max(1) as f64;
            let frame = Item::rect(format!("{bar}/frame"), x, y - 8.0, BAR, 9.0, 3.0);
            let frame = frame.fill(Paint::Surface).stroke(Paint::Edge, 1.0);
            scene.push(frame.title(title));
            let fill = Item::rect(bar.clone(), x, y - 8.0, BAR * full.min(1.0), 9.0, 3.0);
            let paint = if full < 0.9 {
                Paint::Edge
            } else {
                Paint::Accent
            };
            scene.push(fill.fill(paint));
            let room = if used < most { "" } else { ", full" };
            let words = format!("{what} {} of {} {unit}{room}", grouped(used), grouped(most));
            x += BAR + 7.0;
            let wide = width_of(&words, TEXT, false, false);
            let words = Item::text(format!("{bar}/words"), x, *y, TEXT, words);
            scene.push(words.fill(Paint::Muted));
            x += wide + 18.0;
        }
        if tree.change_log_records > 0 {
            let writes = count(tree.change_log_records, "write", "writes");
            let words = Item::text(
                format!("{key}/log"),
                x,
                *y,
                TEXT,
                format!("change log {writes}"),
            );
            scene.push(words.fill(Paint::Muted));
        }
    }
}
