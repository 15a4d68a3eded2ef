//! `cowpath import`: what a tree file holds. A script goes on from it with `--on`.

use std::process::ExitCode;

use clap::{Args, ValueHint};
use cowpath_lab::language::{Command, Document};
use cowpath_lab::run::Runner;

use crate::files::read_tree;
use crate::output::Output;
use crate::run::print_json;
use crate::status::{Failure, Status};
use crate::told::Told;

/// Options of `import`.
#[derive(Args)]
pub struct Options {
    /// The tree file; `-` is standard input
    #[arg(value_name = "IN.cowtree", value_hint = ValueHint::FilePath)]
    file: String,
    /// Print one JSON object a line, as `run` does for `tree`, `space` and `check`
    #[arg(long)]
    json: bool,
}

/// Reads and checks the file, then prints its volumes, their space and the check.
pub fn import(options: &Options) -> Result<ExitCode, Failure> {
    let machine = read_tree(&options.file)?;
    let looks = [
        Command::Tree,
        Command::Space { of: Vec::new() },
        Command::Check,
    ];
    let document = Document::new(looks, []);
    let told = Told::new(document.lines.len());
    let mut out = Output::stdout();
    let (_, summary) = Runner::default().run_on(machine, &document, |ran| match options.json {
        true => print_json(&mut out, &ran),
        false => out.text(&told.command(&ran)),
    })?;
    out.finish()?;
    Ok(match summary.ok() {
        true => Status::Well.into(),
        false => Status::Broken.into(),
    })
}
