//! Reading a tree file, trusting nothing: first the sections, then what fits together.

use cowpath_engine::ids::{Series, VolumeId};
use cowpath_engine::map_index::MapIndexes;
use cowpath_engine::sorted::{Large, Pair};
use cowpath_engine::{Engine, image};
use sha2::{Digest, Sha256};

use super::section::{Section, error};
use super::{CHECKSUM_BYTES, CLOCK, IMAGE, MAGIC, MAPS, NAMES, TREES, TreeFileError};
use crate::language::Name;
use crate::machine::{ADMIN, DATA, Kept, KeptPart, KeptSchedule, Machine, Unfit};
use crate::outcome::name_text;

/// A name in the file, and where it stands.
struct Named {
    at: usize,
    id: VolumeId,
    name: String,
}

pub(super) fn machine(bytes: &[u8], memory_bytes: u64) -> Result<Machine, TreeFileError> {
    let mut file = Section::new(body(bytes)?, MAGIC.len());
    let names = volume_names(file.section(NAMES, "the names of volumes")?)?;
    let mut trees = trees(file.section(TREES, "the names of snapshot trees")?)?;
    let mut clock = clock(file.section(CLOCK, "the clock")?)?;
    let tree = file.section(IMAGE, "the image")?;
    let mut maps = maps(&mut file)?;
    let left = file.rest().len();
    if left > 0 {
        let message = format!("the checksum was expected, and {left} bytes come before it");
        return error(file.at(), message);
    }
    let engine = image::load_within(tree.rest(), memory_bytes);
    let engine: Engine = engine.or_else(|found| error(tree.at() + found.at, found.message))?;
    let names = fitting(&engine, names, tree.at())?;
    affordable(&engine, &maps, memory_bytes)?;
    let kept = Kept {
        trees: std::mem::take(&mut trees.of),
        maps: std::mem::take(&mut maps.of),
        ..std::mem::take(&mut clock.of)
    };
    let machine = Machine::from_engine(engine, names).with_kept(kept);
    machine.or_else(|Unfit { part, message }| match part {
        KeptPart::Tree(which) => error(trees.at(which), message),
        KeptPart::Schedule(which) => error(clock.at(which), message),
        KeptPart::Maps(which) => error(maps.at(which), message),
    })
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

/// A part of the file, and where its items stand.
struct Placed<T> {
    of: T,
    places: Vec<usize>,
}

impl<T> Placed<T> {
    /// Where an item stands.
    fn at(&self, which: usize) -> usize {
        self.places.get(which).copied().unwrap_or_default()
    }
}

fn volume_names(mut section: Section<'_>) -> Result<Vec<Named>, TreeFileError> {
    let mut names: Vec<Named> = Vec::new();
    while !section.rest().is_empty() {
        let next = named(&mut section)?;
        if names.last().is_some_and(|last| last.id >= next.id) {
            let found = next.id.0;
            let message = format!("a volume after the one before was expected, found {found}");
            return error(next.at, message);
        }
        names.push(next);
    }
    Ok(names)
}

fn named(section: &mut Section<'_>) -> Result<Named, TreeFileError> {
    let at = section.at();
    let id = VolumeId(section.u32("a volume's number")?);
    let [length] = section.number("the length of a name")?;
    let text_at = section.at();
    match Name::new(section.text(u64::from(length), "a name")?) {
        Ok(name) => {
            let name = name.as_str().to_owned();
            Ok(Named { at, id, name })
        }
        Err(problem) => error(text_at, format!("a name was expected: {problem}")),
    }
}

type Trees = Vec<(VolumeId, Series, String)>;

fn trees(mut section: Section<'_>) -> Result<Placed<Trees>, TreeFileError> {
    let (mut of, mut places) = (Trees::new(), Vec::new());
    while !section.rest().is_empty() {
        places.push(section.at());
        let series = Series(section.u32("the number of a series")?);
        let Named { id, name, .. } = named(&mut section)?;
        of.push((id, series, name));
    }
    Ok(Placed { of, places })
}

fn clock(mut section: Section<'_>) -> Result<Placed<Kept>, TreeFileError> {
    let now_ms = section.u64("the time")?;
    let at = section.at();
    let faulted = match section.number("whether a safety rule was off")? {
        [off @ (0 | 1)] => off == 1,
        [other] => return error(at, format!("0 or 1 was expected, found {other}")),
    };
    let (mut schedules, mut places) = (Vec::new(), Vec::new());
    while !section.rest().is_empty() {
        places.push(section.at());
        schedules.push(schedule(&mut section)?);
    }
    let of = Kept {
        now_ms,
        faulted,
        schedules,
        ..Kept::default()
    };
    Ok(Placed { of, places })
}

fn schedule(section: &mut Section<'_>) -> Result<KeptSchedule, TreeFileError> {
    let length = section.u32("the length of a command")?;
    let command = section.text(u64::from(length), "a schedule's command")?;
    let command = command.to_owned();
    let number = section.u64("the number of a snapshot")?;
    let writes = section.u64("the number of writes")?;
    let due = section.u64("when a snapshot is due")?;
    let mut own = Vec::new();
    for _ in 0..section.u32("the number of snapshots")? {
        let volume = VolumeId(section.u32("a volume's number")?);
        own.push((volume, section.u64("a time")?));
    }
    Ok(KeptSchedule {
        command,
        number,
        writes,
        due_ms: due.checked_sub(1),
        own,
    })
}

/// The base volumes whose trees keep maps: the section is there only where there are any.
fn maps(file: &mut Section<'_>) -> Result<Placed<Vec<VolumeId>>, TreeFileError> {
    let (mut of, mut places) = (Vec::new(), Vec::new());
    if file.rest().first() == Some(&MAPS) {
        let mut section = file.section(MAPS, "the trees with maps")?;
        while !section.rest().is_empty() {
            let at = section.at();
            let base = VolumeId(section.u32("a volume's number")?);
            if of.last().is_some_and(|last| *last >= base) {
                let found = base.0;
                let message = format!("a volume after the one before was expected, found {found}");
                return error(at, message);
            }
            places.push(at);
            of.push(base);
        }
        if of.is_empty() {
            return error(section.at(), "a volume's number was expected");
        }
    }
    Ok(Placed { of, places })
}

/// The maps are made anew: only as much as is allowed.
fn affordable(
    engine: &Engine,
    maps: &Placed<Vec<VolumeId>>,
    memory_bytes: u64,
) -> Result<(), TreeFileError> {
    let mut left = memory_bytes;
    for (which, base) in maps.of.iter().enumerate() {
        let tree = engine.tree_of(*base);
        let bytes = tree.map_or(0, |tree| MapIndexes::bytes_to_read(engine, tree));
        let Some(rest) = left.checked_sub(bytes) else {
            let message =
                format!("maps would take the memory past the limit of {memory_bytes} bytes");
            return error(maps.at(which), message);
        };
        left = rest;
    }
    Ok(())
}

/// Half the SHA-256 of a name, which tells names apart like the names themselves.
fn key(name: &str) -> Pair {
    let half = |bytes: &[u8]| bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte));
    let digest = Sha256::digest(name);
    (half(&digest[..8]), half(&digest[8..16]))
}

/// The names, provided that each living volume has one of its own and no other has any.
fn fitting(
    engine: &Engine,
    names: Vec<Named>,
    image_at: usize,
) -> Result<Vec<(VolumeId, String)>, TreeFileError> {
    let mut taken = Large::default();
    for Named { at, id, name } in &names {
        if engine.volume(*id).is_none() {
            let message = format!("the number of a living volume was expected, found {}", id.0);
            return error(*at, message);
        }
        if name == DATA || name == ADMIN || !taken.insert(key(name)) {
            let name = name_text(name);
            return error(*at, format!("a free name was expected, found {name}"));
        }
    }
    // Both are in the order of creation.
    let mut ids = names.iter().map(|named| named.id);
    match engine
        .volumes()
        .find(|volume| ids.next() != Some(volume.id))
    {
        Some(volume) => {
            let id = volume.id.0;
            error(image_at, format!("volume {id} of the image has no name"))
        }
        None => Ok(names
            .into_iter()
            .map(|named| (named.id, named.name))
            .collect()),
    }
}
