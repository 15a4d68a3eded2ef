//! Random commands against a flat oracle that copies whole volumes.
//!
//! The seed is fixed, so that a run can be repeated; another one is tried with
//! `PROPTEST_RNG_SEED=7 PROPTEST_CASES=20000 cargo test -p cowpath-engine --test oracle`.

mod act;
mod mirror;
mod model;
mod pieces;
mod rig;

use cowpath_engine::command::Command;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::policy::{Policy, PushMode};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

use act::{Act, Deed, act, large, push_mode, shapes};
use rig::Rig;

const CASES: u32 = 500;
const COMMANDS: usize = 40;
const SEED: u64 = 20_050_908;

fn config(cases: u32) -> ProptestConfig {
    let given = ProptestConfig::default();
    ProptestConfig {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => given.cases,
            None => cases,
        },
        rng_seed: match given.rng_seed {
            RngSeed::Random => RngSeed::Fixed(SEED),
            fixed @ RngSeed::Fixed(_) => fixed,
        },
        failure_persistence: None,
        ..given
    }
}

/// Plays deeds on a first tree of a shape.
fn play((geometry, stamps): (Geometry, bool), push: PushMode, acts: &[Act]) {
    let mut rig = Rig::default();
    let policy = Policy {
        push,
        ..Policy::default()
    };
    rig.act(&Deed::Command(Command::SetPolicy(policy)));
    rig.act(&Deed::Command(Command::CreateVolume { geometry, stamps }));
    for act in acts {
        let deed = act.resolve(&rig.model);
        rig.act(&deed);
    }
    rig.compare_all();
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn the_engine_shows_what_full_copies_show(
        shape in select(shapes()),
        push in push_mode(),
        acts in vec(act(), COMMANDS),
    ) {
        play(shape, push, &acts);
    }
}

proptest! {
    #![proptest_config(config(CASES / 20))]

    #[test]
    fn a_large_tree_shows_what_full_copies_show(
        push in push_mode(),
        acts in vec(act(), COMMANDS),
    ) {
        play(large(), push, &acts);
    }
}
