//! The pages of a base volume, which lie in place and need no tables.

use cowpath_engine::entry::Location;
use cowpath_engine::ids::PageNo;
use cowpath_engine::projection::TreeDetail;

use super::{MARGIN, Sheet, TEXT};
use crate::number::{count, grouped};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::target::Target;
use crate::text::shorten;

const CELL: f64 = 46.0;
const ROW: f64 = 46.0;
/// Most pages drawn.
const PAGES_MAX: usize = 64;

/// Draws the pages; returns the bottom.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail) -> f64 {
    let all = count(sheet.volume.pages, "page", "pages");
    let written = grouped(sheet.tree.base_pages);
    let words = format!("in place, no tables · {written} of {all} written");
    scene.push(Item::text("base", MARGIN, 18.0, TEXT, words).fill(Paint::Muted));
    let room = scene.width - 2.0 * MARGIN;
    let columns = ((room + 6.0) / (CELL + 6.0)).floor().max(1.0) as usize;
    let mut bottom = 24.0;
    for (at, (page, content)) in detail.base.iter().take(PAGES_MAX).enumerate() {
        let x = MARGIN + (CELL + 6.0) * (at % columns) as f64;
        let y = 28.0 + ROW * (at / columns) as f64;
        draw_page(scene, sheet, detail, *page, &content.label(), x, y);
        bottom = y + ROW - 4.0;
    }
    let rest = detail.base.len().saturating_sub(PAGES_MAX);
    if rest > 0 {
        let words = format!("and {} more", grouped(rest as u64));
        scene.push(Item::text("base/rest", MARGIN, bottom + 14.0, TEXT, words).fill(Paint::Muted));
        bottom += 18.0;
    }
    bottom
}

fn draw_page(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    detail: &TreeDetail,
    page: PageNo,
    label: &str,
    x: f64,
    y: f64,
) {
    let key = format!("page/{}", page.0);
    let target = Target::Cell(sheet.id, page);
    let origin = detail.origins.get(&Location::Base(sheet.id, page));
    let version = origin.map_or(0, |origin| origin.version);
    let rect = Item::rect(key.clone(), x, y, CELL, 24.0, 5.0);
    let rect = rect.fill(Paint::PageHue {
        page: page.0,
        version,
    });
    let marked = sheet.light.page.or(sheet.options.selected_page) == Some(page);
    let rect = if marked {
        rect.stroke(Paint::Accent, 2.0)
    } else {
        rect
    };
    scene.push(
        rect.title(format!("page {}: {label}", page.0))
            .target(target),
    );
    let middle = x + CELL / 2.0;
    let short = shorten(label, CELL - 6.0, TEXT, false, true);
    let text = Item::text(format!("{key}/text"), middle, y + 16.0, TEXT, short);
    scene.push(
        text.mono()
            .bold()
            .fill(Paint::PageInk)
            .anchor(Anchor::Middle)
            .target(target),
    );
    let number = Item::text(
        format!("{key}/number"),
        middle,
        y + 36.0,
        TEXT,
        page.0.to_string(),
    );
    scene.push(number.fill(Paint::Muted).anchor(Anchor::Middle));
}
