//! Notices between the ends of time: what is on record for a recovery, how a
//! recovery goes, who asked.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::intent::Intent;
use cowpath_engine::projection::Outline;

use super::{Options, Sheet, TEXT};
use crate::number::count;
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::Segment;
use crate::text::{shorten, width_of};

/// Room for the words at the ends of time.
const OLDER: f64 = 56.0;
const NOW: f64 = 34.0;

/// From the end of time to notices that stand behind it, and room right of them.
const BESIDE: f64 = 8.0;
/// Between two notices.
const GAP: f64 = 8.0;
/// What a notice is wider than its words.
const EDGES: f64 = 30.0;
/// A picture is made as wide as this, at most, for notices that have no room between the ends of
/// time.
const WIDEST: f64 = 600.0;

/// What a notice is called, what it says, what it means.
type Notice = (&'static str, String, &'static str);

fn all(outline: &Outline, options: &Options<'_>) -> Vec<Notice> {
    let mut all: Vec<Notice> = Vec::new();
    if let Some(recovery) = &options.story.recovery {
        let words = match recovery.freed {
            None => "recovering".to_owned(),
            Some((pages, tables)) => format!(
                "recovered: {}, {} freed",
                count(pages, "page", "pages"),
                count(tables, "table", "tables")
            ),
        };
        let title = "after a crash: hints are gone, counts are taken anew, \
                     what was cut short is finished";
        all.push(("recovery", words, title));
    }
    if let Some(intent) = &outline.intent {
        let words = format!("on record: {}", words_of(intent, options));
        let title =
            "logged before the first change and cleared after the last: recovery finishes it";
        all.push(("record", words, title));
    }
    if let Some(by) = &options.story.by {
        all.push(("by", format!("asked by {by}"), "the origin of the command"));
    }
    all
}

/// Width of all notices.
fn needed(all: &[Notice]) -> f64 {
    let wide = |notice: &Notice| width_of(&notice.1, TEXT, false, false) + EDGES + GAP;
    all.iter().map(wide).sum::<f64>() - GAP
}

/// Left and right end of the room between the ends of time.
fn between(left: f64, right: f64) -> (f64, f64) {
    (left + OLDER, right - NOW)
}

/// How wide a picture has to be for its notices, whose lanes reach from `left` to `right`.
pub fn width(outline: &Outline, options: &Options<'_>, (left, right): (f64, f64)) -> f64 {
    let needed = needed(&all(outline, options));
    let (from, to) = between(left, right);
    match needed <= to - from {
        true => 0.0,
        false => (right + BESIDE + needed + BESIDE).min(WIDEST),
    }
}

/// Draws the notices, from left to right, as far as there is room: between the ends of time, or
/// right of now where the lanes are short.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    let all = all(sheet.outline, sheet.options);
    let places = sheet.places;
    let (from, to) = between(places.left, places.right);
    let beside = (places.right + BESIDE, places.width - BESIDE);
    let (mut x, end) = match needed(&all) > to - from && beside.1 - beside.0 > to - from {
        true => beside,
        false => (from, to),
    };
    for (key, words, title) in all {
        let room = end - x - EDGES;
        if room < 40.0 {
            return;
        }
        let words = shorten(&words, room, TEXT, false, false);
        let width = width_of(&words, TEXT, false, false) + EDGES;
        let key = format!("notice/{key}");
        let pill = Item::rect(key.clone(), x, 3.0, width, 17.0, 8.5);
        let pill = pill.fill(Paint::AccentSurface).stroke(Paint::Accent, 1.0);
        scene.push(pill.title(title));
        let sheet = vec![
            Segment::Move(x + 9.0, 7.0),
            Segment::Line(x + 17.0, 7.0),
            Segment::Line(x + 17.0, 16.0),
            Segment::Line(x + 9.0, 16.0),
            Segment::Close,
            Segment::Move(x + 11.0, 10.0),
            Segment::Line(x + 15.0, 10.0),
            Segment::Move(x + 11.0, 13.0),
            Segment::Line(x + 15.0, 13.0),
        ];
        scene.push(Item::path(format!("{key}/sign"), sheet).stroke(Paint::Accent, 1.2));
        scene.push(Item::text(
            format!("{key}/words"),
            x + 21.0,
            15.0,
            TEXT,
            words,
        ));
        x += width + GAP;
    }
}

/// The operation that recovery would finish.
fn words_of(intent: &Intent, options: &Options<'_>) -> String {
    let name = |id: &VolumeId| options.name(*id);
    let names = |ids: &[VolumeId]| {
        let names: Vec<String> = ids.iter().map(name).collect();
        names.join(", ")
    };
    match intent {
        Intent::Delete { volumes } => format!("delete {}", names(volumes)),
        Intent::Promote { volume, source } => {
            format!("promote {} from {}", name(volume), name(source))
        }
        Intent::Resize { volume, pages } => {
            let pages = count(*pages, "page", "pages");
            format!("resize {} to {pages}", name(volume))
        }
        Intent::Fill { ross } => format!("copy all into {}", name(ross)),
        Intent::Copy { volume, of } => format!("copy {} to {}", name(of), name(volume)),
        Intent::Sync { backup, to } => format!("sync {} to {}", name(backup), name(to)),
        Intent::Strip { volumes } => format!("give up {}", names(volumes)),
        Intent::Refresh { volume, .. } => format!("refresh {}", name(volume)),
        Intent::Restore { plan } => {
            format!("restore {} from {}", name(&plan.base), name(&plan.from))
        }
        Intent::Cancel { base, .. } => format!("cancel the restore of {}", name(base)),
    }
}
