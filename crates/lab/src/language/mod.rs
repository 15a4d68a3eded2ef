//! The `.cow` language: text to commands and back. Parsing, the canonical form, formatting,
//! completion and error messages. It leaves to others what a command does: names, page bounds,
//! kinds and sizes are checked where the command runs.
//!
//! `docs/language.md` is the reference for people.

mod ast;
mod name;
mod runs;

pub use ast::{
    Command, Counted, DeleteMode, DiffMethod, EntryIs, Every, Expect, Location, Measure, Place,
    PushMode, Replay, Setting, VolumeKind,
};
pub use name::{MAX_NAME_BYTES, Name, NameError};
pub use runs::Runs;
