//! Files that do not fit: each error says where and what was expected.

use super::super::write::section;
use super::super::{MAGIC, load, load_within, save, seal};
use super::machine;
use crate::machine::Machine;

/// Section 3 at the beginning of time, with these schedules.
fn clock(schedules: &[&[u8]]) -> Vec<u8> {
    let mut clock = vec![0; 9];
    clock.extend(schedules.concat());
    clock
}

/// A schedule with these numbers and snapshots.
fn schedule(command: &str, numbers: [u64; 3], own: &[(u32, u64)]) -> Vec<u8> {
    let mut bytes = (command.len() as u32).to_le_bytes().to_vec();
    bytes.extend(command.as_bytes());
    bytes.extend(numbers.map(u64::to_le_bytes).concat());
    bytes.extend((own.len() as u32).to_le_bytes());
    for (volume, at) in own {
        bytes.extend(volume.to_le_bytes());
        bytes.extend(at.to_le_bytes());
    }
    bytes
}

fn names(entries: &[(u32, &[u8])]) -> Vec<u8> {
    let mut names = Vec::new();
    for (id, name) in entries {
        names.extend(id.to_le_bytes());
        names.push(name.len() as u8);
        names.extend(*name);
    }
    names
}

/// Section 2 with these trees: series, volume and name.
fn trees(entries: &[(u32, u32, &[u8])]) -> Vec<u8> {
    let mut trees = Vec::new();
    for (series, head, name) in entries {
        trees.extend(series.to_le_bytes());
        trees.extend(names(&[(*head, name)]));
    }
    trees
}

/// A file of these sections, counted from 1.
fn file(sections: &[&[u8]]) -> Vec<u8> {
    let mut body = MAGIC.to_vec();
    for (number, content) in (1..).zip(sections) {
        section(&mut body, number, content);
    }
    seal(body)
}

/// The volumes 0 and 1, the second a read-only snapshot in a tree of its own.
fn small() -> Machine {
    machine("volume base pages 8 page 512B levels 8\nross s of base tree t\n")
}

const BASE: &[u8] = b"base";

#[track_caller]
fn assert_error(bytes: &[u8], at: usize, message: &str) {
    let error = load(bytes).expect_err(message);
    assert!(error.message.starts_with(message), "{error}");
    assert_eq!(error.at, at, "{error}");
}

#[test]
fn errors_say_where_and_what_was_expected() {
    let image = cowpath_engine::image::save(small().engine());
    let good = names(&[(0, BASE), (1, b"s")]);
    let (trees, clock) = (trees(&[(1, 0, b"t")]), clock(&[]));
    assert!(load(&file(&[&good, &trees, &clock, &image])).is_ok());
    assert_error(b"", 0, "the word COWPATH was expected");
    assert_error(b"cow 1\nvolume", 0, "the word COWPATH was expected");
    assert_error(
        b"COWPATH",
        7,
        "the file ends where its version was expected",
    );
    let mut other_version = file(&[]);
    other_version[7] = 9;
    assert_error(&other_version, 7, "version 1 was expected, found 9");
    assert_error(MAGIC, 8, "the file ends where its checksum was expected");
    assert_error(
        &file(&[]),
        8,
        "a section was expected in 1 bytes, and 0 are left",
    );
    let mut body = MAGIC.to_vec();
    section(&mut body, 4, &image);
    assert_error(
        &seal(body),
        8,
        "section 1 (the names of volumes) was expected, found section 4",
    );
    let image_at = 8 + 4 * 9 + good.len() + trees.len() + clock.len();
    assert_error(
        &file(&[&good, &trees, &clock, &image, &[0; 4], b"x"]),
        image_at + image.len() + 13,
        "the checksum was expected, and 10 bytes come before it",
    );
    assert_error(
        &file(&[&good, &trees, &clock, &image[..12]]),
        image_at + 12,
        "the file ends where",
    );
    let error = load_within(&save(&small()), 8).expect_err("8 bytes of memory");
    assert!(
        error.message.contains("past the limit of 8 bytes"),
        "{error}"
    );
}

