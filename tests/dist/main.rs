//! The built site, served from a folder of a static host and driven in a headless
//! browser. `cargo xtask test dist` runs these; without it (no `COWPATH_DIST`) each test
//! says that it is skipped. One file for each subject.
#![cfg(not(target_arch = "wasm32"))]

mod harness;
mod start;
