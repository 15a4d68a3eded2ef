//! What each step of a write in flight does.

use super::{own, receivers};
use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::hints;
use crate::ids::{DataOffset, Runs, VolumeId};
use crate::inflight::Open;
use crate::policy::PushMode;
use crate::store::PageStore;
use crate::task::{Ask, Walk, copy_page, locate, may_need, remove_entry};

/// F: what an older snapshot shows of the page, found where the links lead,
/// becomes its own: it may lie in an entry that is about to go.
pub(super) fn push<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let page = open.page;
    let receivers: Vec<VolumeId> = receivers(engine, open).collect();
    for into in receivers {
        observer.event(&Event::PushBegun {
            volume: open.volume,
            into,
            page,
        });
        let from = locate(engine, into, page, observer);
        let entry = match from {
            Location::Zero => Entry::Zero,
            Location::Data(offset) if engine.policy.push != PushMode::Copy => {
                let references = engine.tree_mut(open.tree).data.share(offset);
                observer.event(&Event::PageShared {
                    tree: open.tree,
                    offset,
                    references,
                });
                Entry::Page(offset)
            }
            from => {
                let offset = allocate(engine, open, observer);
                fill(engine, open, from, offset, observer);
                if let Some(write) = own(open) {
                    write.copied_pages += 1;
                }
                Entry::Page(offset)
            }
        };
        set_entry(engine, open, into, entry, observer);
        if let Some(write) = own(open) {
            write.pushed = Runs::of(page, 1);
        }
    }
}

/// F: all snapshots younger than the write show the base again, and no skip
/// pointer leads to where they held the page.
pub(super) fn drop_entries<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let (page, started) = (open.page, open.started);
    let all = !engine.policy.faults.off(Rule::LandingOnAll);
    let mut younger = Vec::new();
    for &newest in &engine.at(open.volume).hanging {
        let older = |at: &VolumeId| engine.at(*at).older;
        let chain = std::iter::successors(Some(newest), older);
        let chain = chain.take_while(|at| *at >= started);
        younger.extend(chain.take(if all { usize::MAX } else { 1 }));
    }
    for volume in younger {
        if let Some(Entry::Page(offset)) = engine.entry(volume, page) {
            // The reference of the entry stays, for those who look at the page.
            let references = engine.tree_mut(open.tree).data.share(offset);
            engine.inflight.hold(open.tree, offset);
            observer.event(&Event::PageShared {
                tree: open.tree,
                offset,
                references,
            });
        }
        remove_entry(engine, volume, page, observer);
    }
    if !engine.policy.faults.off(Rule::LandingDropsHints) {
        hints::forget_page(engine, open.tree, page, observer);
    }
    if let Some(write) = own(open) {
        write.dropped = true;
    }
}

/// The host's data lands in the base.
pub(super) fn put<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let (volume, page) = (open.volume, open.page);
    let page_bytes = u64::from(engine.tree(open.tree).geometry.page_bytes());
    if let Some(write) = own(open) {
        let ask = Ask::new(
            volume,
            crate::Span::Page(page),
            &write.content,
            page_bytes,
            1,
        );
        ask.land_in_base(0, engine, observer);
        write.put = true;
    }
}

/// N: which of the newest snapshots have no entry for the page?
pub(super) fn test<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let (volume, page) = (open.volume, open.page);
    let mut lacking = Vec::new();
    for &into in &engine.at(volume).hanging {
        if !may_need(engine, volume, into, page) {
            continue;
        }
        if engine.entry(into, page).is_some() {
            observer.event(&Event::PushSkipped { into, page });
        } else {
            observer.event(&Event::PushBegun { volume, into, page });
            lacking.push((into, None));
        }
    }
    if let Some(write) = own(open) {
        write.lacking = lacking;
        write.tested = true;
    }
}

/// N: the entry. In the claims' order it leads to a page still to be filled;
/// one that another write has set meanwhile is taken for its own.
pub(super) fn enter<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let page = open.page;
    let lacking = own(open).map_or_else(Vec::new, |write| std::mem::take(&mut write.lacking));
    let mut entered = Vec::with_capacity(lacking.len());
    for (into, filled) in lacking {
        let there = match (filled, engine.entry(into, page)) {
            (None, Some(Entry::Page(offset))) => Some(offset),
            _ => None,
        };
        let offset = match there.or(filled) {
            Some(offset) => offset,
            None => allocate(engine, open, observer),
        };
        if there.is_none() {
            engine.inflight.hand_over(open.tree, offset);
            set_entry(engine, open, into, Entry::Page(offset), observer);
            if let Some(write) = own(open) {
                write.pushed = Runs::of(page, 1);
            }
        }
        entered.push((into, Some(offset)));
    }
    if let Some(write) = own(open) {
        write.lacking = entered;
        write.entered = true;
    }
}

/// N: the old content.
pub(super) fn copy<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) {
    let from = Location::Base(open.volume, open.page);
    let mut lacking = own(open).map_or_else(Vec::new, |write| std::mem::take(&mut write.lacking));
    for (_, place) in &mut lacking {
        let offset = match *place {
            Some(offset) => offset,
            None => {
                let offset = allocate(engine, open, observer);
                engine.inflight.hold(open.tree, offset);
                offset
            }
        };
        fill(engine, open, from, offset, observer);
        *place = Some(offset);
    }
    if let Some(write) = own(open) {
        write.copied_pages += lacking.len() as u64;
        write.lacking = lacking;
        write.copied = true;
    }
}

fn allocate<S: PageStore>(
    engine: &mut Engine<S>,
    open: &Open,
    observer: &mut impl Observer,
) -> DataOffset {
    let offset = engine.tree_mut(open.tree).data.allocate();
    observer.event(&Event::PageAllocated {
        tree: open.tree,
        page: open.page,
        offset,
    });
    offset
}

fn fill<S: PageStore>(
    engine: &mut Engine<S>,
    open: &Open,
    from: Location,
    offset: DataOffset,
    observer: &mut impl Observer,
) {
    copy_page(engine, open.tree, from, offset);
    observer.tell(|| Event::PageCopied {
        tree: open.tree,
        page: open.page,
        from,
        offset,
        content: engine.tree(open.tree).data.store.content(offset.0),
    });
}

/// Sets a snapshot's entry; a page that it led to is kept while anything is open.
fn set_entry<S: PageStore>(
    engine: &mut Engine<S>,
    open: &Open,
    into: VolumeId,
    entry: Entry,
    observer: &mut impl Observer,
) {
    let leaf = Walk::new(engine, into, open.page).run(engine, observer);
    if let Some(Entry::Page(old)) = leaf.set(engine, entry, observer) {
        engine.inflight.hold(open.tree, old);
    }
    hints::fill_at_push(engine, into, open.page, observer);
}
