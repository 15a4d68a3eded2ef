//! Words shared by all stories: names, numbers, contents, pages, lists.

use std::borrow::Cow;

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::{Event, OwnedEvent};
use cowpath_engine::ids::{Kind, PageNo, Run, Runs, VolumeId};
use cowpath_engine::projection::{Outline, VolumeOutline};
use cowpath_engine::sorted::SortedMap;

use crate::language::Command;

/// Longest list that is given in full.
const LISTED_MAX: usize = 6;
/// Longest content that is given in full, in characters.
const CONTENT_MAX: usize = 24;

/// What is seen, and what it is called.
pub(super) struct Words<'a> {
    pub(super) outline: &'a Outline,
    pub(super) names: Cow<'a, SortedMap<VolumeId, String>>,
}

impl<'a> Words<'a> {
    /// Names as given, and those of the volume the command makes or deletes.
    pub(super) fn new(
        outline: &'a Outline,
        names: &'a SortedMap<VolumeId, String>,
        steps: &[Vec<OwnedEvent>],
        command: Option<&Command>,
    ) -> Self {
        let mut names = Cow::Borrowed(names);
        let changed = steps.iter().flatten().filter_map(|event| match event {
            Event::VolumeCreated { volume, .. }
            | Event::SnapshotTaken { volume, .. }
            | Event::VolumeDeleted { volume } => Some(*volume),
            _ => None,
        });
        let changed: Vec<VolumeId> = changed.take(2).collect();
        let own = match command {
            Some(
                Command::Volume { name, .. }
                | Command::Ross { name, .. }
                | Command::Rwss { name, .. }
                | Command::Copy { name, .. }
                | Command::Backup { name, .. },
            ) => vec![name.as_str().to_owned()],
            Some(Command::Clone { name, .. }) => {
                let name = name.as_str().to_owned();
                match changed.len() {
                    2 => vec![format!("{name}.origin"), name],
                    _ => vec![name],
                }
            }
            Some(Command::Delete { volumes }) if volumes.len() == 1 => {
                vec![volumes[0].as_str().to_owned()]
            }
            _ => Vec::new(),
        };
        for (name, volume) in own.into_iter().zip(changed) {
            if !names.contains_key(&volume) {
                names.to_mut().insert(volume, name);
            }
        }
        Self { outline, names }
    }

    /// Names and outline as given.
    pub(super) fn plain(outline: &'a Outline, names: &'a SortedMap<VolumeId, String>) -> Self {
        Self {
            outline,
            names: Cow::Borrowed(names),
        }
    }

    pub(super) fn name(&self, volume: VolumeId) -> String {
        name_in(&self.names, volume)
    }

    pub(super) fn label(&self, events: &[OwnedEvent]) -> String {
        super::step_label(events, &self.names)
    }

    /// Names in a list: `a, b and c`.
    pub(super) fn listed(&self, volumes: &[VolumeId]) -> String {
        list(volumes.iter().map(|&volume| self.name(volume)).collect())
    }

    pub(super) fn seen(&self, volume: VolumeId) -> Option<&'a VolumeOutline> {
        self.outline.volumes.get(&volume)
    }

    pub(super) fn kind(&self, volume: VolumeId) -> Option<Kind> {
        Some(self.seen(volume)?.kind)
    }

    /// Levels of the tables of a volume's tree.
    pub(super) fn levels(&self, volume: VolumeId) -> u8 {
        let tree = self.seen(volume).map(|seen| seen.tree);
        let tree = tree.and_then(|tree| self.outline.trees.get(&tree));
        let levels = tree.map(|tree| tree.geometry.levels().len());
        levels
            .and_then(|levels| u8::try_from(levels).ok())
            .unwrap_or(3)
    }

    /// What a volume shows of a page, where that is known.
    pub(super) fn shown(&self, volume: VolumeId, page: PageNo) -> Option<String> {
        let view = self.outline.visible(volume, page)?;
        Some(view.content.map_or_else(zeros, content))
    }

    /// An entry that was looked up.
    pub(super) fn entry(&self, entry: Option<Entry>) -> String {
        match entry {
            None => "empty".to_owned(),
            Some(Entry::Table(table)) => format!("the table at admin+{}", table.0),
            Some(Entry::Page(offset)) => format!("the page at data+{}", offset.0),
            Some(Entry::Zero) => "a hole, which reads as zeros".to_owned(),
            Some(Entry::Redirect(volume, _)) => format!("a redirect to {}", self.name(volume)),
        }
    }

    /// A place of a page's content.
    pub(super) fn place(&self, location: Location) -> String {
        match location {
            Location::Base(volume, _) => self.name(volume),
            Location::Data(offset) => format!("data+{}", offset.0),
            Location::Zero => "nowhere".to_owned(),
        }
    }
}

