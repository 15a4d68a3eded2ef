//! The engine of Cowpath: volumes, exception tables and pages in memory.
//!
//! It has no clock, no randomness, no input or output and no threads. A
//! command is decided into a task of atomic micro-steps; each
//! step changes the state in one place and emits complete [`event::Event`]s,
//! which fold into a [`projection::Outline`].

pub mod content;
pub mod entry;
pub mod event;
pub mod geometry;
pub mod ids;
pub mod policy;
pub mod projection;
pub mod refusal;
