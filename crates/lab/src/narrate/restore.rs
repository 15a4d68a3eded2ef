//! A restore under load: how it begins, what the background does, and how it is given up.

use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::intent::Intent;
use cowpath_engine::restore::{Mode, Order, Pass, Plan};

use super::rows::{Flow, Row};
use super::words::{count, pages as pages_of, sentence};
use super::{Moment, Told};
use crate::outcome::{Latency, Restores, runs_text};

/// A restore begins.
pub(super) fn begin(moment: &Moment<'_>, plan: &Plan) -> Told {
    let name = |id: VolumeId| moment.words.name(id);
    let base = name(plan.base);
    let mut told = Told {
        title: format!("{base} is restored from {}", name(plan.from)),
        sentences: Vec::new(),
        flow_title: "Beginning a restore".to_owned(),
        flow: steps(moment),
    };
    for (step, event) in moment.events() {
        if !moment.knows(step) {
            break;
        }
        told.sentences.push(match event {
            Event::Frozen { .. } => {
                format!("{base} is frozen for a moment: no host reads or writes it.")
            }
            Event::SnapshotTaken { volume, .. } if Some(*volume) == plan.source => format!(
                "{} can change while the restore runs, so a read-only snapshot of it is taken: {}.",
                name(plan.from),
                name(*volume)
            ),
            Event::SnapshotTaken { volume, .. } if *volume == plan.undo => format!(
                "{} is taken of {base}: it keeps what the restore overwrites.",
                name(*volume)
            ),
            Event::SnapshotTaken { volume, .. } => format!(
                "{} is taken of {base} too. It will show {base} as it is just after the restore: \
                 a write of a host saves the restored page there.",
                name(*volume)
            ),
            Event::RestoreBegun { restore, .. } => format!(
                "The mark is set: from this step on {base} shows what {} shows, and nothing was \
                 copied yet. {} for it, {}. Until a page is copied, a read of it is led on to {}.",
                name(restore.source),
                match restore.pending().pages() {
                    1 => "One page waits".to_owned(),
                    many => format!("{} wait", sentence(&count(many, "page"))),
                },
                match restore.order {
                    Order::Once =>
                        format!("each copied once ({})", count(restore.items, "work item")),
                    Order::OldFirst => format!(
                        "old data first and then new data ({})",
                        count(restore.items, "work item")
                    ),
                },
                name(restore.source)
            ),
            Event::Thawed { .. } => {
                format!("{base} is in use again. The background copies while hosts go on.")
            }
            _ => continue,
        });
    }
    told
}

/// Work items of the background.
pub(super) fn background(moment: &Moment<'_>, base: VolumeId) -> Told {
    let name = moment.words.name(base);
    let mut told = Told {
        title: format!("The restore of {name} goes on"),
        sentences: Vec::new(),
        flow_title: "Work items of the background".to_owned(),
        flow: items(moment),
    };
    let (mut saved, mut copied, mut done) = (None, false, 0);
    let mut last: Option<(PageNo, Pass)> = None;
    for (_, event) in moment.events().filter(|(step, _)| moment.knows(*step)) {
        match event {
            Event::RestoreItemBegun { page, pass, .. } => {
                last = Some((*page, *pass));
                (saved, copied) = (None, false);
            }
            Event::PushBegun { into, .. } => saved = Some(*into),
            Event::BaseCopied { volume, .. } if *volume == base => copied = true,
            Event::RestoreItemEnded { .. } => done += 1,
            Event::RestoreEnded { .. } => told.sentences.push(
                "Nothing waits any more: the mark is cleared, and the restore has ended."
                    .to_owned(),
            ),
            Event::VolumeDeleted { volume, .. } => told.sentences.push(format!(
                "{} was taken for the restore only, so it goes with it.",
                moment.words.name(*volume)
            )),
            _ => {}
        }
    }
    if let Some((page, pass)) = last {
        let mut item = format!(
            "The present item is page {}{}.",
            page.0,
            match pass {
                Pass::Old => ", as old data holds it",
                Pass::New => ", as new data holds it",
                Pass::Once => "",
            }
        );
        if let Some(into) = saved {
            item.push_str(&format!(
                " First {} keeps what {name} held before the restore.",
                moment.words.name(into)
            ));
        }
        if copied {
            item.push_str(&format!(" Then {name} gets the page itself."));
        }
        told.sentences.insert(0, item);
    }
    if done > 1 {
        let all = format!("{} done so far.", count(done, "work item"));
        told.sentences.insert(0, sentence(&all));
    }
    if moment.settled() && moment.find(ended).is_none() {
        told.sentences.push(
            "No volume shows anything else than before: only where pages lie has changed."
                .to_owned(),
        );
    }
    told
}

fn ended(event: &Event<'_>) -> bool {
    matches!(event, Event::RestoreEnded { .. })
}

