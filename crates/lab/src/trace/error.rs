//! What is said about bytes that are not a trace.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::Format;

/// Most characters of the input that an excerpt shows.
const EXCERPT_CHARS: usize = 72;

/// The first bad record of a trace. Nothing after it is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceError {
    /// The format the bytes were read as.
    pub format: Format,
    /// Which record, from 1. Skipped commands are records; header and blank
    /// lines are not.
    pub record: u64,
    /// Where the record begins, in bytes from the start of the file.
    pub byte_offset: u64,
    /// The line it stands on, from 1, in a text format.
    pub line: Option<u64>,
    /// What is wrong, with the numbers.
    pub message: String,
    /// What would have been right.
    pub expected: String,
    /// The beginning of what was found: text with control characters escaped,
    /// or bytes in hexadecimal. Empty at the end of the file.
    pub excerpt: String,
}

impl fmt::Display for TraceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {}", self.record)?;
        match self.line {
            Some(line) => write!(f, " (line {line})")?,
            None => write!(f, " (byte {})", self.byte_offset)?,
        }
        write!(f, ": {}; expected {}", self.message, self.expected)?;
        if !self.excerpt.is_empty() {
            write!(f, "; found {}", self.excerpt)?;
        }
        Ok(())
    }
}

impl std::error::Error for TraceError {}

/// The bytes are not a trace of any known format. The error inside is about the
/// first record as the closest format would have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("not a block trace (closest format: {}): {error}", error.format.title())]
pub struct NotATrace {
    /// The first bad record; its `format` is the closest one.
    pub error: TraceError,
}

/// What is wrong with one record, before it is known where the record stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub message: String,
    pub expected: String,
}

impl Fault {
    pub fn new(message: impl Into<String>, expected: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            expected: expected.into(),
        }
    }
}

/// The start of `bytes` as one line of printable text, in double quotes.
pub(super) fn text_excerpt(bytes: &[u8]) -> String {
    // A character is at most four bytes, so this prefix holds enough of them.
    let prefix = &bytes[..bytes.len().min(4 * EXCERPT_CHARS)];
    let text = String::from_utf8_lossy(prefix);
    let mut out = String::from("\"");
    for c in text.chars().take(EXCERPT_CHARS) {
        out.extend(c.escape_debug());
    }
    if text.chars().count() > EXCERPT_CHARS || prefix.len() < bytes.len() {
        out.push('…');
    }
    out.push('"');
    out
}

/// The start of `bytes` in hexadecimal, four bytes a group.
pub(super) fn hex_excerpt(bytes: &[u8]) -> String {
    const SHOWN: usize = 40;
    let mut out = String::new();
    for (i, byte) in bytes.iter().take(SHOWN).enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push(' ');
        }
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    if bytes.len() > SHOWN {
        out.push('…');
    }
    out
}
