//! Two volumes beside each other, page by page: the first above, the second
//! below. A block that only one has stands in its row; one that both find in
//! the same place spans the two; where they differ each has a block of its own.

use cowpath_engine::delta::{DeltaKind, DeltaRun};

use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::text::{shorten, width_of};

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
/// Most runs that have a tooltip each.
const RUNS_MAX: usize = 300;
const MARGIN: f64 = 8.0;
const ROW: f64 = 20.0;
const GAP: f64 = 4.0;
const TOP: f64 = 20.0;
const KINDS: [(DeltaKind, &str); 4] = [
    (DeltaKind::LeftOnly, "left only"),
    (DeltaKind::RightOnly, "right only"),
    (DeltaKind::Differ, "two places"),
    (DeltaKind::Same, "same place"),
];

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct DeltaOptions<'a> {
    /// The name of the first volume.
    pub left: &'a str,
    /// The name of the second one.
    pub right: &'a str,
    /// Pages of the longer one.
    pub pages: u64,
    /// Width to fit, in px.
    pub width: f64,
}

/// The picture of a comparison's runs.
#[must_use]
pub fn layout(runs: &[DeltaRun], options: &DeltaOptions<'_>) -> Scene {
    let names = [options.left, options.right];
    let names = names.map(|name| shorten(name, 90.0, 12.0, true, false));
    let widths = names
        .each_ref()
        .map(|name| width_of(name, 12.0, true, false));
    let left = MARGIN + widths[0].max(widths[1]) + 10.0;
    let room = options.width - left - MARGIN;
    let mut scene = Scene {
        width: options.width,
        height: 0.0,
        describe: describe(runs, options),
        items: Vec::new(),
    };
    for (at, name) in names.into_iter().enumerate() {
        let y = TOP + (ROW + GAP) * at as f64;
        let floor = Item::rect(format!("row/{at}"), left, y, room, ROW, 3.0);
        scene.push(floor.fill(Paint::Lane));
        let name = Item::text(format!("row/{at}/name"), MARGIN, y + 14.5, 12.0, name);
        scene.push(name.bold());
    }
    draw_ruler(&mut scene, options.pages, left, room);
    let scale = room / options.pages.max(1) as f64;
    for (kind, word) in KINDS {
        let of_kind = runs.iter().filter(|run| run.kind == kind);
        let mut all = Vec::new();
        for run in of_kind {
            // Blocks beside each other are told apart where there is room.
            let wide = run.length as f64 * scale;
            let w = (wide - if wide > 6.0 { 1.4 } else { 0.0 }).max(1.6);
            let x = (left + run.start as f64 * scale).min(left + room - w);
            let path = blocks(kind, x, w);
            if runs.len() > RUNS_MAX {
                all.extend(path);
                continue;
            }
            let title = format!("{}: {word}", pages_of(run));
            let block = Item::path(format!("run/{}", run.start), path);
            scene.push(painted(block, kind).title(title));
        }
        if !all.is_empty() {
            scene.push(painted(Item::path(format!("runs/{word}"), all), kind));
        }
    }
    draw_legend(&mut scene, runs);
    scene
}

/// Page numbers above the rows: all where they fit, else the ends.
fn draw_ruler(scene: &mut Scene, pages: u64, left: f64, room: f64) {
    let pitch = room / pages.max(1) as f64;
    let mut number = |page: u64, x: f64, anchor: Anchor| {
        let number = Item::text(format!("ruler/{page}"), x, TOP - 5.0, TEXT, grouped(page));
        scene.push(number.fill(Paint::Faint).anchor(anchor));
    };
    if pitch >= 18.0 {
        for page in 0..pages {
            number(page, left + pitch * (page as f64 + 0.5), Anchor::Middle);
        }
    } else {
        number(0, left, Anchor::Start);
        number(pages - 1, left + room, Anchor::End);
    }
}

/// The shape of a run, from `x` on.
fn blocks(kind: DeltaKind, x: f64, w: f64) -> Vec<Segment> {
    let block = |y: f64, h: f64| {
        [
            Segment::Move(x, y),
            Segment::Line(x + w, y),
            Segment::Line(x + w, y + h),
            Segment::Line(x, y + h),
            Segment::Close,
        ]
    };
    let (above, below) = (TOP + 1.0, TOP + ROW + GAP + 1.0);
    match kind {
        DeltaKind::LeftOnly => block(above, ROW - 2.0).to_vec(),
        DeltaKind::RightOnly => block(below, ROW - 2.0).to_vec(),
        DeltaKind::Same => block(above + 3.0, 2.0 * ROW + GAP - 8.0).to_vec(),
        DeltaKind::Differ => [block(above, ROW - 2.0), block(below, ROW - 2.0)].concat(),
    }
}

fn painted(item: Item, kind: DeltaKind) -> Item {
    match kind {
        DeltaKind::LeftOnly | DeltaKind::RightOnly => item.fill(Paint::Muted),
        DeltaKind::Differ => item.fill(Paint::Difference),
        DeltaKind::Same => item
            .fill(Paint::Surface)
            .stroke(Paint::Edge, 1.1)
            .dash(Dash::Dotted),
    }
}

/// Every kind with its shape, and how many pages are of it.
fn draw_legend(scene: &mut Scene, runs: &[DeltaRun]) {
    let (mut x, mut y) = (MARGIN, TOP + 2.0 * ROW + GAP + 12.0);
    for (kind, word) in KINDS {
        let words = format!("{word}: {}", count(pages_in(runs, kind), "page", "pages"));
        let wide = 24.0 + width_of(&words, TEXT, false, false);
        if x + wide > scene.width - MARGIN && x > MARGIN {
            (x, y) = (MARGIN, y + 18.0);
        }
        let small = blocks(kind, 0.0, 14.0).into_iter();
        // The same shape, at a third of the height.
        let at = |px: f64, py: f64| (x + px, y + (py - TOP) / 3.0);
        let small = small.map(|segment| segment.map(at)).collect();
        scene.push(painted(Item::path(format!("legend/{word}"), small), kind));
        let key = format!("legend/{word}/words");
        let words = Item::text(key, x + 20.0, y + 11.0, TEXT, words);
        scene.push(words.fill(Paint::Muted));
        x += wide + 14.0;
    }
    scene.height = y + 22.0;
}

fn pages_in(runs: &[DeltaRun], kind: DeltaKind) -> u64 {
    let of_kind = runs.iter().filter(|run| run.kind == kind);
    of_kind.map(|run| run.length).sum()
}

fn pages_of(run: &DeltaRun) -> String {
    match run.length {
        1 => format!("page {}", grouped(run.start)),
        length => {
            let last = run.start + length - 1;
            format!("pages {} to {}", grouped(run.start), grouped(last))
        }
    }
}

fn describe(runs: &[DeltaRun], options: &DeltaOptions<'_>) -> String {
    let of = |(kind, word)| format!("{word} {}", count(pages_in(runs, kind), "page", "pages"));
    let all = KINDS.map(of).join(", ");
    format!("{} and {}: {all}", options.left, options.right)
}
