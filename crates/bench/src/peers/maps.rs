//! The persistent maps that stand for exception tables, and for whole volumes.

/// Stands for "nothing here" in the vectors.
const EMPTY: u32 = u32::MAX;

/// A persistent map from page to slot.
pub(crate) trait PageMap: Clone {
    /// A map for so many pages that leads nowhere.
    fn empty(pages: u64) -> Self;
    /// A map that leads every page to the slot of its own number.
    fn identity(pages: u64) -> Self;
    fn slot(&self, page: u64) -> Option<u64>;
    fn set(&mut self, page: u64, slot: u64);
}

macro_rules! vector {
    ($vector:ty, $set:ident) => {
        impl PageMap for $vector {
            fn empty(pages: u64) -> Self {
                (0..pages).map(|_| EMPTY).collect()
            }

            fn identity(pages: u64) -> Self {
                (0..pages).map(|page| page as u32).collect()
            }

            #[inline]
            fn slot(&self, page: u64) -> Option<u64> {
                let slot = *self.get(page as usize)?;
                (slot != EMPTY).then_some(u64::from(slot))
            }

            #[inline]
            fn set(&mut self, page: u64, slot: u64) {
                self.$set(page as usize, slot as u32);
            }
        }
    };
}

macro_rules! map {
    ($map:ty, $insert:ident) => {
        impl PageMap for $map {
            fn empty(_pages: u64) -> Self {
                Self::new()
            }

            fn identity(pages: u64) -> Self {
                (0..pages).map(|page| (page, page as u32)).collect()
            }

            #[inline]
            fn slot(&self, page: u64) -> Option<u64> {
                self.get(&page).map(|slot| u64::from(*slot))
            }

            #[inline]
            fn set(&mut self, page: u64, slot: u64) {
                self.$insert(page, slot as u32);
            }
        }
    };
}

vector!(imbl::Vector<u32>, set);
vector!(rpds::Vector<u32>, set_mut);
map!(imbl::OrdMap<u64, u32>, insert);
map!(rpds::RedBlackTreeMap<u64, u32>, insert_mut);

#[cfg(test)]
mod tests {
    use super::PageMap;

    fn keeps_its_clones<M: PageMap>() {
        let old = M::empty(100);
        let mut new = old.clone();
        new.set(7, 3);
        assert_eq!(
            (old.slot(7), new.slot(7), new.slot(8)),
            (None, Some(3), None)
        );
        assert_eq!(M::identity(100).slot(99), Some(99));
    }

    #[test]
    fn a_clone_does_not_see_what_is_set_later() {
        keeps_its_clones::<imbl::Vector<u32>>();
        keeps_its_clones::<imbl::OrdMap<u64, u32>>();
        keeps_its_clones::<rpds::Vector<u32>>();
        keeps_its_clones::<rpds::RedBlackTreeMap<u64, u32>>();
    }
}
