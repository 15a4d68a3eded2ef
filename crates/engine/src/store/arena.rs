//! An array that grows by chunks, so that it never moves more than one chunk
//! and never asks for more than a chunk at once.

/// Elements of a full chunk take about this many bytes.
const CHUNK_BYTES: usize = 1 << 20;

/// A growing array of `T`, in chunks of a power of two of units. A unit is
/// `unit` elements that always lie together.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T> {
    chunks: Vec<Vec<T>>,
    unit: usize,
    /// Base-2 logarithm of the units in a chunk.
    shift: u32,
    units: u64,
}

impl<T: Copy + Default> Arena<T> {
    pub(crate) fn new(unit: usize) -> Self {
        let per_chunk = (CHUNK_BYTES / (unit.max(1) * size_of::<T>())).max(1);
        Self {
            chunks: Vec::new(),
            unit,
            shift: per_chunk.ilog2(),
            units: 0,
        }
    }

    /// Units that exist.
    pub(crate) fn len(&self) -> u64 {
        self.units
    }

    /// Makes the units below `units` exist, with default elements.
    pub(crate) fn grow(&mut self, units: u64) {
        let per_chunk = 1_u64 << self.shift;
        while self.units < units {
            let room = per_chunk - (self.units & (per_chunk - 1));
            if room == per_chunk {
                self.chunks.push(Vec::new());
            }
            let add = room.min(units - self.units);
            let chunk = self
                .chunks
                .last_mut()
                .expect("invariant: a chunk with room was pushed");
            let length = chunk.len() + add as usize * self.unit;
            chunk.resize(length, T::default());
            self.units += add;
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
        let mut arena = Arena::<u8>::new(300_000);
        arena.grow(10);
        for at in 0..10_u64 {
            arena.unit_mut(at).fill(at as u8);
        }
        arena.grow(20);
        arena.copy_within(1, 9);
        arena.copy_within(8, 0);
        assert!(arena.unit(9).iter().all(|&b| b == 1));
        assert!(arena.unit(0).iter().all(|&b| b == 8));
        assert!(arena.unit(19).iter().all(|&b| b == 0));
        assert_eq!(arena.len(), 20);
    }
}
