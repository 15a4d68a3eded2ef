//! Restores in the flat oracle: who is given a page before it changes, and what becomes of the
//! pages that wait. Contents are full copies as ever; this is about entries and pending pages.

use std::collections::BTreeSet;
use std::rc::Rc;

use cowpath_engine::Engine;
use cowpath_engine::command::Command;
use cowpath_engine::entry::Location;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{Kind, PageNo, Series, VolumeId};
use cowpath_engine::policy::PushMode;
use cowpath_engine::restore::{Mode, Order, Restore, Undo};

use crate::foretell::{Change, Foretold};
use crate::mirror::Mirror;
use crate::model::{Model, Page};

/// A restore that runs.
#[derive(Clone, Debug)]
pub struct Restoring {
    pub source: VolumeId,
    /// Whether the source was taken for it.
    pub own: bool,
    pub undo: VolumeId,
    pub others: Vec<VolumeId>,
    pub new: VolumeId,
    pub lazy: bool,
    /// Pages that wait for the old-data pass, and for the other one.
    pub first: BTreeSet<u64>,
    pub second: BTreeSet<u64>,
    pub bits: BTreeSet<u64>,
    pub done: u64,
}

impl Restoring {
    pub fn is_pending(&self, page: u64) -> bool {
        self.first.contains(&page) || self.second.contains(&page)
    }

    pub fn pending(&self) -> BTreeSet<u64> {
        &self.first | &self.second
    }

    fn receivers(&self) -> Vec<VolumeId> {
        let mut receivers = vec![self.undo];
        receivers.extend(&self.others);
        receivers
    }

    fn forget(&mut self, page: u64) {
        self.first.remove(&page);
        self.second.remove(&page);
        self.bits.remove(&page);
    }

    /// A host wrote a pending page.
    pub fn written(&mut self, page: u64) {
        match self.lazy {
            true => {
                self.bits.insert(page);
            }
            false => self.forget(page),
        }
    }

    /// The engine says the same.
    pub fn is_told(&self, told: &Restore) {
        let pages = |pages: &BTreeSet<PageNo>| -> BTreeSet<u64> {
            pages.iter().map(|page| page.0).collect()
        };
        assert_eq!(pages(&told.old_left), self.first, "{told:?}");
        assert_eq!(pages(&told.left), self.second, "{told:?}");
        assert_eq!(pages(&told.bits), self.bits, "{told:?}");
        assert_eq!((told.source, told.own_source), (self.source, self.own));
        assert_eq!((told.undo, told.new), (self.undo, self.new));
        assert_eq!(told.others, self.others);
        assert_eq!(told.items_done, self.done, "{told:?}");
    }
}

impl Model {
    /// The restore of a base, for a page that waits in it.
    pub fn waits(&self, base: VolumeId, page: u64) -> Option<&Restoring> {
        self.restores.get(&base).filter(|it| it.is_pending(page))
    }

    /// Volumes that a restore needs as they are.
    pub fn in_use(&self, base: VolumeId) -> BTreeSet<VolumeId> {
        let Some(restore) = self.restores.get(&base) else {
            return BTreeSet::new();
        };
        let receivers = restore.receivers();
        let mut volumes: BTreeSet<VolumeId> = BTreeSet::from([restore.source]);
        volumes.extend(receivers.into_iter().flat_map(|id| self.path(id)));
        volumes
    }

    fn lacks(&self, volume: VolumeId, page: u64) -> bool {
        let it = &self.volumes[&volume];
        !it.stale && page < it.size() && !it.held.contains(&page)
    }

    /// Who is given what the base shows of a pending page, and who its own block, when a host
    /// writes it.
    fn given_by_host(&self, base: VolumeId, page: u64) -> [Vec<VolumeId>; 2] {
        let restore = &self.restores[&base];
        let receivers = restore.receivers();
        let mut shown = self.newest(base);
        shown.retain(|id| {
            let other = receivers.contains(id) || restore.lazy && *id == restore.new;
            !other && self.lacks(*id, page)
        });
        [shown, self.lacking_receivers(base, page)]
    }

    fn lacking_receivers(&self, base: VolumeId, page: u64) -> Vec<VolumeId> {
        let mut receivers = self.restores[&base].receivers();
        receivers.retain(|id| self.lacks(*id, page));
        receivers
    }

    /// Who gets an entry with the next work item.
    fn given_by_item(&self, base: VolumeId, page: u64) -> Vec<VolumeId> {
        let restore = &self.restores[&base];
        match restore.bits.contains(&page) {
            true if self.lacks(restore.new, page) => vec![restore.new],
            true => Vec::new(),
            false => self.lacking_receivers(base, page),
        }
    }

    fn next_item(&self, base: VolumeId) -> Option<u64> {
        let restore = self.restores.get(&base)?;
        let next = restore.first.first().or(restore.second.first());
        next.copied()
    }

    fn item(&mut self, base: VolumeId, page: u64) {
        for volume in self.given_by_item(base, page) {
            self.at(volume).held.insert(page);
        }
        let restore = self.restores.get_mut(&base).expect("it runs");
        if !restore.first.remove(&page) {
            restore.second.remove(&page);
        }
        restore.done += 1;
        if !restore.is_pending(page) {
            restore.bits.remove(&page);
        }
    }

