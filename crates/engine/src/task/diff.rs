//! What differs between two volumes of a tree: method 500 (seed 1¶102-109)
//! when one lies on the other's look-up path, else method 550 (seed
//! 1¶110-115); then by location, then by content.
//!
//! The engine's own walk visits only the tables that exist, volume by volume,
//! and never a page without an exception. [`crate::explain`] walks one page
//! with the flowcharts' step numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::command::{DiffResult, DiffWork, Outcome};
use crate::engine::Engine;
use crate::entry::Entry;
use crate::event::{Event, Observer};
use crate::ids::{PageNo, Runs, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::tree::Visited;

/// The volumes a comparison looks at.
#[derive(Clone, Debug)]
pub(crate) struct Paths {
    pub(crate) method: u16,
    pub(crate) common: VolumeId,
    /// From `a` and from `b` up to and including `common`.
    pub(crate) sides: [Vec<VolumeId>; 2],
}

/// A comparison that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Diff {
    a: VolumeId,
    b: VolumeId,
    paths: Paths,
    /// Volumes still to be examined, the next one last.
    remaining: Vec<VolumeId>,
    begun: bool,
    exceptions: BTreeMap<VolumeId, Vec<(PageNo, Entry)>>,
    work: DiffWork,
}

/// How to get from two volumes of a tree to the first they share.
pub(crate) fn paths<S: PageStore>(
    engine: &Engine<S>,
    a: VolumeId,
    b: VolumeId,
) -> Result<Paths, Refusal> {
    if engine.asked(a)?.tree != engine.asked(b)?.tree {
        return Err(Refusal::DifferentTrees { a, b });
    }
    let (mut from_a, mut from_b) = (engine.path(a), engine.path(b));
    let shared = from_a
        .iter()
        .rev()
        .zip(from_b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let common = from_a[from_a.len() - shared];
    from_a.truncate(from_a.len() - shared + 1);
    from_b.truncate(from_b.len() - shared + 1);
    Ok(Paths {
        method: if common == a || common == b { 500 } else { 550 },
        common,
        sides: [from_a, from_b],
    })
}

impl Diff {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        a: VolumeId,
        b: VolumeId,
    ) -> Result<Self, Refusal> {
        let paths = paths(engine, a, b)?;
        let below = |side: usize| &paths.sides[side][..paths.sides[side].len() - 1];
        let mut remaining: Vec<VolumeId> = below(0).to_vec();
        remaining.extend(below(1));
        remaining.push(paths.common);
        remaining.reverse();
        Ok(Self {
            a,
            b,
            paths,
            remaining,
            begun: false,
            exceptions: BTreeMap::new(),
            work: DiffWork::default(),
        })
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        if !self.begun {
            self.begun = true;
            observer.event(&Event::DiffBegun {
                a: self.a,
                b: self.b,
                method: self.paths.method,
                common: self.paths.common,
            });
            return None;
        }
        if let Some(volume) = self.remaining.pop() {
            self.examine(engine, volume, observer);
            return None;
        }
        let result = self.result(engine);
        observer.event(&Event::DiffEnded {
            a: self.a,
            b: self.b,
            literal: Cow::Borrowed(&result.literal),
            location: Cow::Borrowed(&result.location),
            content: Cow::Borrowed(&result.content),
        });
        Some(Outcome::Compared(result))
    }

    fn examine<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        observer: &mut impl Observer,
    ) {
        let mut entries = Vec::new();
        let work = &mut self.work;
        let living = engine.at(volume);
        if let Some(root) = living.root {
            engine
                .tree(living.tree)
                .walk(root, &mut |visited| match visited {
                    Visited::Table { .. } => work.tables += 1,
                    Visited::Entry {
                        entry: Entry::Table(_),
                        ..
                    } => work.entries += 1,
                    Visited::Entry { page, entry, .. } => {
                        work.entries += 1;
                        entries.push((page, entry));
                    }
                });
        }
        let exceptions: Runs = entries.iter().map(|(page, _)| *page).collect();
        observer.event(&Event::DiffExamined {
            volume,
            exceptions: Cow::Borrowed(&exceptions),
        });
        self.exceptions.insert(volume, entries);
    }

    fn result<S: PageStore>(&self, engine: &Engine<S>) -> DiffResult {
        let literal = match self.paths.method {
            500 => self.literal_500(),
            _ => self.literal_550(),
        };
        let mut location = Runs::default();
        let mut content = Runs::default();
        let tree = engine.tree(engine.at(self.a).tree);
        for page in self.candidates() {
            let left = engine.resolve(self.a, page);
            let right = engine.resolve(self.b, page);
            if left == right {
                continue;
            }
            location.push(page);
            if !same(&tree.content(left), &tree.content(right)) {
                content.push(page);
            }
        }
        let empty = |volume: &&VolumeId| self.exceptions[volume].is_empty();
        let ignored = self.exceptions.keys().filter(empty).copied().collect();
        DiffResult {
            a: self.a,
            b: self.b,
            method: self.paths.method,
            common: self.paths.common,
            paths: self.paths.sides.clone(),
            ignored,
            literal,
            location,
            content,
            work: self.work,
        }
    }

    /// Steps 502 to 512, for all pages: found in any volume of the path.
    fn literal_500(&self) -> Runs {
        self.union(self.exceptions.keys())
    }

    /// Steps 552 to 566, for all pages: the first entries of the two sides differ.
    fn literal_550(&self) -> Runs {
        let [left, right] = [self.first_entries(0), self.first_entries(1)];
        let mut pages: Vec<PageNo> = left.keys().chain(right.keys()).copied().collect();
        pages.sort_unstable();
        pages.dedup();
        pages.retain(|page| left.get(page) != right.get(page));
        pages.into_iter().collect()
    }

    fn first_entries(&self, side: usize) -> BTreeMap<PageNo, Entry> {
        let mut first = BTreeMap::new();
        for volume in &self.paths.sides[side] {
            for &(page, entry) in &self.exceptions[volume] {
                first.entry(page).or_insert(entry);
            }
        }
        first
    }

    /// Pages with an entry strictly below the common volume: a superset of
    /// what differs.
    fn candidates(&self) -> Vec<PageNo> {
        let below = |volume: &&VolumeId| **volume != self.paths.common;
        let runs = self.union(self.exceptions.keys().filter(below));
        runs.iter().collect()
    }

    fn union<'v>(&self, volumes: impl Iterator<Item = &'v VolumeId>) -> Runs {
        let mut pages: Vec<PageNo> = volumes
            .flat_map(|volume| self.exceptions[volume].iter().map(|(page, _)| *page))
            .collect();
        pages.sort_unstable();
        pages.dedup();
        pages.into_iter().collect()
    }
}

/// Whether two contents are equal but for trailing zeros.
fn same(left: &crate::content::Content<'_>, right: &crate::content::Content<'_>) -> bool {
    use crate::content::{Content, trim};
    match (left, right) {
        (Content::Bytes(left), Content::Bytes(right)) => trim(left) == trim(right),
        _ => left == right,
    }
}
