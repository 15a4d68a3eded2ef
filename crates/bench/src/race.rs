//! Samples of several contenders, taken in turns.
//!
//! A batch of work may be cut into laps. The best of each lap counts, and their
//! sum: on a machine that others use too, a short lap is more likely to have
//! been left alone once than all of the work at once.

use crate::clock::now_ns;
use crate::plan::Plan;

/// Times the parts of a sample that count.
#[derive(Default)]
pub(crate) struct Watch {
    laps: Vec<Lap>,
    at: usize,
}

#[derive(Clone, Copy, Default)]
struct Lap {
    elapsed_ns: f64,
    operations: u64,
}

impl Watch {
    /// Runs `work`, which does so many operations, with the clock on.
    pub(crate) fn time<T>(&mut self, operations: u64, work: impl FnOnce() -> T) -> T {
        let begun = now_ns();
        let done = std::hint::black_box(work());
        let elapsed_ns = now_ns() - begun;
        if self.at == self.laps.len() {
            self.laps.push(Lap::default());
        }
        let lap = &mut self.laps[self.at];
        lap.elapsed_ns += elapsed_ns;
        lap.operations += operations;
        done
    }

    /// What is timed from here on belongs to the next lap of the batch.
    pub(crate) fn next_lap(&mut self) {
        self.at += 1;
    }

    /// Runs `work` on each of `items`, cut into as many laps.
    pub(crate) fn time_each<I>(&mut self, laps: usize, items: &[I], mut work: impl FnMut(&I)) {
        for items in items.chunks(items.len().div_ceil(laps).max(1)) {
            self.time(items.len() as u64, || items.iter().for_each(&mut work));
            self.next_lap();
        }
    }

    fn is_full(&self, plan: &Plan) -> bool {
        let wanted_ns = plan.sample_ms * 1e6;
        !self.laps.is_empty() && self.laps.iter().all(|lap| lap.elapsed_ns >= wanted_ns)
    }
}

/// One who takes part: does a batch of the work, of which [`Watch`] times what counts.
pub(crate) type Contender<'a> = &'a mut dyn FnMut(&mut Watch);

/// The best time of each contender, in nanoseconds an operation. Each first
/// does one batch that does not count; then samples take turns.
pub(crate) fn race<const N: usize>(plan: &Plan, contenders: [Contender<'_>; N]) -> [f64; N] {
    let mut contenders = contenders;
    let mut best: [Vec<Lap>; N] = std::array::from_fn(|_| Vec::new());
    for contender in &mut contenders {
        contender(&mut Watch::default());
    }
    for _ in 0..plan.samples {
        for (contender, best) in contenders.iter_mut().zip(&mut best) {
            keep_better(best, &sample(plan, contender));
        }
    }
    best.map(|laps| mean_ns(&laps))
}

/// Batches until every lap of them lasted long enough.
fn sample(plan: &Plan, contender: &mut Contender<'_>) -> Vec<Lap> {
    let mut watch = Watch::default();
    while !watch.is_full(plan) {
        watch.at = 0;
        contender(&mut watch);
    }
    watch.laps
}

/// Operations stay those of the first sample: they say how much a lap weighs.
fn keep_better(best: &mut Vec<Lap>, laps: &[Lap]) {
    if best.is_empty() {
        best.extend(laps);
    }
    for (best, lap) in best.iter_mut().zip(laps) {
        let elapsed_ns = lap.elapsed_ns / lap.operations as f64 * best.operations as f64;
        best.elapsed_ns = best.elapsed_ns.min(elapsed_ns);
    }
}

fn mean_ns(laps: &[Lap]) -> f64 {
    let operations: u64 = laps.iter().map(|lap| lap.operations).sum();
    laps.iter().map(|lap| lap.elapsed_ns).sum::<f64>() / operations as f64
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::{Lap, Watch, keep_better, mean_ns, race};
    use crate::clock::now_ns;
    use crate::plan::Plan;

    fn plan() -> Plan {
        Plan {
            samples: 3,
            sample_ms: 2.0,
            ..Plan::quick()
        }
    }

    fn spin(ms: f64) {
        let begun = now_ns();
        while now_ns() - begun < ms * 1e6 {}
    }

    #[test]
    fn contenders_take_turns() {
        let turns = RefCell::new(String::new());
        let run = |name| {
            let turns = &turns;
            move |watch: &mut Watch| {
                turns.borrow_mut().push(name);
                watch.time(10, || spin(3.0));
            }
        };
        let best = race(&plan(), [&mut run('a'), &mut run('b')]);
        assert_eq!(turns.into_inner(), "abababab");
        assert!(best.iter().all(|ns| *ns >= 3e5), "{best:?}");
    }

    #[test]
    fn short_batches_are_repeated_until_the_sample_is_long_enough() {
        let batches = RefCell::new(0);
        race(
            &plan(),
            [&mut |watch| {
                *batches.borrow_mut() += 1;
                watch.time(1, || spin(0.5));
            }],
        );
        // Four in each of three samples, and the first one; a slow machine needs fewer.
        assert!((4..=13).contains(&batches.into_inner()));
    }

    #[test]
    fn the_best_of_each_lap_counts_by_its_weight() {
        let lap = |elapsed_ns, operations| Lap {
            elapsed_ns,
            operations,
        };
        let mut best = Vec::new();
        keep_better(&mut best, &[lap(100.0, 10), lap(900.0, 30)]);
        // Two batches: the first lap was slower, the second faster.
        keep_better(&mut best, &[lap(220.0, 20), lap(600.0, 60)]);
        assert_eq!(mean_ns(&best), (100.0 + 300.0) / 40.0);
    }

    #[test]
    fn items_are_cut_into_laps_that_have_them_all() {
        let mut watch = Watch::default();
        let mut sum = 0;
        watch.time_each(3, &[1, 2, 3, 4, 5, 6, 7], |item| sum += item);
        let operations: Vec<u64> = watch.laps.iter().map(|lap| lap.operations).collect();
        assert_eq!((sum, operations), (28, vec![3, 3, 1]));
    }
}
