//! After a crash: what was acknowledged is there, nothing else differs, and the command that was
//! cut short is finished or was never begun; page by page for a write or a discard.

use cowpath_engine::command::{Command, Outcome, Recovery};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};

use super::{Cut, Rig, STEPS_MAX, Seen};
use crate::foretell::{Change, Foretold};
use crate::model::Page;
use crate::room::Room;

impl Rig {
    /// Recovers, and finds out what became of the command. `told`: if it had begun itself.
    pub(super) fn come_back(
        &mut self,
        command: &Command<'_>,
        told: Option<Foretold>,
        seen: &Seen,
        cut: Cut<'_>,
        room: Option<&Room>,
    ) {
        let mut seen = seen.clone();
        let pages_done = seen.pages_done;
        self.recover(cut, &mut seen, room);
        match (told, command) {
            (None, _) => self.model.strip(&seen.stale),
            (Some(told), Command::Write { .. } | Command::Discard { .. }) => {
                self.adopt(&told, pages_done);
            }
            (Some(_), Command::Background { base, .. }) if self.engine.restore(*base).is_some() => {
                self.model.adopt_background(&self.engine, *base);
            }
            (Some(told), _) => self.model = told.after,
        }
        self.twin = self.engine.clone();
    }

    /// Lets recovery be cut short itself, and then come to its end.
    pub(super) fn recover(
        &mut self,
        cut: Cut<'_>,
        seen: &mut Seen,
        room: Option<&Room>,
    ) -> Recovery {
        // What a push that was cut short shared between series is copied again, and so is the
        // page that a promotion was placing.
        let heads = self.model.volumes.keys();
        let series = heads.map(|id| self.model.newest(*id).len()).max();
        let slack = series.unwrap_or_default().max(1) as u64;
        let ends = cut.again.iter().copied().chain([STEPS_MAX]);
        for after in ends {
            let recover = self.engine.begin(Command::Recover);
            let mut task = recover.expect("always allowed");
            for _ in 0..after {
                let ended = self.step(&mut task, seen);
                if let Some(room) = room {
                    room.check_use(&self.mirror, slack);
                }
                match ended {
                    Some(Outcome::Recovered(recovery)) if after == STEPS_MAX => return recovery,
                    Some(Outcome::Recovered(_)) => break,
                    Some(outcome) => panic!("recovery came to {outcome:?}"),
                    None => {}
                }
            }
        }
        panic!("recovery does not end");
    }

    /// Of a command that goes page by page: those that were done are new, the one under way is
    /// old or new, the others are old.
    fn adopt(&mut self, told: &Foretold, pages_done: usize) {
        let volume = told.volume.expect("pages of a volume");
        self.model.written = told.after.written;
        for (at, change) in told.changes.iter().enumerate() {
            if at < pages_done {
                self.land(volume, change);
            } else if at == pages_done {
                self.adopt_one(volume, change);
            }
        }
        let base = self.model.volumes[&volume].base;
        let logged = self.engine.change_log_records(volume);
        let logged = logged.expect("a living volume");
        let shape = self.model.shapes.get_mut(&base).expect("a living tree");
        let done = shape.change_log..=told.after.shapes[&base].change_log;
        assert!(done.contains(&logged), "{logged} records, of {done:?}");
        shape.change_log = logged;
    }

    fn land(&mut self, volume: VolumeId, change: &Change) {
        for ross in &change.pushed {
            self.model.at(*ross).held.insert(change.page);
        }
        self.own(volume, change.page, change.new.clone());
        self.noted(volume, change.page);
    }

    /// A restore takes note of a host's write.
    fn noted(&mut self, volume: VolumeId, page: u64) {
        if self.model.waits(volume, page).is_some() {
            let restore = self.model.restores.get_mut(&volume).expect("it runs");
            restore.written(page);
        }
    }

    fn own(&mut self, volume: VolumeId, page: u64, content: Page) {
        self.model.show(volume, page, content);
        let found = self.model.at(volume);
        if found.kind == Kind::Rwss {
            found.held.insert(page);
        }
    }

    /// The page under way: some snapshots may have it already, and only if all do it may be new.
    fn adopt_one(&mut self, volume: VolumeId, change: &Change) {
        let page = PageNo(change.page);
        let has = |ross: &&VolumeId| self.engine.entry(**ross, page).is_some();
        let given: Vec<VolumeId> = change.pushed.iter().filter(has).copied().collect();
        for ross in &given {
            self.model.at(*ross).held.insert(change.page);
        }
        let shown = self.engine.peek(volume, page).expect("a page that exists");
        let waits = self.model.waits(volume, change.page);
        if waits.is_some_and(|restore| !restore.bits.contains(&change.page)) {
            // It is new only from the step on with which the restore takes note of it.
            let told = self.engine.restore(volume).expect("it runs on");
            if told.is_pending(page) && !told.bits.contains(&page) {
                let old = &self.model.volumes[&volume].pages[change.page as usize];
                assert_eq!(&shown, old, "{page:?} of {volume:?} after a crash");
                return;
            }
            assert_eq!(shown, change.new, "{page:?} of {volume:?} after a crash");
            assert_eq!(given, change.pushed, "landed before it was saved");
            self.own(volume, change.page, shown);
            self.noted(volume, change.page);
            return;
        }
        let old = &self.model.volumes[&volume].pages[change.page as usize];
        let entered = self.engine.entry(volume, page).is_some()
            && !self.model.volumes[&volume].held.contains(&change.page);
        if &shown != old || entered {
            assert_eq!(shown, change.new, "{page:?} of {volume:?} after a crash");
            assert_eq!(given, change.pushed, "landed before it was pushed");
            self.own(volume, change.page, shown);
        }
    }
}
