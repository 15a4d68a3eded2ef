//! `cargo xtask finish`: what Trunk runs on a site that it has built, before it takes the
//! place of the old one. Each module gets the hash of its two files into its names, which
//! Trunk does not do for a worker's: so the page starts the very worker that was built with
//! it. In a release the files are made smaller first.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arrange::with_ordered_names;
use crate::build::files_below;
use crate::optimizer::usable;
use crate::run::{Result, on_path, run};
use crate::shrink::shrink;
use crate::wasm::{is_names, module, sections};

/// What the compiler may use of WebAssembly; index.html says the same.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
/// The modules, as their files' names begin.
const MODULES: [&str; 2] = ["cowpath-app", "cowpath-worker"];
/// What the name of a module's WebAssembly ends in; the rest is as of its JavaScript.
const WASM: &str = "_bg.wasm";

/// Finishes the site in the folder that Trunk names.
pub fn finish() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.ok_or("this is for Trunk to run: it names the folder of the site")?;
    let smaller = env::var_os("TRUNK_PROFILE").is_some_and(|profile| profile == "release");
    let page = folder.join("index.html");
    let mut text = read_text(&page)?;
    for module in MODULES {
        let (from, to) = name(&folder, module, smaller)?;
        for ending in [".js", WASM] {
            text = text.replace(&format!("{from}{ending}"), &format!("{to}{ending}"));
        }
    }
    fs::write(&page, text).map_err(|error| format!("{}: {error}", page.display()))
}

/// Gives a module its name: the one it had, and the one it has.
fn name(folder: &Path, module: &str, smaller: bool) -> Result<(String, String)> {
    let from = files_below(folder)
        .iter()
        .filter_map(|path| path.file_name()?.to_str()?.strip_suffix(WASM))
        .find(|stem| stem.starts_with(module))
        .ok_or_else(|| format!("there is no {module} in {}", folder.display()))?
        .to_owned();
    let script_path = folder.join(format!("{from}.js"));
    let module_path = folder.join(format!("{from}{WASM}"));
    let mut script = read_text(&script_path)?;
    let mut bytes = fs::read(&module_path)
        .map_err(|error| format!("{} cannot be read: {error}", module_path.display()))?;
    if smaller {
        (script, bytes) = shrink(&script, &bytes)?;
        bytes = arranged(folder, bytes)?;
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(script.as_bytes());
    hasher.write(&bytes);
    let to = format!("{module}-{:016x}", hasher.finish());
    replace(
        &script_path,
        &folder.join(format!("{to}.js")),
        script.as_bytes(),
    )?;
    replace(&module_path, &folder.join(format!("{to}{WASM}")), &bytes)?;
    Ok((from, to))
}

/// The module with its functions in the order that compresses best, without their names. One
/// that has no names was built without wasm-opt, and stays as it is.
fn arranged(folder: &Path, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let unreadable = "the module's code cannot be read";
    let parts = sections(&bytes).ok_or(unreadable)?;
    if !parts.iter().any(is_names) {
        return Ok(bytes);
    }
    let Some(program) = on_path("wasm-opt").filter(|program| usable(program)) else {
        return Ok(module(parts.into_iter().filter(|it| !is_names(it))));
    };
    let ordered = with_ordered_names(&bytes).ok_or(unreadable)?;
    let (before, after) = (folder.join("ordered.wasm"), folder.join("arranged.wasm"));
    let problem = |error| format!("{} cannot be written: {error}", before.display());
    fs::write(&before, ordered).map_err(problem)?;
    run(Command::new(program)
        .arg("--reorder-functions-by-name")
        .args(FEATURES)
        .arg(&before)
        .arg("-o")
        .arg(&after))?;
    let arranged = fs::read(&after).map_err(problem)?;
    fs::remove_file(&before)
        .and_then(|()| fs::remove_file(&after))
        .map_err(problem)?;
    Ok(arranged)
}

fn replace(old: &Path, new: &Path, bytes: &[u8]) -> Result<()> {
    fs::remove_file(old)
        .and_then(|()| fs::write(new, bytes))
        .map_err(|error| format!("{} cannot be written: {error}", new.display()))
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}
