//! The two kinds of index on the same log: exception tables, and a bit map with a block map that
//! is kept up beside them. Every answer is the same, and the bytes stand side by side.

mod common;

use std::fs;
use std::path::Path;

use cowpath_engine::ids::{Kind, PageNo};
use cowpath_lab::language::{Command, IndexKind, parse_command, parse_document};
use cowpath_lab::machine::Machine;
use cowpath_lab::outcome::Outcome;

/// A log, and what each of its commands came to.
struct Log {
    machine: Machine,
    outcomes: Vec<Outcome>,
}

/// Runs the commands of a file on one kind of index; after each, every page of every volume is
/// looked up in both. An expectation that fails here fails there too.
fn run(text: &str, index: IndexKind) -> Log {
    let document = parse_document(text).expect("it is in the language");
    let mut log = Log {
        machine: Machine::new(),
        outcomes: Vec::new(),
    };
    for (_, command) in document.commands() {
        let mut command = command.clone();
        with_index(&mut command, index);
        let outcome = log.machine.apply(&command, &mut ());
        let outcome = outcome.unwrap_or_else(|refused| {
            log.machine.remember(&refused);
            Outcome::Refused(refused)
        });
        log.outcomes.push(outcome);
        compare(&log.machine, &command.to_string(), index);
    }
    log
}

fn with_index(command: &mut Command, kind: IndexKind) {
    match command {
        Command::Volume { index, .. } => *index = kind,
        Command::By { command, .. } | Command::Crash { command, .. } => with_index(command, kind),
        _ => {}
    }
}

fn compare(machine: &Machine, command: &str, index: IndexKind) {
    let engine = machine.engine();
    for volume in engine.volumes() {
        let Some(maps) = machine.map_index(volume.id) else {
            continue;
        };
        assert_eq!(index, IndexKind::Maps);
        for page in (0..volume.pages).map(PageNo) {
            let entry = engine.entry(volume.id, page);
            assert_eq!(maps.find(page), entry, "{command}: {volume:?} {page:?}");
            assert_eq!(maps.holds(page), entry.is_some(), "{command}: {page:?}");
        }
        assert_eq!(
            maps.exceptions().count() as u64,
            volume.exceptions,
            "{command}"
        );
        assert_eq!(maps.is_empty(), volume.exceptions == 0, "{command}");
    }
}

/// What a person would see of it, less what the kind of index adds.
fn told(outcome: &Outcome) -> Outcome {
    let mut outcome = outcome.clone();
    match &mut outcome {
        Outcome::Space(space) => {
            space
                .volumes
                .iter_mut()
                .for_each(|one| one.map_bytes = None);
        }
        Outcome::Check(check) => check.invariants = 0,
        Outcome::Crashed(crashed) => crashed.command.clear(),
        _ => {}
    }
    outcome
}

#[test]
fn both_kinds_answer_every_scenario_alike() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let files = fs::read_dir(folder).expect("the scenarios");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "cow"));
    files.sort();
    assert!(files.len() > 10, "{files:?}");
    let mut indexed = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("a scenario");
        let tables = run(&text, IndexKind::Tables);
        let maps = run(&text, IndexKind::Maps);
        let (left, right) = (&tables.outcomes, &maps.outcomes);
        assert_eq!(left.len(), right.len());
        for (left, right) in left.iter().zip(right) {
            assert_eq!(told(left), told(right), "{file:?}");
        }
        let engine = maps.machine.engine();
        for volume in engine.volumes().filter(|v| v.kind != Kind::Base) {
            let has = maps.machine.map_index(volume.id).is_some();
            assert!(has, "{file:?}: {volume:?}");
            indexed += 1;
        }
        assert!(
            tables
                .machine
                .names()
                .keys()
                .all(|id| tables.machine.map_index(*id).is_none())
        );
    }
    assert!(indexed > 20, "{indexed}");
}

#[test]
fn the_bytes_stand_side_by_side() {
    let mut text = String::from("volume base pages 4096 page 64B levels 16x16x16 index maps\n");
    text.push_str(
        "ross few of base\nwrite base 5 \"a\"\nwrite base 4000 \"b\"\nross many of base\n",
    );
    for page in 0..512 {
        text.push_str(&format!("write base {page} \"c\"\n"));
    }
    text.push_str("space\ncheck\n");
    let log = run(&text, IndexKind::Maps);
    let [.., Outcome::Space(space), Outcome::Check(check)] = &log.outcomes[..] else {
        panic!("it ends with `space` and `check`");
    };
    let bytes: Vec<_> = space
        .volumes
        .iter()
        .map(|one| (one.space.table_bytes, one.map_bytes))
        .collect();
    // 4096 bits are 512 bytes; an entry of the block map has 16. Two far pages take five tables
    // of 16 entries, 512 pages take one, two and 32 of them.
    assert_eq!(
        bytes,
        [
            (0, None),
            (5 * 128, Some(512 + 2 * 16)),
            (35 * 128, Some(512 + 512 * 16)),
        ]
    );
    assert!(check.ok, "{check:?}");
    let tables = run(&text, IndexKind::Tables);
    let Some(Outcome::Check(plain)) = tables.outcomes.last() else {
        panic!("it ends with `check`");
    };
    assert_eq!(check.invariants, plain.invariants + 1);
}

#[test]
fn a_bit_map_has_its_limit() {
    let (_, machine, _) = common::run("volume base pages 8 page 64B levels 8 index maps");
    assert_eq!(machine.names().len(), 1);
    let text = "volume base pages 8 page 64B levels 1048576x32 index maps";
    let command = parse_command(text).expect("it is in the language");
    let refused = Machine::new().begin(&command).expect_err("it is too large");
    assert_eq!(refused.rule, "bad-geometry");
}
