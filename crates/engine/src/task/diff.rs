//! What differs between two volumes of a tree: method 500 (seed 1¶102-109)
//! when one lies on the other's look-up path, else method 550 (seed
//! 1¶110-115); then by location, then by content.
//!
//! The engine's own walk visits only the tables that exist, of all volumes on
//! the two paths together, and never a page without an exception. [`crate::explain`] walks one page
//! with the flowcharts' step numbers.

use std::borrow::Cow;

use crate::command::{DiffResult, DiffWork, Outcome};
use crate::content::{Content, trim};
use crate::engine::Engine;
use crate::entry::{Entry, Location, Packed};
use crate::event::{Event, Observer};
use crate::ids::{AdminOffset, PageNo, Runs, VolumeId};
use crate::refusal::Refusal;
use crate::sorted::sort_by_number;
use crate::store::PageStore;
use crate::task::past_end;
use crate::task::room::readable;
use crate::tree::Tree;
use crate::union::{Held, union};

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

impl Paths {
    /// The volumes of one side strictly below the common one.
    fn below(&self, side: usize) -> &[VolumeId] {
        let path = &self.sides[side];
        &path[..path.len() - 1]
    }

    /// Every volume once: those below the common one of `a`'s side, then of
    /// `b`'s, then the common one.
    fn all(&self) -> Vec<VolumeId> {
        [self.below(0), self.below(1), &[self.common]].concat()
    }
}

