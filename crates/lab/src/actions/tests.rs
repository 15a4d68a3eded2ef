//! The menu of each kind of volume, against what the machine does with its commands.

use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;

use super::{Action, actions, fresh_name};
use crate::language::parse_command;
use crate::machine::Machine;

fn machine(script: &str) -> Machine {
    let mut machine = Machine::new();
    for line in script.lines() {
        machine
            .apply(&parse_command(line).unwrap(), &mut ())
            .unwrap();
    }
    machine
}

fn menu(machine: &Machine, volume: &str, page: Option<u64>) -> Vec<Action> {
    let outline = Outline::of(machine.engine());
    let volume = machine.id(volume).unwrap();
    let page = page.map(PageNo);
    actions(&outline, machine.engine(), machine.names(), volume, page)
}

const TREE: &str = "volume base pages 8 page 4KiB levels 2x2x2
ross s1 of base
rwss \"my work\" of s1
ross s2 of base";

/// Verbs that are refused, and what they would run.
fn check(script: &str, volume: &str, commands: &[&str], refused: &[&str]) {
    let machine = machine(script);
    let menu = menu(&machine, volume, Some(3));
    let found: Vec<&str> = menu.iter().map(|action| action.command.as_str()).collect();
    assert_eq!(found, commands);
    let off = menu.iter().filter(|action| action.why_not.is_some());
    assert_eq!(off.map(|action| action.id).collect::<Vec<_>>(), refused);
    for action in &menu {
        if !action.ready {
            continue;
        }
        // The menu says what the machine then does, word for word.
        let begun = machine.begin(&parse_command(&action.command).unwrap());
        assert_eq!(begun.err().map(|refused| refused.message), action.why_not);
    }
}

#[test]
fn a_base_volume_with_snapshots() {
    check(
        TREE,
        "base",
        &[
            "write base 3 \"\"",
            "read base 3",
            "ross s3 of base",
            "rwss rw1 of base",
            "diff base ",
            "delete base",
            "dump base",
        ],
        &["rwss", "delete"],
    );
}

#[test]
fn a_read_only_snapshot_is_not_written() {
    check(
        TREE,
        "s1",
        &[
            "write s1 3 \"\"",
            "read s1 3",
            "ross s3 of s1",
            "rwss rw1 of s1",
            "diff s1 ",
            "delete s1",
            "dump s1",
        ],
        &["write", "ross"],
    );
}

#[test]
fn names_that_need_quotes_have_them() {
    check(
        TREE,
        "my work",
        &[
            "write \"my work\" 3 \"\"",
            "read \"my work\" 3",
            "ross s3 of \"my work\"",
            "rwss rw1 of \"my work\"",
            "diff \"my work\" ",
            "delete \"my work\"",
            "dump \"my work\"",
        ],
        &["rwss"],
    );
}

#[test]
fn a_volume_alone_has_nothing_to_be_compared_with() {
    let machine = machine("volume base pages 8 page 4KiB levels 8");
    let menu = menu(&machine, "base", None);
    let diff = menu.iter().find(|action| action.id == "diff").unwrap();
    assert_eq!(
        diff.why_not.as_deref(),
        Some("base is the only volume of its tree: there is none to compare it with")
    );
    let read = menu.iter().find(|action| action.id == "read").unwrap();
    assert_eq!((read.command.as_str(), read.ready), ("read base ", false));
    assert_eq!((read.label.as_str(), &read.why_not), ("Read a page", &None));
}

#[test]
fn a_volume_that_is_gone_offers_nothing() {
    let machine = machine("volume base pages 8 page 4KiB levels 8");
    let outline = Outline::of(machine.engine());
    let gone = VolumeId(7);
    let menu = actions(&outline, machine.engine(), machine.names(), gone, None);
    for action in menu {
        assert_eq!(
            action.why_not.as_deref(),
            Some("there is no volume 7"),
            "{}",
            action.id
        );
    }
}

#[test]
fn fresh_names_take_the_first_gap() {
    let names: SortedMap<VolumeId, String> = [(0, "base"), (1, "s1"), (2, "s3"), (3, "rw1")]
        .into_iter()
        .map(|(id, name)| (VolumeId(id), name.to_owned()))
        .collect();
    assert_eq!(fresh_name(&names, "s"), "s2");
    assert_eq!(fresh_name(&names, "rw"), "rw2");
    assert_eq!(fresh_name(&SortedMap::new(), "s"), "s1");
}
