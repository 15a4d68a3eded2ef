//! A comparison by location as runs over all pages, and what the engine's walk and the literal one cost.

use cowpath_engine::command::DiffWork;
use cowpath_engine::delta::{DeltaKind, DeltaRun};
use cowpath_lab::outcome::Diff;
use leptos::prelude::*;

use super::words;
use crate::testids as id;

/// Runs of one kind that are listed.
const RUNS_MAX: usize = 24;

/// The runs and the work.
pub fn delta(diff: &Diff) -> AnyView {
    let kinds = [
        (DeltaKind::LeftOnly, "left-only", format!("only {}", diff.a)),
        (
            DeltaKind::RightOnly,
            "right-only",
            format!("only {}", diff.b),
        ),
        (DeltaKind::Differ, "differ", "two places".to_owned()),
        (DeltaKind::Same, "same", "same place".to_owned()),
    ];
    let rows = kinds.map(|(kind, name, title)| {
        let runs: Vec<&DeltaRun> = diff.runs.iter().filter(|run| run.kind == kind).collect();
        let pages = runs.iter().map(|run| run.length).sum();
        view! {
            <dt>{title}</dt>
            <dd data-run=name title=words::count(pages, "page", "pages")>{listed(&runs)}</dd>
        }
    });
    view! {
        <dl class="facts" data-testid=id::DIFF_RUNS>{rows.into_iter().collect_view()}</dl>
        <dl class="facts" data-testid=id::DIFF_WORK>
            <dt>"walked"</dt><dd>{work(diff.work)}</dd>
            <dt>"page by page"</dt><dd>{work(diff.literal_work)}</dd>
        </dl>
    }
    .into_any()
}

fn work(work: DiffWork) -> String {
    let entries = words::count(work.entries, "entry", "entries");
    format!(
        "{entries} · {}",
        words::count(work.tables, "table", "tables")
    )
}

fn listed(runs: &[&DeltaRun]) -> String {
    let shown = runs.iter().take(RUNS_MAX).map(|run| match run.length {
        1 => run.start.to_string(),
        length => format!("{}-{}", run.start, run.start + length - 1),
    });
    let mut shown: Vec<String> = shown.collect();
    if runs.len() > RUNS_MAX {
        shown.push(format!("{} more", runs.len() - RUNS_MAX));
    }
    if shown.is_empty() {
        shown.push("none".to_owned());
    }
    shown.join(", ")
}
