//! Files in and out: `-` is standard input or output, and nothing is written over unasked.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};

use cowpath_lab::cowtree;
use cowpath_lab::language::{self, Document, SyntaxError};
use cowpath_lab::machine::Machine;

use crate::output::Output;
use crate::status::Failure;

/// The largest file that is read, in bytes.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// A text and the name by which messages call it.
#[derive(Debug)]
pub struct Source {
    /// The path as typed, or `<stdin>`.
    pub name: String,
    /// The text.
    pub text: String,
}

impl Source {
    /// Reads a file, or standard input for `-`.
    pub fn read(path: &str) -> Result<Self, Failure> {
        let name = if path == "-" { "<stdin>" } else { path };
        let bytes = read_bytes(path).map_err(|error| Failure::io("read", name, &error))?;
        let text = match language::decode(&bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => return Err(Failure::new(error.render(name))),
        };
        let name = name.to_owned();
        Ok(Self { name, text })
    }

    /// Parses the whole text as a `.cow` file.
    pub fn parse(&self) -> Result<Document, Failure> {
        language::parse_document(&self.text).map_err(|errors| self.rejected(&errors))
    }

    /// The failure that tells of these errors.
    pub fn rejected(&self, errors: &[SyntaxError]) -> Failure {
        let told: Vec<String> = errors.iter().map(|e| e.render(&self.name)).collect();
        Failure::Message(told.join("\n"))
    }
}

fn read_bytes(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = if path == "-" {
        read_limited(io::stdin().lock(), &mut bytes)
    } else {
        read_limited(File::open(path)?, &mut bytes)
    }?;
    if read > MAX_FILE_BYTES {
        let message = format!("it has more than {MAX_FILE_BYTES} bytes");
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

fn read_limited(from: impl Read, into: &mut Vec<u8>) -> io::Result<u64> {
    let read = from.take(MAX_FILE_BYTES + 1).read_to_end(into)?;
    Ok(read as u64)
}

/// Reads a tree file, or standard input for `-`.
pub fn read_tree(path: &str) -> Result<Machine, Failure> {
    let name = if path == "-" { "<stdin>" } else { path };
    let bytes = read_bytes(path).map_err(|error| Failure::io("read", name, &error))?;
    cowtree::load(&bytes).map_err(|error| Failure::new(format!("{name}: {error}")))
}

/// The volumes that a file begins with: those of a tree file, if one is given.
pub fn beginning(tree: Option<&str>) -> Result<Machine, Failure> {
    tree.map_or_else(|| Ok(Machine::new()), read_tree)
}

/// Writes a file that must not exist yet, unless `force`; `-` is standard output.
pub fn write_new(path: &str, content: impl AsRef<[u8]>, force: bool) -> Result<(), Failure> {
    let content = content.as_ref();
    if path == "-" {
        let mut out = Output::stdout();
        out.bytes(content)?;
        return out.finish();
    }
    if force {
        return fs::write(path, content).map_err(|error| Failure::io("write", path, &error));
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => refuse_to_replace(path),
            _ => Failure::io("write", path, &error),
        })?;
    file.write_all(content)
        .map_err(|error| Failure::io("write", path, &error))
}

/// Fails where [`write_new`] would, before any work is done.
pub fn check_free(path: &str, force: bool) -> Result<(), Failure> {
    let taken = path != "-" && !force && fs::symlink_metadata(path).is_ok();
    if taken {
        return Err(refuse_to_replace(path));
    }
    Ok(())
}

fn refuse_to_replace(path: &str) -> Failure {
    Failure::Message(format!("{path} exists; --force writes over it"))
}
