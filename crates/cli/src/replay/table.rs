//! A replay for people: a row for each snapshot, and the totals in sentences.

use std::fmt::Write;

use cowpath_lab::replay::{Report, Row};
use cowpath_lab::trace::Format;

const HEADINGS: [&str; 7] = [
    "snapshot",
    "at record",
    "after, s",
    "exceptions",
    "tables",
    "table bytes",
    "bytes copied",
];

/// The whole text, with its line ends.
pub fn text(format: Format, report: &Report) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = head(&mut out, format, report);
    rows(&mut out, &report.per_snapshot);
    let _ = totals(&mut out, report);
    out
}

fn head(out: &mut String, format: Format, report: &Report) -> std::fmt::Result {
    writeln!(
        out,
        "{}: {} records over {} s, {} reads and {} writes",
        format.title(),
        report.records,
        seconds(report.elapsed_us),
        report.reads,
        report.writes,
    )?;
    let levels: Vec<String> = report.levels.iter().map(u32::to_string).collect();
    writeln!(
        out,
        "volumes of {} pages of {} bytes, tables of {} entries",
        report.pages,
        report.page_bytes,
        levels.join("x"),
    )?;
    if report.backward_times > 0 {
        writeln!(
            out,
            "{} records are earlier than the one before",
            report.backward_times
        )?;
    }
    writeln!(out)
}

/// Columns as wide as their widest cell; names to the left, numbers to the right.
fn rows(out: &mut String, rows: &[Row]) {
    if rows.is_empty() {
        out.push_str("no snapshot was due\n\n");
        return;
    }
    let lines: Vec<[String; 7]> = std::iter::once(HEADINGS.map(str::to_owned))
        .chain(rows.iter().map(cells))
        .collect();
    let mut widths = [0; 7];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    for line in &lines {
        let mut text = String::new();
        for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
            let _ = match column {
                0 => write!(text, "{cell:<width$}"),
                _ => write!(text, "  {cell:>width$}"),
            };
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    out.push('\n');
}

fn cells(row: &Row) -> [String; 7] {
    let deleted = if row.deleted { " (deleted)" } else { "" };
    [
        format!("{}{deleted}", row.name),
        row.at_record.to_string(),
        seconds(row.time_us),
        row.exceptions.to_string(),
        row.tables.to_string(),
        row.table_bytes.to_string(),
        row.bytes_copied.to_string(),
    ]
}

fn totals(out: &mut String, report: &Report) -> std::fmt::Result {
    writeln!(
        out,
        "{} pages written, {} of them pushed into a snapshot first: {} bytes copied",
        report.page_writes, report.pushes, report.bytes_copied
    )?;
    writeln!(
        out,
        "{} snapshots taken, {} kept; they hold {} pages and {} bytes of tables, the base {} pages",
        report.snapshots,
        report.kept_snapshots,
        report.data_pages,
        report.table_bytes,
        report.base_pages
    )?;
    if report.invariants == 0 {
        return Ok(());
    }
    if report.broken.is_empty() {
        writeln!(
            out,
            "check: the base and {} snapshots equal their full copies; {} invariants hold",
            report.checked_snapshots, report.invariants
        )
    } else {
        writeln!(out, "check: failed")
    }
}

/// Seconds with their milliseconds.
fn seconds(time_us: u64) -> String {
    format!("{}.{:03}", time_us / 1_000_000, time_us / 1000 % 1000)
}
