//! Operations that change many pages: what each page goes through.

use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};

use super::Moment;
use super::rows::Row;

/// What one page goes through, and within which micro-steps.
#[derive(Debug)]
pub(super) struct PageChange {
    pub(super) page: PageNo,
    first: usize,
    last: usize,
    /// The snapshots that its old content goes into.
    pub(super) into: Vec<VolumeId>,
    pub(super) way: Option<Way>,
}

/// How a page gets its new content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Copied,
    Shared,
    Zeros,
    Gone,
}

/// Every page of the command, in the order of its micro-steps.
pub(super) fn of(moment: &Moment<'_>) -> Vec<PageChange> {
    let mut pages: Vec<PageChange> = Vec::new();
    // The snapshot that is pushed into, until it has its entry.
    let mut into = None;
    let mut shared = false;
    for (step, event) in moment.events() {
        if matches!(event, Event::IntentCleared | Event::SyncVerified { .. }) {
            break;
        }
        let same = |page: &PageNo| pages.last().is_some_and(|last| last.page == *page);
        if let Some(page) = changes(event).filter(|page| !same(page)) {
            shared = false;
            pages.push(PageChange {
                page,
                first: step,
                last: step,
                into: Vec::new(),
                way: None,
            });
        }
        let Some(page) = pages.last_mut() else {
            continue;
        };
        page.last = step;
        match event {
            Event::PushBegun { into: snapshot, .. } => into = Some(*snapshot),
            Event::PushSkipped { .. } => into = None,
            Event::PageShared { .. } => shared = into.is_none(),
            Event::EntrySet { entry, volume, .. } if !matches!(entry, Entry::Table(_)) => {
                if into == Some(*volume) {
                    page.into.push(*volume);
                    into = None;
                } else {
                    page.way = Some(match entry {
                        Entry::Zero => Way::Zeros,
                        Entry::Redirect(..) => Way::Shared,
                        _ if shared => Way::Shared,
                        _ => Way::Copied,
                    });
                }
            }
            Event::EntryRemoved { .. } => page.way = Some(Way::Gone),
            Event::BaseDiscarded { .. } => page.way = Some(Way::Zeros),
            Event::BaseCopied { .. } => page.way = Some(Way::Copied),
            _ => {}
        }
    }
    pages
}

/// The page that an event of such an operation is about.
fn changes(event: &Event<'_>) -> Option<PageNo> {
    match event {
        Event::DiscardBegun { page, .. }
        | Event::PushBegun { page, .. }
        | Event::EntryExamined { page, .. }
        | Event::BaseCopied { page, .. }
        | Event::BaseDiscarded { page, .. } => Some(*page),
        _ => None,
    }
}

impl PageChange {
    /// Its row in the flow.
    pub(super) fn row(&self, moment: &Moment<'_>, verb: &str) -> Row {
        let mut result = Vec::new();
        if !self.into.is_empty() {
            let content = if self.way.is_some() { "the old" } else { "its" };
            let into = moment.words.listed(&self.into);
            result.push(format!("{content} content goes to {into}"));
        }
        let way = match self.way {
            Some(Way::Copied) => "copied",
            Some(Way::Shared) => "shared by a reference",
            Some(Way::Zeros) => "it reads as zeros",
            Some(Way::Gone) => "the entry is gone",
            None => "",
        };
        if !way.is_empty() {
            result.push(way.to_owned());
        }
        let mut row = Row::plain(self.first, format!("{verb} page {}", self.page.0));
        row.last = self.last;
        row.giving(result.join(", "))
    }
}

/// The pages pushed into each snapshot, as far as is known.
pub(super) fn pushed(moment: &Moment<'_>, pages: &[PageChange]) -> Vec<(VolumeId, Runs)> {
    let mut pushed: Vec<(VolumeId, Runs)> = Vec::new();
    for page in pages.iter().filter(|page| moment.knows(page.last)) {
        for into in &page.into {
            match pushed.iter_mut().find(|(known, _)| known == into) {
                Some((_, runs)) => runs.push(page.page),
                None => pushed.push((*into, [page.page].into_iter().collect())),
            }
        }
    }
    pushed
}

/// How many pages went one way, as far as is known.
pub(super) fn went(moment: &Moment<'_>, pages: &[PageChange], way: Way) -> u64 {
    let known = pages.iter().filter(|page| moment.knows(page.last));
    known.filter(|page| page.way == Some(way)).count() as u64
}
