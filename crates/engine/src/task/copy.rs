//! Full physical copies and backups: a base volume with a tree of its own, and
//! every page of the source in it (seed 1¶47, 100).

use std::borrow::Cow;

use crate::command::{Copied, Outcome};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{Kind, PageNo, Runs, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::create::create_base;
use crate::task::pending;
use crate::task::place::discard_base;
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

/// Copies a page of a volume into a base volume of another tree.
pub(super) fn carry_over<S: PageStore>(
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

/// Notes which snapshot a backup equals.
pub(super) fn stand<S: PageStore>(
    engine: &mut Engine<S>,
    backup: VolumeId,
    at: VolumeId,
    observer: &mut impl Observer,
) {
    engine.at_mut(backup).backup_of = Some(at);
    observer.event(&Event::BackupStands { backup, at });
}
