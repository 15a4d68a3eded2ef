//! `cargo xtask test`: every check in order of cost, stopping at the first that fails.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::run::{Result, cargo, run};
use crate::workspace::Workspace;
use crate::{bindgen, browser, build, fuzz, oracles, size, tools};

/// Options of `test`.
#[derive(clap::Args)]
pub struct Options {
    /// The checks to run, in this order whatever the order given [default: all]
    #[arg(value_enum)]
    checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Check {
    /// The sources are formatted (cargo fmt)
    Fmt,
    /// No warning from clippy, for this machine and for the browser
    Clippy,
    /// No warning from rustdoc
    Doc,
    /// The tests that need no browser
    Native,
    /// The application mounted in a headless browser
    Browser,
    /// The release site is built
    Build,
    /// The first load is within its budget
    Size,
    /// The built site, driven in a headless browser
    Dist,
}

const CHECKS: [Check; 8] = [
    Check::Fmt,
    Check::Clippy,
    Check::Doc,
    Check::Native,
    Check::Browser,
    Check::Build,
    Check::Size,
    Check::Dist,
];

impl Check {
    fn title(self) -> &'static str {
        match self {
            Self::Fmt => "formatting",
            Self::Clippy => "clippy, native and wasm32",
            Self::Doc => "documentation",
            Self::Native => "native tests",
            Self::Browser => "headless-browser tests",
            Self::Build => "release site",
            Self::Size => "size budget",
            Self::Dist => "tests of the built site",
        }
    }

    fn run(self, workspace: &Workspace) -> Result<()> {
        match self {
            Self::Fmt => fmt(workspace),
            Self::Clippy => clippy(workspace),
            Self::Doc => doc(workspace),
            Self::Native => native(workspace),
            Self::Browser => in_browser(workspace),
            Self::Build => build::build(workspace),
            Self::Size => size::size(workspace),
            Self::Dist => of_dist(workspace),
        }
    }
}

/// Runs the chosen checks and prints how long each took.
pub fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let chosen: Vec<Check> = CHECKS
        .into_iter()
        .filter(|check| options.checks.is_empty() || options.checks.contains(check))
        .collect();
    let start = Instant::now();
    prepare(workspace, &chosen)?;
    let mut times = vec![("tools", start.elapsed())];
    for (index, check) in chosen.iter().enumerate() {
        let title = check.title();
        println!("\n== {}/{} {title}", index + 1, chosen.len());
        let begun = Instant::now();
        let outcome = check.run(workspace);
        times.push((title, begun.elapsed()));
        if let Err(problem) = outcome {
            summary(&times, start.elapsed());
            return Err(format!("{title}: {problem}"));
        }
        println!("== {title}: ok, {}", seconds(begun.elapsed()));
    }
    summary(&times, start.elapsed());
    println!("xtask: all {} checks passed", chosen.len());
    Ok(())
}

/// Installs everything first, so that what is missing is known before the long work.
fn prepare(workspace: &Workspace, checks: &[Check]) -> Result<()> {
    let needs = |some: &[Check]| checks.iter().any(|check| some.contains(check));
    if needs(&[Check::Fmt, Check::Clippy]) {
        tools::ensure_components()?;
    }
    if needs(&[Check::Clippy, Check::Browser, Check::Build]) {
        tools::ensure_wasm_target()?;
    }
    if needs(&[Check::Browser, Check::Build]) {
        bindgen::ensure_bindgen(workspace)?;
    }
    if needs(&[Check::Build]) {
        tools::ensure_trunk(workspace)?;
    }
    if needs(&[Check::Browser, Check::Dist]) {
        browser::ensure_driver()?;
    }
    if needs(&[Check::Native]) {
        oracles::find_or_install();
    }
    Ok(())
}

fn cargo_at(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = cargo();
    command.current_dir(&workspace.root).args(arguments);
    command
}

fn fmt(workspace: &Workspace) -> Result<()> {
    run(&mut cargo_at(workspace, &["fmt", "--all", "--check"]))
        .and_then(|()| {
            run(cargo()
                .current_dir(workspace.root.join("fuzz"))
                .args(["fmt", "--check"]))
        })
        .map_err(|problem| format!("{problem}; `cargo fmt` puts it right"))
}

fn clippy(workspace: &Workspace) -> Result<()> {
    let deny = ["--", "-D", "warnings"];
    let native = ["clippy", "--workspace", "--all-targets"];
    run(&mut cargo_at(workspace, &[&native[..], &deny].concat()))?;
    run(fuzz::bodies(workspace, "clippy")
        .args(["--all-targets"])
        .args(deny))?;
    let browser = [
        "clippy",
        "--target=wasm32-unknown-unknown",
        "--package=cowpath-web",
        "--package=cowpath-worker",
        "--package=cowpath-tests",
        "--package=cowpath-bench",
        "--all-targets",
    ];
    run(&mut cargo_at(workspace, &[&browser[..], &deny].concat()))
}

fn doc(workspace: &Workspace) -> Result<()> {
    run(
        cargo_at(workspace, &["doc", "--workspace", "--no-deps", "--quiet"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
}

fn native(workspace: &Workspace) -> Result<()> {
    // The tests of the built site are told of it only in their own check.
    run(cargo_at(workspace, &["test", "--workspace"]).env_remove("COWPATH_DIST"))?;
    // The fuzz targets are no members; their seeds have to pass.
    run(&mut fuzz::bodies(workspace, "test"))
}

fn in_browser(workspace: &Workspace) -> Result<()> {
    let runner = bindgen::ensure_bindgen(workspace)?.test_runner;
    let driver = browser::ensure_driver()?;
    run(cargo_at(
        workspace,
        &[
            "test",
            "--package=cowpath-tests",
            "--target=wasm32-unknown-unknown",
            "--test=browser",
        ],
    )
    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
    // Seconds for all of them together; the runner's own 20 are too few.
    .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
    .env("CHROMEDRIVER", driver))
}

fn of_dist(workspace: &Workspace) -> Result<()> {
    let driver = browser::ensure_driver()?;
    build::build_if_needed(workspace)?;
    // The whole workspace, so that what the native tests compiled is used again.
    run(cargo_at(workspace, &["test", "--workspace", "--test=dist"])
        .env("COWPATH_DIST", workspace.dist())
        .env("CHROMEDRIVER", driver))
}

fn summary(times: &[(&str, Duration)], total: Duration) {
    println!();
    for (title, time) in times {
        println!("{:>9}  {title}", seconds(*time));
    }
    println!("{:>9}  in all", seconds(total));
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
