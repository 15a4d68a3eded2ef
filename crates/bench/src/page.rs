//! What the page offers to the one who drives it.

use cowpath_bench::plan::Plan;
use cowpath_bench::{Inputs, measure};
use wasm_bindgen::prelude::wasm_bindgen;

/// Measures a row with the named plan; its rows as lines of JSON.
#[wasm_bindgen]
pub fn run(row: &str, plan: &str, trace_name: &str, trace: Vec<u8>) -> Result<String, String> {
    let plan = Plan::named(plan).ok_or("there is no such plan")?;
    let inputs = Inputs {
        trace_name: trace_name.to_owned(),
        trace,
    };
    let rows = measure(row, &plan, &inputs)?;
    Ok(rows.iter().map(|row| row.json() + "\n").collect())
}
