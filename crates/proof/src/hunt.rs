//! Playing sequences, catching what goes wrong, and making it smaller.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use cowpath_engine::command::Command;
use cowpath_engine::faults::Faults;
use cowpath_engine::policy::Policy;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::act::{Contents, Deed, large, shapes};
use crate::rig::Rig;
use crate::script::Done;
use crate::smaller::smaller;
use crate::strategy::{Sequence, Sort, sequence};
use crate::totals::Totals;

/// The seed where none is given.
pub const SEED: u64 = 20_050_908;
/// How often a failing sequence is tried with something left out.
const TRIES_MAX: usize = 2_000;

/// Which sequences are played.
#[derive(Clone, Copy, Debug)]
pub struct Hunt {
    pub seed: u64,
    pub sort: Sort,
    /// Only trees too large for an outline to keep in full.
    pub large: bool,
    /// Safety rules that are switched off.
    pub faults: Faults,
}

/// A sequence that went wrong.
#[derive(Debug)]
pub struct Catch {
    /// Its number.
    pub number: u64,
    /// What went wrong.
    pub why: String,
    /// What was done until then, as little as possible.
    pub done: Vec<Done>,
}

impl Default for Hunt {
    fn default() -> Self {
        Self {
            seed: SEED,
            sort: Sort::All,
            large: false,
            faults: Faults::default(),
        }
    }
}

impl Hunt {
    /// Plays sequence `number`. It depends on nothing but the seed and the number.
    ///
    /// # Errors
    /// A [`Catch`], made smaller, when something did not hold.
    pub fn play(&self, number: u64, totals: &mut Totals) -> Result<(), Box<Catch>> {
        let first = self.attempt(number);
        let Some(why) = first.why else {
            totals.join(&first.totals);
            return Ok(());
        };
        let mut last = why;
        let unique = self.contents(number) == Contents::Unique;
        let done = smaller(first.done, TRIES_MAX, |deeds| {
            let attempt = attempt(unique, |rig| deeds.iter().for_each(|deed| rig.act(deed)));
            last = attempt.why?;
            Some(attempt.done)
        });
        let why = last;
        Err(Box::new(Catch { number, why, done }))
    }

    /// Plays sequence `number` and tells only whether something did not hold.
    #[must_use]
    pub fn catches(&self, number: u64) -> bool {
        self.attempt(number).why.is_some()
    }

    /// Plays sequence `number`, which must go well, and gives what it came to.
    #[must_use]
    pub fn played(&self, number: u64) -> Rig {
        let mut rig = Rig::new(self.contents(number) == Contents::Unique);
        play(&mut rig, &self.sequence(number), self.faults);
        rig
    }

    fn attempt(&self, number: u64) -> Attempt {
        let sequence = self.sequence(number);
        let unique = self.contents(number) == Contents::Unique;
        attempt(unique, |rig| play(rig, &sequence, self.faults))
    }

    fn sequence(&self, number: u64) -> Sequence {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&number.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let sequences = sequence(self.shapes(), self.sort, self.contents(number));
        let made = sequences.new_tree(&mut runner);
        made.expect("no sequence is left out").current()
    }

    fn contents(&self, number: u64) -> Contents {
        match (self.sort, number % 2) {
            (Sort::All, 1) => Contents::Letters,
            _ => Contents::Unique,
        }
    }

    fn shapes(&self) -> Range<usize> {
        let small = shapes().len();
        if self.large {
            small..small + 1
        } else {
            0..small
        }
    }
}

struct Attempt {
    why: Option<String>,
    done: Vec<Done>,
    totals: Totals,
}

fn attempt(unique: bool, play: impl FnOnce(&mut Rig)) -> Attempt {
    let mut rig = Rig::new(unique);
    let played = catch_unwind(AssertUnwindSafe(|| {
        play(&mut rig);
        rig.compare_all();
    }));
    let why = played.err().map(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        text.unwrap_or("a panic without words").to_owned()
    });
    Attempt {
        why,
        done: rig.done,
        totals: rig.totals,
    }
}

/// Plays the deeds of a sequence on a first tree.
fn play(rig: &mut Rig, sequence: &Sequence, faults: Faults) {
    let policy = Policy {
        push: sequence.push,
        faults,
        ..Policy::default()
    };
    rig.act(&Deed::Command(Command::SetPolicy(policy)));
    let shapes = shapes();
    let (geometry, stamps) = shapes.get(sequence.shape).cloned().unwrap_or_else(large);
    rig.act(&Deed::Command(Command::CreateVolume { geometry, stamps }));
    for act in &sequence.acts {
        let deed = act.resolve(rig);
        rig.act(&deed);
    }
}
