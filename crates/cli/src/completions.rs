//! `cowpath completions`: a script that completes the program's options in a shell.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::Cli;
use crate::files::write_new;
use crate::status::{Failure, Status};

/// Options of `completions`.
#[derive(Args)]
pub struct Options {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub fn completions(options: &Options) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    generate(options.shell, &mut Cli::command(), "cowpath", &mut script);
    write_new("-", &script, false)?;
    Ok(Status::Well.into())
}
