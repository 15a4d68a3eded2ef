//! Reading a tree file, trusting nothing.

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::ids::VolumeId;
use cowpath_engine::{Engine, image};
use sha2::{Digest, Sha256};

use super::{CHECKSUM_BYTES, IMAGE, MAGIC, NAMES, TreeFileError};
use crate::language::Name;
use crate::machine::{ADMIN, DATA, Machine};
use crate::outcome::name_text;

/// A name in the file, and where it stands.
struct Named {
    at: usize,
    id: VolumeId,
    name: String,
}

struct Reader<'b> {
    /// Everything before the checksum, or before the end of a section.
    bytes: &'b [u8],
    at: usize,
}

fn error<T>(at: usize, message: impl Into<String>) -> Result<T, TreeFileError> {
    let message = message.into();
    Err(TreeFileError { at, message })
}

pub(super) fn machine(bytes: &[u8], memory_bytes: u64) -> Result<Machine, TreeFileError> {
    let mut reader = Reader {
        bytes: body(bytes)?,
        at: MAGIC.len(),
    };
    let names = names(reader.section(NAMES, "the names")?)?;
    let tree = reader.section(IMAGE, "the image")?;
    if reader.at != reader.bytes.len() {
        let left = reader.bytes.len() - reader.at;
        return error(
            reader.at,
            format!("the checksum was expected, and {left} bytes come before it"),
        );
    }
    let engine = image::load_within(&tree.bytes[tree.at..], memory_bytes);
    let engine: Engine = engine.or_else(|found| error(tree.at + found.at, found.message))?;
    let names = fitting(&engine, names, tree.at)?;
    Ok(Machine::from_engine(engine, names))
}

/// Everything before the checksum, which has to be right.
fn body(bytes: &[u8]) -> Result<&[u8], TreeFileError> {
    let word = MAGIC.len() - 1;
    if !bytes.starts_with(&MAGIC[..word]) {
        return error(0, "the word COWPATH was expected");
    }
    match bytes.get(word) {
        Some(version) if *version == MAGIC[word] => {}
        Some(version) => {
            let message = format!("version {} was expected, found {version}", MAGIC[word]);
            return error(word, message);
        }
        None => return error(word, "the file ends where its version was expected"),
    }
    let Some((body, checksum)) = bytes.split_last_chunk::<CHECKSUM_BYTES>() else {
        return error(bytes.len(), "the file ends where its checksum was expected");
    };
    if body.len() < MAGIC.len() || Sha256::digest(body).as_slice() != checksum {
        let message = "the SHA-256 of everything before was expected, found another: the file was \
                       cut or changed";
        return error(body.len(), message);
    }
    Ok(body)
}

impl<'b> Reader<'b> {
    /// The next `count` bytes.
    fn take(&mut self, count: u64, what: &str) -> Result<&'b [u8], TreeFileError> {
        let rest = &self.bytes[self.at..];
        let taken = usize::try_from(count)
            .ok()
            .and_then(|count| rest.get(..count));
        let Some(taken) = taken else {
            let left = rest.len();
            return error(
                self.at,
                format!("{what} was expected in {count} bytes, and {left} are left"),
            );
        };
        self.at += taken.len();
        Ok(taken)
    }

    fn number<const N: usize>(&mut self, what: &str) -> Result<[u8; N], TreeFileError> {
        let mut number = [0; N];
        number.copy_from_slice(self.take(N as u64, what)?);
        Ok(number)
    }

    /// The content of the next section, which has to be this one.
    fn section(&mut self, number: u8, what: &str) -> Result<Self, TreeFileError> {
        let start = self.at;
        let [found] = self.number("a section")?;
        if found != number {
            let message = format!("section {number} ({what}) was expected, found section {found}");
            return error(start, message);
        }
        let length = u64::from_le_bytes(self.number("the length of a section")?);
        let at = self.at;
        self.take(length, what)?;
        Ok(Self {
            bytes: &self.bytes[..self.at],
            at,
        })
    }
}

fn names(mut section: Reader<'_>) -> Result<Vec<Named>, TreeFileError> {
    let mut names: Vec<Named> = Vec::new();
    while section.at < section.bytes.len() {
        let at = section.at;
        let id = VolumeId(u32::from_le_bytes(section.number("a volume's number")?));
        if names.last().is_some_and(|last| last.id >= id) {
            let message = format!("a volume after the one before was expected, found {}", id.0);
            return error(at, message);
        }
        let [length] = section.number("the length of a name")?;
        let text_at = section.at;
        let text = section.take(u64::from(length), "a name")?;
        let Ok(text) = std::str::from_utf8(text) else {
            return error(text_at, "a name in UTF-8 was expected");
        };
        let name = match Name::new(text) {
            Ok(name) => name.as_str().to_owned(),
            Err(problem) => return error(text_at, format!("a name was expected: {problem}")),
        };
        names.push(Named { at, id, name });
    }
    Ok(names)
}

/// The names, provided that each living volume has one of its own and no other has any.
fn fitting(
    engine: &Engine,
    names: Vec<Named>,
    image_at: usize,
) -> Result<BTreeMap<VolumeId, String>, TreeFileError> {
    let mut taken = BTreeSet::new();
    let mut fitting = BTreeMap::new();
    for Named { at, id, name } in names {
        if engine.volume(id).is_none() {
            let message = format!("the number of a living volume was expected, found {}", id.0);
            return error(at, message);
        }
        if name == DATA || name == ADMIN || !taken.insert(name.clone()) {
            let name = name_text(&name);
            return error(at, format!("a free name was expected, found {name}"));
        }
        fitting.insert(id, name);
    }
    let nameless = engine
        .volumes()
        .find(|volume| !fitting.contains_key(&volume.id));
    match nameless {
        Some(volume) => {
            let id = volume.id.0;
            error(image_at, format!("volume {id} of the image has no name"))
        }
        None => Ok(fitting),
    }
}
