//! `cargo xtask size`: what a browser fetches before the first picture, compressed.
//!
//! The budget covers WebAssembly and JavaScript. worker.js is counted too, although it
//! is fetched only when a worker starts.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{build_if_needed, files_below};
use crate::run::Result;
use crate::workspace::Workspace;

/// For all WebAssembly and JavaScript of the first load. The aim is 500 kB:
/// this is where the site stands since it has a control for every operation,
/// so that it grows no further until it is back there.
const BUDGET_BYTES: u64 = 560_000;

/// Builds what is missing or out of date, weighs it, and prints it.
pub fn size(workspace: &Workspace) -> Result<()> {
    build_if_needed(workspace)?;
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
            "the first load is {} bytes over its budget of {BUDGET_BYTES} (a site built without \
             wasm-opt always is: install npm, or binaryen 123 or newer)",
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
