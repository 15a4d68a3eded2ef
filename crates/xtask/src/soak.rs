//! `cargo xtask soak`: many random sequences of commands against the flat oracle, crashes
//! included. The sequences and the oracle are `crates/proof`.

use crate::run::{Result, cargo, run};
use crate::workspace::Workspace;

/// Options of `soak`.
#[derive(clap::Args)]
pub struct Options {
    /// How many sequences of 40 commands
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    sequences: u64,
    /// What the sequences follow from [default: that of the tests]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Number of the first sequence, to play one again
    #[arg(long, value_name = "N")]
    first: Option<u64>,
    /// Stop after so many minutes
    #[arg(long, value_name = "M")]
    minutes: Option<u64>,
}

/// Builds and plays. A sequence that goes wrong is written as a scenario.
pub fn soak(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut command = cargo();
    command.current_dir(&workspace.root);
    command.args(["run", "--profile=soak", "--package=cowpath-proof"]);
    command.args(["--bin=soak", "--", "--sequences"]);
    command.arg(options.sequences.to_string());
    let more = [
        ("--seed", options.seed),
        ("--first", options.first),
        ("--minutes", options.minutes),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            command.arg(name).arg(value.to_string());
        }
    }
    run(&mut command)
}