    /// After a crash in the background copying: what the engine says is done, is done as a whole,
    /// and of the item under way, some may have been given the page.
    pub fn adopt_background(&mut self, engine: &Engine, base: VolumeId) {
        let told = engine.restore(base).expect("it runs on");
        while self.restores[&base].done < told.items_done {
            let page = self.next_item(base).expect("an item is left");
            self.item(base, page);
        }
        let Some(page) = self.next_item(base) else {
            return;
        };
        for volume in self.given_by_item(base, page) {
            if engine.entry(volume, PageNo(page)).is_some() {
                self.at(volume).held.insert(page);
            }
        }
    }

    /// The newest snapshot of the base that a volume reads through.
    pub(crate) fn newest_above(&self, volume: VolumeId) -> VolumeId {
        let path = self.path(volume);
        let above = path.iter().rev().nth(1);
        above.copied().unwrap_or(volume)
    }
}

impl Foretold {
    pub(crate) fn restore(&mut self, mirror: &Mirror, command: &Command<'_>) {
        let Command::Restore {
            base,
            from,
            undo,
            order,
            mode,
        } = *command
        else {
            return;
        };
        let after = &mut self.after;
        let frozen = !after.policy.faults.off(Rule::SourceFrozen);
        let own = after.volumes[&from].kind != Kind::Ross && frozen;
        let source = match own {
            true => after.take_ross(from, Series::default()),
            false => from,
        };
        let newest = after.newest_above(from);
        let series = after.volumes[&newest].series;
        let undo = match undo {
            Undo::New => after.take_ross(base, series),
            Undo::Newest => newest,
        };
        let path = after.path(source);
        let new = after.take_ross(base, series);
        let mut others = after.newest(base);
        others.retain(|id| *id != new && !after.volumes[id].stale);
        let end = after.volumes[&base].size();
        let [mut first, mut second] = [BTreeSet::new(), BTreeSet::new()];
        let mut least = end;
        for at in path.iter().filter(|at| **at != base) {
            let volume = &after.volumes[at];
            least = least.min(volume.size());
            let held = volume.held.range(..end);
            match volume.kind {
                Kind::Ross => first.extend(held),
                _ => second.extend(held),
            }
        }
        first.extend(mirror.live(base).range(least..end));
        if order == Order::Once {
            second.append(&mut first);
        }
        let shown = Rc::clone(&after.volumes[&source].pages);
        after.at(new).pages = Rc::clone(&shown);
        after.at(base).pages = shown;
        let restoring = Restoring {
            source,
            own,
            undo,
            others,
            new,
            lazy: mode == Mode::Lazy,
            first,
            second,
            bits: BTreeSet::new(),
            done: 0,
        };
        after.restores.insert(base, restoring);
        self.volume = Some(base);
        self.whole = true;
    }

    /// A host writes a page that waits.
    pub(crate) fn change_pending(&mut self, mirror: &Mirror, base: VolumeId, page: u64, new: Page) {
        let [shown, block] = self.after.given_by_host(base, page);
        let copies = self.after.policy.push == PushMode::Copy;
        let each = |many: usize| if copies { many } else { many.min(1) } as u64;
        self.pushes_copied += each(block.len());
        self.pushes_copied += match mirror.place(base, PageNo(page)) {
            Location::Zero => 0,
            Location::Data(_) if !copies => 0,
            _ => each(shown.len()),
        };
        let pushed = [shown, block].concat();
        for volume in &pushed {
            self.after.at(*volume).held.insert(page);
        }
        self.after.show(base, page, new.clone());
        let restore = self.after.restores.get_mut(&base).expect("it runs");
        restore.written(page);
        self.volume = Some(base);
        self.changes.push(Change { page, new, pushed });
    }

    pub(crate) fn background(&mut self, mirror: &Mirror, base: VolumeId, items: u64) {
        for _ in 0..items {
            let Some(page) = self.after.next_item(base) else {
                break;
            };
            self.after.item(base, page);
        }
        if self.after.next_item(base).is_none() {
            self.ended(mirror, base);
        }
    }

    /// The restore is over; its own source goes, if a delete would be allowed.
    fn ended(&mut self, mirror: &Mirror, base: VolumeId) {
        let restore = self.after.restores.remove(&base).expect("it runs");
        let goes = restore.own && self.after.judge_delete_one(restore.source, &[]).is_ok();
        if goes {
            self.delete(mirror, restore.source);
        }
    }

    pub(crate) fn cancel(&mut self, mirror: &Mirror, base: VolumeId, keep: bool) {
        let restore = self.after.restores[&base].clone();
        if keep {
            let series = self.after.volumes[&restore.undo].series;
            self.after.take_ross(base, series);
        }
        let back = Rc::clone(&self.after.volumes[&restore.undo].pages);
        let pending = restore.pending();
        for &page in &pending {
            let mut given = self.after.given_by_host(base, page).concat();
            if restore.lazy && self.after.lacks(restore.new, page) {
                given.push(restore.new);
            }
            for volume in given {
                self.after.at(volume).held.insert(page);
            }
        }
        let size = self.after.volumes[&base].size();
        let mut others = mirror.live(base);
        others.extend(mirror.live(restore.undo));
        for page in others.range(..size).copied() {
            if !pending.contains(&page) && mirror.apart(base, restore.undo, PageNo(page)) {
                for ross in self.after.lacking(base, page) {
                    self.after.at(ross).held.insert(page);
                }
            }
        }
        for page in 0..size {
            let new = back[page as usize].clone();
            if self.after.volumes[&base].pages[page as usize] != new {
                let pushed = Vec::new();
                self.changes.push(Change { page, new, pushed });
            }
        }
        self.after.at(base).pages = back;
        self.volume = Some(base);
        self.wide = true;
        self.ended(mirror, base);
    }
}
