//! The built site, served from a folder of a static host and driven in a headless
//! browser. `cargo xtask test dist` runs these; without it (no `COWPATH_DIST`) each test
//! says that it is skipped. One file for each subject; [`site`] has the verbs.
#![cfg(not(target_arch = "wasm32"))]

mod failures;
mod files;
#[path = "../../crates/xtask/src/first_load.rs"]
mod first_load;
mod harness;
mod layout;
mod motion;
mod not_traces;
mod reload;
mod samples;
mod search;
mod site;
mod start;
mod stopping;
#[allow(dead_code, reason = "the names that the page gives to its parts")]
#[path = "../../web/src/testids.rs"]
mod testids;
mod trace;
mod verbs;
