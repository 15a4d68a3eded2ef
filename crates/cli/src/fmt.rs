//! `cowpath fmt`: the canonical form of a `.cow` file.

use std::process::ExitCode;

use clap::{Args, ValueHint};
use cowpath_lab::language;

use crate::files::{Source, write_new};
use crate::status::{Failure, Status, tell};

/// Options of `fmt`.
#[derive(Args)]
pub struct Options {
    /// The file; `-` is standard input
    #[arg(value_name = "FILE.cow", value_hint = ValueHint::FilePath)]
    file: String,
    /// Rewrite the file in place instead of printing
    #[arg(long, conflicts_with = "check")]
    force: bool,
    /// Print nothing; exit with 1 if the file is not in canonical form
    #[arg(long)]
    check: bool,
}

/// Prints the file in canonical form, rewrites it, or only says whether it is in that form.
pub fn fmt(options: &Options) -> Result<ExitCode, Failure> {
    let source = Source::read(&options.file)?;
    source.parse()?;
    let formatted = language::format(&source.text).map_err(|error| source.rejected(&[error]))?;
    let same = formatted == source.text;
    if options.check {
        if same {
            return Ok(Status::Well.into());
        }
        tell(format_args!("{} is not in canonical form", source.name));
        return Ok(Status::Refused.into());
    }
    if !options.force {
        write_new("-", &formatted, false)?;
    } else if !same || options.file == "-" {
        write_new(&options.file, &formatted, true)?;
    }
    Ok(Status::Well.into())
}
