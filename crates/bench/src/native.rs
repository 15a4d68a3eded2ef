//! The native program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use cowpath_bench::plan::Plan;
use cowpath_bench::row::Row;
use cowpath_bench::{Inputs, bars, count_processor_time, measure, table};

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
    /// Count processor time instead of time, on a machine that others keep busy
    #[arg(long)]
    cpu: bool,
    /// The trace to replay
    #[arg(long, default_value = "data/sqlite-oltp.csv")]
    trace: PathBuf,
    /// Compare what WebAssembly took, lines of JSON in this file, with the rows measured here
    #[arg(long, value_name = "FILE")]
    wasm: Option<PathBuf>,
    /// Measure nothing; print the ids of the rows
    #[arg(long)]
    list: bool,
    /// Measure nothing; print lines of JSON in this file as a table
    #[arg(long, value_name = "FILE")]
    show: Option<PathBuf>,
}

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
    if arguments.list {
        bars::ROWS.iter().for_each(|(id, _)| println!("{id}"));
        return Ok(());
    }
    if let Some(file) = &arguments.show {
        print!("{}", table::text(&rows_in(file)?));
        return Ok(());
    }
    if arguments.cpu {
        count_processor_time();
    }
    let rows = measured(arguments)?;
    if !arguments.json {
        print!("{}", table::text(&rows));
    }
    Ok(())
}

fn measured(arguments: &Arguments) -> Result<Vec<Row>, String> {
    let plan = Plan::named(&arguments.plan)
        .ok_or_else(|| format!("there is no plan {}", arguments.plan))?;
    let wasm = arguments.wasm.as_deref().map(rows_in).transpose()?;
    let mut ids: Vec<&str> = arguments.rows.iter().map(String::as_str).collect();
    if ids.is_empty() {
        ids = bars::ROWS.iter().map(|(id, _)| *id).collect();
    }
    let inputs = if ids.contains(&bars::REPLAY) {
        inputs(&arguments.trace)?
    } else {
        Inputs::default()
    };
    let mut all = Vec::new();
    for id in ids {
        let mut rows = measure(id, &plan, &inputs)?;
        if let Some(wasm) = &wasm {
            let theirs = wasm.iter().find(|row| row.id == id);
            let theirs = theirs.ok_or_else(|| format!("WebAssembly has not measured {id}"))?;
            rows = vec![Row::wasm(theirs, &rows[0])];
        }
        if arguments.json {
            rows.iter().for_each(|row| println!("{}", row.json()));
        }
        all.extend(rows);
    }
    Ok(all)
}

fn rows_in(file: &Path) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(file).map_err(|error| unread(file, &error))?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{line}: {error}")))
        .collect()
}

fn inputs(path: &Path) -> Result<Inputs, String> {
    let trace = fs::read(path).map_err(|error| unread(path, &error))?;
    let name = path.file_name().unwrap_or_default();
    Ok(Inputs {
        trace_name: name.to_string_lossy().into_owned(),
        trace,
    })
}

fn unread(path: &Path, error: &std::io::Error) -> String {
    format!("{} cannot be read: {error}", path.display())
}
