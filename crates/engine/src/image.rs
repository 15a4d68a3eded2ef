//! A whole engine as bytes: tree file, checkpoint, and what a worker hands to
//! the page. Skip pointers are left out and reference counts are counted
//! anew, for both follow from the rest.
//!
//! The form: a magic word, then unsigned LEB128 numbers and lengths. Nothing
//! in it is trusted when it is read: every count is bounded by the bytes that
//! are left or by a memory limit, and the result must pass
//! [`crate::check::check`].

mod decode;
mod encode;

use crate::engine::Engine;
use crate::store::PageStore;

/// First bytes of an image; the last one is the version of the form.
pub const MAGIC: &[u8; 8] = b"COWTREE\x03";

/// Most memory, in bytes, that [`load`] lets tables and pages take.
pub const MEMORY_LIMIT_BYTES: u64 = 2 << 30;

/// Why bytes are not an image.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a tree file: at byte {at}, {message}")]
pub struct ImageError {
    /// Where, in bytes from the start.
    pub at: usize,
    /// What was expected or found.
    pub message: String,
}

/// Writes an engine as an image. The same state gives the same bytes.
#[must_use]
pub fn save<S: PageStore>(engine: &Engine<S>) -> Vec<u8> {
    encode::engine(engine)
}

/// Reads an image.
///
/// # Errors
/// [`ImageError`], with the place, when the bytes are not an image, break an
/// invariant, or would take more than [`MEMORY_LIMIT_BYTES`].
pub fn load<S: PageStore>(bytes: &[u8]) -> Result<Engine<S>, ImageError> {
    load_within(bytes, MEMORY_LIMIT_BYTES)
}

/// Reads an image that may take only so much memory, in bytes, for its tables
/// and pages.
///
/// # Errors
/// As [`load`], with this limit.
pub fn load_within<S: PageStore>(bytes: &[u8], memory_bytes: u64) -> Result<Engine<S>, ImageError> {
    decode::engine(bytes, memory_bytes)
}
