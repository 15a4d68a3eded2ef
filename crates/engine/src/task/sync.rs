//! Rolling a backup on to another snapshot: only the pages that differ by
//! location between the one it equals and the one it will equal are carried
//! over, and then all of it is compared (seed 1¶101).

use std::borrow::Cow;

use crate::command::{Outcome, Synced};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, Runs, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::copy::{carry_over, stand};
use crate::task::diff::{apart, same};
use crate::task::need::Need;
use crate::task::pending;
use crate::task::push::{Push, Tally};
use crate::task::room::readable;

/// A sync that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Sync {
    backup: VolumeId,
    from: VolumeId,
    to: VolumeId,
    begun: bool,
    pages: Runs,
    /// The pages that are left, the next one last; `None` before they are known.
    rest: Option<Vec<PageNo>>,
    /// A backup may have snapshots of its own.
    push: Option<(PageNo, Push)>,
    tally: Tally,
}

impl Sync {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        backup: VolumeId,
        to: VolumeId,
    ) -> Result<Self, Refusal> {
        let from = engine.asked(backup)?.backup_of;
        let from = from.ok_or(Refusal::NotABackup { volume: backup })?;
        readable(engine, to)?;
        let kind = engine.at(to).kind;
        if kind != Kind::Ross {
            return Err(Refusal::NotARoss { volume: to, kind });
        }
        match engine.living(from) {
            Some(source) if source.tree == engine.at(to).tree && !source.stale => {}
            Some(source) if !source.stale => {
                return Err(Refusal::DifferentTrees { a: from, b: to });
            }
            _ => return Err(Refusal::BackupSourceGone { volume: backup }),
        }
        Ok(Self::new(backup, from, to))
    }

    /// What recovery begins again.
    pub(crate) fn resume<S: PageStore>(engine: &Engine<S>, backup: VolumeId, to: VolumeId) -> Self {
        Self::new(backup, engine.at(backup).backup_of.unwrap_or(to), to)
    }

    fn new(backup: VolumeId, from: VolumeId, to: VolumeId) -> Self {
        Self {
            backup,
            from,
            to,
            begun: false,
            pages: Runs::default(),
            rest: None,
            push: None,
            tally: Tally::default(),
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let (backup, to) = (self.backup, self.to);
        if !self.begun {
            self.begun = true;
            pending::log(engine, Cow::Owned(Intent::Sync { backup, to }), observer);
            return None;
        }
        if let Some((page, push)) = self.push.take() {
            match push.step(engine, &mut self.tally, observer) {
                Some(push) => self.push = Some((page, push)),
                None => carry_over(engine, backup, to, page, observer),
            }
            return None;
        }
        let Some(rest) = &mut self.rest else {
            self.plan(engine, observer);
            return None;
        };
        if let Some(page) = rest.pop() {
            match Push::begin(engine, backup, page, observer) {
                Some(push) => self.push = Some((page, push)),
                None => carry_over(engine, backup, to, page, observer),
            }
            return None;
        }
        // A size that shrinks must leave the pages to be pushed within it.
        let size = engine.at(to).pages;
        resize(engine, backup, size, observer);
        let (verified_pages, wrong) = verify(engine, backup, to);
        observer.event(&Event::SyncVerified {
            backup,
            to,
            wrong: Cow::Borrowed(&wrong),
        });
        stand(engine, backup, to, observer);
        pending::clear(engine, observer);
        Some(Outcome::Synced(Box::new(Synced {
            backup,
            from: self.from,
            to,
            pages: std::mem::take(&mut self.pages),
            pushed: std::mem::take(&mut self.tally.pushed),
            verified_pages,
            wrong,
        })))
    }

    pub(crate) fn backup(&self) -> VolumeId {
        self.backup
    }

    /// Room that pushes into the backup's own snapshots take.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>, need: &mut Need) {
        for page in apart(engine, self.from, self.to).iter() {
            need.push(engine, self.backup, page);
        }
    }

    fn plan<S: PageStore>(&mut self, engine: &Engine<S>, observer: &mut impl Observer) {
        let (backup, to) = (self.backup, self.to);
        self.pages = apart(engine, self.from, to);
        let mut pages: Vec<PageNo> = self.pages.iter().collect();
        observer.event(&Event::SyncBegun {
            backup,
            to,
            pages: Cow::Borrowed(&self.pages),
        });
        pages.reverse();
        self.rest = Some(pages);
    }
}

fn resize<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    pages: u64,
    observer: &mut impl Observer,
) {
    if engine.at(volume).pages != pages {
        engine.at_mut(volume).pages = pages;
        observer.event(&Event::SizeChanged { volume, pages });
    }
}

/// Compares two volumes page by page. Returns how many pages were compared,
/// and those that differ.
fn verify<S: PageStore>(engine: &Engine<S>, a: VolumeId, b: VolumeId) -> (u64, Runs) {
    let mut pages = live_pages(engine, a, 0);
    pages.extend(live_pages(engine, b, 0));
    pages.sort_unstable();
    pages.dedup();
    let content = |volume: VolumeId, page| {
        let tree = engine.tree(engine.at(volume).tree);
        tree.content(engine.resolve(volume, page))
    };
    let differs = |page: &PageNo| !same(&content(a, *page), &content(b, *page));
    let wrong = pages.iter().copied().filter(differs).collect();
    (pages.len() as u64, wrong)
}
