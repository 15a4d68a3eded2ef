//! One page through the flowcharts of Fig. 9 and Fig. 10, with their step
//! numbers, as the sources word them.

use serde::Serialize;

use crate::engine::Engine;
use crate::entry::Entry;
use crate::ids::{PageNo, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::{diff_paths, met, page_exists};

/// One numbered step for one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FlowStep {
    /// Number in the flowchart.
    pub number: u16,
    /// The volume it looks at or moves to.
    pub volume: VolumeId,
    /// The entry it saw. A volume that ends before the page shows a hole.
    pub entry: Option<Entry>,
}

/// The literal method for one page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageFlow {
    /// 500 or 550.
    pub method: u16,
    /// The steps, in order.
    pub steps: Vec<FlowStep>,
    /// Whether the page is reported as different (510, 566).
    pub reported: bool,
}

/// Walks one page by method 500 or 550, whichever fits the two volumes.
///
/// # Errors
/// `unknown-volume`, `different-trees`, `page-out-of-range`.
pub fn page_flow<S: PageStore>(
    engine: &Engine<S>,
    a: VolumeId,
    b: VolumeId,
    page: PageNo,
) -> Result<PageFlow, Refusal> {
    let paths = diff_paths(engine, a, b)?;
    if page.0 >= engine.at(b).pages {
        page_exists(engine, a, page)?;
    }
    let [left, right] = &paths.sides;
    Ok(match paths.method {
        500 => method_500(engine, if left.len() > 1 { left } else { right }, page),
        _ => method_550(engine, left, right, page),
    })
}

/// 502 examine; 506 found, 510 report; else 508 ignore; 512 the last, end;
/// 504 move to the newer; again.
fn method_500<S: PageStore>(engine: &Engine<S>, path: &[VolumeId], page: PageNo) -> PageFlow {
    let mut steps = Vec::new();
    let mut reported = false;
    for (at, &volume) in path.iter().enumerate() {
        let entry = met(engine, volume, page);
        let mut step = |number| {
            steps.push(FlowStep {
                number,
                volume,
                entry,
            })
        };
        step(502);
        step(506);
        if entry.is_some() {
            step(510);
            reported = true;
            break;
        }
        step(508);
        step(512);
        if let Some(&next) = path.get(at + 1) {
            steps.push(FlowStep {
                number: 504,
                volume: next,
                entry: None,
            });
        }
    }
    PageFlow {
        method: 500,
        steps,
        reported,
    }
}

/// 552 examine both; 554 move a side up, 556 examine, 558 the common parent?;
/// 560 any entry? 564 the first of both sides the same place? 566 report, 562 ignore.
fn method_550<S: PageStore>(
    engine: &Engine<S>,
    left: &[VolumeId],
    right: &[VolumeId],
    page: PageNo,
) -> PageFlow {
    let mut steps = Vec::new();
    let mut first = [None, None];
    let mut see = |number: u16, side: usize, volume: VolumeId| {
        let entry = met(engine, volume, page);
        first[side] = first[side].or(entry);
        steps.push(FlowStep {
            number,
            volume,
            entry,
        });
    };
    see(552, 0, left[0]);
    see(552, 1, right[0]);
    let longest = left.len().max(right.len());
    for at in 1..longest {
        for (side, path) in [left, right].into_iter().enumerate() {
            if let Some(&volume) = path.get(at) {
                see(554, side, volume);
                see(556, side, volume);
                see(558, side, volume);
            }
        }
    }
    let mut step = |number: u16, volume: VolumeId, entry: Option<Entry>| {
        steps.push(FlowStep {
            number,
            volume,
            entry,
        });
    };
    step(560, left[0], first[0].or(first[1]));
    let found = first[0].is_some() || first[1].is_some();
    if found {
        step(564, left[0], first[0]);
    }
    let reported = found && first[0] != first[1];
    step(if reported { 566 } else { 562 }, left[0], None);
    PageFlow {
        method: 550,
        steps,
        reported,
    }
}
