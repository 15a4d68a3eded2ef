//! What a file server does in these sequences: restores with their background, cancels, refreshes.

use std::collections::btree_map::Entry;

use cowpath_engine::command::{Command, Outcome, RefreshFrom};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::restore::{Copied, Mode, Order, Undo};

use super::episode::What;
use super::{Flight, VOLUMES_MAX};

impl Flight {
    /// Begins a restore of the base, or cancels the one that runs.
    pub(super) fn restore(&mut self) -> Result<(), String> {
        if self.engine.restores().next().is_some() {
            return match self.dice.below(4) {
                0 => self.cancel(),
                _ => self.begin_background(),
            };
        }
        let from = self.volume(|kind| kind != Kind::Base);
        let Some(from) = from.filter(|_| self.flat.len() < VOLUMES_MAX) else {
            return Ok(());
        };
        let base = VolumeId(0);
        let restore = Command::Restore {
            base,
            from,
            undo: [Undo::New, Undo::Newest][self.dice.below(2) as usize],
            order: [Order::OldFirst, Order::Once][self.dice.below(2) as usize],
            mode: [Mode::Eager, Mode::Lazy][self.dice.below(2) as usize],
        };
        if let Ok(Outcome::RestoreBegun(begun)) = self.engine.apply(restore, &mut ()) {
            let (was, restored) = (self.flat[&base].clone(), self.flat[&from].clone());
            for (ross, shows, head) in [
                (begun.source, &restored, from),
                (begun.undo, &was, base),
                (begun.new, &restored, base),
            ] {
                if let Entry::Vacant(new) = self.flat.entry(ross) {
                    new.insert(shows.clone());
                    self.heads.insert(ross, head);
                }
            }
            self.flat.insert(base, restored);
            self.put_off(begun.new);
        }
        Ok(())
    }

    fn cancel(&mut self) -> Result<(), String> {
        let base = VolumeId(0);
        let keep = self.dice.below(2) == 0;
        let cancel = Command::CancelRestore { base, keep };
        if let Ok(Outcome::RestoreCancelled(cancelled)) = self.engine.apply(cancel, &mut ()) {
            if let Some(kept) = cancelled.kept {
                self.flat.insert(kept, self.flat[&base].clone());
                self.heads.insert(kept, base);
                self.put_off(kept);
            }
            self.flat.insert(base, self.flat[&cancelled.undo].clone());
            self.forget(cancelled.deleted);
        }
        Ok(())
    }

    pub(super) fn begin_background(&mut self) -> Result<(), String> {
        if self.engine.restores().next().is_none() {
            return Ok(());
        }
        let (base, items) = (VolumeId(0), 1 + self.dice.below(4));
        self.begin(Command::BeginBackground { base, items }, PageNo(0), None)
    }

    /// Plain work items; refused while anything is between its steps.
    pub(super) fn background(&mut self) -> Result<(), String> {
        let (base, items) = (VolumeId(0), 1 + self.dice.below(2));
        let background = Command::Background { base, items };
        if let Ok(Outcome::BackgroundCopied(copied)) = self.engine.apply(background, &mut ()) {
            self.copied(&copied);
        }
        Ok(())
    }

    pub(super) fn copied(&mut self, copied: &Copied) {
        self.forget(copied.deleted);
    }

    pub(super) fn refresh(&mut self) -> Result<(), String> {
        let volume = self.volume(|kind| kind == Kind::Rwss);
        let ross = self.volume(|kind| kind == Kind::Ross);
        let (Some(volume), Some(ross)) = (volume, ross) else {
            return Ok(());
        };
        let from = match self.flat.len() < VOLUMES_MAX && self.dice.below(2) == 0 {
            true => RefreshFrom::New { of: None },
            false => RefreshFrom::Ross(ross),
        };
        let was = self.flat[&volume].clone();
        let refresh = Command::Refresh { volume, from };
        if let Ok(Outcome::Refreshed(refreshed)) = self.engine.apply(refresh, &mut ()) {
            if let Some(made) = refreshed.made {
                self.flat.insert(made, self.flat[&VolumeId(0)].clone());
                self.heads.insert(made, VolumeId(0));
                self.put_off(made);
            }
            if let Some(old) = refreshed.old {
                self.flat.insert(old, was);
                let snapshots = self.heads.values_mut().filter(|head| **head == volume);
                snapshots.for_each(|head| *head = old);
            }
            self.flat.insert(volume, self.flat[&refreshed.from].clone());
        }
        Ok(())
    }

    fn forget(&mut self, deleted: Option<VolumeId>) {
        if let Some(id) = deleted {
            self.flat.remove(&id);
            self.heads.remove(&id);
        }
    }

    /// What waits for its first step counts as begun after a snapshot that was taken in a freeze.
    fn put_off(&mut self, ross: VolumeId) {
        for open in self.open.iter_mut().filter(|open| open.joined.is_none()) {
            if let Some(What::Write { started, .. }) = &mut open.what {
                *started = VolumeId(ross.0 + 1);
            }
        }
    }
}
