//! `cargo xtask size`: what a browser fetches before the first picture, compressed.
//!
//! The budget covers WebAssembly and JavaScript. worker.js is counted too, although it
//! is fetched only when a worker starts.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build;
use crate::run::Result;
use crate::workspace::Workspace;

/// 500 kB for all WebAssembly and JavaScript of the first load.
const BUDGET_BYTES: u64 = 500_000;

/// What the site is made from; a newer file there means that dist/ is out of date.
const SOURCES: [&str; 10] = [
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
];

/// Builds what is missing or out of date, weighs it, and prints it.
pub fn size(workspace: &Workspace) -> Result<()> {
    if is_out_of_date(workspace) {
        build::build(workspace)?;
    }
    weigh(workspace)
}

/// Weighs `dist/` as it is.
pub fn weigh(workspace: &Workspace) -> Result<()> {
    let dist = workspace.dist();
    let mut counted = Vec::new();
    let mut others = 0;
    for path in files_below(&dist) {
        let bytes = gzip_bytes(&path)?;
        if is_code(&path) {
            let name = path.strip_prefix(&dist).unwrap_or(&path);
            counted.push((bytes, name.display().to_string()));
        } else {
            others += bytes;
        }
    }
    counted.sort_by(|a, b| b.cmp(a));
    let total = counted.iter().map(|(bytes, _)| bytes).sum::<u64>();
    println!("{others:>9}  (page, styles, pictures and data: not in the budget)");
    for (bytes, name) in &counted {
        println!("{bytes:>9}  {name}");
    }
    println!("{total:>9}  total of WebAssembly and JavaScript, gzip bytes; budget {BUDGET_BYTES}");
    if total > BUDGET_BYTES {
        return Err(format!(
            "the first load is {} bytes over its budget of {BUDGET_BYTES}",
            total - BUDGET_BYTES
        ));
    }
    if counted.is_empty() {
        return Err(format!("{} has no module in it", dist.display()));
    }
    Ok(())
}

fn is_code(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "wasm" || ending == "js" || ending == "mjs")
}

fn gzip_bytes(path: &Path) -> Result<u64> {
    let problem = |error| format!("{} cannot be weighed: {error}", path.display());
    let bytes = fs::read(path).map_err(problem)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).map_err(problem)?;
    let packed = encoder.finish().map_err(problem)?;
    Ok(packed.len() as u64)
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
fn files_below(path: &Path) -> Vec<PathBuf> {
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
