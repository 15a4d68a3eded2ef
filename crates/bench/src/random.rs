//! Random orders that are the same in every run and for every peer.

/// A stream of numbers (SplitMix64), enough to shuffle with.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }
}

/// The numbers below `count`, shuffled.
pub(crate) fn shuffled(count: u64, seed: u64) -> Vec<u64> {
    let mut numbers: Vec<u64> = (0..count).collect();
    let mut random = Random::new(seed);
    for at in (1..numbers.len()).rev() {
        numbers.swap(at, random.below(at as u64 + 1) as usize);
    }
    numbers
}

/// `count` different numbers below `bound`, in ascending order.
pub(crate) fn scattered(count: u64, bound: u64, seed: u64) -> Vec<u64> {
    let mut numbers = shuffled(bound, seed);
    numbers.truncate(count as usize);
    numbers.sort_unstable();
    numbers
}

#[cfg(test)]
mod tests {
    use super::{scattered, shuffled};

    #[test]
    fn a_shuffle_keeps_every_number_and_moves_most() {
        let numbers = shuffled(1000, 7);
        assert!(numbers.iter().zip(0..).filter(|(n, at)| **n == *at).count() < 20);
        assert_eq!(numbers, shuffled(1000, 7));
        assert_ne!(numbers, shuffled(1000, 8));
        let mut sorted = numbers;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1000));
    }

    #[test]
    fn scattered_numbers_are_different_and_in_order() {
        let numbers = scattered(100, 1000, 3);
        assert_eq!(numbers.len(), 100);
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(numbers[99] < 1000 && numbers[99] > 900);
    }
}
