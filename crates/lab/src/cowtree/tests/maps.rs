//! Trees that keep bit maps and block maps beside their tables.

use super::super::write::section;
use super::super::{CHECKSUM_BYTES, MAPS, load, load_within, save, seal};
use super::{assert_same, machine};
use crate::language::parse_command;
use crate::machine::Machine;
use crate::outcome::Outcome;

/// A tree with maps, a backup and a copy of it, and a tree without: of the volumes 0, 4, 5 and 6.
fn indexed() -> Machine {
    machine(
        "volume base pages 200 page 512B levels 8x8x8 index maps\nwrite base 3 \"a\"\n\
         ross s of base\nwrite base 3 \"b\"\nwrite base 150 \"c\"\nrwss w of s\nwrite w 7 \"x\"\n\
         ross t of base full\nbackup s to b\ncopy c of w\nvolume plain pages 8 page 512B levels 8\n\
         ross p of plain\nross n of b\nross m of c\nwrite c 3 \"d\"\n",
    )
}

/// The maps of every volume; `None` for those that have tables alone.
fn maps(machine: &Machine) -> Vec<Option<cowpath_engine::map_index::MapIndex>> {
    let names = machine.names().keys();
    names.map(|id| machine.map_index(*id).cloned()).collect()
}

#[test]
fn they_come_back_and_are_kept_up() {
    let mut machine = indexed();
    let kept = machine.kept().maps;
    let names: Vec<_> = kept.iter().filter_map(|id| machine.name(*id)).collect();
    assert_eq!(
        names,
        ["base", "b", "c"],
        "a copy has the index of what it copies"
    );
    assert_eq!(maps(&machine).iter().flatten().count(), 5);
    let bytes = save(&machine);
    let mut loaded = load(&bytes).expect("its own file");
    assert_same(&loaded, &machine);
    assert_eq!(maps(&loaded), maps(&machine));
    assert_eq!(save(&loaded), bytes);
    for line in [
        "write base 150 \"d\"",
        "write c 3 \"e\"",
        "discard w 7",
        "ross u of w",
        "delete s",
        "resize c pages 100",
        "crash 5 copy again of w",
        "ross v of c",
        "check",
        "space",
    ] {
        let command = parse_command(line).expect(line);
        let [first, then] = [&mut machine, &mut loaded].map(|it| {
            let outcome = it.apply(&command, &mut ());
            outcome.unwrap_or_else(|refused| panic!("{line}: {}", refused.message))
        });
        assert_eq!(then, first, "{line}");
        assert_eq!(maps(&loaded), maps(&machine), "{line}");
        if let Outcome::Check(check) = &then {
            assert!(check.ok && check.invariants > cowpath_engine::check::INVARIANTS.len());
        }
    }
}

#[test]
fn a_file_without_the_section_has_tables_alone() {
    let plain = machine("volume base pages 8 page 512B levels 8\nross s of base\n");
    let loaded = load(&save(&plain)).expect("its own file");
    assert_eq!((maps(&loaded), loaded.kept().maps), (vec![None; 2], vec![]));
}

#[test]
fn wrong_numbers_and_too_much_memory_are_refused() {
    let machine = indexed();
    let bytes = save(&machine);
    let listed = machine.kept().maps.len() * 4 + 9;
    let start = bytes.len() - CHECKSUM_BYTES - listed;
    let with = |bases: &[u8]| {
        let mut body = bytes[..start].to_vec();
        section(&mut body, MAPS, bases);
        seal(body)
    };
    let of = |ids: &[u32]| {
        with(
            &ids.iter()
                .flat_map(|id| id.to_le_bytes())
                .collect::<Vec<_>>(),
        )
    };
    let ids: Vec<u32> = machine.kept().maps.iter().map(|id| id.0).collect();
    assert_eq!(of(&ids), bytes);
    let error = |bytes: &[u8]| {
        let error = load(bytes).expect_err("it does not fit");
        (error.at - start, error.message)
    };
    for (bases, at, message) in [
        (with(&[]), 9, "a volume's number was expected"),
        (
            with(&[0; 3]),
            9,
            "a volume's number was expected in 4 bytes",
        ),
        (
            of(&[0, 0]),
            13,
            "a volume after the one before was expected",
        ),
        (
            of(&[0, 1]),
            13,
            "the number of a base volume was expected, found 1",
        ),
        (
            of(&[0, 99]),
            13,
            "the number of a base volume was expected, found 99",
        ),
    ] {
        let found = error(&bases);
        assert!(found.0 == at && found.1.starts_with(message), "{found:?}");
    }
    let large = super::machine("volume base pages 8 page 512B levels 1048576x32\n");
    let mut body = save(&large);
    body.truncate(body.len() - CHECKSUM_BYTES);
    section(&mut body, MAPS, &[0; 4]);
    let found = load(&seal(body)).expect_err("too large for maps");
    assert!(found.message.contains("16777216"), "{found}");

    // Each snapshot has a bit for every page: a short file could ask for much.
    let mut text = "volume base pages 16777216 page 512B levels 16x1048576 index maps\n".to_owned();
    (0..9).for_each(|n| text.push_str(&format!("ross s{n} of base\n")));
    let bytes = save(&super::machine(&text));
    assert!(bytes.len() < 2048);
    let refused = load_within(&bytes, 16 << 20).expect_err("18 MiB of bits");
    assert!(refused.message.starts_with("maps would take"), "{refused}");
    assert!(load_within(&bytes, 20 << 20).is_ok());
}
