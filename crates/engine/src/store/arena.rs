//! An array that grows by chunks, so that it never moves more than one chunk
//! and never asks for more than a chunk at once.

/// Elements of a full chunk take about this many bytes.
const CHUNK_BYTES: usize = 1 << 22;

/// A growing array of `T`, in chunks of a power of two of units. A unit is
/// `unit` elements that always lie together.
///
/// The first chunk doubles until it is full, for most arrays stay small; each
/// one after it is asked for whole and zero, so that no element is written
/// before it is used.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    chunks: Vec<Vec<T>>,
    unit: usize,
    /// Base-2 logarithm of the units in a chunk.
    shift: u32,
    units: u64,
    /// Units that the chunks have room for.
    room: u64,
}

impl<T: Copy + Default> Arena<T> {
    pub(crate) fn new(unit: usize) -> Self {
        let per_chunk = (CHUNK_BYTES / (unit.max(1) * size_of::<T>())).max(1);
        Self {
            chunks: Vec::new(),
            unit,
            shift: per_chunk.ilog2(),
            units: 0,
            room: 0,
        }
    }

    /// Units that exist.
    #[inline]
    pub(crate) fn len(&self) -> u64 {
        self.units
    }

    /// Makes the units below `units` exist, with default elements.
    #[inline]
    pub(crate) fn grow(&mut self, units: u64) {
        if units > self.room {
            self.make_room(units);
        }
        self.units = self.units.max(units);
    }

    #[cold]
    fn make_room(&mut self, units: u64) {
        let per_chunk = 1_u64 << self.shift;
        if self.room < per_chunk {
            let room = units.max(self.room * 2).min(per_chunk);
            if self.chunks.is_empty() {
                self.chunks.push(Vec::new());
            }
            self.chunks[0].resize(room as usize * self.unit, T::default());
            self.room = room;
        }
        while self.room < units {
            let chunk = vec![T::default(); self.unit << self.shift];
            self.chunks.push(chunk);
            self.room += per_chunk;
        }
    }

    /// Makes room for `units` units more, and touches it, so that the first
    /// use of each does not wait for the machine's memory.
    pub(crate) fn reserve(&mut self, units: u64) {
        const TOUCH_BYTES: usize = 4096;
        self.make_room(self.units + units);
        let used = self.units as usize * self.unit;
        let chunk = self.unit << self.shift;
        for (at, elements) in self.chunks.iter_mut().enumerate() {
            let used = used.saturating_sub(at * chunk).min(elements.len());
            for element in elements[used..]
                .iter_mut()
                .step_by((TOUCH_BYTES / size_of::<T>()).max(1))
            {
                *element = std::hint::black_box(T::default());
            }
        }
    }

    /// The elements of one unit.
    #[inline]
    pub(crate) fn unit(&self, at: u64) -> &[T] {
        let (chunk, start) = self.place(at);
        &self.chunks[chunk][start..start + self.unit]
    }

    /// The elements of one unit, to change.
    #[inline]
    pub(crate) fn unit_mut(&mut self, at: u64) -> &mut [T] {
        let (chunk, start) = self.place(at);
        let unit = self.unit;
        &mut self.chunks[chunk][start..start + unit]
    }

    /// The element `at`, of an array whose units are single elements.
    #[inline]
    pub(crate) fn get(&self, at: u64) -> T {
        debug_assert!(self.unit == 1 && at < self.units, "the element exists");
        self.chunks[(at >> self.shift) as usize][(at & ((1 << self.shift) - 1)) as usize]
    }

    /// The element `at`, to change; likewise.
    #[inline]
    pub(crate) fn get_mut(&mut self, at: u64) -> &mut T {
        debug_assert!(self.unit == 1 && at < self.units, "the element exists");
        &mut self.chunks[(at >> self.shift) as usize][(at & ((1 << self.shift) - 1)) as usize]
    }

    /// Copies one unit over another.
    pub(crate) fn copy_within(&mut self, from: u64, to: u64) {
        let (from_chunk, from_start) = self.place(from);
        let (to_chunk, to_start) = self.place(to);
        let unit = self.unit;
        if from_chunk == to_chunk {
            self.chunks[from_chunk].copy_within(from_start..from_start + unit, to_start);
            return;
        }
        let (low, high) = (from_chunk.min(to_chunk), from_chunk.max(to_chunk));
        let (left, right) = self.chunks.split_at_mut(high);
        let (source, target) = if from_chunk == low {
            (&left[low], &mut right[0])
        } else {
            (&right[0], &mut left[low])
        };
        target[to_start..to_start + unit].copy_from_slice(&source[from_start..from_start + unit]);
    }

    /// Memory of the elements, in bytes.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.units * (self.unit * size_of::<T>()) as u64
    }

    #[inline]
    fn place(&self, at: u64) -> (usize, usize) {
        let chunk = (at >> self.shift) as usize;
        let within = (at & ((1 << self.shift) - 1)) as usize;
        (chunk, within * self.unit)
    }
}

#[cfg(test)]
mod tests {
    use super::Arena;

    #[test]
    fn units_keep_their_elements_across_chunks() {
        let mut arena = Arena::<u8>::new(1_200_000);
        arena.grow(10);
        for at in 0..10_u64 {
            arena.unit_mut(at).fill(at as u8);
        }
        arena.grow(20);
        arena.reserve(7);
        arena.copy_within(1, 9);
        arena.copy_within(8, 0);
        assert!(arena.unit(9).iter().all(|&b| b == 1));
        assert!(arena.unit(0).iter().all(|&b| b == 8));
        assert!(arena.unit(19).iter().all(|&b| b == 0));
        assert_eq!(arena.len(), 20);
        arena.grow(27);
        assert!(arena.unit(26).iter().all(|&b| b == 0));
    }

    #[test]
    fn a_small_array_takes_little_and_grows_over_chunks() {
        let mut arena = Arena::<u64>::new(1);
        arena.grow(3);
        assert_eq!(arena.room, 3);
        let per_chunk = 1_u64 << arena.shift;
        for at in [0, 2, per_chunk - 1, per_chunk, 3 * per_chunk + 5] {
            arena.grow(at + 1);
            *arena.get_mut(at) = at + 1;
        }
        for at in [0, 2, per_chunk - 1, per_chunk, 3 * per_chunk + 5] {
            assert_eq!(arena.get(at), at + 1);
        }
        assert_eq!(arena.get(1), 0);
    }
}
