//! The rows of a write: method 800 for the push, then where the new data goes.

use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::ids::{Kind, VolumeId};

use super::Moment;
use super::rows::{Flow, Row};
use super::words::content;
use super::write::PageWrite;

/// What the walk over the events keeps in mind.
struct Walk<'a> {
    moment: &'a Moment<'a>,
    write: &'a PageWrite,
    levels: u8,
    /// Whether the new data is being stored, after the push.
    storing: bool,
    /// Volumes of a search within the present micro-step.
    search: Vec<VolumeId>,
}

pub(super) fn of(moment: &Moment<'_>, write: &PageWrite) -> Flow {
    let mut walk = Walk {
        moment,
        write,
        levels: moment.words.levels(write.volume),
        storing: write.into.is_none(),
        search: Vec::new(),
    };
    let mut rows = Flow::new();
    let steps = moment.steps.iter().enumerate();
    for (step, events) in steps.take(write.steps.end).skip(write.steps.start) {
        for event in events {
            rows.extend(walk.row(step, event));
        }
        if walk.search.len() > 1 {
            let way = moment.words.listed(&walk.search);
            let text = "look for the old data along the links";
            let at = rows.iter().take_while(|row| row.first < step).count();
            rows.insert(at, Row::plain(step, text).giving(way));
        }
        walk.search.clear();
    }
    rows
}

impl Walk<'_> {
    fn row(&mut self, step: usize, event: &Event<'_>) -> Option<Row> {
        let words = self.moment.words;
        if let Event::VolumeVisited { volume, .. } = event {
            self.search.push(*volume);
        }
        if !self.search.is_empty() && is_search(event) {
            return None;
        }
        let numbers = event.method_800(self.levels);
        let row = |text: String| Some(Row::numbered(step, numbers, text));
        match event {
            Event::WriteBegun { volume, page } => row(format!(
                "a write of page {} reaches {}",
                page.0,
                words.name(*volume)
            )),
            Event::EntryExamined {
                volume,
                level,
                entry,
                ..
            } => {
                let row = row(format!(
                    "look up the level {level} entry{}",
                    self.of(*volume)
                ))?;
                Some(row.giving(words.entry(*entry)))
            }
            Event::PushSkipped { into, .. } => {
                self.storing = true;
                row(format!(
                    "{} holds the page: nothing to push",
                    words.name(*into)
                ))
            }
            Event::TableAllocated { volume, level, .. } => row(format!(
                "allocate a level {level} table{}",
                self.of(*volume)
            )),
            Event::EntrySet {
                volume,
                level,
                entry,
                ..
            } => self.entry_set(step, numbers, *volume, *level, *entry),
            Event::PageAllocated { .. } if self.storing => {
                row("create a page for the new data".to_owned())
            }
            Event::PageAllocated { .. } => row("create the COW page".to_owned()),
            Event::PageCopied { content: old, .. } => {
                Some(row("fill it with the old data".to_owned())?.giving(content(old)))
            }
            Event::PageShared { offset, .. } => row(format!(
                "share the page at data+{} instead of a copy",
                offset.0
            )),
            Event::PageWritten { content: new, .. } => {
                Some(row("the new data lands in its page".to_owned())?.giving(content(new)))
            }
            Event::PageReleased { references, .. } => {
                let left = match references {
                    0 => "it is free".to_owned(),
                    left => format!("{left} left"),
                };
                Some(row("give up the reference to the old page".to_owned())?.giving(left))
            }
            Event::BaseWritten { volume, .. } => {
                row(format!("the new data lands in {}", words.name(*volume)))
            }
            _ => None,
        }
    }

    fn entry_set(
        &mut self,
        step: usize,
        numbers: &[u16],
        volume: VolumeId,
        level: u8,
        entry: Entry,
    ) -> Option<Row> {
        let words = self.moment.words;
        let what = match entry {
            Entry::Table(_) => String::new(),
            Entry::Page(_) => format!(": {} holds the page", words.name(volume)),
            Entry::Zero => ": a hole".to_owned(),
            Entry::Redirect(target, _) => format!(": a redirect to {}", words.name(target)),
        };
        if level == self.levels {
            self.storing = true;
        }
        let text = format!("set the level {level} entry{}{what}", self.of(volume));
        Some(Row::numbered(step, numbers, text))
    }

    /// Names the volume where two are looked at: a read-write snapshot has tables of its own.
    fn of(&self, volume: VolumeId) -> String {
        if self.moment.words.kind(self.write.volume) == Some(Kind::Rwss) {
            format!(" of {}", self.moment.words.name(volume))
        } else {
            String::new()
        }
    }
}

fn is_search(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::VolumeVisited { .. }
            | Event::EntryExamined { .. }
            | Event::LinkFollowed { .. }
            | Event::HintFollowed { .. }
            | Event::RedirectFollowed { .. }
    )
}
