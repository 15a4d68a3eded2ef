//! The engine of Cowpath: volumes, exception tables and pages in memory.
//!
//! It has no clock, no randomness, no input or output and no threads. A
//! [`command::Command`] is decided into a [`task::Task`] of atomic
//! micro-steps; each step changes the state in one place and emits complete
//! [`event::Event`]s, which fold into a [`projection::Outline`].

mod admin;
mod data;
mod tree;
mod union;

pub mod check;
pub mod command;
pub mod content;
pub mod delta;
pub mod engine;
pub mod entry;
pub mod event;
pub mod explain;
pub mod faults;
pub mod geometry;
pub mod hints;
pub mod ids;
pub mod image;
pub mod inflight;
pub mod intent;
pub mod map_index;
pub mod mapping;
pub mod maps;
pub mod policy;
pub mod projection;
pub mod refusal;
pub mod restore;
pub mod sorted;
pub mod space;
pub mod store;
pub mod task;

pub use command::{Command, Outcome, Span};
pub use engine::Engine;
