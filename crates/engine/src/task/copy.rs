//! Full physical copies and backups: a base volume with a tree of its own, and
//! every page of the source in it (seed 1¶47, 100). A backup is rolled on to
//! another snapshot by the pages that differ by location alone (seed 1¶101).

use std::borrow::Cow;

use crate::command::{Copied, Outcome, Synced};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, Runs, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::create::create_base;
use crate::task::diff::same;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::place::discard_base;
use crate::task::push::{Push, Tally};
use crate::task::room::readable;

/// A copy that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    of: VolumeId,
    backup: bool,
    created: VolumeId,
    state: State,
    pages: Runs,
}

#[derive(Clone, Debug)]
enum State {
    Create,
    Plan,
    /// The pages that are left, the next one last.
    Pages(Vec<PageNo>),
}

impl Copy {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        of: VolumeId,
        backup: bool,
    ) -> Result<Self, Refusal> {
        readable(engine, of)?;
        let kind = engine.at(of).kind;
        if backup && kind != Kind::Ross {
            return Err(Refusal::NotARoss { volume: of, kind });
        }
        let created = engine.next_volume()?;
        Ok(Self {
            of,
            backup,
            created,
            state: State::Create,
            pages: Runs::default(),
        })
    }

    /// What recovery begins again: the volume is there, its pages may be.
    pub(crate) fn resume<S: PageStore>(
        engine: &Engine<S>,
        created: VolumeId,
        of: VolumeId,
    ) -> Self {
        Self {
            of,
            backup: engine.at(created).read_only,
            created,
            state: State::Plan,
            pages: Runs::default(),
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let (volume, of) = (self.created, self.of);
        match &mut self.state {
            State::Create => {
                let source = engine.at(of);
                let (size, tree) = (source.pages, engine.tree(source.tree));
                let geometry = tree.geometry.with_pages(size);
                let stamps = tree.base_pages.keeps_stamps();
                create_base(engine, volume, &geometry, stamps, self.backup, observer);
                pending::log(engine, Cow::Owned(Intent::Copy { volume, of }), observer);
                self.state = State::Plan;
            }
            State::Plan => {
                let mut pages = live_pages(engine, of, 0);
                self.pages = pages.iter().copied().collect();
                observer.event(&Event::CopyBegun {
                    volume,
                    of,
                    pages: Cow::Borrowed(&self.pages),
                });
                pages.reverse();
                self.state = State::Pages(pages);
            }
            State::Pages(rest) => match rest.pop() {
                Some(page) => carry_over(engine, volume, of, page, observer),
                None => {
                    if self.backup {
                        stand(engine, volume, of, observer);
                    }
                    observer.event(&Event::CopyEnded { volume, of });
                    pending::clear(engine, observer);
                    return Some(Outcome::Copied(Copied {
                        created: volume,
                        of,
                        pages: std::mem::take(&mut self.pages),
                    }));
                }
            },
        }
        None
    }
}

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
        Ok(Self {
            backup,
            from,
            to,
            begun: false,
            pages: Runs::default(),
            rest: None,
            push: None,
            tally: Tally::default(),
        })
    }

    /// What recovery begins again.
    pub(crate) fn resume<S: PageStore>(engine: &Engine<S>, backup: VolumeId, to: VolumeId) -> Self {
        Self {
            backup,
            from: engine.at(backup).backup_of.unwrap_or(to),
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
        for page in self.apart(engine) {
            need.push(engine, self.backup, page);
        }
    }

    /// The pages that differ by location, in order.
    fn apart<S: PageStore>(&self, engine: &Engine<S>) -> Vec<PageNo> {
        let mut pages: Vec<PageNo> = live_pages(engine, self.from, 0);
        pages.extend(live_pages(engine, self.to, 0));
        pages.sort_unstable();
        pages.dedup();
        pages.retain(|&page| engine.resolve(self.from, page) != engine.resolve(self.to, page));
        pages
    }

    fn plan<S: PageStore>(&mut self, engine: &Engine<S>, observer: &mut impl Observer) {
        let (backup, to) = (self.backup, self.to);
        let mut pages = self.apart(engine);
        self.pages = pages.iter().copied().collect();
        observer.event(&Event::SyncBegun {
            backup,
            to,
            pages: Cow::Borrowed(&self.pages),
        });
        pages.reverse();
        self.rest = Some(pages);
    }
}

/// Copies a page of a volume into a base volume of another tree.
fn carry_over<S: PageStore>(
    engine: &mut Engine<S>,
    into: VolumeId,
    of: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let from_tree = engine.at(of).tree;
    let from = engine.resolve(of, page);
    if engine.is_nothing(from_tree, from) {
        return discard_base(engine, into, page, observer);
    }
    let content: Content<'static> = engine.tree(from_tree).content(from).into_owned();
    let tree = engine.at(into).tree;
    let tree = engine.tree_mut(tree);
    let (slot, first) = tree.base_slot(page);
    tree.base_pages.write(slot, &content);
    observer.event(&Event::BaseCopied {
        volume: into,
        page,
        first,
        from_tree,
        from,
        content,
    });
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

fn stand<S: PageStore>(
    engine: &mut Engine<S>,
    backup: VolumeId,
    at: VolumeId,
    observer: &mut impl Observer,
) {
    engine.at_mut(backup).backup_of = Some(at);
    observer.event(&Event::BackupStands { backup, at });
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
