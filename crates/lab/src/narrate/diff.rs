//! A comparison: the volumes examined, the three answers, and why they disagree.

use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};

use super::difference::{Compared, Verdict, explain_difference};
use super::rows::{Flow, Row};
use super::words::{count, pages, runs};
use super::{Moment, Told};
use crate::outcome::Outcome;

/// Pages whose disagreement is told one by one.
const TOLD_MAX: usize = 8;

struct Answers<'a> {
    step: usize,
    literal: &'a Runs,
    location: &'a Runs,
    content: &'a Runs,
}

/// What a comparison did.
struct Comparison<'a> {
    compared: Compared,
    /// Volumes with their exceptions, in the order they were examined.
    examined: Vec<(usize, VolumeId, &'a Runs)>,
    answers: Option<Answers<'a>>,
}

pub(super) fn tell(moment: &Moment<'_>, outcome: Option<&Outcome>) -> Told {
    let Some(comparison) = collect(moment) else {
        return Told::default();
    };
    let Compared { a, b, method, .. } = comparison.compared;
    let words = moment.words;
    Told {
        title: format!("A comparison of {} and {}", words.name(a), words.name(b)),
        sentences: sentences(moment, &comparison, outcome),
        flow_title: format!("Steps of method {method}"),
        flow: match method {
            500 => flow_500(moment, &comparison),
            _ => flow_550(moment, &comparison),
        },
    }
}

fn collect<'a>(moment: &'a Moment<'_>) -> Option<Comparison<'a>> {
    let compared = moment.events().find_map(|(_, event)| match event {
        Event::DiffBegun {
            a,
            b,
            method,
            common,
        } => Some(Compared {
            a: *a,
            b: *b,
            method: *method,
            common: *common,
        }),
        _ => None,
    })?;
    let mut comparison = Comparison {
        compared,
        examined: Vec::new(),
        answers: None,
    };
    for (step, event) in moment.events() {
        match event {
            Event::DiffExamined { volume, exceptions } => {
                comparison
                    .examined
                    .push((step, *volume, exceptions.as_ref()));
            }
            Event::DiffEnded {
                literal,
                location,
                content,
                ..
            } => {
                comparison.answers = Some(Answers {
                    step,
                    literal: literal.as_ref(),
                    location: location.as_ref(),
                    content: content.as_ref(),
                });
            }
            _ => {}
        }
    }
    Some(comparison)
}

/// 502 examine, 506 found?, 510 report or 508 ignore; 512 the last?, 504 move on.
fn flow_500(moment: &Moment<'_>, comparison: &Comparison<'_>) -> Flow {
    let words = moment.words;
    let mut rows = Flow::new();
    for (at, &(step, volume, exceptions)) in comparison.examined.iter().enumerate() {
        let name = words.name(volume);
        let text = format!("examine the exceptions of {name}");
        rows.push(Row::numbered(step, &[502, 506], text).giving(runs(exceptions)));
        // What comes of the examination is told only once it is done.
        if moment.knows(step) {
            rows.push(if exceptions.is_empty() {
                Row::numbered(step, &[508], format!("nothing found: ignore {name}"))
            } else {
                Row::numbered(step, &[510], format!("found: report {}", pages(exceptions)))
            });
        }
        rows.push(match comparison.examined.get(at + 1) {
            Some((_, next, _)) => Row::numbered(
                step,
                &[512, 504],
                format!("not the last: move to {}", words.name(*next)),
            ),
            None => Row::numbered(step, &[512], format!("{name} is the last: the end")),
        });
    }
    rows.extend(tests(comparison));
    rows
}

/// 552 examine both; 554 move a side up, 556 examine, 558 the common parent?;
/// 560 any entry?; 564 the same place?; 566 report or 562 ignore.
fn flow_550(moment: &Moment<'_>, comparison: &Comparison<'_>) -> Flow {
    let words = moment.words;
    let mut rows = Flow::new();
    for &(step, volume, exceptions) in &comparison.examined {
        let Compared { a, b, common, .. } = comparison.compared;
        let name = words.name(volume);
        let row = if volume == a || volume == b {
            Row::numbered(step, &[552], format!("examine {name}, the start of a side"))
        } else if volume == common {
            let text = format!("both sides reach {name}, the common parent");
            Row::numbered(step, &[554, 556, 558], text)
        } else {
            Row::numbered(
                step,
                &[554, 556, 558],
                format!("move up to {name} and examine it"),
            )
        };
        rows.push(row.giving(runs(exceptions)));
    }
    if let Some(answers) = &comparison.answers {
        let mut any: Vec<PageNo> = comparison
            .examined
            .iter()
            .flat_map(|(_, _, exceptions)| exceptions.iter())
            .collect();
        any.sort_unstable();
        any.dedup();
        let same = any.iter().filter(|page| !answers.literal.contains(**page));
        let same: Runs = same.copied().collect();
        let any: Runs = any.into_iter().collect();
        let step = answers.step;
        let row = |number, text: &str, found: &Runs| {
            Row::numbered(step, &[number], text).giving(runs(found))
        };
        rows.push(row(560, "an entry on a side", &any));
        rows.push(row(564, "the first entries lead to the same place", &same));
        rows.push(row(562, "ignore", &same));
        rows.push(row(566, "report", answers.literal));
    }
    rows.extend(tests(comparison));
    rows
}