impl Diff {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        a: VolumeId,
        b: VolumeId,
    ) -> Result<Self, Refusal> {
        let paths = paths(engine, a, b)?;
        for volume in [a, b] {
            readable(engine, volume)?;
        }
        let mut remaining = paths.all();
        remaining.reverse();
        Ok(Self {
            a,
            b,
            paths,
            remaining,
            begun: false,
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
            if observer.listens() {
                examine(engine, volume, observer);
            }
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
        Some(Outcome::Compared(Box::new(result)))
    }

    fn result<S: PageStore>(&self, engine: &Engine<S>) -> DiffResult {
        let mut volumes = self.paths.all();
        let sides = Sides::new(engine, &self.paths);
        let mut literal = Runs::default();
        let mut location = Runs::default();
        let mut content = Runs::default();
        let end = sides.end(&volumes);
        let both = engine.at(self.a).pages.max(engine.at(self.b).pages);
        let mut past = Vec::new();
        let pending = pending(engine, &volumes);
        if let Some(pending) = &pending {
            return self.result_in_restore(engine, volumes, pending);
        }
        let work = union(sides.tree, &roots(engine, &volumes), |page, held| {
            if page.0 >= end {
                past.extend((page.0 < both).then_some(page));
                return;
            }
            let first = sides.first(held);
            if self.paths.method == 500 || first.literal[0] != first.literal[1] {
                literal.push(page);
            }
            if !sides.differ(&first, page) {
                return;
            }
            location.push(page);
            let [left, right] = sides.locations(&first, page);
            if !same(&sides.tree.content(left), &sides.tree.content(right)) {
                content.push(page);
            }
        });
        if end < both {
            let reported = past_end::literal(engine, &self.paths, (end, both), &past);
            reported
                .as_slice()
                .iter()
                .for_each(|run| literal.push_run(*run));
        }
        for (page, [left, right]) in past_end::located(engine, self.a, self.b, end) {
            location.push(page);
            if !same(&sides.tree.content(left), &sides.tree.content(right)) {
                content.push(page);
            }
        }
        volumes.retain(|&volume| is_empty(engine, volume));
        sort_by_number(&mut volumes, |volume| u64::from(volume.0));
        DiffResult {
            a: self.a,
            b: self.b,
            method: self.paths.method,
            common: self.paths.common,
            paths: self.paths.sides.clone(),
            ignored: volumes,
            literal,
            location,
            content,
            work,
        }
    }

    /// The same where a restore runs on the way: its pending pages are candidates too.
    #[cold]
    fn result_in_restore<S: PageStore>(
        &self,
        engine: &Engine<S>,
        mut volumes: Vec<VolumeId>,
        pending: &Runs,
    ) -> DiffResult {
        let (a, b) = (self.a, self.b);
        let tree = engine.tree(engine.at(a).tree);
        let both = engine.at(a).pages.max(engine.at(b).pages);
        let (pages, work) = candidates(engine, &volumes, pending);
        let end = Sides::new(engine, &self.paths).end(&volumes);
        let mut literal = Runs::default();
        for page in pages.iter().take_while(|page| page.0 < end) {
            let first = |side: usize| {
                let mut path = self.paths.sides[side].iter();
                path.find_map(|volume| past_end::met(engine, *volume, *page))
            };
            let [left, right] = [first(0), first(1)];
            let found = left.is_some() || right.is_some();
            if found && (self.paths.method == 500 || left != right) {
                literal.push(*page);
            }
        }
        if end < both {
            let past = pages.iter().copied();
            let past: Vec<PageNo> = past.filter(|page| (end..both).contains(&page.0)).collect();
            let reported = past_end::literal(engine, &self.paths, (end, both), &past);
            let runs = reported.as_slice().iter();
            runs.for_each(|run| literal.push_run(*run));
        }
        let location = differing(engine, &self.paths, a, b);
        let differs = |page: &PageNo| {
            let [left, right] = [a, b].map(|volume| engine.resolve(volume, *page));
            !same(&tree.content(left), &tree.content(right))
        };
        let content = location.iter().filter(differs).collect();
        volumes.retain(|&volume| is_empty(engine, volume));
        sort_by_number(&mut volumes, |volume| u64::from(volume.0));
        DiffResult {
            a,
            b,
            method: self.paths.method,
            common: self.paths.common,
            paths: self.paths.sides.clone(),
            ignored: volumes,
            literal,
            location,
            content,
            work,
        }
    }
}

/// The pending pages, if the way of a comparison comes by a volume that a restore leads on from.
fn pending<S: PageStore>(engine: &Engine<S>, volumes: &[VolumeId]) -> Option<Runs> {
    let restore = engine.restore(*volumes.first()?)?;
    let on_the_way = volumes.iter().any(|&volume| restore.turns_at(volume));
    on_the_way.then(|| restore.pending())
}

/// Pages with an entry in one of the volumes, or pending, in order; and the cost of finding them.
fn candidates<S: PageStore>(
    engine: &Engine<S>,
    volumes: &[VolumeId],
    pending: &Runs,
) -> (Vec<PageNo>, DiffWork) {
    let mut pages: Vec<PageNo> = pending.iter().collect();
    let tree = volumes
        .first()
        .map(|&volume| engine.tree(engine.at(volume).tree));
    let work = tree.map(|tree| union(tree, &roots(engine, volumes), |page, _| pages.push(page)));
    pages.sort_unstable();
    pages.dedup();
    (pages, work.unwrap_or_default())
}

fn is_empty<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> bool {
    let living = engine.at(volume);
    let root = living.root;
    root.is_none_or(|root| engine.tree(living.tree).is_empty(root))
}

/// The pages for which two volumes lead to different locations: the location
/// diff alone, with neither the literal methods nor a look at contents.
pub(crate) fn location_diff<S: PageStore>(
    engine: &Engine<S>,
    a: VolumeId,
    b: VolumeId,
) -> Result<Runs, Refusal> {
    let paths = paths(engine, a, b)?;
    readable(engine, a)?;
    readable(engine, b)?;
    Ok(differing(engine, &paths, a, b))
}

/// The same for two volumes that are known to be readable and of one tree.
pub(crate) fn apart<S: PageStore>(engine: &Engine<S>, a: VolumeId, b: VolumeId) -> Runs {
    let paths = paths(engine, a, b).expect("invariant: both are of one tree");
    differing(engine, &paths, a, b)
}

fn differing<S: PageStore>(engine: &Engine<S>, paths: &Paths, a: VolumeId, b: VolumeId) -> Runs {
    let sides = Sides::new(engine, paths);
    let mut volumes = paths.all();
    volumes.pop();
    let mut differing = Runs::default();
    let end = sides.end(&paths.all());
    if let Some(pending) = pending(engine, &paths.all()) {
        let (pages, _) = candidates(engine, &volumes, &pending);
        let tree = engine.at(a).tree;
        for page in pages.into_iter().take_while(|page| page.0 < end) {
            let [left, right] = [a, b].map(|volume| engine.resolve(volume, page));
            if engine.apart(tree, left, right) {
                differing.push(page);
            }
        }
        for (page, _) in past_end::located(engine, a, b, end) {
            differing.push(page);
        }
        return differing;
    }
    union(sides.tree, &roots(engine, &volumes), |page, held| {
        if page.0 < end && sides.differ(&sides.first(held), page) {
            differing.push(page);
        }
    });
    for (page, _) in past_end::located(engine, a, b, end) {
        differing.push(page);
    }
    differing
}

/// Tells the exceptions of one volume on the paths.
fn examine<S: PageStore>(engine: &Engine<S>, volume: VolumeId, observer: &mut impl Observer) {
    let living = engine.at(volume);
    let mut exceptions = Runs::default();
    union(engine.tree(living.tree), &[living.root], |page, _| {
        exceptions.push(page);
    });
    observer.event(&Event::DiffExamined {
        volume,
        exceptions: Cow::Borrowed(&exceptions),
    });
}

fn roots<S: PageStore>(engine: &Engine<S>, volumes: &[VolumeId]) -> Vec<Option<AdminOffset>> {
    volumes
        .iter()
        .map(|volume| engine.at(*volume).root)
        .collect()
}

/// The first entries for a page on the two sides.
struct First {
    /// Strictly below the common volume.
    below: [Option<Packed>; 2],
    /// The common volume included.
    literal: [Option<Packed>; 2],
}

/// The two sides of a comparison, looked at page by page.
struct Sides<'e, S: PageStore> {
    engine: &'e Engine<S>,
    tree: &'e Tree<S>,
    common: VolumeId,
    /// Ordinal of the first volume of `b`'s side, and of the common one.
    b_from: usize,
    common_at: usize,
}

