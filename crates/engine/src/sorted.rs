//! Ordered maps and sets in one sorted vector each.
//!
//! They stand for `BTreeMap` and `BTreeSet` where there are thousands of keys and not
//! millions: a new key moves what comes after it, and a key past the last one only adds
//! to the end. As WebAssembly one kind of them takes a tenth of what a `BTreeMap` takes,
//! and a copy is one copy of memory. What can hold every page of a large volume, or a
//! record for each line of a trace, stays in a `BTreeMap`.

mod map;
mod set;

pub use map::{Entry, Iter, SortedMap};
pub use set::SortedSet;
