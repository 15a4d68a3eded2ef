//! The last pass: the base and every snapshot that was kept are compared, page
//! by page, with the flat reference, and the engine's invariants are checked.
//!
//! Two ways of reading are compared with the full copies. Every touched page of
//! every snapshot is read by folding: from the newest snapshot to the oldest,
//! the view of a snapshot is that of its look-up parent with its own exceptions
//! laid over it. And the engine's own search ([`Engine::peek`]) reads every
//! page of every snapshot too, as long as that visits at most
//! [`VISITS_MAX`] volumes; with more pages and longer chains it reads every
//! n-th page, shifted by one from snapshot to snapshot.

use cowpath_engine::check;
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, VolumeId};

use super::flat::Flat;
use super::replayed::Replayed;
use super::report::volume_name;

/// Most volumes that the engine's own search visits, all reads together.
const VISITS_MAX: u128 = 1 << 24;
/// Most differences that are told.
const TOLD_MAX: usize = 10;

#[derive(Debug)]
pub(super) struct Verify {
    replayed: Replayed,
    flat: Flat,
    /// Stamps as the volume `above` shows them, by place.
    view: Vec<u64>,
    above: VolumeId,
    /// The snapshot that is compared next.
    next: Next,
    /// Volumes to compare, the base included.
    total: u64,
    compared: u64,
    stride: usize,
    differences: u64,
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Base,
    Snapshot(VolumeId),
    Invariants,
}

impl Verify {
    pub(super) fn new(replayed: Replayed, flat: Flat) -> Self {
        let snapshots = flat.copies() as u128;
        let visits = flat.pages().len() as u128 * snapshots * (snapshots + 1) / 2;
        let stride = usize::try_from(visits.div_ceil(VISITS_MAX)).unwrap_or(usize::MAX);
        Self {
            above: replayed.base,
            view: Vec::new(),
            next: Next::Base,
            total: flat.copies() as u64 + 1,
            compared: 0,
            stride: stride.max(1),
            differences: 0,
            replayed,
            flat,
        }
    }

    pub(super) fn replayed(&self) -> &Replayed {
        &self.replayed
    }

    pub(super) fn into_replayed(self) -> Replayed {
        self.replayed
    }

    /// Volumes compared, of how many.
    pub(super) fn progress(&self) -> (u64, u64) {
        (self.compared, self.total)
    }

    /// Compares volumes until about `work` pages are compared. Gives whether
    /// the pass is over.
    pub(super) fn step(&mut self, work: u64) -> bool {
        let each = self.flat.pages().len() as u64 + 1;
        for _ in 0..work.div_ceil(each) {
            match self.next {
                Next::Base => self.base(),
                Next::Snapshot(volume) => self.snapshot(volume),
                Next::Invariants => {
                    self.invariants();
                    return true;
                }
            }
            self.compared += 1;
        }
        false
    }

    fn base(&mut self) {
        let base = self.replayed.base;
        let pages = self.flat.pages().iter();
        let view = pages.map(|&page| self.peek(base, page));
        self.view = view.map(|stamp| stamp.unwrap_or(u64::MAX)).collect();
        let expected = self.flat.current().to_vec();
        self.compare(base, &expected);
        self.go_on(base);
    }

    fn snapshot(&mut self, volume: VolumeId) {
        let Some(expected) = self.flat.pop_newest() else {
            self.tell(format!("{} has no full copy", volume_name(volume)));
            self.next = Next::Invariants;
            return;
        };
        let parent = self.replayed.engine.volume(volume).and_then(|v| v.parent);
        if parent != Some(self.above) {
            let (name, above) = (volume_name(volume), volume_name(self.above));
            self.tell(format!("{name} does not read through {above}"));
        }
        let exceptions = self.replayed.engine.exceptions(volume).unwrap_or_default();
        for exception in exceptions {
            match (self.flat.place(exception.page.0), exception.content) {
                (Some(place), Content::Stamp(stamp)) => self.view[place] = stamp,
                (_, content) => {
                    let (name, page) = (volume_name(volume), exception.page.0);
                    self.tell(format!("{name} holds {content:?} for page {page}"));
                }
            }
        }
        self.compare(volume, &expected);
        self.read(volume, &expected);
        self.replayed.checked_snapshots += 1;
        self.go_on(volume);
    }

    /// Compares the folded view of a volume with its full copy.
    fn compare(&mut self, volume: VolumeId, expected: &[u64]) {
        for place in 0..self.view.len() {
            let (found, expected) = (self.view[place], stamp_at(expected, place));
            if found != expected {
                self.differ(volume, place, Some(found), expected);
            }
        }
    }

    /// Compares what the engine's own search finds with the full copy.
    fn read(&mut self, volume: VolumeId, expected: &[u64]) {
        let start = usize::try_from(self.compared).unwrap_or(0) % self.stride;
        for place in (start..self.view.len()).step_by(self.stride) {
            let found = self.peek(volume, self.flat.pages()[place]);
            let expected = stamp_at(expected, place);
            if found != Some(expected) {
                self.differ(volume, place, found, expected);
            }
        }
    }

