//! `cowpath replay`: a block trace onto a snapshot tree, and the counts.

mod feed;
mod table;

use std::io::{self, IsTerminal, Write};
use std::num::{NonZeroU32, NonZeroU64};
use std::path::Path;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};
use cowpath_lab::language::MAX_FILE_NAME_BYTES;
use cowpath_lab::replay::{self, Finished, Pass, Progress};
use cowpath_lab::trace::{Devices, Every, Format, Schedule};

use crate::output::Output;
use crate::status::{DEFECT, Failure, Status, tell};

/// Write records between snapshots where no schedule is given.
const EVERY_DEFAULT: NonZeroU64 = NonZeroU64::new(5000).expect("5000 is not zero");

/// Options of `replay`.
#[derive(Args)]
#[command(
    after_help = "The trace is recognised by its content: Cowpath CSV, MSR Cambridge CSV, \
vscsi versions 1 and 2, DiskSim ASCII. Without --every and --every-ms, a snapshot is taken after \
every 5000 write records."
)]
pub struct Options {
    /// The trace; `-` is standard input
    #[arg(value_name = "TRACE", value_hint = ValueHint::FilePath)]
    trace: String,
    /// Read the trace in this format instead of recognising it
    #[arg(long, value_parser = PossibleValuesParser::new(Format::ALL.map(Format::keyword)))]
    format: Option<String>,
    /// Take a snapshot after every N write records
    #[arg(long, value_name = "N", conflicts_with = "every_ms")]
    every: Option<NonZeroU64>,
    /// Take a snapshot every T milliseconds of the trace's own time
    #[arg(long, value_name = "T")]
    every_ms: Option<NonZeroU64>,
    /// Keep only the newest N snapshots
    #[arg(long, value_name = "N")]
    keep: Option<NonZeroU32>,
    /// Size of a page, as 4096B, 4KiB or 1MiB
    #[arg(long, value_name = "SIZE", default_value = "4KiB", value_parser = size)]
    page: u64,
    /// Compare the base and every snapshot with a full copy at the end
    #[arg(long)]
    check: bool,
    /// Print JSON, one object a line; the last holds the totals
    #[arg(long)]
    json: bool,
    /// Give each device of the trace addresses of its own instead of sharing them
    #[arg(long)]
    devices_apart: bool,
    /// Stop when the tree and the full copies take this much memory
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = size)]
    memory_limit: u64,
}

/// Replays the trace and prints what came of it.
pub fn replay(options: &Options) -> Result<ExitCode, Failure> {
    let name = match options.trace.as_str() {
        "-" => "<stdin>",
        path => path,
    };
    let how = how(options)?;
    let format = options.format.as_deref().and_then(Format::from_keyword);
    let mut meter = Meter::new();
    let fed = feed::feed(&options.trace, format, how, &mut |progress| {
        meter.show(progress);
    });
    meter.clear();
    let (format, finished) = fed.map_err(|error| Failure::new(format!("{name}: {error}")))?;
    print(options, format, &finished)?;
    Ok(told(name, &finished).into())
}

fn print(options: &Options, format: Format, finished: &Finished) -> Result<(), Failure> {
    let mut out = Output::stdout();
    if options.json {
        let lines = finished.report.json_lines();
        for line in lines.map_err(|error| Failure::new(error.to_string()))? {
            out.line(&line)?;
        }
    } else {
        out.text(&table::text(format, &finished.report))?;
        if let Some(file) = document_file(options) {
            out.line(&format!("document: {}", finished.command(&file)))?;
        }
    }
    out.finish()
}

/// The file that a document of this replay would ask for. A document can state
/// neither a format nor devices kept apart, and standard input has no name.
fn document_file(options: &Options) -> Option<String> {
    let stated = options.format.is_none() && !options.devices_apart && options.trace != "-";
    let file = Path::new(&options.trace)
        .file_name()
        .filter(|_| stated)?
        .to_string_lossy();
    (file.len() <= MAX_FILE_NAME_BYTES).then(|| file.into_owned())
}

/// Tells of everything that is not as it should be, and gives the exit status.
fn told(name: &str, finished: &Finished) -> Status {
    let report = &finished.report;
    if let Some(stopped) = &report.stopped {
        let records = report.records;
        tell(format!(
            "{name}: stopped after {records} records: {stopped}"
        ));
    }
    if let Some(error) = &report.error {
        tell(format!(
            "{name}: {error}; the records before it were replayed"
        ));
    }
    for broken in &report.broken {
        tell(format!("{name}: {broken}"));
    }
    if !report.broken.is_empty() {
        tell(DEFECT);
        Status::Broken
    } else if report.error.is_some() {
        Status::Unreadable
    } else {
        Status::Well
    }
}

fn how(options: &Options) -> Result<replay::Options, Failure> {
    let every = match (options.every, options.every_ms) {
        (_, Some(ms)) => Every::Ms(ms),
        (every, None) => Every::Writes(every.unwrap_or(EVERY_DEFAULT)),
    };
    let schedule = Schedule {
        every,
        keep: options.keep,
    };
    let page_bytes = u32::try_from(options.page)
        .map_err(|_| Failure::new(format!("--page {} bytes: it is too large", options.page)))?;
    Ok(replay::Options {
        page_bytes,
        devices: match options.devices_apart {
            true => Devices::Apart,
            false => Devices::Merge,
        },
        check: options.check,
        memory_limit_bytes: options.memory_limit,
        slice_work: feed::SLICE_WORK,
        ..replay::Options::new(schedule)
    })
}

/// A size in bytes from an integer with its unit.
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let scale = match &text[digits.len()..] {
        "B" => 1_u64,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err("a size is an integer with B, KiB, MiB or GiB, as 4KiB".to_owned()),
    };
    let number: u64 = digits
        .parse()
        .map_err(|_| format!("{digits:?} is not a whole number"))?;
    number
        .checked_mul(scale)
        .ok_or_else(|| "the size is too large".to_owned())
}

/// Progress on standard error, and only where that is a terminal.
struct Meter {
    terminal: bool,
    shown: Option<(Pass, u64)>,
}

impl Meter {
    fn new() -> Self {
        Self {
            terminal: io::stderr().is_terminal(),
            shown: None,
        }
    }

    fn show(&mut self, progress: Progress) {
        let percent = progress.done.saturating_mul(100) / progress.total.max(1);
        let now = Some((progress.pass, percent));
        if !self.terminal || self.shown == now {
            return;
        }
        self.shown = now;
        let what = match progress.pass {
            Pass::Scan => "reading",
            Pass::Write => "replaying",
            Pass::Check | Pass::Done => "checking",
        };
        let _ = write!(io::stderr(), "\r\x1b[K{what} {percent} %");
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_have_a_unit() {
        assert_eq!(size("512B"), Ok(512));
        assert_eq!(size("4KiB"), Ok(4096));
        assert_eq!(size("1MiB"), Ok(1 << 20));
        assert_eq!(size("1GiB"), Ok(1 << 30));
        for bad in ["4096", "KiB", "-4KiB", "4kb", "é", "99999999999999999999B"] {
            assert!(size(bad).is_err(), "{bad}");
        }
        assert!(size("18446744073709551615KiB").is_err());
    }
}
