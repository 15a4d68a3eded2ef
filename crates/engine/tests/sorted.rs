//! The sorted map and set do what `BTreeMap` and `BTreeSet` do, operation by operation.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use cowpath_engine::sorted::{SortedMap, SortedSet};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    Insert(u8, u16),
    Remove(u8),
    Add(u8, u16),
    Default(u8),
    RetainBelow(u8),
}

fn act() -> impl Strategy<Value = Act> {
    let key = 0_u8..24;
    prop_oneof![
        4 => (key.clone(), any::<u16>()).prop_map(|(k, v)| Act::Insert(k, v)),
        2 => key.clone().prop_map(Act::Remove),
        2 => (key.clone(), 0_u16..9).prop_map(|(k, v)| Act::Add(k, v)),
        1 => key.clone().prop_map(Act::Default),
        1 => key.prop_map(Act::RetainBelow),
    ]
}

fn bound() -> impl Strategy<Value = Bound<u8>> {
    prop_oneof![
        Just(Bound::Unbounded),
        (0_u8..24).prop_map(Bound::Included),
        (0_u8..24).prop_map(Bound::Excluded),
    ]
}

/// Ranges that a `BTreeMap` accepts; it panics at the others.
fn is_range((from, to): (Bound<u8>, Bound<u8>)) -> bool {
    match (from, to) {
        (Bound::Excluded(a), Bound::Excluded(b)) => a < b,
        (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) => {
            a <= b
        }
        _ => true,
    }
}

proptest! {
    #[test]
    fn a_map_does_what_a_tree_does(
        acts in prop::collection::vec(act(), 0..60),
        range in (bound(), bound()),
    ) {
        let mut map = SortedMap::new();
        let mut tree = BTreeMap::new();
        for act in acts {
            match act {
                Act::Insert(k, v) => prop_assert_eq!(map.insert(k, v), tree.insert(k, v)),
                Act::Remove(k) => prop_assert_eq!(map.remove(&k), tree.remove(&k)),
                Act::Add(k, v) => {
                    let (a, b) = (map.entry(k).or_insert(v), tree.entry(k).or_insert(v));
                    *a = a.wrapping_add(v);
                    *b = b.wrapping_add(v);
                }
                Act::Default(k) => {
                    prop_assert_eq!(map.entry(k).or_default(), tree.entry(k).or_default());
                }
                Act::RetainBelow(k) => {
                    map.retain(|key, value| *key < k || *value % 2 == 0);
                    tree.retain(|key, value| *key < k || *value % 2 == 0);
                }
            }
            prop_assert!(map.iter().eq(&tree));
            prop_assert!(map.iter().rev().eq(tree.iter().rev()));
            prop_assert_eq!(map.len(), tree.len());
            prop_assert_eq!(map.first_key_value(), tree.first_key_value());
            prop_assert_eq!(map.last_key_value(), tree.last_key_value());
        }
        for key in 0..24 {
            prop_assert_eq!(map.get(&key), tree.get(&key));
            prop_assert_eq!(map.contains_key(&key), tree.contains_key(&key));
        }
        if is_range(range) {
            prop_assert!(map.range(range).eq(tree.range(range)));
        }
        prop_assert_eq!(format!("{map:?}"), format!("{tree:?}"));
        prop_assert!(map == tree.into_iter().rev().collect());
    }

    #[test]
    fn a_set_does_what_a_tree_does(
        acts in prop::collection::vec((0_u8..3, 0_u8..24), 0..60),
        range in (bound(), bound()),
    ) {
        let mut set = SortedSet::new();
        let mut tree = BTreeSet::new();
        for (act, key) in acts {
            match act {
                0 => prop_assert_eq!(set.remove(&key), tree.remove(&key)),
                _ => prop_assert_eq!(set.insert(key), tree.insert(key)),
            }
            prop_assert!(set.iter().eq(&tree));
            prop_assert_eq!(set.len(), tree.len());
            prop_assert_eq!(set.first(), tree.first());
            prop_assert_eq!(set.last(), tree.last());
        }
        for key in 0..24 {
            prop_assert_eq!(set.contains(&key), tree.contains(&key));
        }
        if is_range(range) {
            prop_assert!(set.range(range).eq(tree.range(range)));
        }
        prop_assert_eq!(format!("{set:?}"), format!("{tree:?}"));
        prop_assert!(set == tree.into_iter().rev().collect());
    }
}
