//! The map for what can hold every page of a large volume.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A pair of numbers: what a key is of, and which it is.
pub type Pair = (u64, u64);

/// Pairs of numbers in order, each with a number; in a set, that is 0.
///
/// A `BTreeMap` is compiled for each kind of its keys and values, so all that have to be one
/// are of this kind.
#[derive(Clone, Debug, Default)]
pub struct Large {
    numbers: BTreeMap<Pair, u64>,
}

impl Large {
    /// How many keys it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether it has the key.
    #[must_use]
    pub fn contains(&self, key: Pair) -> bool {
        self.get(key).is_some()
    }

    /// The number of a key.
    #[inline(never)]
    #[must_use]
    pub fn get(&self, key: Pair) -> Option<u64> {
        self.numbers.get(&key).copied()
    }

    /// Gives a key a number.
    #[inline(never)]
    pub fn set(&mut self, key: Pair, number: u64) {
        self.numbers.insert(key, number);
    }

    /// Adds a key; whether it is new.
    #[inline(never)]
    pub fn insert(&mut self, key: Pair) -> bool {
        match self.numbers.entry(key) {
            Entry::Vacant(place) => {
                place.insert(0);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Counts a key once more; one that is not there counts 0.
    pub fn count(&mut self, key: Pair) {
        self.set(key, self.get(key).unwrap_or_default() + 1);
    }

    /// The last key of the same kind that is below this one, and its number.
    #[inline(never)]
    #[must_use]
    pub fn last_below(&self, key: Pair) -> Option<(u64, u64)> {
        let below = self.numbers.range((key.0, 0)..key).next_back();
        below.map(|(key, number)| (key.1, *number))
    }

    /// The keys in order, with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Pair, u64)> + '_ {
        self.numbers.iter().map(|(key, number)| (*key, *number))
    }
}

#[cfg(test)]
mod tests {
    use super::Large;

    #[test]
    fn counts_orders_and_finds_what_is_below() {
        let mut large = Large::default();
        assert!(large.is_empty() && large.get((0, 0)).is_none());
        assert!(large.insert((1, 5)) && !large.insert((1, 5)));
        large.count((0, 9));
        large.count((0, 9));
        large.set((1, 2), 7);
        let all: Vec<_> = large.iter().collect();
        assert_eq!(all, [((0, 9), 2), ((1, 2), 7), ((1, 5), 0)]);
        assert_eq!(large.last_below((1, 5)), Some((2, 7)));
        assert_eq!(large.last_below((1, 2)), None, "of another kind");
        assert_eq!((large.len(), large.contains((1, 2))), (3, true));
    }
}
