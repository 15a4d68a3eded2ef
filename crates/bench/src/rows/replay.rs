//! A trace replayed in version stamps, with a snapshot every so many writes.

use std::ops::ControlFlow;

use cowpath_engine::store::StampPages;
use cowpath_lab::replay::{Options, whole};
use cowpath_lab::trace::{Op, PREFIX_BYTES, PageSpan, Reader, Schedule, geometry_for, recognise};

use super::Inputs;
use crate::bars::{PER_SECOND, REPLAY, REPLAY_LIMIT};
use crate::ours::Ours;
use crate::plan::{PAGE_BYTES, Plan};
use crate::race::{Watch, race};
use crate::row::Row;

/// Writes between two snapshots.
const EVERY: usize = 5000;

/// Snapshots in a lap.
const LAP_SNAPSHOTS: usize = 4;

/// The writes as runs of pages; then the laboratory's whole replay, with
/// reading the bytes, hashing them and counting what is reported.
pub(super) fn measure(plan: &Plan, inputs: &Inputs) -> Result<Vec<Row>, String> {
    let writes = writes(inputs)?;
    let page_writes: u64 = writes.iter().map(|(_, count)| count).sum();
    let end = writes.iter().map(|(first, count)| first + count).max();
    let end_bytes = end.unwrap_or(1) * u64::from(PAGE_BYTES);
    let shape = geometry_for(end_bytes, PAGE_BYTES).map_err(|error| error.to_string())?;
    let mut ours = Ours::<StampPages>::with_levels(shape.pages, &shape.levels, true);
    let mut engine = |watch: &mut Watch| {
        ours.delete_all();
        for (lap, writes) in writes.chunks(EVERY).enumerate() {
            let pages = writes.iter().map(|(_, count)| count).sum();
            watch.time(pages, || {
                if lap > 0 {
                    ours.snapshot();
                }
                for &(first, count) in writes {
                    ours.write_run(first, count, lap as u64 + 1);
                }
            });
            if lap % LAP_SNAPSHOTS == LAP_SNAPSHOTS - 1 {
                watch.next_lap();
            }
        }
    };
    let options = Options::new(Schedule::every_writes(EVERY as u64).ok_or("no schedule")?);
    let mut failed = None;
    let mut lab = |watch: &mut Watch| {
        let result = watch.time(page_writes, || {
            whole(&inputs.trace, None, options, &mut |_| {
                ControlFlow::Continue(())
            })
        });
        failed = result.err();
    };
    let [engine, lab] = race(plan, [&mut engine, &mut lab]);
    if let Some(error) = failed {
        return Err(error.to_string());
    }
    let row = |id: &str, ns: f64| Row::against(id, PER_SECOND, 1e9 / ns, "limit", REPLAY_LIMIT);
    let note = format!("{}, {page_writes} page writes", inputs.trace_name);
    Ok(vec![
        row(REPLAY, engine).with_note(note),
        row("replay-stamps-lab", lab).with_note("with reading, hashing and reporting the trace"),
    ])
}

/// First page and number of pages of each write.
fn writes(inputs: &Inputs) -> Result<Vec<(u64, u64)>, String> {
    let bytes = &inputs.trace;
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    let format = recognise(prefix, bytes.len() as u64).map_err(|error| error.to_string())?;
    let mut writes = Vec::new();
    for record in Reader::new(format, bytes) {
        let record = record.map_err(|error| error.to_string())?;
        if record.op == Op::Write
            && let Some(span) = PageSpan::of(&record, PAGE_BYTES)
        {
            writes.push((span.first_page, span.count));
        }
    }
    Ok(writes)
}
