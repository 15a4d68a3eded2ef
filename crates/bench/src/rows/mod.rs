//! The rows: one module for each kind of work.

mod control;
mod create;
mod diff;
mod each;
mod memory;
mod read;
mod replay;
mod write;

use crate::bars::{CONTROL, REPLAY};
use crate::plan::Plan;
use crate::row::Row;

/// What is read from outside.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// File name of the trace to replay.
    pub trace_name: String,
    /// The trace.
    pub trace: Vec<u8>,
}

/// Measures one row: the row itself first, then its details.
///
/// # Errors
/// There is no such row, or its trace cannot be read.
pub fn measure(id: &str, plan: &Plan, inputs: &Inputs) -> Result<Vec<Row>, String> {
    match id {
        "first-write-4k" => Ok(write::first(plan)),
        "rewrite-4k" => Ok(write::again(plan)),
        "snapshot-create" => Ok(create::measure(plan)),
        "read-depth-1000-held" => Ok(read::held(plan)),
        "read-depth-1000-base" => Ok(read::base(plan)),
        "write-per-snapshot" => Ok(each::measure(plan)),
        "diff-1k-of-1m" => Ok(diff::measure(plan)),
        REPLAY => replay::measure(plan, inputs),
        "bytes-per-exception" => Ok(memory::measure(plan)),
        CONTROL => Ok(control::measure(plan)),
        _ => Err(format!("there is no row {id}")),
    }
}
