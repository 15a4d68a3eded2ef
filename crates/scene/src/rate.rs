//! The rate of change of a volume: a bar for each interval between two
//! snapshots, as high as the pages that changed in it. Older is left, now is
//! right, as in the tree.

use cowpath_engine::ids::VolumeId;

use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::target::Target;
use crate::text::{shorten, width_of};
use crate::tree::hatch;

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
const MARGIN: f64 = 8.0;
const TOP: f64 = 44.0;
const PLOT: f64 = 120.0;
/// From the floor of the bars to the bottom of the picture.
const FOOT: f64 = 24.0;
/// Narrowest and widest bar with its gap; more bars make the picture wider.
const PITCH: (f64, f64) = (3.6, 64.0);
/// Height of the hatching where nothing is known.
const UNKNOWN: f64 = 14.0;
/// Room for a name below a bar.
const NAME: f64 = 54.0;

/// Between two snapshots of a volume, or the newest one and the present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The snapshot that begins it.
    pub snapshot: String,
    /// The snapshot that ends it, or the volume itself.
    pub until: String,
    /// Pages that changed; `None` where the snapshot is stale.
    pub pages: Option<u64>,
    /// What a click selects.
    pub volume: Option<VolumeId>,
}

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct RateOptions<'a> {
    /// The name of the volume.
    pub volume: &'a str,
    /// Width to fit, in px.
    pub width: f64,
}

/// The chart, the oldest interval first.
#[must_use]
pub fn layout(intervals: &[Interval], options: &RateOptions<'_>) -> Scene {
    let most = intervals.iter().filter_map(|interval| interval.pages).max();
    let top = scale(most.unwrap_or(0));
    let ticks: Vec<u64> = match top {
        1 => vec![0, 1],
        top => vec![0, top / 2, top],
    };
    let digits = ticks.iter().map(|tick| wide(&grouped(*tick)));
    let left = MARGIN + digits.fold(0.0, f64::max) + 8.0;
    let room = options.width - left - MARGIN;
    let pitch = (room / intervals.len().max(1) as f64).clamp(PITCH.0, PITCH.1);
    let right = left + room.max(pitch * intervals.len() as f64);
    let all = intervals.iter().filter_map(|interval| interval.pages).sum();
    let mut scene = Scene {
        width: right + MARGIN,
        height: TOP + PLOT + FOOT,
        describe: format!(
            "{} of {} changed in {}",
            count(all, "page", "pages"),
            options.volume,
            count(intervals.len() as u64, "interval", "intervals")
        ),
        items: Vec::new(),
    };
    let title = shorten(options.volume, right - MARGIN, 12.0, true, false);
    let title = Item::text("title", MARGIN, 16.0, 12.0, title);
    scene.push(title.bold());
    if intervals.is_empty() {
        let words = "no interval yet: it takes two snapshots, or one and the present";
        let words = shorten(words, right - MARGIN, TEXT, false, false);
        scene.push(Item::text("none", MARGIN, 34.0, TEXT, words).fill(Paint::Muted));
        scene.height = TOP;
        return scene;
    }
    let unit = Item::text("unit", MARGIN, 32.0, TEXT, "pages changed in each interval");
    scene.push(unit.fill(Paint::Muted));
    let floor = TOP + PLOT;
    let height = |pages: u64| PLOT * pages as f64 / top as f64;
    for tick in ticks {
        let (y, key) = (floor - height(tick), format!("tick/{tick}"));
        let line = vec![Segment::Move(left - 4.0, y), Segment::Line(right, y)];
        let line = Item::path(key.clone(), line).stroke(Paint::Line, 1.0);
        scene.push(if tick > 0 {
            line.dash(Dash::Dotted)
        } else {
            line
        });
        let digits = Item::text(format!("{key}/n"), left - 8.0, y + 4.0, TEXT, grouped(tick));
        scene.push(digits.fill(Paint::Muted).anchor(Anchor::End));
    }
    for (at, interval) in intervals.iter().enumerate() {
        let x = left + pitch * at as f64;
        let h = height(interval.pages.unwrap_or(0));
        draw_bar(&mut scene, at, interval, (x, floor, pitch), h);
    }
    draw_words(&mut scene, intervals, (left, floor, pitch), top);
    scene
}

