//! Writing a tree file.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::image;

use super::{CLOCK, IMAGE, MAGIC, MAPS, NAMES, TREES, seal};
use crate::machine::{KeptSchedule, Machine};

pub(super) fn machine(machine: &Machine) -> Vec<u8> {
    let mut names = Vec::new();
    for (id, name) in machine.names() {
        named(&mut names, *id, name);
    }
    let kept = machine.kept();
    let mut trees = Vec::new();
    for (head, series, name) in &kept.trees {
        trees.extend(series.0.to_le_bytes());
        named(&mut trees, *head, name);
    }
    let mut clock = kept.now_ms.to_le_bytes().to_vec();
    clock.push(u8::from(kept.faulted));
    for schedule in &kept.schedules {
        self::schedule(&mut clock, schedule);
    }
    let mut bytes = MAGIC.to_vec();
    section(&mut bytes, NAMES, &names);
    section(&mut bytes, TREES, &trees);
    section(&mut bytes, CLOCK, &clock);
    section(&mut bytes, IMAGE, &image::save(machine.engine()));
    if !kept.maps.is_empty() {
        let bases = kept.maps.iter().map(|base| base.0.to_le_bytes());
        section(&mut bytes, MAPS, &bases.collect::<Vec<_>>().concat());
    }
    seal(bytes)
}

pub(super) fn section(bytes: &mut Vec<u8>, number: u8, content: &[u8]) {
    bytes.push(number);
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(content);
}

fn named(bytes: &mut Vec<u8>, id: VolumeId, name: &str) {
    bytes.extend(id.0.to_le_bytes());
    bytes.push(u8::try_from(name.len()).expect("invariant: a name has at most 64 bytes"));
    bytes.extend(name.as_bytes());
}

fn schedule(bytes: &mut Vec<u8>, kept: &KeptSchedule) {
    count(bytes, kept.command.len());
    bytes.extend(kept.command.as_bytes());
    bytes.extend(kept.number.to_le_bytes());
    bytes.extend(kept.writes.to_le_bytes());
    let due = kept.due_ms.map_or(0, |due| due.saturating_add(1));
    bytes.extend(due.to_le_bytes());
    count(bytes, kept.own.len());
    for (volume, at_ms) in &kept.own {
        bytes.extend(volume.0.to_le_bytes());
        bytes.extend(at_ms.to_le_bytes());
    }
}

fn count(bytes: &mut Vec<u8>, count: usize) {
    let count = u32::try_from(count).expect("invariant: fewer than volumes can be");
    bytes.extend(count.to_le_bytes());
}
