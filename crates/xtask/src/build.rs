//! `cargo xtask build`: the release site in `dist/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::run::Result;
use crate::site::Site;
use crate::workspace::Workspace;

/// What the site is made from; a newer file there means that `dist/` is out of date.
const SOURCES: [&str; 13] = [
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "data",
    "web",
    "crates/engine",
    "crates/lab",
    "crates/scene",
    "crates/xtask/src/site.rs",
    "crates/xtask/src/finish.rs",
    "crates/xtask/src/shrink.rs",
    "crates/xtask/src/arrange.rs",
];

/// Builds `dist/`.
pub fn build(workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let site = Site::prepare(workspace, true)?;
    site.build(&[
        "--release".into(),
        "--dist".into(),
        dist.display().to_string(),
    ])?;
    println!(
        "xtask: the site is in {}: put the folder on any static host, at any address",
        workspace.shown(&dist)
    );
    Ok(())
}

/// Builds `dist/` if it is missing, or older than something it is made from.
pub fn build_if_needed(workspace: &Workspace) -> Result<()> {
    if is_out_of_date(workspace) {
        build(workspace)?;
    }
    Ok(())
}

fn is_out_of_date(workspace: &Workspace) -> bool {
    let Some(built) = modified(&workspace.dist().join("index.html")) else {
        return true;
    };
    SOURCES
        .iter()
        .flat_map(|source| files_below(&workspace.root.join(source)))
        .filter_map(|path| modified(&path))
        .any(|changed| changed > built)
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// All files below a folder, in order of name; of a file, the file itself.
pub fn files_below(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_path_buf()];
    }
    let Ok(entries) = fs::read_dir(path) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files_below(path)).collect()
}
