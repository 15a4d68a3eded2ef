//! The `.cow` language: text to commands and back. Parsing, the canonical form, formatting,
//! completion and error messages. It leaves to others what a command does: names, page bounds,
//! kinds and sizes are checked where the command runs.
//!
//! A line goes through `lexer` to a `cursor`, from which `parse` reads a command by the words
//! of `grammar`; the cursor's notes of what it looked for make both the error messages and the
//! completion. `docs/language.md` is the reference for people.

mod ast;
mod branches;
mod complete;
mod cursor;
mod document;
mod error;
mod expectation;
mod fault;
mod grammar;
mod lexer;
mod name;
mod numbers;
mod parse;
mod parse_expect;
mod parse_restore;
mod parse_schedule;
mod print;
mod print_expect;
mod restore;
mod runs;
mod suggest;
#[cfg(test)]
mod tests;
mod time;
mod values;
mod want;

pub use ast::Command;
pub use complete::{Candidate, Completion, KnownVolume, MAX_CANDIDATES, Vocabulary, complete};
pub use document::{
    Body, Document, Line, MAX_ERRORS, MAX_LINE_BYTES, MAX_LINES, Node, VERSION, decode, format,
    parse_document,
};
pub use error::{MAX_EXCERPT_CHARS, SyntaxError};
pub use expectation::{
    Counted, DiffMethod, EntryIs, Expect, Location, Measure, PageCompare, Recovered,
};
pub use fault::Fault;
pub use lexer::MAX_CONTENT_BYTES;
pub use name::{MAX_NAME_BYTES, Name, NameError};
pub use parse::{MAX_FILE_NAME_BYTES, parse_command};
pub use print::spell_content;
pub use restore::{CopyOrder, Items, Measured, RefreshFrom, Restore, RestoreMode, Undo};
pub use runs::Runs;
pub use suggest::nearest;
pub use time::Time;
pub use values::{
    DeleteMode, Every, HintFill, Hints, IndexKind, Place, PushMode, Replay, Retention, Schedule,
    Setting, Trigger, VolumeKind, WhenFull, WhenRefreshed,
};
