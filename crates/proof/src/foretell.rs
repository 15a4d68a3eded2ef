//! What an allowed command will do: which pages change and to what, which of them are pushed
//! into which snapshots, what is copied and shared, and everything as it is afterwards.
//!
//! Contents come from the flat oracle, places from the [`Mirror`].

use std::collections::BTreeSet;
use std::rc::Rc;

use cowpath_engine::command::{Command, RefreshFrom};
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{Kind, PageNo, Runs, Series, VolumeId};
use cowpath_engine::policy::PushMode;

use crate::mirror::{Mirror, zero};
use crate::model::{Model, Page};
use crate::pieces::pieces;

/// One page that changes.
#[derive(Clone, Debug)]
pub struct Change {
    pub page: u64,
    pub new: Page,
    /// The snapshots that get the old content.
    pub pushed: Vec<VolumeId>,
}

/// What an allowed command will do.
#[derive(Clone, Debug)]
pub struct Foretold {
    /// The volume whose pages change.
    pub volume: Option<VolumeId>,
    /// Whether more than its changes has to be looked at.
    pub wide: bool,
    /// Whether it changes as a whole, in one step.
    pub whole: bool,
    /// In page order.
    pub changes: Vec<Change>,
    /// Pages that pushes copy.
    pub pushes_copied: u64,
    /// Pages copied into the volume itself.
    pub copied: u64,
    /// Pages it comes to share.
    pub shared: u64,
    pub after: Model,
    /// Pages that become holes because a volume grows, and were not changed by anyone.
    holes: BTreeSet<u64>,
}

/// What becomes of the volume's own place for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Own {
    /// An entry, or a base's page.
    Entry,
    /// Nothing is left.
    Gone,
}

impl Foretold {
    /// Foretells an allowed command.
    pub fn of(model: &Model, mirror: &Mirror, command: &Command<'_>) -> Self {
        let mut told = Self {
            volume: None,
            whole: false,
            wide: false,
            changes: Vec::new(),
            pushes_copied: 0,
            copied: 0,
            shared: 0,
            after: model.clone(),
            holes: BTreeSet::new(),
        };
        told.tell(mirror, command);
        told
    }

    /// The pages that change.
    pub fn pages(&self) -> Runs {
        self.changes.iter().map(|it| PageNo(it.page)).collect()
    }

    /// Those of them that are pushed.
    pub fn pushed(&self) -> Runs {
        let pushed = self.changes.iter().filter(|it| !it.pushed.is_empty());
        pushed.map(|it| PageNo(it.page)).collect()
    }

    fn tell(&mut self, mirror: &Mirror, command: &Command<'_>) {
        let after = &mut self.after;
        match command {
            Command::BeginWrite { .. }
            | Command::BeginRead { .. }
            | Command::BeginBackground { .. }
            | Command::Advance { .. } => {
                unreachable!("what is in flight has sequences of its own")
            }
            Command::CreateVolume { geometry, stamps } => {
                after.create_base(geometry, *stamps);
            }
            Command::TakeRoss { of, series, full } => {
                let ross = after.take_ross(*of, *series);
                if *full {
                    after.at(ross).held = mirror.live(*of);
                }
            }
            Command::TakeRwss { of, read_only } => after.take_rwss(*of, *read_only),
            Command::Copy { of, backup } => self.copy(mirror, *of, *backup),
            Command::Write {
                volume,
                span,
                content,
            } => {
                let page_bytes = after.shape(*volume).geometry.page_bytes() as usize;
                let pieces = pieces(&after.volumes[volume], *span, content, page_bytes);
                let base = after.volumes[volume].base;
                after.written += pieces.len() as u64;
                if after.policy.change_log {
                    let shape = after.shapes.get_mut(&base).expect("a living tree");
                    shape.change_log += pieces.len() as u64;
                }
                for (page, new) in pieces {
                    self.change(mirror, *volume, page, new, Own::Entry);
                }
            }
            Command::Delete { volumes } => {
                for volume in after.deletion_order(volumes) {
                    self.delete(mirror, volume);
                }
            }
            Command::Promote { volume, source } => self.promote(mirror, *volume, *source),
            Command::Discard { volume, pages } => {
                let nothing = zero(after.shape(*volume).stamps);
                for page in mirror.live(*volume) {
                    if pages.contains(PageNo(page)) {
                        self.change(mirror, *volume, page, nothing.clone(), Own::Entry);
                    }
                }
            }
            Command::Resize { volume, pages } => self.resize(mirror, *volume, *pages),
            Command::SetCapacity { volume, capacity } => {
                let base = after.volumes[volume].base;
                let shape = after.shapes.get_mut(&base).expect("a living tree");
                shape.capacity = *capacity;
            }
            Command::Refresh { volume, from } => self.refresh(*volume, *from),
            Command::Sync { backup, to } => self.sync(mirror, *backup, *to),
            Command::SetPolicy(policy) => after.policy = *policy,
            Command::Restore { .. } => self.restore(mirror, command),
            Command::Background { base, items } => self.background(mirror, *base, *items),
            Command::CancelRestore { base, keep } => self.cancel(mirror, *base, *keep),
            Command::Read { .. } | Command::Diff { .. } | Command::Recover => {}
        }
    }

