//! What is saved is loaded; what is cut or changed is refused, with the place.

use cowpath_engine::check::check;
use cowpath_engine::ids::PageNo;
use cowpath_engine::projection::Outline;
use cowpath_engine::space;

use super::{CHECKSUM_BYTES, MAGIC, load, load_within, save, seal};
use crate::language::parse_document;
use crate::machine::Machine;
use crate::run::Runner;
use crate::scenarios;

fn machine(text: &str) -> Machine {
    let document = parse_document(text).expect("a document");
    let keep_going = Runner {
        keep_going: true,
        ..Runner::default()
    };
    keep_going.outcomes(&document).1
}

/// A tree whose snapshots share pages, one deleted, under a name that needs quotes.
fn sample() -> Machine {
    machine(
        "volume base pages 60 page 512B levels 4x4x4\nvolume \"käse 2\" pages 8 page 4KiB levels 8\n\
         write base 3 \"a\"\nross s1 of base\nwrite base 3 \"b\"\nross s2 of base\nrwss w of s1\n\
         write w 3 \"x\"\nross t of w\nrwss v of s1\nrwss u of s1\nwrite w 4 \"y\"\nwrite \"käse 2\" 0 hex:00ff\ndelete s1\n",
    )
}

#[track_caller]
fn assert_same(loaded: &Machine, machine: &Machine) {
    let mut outline = Outline::of(machine.engine());
    // Skip pointers are hints, and stay behind.
    for volume in outline.volumes.values_mut() {
        volume.hints.clear();
    }
    assert_eq!(Outline::of(loaded.engine()), outline);
    assert_eq!(loaded.names(), machine.names());
    assert_eq!(loaded.engine().policy(), machine.engine().policy());
    assert!(check(loaded.engine()).ok());
    for volume in machine.engine().volumes() {
        let space = |machine: &Machine| space::of(machine.engine(), volume.id);
        assert_eq!(space(loaded), space(machine), "{volume:?}");
        for page in (0..volume.pages.min(1000)).map(PageNo) {
            let shown = |machine: &Machine| machine.engine().peek(volume.id, page);
            assert_eq!(shown(loaded), shown(machine), "{page:?} of {volume:?}");
        }
    }
}

#[test]
fn volumes_come_back_with_names_and_sharing() {
    let shared = sample();
    let pages = |machine: &Machine| {
        let ids = machine.engine().volumes().map(|volume| volume.id);
        let spaces = ids.filter_map(|id| space::of(machine.engine(), id));
        spaces.map(|space| space.shared_pages).sum::<u64>()
    };
    assert!(pages(&shared) > 0, "the sample shares pages");
    let mut machines = vec![Machine::new(), shared];
    machines.extend(
        scenarios::all()
            .iter()
            .map(|scenario| machine(scenario.text)),
    );
    for machine in machines {
        let bytes = save(&machine);
        let loaded = load(&bytes).expect("its own file");
        assert_same(&loaded, &machine);
        assert_eq!(save(&loaded), bytes, "the same volumes, the same bytes");
    }
}

#[test]
fn every_cut_and_every_changed_byte_is_refused() {
    let bytes = save(&sample());
    for end in 0..bytes.len() {
        let refused = load(&bytes[..end]).expect_err("it is cut");
        assert!(refused.at <= end, "cut at {end}: {refused}");
    }
    for at in 0..bytes.len() {
        for flip in [1, 0x40, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            assert!(load(&changed).is_err(), "byte {at} changed by {flip}");
        }
    }
}

