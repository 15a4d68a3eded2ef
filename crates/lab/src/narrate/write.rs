//! A write with its COW push: what happened to the page that is written now, and to whom it
//! matters. Of a write of several pages, the present one is told. `write_story` words it,
//! `write_rows` numbers it.

use std::ops::Range;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::ids::{DataOffset, PageNo, VolumeId};

use super::{Moment, Told, write_rows, write_story};
use crate::language::Command;

/// How the old content gets into the snapshot.
#[derive(Clone, Debug)]
pub(super) enum Way {
    Copied {
        from: Location,
        content: Content<'static>,
    },
    Shared(DataOffset),
    Redirected(VolumeId),
}

/// Where the new content goes.
#[derive(Clone, Debug)]
pub(super) enum Landing {
    Base {
        first: bool,
    },
    /// The page the volume owns alone.
    InPlace,
    /// A page made for it.
    NewPage {
        at: DataOffset,
        had_one: bool,
    },
}

/// What happened to one page, each with the index of its micro-step.
#[derive(Clone, Debug)]
pub(super) struct PageWrite {
    pub(super) volume: VolumeId,
    pub(super) page: PageNo,
    /// The micro-steps of this page.
    pub(super) steps: Range<usize>,
    /// The snapshot that the old content goes into: with several trees, the last one.
    pub(super) into: Option<VolumeId>,
    /// The newest snapshots of other trees that came before: whether each was pushed into, and
    /// the micro-step that told.
    pub(super) earlier: Vec<(VolumeId, bool, usize)>,
    pub(super) skipped: Option<usize>,
    /// When it was seen that the snapshot lacks the page.
    pub(super) lacking: Option<usize>,
    pub(super) tables: u64,
    pub(super) own_tables: u64,
    pub(super) way: Option<Way>,
    /// Volumes the search for the old content came by.
    pub(super) search: Vec<VolumeId>,
    pub(super) pushed: Option<usize>,
    /// When the page ceased to wait for a restore.
    pub(super) waited: Option<usize>,
    pub(super) landed: Option<(usize, Landing, Content<'static>)>,
}

pub(super) fn tell(moment: &Moment<'_>, command: Option<&Command>) -> Told {
    let Some(write) = present(moment) else {
        return Told::default();
    };
    let mut sentences = write_story::sentences(moment, &write, command);
    if write.waited.is_some_and(|step| moment.knows(step)) {
        sentences.push(
            "The page was still waiting for the restore. From here on it is the host's: the \
             background does not overwrite it."
                .to_owned(),
        );
    }
    Told {
        title: write_story::title(moment, &write),
        sentences,
        flow_title: "Steps of method 800".to_owned(),
        flow: write_rows::of(moment, &write),
    }
}

/// The pages of the command, each with the index of its first micro-step.
pub(super) fn begun(moment: &Moment<'_>) -> Vec<(usize, VolumeId, PageNo)> {
    let begun = |(step, event): (usize, &Event<'_>)| match event {
        Event::WriteBegun { volume, page } => Some((step, *volume, *page)),
        _ => None,
    };
    moment.events().filter_map(begun).collect()
}

/// The page that the present micro-step belongs to.
fn present(moment: &Moment<'_>) -> Option<PageWrite> {
    let begun = begun(moment);
    let now = moment.done.saturating_sub(1);
    let at = begun.partition_point(|(step, ..)| *step <= now).max(1) - 1;
    let &(first, volume, page) = begun.get(at)?;
    let end = begun.get(at + 1).map_or(moment.steps.len(), |next| next.0);
    let mut write = PageWrite {
        volume,
        page,
        steps: first..end,
        into: None,
        earlier: Vec::new(),
        skipped: None,
        lacking: None,
        tables: 0,
        own_tables: 0,
        way: None,
        search: Vec::new(),
        pushed: None,
        waited: None,
        landed: None,
    };
    let steps = moment.steps.iter().enumerate();
    for (step, events) in steps.take(end).skip(first) {
        for event in events {
            write.note(step, event);
        }
    }
    Some(write)
}

impl PageWrite {
    /// Whether the push is still going on, as far as was noted.
    fn pushing(&self) -> bool {
        self.into.is_some() && self.pushed.is_none() && self.skipped.is_none()
    }

    fn note(&mut self, step: usize, event: &Event<'_>) {
        let pushing = self.pushing();
        match event {
            Event::PushBegun { into, .. } => {
                if let Some(before) = self.into.replace(*into) {
                    let told = self.pushed.or(self.skipped).unwrap_or(step);
                    self.earlier.push((before, self.pushed.is_some(), told));
                    (self.skipped, self.lacking, self.pushed) = (None, None, None);
                    (self.way, self.tables) = (None, 0);
                    self.search.clear();
                }
            }
            Event::RestorePageWritten { .. } => self.waited = Some(step),
            Event::PushSkipped { .. } => self.skipped = Some(step),
            Event::EntryExamined {
                volume,
                entry: None,
                ..
            } if pushing && Some(*volume) == self.into => {
                self.lacking.get_or_insert(step);
            }
            Event::TableAllocated { .. } if pushing => self.tables += 1,
            Event::TableAllocated { .. } => self.own_tables += 1,
            Event::VolumeVisited { volume, .. } if pushing => self.search.push(*volume),
            Event::PageShared { offset, .. } if pushing => self.way = Some(Way::Shared(*offset)),
            Event::PageCopied { from, content, .. } => {
                let (from, content) = (*from, content.to_trimmed());
                self.way = Some(Way::Copied { from, content });
            }
            Event::EntrySet { entry, .. } if !matches!(entry, Entry::Table(_)) => {
                self.entry_set(step, event);
            }
            Event::BaseWritten { first, content, .. } => {
                let landing = Landing::Base { first: *first };
                self.landed = Some((step, landing, content.to_trimmed()));
            }
            Event::PageWritten { content, .. } => {
                self.landed = Some((step, Landing::InPlace, content.to_trimmed()));
            }
            _ => {}
        }
    }

    fn entry_set(&mut self, step: usize, event: &Event<'_>) {
        let Event::EntrySet { old, entry, .. } = event else {
            return;
        };
        if self.pushing() {
            self.pushed = Some(step);
            if let Entry::Redirect(target, _) = entry {
                self.way = Some(Way::Redirected(*target));
            }
        } else if let (Entry::Page(at), Some((_, landing, _))) = (entry, &mut self.landed) {
            let (at, had_one) = (*at, matches!(old, Some(Entry::Page(_))));
            *landing = Landing::NewPage { at, had_one };
        }
    }
}
