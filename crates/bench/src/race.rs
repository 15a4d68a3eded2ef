//! Samples of several contenders, taken in turns.

use crate::clock::now_ns;
use crate::plan::Plan;

/// Times the parts of a sample that count.
pub(crate) struct Watch {
    wanted_ns: f64,
    elapsed_ns: f64,
    operations: u64,
}

impl Watch {
    fn new(wanted_ms: f64) -> Self {
        Self {
            wanted_ns: wanted_ms * 1e6,
            elapsed_ns: 0.0,
            operations: 0,
        }
    }

    /// Runs `work`, which does so many operations, with the clock on.
    pub(crate) fn time<T>(&mut self, operations: u64, work: impl FnOnce() -> T) -> T {
        let begun = now_ns();
        let done = std::hint::black_box(work());
        self.elapsed_ns += now_ns() - begun;
        self.operations += operations;
        done
    }

    fn is_full(&self) -> bool {
        self.operations > 0 && self.elapsed_ns >= self.wanted_ns
    }
}

/// One who takes part: does a batch of the work, of which `Watch::time` counts.
pub(crate) type Contender<'a> = &'a mut dyn FnMut(&mut Watch);

/// The best time of each contender, in nanoseconds an operation. Each first
/// does one batch that does not count; then samples take turns.
pub(crate) fn race<const N: usize>(plan: &Plan, contenders: [Contender<'_>; N]) -> [f64; N] {
    let mut contenders = contenders;
    let mut best = [f64::INFINITY; N];
    for contender in &mut contenders {
        contender(&mut Watch::new(0.0));
    }
    for _ in 0..plan.samples {
        for (contender, best) in contenders.iter_mut().zip(&mut best) {
            *best = best.min(sample(plan, contender));
        }
    }
    best
}

fn sample(plan: &Plan, contender: &mut Contender<'_>) -> f64 {
    let mut watch = Watch::new(plan.sample_ms);
    while !watch.is_full() {
        contender(&mut watch);
    }
    watch.elapsed_ns / watch.operations as f64
}

#[cfg(test)]
mod tests {
    use super::race;
    use crate::plan::Plan;

    #[test]
    fn contenders_take_turns_and_samples_are_long_enough() {
        let plan = Plan {
            samples: 3,
            sample_ms: 2.0,
            ..Plan::quick()
        };
        let turns = std::cell::RefCell::new(Vec::new());
        let spin = |name: char| {
            let turns = &turns;
            move |watch: &mut super::Watch| {
                turns.borrow_mut().push(name);
                watch.time(10, || {
                    let begun = crate::clock::now_ns();
                    while crate::clock::now_ns() - begun < 3e6 {}
                });
            }
        };
        let best = race(&plan, [&mut spin('a'), &mut spin('b')]);
        assert_eq!(
            turns.into_inner().into_iter().collect::<String>(),
            "abababab"
        );
        assert!(best.iter().all(|ns| *ns >= 3e5), "{best:?}");
    }
}
