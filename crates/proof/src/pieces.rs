//! Writes cut into pages, over full copies of them.

use std::collections::BTreeMap;

use cowpath_engine::command::Span;
use cowpath_engine::content::Content;

use crate::model::{Page, Volume};

/// The pages of a write with their new contents.
pub fn pieces(
    volume: &Volume,
    span: Span,
    content: &Content<'_>,
    page_bytes: usize,
) -> Vec<(u64, Page)> {
    let bytes = match content {
        Content::Stamp(stamp) => {
            let (first, count) = match span {
                Span::Page(page) => (page.0, 1),
                Span::Pages { first, count } => (first.0, count),
                Span::Bytes { .. } => unreachable!("refused for stamps"),
            };
            let pages = first..first + count;
            return pages.map(|page| (page, Content::Stamp(*stamp))).collect();
        }
        Content::Bytes(bytes) => bytes,
    };
    match span {
        Span::Page(page) => vec![(page.0, whole(bytes))],
        Span::Pages { first, count } => {
            let mut cut = bytes.chunks(page_bytes);
            let pages = first.0..first.0 + count;
            pages
                .map(|page| (page, whole(cut.next().unwrap_or_default())))
                .collect()
        }
        Span::Bytes { offset } => {
            let mut changed = BTreeMap::<u64, Vec<u8>>::new();
            for (at, byte) in (offset..).zip(bytes.iter()) {
                let page = at / page_bytes as u64;
                let full = changed
                    .entry(page)
                    .or_insert_with(|| full(&volume.pages[page as usize], page_bytes));
                full[at as usize % page_bytes] = *byte;
            }
            let whole = |(page, bytes): (u64, Vec<u8>)| (page, whole(&bytes));
            changed.into_iter().map(whole).collect()
        }
    }
}

fn whole(bytes: &[u8]) -> Page {
    Content::bytes(bytes).to_trimmed()
}

fn full(page: &Page, page_bytes: usize) -> Vec<u8> {
    let Content::Bytes(bytes) = page else {
        unreachable!("bytes and stamps do not mix in a tree")
    };
    let mut full = bytes.to_vec();
    full.resize(page_bytes, 0);
    full
}
