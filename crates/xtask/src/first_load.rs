//! Which files of the site a first visit fetches: told by their names, and checked against
//! what a browser asks for by a test of the built site.

/// Names of the files that come only with the first trace begin so.
const ON_DEMAND: [&str; 2] = ["cowpath-worker-", "worker.js"];

/// Whether a file of the site is WebAssembly or JavaScript.
pub fn is_code(name: &str) -> bool {
    [".wasm", ".js", ".mjs"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether a file of the site, by its address within it, is fetched before the first picture.
pub fn is_first_load(name: &str) -> bool {
    !ON_DEMAND
        .iter()
        .any(|beginning| name.starts_with(beginning))
}
