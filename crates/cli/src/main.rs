//! `cowpath`: runs, draws, exports and formats `.cow` files and replays block traces,
//! without a browser.
//! Its options, `--json` output and exit statuses are a contract with programs outside: fields and
//! options may be added, what there is stays. What a command does is the lab's, and what a picture
//! looks like the scene's.

mod at;
mod completions;
mod export;
mod files;
mod fmt;
mod import;
mod moment;
mod output;
mod render;
mod replay;
mod run;
mod search;
mod status;
mod told;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use status::{Failure, Status, tell};

/// An explorer and simulator of block-storage snapshot trees
#[derive(Parser)]
#[command(name = "cowpath", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit status: 0 all is well; 1 a command was refused or an expectation \
failed; 2 the input could not be read or parsed; 3 an invariant broke, which is a defect of \
Cowpath."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the commands of a .cow file and print what came of each
    Run(run::Options),
    /// Draw the volumes of a .cow file at a position
    Render(render::Options),
    /// Write the volumes of a .cow file at a position as a tree file, or for other programs
    Export(export::Options),
    /// Check a tree file and print what it holds
    Import(import::Options),
    /// Replay a block trace onto a snapshot tree and print the counts
    Replay(replay::Options),
    /// Try every order of the steps that a .cow file leaves open
    Search(search::Options),
    /// Print a .cow file in canonical form
    Fmt(fmt::Options),
    /// Print a script that completes options in a shell
    Completions(completions::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Render(options) => render::render(&options),
        Command::Export(options) => export::export(&options),
        Command::Import(options) => import::import(&options),
        Command::Replay(options) => replay::replay(&options),
        Command::Search(options) => search::search(&options),
        Command::Fmt(options) => fmt::fmt(&options),
        Command::Completions(options) => completions::completions(&options),
    };
    match outcome {
        Ok(status) => status,
        Err(Failure::BrokenPipe) => Status::Well.into(),
        Err(failure) => {
            tell(failure);
            Status::Unreadable.into()
        }
    }
}
