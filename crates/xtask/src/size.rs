//! `cargo xtask size`: what a browser fetches before the first picture and what only later,
//! compressed.
//!
//! The budgets cover WebAssembly and JavaScript.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::build::{build_if_needed, files_below};
use crate::first_load::{is_code, is_first_load};
use crate::run::Result;
use crate::workspace::Workspace;

/// For all WebAssembly and JavaScript of the first load. The aim is 500 kB: this is where
/// the site stands since restores, operations in flight step by step, the search's panel and
/// its verdict in words are in it, so that it grows no further until it is back there.
const FIRST_LOAD_BYTES: u64 = 610_000;
/// For all of the site's, the worker's too.
const TOTAL_BYTES: u64 = 998_000;

/// A file of the site.
struct Weighed {
    name: String,
    bytes: u64,
}

/// Builds what is missing or out of date, weighs it, and prints it.
pub fn size(workspace: &Workspace) -> Result<()> {
    build_if_needed(workspace)?;
    let dist = workspace.dist();
    let mut files = Vec::new();
    for path in files_below(&dist) {
        let name = path.strip_prefix(&dist).unwrap_or(&path);
        files.push(Weighed {
            name: name.display().to_string(),
            bytes: gzip_bytes(&path)?,
        });
    }
    files.sort_by_key(|file| std::cmp::Reverse(file.bytes));
    let (code, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|it| is_code(&it.name));
    let (first, later): (Vec<_>, Vec<_>) = code.into_iter().partition(|it| is_first_load(&it.name));
    let first = print("first load", &first);
    let later = print("on demand, with the first trace", &later);
    print(
        "first load, but in no budget: page, styles, pictures",
        &others,
    );
    let total = first + later;
    println!("\nWebAssembly and JavaScript, gzip bytes:");
    println!("{first:>9}  first load; budget {FIRST_LOAD_BYTES}");
    println!("{total:>9}  in all; budget {TOTAL_BYTES}");
    if first == 0 {
        return Err(format!("{} has no module in it", dist.display()));
    }
    within("the first load", first, FIRST_LOAD_BYTES)?;
    within("the site", total, TOTAL_BYTES)
}

/// Prints some files; their sum.
fn print(title: &str, files: &[Weighed]) -> u64 {
    println!("{title}:");
    for Weighed { name, bytes } in files {
        println!("{bytes:>9}  {name}");
    }
    files.iter().map(|it| it.bytes).sum()
}

fn within(what: &str, bytes: u64, budget: u64) -> Result<()> {
    if bytes <= budget {
        return Ok(());
    }
    Err(format!(
        "{what} is {} bytes over its budget of {budget} (a site built without wasm-opt always \
         is: install npm, or binaryen 123 or newer)",
        bytes - budget
    ))
}

fn gzip_bytes(path: &Path) -> Result<u64> {
    let problem = |error| format!("{} cannot be weighed: {error}", path.display());
    let bytes = fs::read(path).map_err(problem)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes).map_err(problem)?;
    let packed = encoder.finish().map_err(problem)?;
    Ok(packed.len() as u64)
}
