//! The table that hints lie in: of bounded size, and in the same order
//! whenever the same was done.

use super::{HINTS_MAX, Hint, HintKind};
use crate::ids::{PageNo, VolumeId};
use crate::sorted::{SortedMap, sort_by_number};

/// Slots of one bucket: a cache line.
const WAYS: usize = 4;
/// No volume has this number: see [`crate::entry::VOLUMES_MAX`].
const EMPTY: u64 = u64::MAX;
const PAGE_BITS: u32 = 40;
const RESUME: u32 = 1 << 31;

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Volume and page, or `EMPTY`.
    key: u64,
    /// Target, and `RESUME`.
    hint: u32,
}

const FREE: Slot = Slot {
    key: EMPTY,
    hint: 0,
};

impl Slot {
    fn new(volume: VolumeId, page: PageNo, hint: Hint) -> Self {
        let resume = if hint.kind == HintKind::Resume {
            RESUME
        } else {
            0
        };
        Self {
            key: key(volume, page),
            hint: hint.target.0 | resume,
        }
    }

    fn place(self) -> (VolumeId, PageNo) {
        let volume = VolumeId((self.key >> PAGE_BITS) as u32);
        (volume, PageNo(self.key & ((1 << PAGE_BITS) - 1)))
    }

    fn hint(self) -> Hint {
        Hint {
            target: VolumeId(self.hint & !RESUME),
            kind: match self.hint & RESUME {
                0 => HintKind::Value,
                _ => HintKind::Resume,
            },
        }
    }
}

fn key(volume: VolumeId, page: PageNo) -> u64 {
    u64::from(volume.0) << PAGE_BITS | page.0
}

/// What an insertion did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Inserted {
    /// Whether there was no such hint before.
    pub(crate) changed: bool,
    /// The hint that made room.
    pub(crate) evicted: Option<(VolumeId, PageNo)>,
}

/// The hints of an engine, by volume and page.
#[derive(Clone, Debug, Default)]
pub(crate) struct HintTable {
    /// A power of two of buckets, or none.
    buckets: Vec<[Slot; WAYS]>,
    used: usize,
    /// Which slot of a full bucket goes next.
    turn: usize,
    /// How many hints a volume has, or leads to.
    uses: SortedMap<VolumeId, usize>,
}

impl HintTable {
    /// The hint of a volume for a page.
    #[inline]
    pub(crate) fn get(&self, volume: VolumeId, page: PageNo) -> Option<Hint> {
        if self.buckets.is_empty() {
            return None;
        }
        let key = key(volume, page);
        let bucket = &self.buckets[self.bucket(key)];
        let slot = bucket.iter().find(|slot| slot.key == key)?;
        Some(slot.hint())
    }

    /// Sets the hint of a volume for a page.
    pub(crate) fn insert(&mut self, volume: VolumeId, page: PageNo, hint: Hint) -> Inserted {
        let new = Slot::new(volume, page, hint);
        let mut done = Inserted {
            changed: true,
            evicted: None,
        };
        if self.buckets.is_empty() {
            self.grow();
        }
        let way = loop {
            let at = self.bucket(new.key);
            let bucket = &self.buckets[at];
            let same = bucket.iter().position(|slot| slot.key == new.key);
            if let Some(way) = same.or_else(|| bucket.iter().position(|slot| slot.key == EMPTY)) {
                break way;
            }
            let slots = self.buckets.len() * WAYS;
            if slots >= HINTS_MAX || self.used < slots / 4 {
                self.turn = (self.turn + 1) % WAYS;
                done.evicted = Some(bucket[self.turn].place());
                break self.turn;
            }
            self.grow();
        };
        let at = self.bucket(new.key);
        let old = std::mem::replace(&mut self.buckets[at][way], new);
        done.changed = old.key != new.key || old.hint != new.hint;
        self.count(old, false);
        self.count(new, true);
        done
    }

    /// Drops a hint. Returns whether there was one.
    pub(crate) fn remove(&mut self, volume: VolumeId, page: PageNo) -> bool {
        let key = key(volume, page);
        if self.buckets.is_empty() {
            return false;
        }
        let at = self.bucket(key);
        let Some(way) = self.buckets[at].iter().position(|slot| slot.key == key) else {
            return false;
        };
        let old = std::mem::replace(&mut self.buckets[at][way], FREE);
        self.count(old, false);
        true
    }

