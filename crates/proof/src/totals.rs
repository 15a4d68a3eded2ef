//! What comparisons found in all: pages that really differ, and false ones, by push mode.

use cowpath_engine::command::DiffResult;
use cowpath_engine::policy::PushMode;

/// Counts of one push mode.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// Comparisons.
    pub pairs: u64,
    /// Pages whose bytes differ.
    pub differing: u64,
    /// Pages that the literal method reports and whose bytes are equal.
    pub literal_false: u64,
    /// Pages in two places whose bytes are equal.
    pub location_false: u64,
}

/// Counts of the sequences that kept one push mode, by mode: copy, share, redirect.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub by_mode: [Count; 3],
    mode: Option<PushMode>,
    changed: bool,
}

/// The modes, in the order of [`Totals::by_mode`].
pub const MODES: [PushMode; 3] = [PushMode::Copy, PushMode::Share, PushMode::Redirect];

impl Totals {
    /// The policy in force from here on.
    pub(crate) fn note_mode(&mut self, mode: PushMode) {
        self.changed |= self.mode.is_some_and(|known| known != mode);
        self.mode = Some(mode);
    }

    pub(crate) fn add(&mut self, diff: &DiffResult) {
        let Some(mode) = self.mode.filter(|_| !self.changed) else {
            return;
        };
        let at = MODES.iter().position(|known| *known == mode);
        let count = &mut self.by_mode[at.expect("one of the modes")];
        let differing = diff.content.pages();
        count.pairs += 1;
        count.differing += differing;
        count.literal_false += diff.literal.pages() - differing;
        count.location_false += diff.location.pages() - differing;
    }

    /// Adds those of another sequence.
    pub fn join(&mut self, other: &Self) {
        for (mine, its) in self.by_mode.iter_mut().zip(&other.by_mode) {
            mine.pairs += its.pairs;
            mine.differing += its.differing;
            mine.literal_false += its.literal_false;
            mine.location_false += its.location_false;
        }
    }
}
