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
use crate::entry::{Entry, Location, OFFSET_MAX};
use crate::event::{Event, Observer};
use crate::ids::{DataOffset, Kind, PageNo, VolumeId};
use crate::policy::PushMode;
use crate::refusal::Refusal;
use crate::store::{PageStore, SLOTS_MAX};
use crate::task::read::{check_page, locate};
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
}

#[derive(Clone, Copy, Debug)]
enum State {
    Begin,
    /// The way to the page's entry in the newest read-only snapshot.
    PushWalk(Walk),
    /// That snapshot lacks the page: decide how it gets it.
    PushDecide(Leaf),
    PushCopy(Leaf, DataOffset, Location),
    PushEntry(Leaf, Entry, bool),
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
        if !living.kind.is_writable() {
            return Err(Refusal::ReadOnly { volume });
        }
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
                let bytes = tree.geometry.bytes();
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
        room_for(engine, volume, pages)?;
        Ok(Self {
            volume,
            span,
            content,
            page_bytes,
            pages,
            at: 0,
            state: State::Begin,
            written: Written::default(),
        })
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
        match self.span {
            Span::Page(page) => page,
            Span::Pages { first, .. } => PageNo(first.0 + self.at),
            Span::Bytes { offset } => PageNo(offset / self.page_bytes + self.at),
        }
    }

    #[inline]
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        if self.at == self.pages {
            return Some(Outcome::Written(std::mem::take(&mut self.written)));
        }
        self.state = match self.state {
            State::Begin => self.begin(engine, observer),
            State::PushWalk(walk) => self.push_walk(engine, walk, observer),
            State::PushDecide(leaf) => self.push_decide(engine, leaf, observer),
            State::PushCopy(leaf, offset, from) => {
                self.push_copy(engine, leaf, offset, from, observer)
            }
            State::PushEntry(leaf, entry, copied) => {
                leaf.set(engine, entry, observer);
                self.written.pushed.push(leaf.page);
                self.written.copied_pages += u64::from(copied);
                self.land(engine)
            }
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
                    _ => State::End,
                }
            }
            State::OwnRelease(old) => {
                release(engine, self.volume, old, observer);
                State::End
            }
            State::End => {
                let page = self.page();
                observer.event(&Event::WriteEnded {
                    volume: self.volume,
                    page,
                });
                self.written.pages.push(page);
                self.at += 1;
                if self.at == self.pages {
                    return Some(Outcome::Written(std::mem::take(&mut self.written)));
                }
                State::Begin
            }
        };
        None
    }

    fn begin<S: PageStore>(&self, engine: &Engine<S>, observer: &mut impl Observer) -> State {
        let (volume, page) = (self.volume, self.page());
        observer.event(&Event::WriteBegun { volume, page });
        match engine.newest(volume) {
            Some(into) => {
                observer.event(&Event::PushBegun { volume, into, page });
                State::PushWalk(Walk::new(engine, into, page))
            }
            None => self.land(engine),
        }
    }

    /// The state in which the new content lands.
    fn land<S: PageStore>(&self, engine: &Engine<S>) -> State {
        match engine.at(self.volume).kind {
            Kind::Base => State::BaseLand,
            _ => State::OwnWalk(Walk::new(engine, self.volume, self.page())),
        }
    }

    fn push_walk<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        mut walk: Walk,
        observer: &mut impl Observer,
    ) -> State {
        let Some(leaf) = walk.step(engine, observer) else {
            return State::PushWalk(walk);
        };
        if leaf.entry.is_none() {
            return State::PushDecide(leaf);
        }
        // Step 830 on a page a read-only snapshot already holds is a no-op:
        // anything else would destroy what it preserves.
        observer.event(&Event::PushSkipped {
            into: leaf.volume,
            page: leaf.page,
        });
        self.land(engine)
    }

    fn push_decide<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        observer: &mut impl Observer,
    ) -> State {
        let mode = engine.policy.push;
        let own = engine.entry(self.volume, leaf.page);
        if mode == PushMode::Redirect && engine.at(self.volume).kind == Kind::Rwss {
            match own {
                Some(Entry::Page(_)) => {}
                Some(entry) => return State::PushEntry(leaf, entry, false),
                None => {
                    let parent = engine.at(self.volume).parent;
                    let parent = parent.expect("invariant: a read-write snapshot has a parent");
                    let entry = Entry::Redirect(parent, leaf.page);
                    return State::PushEntry(leaf, entry, false);
                }
            }
        }
        let location = match own {
            Some(Entry::Page(offset)) => Location::Data(offset),
            _ => locate(engine, self.volume, leaf.page, observer),
        };
        let id = engine.at(self.volume).tree;
        let data = &mut engine.tree_mut(id).data;
        if let (Location::Data(offset), true) = (location, mode != PushMode::Copy) {
            let references = data.share(offset);
            observer.event(&Event::PageShared {
                tree: id,
                offset,
                references,
            });
            return State::PushEntry(leaf, Entry::Page(offset), false);
        }
        let offset = data.allocate();
        observer.event(&Event::PageAllocated {
            tree: id,
            page: leaf.page,
            offset,
        });
        State::PushCopy(leaf, offset, location)
    }

    fn push_copy<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        leaf: Leaf,
        offset: DataOffset,
        from: Location,
        observer: &mut impl Observer,
    ) -> State {
        let id = engine.at(self.volume).tree;
        copy_page(engine, id, from, offset);
        observer.event(&Event::PageCopied {
            tree: id,
            page: leaf.page,
            from,
            offset,
            content: engine.tree(id).data.store.content(offset.0),
        });
        State::PushEntry(leaf, Entry::Page(offset), true)
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
        State::End
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
        let data = &mut engine.tree_mut(id).data;
        if let Some(Entry::Page(offset)) = leaf.entry
            && data.references(offset) == 1
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
            State::End
        } else {
            State::OwnEntry(leaf, offset)
        }
    }
}