    /// One page changes, pushed first.
    fn change(&mut self, mirror: &Mirror, volume: VolumeId, page: u64, new: Page, own: Own) {
        if self.after.waits(volume, page).is_some() {
            return self.change_pending(mirror, volume, page, new);
        }
        let pushed = self.after.lacking(volume, page);
        for ross in &pushed {
            self.after.at(*ross).held.insert(page);
        }
        self.pushes_copied += self.push_copies(mirror, volume, page, pushed.len() as u64);
        let found = self.after.at(volume);
        if page < found.size() {
            Rc::make_mut(&mut found.pages)[page as usize] = new.clone();
        }
        if found.kind == Kind::Rwss {
            match own {
                Own::Entry => found.held.insert(page),
                Own::Gone => found.held.remove(&page),
            };
        }
        self.volume = Some(volume);
        self.changes.push(Change { page, new, pushed });
    }

    /// How many pages are copied when so many snapshots get a page.
    fn push_copies(&self, mirror: &Mirror, volume: VolumeId, page: u64, snapshots: u64) -> u64 {
        let mode = self.after.policy.push;
        let redirects = mode == PushMode::Redirect;
        if self.after.volumes[&volume].kind == Kind::Rwss && redirects || snapshots == 0 {
            return 0;
        }
        let from = match self.holes.contains(&page) {
            true => Location::Zero,
            false => mirror.place_within(volume, PageNo(page), self.after.volumes[&volume].size()),
        };
        match (from, mode) {
            (Location::Zero, _) => 0,
            (_, PushMode::Copy) => snapshots,
            (Location::Data(_), _) => 0,
            // The first snapshot's copy is shared with those of the other series.
            (Location::Base(..), _) => 1,
        }
    }

    fn copy(&mut self, mirror: &Mirror, of: VolumeId, backup: bool) {
        let shape = self.after.shape(of).clone();
        let pages = Rc::clone(&self.after.volumes[&of].pages);
        let created = self.after.create_base(&shape.geometry, shape.stamps);
        for page in mirror.live(of) {
            let new = pages[page as usize].clone();
            let pushed = Vec::new();
            self.changes.push(Change { page, new, pushed });
        }
        let volume = self.after.at(created);
        volume.pages = pages;
        volume.read_only = backup;
        volume.backup_of = backup.then_some(of);
    }

    fn sync(&mut self, mirror: &Mirror, backup: VolumeId, to: VolumeId) {
        let from = self.after.volumes[&backup].backup_of;
        let from = from.expect("an allowed sync is of a backup");
        let target = Rc::clone(&self.after.volumes[&to].pages);
        let nothing = zero(self.after.shape(to).stamps);
        let mut pages = mirror.live(from);
        pages.extend(mirror.live(to));
        for page in pages {
            if mirror.apart(from, to, PageNo(page)) {
                let new = target.get(page as usize).unwrap_or(&nothing).clone();
                self.change(mirror, backup, page, new, Own::Entry);
            }
        }
        self.volume = Some(backup);
        let volume = self.after.at(backup);
        volume.pages = target;
        volume.backup_of = Some(to);
    }

