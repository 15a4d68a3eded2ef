//! The three answers of a comparison, page by page, below the lanes: what the
//! literal method reports, what the location test leaves, what the contents say.

use cowpath_engine::ids::PageNo;

use super::{Options, Sheet, TEXT};
use crate::number::grouped;
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::story::{Diff, Verdict};

const ROW: f64 = 16.0;
const PITCH: f64 = 24.0;
const HEAD: f64 = 118.0;
/// Most pages shown.
const PAGES_MAX: usize = 24;

/// Height of the answers; their room is kept while the comparison is walked.
pub fn height(options: &Options<'_>) -> f64 {
    if options.story.diff.is_some() {
        5.0 * ROW + 8.0
    } else {
        0.0
    }
}

/// Draws the answers.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    let diff = sheet.options.story.diff.as_ref();
    let Some(diff) = diff.filter(|diff| diff.ended) else {
        return;
    };
    let area = sheet.places.answers;
    let (left, top) = (area.x, area.y + 12.0);
    let name = |id| crate::text::shorten(&sheet.options.name(id), 120.0, 12.0, true, false);
    let title = format!(
        "{} and {} · method {}",
        name(diff.a),
        name(diff.b),
        diff.method
    );
    scene.push(Item::text("answers/title", left, top, 12.0, title).bold());
    let row = |n: f64| top + ROW * n + 2.0;
    let words = ["page", "literal method", "by location", "by content"];
    for (at, word) in words.into_iter().enumerate() {
        let text = Item::text(
            format!("answers/row/{at}"),
            left,
            row(at as f64 + 1.0),
            TEXT,
            word,
        );
        scene.push(text.fill(Paint::Muted));
    }
    let room = ((area.w - HEAD) / PITCH).max(1.0) as usize;
    let most = room.min(PAGES_MAX);
    for (at, (page, verdict)) in diff.verdicts.iter().take(most).enumerate() {
        draw_page(scene, *page, *verdict, left + HEAD + PITCH * at as f64, top);
    }
    draw_rest(scene, diff, most, left + HEAD, top);
}

fn draw_page(scene: &mut Scene, page: PageNo, verdict: Verdict, x: f64, top: f64) {
    let key = format!("answers/{}", page.0);
    let line = top + ROW + 2.0;
    let number = Item::text(format!("{key}/page"), x, line, TEXT, page.0.to_string());
    scene.push(number.anchor(Anchor::Middle));
    let title = format!("page {}: {}", page.0, verdict.reason());
    let answers = [verdict.literal, verdict.location, verdict.content];
    for (at, yes) in answers.into_iter().enumerate() {
        let y = top + ROW * (at as f64 + 2.0) - 2.0;
        let dot = Item::circle(format!("{key}/{at}"), x, y, if yes { 5.0 } else { 3.6 });
        let dot = match yes {
            true if verdict.content => dot.fill(Paint::Difference),
            true => dot
                .fill(Paint::Surface)
                .stroke(Paint::Difference, 1.8)
                .dash(Dash::Solid),
            false => dot.fill(Paint::None).stroke(Paint::Line, 1.0),
        };
        scene.push(dot.title(title.clone()));
    }
}

fn draw_rest(scene: &mut Scene, diff: &Diff, most: usize, x: f64, top: f64) {
    let all = diff.verdicts.len();
    let words = match all.saturating_sub(most) {
        _ if all == 0 => "no difference".to_owned(),
        0 => return,
        rest => format!("and {} more", grouped(rest as u64)),
    };
    let (x, y) = if all == 0 {
        (x, top + ROW + 2.0)
    } else {
        (x, top)
    };
    scene.push(Item::text("answers/rest", x, y, TEXT, words).fill(Paint::Muted));
}