/// Fills a page of the data volume with the content of another place.
fn copy_page<S: PageStore>(
    engine: &mut Engine<S>,
    tree: crate::ids::TreeId,
    from: Location,
    to: DataOffset,
) {
    let tree = engine.tree_mut(tree);
    match from {
        Location::Data(offset) => tree.data.store.copy_within(offset.0, to.0),
        Location::Base(_, page) => match tree.base_map.get(page.0) {
            Some(slot) => tree.data.store.copy_from(&tree.base_pages, slot, to.0),
            None => {
                let zero = tree.zero();
                tree.data.store.write(to.0, &zero);
            }
        },
    }
}

/// Takes one reference from a page of the data volume.
pub(crate) fn release<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    offset: DataOffset,
    observer: &mut impl Observer,
) {
    let id = engine.at(volume).tree;
    let references = engine.tree_mut(id).data.release(offset);
    observer.event(&Event::PageReleased {
        tree: id,
        offset,
        references,
    });
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

/// Refuses a write that could pass a limit of the tree's volumes: at most two
/// pages and two chains of tables for each page written.
fn room_for<S: PageStore>(engine: &Engine<S>, volume: VolumeId, pages: u64) -> Result<(), Refusal> {
    let tree = engine.tree(engine.at(volume).tree);
    let limit = |what, limit| Err(Refusal::LimitReached { what, limit });
    if tree.data.extent().saturating_add(pages.saturating_mul(2)) > SLOTS_MAX {
        return limit("pages in a data volume", SLOTS_MAX);
    }
    if tree.base_map.len().saturating_add(pages) > SLOTS_MAX {
        return limit("written pages in a base volume", SLOTS_MAX);
    }
    let chain: u64 = tree.geometry.levels()[1..]
        .iter()
        .map(|&f| u64::from(f))
        .sum();
    let tables = chain.saturating_mul(2).saturating_mul(pages);
    if tree.admin.extent().saturating_add(tables) > OFFSET_MAX {
        return limit("entries in an administration volume", OFFSET_MAX);
    }
    Ok(())
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
