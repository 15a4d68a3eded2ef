//! Large volumes: a bar for each range of pages says how much of it is held.

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{DENSITY_BUCKETS, Held, Outline, TreeOutline};

use super::strip::Strip;
use super::{Sheet, TEXT, busy, cells};
use crate::number::{count, grouped};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::target::Target;

/// Draws the bars of a volume, and the range above them where asked. `pages`:
/// those of the longest volume of its tree.
pub fn draw(
    scene: &mut Scene,
    sheet: &Sheet<'_>,
    tree: &TreeOutline,
    id: VolumeId,
    pages: u64,
    ruler: bool,
) {
    let Some((x, y, w)) = sheet.places.strip(id) else {
        return;
    };
    let (x, w, h) = (x + 4.0, w - 8.0, Strip::Density.height());
    let (counts, extent) = buckets(sheet.outline, tree, id, pages);
    let most = counts.iter().copied().max().unwrap_or(0);
    let own = sheet.outline.volumes.get(&id).map_or(pages, |v| v.pages);
    let mut title = format!(
        "pages 0 to {}; the highest bar stands for {}",
        grouped(own - 1),
        count(most, "page", "pages")
    );
    if extent < own {
        let after = grouped(extent);
        title.push_str(&format!(
            "; the last one counts all from page {after} on too"
        ));
    }
    title.push_str(&busy::ranges_title(sheet, id));
    let part = |of: u64| w * of as f64 / pages as f64;
    let floor = Item::rect(format!("vol/{}/floor", id.0), x, y, part(own), h, 2.0);
    let floor = floor.fill(Paint::Lane).title(title);
    scene.push(floor.target(Target::Volume(id)));
    if own < pages {
        cells::draw_end(scene, id, own, x + part(own) - 2.0, y, h);
    }
    let path = bars(&counts, x, y, part(extent.min(pages)), h);
    let bars = Item::path(format!("vol/{}/density", id.0), path);
    let base = sheet
        .outline
        .volumes
        .get(&id)
        .is_some_and(|v| v.kind.is_writable());
    let paint = if base { Paint::ReadWrite } else { Paint::Muted };
    scene.push(bars.fill(paint));
    busy::draw_ranges(scene, sheet, id, pages, (x, y, w, h));
    if ruler {
        let baseline = y - sheet.places.strip_top - super::cells::RULER;
        let key = format!("vol/{}/ruler", id.0);
        let first = Item::text(format!("{key}/0"), x, baseline, TEXT, "0");
        scene.push(first.fill(Paint::Faint));
        let last = grouped(pages - 1);
        let end = Item::text(format!("{key}/last"), x + w, baseline, TEXT, last);
        scene.push(end.fill(Paint::Faint).anchor(Anchor::End));
    }
}

fn bars(counts: &[u64], x: f64, y: f64, w: f64, h: f64) -> Vec<Segment> {
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f64;
    let pitch = w / counts.len().max(1) as f64;
    let mut path = Vec::new();
    for (at, held) in counts.iter().enumerate().filter(|(_, held)| **held > 0) {
        let left = x + pitch * at as f64;
        let right = left + (pitch - 0.3).max(0.8);
        let top = y + h - (h - 2.0) * (*held as f64 / most).max(0.15);
        path.push(Segment::Move(left, y + h));
        path.push(Segment::Line(left, top));
        path.push(Segment::Line(right, top));
        path.push(Segment::Line(right, y + h));
        path.push(Segment::Close);
    }
    if path.is_empty() {
        path.push(Segment::Move(x, y + h));
    }
    path
}

/// Pages held in each of the ranges, and how many pages the ranges stand for.
fn buckets(outline: &Outline, tree: &TreeOutline, id: VolumeId, pages: u64) -> (Vec<u64>, u64) {
    let mut counts = vec![0; DENSITY_BUCKETS as usize];
    let mut add = |page: &PageNo| {
        let at = u128::from(page.0) * u128::from(DENSITY_BUCKETS) / u128::from(pages);
        if let Some(count) = counts.get_mut(at as usize) {
            *count += 1;
        }
    };
    let Some(volume) = outline.volumes.get(&id) else {
        return (counts, pages);
    };
    match (&volume.held, &tree.detail) {
        (Held::Density(counts), _) => return (counts.clone(), tree.geometry.pages()),
        (Held::Pages(_), Some(detail)) if volume.kind == Kind::Base => {
            detail.base.keys().for_each(&mut add);
        }
        (Held::Pages(entries), _) => entries.keys().for_each(&mut add),
    }
    (counts, pages)
}
