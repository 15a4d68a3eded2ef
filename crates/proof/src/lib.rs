//! The proof of the engine: random commands against a flat oracle that copies whole volumes,
//! crashes and recoveries included.
//!
//! - [`act`] and [`strategy`] make sequences of deeds; [`hunt`] plays them and makes those that
//!   fail smaller; [`script`] writes them in the command language.
//! - [`model`] is the oracle; `rules` and `room` foretell refusals, `foretell` what an
//!   allowed command does.
//! - [`mirror`] folds the events a second time, for what the oracle cannot know: places.
//! - [`rig`] drives engine, twin and oracle, and asserts what must hold.

#![allow(
    missing_docs,
    reason = "support of tests: each field is what its name says"
)]

pub mod act;
pub mod foretell;
pub mod hunt;
pub mod inflight;
pub mod mirror;
pub mod model;
mod pieces;
pub mod restoring;
pub mod rig;
pub mod room;
mod rules;
pub mod script;
mod smaller;
pub mod strategy;
pub mod totals;
