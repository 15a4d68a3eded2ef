//! `cargo xtask bench`: every row natively, then as WebAssembly in a headless browser.
//!
//! The rows, their bars and the comparisons are `crates/bench`; here they are built,
//! run one after the other, and their lines collected.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindgen::ensure_bindgen;
use crate::run::{Result, cargo, output, run, told};
use crate::workspace::Workspace;
use crate::{browser, build, optimizer, tools};

/// Traces to replay, from the workspace: the first that is there.
const TRACES: [&str; 2] = [
    "../shared/data/cloudphysics-80.vscsi",
    "data/sqlite-oltp.csv",
];

/// Options of `bench`.
#[derive(clap::Args)]
pub struct Options {
    /// The rows to measure [default: all]
    rows: Vec<String>,
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
    /// Only natively
    #[arg(long, conflicts_with = "wasm")]
    native: bool,
    /// Only WebAssembly against native
    #[arg(long)]
    wasm: bool,
    /// As small as it goes: a trial of the benchmark, whose numbers say nothing
    #[arg(long)]
    quick: bool,
}

/// Options of `bench-web`.
#[derive(clap::Args)]
pub struct WebOptions {
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
}

/// Measures the built site and prints.
pub fn bench_web(workspace: &Workspace, options: &WebOptions) -> Result<()> {
    build::build_if_needed(workspace)?;
    let folder = folder(workspace)?;
    let results = folder.join("web.jsonl");
    told(
        in_browser(workspace, "the_site_is_measured")?
            .env("COWPATH_BENCH_SITE", workspace.dist())
            .env("COWPATH_BENCH_OUTPUT", &results),
    )?;
    if options.json {
        print!("{}", read(&results)?);
        return Ok(());
    }
    run(&mut program(workspace))?;
    run(Command::new(built(workspace)).arg("--show").arg(&results))
}

/// Measures and prints.
pub fn bench(workspace: &Workspace, options: &Options) -> Result<()> {
    let bench = Bench::prepare(workspace, options)?;
    let mut lines = String::new();
    for row in bench.rows(options)? {
        eprintln!("xtask: measuring {row}");
        let mut add = |text: String| {
            if options.json {
                print!("{text}");
            }
            lines += &text;
        };
        if !options.wasm {
            add(bench.natively(&row)?);
        }
        if !options.native {
            add(bench.in_browser(&row)?);
        }
    }
    if options.quick {
        eprintln!("xtask: this was a trial, its numbers say nothing");
    }
    // What was measured last can be looked at again.
    let results = bench.folder.join("results.jsonl");
    write(&results, &lines)?;
    if options.json {
        return Ok(());
    }
    run(Command::new(&bench.program).arg("--show").arg(&results))
}

struct Bench<'a> {
    workspace: &'a Workspace,
    /// The native program.
    program: PathBuf,
    /// Where the page and the results are.
    folder: PathBuf,
    trace: PathBuf,
    quick: bool,
}

impl<'a> Bench<'a> {
    fn prepare(workspace: &'a Workspace, options: &Options) -> Result<Self> {
        let bench = Self {
            workspace,
            program: built(workspace),
            folder: folder(workspace)?,
            trace: trace(workspace)?,
            quick: options.quick,
        };
        run(&mut program(workspace))?;
        if !options.native {
            bench.build_page()?;
        }
        Ok(bench)
    }

    /// The module, its glue code and what stands beside them.
    fn build_page(&self) -> Result<()> {
        tools::ensure_wasm_target()?;
        let bindgen = ensure_bindgen(self.workspace)?.bindgen;
        run(program(self.workspace).arg("--target=wasm32-unknown-unknown"))?;
        let built = "wasm32-unknown-unknown/release/bench.wasm";
        let page = self.folder.join("page");
        run(Command::new(bindgen)
            .args(["--target=web", "--no-typescript", "--out-name=bench"])
            .arg("--out-dir")
            .arg(&page)
            .arg(self.workspace.target.join(built)))?;
        let module = page.join("bench_bg.wasm");
        if let Some(folder) = optimizer::find_or_install(self.workspace) {
            run(Command::new(folder.join("wasm-opt"))
                .arg("-O3")
                .arg(&module)
                .arg("-o")
                .arg(&module))?;
        }
        let own = self.workspace.root.join("crates/bench/page");
        for name in ["index.html", "boot.js"] {
            copy(&own.join(name), &page.join(name))?;
        }
        copy(&self.trace, &page.join("trace"))
    }

