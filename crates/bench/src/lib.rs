//! What `cargo xtask bench` measures: each row as code that compiles natively
//! and to WebAssembly, our engine beside its peers in one run.
//!
//! How it is measured, for us and for the peers alike: the work is done once
//! before the clock starts, so that every page, table and node has memory that
//! was touched; the new data is one hot page; samples of at least
//! [`Plan::sample_ms`](plan::Plan::sample_ms) take turns, and the best of each
//! counts. Names and events are off: the engine runs with the unit observer.

mod clock;
mod ours;
mod peers;
mod race;
mod random;
mod rows;

pub mod bars;
pub mod plan;
pub mod row;
pub mod table;

#[cfg(not(target_arch = "wasm32"))]
pub use clock::count_processor_time;
pub use rows::{Inputs, measure};
