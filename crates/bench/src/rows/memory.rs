//! Bytes of the engine's own memory for each exception, in stamps.

use cowpath_engine::space;
use cowpath_engine::store::StampPages;

use crate::ours::Ours;
use crate::plan::Plan;
use crate::random::scattered;
use crate::row::Row;

/// Bytes of a stamp, which stand for the page itself.
const STAMP_BYTES: u64 = 8;

/// At 1% scattered, then dense.
pub(super) fn measure(plan: &Plan) -> Vec<Row> {
    let pages = plan.table_pages;
    let sparse = scattered((pages / 100).max(1), pages, 6);
    let dense: Vec<u64> = (0..pages).collect();
    vec![
        row(pages, "bytes-per-exception", &sparse).with_note("1% of the pages, scattered"),
        row(pages, "bytes-per-exception-dense", &dense).with_note("every page"),
    ]
}

fn row(pages: u64, id: &str, exceptions: &[u64]) -> Row {
    let mut ours = Ours::<StampPages>::new(pages, true);
    ours.write_run(0, pages, 1);
    let before = ours.engine.memory_bytes();
    let snapshot = ours.snapshot();
    for &page in exceptions {
        ours.write_run(page, 1, 2);
    }
    let count = exceptions.len() as u64;
    let memory = ours.engine.memory_bytes() - before - count * STAMP_BYTES;
    let tables = space::of(&ours.engine, snapshot).map_or(0, |space| space.table_bytes);
    let each = |bytes: u64| bytes as f64 / count as f64;
    Row::against(id, "bytes", each(memory), "simulated tables", each(tables))
}