    fn rows(&self, options: &Options) -> Result<Vec<String>> {
        let known = output(Command::new(&self.program).arg("--list"))
            .ok_or("the benchmark does not name its rows")?;
        let known: Vec<String> = known.lines().map(str::to_owned).collect();
        if let Some(unknown) = options.rows.iter().find(|row| !known.contains(row)) {
            return Err(format!(
                "there is no row {unknown}; there are {}",
                known.join(", ")
            ));
        }
        Ok(if options.rows.is_empty() {
            known
        } else {
            options.rows.clone()
        })
    }

    fn natively(&self, row: &str) -> Result<String> {
        let plan = if self.quick { "quick" } else { "full" };
        self.measure(row, plan, &[])
    }

    /// WebAssembly first, then natively once more with volumes of the same size.
    fn in_browser(&self, row: &str) -> Result<String> {
        let plan = if self.quick { "quick" } else { "small" };
        let rows = self.folder.join("wasm.jsonl");
        let name = self.trace.file_name().unwrap_or_default();
        told(
            in_browser(self.workspace, "rows_are_measured_in_a_browser")?
                .env("COWPATH_BENCH", self.folder.join("page"))
                .env("COWPATH_BENCH_ROW", row)
                .env("COWPATH_BENCH_PLAN", plan)
                .env("COWPATH_BENCH_TRACE", name)
                .env("COWPATH_BENCH_OUTPUT", &rows),
        )?;
        let rows = rows.display().to_string();
        self.measure(row, plan, &["--wasm", &rows])
    }

    fn measure(&self, row: &str, plan: &str, more: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.program);
        command
            .args([row, "--json", "--plan", plan, "--trace"])
            .arg(&self.trace)
            .args(more);
        told(&mut command)
    }
}

/// Builds the native program; with a target added, the module of the page.
fn program(workspace: &Workspace) -> Command {
    let mut command = cargo();
    command
        .current_dir(&workspace.root)
        .args(["build", "--release", "--quiet"])
        .args(["--package=cowpath-bench", "--bin=bench"]);
    command
}

/// The native program, once it is built.
fn built(workspace: &Workspace) -> PathBuf {
    let name = format!("bench{}", std::env::consts::EXE_SUFFIX);
    workspace.target.join("release").join(name)
}

/// Runs one of the measurements in a browser, which are tests to cargo.
fn in_browser(workspace: &Workspace, test: &str) -> Result<Command> {
    let mut command = cargo();
    command
        .current_dir(&workspace.root)
        .args([
            "test",
            "--quiet",
            "--package=cowpath-tests",
            "--test=bench",
            test,
        ])
        .env("CHROMEDRIVER", browser::ensure_driver()?);
    Ok(command)
}

/// Where the page and the results are.
fn folder(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.target.join("bench");
    fs::create_dir_all(folder.join("page"))
        .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    Ok(folder)
}

fn trace(workspace: &Workspace) -> Result<PathBuf> {
    let mut paths = TRACES.iter().map(|trace| workspace.root.join(trace));
    paths
        .find(|path| path.is_file())
        .ok_or_else(|| "there is no trace to replay".into())
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let bytes =
        fs::read(from).map_err(|error| format!("{} cannot be read: {error}", from.display()))?;
    // Not `fs::copy`, which would keep a sample that may not be written so.
    fs::write(to, bytes).map_err(|error| format!("{} cannot be written: {error}", to.display()))
}
