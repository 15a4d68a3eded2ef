//! Writing, with the COW push (seed 1¶61, 70-71; method 800, seed 1¶79-85).
//!
//! For each page: the newest read-only snapshot of the volume gets the old
//! content, unless it holds the page already; then the new content lands, in
//! place in a base, in an own page of a read-write snapshot. An entry is set
//! only when the page it points to is filled, and the old page is released
//! only when no entry leads to it any more: stopping between any two steps
//! loses nothing but the write itself.

use std::borrow::Cow;

use crate::command::{Outcome, Span, Written};
use crate::content::Content;
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::ids::{DataOffset, Kind, PageNo, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::need::Need;
use crate::task::push::{Push, Tally, copy_page, release};
use crate::task::read::{check_page, locate};
use crate::task::room;
use crate::task::walk::{Leaf, Walk};

/// A write that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Write<'a> {
    volume: VolumeId,
    span: Span,
    content: Content<'a>,
    page_bytes: u64,
    pages: u64,
    /// Ordinal of the present page within the span.
    at: u64,
    state: State,
    written: Written,
    pushes: Tally,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Begin,
    /// The newest read-only snapshots get the old content.
    Push(Push),
    /// The host's data lands in the base.
    BaseLand,
    OwnWalk(Walk),
    OwnDecide(Leaf),
    OwnFill(Leaf, DataOffset),
    OwnEntry(Leaf, DataOffset),
    OwnRelease(DataOffset),
    End,
}

/// The part of a span that lies in one page.
struct Piece<'c> {
    page: PageNo,
    /// First byte within the page.
    start: u32,
    content: Content<'c>,
    /// Whether the rest of the page becomes zero instead of staying.
    whole: bool,
}