#[test]
fn names_that_do_not_fit_the_volumes_are_refused() {
    let image = cowpath_engine::image::save(small().engine());
    let trees = trees(&[(1, 0, b"t")]);
    let of = |entries: &[(u32, &[u8])]| file(&[&names(entries), &trees, &clock(&[]), &image]);
    let image_at = 8 + 4 * 9 + 9 + trees.len() + 9;
    assert_error(
        &of(&[(0, BASE)]),
        image_at,
        "volume 1 of the image has no name",
    );
    let message = "a volume after the one before was expected, found 0";
    assert_error(&of(&[(1, b"s"), (0, BASE)]), 23, message);
    let message = "the number of a living volume was expected, found 7";
    assert_error(&of(&[(0, BASE), (7, b"s")]), 26, message);
    assert_error(
        &of(&[(0, b"s"), (1, b"s")]),
        23,
        "a free name was expected, found s",
    );
    assert_error(
        &of(&[(0, b"data"), (1, b"s")]),
        17,
        "a free name was expected, found data",
    );
    assert_error(
        &of(&[(0, b""), (1, b"s")]),
        22,
        "a name was expected: a name cannot be empty",
    );
    assert_error(
        &of(&[(0, b"\xff"), (1, b"s")]),
        22,
        "a name in UTF-8 was expected",
    );
    let long = "n".repeat(65);
    let message = "a name was expected: a name of at most 64 bytes";
    assert_error(&of(&[(0, long.as_bytes())]), 22, message);
}

#[test]
fn trees_and_schedules_that_do_not_fit_are_refused() {
    let image = cowpath_engine::image::save(small().engine());
    let good = names(&[(0, BASE), (1, b"s")]);
    let at = 8 + 9 + good.len() + 9;
    let of = |entries: &[(u32, u32, &[u8])]| file(&[&good, &trees(entries), &clock(&[]), &image]);
    // A tree without a name is called by its number.
    let numbered = load(&of(&[])).expect("a file");
    assert_eq!(
        numbered.tree_names().values().next().map(String::as_str),
        Some("1")
    );
    let named = |name: &'static [u8]| (1, 0, name);
    assert_error(&of(&[(1, 1, b"t")]), at, "volume 1 has no snapshot trees");
    assert_error(&of(&[(0, 0, b"t")]), at, "tree t has no place of its own");
    assert_error(
        &of(&[named(b"t"), (2, 0, b"t")]),
        at + 10,
        "tree t has no place of its own",
    );
    assert_error(
        &of(&[named(b"t"), named(b"u")]),
        at + 10,
        "tree u has no place of its own",
    );
    assert_error(
        &of(&[named(b"")]),
        at + 9,
        "a name was expected: a name cannot be empty",
    );

    let named = trees(&[(1, 0, b"t")]);
    let at = at + named.len() + 9;
    let of = |clock: &[u8]| file(&[&good, &named, clock, &image]);
    assert_error(
        &of(&[0; 8]),
        at + 8,
        "whether a safety rule was off was expected",
    );
    assert_error(&of(&[2; 9]), at + 8, "0 or 1 was expected, found 2");
    let tried = |command: &str, numbers, own: &[(u32, u64)], message: &str| {
        let bytes = of(&clock(&[&schedule(command, numbers, own)]));
        assert_error(&bytes, at + 9, message);
    };
    let every = "schedule k of base every 3 writes";
    assert!(load(&of(&clock(&[&schedule(every, [1, 2, 0], &[(1, 0)])]))).is_ok());
    let bytes = of(&clock(&[&schedule("tree", [0; 3], &[])]));
    assert_error(&bytes, at + 9, "tree is no schedule");
    tried(
        "schedule k of nobody every 3 writes",
        [0; 3],
        &[],
        "there is no volume nobody",
    );
    tried("schedule k of s every 3 writes", [0; 3], &[], "");
    tried(
        "schedule k of base every 0 writes",
        [0; 3],
        &[],
        "a schedule waits for",
    );
    tried(
        every,
        [u64::MAX, 0, 0],
        &[],
        "snapshot 18446744073709551615 of a schedule",
    );
    tried(every, [0, 3, 0], &[], "3 writes: at most 2 are waited for");
    tried(
        every,
        [0, 0, 5],
        &[],
        "a snapshot is due before now, or not by the clock",
    );
    tried(every, [0; 3], &[(0, 0)], "k took a snapshot that is none");
    tried(
        every,
        [0; 3],
        &[(1, 1)],
        "a schedule's snapshots are not in the order",
    );
    let twice = schedule(every, [0; 3], &[]);
    let bytes = of(&clock(&[&twice, &twice]));
    assert_error(
        &bytes,
        at + 9 + twice.len(),
        "there is a schedule k already",
    );
}