    fn refresh(&mut self, volume: VolumeId, from: RefreshFrom) {
        let after = &mut self.after;
        let source = after.refreshed_from(volume, from);
        let ross = match from {
            RefreshFrom::Ross(ross) => ross,
            RefreshFrom::New { .. } => after.take_ross(source, Series::default()),
        };
        let literal = after.policy.faults.off(Rule::RefreshFreesLast);
        self.volume = Some(volume);
        self.whole = true;
        let read_only = after.volumes[&volume].read_only;
        let children = after.children(volume);
        if literal && children.is_empty() {
            let pages = Rc::clone(&after.volumes[&ross].pages);
            let refreshed = after.at(volume);
            refreshed.parent = Some(ross);
            refreshed.pages = pages;
            refreshed.held.clear();
            return;
        }
        let old = VolumeId(after.created);
        after.take_rwss(ross, read_only);
        let was = after.volumes.remove(&volume).expect("it lives");
        let mut refreshed = after.volumes.remove(&old).expect("it was made");
        refreshed.head = volume;
        after.volumes.insert(volume, refreshed);
        if children.is_empty() {
            return;
        }
        after
            .volumes
            .insert(old, crate::model::Volume { head: old, ..was });
        for snapshot in after.volumes.values_mut() {
            if snapshot.kind == Kind::Ross && snapshot.head == volume {
                snapshot.head = old;
                snapshot.parent = snapshot
                    .parent
                    .map(|at| if at == volume { old } else { at });
            }
        }
    }

    fn resize(&mut self, mirror: &Mirror, volume: VolumeId, pages: u64) {
        let found = &self.after.volumes[&volume];
        let was = found.size();
        let nothing = zero(self.after.shape(volume).stamps);
        self.volume = Some(volume);
        if pages < was {
            let mut cut = mirror.live(volume);
            cut.extend(&found.held);
            for page in cut.range(pages..) {
                self.change(mirror, volume, *page, nothing.clone(), Own::Gone);
            }
        } else if let (Kind::Rwss, Some(parent)) = (found.kind, found.parent) {
            self.holes = mirror.live(parent).range(was..pages).copied().collect();
            for &page in &self.holes {
                let (new, pushed) = (nothing.clone(), Vec::new());
                self.changes.push(Change { page, new, pushed });
            }
        }
        self.after.resize(volume, pages);
        self.after.at(volume).held.extend(&self.holes);
    }

    fn promote(&mut self, mirror: &Mirror, volume: VolumeId, source: VolumeId) {
        let shown = Rc::clone(&self.after.volumes[&source].pages);
        let size = shown.len() as u64;
        if size != self.after.volumes[&volume].size() {
            self.resize(mirror, volume, size);
            // What was cut off, or shows zeros until it is promoted, is not told as changed.
            self.changes.retain(|change| !change.pushed.is_empty());
        }
        let mut pages = mirror.live(volume);
        pages.extend(mirror.live(source));
        let base = self.after.volumes[&volume].kind == Kind::Base;
        let shares = self.after.policy.push != PushMode::Copy;
        for page in pages.range(..size).copied() {
            if !mirror.apart(volume, source, PageNo(page)) {
                continue;
            }
            let new = shown[page as usize].clone();
            self.change(mirror, volume, page, new, Own::Entry);
            if mirror.is_nothing(source, PageNo(page)) {
                continue;
            }
            match mirror.place(source, PageNo(page)) {
                Location::Data(_) if shares && !base => self.shared += 1,
                _ => self.copied += 1,
            }
        }
        self.volume = Some(volume);
        self.changes.sort_by_key(|change| change.page);
    }

    pub(crate) fn delete(&mut self, mirror: &Mirror, volume: VolumeId) {
        let children = self.after.children(volume);
        let gone = self.after.volumes.remove(&volume).expect("it lives");
        for child in children {
            let child = self.after.at(child);
            child.parent = gone.parent;
            if child.stale || gone.kind != Kind::Ross {
                continue;
            }
            let size = child.size();
            child.held.extend(gone.held.range(..size));
            if let Some(parent) = gone.parent
                && size > gone.size()
            {
                // Where the deleted snapshot ended, its readers see zeros.
                let shown = mirror.live(parent);
                child.held.extend(shown.range(gone.size()..size));
            }
        }
        self.after.shapes.remove(&volume);
    }
}

impl Mirror {
    /// Where a volume's page would lie if it had `size` pages.
    fn place_within(&self, volume: VolumeId, page: PageNo, size: u64) -> Location {
        if page.0 < self.size(volume) || page.0 >= size {
            return self.place(volume, page);
        }
        match (self.entry(volume, page), self.parent(volume)) {
            (Some(Entry::Page(offset)), _) => Location::Data(offset),
            (_, Some(parent)) => self.place(parent, page),
            (_, None) => Location::Base(volume, page),
        }
    }
}
