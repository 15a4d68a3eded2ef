//! Volumes as a file, `.cowtree`: all trees of a machine with their data and tables, pages shared as
//! they are, and the names. What led to them is not in it: that is a `.cow` document.
//!
//! | bytes | hold |
//! |---|---|
//! | 8 | `COWPATH` and the version of the form, 1 |
//! | 1 + 8 + n | section 1, the names of volumes |
//! | 1 + 8 + n | section 2, the names of snapshot trees |
//! | 1 + 8 + n | section 3, the clock and the schedules |
//! | 1 + 8 + n | section 4, the image: see [`cowpath_engine::image`] |
//! | 1 + 8 + n | section 5, the trees with bit maps and block maps; only where there are any |
//! | 32 | SHA-256 of everything before |
//!
//! A section is its number, its length and so many bytes. All numbers are little-endian; a text is
//! its length in bytes (1 byte for a name, 4 for a command) and UTF-8.
//!
//! - Names of volumes: for each living volume, in order of creation, its number (4) and its name.
//! - Names of snapshot trees: the number of the series (4), that of the volume (4), and the name.
//! - Clock: the time (8, in milliseconds), and whether a safety rule was ever off (1). Then for each
//!   schedule the command that made it, the number of its last snapshot (8), the writes since (8),
//!   when the next one is due (8; 0: never, else one more than the milliseconds), how many of its
//!   snapshots are left (4) and for each its number (4) and when it was taken (8).
//! - Trees with maps: the number of the base volume of each (4), in order of creation. The maps
//!   themselves are read off the tables.
//!
//! The same volumes give the same bytes. Nothing is trusted on reading: see [`load`].

mod read;
mod section;
#[cfg(test)]
mod tests;
mod write;

use cowpath_engine::image;
use sha2::{Digest, Sha256};

use crate::machine::Machine;

/// First bytes of a file; the last one is the version of the form.
pub const MAGIC: &[u8; 8] = b"COWPATH\x01";
/// Bytes of the checksum at the end.
pub const CHECKSUM_BYTES: usize = 32;
/// Most memory, in bytes, that [`load`] lets tables and pages take.
pub const MEMORY_LIMIT_BYTES: u64 = image::MEMORY_LIMIT_BYTES;

/// Numbers of the sections, in the order they stand.
const NAMES: u8 = 1;
const TREES: u8 = 2;
const CLOCK: u8 = 3;
const IMAGE: u8 = 4;
const MAPS: u8 = 5;

/// Why bytes are not a tree file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a tree file: at byte {at}, {message}")]
pub struct TreeFileError {
    /// Where, in bytes from the start.
    pub at: usize,
    /// What was expected, and what was found.
    pub message: String,
}

/// The volumes of a machine as a file. Between the micro-steps of a command there is no such file:
/// the machine has to be settled. While an invariant is broken the file is not read again.
#[must_use]
pub fn save(machine: &Machine) -> Vec<u8> {
    write::machine(machine)
}

/// Appends the checksum to the rest of a file.
#[must_use]
pub fn seal(mut body: Vec<u8>) -> Vec<u8> {
    let checksum = Sha256::digest(&body);
    body.extend(checksum);
    body
}

/// Reads a file: the machine goes on from its volumes.
///
/// # Errors
/// [`TreeFileError`], with the place, when the bytes are cut or changed, or are no tree file; when a
/// volume has no name or a name no volume; when the volumes break an invariant or would take more
/// than [`MEMORY_LIMIT_BYTES`]; when the maps of its trees would take more than that.
pub fn load(bytes: &[u8]) -> Result<Machine, TreeFileError> {
    load_within(bytes, MEMORY_LIMIT_BYTES)
}

/// Reads a file whose tables and pages may take only so much memory, in bytes.
///
/// # Errors
/// As [`load`], with this limit.
pub fn load_within(bytes: &[u8], memory_bytes: u64) -> Result<Machine, TreeFileError> {
    read::machine(bytes, memory_bytes)
}
