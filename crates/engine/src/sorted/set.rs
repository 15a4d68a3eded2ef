//! The set.

use std::borrow::Borrow;
use std::fmt::{self, Debug, Formatter};
use std::ops::{Bound, RangeBounds};
use std::{slice, vec};

use serde::{Serialize, Serializer};

/// A set in order.
#[derive(Clone, PartialEq, Eq)]
pub struct SortedSet<K> {
    keys: Vec<K>,
}

impl<K> SortedSet<K> {
    /// An empty set.
    #[must_use]
    pub const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    /// How many keys it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys, in order.
    pub fn iter(&self) -> slice::Iter<'_, K> {
        self.keys.iter()
    }

    /// The first key.
    #[must_use]
    pub fn first(&self) -> Option<&K> {
        self.keys.first()
    }

    /// The last key.
    #[must_use]
    pub fn last(&self) -> Option<&K> {
        self.keys.last()
    }

    /// Removes the keys for which `keep` is false.
    pub fn retain(&mut self, keep: impl FnMut(&K) -> bool) {
        self.keys.retain(keep);
    }
}

impl<K: Ord> SortedSet<K> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        let at = self.keys.partition_point(|k| k.borrow() < key);
        match self.keys.get(at) {
            Some(found) if found.borrow() == key => Ok(at),
            _ => Err(at),
        }
    }

    /// Whether it has the key.
    #[must_use]
    pub fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Adds a key; whether it is new.
    pub fn insert(&mut self, key: K) -> bool {
        let Err(at) = self.place(&key) else {
            return false;
        };
        self.keys.insert(at, key);
        true
    }

    /// Removes a key; whether it was there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let Ok(at) = self.place(key) else {
            return false;
        };
        self.keys.remove(at);
        true
    }

    /// The keys of a range, in order.
    pub fn range(&self, range: impl RangeBounds<K>) -> slice::Iter<'_, K> {
        let from = match range.start_bound() {
            Bound::Included(key) => self.keys.partition_point(|k| k < key),
            Bound::Excluded(key) => self.keys.partition_point(|k| k <= key),
            Bound::Unbounded => 0,
        };
        let to = match range.end_bound() {
            Bound::Included(key) => self.keys.partition_point(|k| k <= key),
            Bound::Excluded(key) => self.keys.partition_point(|k| k < key),
            Bound::Unbounded => self.keys.len(),
        };
        self.keys.get(from..to).unwrap_or_default().iter()
    }
}

impl<K> Default for SortedSet<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Debug> Debug for SortedSet<K> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self).finish()
    }
}

impl<K: Serialize> Serialize for SortedSet<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<K: Ord> Extend<K> for SortedSet<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(key);
        }
    }
}

impl<'a, K: Copy + Ord> Extend<&'a K> for SortedSet<K> {
    fn extend<I: IntoIterator<Item = &'a K>>(&mut self, keys: I) {
        for key in keys {
            self.insert(*key);
        }
    }
}

impl<K: Ord> FromIterator<K> for SortedSet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(keys: I) -> Self {
        let mut set = Self::new();
        set.extend(keys);
        set
    }
}

impl<K: Ord, const N: usize> From<[K; N]> for SortedSet<K> {
    fn from(keys: [K; N]) -> Self {
        keys.into_iter().collect()
    }
}

impl<K> IntoIterator for SortedSet<K> {
    type Item = K;
    type IntoIter = vec::IntoIter<K>;

    fn into_iter(self) -> Self::IntoIter {
        self.keys.into_iter()
    }
}

impl<'a, K> IntoIterator for &'a SortedSet<K> {
    type Item = &'a K;
    type IntoIter = slice::Iter<'a, K>;

    fn into_iter(self) -> Self::IntoIter {
        self.keys.iter()
    }
}
