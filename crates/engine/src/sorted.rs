//! Ordered maps and sets in one sorted vector each.
//!
//! They stand for `BTreeMap` and `BTreeSet` where there are thousands of keys and not
//! millions: a new key moves what comes after it, and a key past the last one only adds
//! to the end. As WebAssembly one kind of them takes a tenth of what a `BTreeMap` takes,
//! and a copy is one copy of memory. What can hold every page of a large volume is in a
//! [`Large`], the one `BTreeMap` of the engine.

mod large;
mod map;
mod set;

pub use large::{Large, Pair};
pub use map::{Entry, Iter, SortedMap};
pub use set::SortedSet;

/// Sorts by a number of each item; those with the same number keep their order.
///
/// For short lists of many kinds: all share one sort, of numbers, where `sort_by_key`
/// is compiled for each.
pub fn sort_by_number<T>(items: &mut Vec<T>, number: impl Fn(&T) -> u64) {
    let numbers = items.iter().map(number).zip(0..);
    let mut order: Vec<(u64, u64)> = numbers.collect();
    order.sort_unstable();
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(
        order
            .iter()
            .filter_map(|(_, at)| taken[*at as usize].take()),
    );
}
