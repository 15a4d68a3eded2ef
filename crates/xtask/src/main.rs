//! `cargo xtask …`: what a person or a build server does with the project: serve it,
//! build it, test it, weigh it. Each task first installs what it needs and says so.
//!
//! One file for each concern: [`tools`] and [`browser`] know what must be installed,
//! [`site`] runs Trunk, [`run`] starts programs; the rest are the tasks.

mod apt;
mod arrange;
mod bench;
mod bindgen;
mod browser;
mod build;
mod finish;
mod first_load;
mod fuzz;
mod optimizer;
mod oracles;
mod run;
mod serve;
mod shrink;
mod site;
mod size;
mod soak;
mod test;
mod tools;
mod wasm;
mod workspace;

use clap::{Parser, Subcommand};
use run::Result;
use workspace::Workspace;

/// Tasks of the Cowpath workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the application and serve it on this machine, building again on every change.
    Serve(serve::Options),
    /// Build the release site into dist/, ready for any static host and any folder.
    Build,
    /// Run every check, or only the named ones.
    Test(test::Options),
    /// Measure the engine against its peers, natively and as WebAssembly in a browser.
    Bench(bench::Options),
    /// Measure the built site in a headless browser: start, a command, frames, a replay.
    BenchWeb(bench::WebOptions),
    /// Try arbitrary bytes on everything that is read from outside: language, tree files, traces.
    Fuzz(fuzz::Options),
    /// Play many random sequences of commands against an oracle that copies whole volumes.
    Soak(soak::Options),
    /// Print the gzip size of each file, of the first load and of all; fail over a budget.
    Size,
    /// Trunk runs this on a site that it has built.
    #[command(hide = true)]
    Finish,
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match perform(arguments.task) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    let workspace = Workspace::find()?;
    match task {
        Task::Serve(options) => serve::serve(&workspace, &options),
        Task::Build => build::build(&workspace),
        Task::Test(options) => test::test(&workspace, &options),
        Task::Bench(options) => bench::bench(&workspace, &options),
        Task::BenchWeb(options) => bench::bench_web(&workspace, &options),
        Task::Fuzz(options) => fuzz::fuzz(&workspace, &options),
        Task::Soak(options) => soak::soak(&workspace, &options),
        Task::Size => size::size(&workspace),
        Task::Finish => finish::finish(),
    }
}