    fn go_on(&mut self, volume: VolumeId) {
        let info = self.replayed.engine.volume(volume);
        self.next = match info.and_then(|info| info.older) {
            Some(older) => Next::Snapshot(older),
            None => Next::Invariants,
        };
        self.above = volume;
    }

    fn invariants(&mut self) {
        if self.flat.copies() > 0 {
            let missing = self.flat.copies();
            self.tell(format!("{missing} snapshots are missing in the tree"));
        }
        let report = check::check(&self.replayed.engine);
        self.replayed.invariants = report.invariants as u64;
        for broken in &report.broken {
            self.tell(format!("{}: {}", broken.invariant, broken.detail));
        }
        let untold = self.differences.saturating_sub(TOLD_MAX as u64);
        if untold > 0 {
            let broken = &mut self.replayed.broken;
            broken.push(format!("and {untold} more differences"));
        }
    }

    fn peek(&self, volume: VolumeId, page: u64) -> Option<u64> {
        match self.replayed.engine.peek(volume, PageNo(page))? {
            Content::Stamp(stamp) => Some(stamp),
            Content::Bytes(_) => None,
        }
    }

    fn differ(&mut self, volume: VolumeId, place: usize, found: Option<u64>, expected: u64) {
        let (name, page) = (volume_name(volume), self.flat.pages()[place]);
        let found = found.map_or("nothing".to_owned(), |stamp| format!("stamp {stamp}"));
        self.tell(format!(
            "page {page} of {name} reads {found}, its full copy holds stamp {expected}"
        ));
    }

    fn tell(&mut self, difference: String) {
        self.differences += 1;
        if self.replayed.broken.len() < TOLD_MAX {
            self.replayed.broken.push(difference);
        }
    }
}

/// The stamp of a place in a full copy; 0 for a page touched later.
fn stamp_at(copy: &[u64], place: usize) -> u64 {
    copy.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Verify;
    use crate::replay::Options;
    use crate::replay::flat::Flat;
    use crate::replay::replayed::Replayed;
    use crate::replay::writing::Writing;
    use crate::trace::{Format, Reader, Schedule, extent};

    const TRACE: &[u8] = b"time_us,op,offset_bytes,length_bytes\n\
        0,W,0,8192\n1,W,0,1\n2,W,4096,1\n3,W,0,1\n4,W,8192,1\n";

    /// What the check finds after `tamper` has changed something.
    fn broken(tamper: impl FnOnce(&mut Replayed, &mut Flat)) -> String {
        let options = Options {
            check: true,
            ..Options::new(Schedule::every_writes(2).expect("not zero"))
        };
        let records: Result<Vec<_>, _> = Reader::new(Format::CowpathCsv, TRACE).collect();
        let spans = extent(&records.expect("the trace is good"));
        let writing = Writing::new(Format::CowpathCsv, &options, &spans);
        let mut writing = writing.expect("a volume holds it");
        assert_eq!(writing.feed(TRACE, true, u64::MAX), (TRACE.len(), true));
        let (mut replayed, flat) = writing.finish();
        let mut flat = flat.expect("a check was asked for");
        tamper(&mut replayed, &mut flat);
        let mut verify = Verify::new(replayed, flat);
        while !verify.step(1) {}
        verify.into_replayed().broken.join("; ")
    }

    #[test]
    fn a_good_replay_has_nothing_broken() {
        assert_eq!(broken(|_, _| {}), "");
    }

    #[test]
    fn another_stamp_in_the_base_is_found() {
        assert_eq!(
            broken(|_, flat| flat.write(1, 1, 99)),
            "page 1 of base reads stamp 3, its full copy holds stamp 99"
        );
    }

    #[test]
    fn another_stamp_in_a_snapshot_is_found_by_both_ways_of_reading() {
        let found = broken(|_, flat| {
            let newest = flat.pop_newest().expect("there are two");
            flat.write(0, 1, 99);
            flat.copy();
            flat.write(0, 1, newest[0]);
        });
        // s2 holds record 4 for page 0, as the base does; page 2 came later.
        let page_0 = "page 0 of s2 reads stamp 4, its full copy holds stamp 99";
        let page_2 = "page 2 of s2 reads stamp 0, its full copy holds stamp 5";
        assert_eq!(found, [page_0, page_2, page_0, page_2].join("; "));
    }

    #[test]
    fn a_snapshot_without_a_copy_and_a_copy_without_a_snapshot_are_found() {
        assert!(broken(|_, flat| flat.drop_oldest()).contains("s1 has no full copy"));
        let found = broken(|_, flat| flat.copy());
        assert!(found.contains("1 snapshots are missing"), "{found}");
    }
}
