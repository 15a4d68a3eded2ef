//! What `run --json` prints for each built-in scenario, kept beside it in `tests/scenarios`. After
//! a change that is meant, `COWPATH_BLESS=1 cargo test -p cowpath golden` writes the files anew.

use crate::harness::{content, cowpath, scenario};

#[track_caller]
fn check(name: &str) {
    let ran = cowpath(&["run", "--json", &scenario(&format!("{name}.cow"))]).ends(0);
    let expected = scenario(&format!("{name}.jsonl"));
    if std::env::var_os("COWPATH_BLESS").is_some() {
        std::fs::write(&expected, &ran.out).expect("a writable folder");
    }
    let expected = content(&expected);
    for (found, expected) in ran.out.lines().zip(expected.lines()) {
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(ran.out, expected, "{name}: as many lines");
}

#[test]
fn first_steps() {
    check("first-steps");
}

#[test]
fn fig_5() {
    check("fig5");
}

#[test]
fn fig_8() {
    check("fig8");
}

/// What the commands that change whole volumes do; each file is a lesson.
#[test]
fn operations() {
    for name in [
        "sizes-and-holes",
        "promote-and-revert",
        "two-trees",
        "capacity-stale",
        "copies-and-clones",
        "delete-sets",
        "backup-sync",
        "schedules",
        "refresh",
        "restore-under-load",
    ] {
        check(name);
    }
}

#[test]
fn crashes_and_faults() {
    check("crash-points");
    check("faults");
}

/// Every invariant holds after every command, as long as no rule is switched off.
#[test]
fn the_invariants_hold_throughout() {
    for name in [
        "sizes-and-holes",
        "promote-and-revert",
        "two-trees",
        "capacity-stale",
        "copies-and-clones",
        "delete-sets",
        "backup-sync",
        "schedules",
        "crash-points",
    ] {
        cowpath(&["run", "--check", &scenario(&format!("{name}.cow"))]).ends(0);
    }
}

#[test]
fn nightly() {
    check("nightly");
}
