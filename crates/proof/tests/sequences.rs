//! Random sequences against the flat oracle.
//!
//! The seed is fixed, so that a run can be repeated. `cargo xtask soak` plays many more.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use cowpath_proof::hunt::{Hunt, SEED};
use cowpath_proof::script::script;
use cowpath_proof::strategy::Sort;
use cowpath_proof::totals::Totals;

/// Sequences of everything there is.
const SEQUENCES: u64 = 4_000;
/// Sequences in which the location diff is exact.
const PURE_SEQUENCES: u64 = 980;
/// Sequences on trees too large to be kept in full.
const LARGE_SEQUENCES: u64 = 20;

/// Plays sequences on as many threads as there are processors.
fn play(hunt: Hunt, sequences: u64) {
    // What goes wrong is told once, made smaller, and not while it is looked for.
    std::panic::set_hook(Box::new(|_| {}));
    let next = AtomicU64::new(0);
    let failures = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut totals = Totals::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= sequences {
                return;
            }
            if let Err(catch) = hunt.play(number, &mut totals) {
                next.store(sequences, Ordering::Relaxed);
                let found = format!(
                    "seed {SEED}, sequence {number} of {:?}: {}\n\n{}",
                    hunt.sort,
                    catch.why,
                    script(&catch.done)
                );
                failures.lock().expect("no other panic").push(found);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(work);
        }
    });
    let failures = failures.into_inner().expect("no other panic");
    for found in &failures {
        println!("{found}");
    }
    assert!(failures.is_empty());
}

#[test]
fn the_engine_shows_what_full_copies_show() {
    play(Hunt::default(), SEQUENCES);
}

#[test]
fn with_redirects_the_location_diff_is_exact() {
    let sort = Sort::Pure;
    play(
        Hunt {
            sort,
            ..Hunt::default()
        },
        PURE_SEQUENCES,
    );
}

#[test]
fn a_large_tree_shows_what_full_copies_show() {
    let large = true;
    play(
        Hunt {
            large,
            ..Hunt::default()
        },
        LARGE_SEQUENCES,
    );
}
