//! What a replay counted.

use std::rc::Rc;

use cowpath_lab::replay::{Report as Numbers, Row};
use leptos::prelude::*;

use super::dialog::{close_row, framed};
use super::words;
use crate::msg::Msg;
use crate::state::{App, Dialog};
use crate::testids as id;

/// Snapshots that are listed.
const ROWS_MAX: usize = 400;

/// The dialog with all counts.
#[component]
pub fn Report(app: App) -> impl IntoView {
    let report = app.peek(|desk| desk.report.clone());
    report.map(|report| {
        let inside = view! {
            {note(&report)}
            {totals(&report)}
            {snapshots(&report)}
            <p class="quiet">
                "This tree lasts as long as the page. To see it again later, open the trace again."
            </p>
            {close_row(app, "Show the tree")}
        };
        framed(
            id::TRACE_REPORT,
            "What the replay counted".to_owned(),
            "",
            inside.into_any(),
        )
    })
}

/// A few of them, for the inspector.
#[component]
pub fn Counts(app: App, report: Rc<Numbers>) -> impl IntoView {
    view! {
        {totals(&report)}
        <button on:click=move |_| app.send(Msg::Show(Dialog::Report))>"All counts"</button>
    }
}

fn note(report: &Numbers) -> Option<AnyView> {
    let mut lines = Vec::new();
    lines.extend(
        report
            .stopped
            .clone()
            .map(|why| format!("It ended before the trace did: {why}")),
    );
    lines.extend(report.error.as_ref().map(|error| {
        format!("It ended at the first bad record, and what came before is kept: {error}")
    }));
    lines.extend(report.broken.iter().cloned());
    if lines.is_empty() {
        return None;
    }
    let lines = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    Some(view! { <div class="told">{lines}</div> }.into_any())
}

fn totals(report: &Numbers) -> AnyView {
    let counts = [
        (words::grouped(report.writes), "writes".to_owned(), "writes"),
        (
            words::grouped(report.page_writes),
            "pages written".to_owned(),
            "page-writes",
        ),
        (
            words::grouped(report.snapshots),
            format!("snapshots, {} kept", words::grouped(report.kept_snapshots)),
            "snapshots",
        ),
        (
            words::grouped(report.pushes),
            "pages pushed".to_owned(),
            "pushes",
        ),
        (
            words::bytes(report.bytes_copied),
            "copied by pushes".to_owned(),
            "bytes-copied",
        ),
        (
            words::bytes(report.table_bytes),
            "of tables".to_owned(),
            "table-bytes",
        ),
        (
            words::bytes(report.data_pages.saturating_mul(report.page_bytes)),
            format!(
                "in the data volume, {} pages",
                words::grouped(report.data_pages)
            ),
            "data-pages",
        ),
        (
            words::grouped(report.records),
            format!("records, {} reads", words::grouped(report.reads)),
            "records",
        ),
    ];
    let counts = counts.map(|(number, words, name)| {
        view! { <div class="count" data-count=name><b>{number}</b><span>{words}</span></div> }
    });
    let counts = counts.into_iter().collect_view();
    view! { <div class="counts">{counts}</div> }.into_any()
}

fn snapshots(report: &Numbers) -> AnyView {
    let rows = report
        .per_snapshot
        .iter()
        .take(ROWS_MAX)
        .map(row)
        .collect_view();
    let rest = report.per_snapshot.len().saturating_sub(ROWS_MAX);
    let rest =
        (rest > 0).then(|| view! { <p class="why">{format!("and {rest} more snapshots")}</p> });
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Snapshots">
            <table>
                <thead>
                    <tr>
                        <th>"snapshot"</th>
                        <th class="number">"at record"</th>
                        <th class="number">"exceptions"</th>
                        <th class="number">"tables"</th>
                        <th class="number">"copied"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {rest}
        </div>
    }
    .into_any()
}

fn row(row: &Row) -> AnyView {
    let gone = row
        .deleted
        .then(|| view! { <span class="quiet">" deleted"</span> });
    view! {
        <tr>
            <td class="mono">{row.name.clone()} {gone}</td>
            <td class="number">{words::grouped(row.at_record)}</td>
            <td class="number">{words::grouped(row.exceptions)}</td>
            <td class="number">{words::grouped(row.tables)}</td>
            <td class="number">{words::bytes(row.bytes_copied)}</td>
        </tr>
    }
    .into_any()
}