impl<'a> Write<'a> {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        span: Span,
        content: Content<'a>,
    ) -> Result<Self, Refusal> {
        let living = engine.asked(volume)?;
        room::writable(engine, volume)?;
        let tree = engine.tree(living.tree);
        let page_bytes = u64::from(tree.geometry.page_bytes());
        let stamps = tree.data.store.keeps_stamps();
        let length = match &content {
            Content::Bytes(bytes) => (!stamps).then_some(bytes.len() as u64),
            Content::Stamp(_) => stamps.then_some(0),
        };
        let length = length.ok_or(Refusal::NoBytes { volume })?;
        let pages = match span {
            Span::Page(page) => {
                check_page(engine, volume, page)?;
                too_long(length, page_bytes, page_bytes)?;
                1
            }
            Span::Pages { first, count } => {
                let last = first.0.saturating_add(count.max(1) - 1);
                check_page(engine, volume, PageNo(last))?;
                too_long(length, count.saturating_mul(page_bytes), page_bytes)?;
                count
            }
            Span::Bytes { offset } => {
                if stamps {
                    return Err(Refusal::NoBytes { volume });
                }
                let bytes = living.pages * page_bytes;
                if offset.saturating_add(length) > bytes {
                    return Err(Refusal::OffsetOutOfRange {
                        volume,
                        offset,
                        length,
                        bytes,
                    });
                }
                match length {
                    0 => 0,
                    _ => (offset + length - 1) / page_bytes - offset / page_bytes + 1,
                }
            }
        };
        room::within_limits(engine, volume, pages)?;
        Ok(Self {
            volume,
            span,
            content,
            page_bytes,
            pages,
            at: 0,
            state: State::Begin,
            written: Written::default(),
            pushes: Tally::default(),
        })
    }

    pub(crate) fn volume(&self) -> VolumeId {
        self.volume
    }

    /// Whether room is no question: the tree has no capacity.
    #[inline]
    pub(crate) fn has_room<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        let capacity = &engine.tree(engine.at(self.volume).tree).capacity;
        capacity.data_pages.is_none() && capacity.admin_entries.is_none()
    }

    /// Room that the write takes.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> Need {
        let mut need = Need::new(engine, self.volume);
        for page in (0..self.pages).map(|at| self.page_at(at)) {
            let shared = need.push(engine, self.volume, page);
            need.land(engine, self.volume, page, shared);
        }
        need
    }

    fn piece(&self) -> Piece<'_> {
        let page_bytes = self.page_bytes;
        match self.span {
            Span::Page(page) => Piece {
                page,
                start: 0,
                content: slice(&self.content, 0, page_bytes),
                whole: true,
            },
            Span::Pages { first, .. } => Piece {
                page: PageNo(first.0 + self.at),
                start: 0,
                content: slice(&self.content, self.at * page_bytes, page_bytes),
                whole: true,
            },
            Span::Bytes { offset } => {
                let page = offset / page_bytes + self.at;
                let from = offset.max(page * page_bytes);
                let start = from - page * page_bytes;
                let content = slice(&self.content, from - offset, page_bytes - start);
                let whole = matches!(&content, Content::Bytes(b) if b.len() as u64 == page_bytes);
                Piece {
                    page: PageNo(page),
                    start: u32::try_from(start).expect("invariant: below the page size"),
                    content,
                    whole,
                }
            }
        }
    }

    fn page(&self) -> PageNo {
        self.page_at(self.at)
    }

    fn page_at(&self, at: u64) -> PageNo {
        match self.span {
            Span::Page(page) => page,
            Span::Pages { first, .. } => PageNo(first.0 + at),
            Span::Bytes { offset } => PageNo(offset / self.page_bytes + at),
        }
    }

    #[inline]
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        if self.at == self.pages {
            return Some(self.outcome());
        }
        self.state = match self.state {
            State::Begin => self.begin(engine, observer),
            State::Push(push) => match push.step(engine, &mut self.pushes, observer) {
                Some(push) => State::Push(push),
                None => self.pushed(engine),
            },
            State::BaseLand => self.base_land(engine, observer),
            State::OwnWalk(mut walk) => match walk.step(engine, observer) {
                Some(leaf) => State::OwnDecide(leaf),
                None => State::OwnWalk(walk),
            },
            State::OwnDecide(leaf) => self.own_decide(engine, leaf, observer),
            State::OwnFill(leaf, offset) => self.own_fill(engine, leaf, offset, observer),
            State::OwnEntry(leaf, offset) => {
                leaf.set(engine, Entry::Page(offset), observer);
                match leaf.entry {
                    Some(Entry::Page(old)) => State::OwnRelease(old),
                    _ => self.landed(engine, observer),
                }
            }
            State::OwnRelease(old) => {
                let tree = engine.at(self.volume).tree;
                release(engine, tree, old, observer);
                self.landed(engine, observer)
            }
            State::End => {
                let page = self.page();
                observer.event(&Event::WriteEnded {
                    volume: self.volume,
                    page,
                });
                self.written.pages.push(page);
                if engine.policy.change_log {
                    note_change(engine, self.volume, page, observer);
                }
                self.at += 1;
                if self.at == self.pages {
                    return Some(self.outcome());
                }
                State::Begin
            }
        };
        None
    }

    fn begin<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> State {
        let (volume, page) = (self.volume, self.page());
        observer.event(&Event::WriteBegun { volume, page });
        if engine.policy.faults.off(Rule::PushBeforeWrite) {
            return self.land(engine);
        }
        match Push::begin(engine, volume, page, observer) {
            Some(push) => State::Push(push),
            None => self.land(engine),
        }
    }

    /// What follows the last push.
    fn pushed<S: PageStore>(&self, engine: &Engine<S>) -> State {
        if engine.policy.faults.off(Rule::PushBeforeWrite) {
            return State::End;
        }
        self.land(engine)
    }

    /// What follows the landing of the new content.
    fn landed<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> State {
        if engine.policy.faults.off(Rule::PushBeforeWrite)
            && let Some(push) = Push::begin(engine, self.volume, self.page(), observer)
        {
            return State::Push(push);
        }
        State::End
    }

    fn outcome(&mut self) -> Outcome {
        let pushes = std::mem::take(&mut self.pushes);
        self.written.pushed = pushes.pushed;
        self.written.copied_pages = pushes.copied_pages;
        Outcome::Written(std::mem::take(&mut self.written))
    }

    /// The state in which the new content lands.
    fn land<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match engine.at(self.volume).kind {
            Kind::Base => State::BaseLand,
            _ => State::OwnWalk(Walk::new(engine, self.volume, self.page())),
        }
    }

    fn base_land<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> State {
        let piece = self.piece();
        let id = engine.at(self.volume).tree;
        let tree = engine.tree_mut(id);
        let (slot, first) = tree.base_slot(piece.page);
        if piece.whole {
            tree.base_pages.write(slot, &piece.content);
        } else {
            tree.base_pages.patch(slot, piece.start, &piece.content);
        }
        observer.event(&Event::BaseWritten {
            volume: self.volume,
            page: piece.page,
            first,
            content: tree.base_pages.content(slot),
        });
        self.landed(engine, observer)
    }

    /// A read-write snapshot's page is changed in place when nothing else
    /// points to it; otherwise the new content gets a page of its own.
    fn own_decide<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        observer: &mut impl Observer,
    ) -> State {
        let id = engine.at(self.volume).tree;
        let in_place = engine.policy.faults.off(Rule::CopyWhenShared);
        let data = &mut engine.tree_mut(id).data;
        if let Some(Entry::Page(offset)) = leaf.entry
            && (in_place || data.references(offset) == 1)
        {
            return State::OwnFill(leaf, offset);
        }
        let offset = data.allocate();
        observer.event(&Event::PageAllocated {
            tree: id,
            page: leaf.page,
            offset,
        });
        State::OwnFill(leaf, offset)
    }

    fn own_fill<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        offset: DataOffset,
        observer: &mut impl Observer,
    ) -> State {
        let piece = self.piece();
        let in_place = leaf.entry == Some(Entry::Page(offset));
        let id = engine.at(self.volume).tree;
        if !piece.whole && !in_place {
            // A part of a page: read through, then merge.
            let from = locate(engine, self.volume, piece.page, observer);
            copy_page(engine, id, from, offset);
        }
        let store = &mut engine.tree_mut(id).data.store;
        if piece.whole {
            store.write(offset.0, &piece.content);
        } else {
            store.patch(offset.0, piece.start, &piece.content);
        }
        observer.event(&Event::PageWritten {
            tree: id,
            volume: self.volume,
            page: piece.page,
            offset,
            content: store.content(offset.0),
        });
        if in_place {
            self.landed(engine, observer)
        } else {
            State::OwnEntry(leaf, offset)
        }
    }
}

/// Notes a write in the tree's change log (seed 1¶5).
fn note_change<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    page: PageNo,
    observer: &mut impl Observer,
) {
    let tree = engine.at(volume).tree;
    engine.tree_mut(tree).change_log.push((volume, page));
    observer.event(&Event::ChangeLogged { tree, volume, page });
}

fn too_long(length: u64, room: u64, page_bytes: u64) -> Result<(), Refusal> {
    if length <= room {
        return Ok(());
    }
    Err(Refusal::TooLong {
        length,
        page_bytes: u32::try_from(page_bytes).expect("invariant: at most PAGE_BYTES_MAX"),
    })
}

fn slice<'c>(content: &'c Content<'_>, from: u64, length: u64) -> Content<'c> {
    match content {
        Content::Bytes(bytes) => {
            let end = bytes.len().min((from + length) as usize);
            let start = (from as usize).min(end);
            Content::Bytes(Cow::Borrowed(&bytes[start..end]))
        }
        Content::Stamp(stamp) => Content::Stamp(*stamp),
    }
}
