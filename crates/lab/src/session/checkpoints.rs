//! Kept states, so that going back does not always mean running from the beginning.

use cowpath_engine::sorted::SortedMap;

use super::state::State;

/// Memory that all kept states may take together, in bytes. A state larger than half of it is
/// never kept: a large arena is not copied.
pub const CHECKPOINT_BUDGET_BYTES: u64 = 128 << 20;
/// Commands between two kept states, as long as they fit.
const SPACING: usize = 256;

/// States after complete commands of the current line, by the number of the command.
#[derive(Debug, Clone)]
pub(super) struct Checkpoints {
    kept: SortedMap<usize, Kept>,
    spacing: usize,
    total_bytes: u64,
    budget_bytes: u64,
}

#[derive(Debug, Clone)]
struct Kept {
    state: State,
    bytes: u64,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self {
            kept: SortedMap::new(),
            spacing: SPACING,
            total_bytes: 0,
            budget_bytes: CHECKPOINT_BUDGET_BYTES,
        }
    }
}

impl Checkpoints {
    /// The kept state nearest before or after command `command`.
    pub(super) fn nearest(&self, command: usize) -> Option<(usize, &State)> {
        let (at, kept) = self.kept.range(..=command).next_back()?;
        Some((*at, &kept.state))
    }

    /// Keeps a state if it is time for one.
    pub(super) fn offer(&mut self, command: usize, state: &State) {
        if command.is_multiple_of(self.spacing) {
            self.keep(command, state);
        }
    }

    /// Keeps a state if it is not too large.
    pub(super) fn keep(&mut self, command: usize, state: &State) {
        let bytes = state.memory_bytes();
        if command == 0 || self.kept.contains_key(&command) || bytes > self.budget_bytes / 2 {
            return;
        }
        let state = state.clone();
        self.kept.insert(command, Kept { state, bytes });
        self.total_bytes += bytes;
        while self.total_bytes > self.budget_bytes {
            self.thin(command);
        }
    }

    /// Forgets the states after command `command`.
    pub(super) fn cut(&mut self, command: usize) {
        self.retain(|at| at <= command);
    }

    /// Forgets states off the present spacing, and then every other one; not the newest.
    fn thin(&mut self, newest: usize) {
        let before = self.kept.len();
        let spacing = self.spacing;
        self.retain(|at| at == newest || at.is_multiple_of(spacing));
        if self.kept.len() == before {
            self.spacing *= 2;
        }
    }

    fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        self.kept.retain(|at, _| keep(*at));
        self.total_bytes = self.kept.values().map(|kept| kept.bytes).sum();
    }

    /// Keeps a state every few commands, but no more than so much.
    #[cfg(test)]
    pub(super) fn set_limits(&mut self, spacing: usize, budget_bytes: u64) {
        self.spacing = spacing;
        self.budget_bytes = budget_bytes;
        self.retain(|_| false);
    }

    /// What is kept: the commands, and all bytes together.
    #[cfg(test)]
    pub(super) fn kept(&self) -> (Vec<usize>, u64) {
        (self.kept.keys().copied().collect(), self.total_bytes)
    }
}