pub(super) fn name_in(names: &SortedMap<VolumeId, String>, volume: VolumeId) -> String {
    match names.get(&volume) {
        Some(name) => name.clone(),
        None => format!("volume {}", volume.0),
    }
}

/// `a, b and c`; a long list is cut with its number.
pub(super) fn list(mut items: Vec<String>) -> String {
    if items.len() > LISTED_MAX {
        let rest = items.len() - (LISTED_MAX - 1);
        items.truncate(LISTED_MAX - 1);
        items.push(format!("{rest} more"));
    }
    match items.pop() {
        None => "nothing".to_owned(),
        Some(only) if items.is_empty() => only,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}

/// `one table`, `two tables`, `37 tables`.
pub(super) fn count(number: u64, one: &str) -> String {
    const SMALL: [&str; 11] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    let what = match (number, one.strip_suffix('y')) {
        (1, _) => one.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{one}s"),
    };
    match usize::try_from(number).ok().and_then(|at| SMALL.get(at)) {
        Some(word) => format!("{word} {what}"),
        None => format!("{number} {what}"),
    }
}

/// The first letter as a capital.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

pub(super) fn zeros() -> String {
    "zeros".to_owned()
}

/// A content in a sentence: bare where it reads as a word, in quotes where it does not.
pub(super) fn content(content: &Content<'_>) -> String {
    let label = content.label();
    if label.is_empty() {
        return zeros();
    }
    let long = label.chars().count() > CONTENT_MAX;
    let mut text: String = label.chars().take(CONTENT_MAX).collect();
    if long {
        text.push('…');
    }
    let word = |c: char| c.is_alphanumeric() || matches!(c, '#' | '_' | '-' | '.' | '…');
    if text.chars().all(word) {
        text
    } else {
        format!("“{text}”")
    }
}

/// `0-2, 7`; `none`; a long list is cut with its number.
pub(super) fn runs(pages: &Runs) -> String {
    if pages.is_empty() {
        return "none".to_owned();
    }
    let one = |run: &Run| match run.1 {
        1 => run.0.to_string(),
        length => format!("{}-{}", run.0, run.0 + length - 1),
    };
    let mut text: Vec<String> = pages
        .as_slice()
        .iter()
        .take(LISTED_MAX * 2)
        .map(one)
        .collect();
    if pages.as_slice().len() > text.len() {
        text.push(format!("… ({} pages)", pages.pages()));
    }
    text.join(", ")
}

/// `page 3`, `pages 0-2, 7`, `no page`.
pub(super) fn pages(pages: &Runs) -> String {
    match pages.pages() {
        0 => "no page".to_owned(),
        1 => format!("page {}", runs(pages)),
        _ => format!("pages {}", runs(pages)),
    }
}

/// Bytes in the largest unit that divides them.
pub(super) fn bytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes {
        0 => "0 bytes".to_owned(),
        1 => "1 byte".to_owned(),
        _ if bytes.is_multiple_of(MIB) => format!("{} MiB", bytes / MIB),
        _ if bytes.is_multiple_of(1024) => format!("{} KiB", bytes / 1024),
        _ => format!("{bytes} bytes"),
    }
}
