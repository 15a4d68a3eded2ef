//! How long hosts wait while a volume is restored, against how long they wait
//! without: a group of two bars for each way, as long as the mean of reads and
//! of writes in micro-steps, with a mark at what 95 of 100 took at most.

use crate::number::{count, grouped};
use crate::paint::{Dash, Paint};
use crate::rate::scale;
use crate::scene::{Item, Scene};
use crate::shape::{Anchor, Segment};
use crate::text::{shorten, width_of};

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
const MARGIN: f64 = 8.0;
/// From the top to the first group.
const TOP: f64 = 86.0;
/// The baseline of the scale's numbers.
const TICKS: f64 = 80.0;
/// Height of a group, and where its parts lie in it.
const GROUP: f64 = 52.0;
const BAR: f64 = 10.0;
/// Room for the number after a bar.
const NUMBER: f64 = 34.0;

/// Reads or writes, in micro-steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wait {
    /// How many there were.
    pub count: u64,
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
    let words = ways.iter().flat_map(|way| {
        let kinds = KINDS.into_iter().zip([way.reads, way.writes]);
        kinds.filter_map(|(kind, wait)| Some(counted(kind, &wait?)))
    });
    let widest = words.map(|words| width_of(&words, TEXT, false, false));
    let plot = Plot {
        left: MARGIN + widest.fold(0.0, f64::max) + 6.0,
        right: options.width - MARGIN - NUMBER,
        top: scale(longest.fold(1.0, f64::max).ceil() as u64),
    };
    let mut scene = Scene {
        width: options.width,
        height: TOP + GROUP * ways.len() as f64,
        describe: describe(ways, options.volume),
        items: Vec::new(),
    };
    let room = options.width - 2.0 * MARGIN;
    let title = "How long hosts wait, in micro-steps";
    let title = shorten(title, room, 12.0, true, false);
    scene.push(Item::text("title", MARGIN, 16.0, 12.0, title).bold());
    let volume = format!("reads and writes of {}", options.volume);
    let lines = match waits().next() {
        Some(_) => [
            ("volume", volume.as_str()),
            ("unit", "bar and number: the mean"),
            ("line", "mark: 95 of 100 waited at most so long"),
        ],
        None => [("volume", volume.as_str()), NONE, ("line", "")],
    };
    for ((key, words), y) in lines.into_iter().zip([32.0, 47.0, 62.0]) {
        if !words.is_empty() {
            let words = shorten(words, room, TEXT, false, false);
            scene.push(Item::text(key, MARGIN, y, TEXT, words).fill(Paint::Muted));
        }
    }
    if waits().next().is_some() {
        draw_scale(&mut scene, &plot, ways.len());
    }
    for (at, way) in ways.iter().enumerate() {
        draw_way(&mut scene, at, way, &plot);
    }
    scene
}

/// Where nothing was measured.
const NONE: (&str, &str) = ("unit", "no host read or wrote anything meanwhile");
/// What one of them, and several, are called.
const KINDS: [(&str, &str); 2] = [("read", "reads"), ("write", "writes")];

fn counted((one, many): (&str, &str), wait: &Wait) -> String {
    count(wait.count, one, many)
}

/// Where bars lie.
struct Plot {
    left: f64,
    right: f64,
    /// Micro-steps at the right end.
    top: u64,
}

impl Plot {
    fn wide(&self, steps: f64) -> f64 {
        (self.right - self.left) * steps / self.top as f64
    }
}

/// Numbers above the bars of all ways, and a line down from each through them.
fn draw_scale(scene: &mut Scene, plot: &Plot, ways: usize) {
    let ticks = match plot.top {
        1 => vec![0, 1],
        top => vec![0, top / 2, top],
    };
    for tick in ticks {
        let (x, key) = (plot.left + plot.wide(tick as f64), format!("tick/{tick}"));
        let digits = Item::text(format!("{key}/n"), x, TICKS, TEXT, grouped(tick));
        scene.push(digits.fill(Paint::Muted).anchor(Anchor::Middle));
        let mut line = Vec::new();
        for way in 0..ways {
            let top = TOP + GROUP * way as f64;
            line.push(Segment::Move(x, top + 15.0));
            line.push(Segment::Line(x, top + 19.0 + 2.0 * BAR + 4.0));
        }
        let line = Item::path(key, line).stroke(Paint::Line, 1.0);
        scene.push(if tick > 0 {
            line.dash(Dash::Dotted)
        } else {
            line
        });
    }
}

fn draw_way(scene: &mut Scene, at: usize, way: &Way, plot: &Plot) {
    let (key, top) = (format!("way/{at}"), TOP + GROUP * at as f64);
    let right = scene.width - MARGIN;
    let copied = count(way.copied_pages, "page copied", "pages copied");
    let room = right - MARGIN - width_of(&copied, TEXT, false, false) - 8.0;
    let name = shorten(&way.name, room, TEXT, true, false);
    let name = Item::text(format!("{key}/name"), MARGIN, top + 11.0, TEXT, name);
    scene.push(name.bold());
    let copied = Item::text(format!("{key}/copied"), right, top + 11.0, TEXT, copied);
    scene.push(copied.fill(Paint::Muted).anchor(Anchor::End));
    let waits = [(way.reads, Paint::Edge), (way.writes, Paint::Accent)];
    for (line, (kind, (wait, paint))) in KINDS.into_iter().zip(waits).enumerate() {
        let Some(wait) = wait else { continue };
        let key = format!("{key}/{}", kind.1);
        let y = top + 17.0 + (BAR + 4.0) * line as f64;
        let words = counted(kind, &wait);
        let says = format!(
            "{}: {words} waited {} micro-steps on average, 95 of 100 at most {}, the longest {}",
            way.name,
            tenths(wait.mean),
            wait.p95,
            wait.max
        );
        let word = Item::text(format!("{key}/word"), MARGIN, y + 9.0, TEXT, words);
        scene.push(word.fill(Paint::Muted));
        let (left, mean) = (plot.left, plot.wide(wait.mean));
        let bar = Item::rect(key.clone(), left, y, mean.max(2.0), BAR, 2.0);
        scene.push(bar.fill(paint).title(says));
        let end = left + plot.wide(wait.p95 as f64);
        let line = vec![
            Segment::Move(left + mean, y + BAR / 2.0),
            Segment::Line(end, y + BAR / 2.0),
            Segment::Move(end, y + 1.0),
            Segment::Line(end, y + BAR - 1.0),
        ];
        scene.push(Item::path(format!("{key}/line"), line).stroke(Paint::Ink, 1.2));
        let number = Item::text(format!("{key}/n"), right, y + 9.0, TEXT, tenths(wait.mean));
        scene.push(number.anchor(Anchor::End));
    }
}

fn describe(ways: &[Way], volume: &str) -> String {
    let writes = ways.iter().filter_map(|way| {
        let wait = way.writes?;
        let (mean, writes) = (tenths(wait.mean), counted(KINDS[1], &wait));
        Some(format!("{} {mean} ({writes})", way.name))
    });
    let writes: Vec<String> = writes.collect();
    match writes.is_empty() {
        true => format!("No host wrote to {volume} meanwhile"),
        false => format!(
            "How long a host's write to {volume} waits, in micro-steps on average: {}",
            writes.join(", ")
        ),
    }
}

/// With one digit after the point.
fn tenths(value: f64) -> String {
    let tenths = (value * 10.0).round() as u64;
    format!("{}.{}", tenths / 10, tenths % 10)
}