/// What comes after the method: the two stricter tests.
fn tests(comparison: &Comparison<'_>) -> Flow {
    let Some(answers) = &comparison.answers else {
        return Flow::new();
    };
    let row = |text: &str, left: &Runs| Row::plain(answers.step, text).giving(runs(left));
    vec![
        row("drop pages that both read from one place", answers.location),
        row("drop pages whose bytes are equal", answers.content),
    ]
}

fn sentences(
    moment: &Moment<'_>,
    comparison: &Comparison<'_>,
    outcome: Option<&Outcome>,
) -> Vec<String> {
    let words = moment.words;
    let mut told = vec![method(moment, &comparison.compared)];
    let known = comparison.examined.iter();
    let known = known.filter(|(step, ..)| moment.knows(*step));
    let ignored: Vec<VolumeId> = known
        .filter(|(_, _, exceptions)| exceptions.is_empty())
        .map(|(_, volume, _)| *volume)
        .collect();
    match ignored.len() {
        0 => {}
        1 => told.push(format!(
            "{} has no exception and is ignored.",
            words.listed(&ignored)
        )),
        _ => told.push(format!(
            "{} have no exception and are ignored.",
            words.listed(&ignored)
        )),
    }
    let answers = comparison.answers.as_ref();
    if let Some(answers) = answers.filter(|answers| moment.knows(answers.step)) {
        told.push(format!(
            "Pages that differ by the method: {}. By location: {}. By content: {}.",
            runs(answers.literal),
            runs(answers.location),
            runs(answers.content)
        ));
        told.extend(reasons(moment, comparison, answers));
        if let Some(Outcome::Diff(diff)) = outcome
            && diff.work.tables > 0
        {
            told.push(format!(
                "The walk looked at {} in {}.",
                count(diff.work.entries, "entry"),
                count(diff.work.tables, "table")
            ));
        }
    }
    told
}

fn method(moment: &Moment<'_>, compared: &Compared) -> String {
    let words = moment.words;
    let Compared { a, b, common, .. } = *compared;
    let upper = words.name(common);
    if a == b {
        return format!("{upper} is compared with itself: only its own exceptions are reported.");
    }
    if compared.method == 500 {
        let lower = words.name(if a == common { b } else { a });
        return format!(
            "{upper} is on the look-up path of {lower}, so method 500 applies: it goes from \
             {lower} up to {upper} and reports every page that has an exception on the way."
        );
    }
    format!(
        "The look-up paths of {} and {} meet in {upper}, so method 550 applies: it goes up both \
         sides and reports a page when the first entries it finds differ.",
        words.name(a),
        words.name(b)
    )
}

fn reasons(moment: &Moment<'_>, comparison: &Comparison<'_>, answers: &Answers<'_>) -> Vec<String> {
    // The literal answer holds every page of the other two.
    let verdict = |page: PageNo| Verdict {
        literal: answers.literal.contains(page),
        location: answers.location.contains(page),
        content: answers.content.contains(page),
    };
    let pages = answers.literal.iter();
    let disputed: Vec<PageNo> = pages.filter(|page| !verdict(*page).agrees()).collect();
    if disputed.is_empty() {
        return vec!["The three answers agree.".to_owned()];
    }
    let words = moment.words;
    let explain = |page: PageNo| {
        explain_difference(
            &comparison.compared,
            page,
            verdict(page),
            words.outline,
            &words.names,
        )
    };
    let shown = disputed.iter().take(TOLD_MAX);
    let mut told: Vec<String> = shown.map(|page| explain(*page)).collect();
    if disputed.len() > TOLD_MAX {
        let more = disputed.len() - TOLD_MAX;
        told.push(format!("The answers disagree on {more} more pages."));
    }
    told
}
