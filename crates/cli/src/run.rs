//! `cowpath run`: the commands of a file one after another, and what came of each.

use std::process::ExitCode;

use clap::{Args, ValueHint};
use cowpath_engine::check::Broken;
use cowpath_lab::outcome::{EventLine, OutcomeLine};
use cowpath_lab::run::{Ran, Runner, Summary};

use crate::files::{Source, beginning};
use crate::output::Output;
use crate::status::{DEFECT, Failure, Status, tell};
use crate::told::Told;

/// Options of `run`.
#[derive(Args)]
pub struct Options {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE.cow", value_hint = ValueHint::FilePath)]
    file: String,
    /// Begin with the volumes of this tree file, as `cowpath export` writes it
    #[arg(long, value_name = "IN.cowtree", value_hint = ValueHint::FilePath)]
    on: Option<String>,
    /// Print one JSON object a line for each command
    #[arg(long)]
    json: bool,
    /// Go on after a command that is refused
    #[arg(long)]
    keep_going: bool,
    /// Print what happens within each command before its outcome
    #[arg(long)]
    events: bool,
    /// Check every invariant after each command
    #[arg(long)]
    check: bool,
}

/// Parses the whole file, then runs it.
pub fn run(options: &Options) -> Result<ExitCode, Failure> {
    let source = Source::read(&options.file)?;
    let document = source.parse()?;
    let runner = Runner {
        keep_going: options.keep_going,
        events: options.events,
        check: options.check,
    };
    let beginning = beginning(options.on.as_deref())?;
    let commands = document.commands().count();
    let last_line = document.commands().last().map_or(1, |(line, _)| line);
    let told = Told::new(last_line);
    let mut out = Output::stdout();
    let (_, summary) = runner.run_on(beginning, &document, |ran| match options.json {
        true => print_json(&mut out, &ran),
        false => out.text(&told.command(&ran)),
    })?;
    if !options.json {
        out.text(&told.summary(&summary, commands))?;
    }
    out.finish()?;
    if let Some((line, broken)) = &summary.broken {
        tell_broken(&source.name, *line, broken);
    }
    Ok(status(&summary).into())
}

/// Prints what came of a command as JSON lines, its events first.
pub fn print_json(out: &mut Output, ran: &Ran<'_>) -> Result<(), Failure> {
    for event in ran.events {
        out.line(&EventLine::new(ran.line_no, event, ran.machine).to_string())?;
    }
    let line = OutcomeLine {
        line: ran.line_no,
        command: ran.text,
        outcome: ran.outcome,
    };
    out.line(&line.to_string())
}

fn tell_broken(name: &str, line: usize, broken: &[Broken]) {
    tell(format_args!("{name}:{line}: an invariant broke"));
    for broken in broken {
        tell(format_args!("  {}: {}", broken.invariant, broken.detail));
    }
    tell(DEFECT);
}

fn status(summary: &Summary) -> Status {
    if summary.broken.is_some() {
        Status::Broken
    } else if summary.ok() {
        Status::Well
    } else {
        Status::Refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_invariant_outweighs_the_rest() {
        let mut summary = Summary::default();
        assert_eq!(status(&summary), Status::Well);
        summary.failed = 1;
        assert_eq!(status(&summary), Status::Refused);
        summary.broken = Some((3, Vec::new()));
        assert_eq!(status(&summary), Status::Broken);
    }
}
