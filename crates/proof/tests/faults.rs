//! Each safety rule, switched off, is noticed by the random sequences.

use cowpath_engine::faults::{Faults, Rule};
use cowpath_proof::hunt::Hunt;

/// Every rule is noticed within so many sequences.
const SEQUENCES_MAX: u64 = 2_000;

#[test]
fn every_rule_that_is_switched_off_is_noticed() {
    // What is caught here is meant to go wrong, and is told in one line.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    // Those about operations in flight have sequences of their own.
    let rules = Rule::ALL.into_iter();
    let rules = rules.filter(|(rule, ..)| !rule.is_in_flight());
    let taken = rules.map(|(rule, name, _)| {
        let faults = Faults::default().with(rule, true);
        let hunt = Hunt {
            faults,
            ..Hunt::default()
        };
        let caught = (0..SEQUENCES_MAX).find(|number| hunt.catches(*number));
        (name, caught)
    });
    let taken: Vec<_> = taken.collect();
    std::panic::set_hook(hook);
    for (name, caught) in &taken {
        match caught {
            Some(number) => println!("{name}: noticed by sequence {}", number + 1),
            None => println!("{name}: not noticed by {SEQUENCES_MAX} sequences"),
        }
    }
    assert!(taken.iter().all(|(_, caught)| caught.is_some()));
}
