//! A trace replayed in the browser: the same counts and the same tree as natively.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use cowpath_lab::replay::{Finished, Options, Report, whole};
use cowpath_lab::trace::Schedule;

use crate::harness::{Page, in_browser};
use crate::site::{boxes, content, fills, named, noted, notes, opens, position};
use crate::testids as id;

/// The sample of the project.
pub const SAMPLE: &str = "data/sqlite-oltp.csv";

#[test]
fn the_sample_every_5000_writes() {
    in_browser("trace-sample", |page| async move {
        page.start().await;
        let expected = natively(&page.sample(SAMPLE), Schedule::every_writes(5000));
        assert_eq!(expected.report.snapshots, 11);
        opens(&page, &page.sample(SAMPLE)).await;
        let dialog = page.text(&named(id::TRACE_DIALOG)).await;
        assert!(dialog.contains("sqlite-oltp.csv"), "{dialog}");
        notes(&page, id::TRACE_PROGRESS).await;
        fills(&page, id::TRACE_WRITES, "5000").await;
        page.click(&named(id::TRACE_START)).await;
        expect_report(&page, &expected.report).await;
        let progress = noted(&page).await;
        assert!(!progress.is_empty(), "progress was shown");
        assert!(
            progress[0].contains("Replaying sqlite-oltp.csv"),
            "{progress:?}"
        );
        page.screenshot("trace-report").await;
        page.click(&named(id::CLOSE)).await;
        expect_tree(&page, &expected).await;
        let command = content(&page, &named(id::NARRATION_COMMAND)).await;
        assert_eq!(command, expected.command("sqlite-oltp.csv").to_string());
        page.screenshot("trace-tree").await;
    });
}

#[test]
fn the_sample_by_time_keeping_a_few() {
    in_browser("trace-seconds", |page| async move {
        page.start().await;
        let schedule = Schedule::every_ms(1500).and_then(|it| it.keeping(4));
        let expected = natively(&page.sample(SAMPLE), schedule);
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_EVERY_SECONDS)).await;
        fills(&page, id::TRACE_SECONDS, "1.5").await;
        fills(&page, id::TRACE_KEEP, "4").await;
        page.click(&named(id::TRACE_START)).await;
        expect_report(&page, &expected.report).await;
        page.click(&named(id::CLOSE)).await;
        expect_tree(&page, &expected).await;
        assert_eq!(boxes(&page).await.len(), 5, "the base and four snapshots");
    });
}

/// What was replayed can be looked at, and more commands can follow.
#[test]
fn a_replayed_tree_is_a_document() {
    in_browser("trace-document", |page| async move {
        page.start().await;
        let expected = natively(&page.sample(SAMPLE), Schedule::every_writes(20000));
        opens(&page, &page.sample(SAMPLE)).await;
        fills(&page, id::TRACE_WRITES, "20000").await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        page.click(&named(id::CLOSE)).await;
        assert_eq!(position(&page).await[..2], [1, 1]);
        crate::site::runs(&page, "read s1 0").await;
        crate::site::runs(&page, "diff s1 s2").await;
        let literal = page.text(&named(id::DIFF_LITERAL)).await;
        assert_ne!(literal, "none");
        crate::site::runs(&page, "delete s1").await;
        let shown = boxes(&page).await;
        assert_eq!(shown.len() as u64, expected.report.snapshots);
        assert!(!shown.iter().any(|title| title.starts_with("s1:")));
    });
}

#[test]
fn numbers_that_make_no_schedule_are_not_taken() {
    in_browser("trace-numbers", |page| async move {
        page.start().await;
        opens(&page, &page.sample(SAMPLE)).await;
        for wrong in ["0", "-5"] {
            fills(&page, id::TRACE_WRITES, wrong).await;
            let start = page.wait_for(&named(id::TRACE_START)).await;
            assert!(!start.is_enabled().await.unwrap(), "{wrong}");
            let why = page.text(&named(id::TRACE_DIALOG)).await;
            assert!(why.contains("1 to 4294967295"), "{why}");
        }
        fills(&page, id::TRACE_WRITES, "7").await;
        let start = page.wait_for(&named(id::TRACE_START)).await;
        assert!(start.is_enabled().await.unwrap());
        page.click(&named(id::CLOSE)).await;
        page.wait_gone(&named(id::TRACE_DIALOG)).await;
    });
}

/// The same replay, here.
pub fn natively(file: &Path, schedule: Option<Schedule>) -> Finished {
    let bytes = fs::read(file).expect("the trace can be read");
    let options = Options::new(schedule.expect("it is not zero"));
    let finished = whole(&bytes, None, options, &mut |_| ControlFlow::Continue(()));
    finished.expect("it is a trace")
}

/// The counts of the dialog, and its rows, are those of the report.
pub async fn expect_report(page: &Page, report: &Report) {
    page.wait_for(&named(id::TRACE_REPORT)).await;
    let counts = [
        ("writes", grouped(report.writes)),
        ("page-writes", grouped(report.page_writes)),
        ("snapshots", grouped(report.snapshots)),
        ("pushes", grouped(report.pushes)),
        ("bytes-copied", bytes(report.bytes_copied)),
        ("table-bytes", bytes(report.table_bytes)),
        ("data-pages", bytes(report.data_pages * report.page_bytes)),
        ("records", grouped(report.records)),
    ];
    for (name, expected) in counts {
        let css = format!("{} [data-count='{name}'] b", named(id::TRACE_REPORT));
        assert_eq!(content(page, &css).await, expected, "{name}");
    }
    let script = "return [...document.querySelectorAll(arguments[0])].map((row) =>
        [...row.cells].map((cell) => cell.textContent.trim()).join(' | '));";
    let css = format!("{} tbody tr", named(id::TRACE_REPORT));
    let rows = page.execute(script, vec![serde_json::json!(css)]).await;
    let rows: Vec<String> = serde_json::from_value(rows).expect("rows are strings");
    let expected = report.per_snapshot.iter().map(|row| {
        let gone = if row.deleted { " deleted" } else { "" };
        let numbers = [row.at_record, row.exceptions, row.tables].map(grouped);
        let copied = bytes(row.bytes_copied);
        format!("{}{gone} | {} | {copied}", row.name, numbers.join(" | "))
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
}

/// The picture shows the living snapshots with their exceptions.
pub async fn expect_tree(page: &Page, expected: &Finished) {
    let rows = &expected.report.per_snapshot;
    let living = rows.iter().filter(|row| !row.deleted);
    let living: Vec<String> = living
        .map(|row| {
            let unit = if row.exceptions == 1 {
                "exception"
            } else {
                "exceptions"
            };
            let count = grouped(row.exceptions);
            format!("{}: read-only snapshot of base, {count} {unit}", row.name)
        })
        .collect();
    let shown = boxes(page).await;
    let of_base = format!(
        "base: base volume, {} pages",
        grouped(expected.report.base_pages)
    );
    assert!(shown[0].starts_with(&of_base), "{shown:?}");
    let shown: Vec<&str> = shown[1..]
        .iter()
        .map(|title| title.rsplit_once(", number ").map_or(&**title, |it| it.0))
        .collect();
    assert_eq!(shown, living);
}

/// A number as the page writes it.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes as the page writes them.
fn bytes(number: u64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"];
    let unit = (1..units.len())
        .rev()
        .find(|unit| number >> (10 * unit) > 0);
    let unit = unit.unwrap_or(0);
    let value = number as f64 / f64::from(1_u32 << 10).powi(unit as i32);
    let whole = unit == 0 || value.fract() == 0.0;
    let text = if whole {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    };
    format!("{text} {}", units[unit])
}
