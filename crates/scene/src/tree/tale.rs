//! The story on top of the tree: travelling pages, jumps, differences.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;

use super::links::head;
use super::place::Places;
use super::strip::Strip;
use super::views::Views;
use super::{Options, TEXT};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::story::{Hop, Phase};
use crate::text::shorten;

/// Draws the story.
pub fn draw(
    scene: &mut Scene,
    outline: &Outline,
    places: &Places,
    views: &Views<'_>,
    options: &Options<'_>,
) {
    differences(scene, outline, places, options);
    jumps(scene, places, options);
    travel(scene, outline, places, views, options);
}

/// The area of a page's cell.
fn cell(
    outline: &Outline,
    places: &Places,
    volume: VolumeId,
    page: u64,
) -> Option<(f64, f64, f64, f64)> {
    let tree = outline.trees.get(&outline.volumes.get(&volume)?.tree)?;
    let (x, y, w) = places.strip(volume)?;
    let strip = Strip::of(tree);
    strip.cell(page, x, y, w).or_else(|| {
        let at = page as f64 / tree.geometry.pages() as f64;
        (strip == Strip::Density).then_some((x + 2.0 + (w - 8.0) * at, y, 4.0, strip.height()))
    })
}

fn travel(
    scene: &mut Scene,
    outline: &Outline,
    places: &Places,
    views: &Views<'_>,
    options: &Options<'_>,
) {
    let Some(travel) = &options.story.travel else {
        return;
    };
    if travel.phase == Phase::Done {
        return;
    }
    let page = travel.page.0;
    let shown = views.cell(travel.from, page);
    let holder = shown.map_or(travel.from, |cell| cell.view.holder);
    let at = if travel.phase == Phase::Leaving {
        holder
    } else {
        travel.into
    };
    let Some((x, y, w, h)) = cell(outline, places, at, page) else {
        return;
    };
    let label = match &travel.content {
        Some(content) => content.label(),
        None => shown.map(|cell| cell.label()).unwrap_or_default(),
    };
    let version = shown
        .and_then(|cell| cell.view.origin)
        .map_or(0, |origin| origin.version);
    let key = "travel/old";
    let chip = Item::rect(key, x - 1.5, y - 1.5, w + 3.0, h + 3.0, 4.0);
    scene.push(
        chip.fill(Paint::PageHue { page, version })
            .stroke(Paint::Accent, 2.0),
    );
    let short = shorten(&label, w.max(13.3) + 1.2, TEXT, false, true);
    let text = Item::text(
        format!("{key}/label"),
        x + w / 2.0,
        y + h / 2.0 + 4.0,
        TEXT,
        short,
    );
    scene.push(
        text.fill(Paint::PageInk)
            .mono()
            .bold()
            .anchor(Anchor::Middle),
    );
}

fn jumps(scene: &mut Scene, places: &Places, options: &Options<'_>) {
    let over = options
        .story
        .jumps
        .iter()
        .filter(|jump| jump.hop != Hop::Link);
    for (at, jump) in over.enumerate() {
        let (Some(a), Some(b)) = (places.boxes.get(&jump.from), places.boxes.get(&jump.to)) else {
            continue;
        };
        let (x1, x2) = (a.x + a.w / 2.0, b.x + b.w / 2.0);
        let top = a.y.min(b.y) - 24.0;
        let path = vec![
            Segment::Move(x1, a.y),
            Segment::Cubic(x1, top, x2, top, x2, b.y - 8.0),
        ];
        let key = format!("jump/{at}");
        scene.push(
            Item::path(key.clone(), path)
                .stroke(Paint::Accent, 2.0)
                .dash(Dash::LongShort),
        );
        let tip = head((x2, b.y), (0.0, 1.0), 8.0);
        scene.push(Item::path(format!("{key}/tip"), tip).fill(Paint::Accent));
    }
}

fn differences(scene: &mut Scene, outline: &Outline, places: &Places, options: &Options<'_>) {
    let Some(diff) = &options.story.diff else {
        return;
    };
    for volume in [diff.a, diff.b] {
        for (page, verdict) in &diff.verdicts {
            let Some((x, y, w, h)) = cell(outline, places, volume, page.0) else {
                continue;
            };
            let key = format!("diff/{}/{}", volume.0, page.0);
            let frame = Item::rect(key, x - 1.0, y - 1.0, w + 2.0, h + 2.0, 3.5);
            let frame = frame.stroke(Paint::Difference, 2.0);
            scene.push(if verdict.content {
                frame
            } else {
                frame.dash(Dash::Dashed)
            });
        }
    }
}
