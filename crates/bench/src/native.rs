//! The native program.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use cowpath_bench::plan::Plan;
use cowpath_bench::{Inputs, bars, measure, table};

/// Measures rows of the benchmark.
#[derive(Parser)]
#[command(name = "bench")]
struct Arguments {
    /// The rows to measure [default: all]
    rows: Vec<String>,
    /// How large: full, small (what fits into a wasm32 module) or quick (a trial)
    #[arg(long, default_value = "full")]
    plan: String,
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
    /// The trace to replay [default: the vscsi sample, or ours where it is absent]
    #[arg(long)]
    trace: Option<PathBuf>,
}

/// Traces for the replay, the first that is there; paths from the workspace.
const TRACES: [&str; 2] = [
    "../shared/data/cloudphysics-80.vscsi",
    "data/sqlite-oltp.csv",
];

/// Measures and prints.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("bench: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let plan = Plan::named(&arguments.plan)
        .ok_or_else(|| format!("there is no plan {}", arguments.plan))?;
    let inputs = inputs(arguments.trace.as_deref())?;
    let mut rows: Vec<&str> = arguments.rows.iter().map(String::as_str).collect();
    if rows.is_empty() {
        rows = bars::ROWS.iter().map(|(id, _)| *id).collect();
    }
    let mut measured = Vec::new();
    for row in rows {
        let rows = measure(row, &plan, &inputs)?;
        if arguments.json {
            rows.iter().for_each(|row| println!("{}", row.json()));
        } else {
            eprintln!("bench: {row} done");
        }
        measured.extend(rows);
    }
    if !arguments.json {
        print!("{}", table::text(&measured));
    }
    Ok(())
}

fn inputs(chosen: Option<&Path>) -> Result<Inputs, String> {
    let workspace = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let samples = TRACES.iter().map(|trace| workspace.join(trace));
    let path = chosen
        .map(Path::to_path_buf)
        .or_else(|| samples.into_iter().find(|path| path.is_file()))
        .ok_or("there is no trace to replay")?;
    let trace = std::fs::read(&path)
        .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let name = path.file_name().unwrap_or_default();
    Ok(Inputs {
        trace_name: name.to_string_lossy().into_owned(),
        trace,
    })
}
