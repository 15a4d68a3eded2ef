//! `cowpath search`: every schedule of the operations that a file leaves open.

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

use clap::{Args, ValueHint};
use cowpath_lab::language::Fault;
use cowpath_lab::search::{self, Progress, Report, Search};

use crate::files::{Source, check_free, write_new};
use crate::output::Output;
use crate::status::{Failure, Status};

/// States between two lines of progress.
const SLICE_STATES: u64 = 1_000;

/// Options of `search`.
#[derive(Args)]
#[command(
    after_help = "Exit status: 0 nothing is wrong; 1 a schedule is wrong; 2 the input could not \
be read or parsed, does not run to its end, leaves nothing open, or leaves too much to search.

Faults: any rule of `set fault`, and by what happens without it: no-lock (lock), \
copy-before-entry (entry-before-copy), claims-order (crash-order)."
)]
pub struct Options {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE.cow", value_hint = ValueHint::FilePath)]
    file: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Switch a safety rule off before the first step; may be given several times
    #[arg(long, value_name = "NAME", value_parser = fault)]
    fault: Vec<Fault>,
    /// Also stop after every step, recover, and look for what is lost
    #[arg(long)]
    crash: bool,
    /// Write the shortest wrong schedule, if there is one, as a document; `-` is standard output
    #[arg(short, long, value_name = "OUT.cow", value_hint = ValueHint::FilePath)]
    output: Option<String>,
    /// Write over a file that exists
    #[arg(long)]
    force: bool,
}

fn fault(name: &str) -> Result<Fault, String> {
    search::fault(name).ok_or_else(|| {
        let known: Vec<&str> = Fault::all().map(Fault::name).collect();
        format!(
            "no such fault; there are no-lock, copy-before-entry, claims-order, {}",
            known.join(", ")
        )
    })
}

/// Parses the file, runs it, and searches what it leaves open.
pub fn search(options: &Options) -> Result<ExitCode, Failure> {
    if let Some(path) = &options.output {
        check_free(path, options.force)?;
    }
    let source = Source::read(&options.file)?;
    let document = source.parse()?;
    let asked = search::Options {
        faults: options.fault.clone(),
        crash: options.crash,
    };
    let failed = |error: search::Unsearchable| Failure::new(format!("{}: {error}", source.name));
    let mut search = Search::of_document(&document, &asked).map_err(failed)?;
    let watched = stderr().is_terminal();
    let mut progress = Progress::default();
    while !progress.done {
        progress = search.advance(SLICE_STATES).map_err(failed)?;
        if watched && !progress.done {
            eprint!(
                "\r{} states, {} of {} steps ",
                progress.states, progress.depth, progress.depth_max
            );
        }
    }
    if watched && progress.states > SLICE_STATES {
        eprintln!();
    }
    let report = search.report().unwrap_or_default();
    if let (Some(path), Some(text)) = (&options.output, report.document(&source.text)) {
        write_new(path, text, options.force)?;
    }
    if options.output.as_deref() != Some("-") || report.holds() {
        print(&report, options.json)?;
    }
    Ok(match report.holds() {
        true => Status::Well.into(),
        false => Status::Refused.into(),
    })
}

fn print(report: &Report, json: bool) -> Result<(), Failure> {
    let mut out = Output::stdout();
    match json {
        true => {
            let line = serde_json::to_string(report);
            out.line(&line.map_err(|error| Failure::new(error.to_string()))?)?;
        }
        false => out.text(&text(report))?,
    }
    out.finish()
}

fn text(report: &Report) -> String {
    let mut text = format!(
        "{} schedules of {}, {} wrong; {} states\n",
        report.schedules,
        report.operations.join(", "),
        report.wrong,
        report.states
    );
    if let (Some(stops), Some(lost)) = (report.stops, report.lost) {
        text.push_str(&format!("{stops} states stopped, {lost} lost something\n"));
    }
    let (Some(rule), Some(message), Some(shortest)) =
        (&report.rule, &report.message, &report.shortest)
    else {
        text.push_str("nothing is wrong\n");
        return text;
    };
    text.push_str(&format!(
        "violated ({rule}): {message}\nthe shortest wrong schedule:\n"
    ));
    for (at, line) in shortest.iter().enumerate() {
        let moment = report.moment == Some(at as u64 + 1);
        let mark = if moment {
            "  # from here on nothing comes right"
        } else {
            ""
        };
        text.push_str(&format!("  {line}{mark}\n"));
    }
    text
}
