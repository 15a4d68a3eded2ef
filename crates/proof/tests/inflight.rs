//! Random sequences with operations in flight against the flat oracle, and each rule about them
//! switched off.

use cowpath_engine::faults::{Faults, Rule};
use cowpath_proof::inflight::{Tally, play};

/// Sequences with every rule in force.
const SEQUENCES: u64 = 3_000;
/// Every rule is noticed within so many sequences.
const SEQUENCES_MAX: u64 = 20_000;

#[test]
fn random_sequences_with_operations_in_flight_are_right() {
    let mut all = Tally::default();
    for seed in 0..SEQUENCES {
        let tally = play(seed, Faults::default()).unwrap_or_else(|wrong| panic!("{wrong}"));
        all.join(&tally);
    }
    println!("{SEQUENCES} sequences: {all:?}");
    // What they are about does happen.
    let least = [
        all.steps,
        all.episodes,
        all.crashes,
        all.settling,
        all.restoring,
    ];
    assert!(least.iter().all(|count| *count > SEQUENCES / 2), "{all:?}");
}

#[test]
fn every_rule_about_operations_in_flight_is_noticed() {
    // What is caught here is meant to go wrong, and is told in one line; other tests tell theirs.
    let (hook, here) = (std::panic::take_hook(), std::thread::current().id());
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() != here {
            hook(info);
        }
    }));
    let rules = Rule::ALL.into_iter();
    let rules = rules.filter(|(rule, ..)| rule.is_in_flight());
    let mut missed = Vec::new();
    for (rule, name, _) in rules {
        let faults = Faults::default().with(rule, true);
        // Copying first decides nothing inside the lock.
        let alone = rule != Rule::EntryBeforeCopy;
        let faults = if alone {
            faults
        } else {
            faults.with(Rule::Lock, true)
        };
        let wrong = |seed: &u64| {
            let played = std::panic::catch_unwind(|| play(*seed, faults));
            !matches!(played, Ok(Ok(_)))
        };
        match (0..SEQUENCES_MAX).find(wrong) {
            Some(number) => println!("{name}: noticed by sequence {}", number + 1),
            None => missed.push(name),
        }
    }
    let _ours = std::panic::take_hook();
    assert!(missed.is_empty(), "not noticed: {missed:?}");
}