fn draw_bar(
    scene: &mut Scene,
    at: usize,
    interval: &Interval,
    (x, floor, pitch): (f64, f64, f64),
    h: f64,
) {
    let gap = (pitch * 0.2).clamp(1.0, 8.0);
    // An interval without a change is seen as one too.
    let h = if interval.pages == Some(0) {
        1.6
    } else {
        h.max(2.0)
    };
    let (x, w) = (x + gap / 2.0, pitch - gap);
    let key = format!("bar/{at}");
    let bar = match interval.pages {
        Some(pages) => {
            let bar = Item::rect(key, x, floor - h, w, h, 2.0);
            bar.fill(if pages > 0 {
                Paint::ReadWrite
            } else {
                Paint::Edge
            })
        }
        None => {
            let hatch = hatch((x, floor - UNKNOWN, w, UNKNOWN), 6.0);
            let bar = Item::path(key, hatch);
            bar.stroke(Paint::Edge, 1.2)
        }
    };
    let changed = match interval.pages {
        Some(pages) => format!("{} changed", count(pages, "page", "pages")),
        None => "not known, the snapshot is stale".to_owned(),
    };
    let title = format!(
        "from {} until {}: {changed}",
        interval.snapshot, interval.until
    );
    let bar = bar.title(title);
    scene.push(match interval.volume {
        Some(volume) => bar.target(Target::Volume(volume)),
        None => bar,
    });
}

/// Names below the bars and numbers above them: of all when they fit, else of
/// the newest and of every so many before it.
fn draw_words(
    scene: &mut Scene,
    intervals: &[Interval],
    (left, floor, pitch): (f64, f64, f64),
    top: u64,
) {
    let every = |room: f64| (room / pitch).ceil().max(1.0) as usize;
    let longest = intervals
        .iter()
        .map(|i| wide(&i.snapshot))
        .fold(0.0, f64::max);
    let name = longest.min(NAME.max(pitch - 6.0));
    let numbers = intervals.iter().map(|i| wide(&number_of(i)));
    let number = every(numbers.fold(0.0, f64::max) + 4.0);
    // The newest name is moved left, to end in the picture.
    let named = every(name + 8.0 + ((name - pitch) / 2.0 - 6.0).max(0.0));
    for (at, interval) in intervals.iter().enumerate() {
        let middle = left + pitch * (at as f64 + 0.5);
        let from_now = intervals.len() - 1 - at;
        if from_now.is_multiple_of(named) {
            let words = shorten(&interval.snapshot, name, TEXT, false, false);
            let half = wide(&words) / 2.0;
            let middle = middle.max(2.0 + half).min(scene.width - 2.0 - half);
            let words = Item::text(format!("bar/{at}/name"), middle, floor + 16.0, TEXT, words);
            let words = words.anchor(Anchor::Middle).fill(Paint::Muted);
            scene.push(words.title(interval.snapshot.clone()));
        }
        if number == 1 {
            let h = match interval.pages {
                Some(pages) => PLOT * pages as f64 / top as f64,
                None => UNKNOWN,
            };
            let (key, y) = (format!("bar/{at}/n"), floor - h - 4.0);
            let digits = Item::text(key, middle, y, TEXT, number_of(interval));
            scene.push(digits.anchor(Anchor::Middle));
        }
    }
}

/// What stands above a bar.
fn number_of(interval: &Interval) -> String {
    match interval.pages {
        Some(pages) => grouped(pages),
        None => "?".to_owned(),
    }
}

/// The top of the scale: 1, 2 or 5 and zeros, and even where there is a middle.
pub(crate) fn scale(most: u64) -> u64 {
    let mut unit: u64 = 1;
    loop {
        for step in [1, 2, 4, 6, 8] {
            let top = unit.saturating_mul(step);
            if top >= most.max(1) {
                return top;
            }
        }
        unit = unit.saturating_mul(10);
    }
}

fn wide(text: &str) -> f64 {
    width_of(text, TEXT, false, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_and_reaches_the_highest_bar() {
        let tops = [0, 1, 3, 7, 9, 11, 97, 356, 1_000_001].map(scale);
        assert_eq!(tops, [1, 1, 4, 8, 10, 20, 100, 400, 2_000_000]);
        assert_eq!(scale(u64::MAX), u64::MAX);
    }
}