impl<'e, S: PageStore> Sides<'e, S> {
    fn new(engine: &'e Engine<S>, paths: &Paths) -> Self {
        let b_from = paths.below(0).len();
        Self {
            engine,
            tree: engine.tree(engine.at(paths.common).tree),
            common: paths.common,
            b_from,
            common_at: b_from + paths.below(1).len(),
        }
    }

    /// Up to this page every volume on the paths goes.
    fn end(&self, volumes: &[VolumeId]) -> u64 {
        let sizes = volumes.iter().map(|id| self.engine.at(*id).pages);
        sizes.min().unwrap_or_default()
    }

    #[inline]
    fn first(&self, held: &[Held]) -> First {
        let mut below = [None; 2];
        let mut common = None;
        for &(owner, entry) in held {
            if owner == self.common_at {
                common = Some(entry);
                continue;
            }
            let side = &mut below[usize::from(owner >= self.b_from)];
            *side = side.or(Some(entry));
        }
        First {
            below,
            literal: below.map(|first| first.or(common)),
        }
    }

    /// Whether the two sides lead to different locations. Without an entry
    /// strictly below the common volume they do not.
    #[inline]
    fn differ(&self, first: &First, page: PageNo) -> bool {
        let alone = |entry: Packed| match entry.unpack() {
            // No other entry leads to the page, so the other side does not.
            Some(Entry::Page(offset)) => self.tree.data.references(offset) == 1,
            _ => false,
        };
        match first.below {
            [None, None] => false,
            [left, right] if left.is_some_and(alone) || right.is_some_and(alone) => true,
            _ => {
                let [left, right] = self.locations(first, page);
                let tree = self.engine.at(self.common).tree;
                self.engine.apart(tree, left, right)
            }
        }
    }

    /// Where the two sides lead.
    fn locations(&self, first: &First, page: PageNo) -> [Location; 2] {
        first
            .below
            .map(|entry| match entry.and_then(Packed::unpack) {
                Some(entry) => self.engine.resolve_entry(page, entry),
                None => self.engine.resolve(self.common, page),
            })
    }
}

/// Whether two contents are equal but for trailing zeros.
pub(crate) fn same(left: &Content<'_>, right: &Content<'_>) -> bool {
    match (left, right) {
        (Content::Bytes(left), Content::Bytes(right)) => {
            let common = left.len().min(right.len());
            left[..common] == right[..common]
                && trim(&left[common..]).is_empty()
                && trim(&right[common..]).is_empty()
        }
        _ => left == right,
    }
}