    /// Drops every hint.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Every hint, by volume and page.
    pub(crate) fn all(&self) -> Vec<(VolumeId, PageNo, Hint)> {
        let slots = self.buckets.iter().flatten();
        let used = slots.filter(|slot| slot.key != EMPTY);
        let mut used: Vec<Slot> = used.copied().collect();
        sort_by_number(&mut used, |slot| slot.key);
        let told = used.iter().map(|slot| {
            let (volume, page) = slot.place();
            (volume, page, slot.hint())
        });
        told.collect()
    }

    /// The hints that a volume has or that lead to it, by volume and page.
    pub(crate) fn about(&self, volume: VolumeId) -> Vec<(VolumeId, PageNo, Hint)> {
        if !self.uses.contains_key(&volume) {
            return Vec::new();
        }
        let mut all = self.all();
        all.retain(|(owner, _, hint)| *owner == volume || hint.target == volume);
        all
    }

    fn bucket(&self, key: u64) -> usize {
        // The golden ratio spreads neighbours; the high bits split in two
        // when the table doubles.
        let mixed = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (63 - self.buckets.len().ilog2()) >> 1) as usize
    }

    /// Doubles the table. No bucket overflows: each becomes two.
    fn grow(&mut self) {
        let buckets = (self.buckets.len() * 2).max(WAYS);
        let old = std::mem::replace(&mut self.buckets, vec![[FREE; WAYS]; buckets]);
        for slot in old.into_iter().flatten().filter(|slot| slot.key != EMPTY) {
            let at = self.bucket(slot.key);
            let way = self.buckets[at].iter().position(|slot| slot.key == EMPTY);
            self.buckets[at][way.expect("invariant: half a bucket fits into one")] = slot;
        }
    }

    fn count(&mut self, slot: Slot, more: bool) {
        if slot.key == EMPTY {
            return;
        }
        for volume in [slot.place().0, slot.hint().target] {
            let uses = self.uses.entry(volume).or_default();
            *uses = if more { *uses + 1 } else { *uses - 1 };
            if *uses == 0 {
                self.uses.remove(&volume);
            }
        }
        self.used = if more { self.used + 1 } else { self.used - 1 };
    }

    pub(crate) fn memory_bytes(&self) -> u64 {
        (self.buckets.len() * size_of::<[Slot; WAYS]>()) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::{HINTS_MAX, Hint, HintKind, HintTable};
    use crate::ids::{PageNo, VolumeId};

    const fn hint(target: u32, kind: HintKind) -> Hint {
        Hint {
            target: VolumeId(target),
            kind,
        }
    }

    #[test]
    fn hints_are_found_again_until_they_are_dropped() {
        let mut table = HintTable::default();
        let last = VolumeId(crate::entry::VOLUMES_MAX - 1);
        let far = PageNo(crate::geometry::PAGES_MAX - 1);
        assert_eq!(table.get(last, far), None);
        let resume = hint(last.0, HintKind::Resume);
        assert!(table.insert(last, far, resume).changed);
        assert!(!table.insert(last, far, resume).changed);
        assert_eq!(table.get(last, far), Some(resume));
        let value = hint(7, HintKind::Value);
        assert!(table.insert(last, far, value).changed);
        assert_eq!(table.all(), [(last, far, value)]);
        assert_eq!(table.about(VolumeId(7)).len(), 1);
        assert!(table.remove(last, far) && !table.remove(last, far));
        assert!(table.uses.is_empty() && table.used == 0);
    }

    #[test]
    fn the_table_grows_to_its_limit_and_then_gives_up_hints() {
        let mut table = HintTable::default();
        let mut evicted = 0;
        let pages = HINTS_MAX as u64 + HINTS_MAX as u64 / 8;
        for page in 0..pages {
            let done = table.insert(VolumeId(3), PageNo(page * 5), hint(9, HintKind::Resume));
            evicted += u64::from(done.evicted.is_some());
        }
        assert_eq!(table.memory_bytes(), HINTS_MAX as u64 * 16);
        assert_eq!(table.used as u64, pages - evicted);
        assert!(evicted > 0 && table.used > HINTS_MAX / 2);
        let found = (0..pages).filter(|page| table.get(VolumeId(3), PageNo(page * 5)).is_some());
        assert_eq!(found.count(), table.used);
        assert_eq!(table.uses[&VolumeId(9)], table.used);
    }
}