/// Changes of the body with a checksum that fits them are refused, or harmless.
#[test]
fn what_is_sealed_again_is_refused_or_whole() {
    let bytes = save(&sample());
    let body = &bytes[..bytes.len() - CHECKSUM_BYTES];
    let mut refused = 0;
    for at in 0..body.len() {
        for flip in [1, 0x40, 0x80] {
            let mut changed = body.to_vec();
            changed[at] ^= flip;
            match load(&seal(changed)) {
                Ok(machine) => {
                    assert!(check(machine.engine()).ok());
                    assert_eq!(machine.names().len(), machine.engine().volumes().count());
                }
                Err(error) => {
                    assert!(error.at <= bytes.len(), "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > body.len(), "only {refused} of {}", 3 * body.len());
}

/// A file of these sections.
fn file(sections: &[(u8, &[u8])]) -> Vec<u8> {
    let mut body = MAGIC.to_vec();
    for (number, content) in sections {
        super::section(&mut body, *number, content);
    }
    seal(body)
}

#[test]
fn errors_say_where_and_what_was_expected() {
    let machine = machine("volume base pages 8 page 512B levels 8\nross s of base\n");
    let image = cowpath_engine::image::save(machine.engine());
    let good = names_of(&[(0, b"base"), (1, b"s")]);
    assert!(load(&file(&[(1, &good), (2, &image)])).is_ok());
    let of = |names: &[(u32, &[u8])]| file(&[(1, &names_of(names)), (2, &image)]);
    let mut other_version = file(&[]);
    other_version[7] = 9;
    let mut cut_image = image.clone();
    cut_image.truncate(12);
    let after_names = 8 + 9 + good.len() + 9;
    for (bytes, at, message) in [
        (b"".to_vec(), 0, "the word COWPATH was expected"),
        (
            b"cow 1\nvolume".to_vec(),
            0,
            "the word COWPATH was expected",
        ),
        (
            b"COWPATH".to_vec(),
            7,
            "the file ends where its version was expected",
        ),
        (other_version, 7, "version 1 was expected, found 9"),
        (
            MAGIC.to_vec(),
            8,
            "the file ends where its checksum was expected",
        ),
        (
            file(&[]),
            8,
            "a section was expected in 1 bytes, and 0 are left",
        ),
        (
            file(&[(2, &image)]),
            8,
            "section 1 (the names) was expected, found section 2",
        ),
        (
            file(&[(1, &good), (2, &image), (3, b"x")]),
            after_names + image.len(),
            "the checksum was expected, and 10 bytes come before it",
        ),
        (
            file(&[(1, &good), (2, &cut_image)]),
            after_names + 12,
            "the file ends where",
        ),
        (
            of(&[(0, b"base")]),
            8 + 9 + 9 + 9,
            "volume 1 of the image has no name",
        ),
        (
            of(&[(1, b"s"), (0, b"base")]),
            23,
            "a volume after the one before was expected, found 0",
        ),
        (
            of(&[(0, b"base"), (7, b"s")]),
            26,
            "the number of a living volume was expected, found 7",
        ),
        (
            of(&[(0, b"s"), (1, b"s")]),
            23,
            "a free name was expected, found s",
        ),
        (
            of(&[(0, b"data"), (1, b"s")]),
            17,
            "a free name was expected, found data",
        ),
        (
            of(&[(0, b""), (1, b"s")]),
            22,
            "a name was expected: a name cannot be empty",
        ),
        (
            of(&[(0, b"\xff"), (1, b"s")]),
            22,
            "a name in UTF-8 was expected",
        ),
    ] {
        let error = load(&bytes).expect_err(message);
        assert!(error.message.starts_with(message), "{error}");
        assert_eq!(error.at, at, "{error}");
    }
    let long = "n".repeat(65);
    let error = load(&of(&[(0, long.as_bytes())])).expect_err("65 bytes");
    assert!(error.message.contains("at most 64 bytes"), "{error}");
    let error = load_within(&save(&machine), 8).expect_err("8 bytes of memory");
    assert!(
        error.message.contains("past the limit of 8 bytes"),
        "{error}"
    );
}

fn names_of(entries: &[(u32, &[u8])]) -> Vec<u8> {
    let mut names = Vec::new();
    for (id, name) in entries {
        names.extend(id.to_le_bytes());
        names.push(name.len() as u8);
        names.extend(*name);
    }
    names
}
