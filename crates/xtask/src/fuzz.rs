//! `cargo xtask fuzz`: arbitrary bytes against everything that is read from outside.
//!
//! cargo-fuzz builds the targets of `fuzz/` with the coverage of the stable compiler; sanitizers are
//! left out: they need another compiler, and look for what code without `unsafe` does not do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::apt;
use crate::run::{Result, cargo, on_path, run};
use crate::tools::{Tool, ensure_tool};
use crate::workspace::Workspace;

const CARGO_FUZZ_VERSION: &str = "0.13.2";
/// One input may take so long, in seconds, before it counts as a hang.
const TIMEOUT_S: u32 = 10;
/// Memory of the whole process, the fuzzer's own included.
const MEMORY_MIB: u32 = 1024;
/// Longest input that is tried, in bytes.
const INPUT_BYTES: u32 = 8192;
/// Programs that compile the fuzzer itself; any of them will do.
const COMPILERS: [&str; 3] = ["c++", "g++", "clang++"];

/// Options of `fuzz`.
#[derive(clap::Args)]
pub struct Options {
    /// How long, in seconds, for all targets together
    #[arg(value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    seconds: u64,
    /// Only this target of fuzz/fuzz_targets [default: all]
    target: Option<String>,
    /// Only try these inputs again
    #[arg(requires = "target")]
    inputs: Vec<PathBuf>,
}

/// Runs the targets one after another; the first that finds something ends the task.
pub fn fuzz(workspace: &Workspace, options: &Options) -> Result<()> {
    let fuzzer = Fuzzer::prepare(workspace)?;
    let all = targets(workspace)?;
    let chosen = match &options.target {
        None => all,
        Some(target) if all.contains(target) => vec![target.clone()],
        Some(target) => {
            let known = all.join(", ");
            return Err(format!("there is no target {target}: there are {known}"));
        }
    };
    if !options.inputs.is_empty() {
        return chosen.iter().try_for_each(|target| {
            let inputs = options.inputs.iter();
            inputs
                .into_iter()
                .try_for_each(|input| fuzzer.again(target, input))
        });
    }
    fuzzer.write_seeds()?;
    let each = (options.seconds / chosen.len() as u64).max(1);
    for target in &chosen {
        println!("\n== {target}, {each} s");
        fuzzer.run(target, each)?;
    }
    println!(
        "\nxtask: nothing found in {each} s for each of {}",
        chosen.join(", ")
    );
    Ok(())
}

struct Fuzzer<'a> {
    workspace: &'a Workspace,
    program: PathBuf,
    /// What is built, the seeds, and the corpus that grows from run to run.
    folder: PathBuf,
}

impl<'a> Fuzzer<'a> {
    fn prepare(workspace: &'a Workspace) -> Result<Self> {
        if COMPILERS.iter().all(|compiler| on_path(compiler).is_none()) {
            apt::install(&["g++"], "which compiles the fuzzer").map_err(|problem| {
                format!("{problem}; a C++ compiler is needed to compile the fuzzer")
            })?;
        }
        let program = ensure_tool(
            workspace,
            &Tool {
                package: "cargo-fuzz",
                program: "cargo-fuzz",
                version: CARGO_FUZZ_VERSION,
                why: "which builds and runs the fuzz targets",
            },
        )?;
        Ok(Self {
            workspace,
            program,
            folder: workspace.target.join("fuzz"),
        })
    }

    /// Writes the inputs to begin with, anew each time: they follow the code.
    fn write_seeds(&self) -> Result<()> {
        let mut command = bodies(self.workspace, "run");
        command.args(["--quiet", "--example", "seeds", "--"]);
        run(command.arg(self.folder.join("seeds")))
    }

    fn run(&self, target: &str, seconds: u64) -> Result<()> {
        let corpus = self.folder.join("corpus").join(target);
        fs::create_dir_all(&corpus)
            .map_err(|error| format!("{} cannot be made: {error}", corpus.display()))?;
        let seeds = self.folder.join("seeds");
        let mut command = self.cargo_fuzz(target);
        command.arg(corpus).arg(seeds.join(target)).args([
            "--".to_owned(),
            format!("-max_total_time={seconds}"),
            format!("-timeout={TIMEOUT_S}"),
            format!("-rss_limit_mb={MEMORY_MIB}"),
            format!("-max_len={INPUT_BYTES}"),
            "-print_final_stats=1".to_owned(),
        ]);
        let dictionary = seeds.join(format!("{target}.dict"));
        if dictionary.is_file() {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        run(&mut command)
    }

    fn again(&self, target: &str, input: &Path) -> Result<()> {
        run(self.cargo_fuzz(target).arg(input).args([
            "--".to_owned(),
            format!("-timeout={TIMEOUT_S}"),
            format!("-rss_limit_mb={MEMORY_MIB}"),
        ]))
    }

    fn cargo_fuzz(&self, target: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(self.workspace.root.join("fuzz"))
            .args(["run", "--sanitizer", "none", "--target-dir"])
            .arg(&self.folder)
            .arg(target);
        command
    }
}

/// What checks have to know of the targets' bodies: without the fuzzer they are an ordinary
/// package, apart from the workspace but compiled beside it.
pub fn bodies(workspace: &Workspace, subcommand: &str) -> Command {
    let mut command = cargo();
    command
        .current_dir(workspace.root.join("fuzz"))
        .args([subcommand, "--no-default-features", "--target-dir"])
        .arg(&workspace.target);
    command
}

/// The names of the targets, in alphabetical order.
fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.root.join("fuzz/fuzz_targets");
    let entries = fs::read_dir(&folder)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
    let stem = |path: PathBuf| Some(path.file_stem()?.to_string_lossy().into_owned());
    let names = entries.flatten().filter_map(|entry| stem(entry.path()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    Ok(names)
}
