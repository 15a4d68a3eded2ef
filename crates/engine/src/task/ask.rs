//! What a write writes where: a span of a volume, cut in pages.

use std::borrow::Cow;

use crate::command::{Outcome, Span, Written};
use crate::content::Content;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, Runs, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::push::Tally;
use crate::task::read::check_page;
use crate::task::room;

/// What is written where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'c> {
    pub(crate) volume: VolumeId,
    span: Span,
    data: Data<'c>,
    pub(crate) page_bytes: u64,
    /// Pages it touches.
    pub(crate) pages: u64,
}

#[derive(Clone, Copy, Debug)]
enum Data<'c> {
    Bytes(&'c [u8]),
    Stamp(u64),
}

/// The part of a span that lies in one page.
pub(crate) struct Piece<'c> {
    page: PageNo,
    /// First byte within the page.
    start: u32,
    content: Content<'c>,
    /// Whether the rest of the page becomes zero instead of staying.
    pub(crate) whole: bool,
}

impl Piece<'_> {
    /// Puts it in a slot of a store.
    #[inline(always)]
    pub(crate) fn put(&self, store: &mut impl PageStore, slot: u64) {
        if self.whole {
            store.write(slot, &self.content);
        } else {
            store.patch(slot, self.start, &self.content);
        }
    }
}

impl<'c> Ask<'c> {
    #[inline(always)]
    pub(crate) fn new(
        volume: VolumeId,
        span: Span,
        content: &'c Content<'_>,
        page_bytes: u64,
        pages: u64,
    ) -> Self {
        let data = match content {
            Content::Bytes(bytes) => Data::Bytes(bytes),
            Content::Stamp(stamp) => Data::Stamp(*stamp),
        };
        Self {
            volume,
            span,
            data,
            page_bytes,
            pages,
        }
    }

    /// A write that is allowed.
    #[inline(always)]
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        span: Span,
        content: &'c Content<'_>,
    ) -> Result<Self, Refusal> {
        let living = engine.asked(volume)?;
        room::writable(engine, volume)?;
        let tree = engine.tree(living.tree);
        let page_bytes = u64::from(tree.geometry.page_bytes());
        let stamps = tree.data.store.keeps_stamps();
        let length = match content {
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
        Ok(Self::new(volume, span, content, page_bytes, pages))
    }

    /// Whether room is no question: the tree has no capacity.
    #[inline(always)]
    pub(crate) fn has_room<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        let capacity = &engine.tree(engine.at(self.volume).tree).capacity;
        capacity.data_pages.is_none() && capacity.admin_entries.is_none()
    }

    #[inline(always)]
    pub(crate) fn begin(&self, at: u64, observer: &mut impl Observer) {
        let (volume, page) = (self.volume, self.page(at));
        observer.tell(|| Event::WriteBegun { volume, page });
    }

    #[inline(always)]
    pub(crate) fn end(&self, at: u64, observer: &mut impl Observer) {
        let (volume, page) = (self.volume, self.page(at));
        observer.tell(|| Event::WriteEnded { volume, page });
    }

    #[inline(always)]
    pub(crate) fn land_in_base<S: PageStore>(
        &self,
        at: u64,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) {
        let piece = self.piece(at);
        let id = engine.at(self.volume).tree;
        let tree = engine.tree_mut(id);
        let (slot, first) = tree.base_slot(piece.page);
        piece.put(&mut tree.base_pages, slot);
        observer.tell(|| Event::BaseWritten {
            volume: self.volume,
            page: piece.page,
            first,
            content: tree.base_pages.content(slot),
        });
    }

    /// The page of this ordinal.
    #[inline(always)]
    pub(crate) fn page(&self, at: u64) -> PageNo {
        match self.span {
            Span::Page(page) => page,
            Span::Pages { first, .. } => PageNo(first.0 + at),
            Span::Bytes { offset } => PageNo(offset / self.page_bytes + at),
        }
    }

    /// What goes there.
    #[inline(always)]
    pub(crate) fn piece(&self, at: u64) -> Piece<'c> {
        let page_bytes = self.page_bytes;
        let page = self.page(at);
        let (start, content) = match self.span {
            Span::Page(_) => (0, self.slice(0, page_bytes)),
            Span::Pages { .. } => (0, self.slice(at * page_bytes, page_bytes)),
            Span::Bytes { offset } => {
                let from = offset.max(page.0 * page_bytes);
                let start = from - page.0 * page_bytes;
                let content = self.slice(from - offset, page_bytes - start);
                // It is below the page size, which is a u32.
                (start as u32, content)
            }
        };
        let fills = matches!(&content, Content::Bytes(b) if b.len() as u64 == page_bytes);
        Piece {
            page,
            start,
            content,
            whole: fills || !matches!(self.span, Span::Bytes { .. }),
        }
    }

    #[inline(always)]
    fn slice(&self, from: u64, length: u64) -> Content<'c> {
        match self.data {
            Data::Bytes(bytes) => {
                let end = bytes.len().min((from + length) as usize);
                let start = (from as usize).min(end);
                Content::Bytes(Cow::Borrowed(&bytes[start..end]))
            }
            Data::Stamp(stamp) => Content::Stamp(stamp),
        }
    }

    #[inline(always)]
    pub(crate) fn outcome(&self, pushes: Tally) -> Outcome {
        Outcome::Written(Written {
            pages: Runs::of(self.page(0), self.pages),
            pushed: pushes.pushed,
            copied_pages: pushes.copied_pages,
        })
    }
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