/// A row for each work item, and one for the end.
fn items(moment: &Moment<'_>) -> Flow {
    let mut rows: Flow = Vec::new();
    for (step, event) in moment.events() {
        match event {
            Event::RestoreItemBegun { page, pass, .. } => rows.push(Row::plain(
                step,
                match pass {
                    Pass::Old => format!("page {}, old data", page.0),
                    Pass::New => format!("page {}, new data", page.0),
                    Pass::Once => format!("page {}", page.0),
                },
            )),
            Event::RestoreItemEnded { copied_pages, .. } => {
                if let Some(row) = rows.last_mut() {
                    row.last = step;
                    row.result = format!("copied {}", count(*copied_pages, "page"));
                }
            }
            Event::RestoreEnded { .. } => {
                rows.push(Row::plain(step, "clear the mark: the restore has ended"));
            }
            Event::VolumeDeleted { volume, .. } => {
                let text = format!("delete {}", moment.words.name(*volume));
                rows.push(Row::plain(step, text));
            }
            _ => {}
        }
    }
    rows
}

/// A restore is given up.
pub(super) fn cancel(moment: &Moment<'_>, base: VolumeId, undo: VolumeId) -> Told {
    let (name, to) = (moment.words.name(base), moment.words.name(undo));
    let mut told = Told {
        title: format!("The restore of {name} is given up"),
        sentences: Vec::new(),
        flow_title: "Cancelling a restore".to_owned(),
        flow: steps(moment),
    };
    let kept = match moment.intent() {
        Some(Intent::Cancel { kept, .. }) => *kept,
        _ => None,
    };
    let mut reset = cowpath_engine::ids::Runs::default();
    let mut after = Vec::new();
    for (_, event) in moment.events().filter(|(step, _)| moment.knows(*step)) {
        match event {
            Event::Frozen { .. } => told
                .sentences
                .push(format!("{name} is frozen: no host reads or writes it.")),
            Event::SnapshotTaken { volume, .. } if Some(*volume) == kept => {
                told.sentences.push(format!(
                    "{} keeps what {name} shows now: restored pages, and what hosts wrote.",
                    moment.words.name(*volume)
                ));
            }
            Event::RestorePageReset { page, .. } => reset.push(*page),
            Event::RestoreCancelled { .. } => after.push(format!(
                "The mark is cleared. What was restored or written already is set back from {to}."
            )),
            Event::VolumeDeleted { volume, .. } => after.push(format!(
                "{} was taken for the restore only, so it goes with it.",
                moment.words.name(*volume)
            )),
            Event::Thawed { .. } => after.push(format!(
                "{name} is in use again, and shows what it showed when {to} was taken. Every \
                 other volume shows what it showed."
            )),
            _ => {}
        }
    }
    if !reset.is_empty() {
        told.sentences.push(format!(
            "What still waited comes first, {}: snapshots that show the restored content get it, \
             and {to} what {name} held before.",
            pages_of(&reset)
        ));
    }
    told.sentences.extend(after);
    told
}

/// A row for each micro-step.
fn steps(moment: &Moment<'_>) -> Flow {
    let steps = moment.steps.iter().enumerate();
    let row = |(step, events): (usize, &Vec<OwnedEvent>)| {
        let text = events.iter().find_map(|event| match event {
            Event::Frozen { volume } => {
                let name = moment.words.name(*volume);
                Some(format!("freeze {name}, and put the operation on record"))
            }
            Event::RestoreBegun { .. } => Some("set the mark".to_owned()),
            Event::Thawed { volume } => Some(format!("thaw {}", moment.words.name(*volume))),
            _ => None,
        });
        Row::plain(step, text.unwrap_or_else(|| moment.words.label(events)))
    };
    let told = steps.filter(|(_, events)| !events.is_empty());
    told.map(row).collect()
}

/// The restores that run.
pub(super) fn list(restores: &Restores) -> Vec<String> {
    if restores.restores.is_empty() {
        return vec!["No restore runs.".to_owned()];
    }
    let each = restores.restores.iter().map(|one| {
        format!(
            "{} is restored from {}. {} for being copied: {}. The background has done {} of {}, \
             and {} copied so far.",
            one.base,
            one.source,
            match one.pending.pages() {
                1 => "One page waits".to_owned(),
                many => format!("{} wait", sentence(&count(many, "page"))),
            },
            runs_text(&one.pending),
            one.items_done,
            count(one.items, "work item"),
            match one.copied_pages {
                1 => "one page was".to_owned(),
                many => format!("{} were", count(many, "page")),
            },
        )
    });
    each.collect()
}

/// What a restore costs the hosts.
pub(super) fn latency(latency: &Latency) -> Vec<String> {
    let mut told = vec![
        "The same operations of hosts were done on clones: without a restore, and while one ran \
         in each order and mode. Their length is told in micro-steps; here nothing has changed."
            .to_owned(),
    ];
    told.extend(latency.rows.iter().map(|row| {
        let way = match (row.order, row.mode) {
            (Some(order), Some(mode)) => format!(
                "Order {}, {}",
                if order == Order::Once { "15" } else { "14" },
                if mode == Mode::Lazy { "lazy" } else { "eager" }
            ),
            _ => "Without a restore".to_owned(),
        };
        format!(
            "{way}: a write takes up to {}, a read up to {}; {} copied.",
            count(row.writes.max, "micro-step"),
            count(row.reads.max, "micro-step"),
            count(row.copied_pages, "page")
        )
    }));
    told
}
