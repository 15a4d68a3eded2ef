//! How long hosts wait while a volume is restored, against how long they wait
//! without: a group of two bars for each way, as long as the mean of reads and
//! of writes in micro-steps, with a line to where 95 of 100 have ended.

use crate::number::count;
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::text::{shorten, width_of};

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
const MARGIN: f64 = 8.0;
/// From the top to the first group.
const TOP: f64 = 62.0;
/// Height of a group, and where its parts lie in it.
const GROUP: f64 = 52.0;
const BAR: f64 = 10.0;
/// Room for the word before a bar, and for the number after it.
const WORD: f64 = 42.0;
const NUMBER: f64 = 34.0;

/// Reads or writes, in micro-steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// Mean.
    pub mean: f64,
    /// What 95 of 100 take at most.
    pub p95: u64,
    /// The longest.
    pub max: u64,
}

/// One way to restore, or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What it is called.
    pub name: String,
    /// Reads of hosts; `None` where there were none.
    pub reads: Option<Wait>,
    /// Writes of hosts; likewise.
    pub writes: Option<Wait>,
    /// Pages copied in all.
    pub copied_pages: u64,
}

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct LatencyOptions<'a> {
    /// The name of the production volume.
    pub volume: &'a str,
    /// Width to fit, in px.
    pub width: f64,
}

/// The chart, a group for each way in their order.
#[must_use]
pub fn layout(ways: &[Way], options: &LatencyOptions<'_>) -> Scene {
    let waits = || {
        ways.iter()
            .flat_map(|way| [way.reads, way.writes].into_iter().flatten())
    };
    let longest = waits().map(|wait| wait.mean.max(wait.p95 as f64));
    let scale = longest.fold(1.0, f64::max);
    let mut scene = Scene {
        width: options.width,
        height: TOP + GROUP * ways.len() as f64,
        describe: describe(ways, options.volume),
        items: Vec::new(),
    };
    let room = options.width - 2.0 * MARGIN;
    let title = format!("Waiting for {}", options.volume);
    let title = shorten(&title, room, 12.0, true, false);
    scene.push(Item::text("title", MARGIN, 16.0, 12.0, title).bold());
    for (key, y, words) in [
        ("unit", 32.0, "bar: mean, in micro-steps"),
        ("line", 47.0, "line: 95 of 100 have ended"),
    ] {
        let words = shorten(words, room, TEXT, false, false);
        scene.push(Item::text(key, MARGIN, y, TEXT, words).fill(Paint::Muted));
    }
    for (at, way) in ways.iter().enumerate() {
        draw_way(&mut scene, at, way, scale);
    }
    scene
}

fn draw_way(scene: &mut Scene, at: usize, way: &Way, scale: f64) {
    let (key, top) = (format!("way/{at}"), TOP + GROUP * at as f64);
    let right = scene.width - MARGIN;
    let copied = count(way.copied_pages, "page copied", "pages copied");
    let room = right - MARGIN - width_of(&copied, TEXT, false, false) - 8.0;
    let name = shorten(&way.name, room, TEXT, true, false);
    let name = Item::text(format!("{key}/name"), MARGIN, top + 11.0, TEXT, name);
    scene.push(name.bold());
    let copied = Item::text(format!("{key}/copied"), right, top + 11.0, TEXT, copied);
    scene.push(copied.fill(Paint::Muted).anchor(Anchor::End));
    let kinds = [
        ("reads", way.reads, Paint::Edge),
        ("writes", way.writes, Paint::Accent),
    ];
    for (line, (what, wait, paint)) in kinds.into_iter().enumerate() {
        let Some(wait) = wait else { continue };
        let key = format!("{key}/{what}");
        let y = top + 17.0 + (BAR + 4.0) * line as f64;
        let left = MARGIN + WORD;
        let wide = |steps: f64| (right - NUMBER - left) * steps / scale;
        let word = Item::text(format!("{key}/word"), MARGIN, y + 9.0, TEXT, what);
        scene.push(word.fill(Paint::Muted));
        let says = format!(
            "{}: {what} take {} micro-steps on average, 95 of 100 at most {}, the longest {}",
            way.name,
            tenths(wait.mean),
            wait.p95,
            wait.max
        );
        let bar = Item::rect(key.clone(), left, y, wide(wait.mean).max(2.0), BAR, 2.0);
        scene.push(bar.fill(paint).title(says));
        let end = left + wide(wait.p95 as f64);
        let mut line = vec![
            Segment::Move(left + wide(wait.mean), y + BAR / 2.0),
            Segment::Line(end, y + BAR / 2.0),
        ];
        line.extend([
            Segment::Move(end, y + 1.0),
            Segment::Line(end, y + BAR - 1.0),
        ]);
        scene.push(Item::path(format!("{key}/line"), line).stroke(Paint::Ink, 1.2));
        let number = Item::text(format!("{key}/n"), right, y + 9.0, TEXT, tenths(wait.mean));
        scene.push(number.anchor(Anchor::End));
    }
}

fn describe(ways: &[Way], volume: &str) -> String {
    let writes = ways.iter().filter_map(|way| {
        let mean = tenths(way.writes?.mean);
        Some(format!("{} {mean}", way.name))
    });
    let writes: Vec<String> = writes.collect();
    format!(
        "Mean micro-steps of a host's write to {volume}: {}",
        writes.join(", ")
    )
}

/// With one digit after the point.
fn tenths(value: f64) -> String {
    let tenths = (value * 10.0).round() as u64;
    format!("{}.{}", tenths / 10, tenths % 10)
}
