//! The build tools: what is there, what is missing, and how it is installed.
//!
//! A tool on the PATH is used if it is exactly the version we need. Otherwise that
//! version is installed under the target folder, and the person's own is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Result, cargo, has_version, on_path, output, path_with, run};
use crate::workspace::Workspace;

const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The last Trunk that builds with our oldest supported compiler.
const TRUNK_VERSION: &str = "0.21.14";

/// A cargo-installable program at one exact version.
pub struct Tool<'a> {
    /// The package on crates.io.
    pub package: &'a str,
    /// The program whose `--version` is asked.
    pub program: &'a str,
    /// The exact version.
    pub version: &'a str,
    /// Why it is needed, to be read after "installing …, ".
    pub why: &'a str,
}

/// Says what is about to be installed and why.
pub fn announce(what: &str, why: &str) {
    eprintln!("xtask: installing {what}, {why}");
}

/// Sees to it that the compiler can build for the browser.
pub fn ensure_wasm_target() -> Result<()> {
    let libraries =
        output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
    if libraries.is_some_and(|folder| holds_std(Path::new(folder.trim()))) {
        return Ok(());
    }
    announce(
        &format!("the Rust target {WASM_TARGET} with rustup"),
        "to build the application for the browser",
    );
    run(Command::new("rustup").args(["target", "add", WASM_TARGET])).map_err(|problem| {
        format!("{problem}\nInstall the standard library for {WASM_TARGET} for this compiler, then try again.")
    })
}

fn holds_std(folder: &Path) -> bool {
    let Ok(files) = fs::read_dir(folder) else {
        return false;
    };
    files
        .flatten()
        .any(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
}

/// Sees to it that `cargo fmt` and `cargo clippy` are there.
pub fn ensure_components() -> Result<()> {
    for (program, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(cargo().args([program, "--version"])).is_some() {
            continue;
        }
        announce(
            &format!("{component} with rustup"),
            "one of the checks needs it",
        );
        run(Command::new("rustup").args(["component", "add", component]))?;
    }
    Ok(())
}

/// The path of the right Trunk, installed if need be.
pub fn ensure_trunk(workspace: &Workspace) -> Result<PathBuf> {
    ensure_tool(
        workspace,
        &Tool {
            package: "trunk",
            program: "trunk",
            version: TRUNK_VERSION,
            why: "which builds and serves the site",
        },
    )
}

/// The tool's full path: from the PATH, from an earlier installation, or installed now.
pub fn ensure_tool(workspace: &Workspace, tool: &Tool) -> Result<PathBuf> {
    if let Some(program) = on_path(tool.program)
        && has_version(&program, tool.version)
    {
        return Ok(program);
    }
    let folder = workspace.tool_folder(tool.package, tool.version);
    let program =
        folder
            .join("bin")
            .join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX));
    if has_version(&program, tool.version) {
        return Ok(program);
    }
    announce(
        &format!(
            "{} {} into {}",
            tool.package,
            tool.version,
            workspace.shown(&folder)
        ),
        &format!("{} (takes some minutes the first time)", tool.why),
    );
    // A locked dependency can be newer than a mirror's index knows, so try without.
    cargo_install(tool, &folder, true).or_else(|problem| {
        eprintln!("xtask: {problem}; trying once more without --locked");
        cargo_install(tool, &folder, false)
    })?;
    Ok(program)
}

fn cargo_install(tool: &Tool, folder: &Path, locked: bool) -> Result<()> {
    let mut command = cargo();
    command
        .args(["install", tool.package, "--version", tool.version, "--root"])
        .arg(folder)
        .args(locked.then_some("--locked"))
        // The new folder is not meant for the person's PATH: we put it there ourselves.
        .env("PATH", path_with(&[folder.join("bin")])?)
        // These tools' own release settings are for running often, ours for being there
        // soon: the whole-program optimisation of Trunk alone takes many minutes.
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        // Built in a temporary folder: what is left over would be large.
        .env_remove("CARGO_TARGET_DIR");
    run(&mut command)
}
