//! The steps of a write in flight.
//!
//! Before the newest snapshot (F): an older snapshot that lacks the page gets
//! it (push, only where there is one), the base gets the data (put), the
//! younger snapshots lose their entries for the page (drop). After it (N): is
//! there an entry (test), the old content (copy), the entry (entry), the data
//! (put). That is the order inside the lock: a crash after any step leaves
//! every acknowledged write where it is. The claims' order is drop, put and
//! test, entry, copy, put.
//!
//! To a page that a restore has pending it goes as [`super::pending`] says.
//!
//! Each step reads the state anew. A write that a snapshot command overtakes
//! between its steps goes on as one that began before.

mod steps;

use super::pending::Landing;
use super::{Open, Step, What};
use crate::command::Written;
use crate::content::Content;
use crate::engine::Engine;
use crate::event::Observer;
use crate::faults::Rule;
use crate::ids::{DataOffset, Kind, PageNo, Runs, VolumeId};
use crate::refusal::Refusal;
use crate::store::PageStore;
use crate::task::{Ask, may_need, note_change};

/// A write.
#[derive(Clone, Debug)]
pub(super) struct Write {
    pub(super) content: Content<'static>,
    /// Decided with the first step.
    order: Order,
    tested: bool,
    /// The newest snapshots that had no entry, with the page each is to get.
    lacking: Vec<(VolumeId, Option<DataOffset>)>,
    entered: bool,
    copied: bool,
    put: bool,
    dropped: bool,
    pushed: Runs,
    copied_pages: u64,
    /// Where a restore has the page pending at the first step.
    landing: Option<Box<Landing>>,
}

/// In which order the steps come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// N: copy, entry. F: put, drop.
    CrashSafe,
    /// N: entry, copy. F: drop, put.
    Claims,
    /// N: copy, entry. F: drop, put.
    CopyFirst,
}

/// Checks that it can be begun.
pub(super) fn check<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
    page: PageNo,
    content: &Content<'_>,
) -> Result<(), Refusal> {
    let ask = Ask::decide(engine, volume, crate::Span::Page(page), content)?;
    let kind = engine.at(volume).kind;
    if kind != Kind::Base {
        return Err(Refusal::NotABase { volume, kind });
    }
    match ask.has_room(engine) {
        true => Ok(()),
        false => Err(Refusal::HasLimit { volume }),
    }
}

/// Whether the newest snapshot of the volume is younger than the write.
pub(super) fn is_before<S: PageStore>(engine: &Engine<S>, open: &Open) -> bool {
    matches!(open.what, What::Write(_))
        && engine
            .at(open.volume)
            .hanging
            .iter()
            .any(|newest| *newest >= open.started)
}

impl Write {
    pub(super) fn new(content: Content<'static>) -> Self {
        Self {
            content,
            order: Order::CrashSafe,
            tested: false,
            lacking: Vec::new(),
            entered: false,
            copied: false,
            put: false,
            dropped: false,
            pushed: Runs::default(),
            copied_pages: 0,
            landing: None,
        }
    }

    /// Asks how it lands in a page that a restore has pending; `None` where none has.
    fn landing<S: PageStore, T>(
        &self,
        engine: &Engine<S>,
        open: &Open,
        ask: impl FnOnce(&Landing) -> T,
    ) -> Option<T> {
        match open.done {
            0 => Landing::of(engine, open.volume, open.page)
                .as_ref()
                .map(ask),
            _ => self.landing.as_deref().map(ask),
        }
    }

    /// The order of the steps: as it was at the first one.
    fn order<S: PageStore>(&self, engine: &Engine<S>, open: &Open) -> Order {
        if open.done > 0 {
            return self.order;
        }
        let off = |rule| engine.policy.faults.off(rule);
        match (off(Rule::Lock), off(Rule::EntryBeforeCopy)) {
            (true, true) => Order::CopyFirst,
            (true, false) => Order::Claims,
            (false, _) if off(Rule::CrashOrder) => Order::Claims,
            (false, _) => Order::CrashSafe,
        }
    }

    /// The next step.
    pub(super) fn next<S: PageStore>(&self, engine: &Engine<S>, open: &Open) -> Step {
        if let Some(next) = self.landing(engine, open, |landing| landing.next(engine)) {
            return next;
        }
        let order = self.order(engine, open);
        if !is_before(engine, open) {
            return match self {
                Self { put: true, .. } => Step::Drop,
                Self { tested: false, .. } => Step::Test,
                Self {
                    entered: true,
                    copied: false,
                    ..
                } => Step::Copy,
                Self {
                    entered: false,
                    copied: true,
                    ..
                } => Step::Entry,
                Self { entered: true, .. } => Step::Put,
                _ if order == Order::Claims => Step::Entry,
                _ => Step::Copy,
            };
        }
        let begun = self.put || self.dropped;
        if self.entered && !self.copied {
            // What it has entered is to be filled before anything else.
            Step::Copy
        } else if !begun && receivers(engine, open).next().is_some() {
            Step::Push
        } else if order == Order::CrashSafe && !self.put || self.dropped {
            Step::Put
        } else {
            Step::Drop
        }
    }

    /// How many steps are left, as things stand.
    pub(super) fn left<S: PageStore>(&self, engine: &Engine<S>, open: &Open) -> u64 {
        if let Some(left) = self.landing(engine, open, |landing| landing.left(engine)) {
            return left;
        }
        let steps = |steps: &[bool]| steps.iter().map(|step| u64::from(*step)).sum();
        if !is_before(engine, open) {
            let all = [!self.tested, !self.entered, !self.copied, !self.put];
            return u64::max(steps(&all), 1);
        }
        let pushes = !self.put && !self.dropped && receivers(engine, open).next().is_some();
        let fills = self.entered && !self.copied;
        steps(&[fills, pushes, !self.put, !self.dropped])
    }
}

/// The newest snapshot of each series that is older than the write and lacks
/// the page: what it shows of it may be about to go.
fn receivers<'e, S: PageStore>(
    engine: &'e Engine<S>,
    open: &'e Open,
) -> impl Iterator<Item = VolumeId> + 'e {
    let pushes = !engine.policy.faults.off(Rule::LandingPushesOlder);
    let (volume, page, started) = (open.volume, open.page, open.started);
    let series = engine.at(volume).hanging.iter().filter(move |_| pushes);
    series.filter_map(move |&newest| {
        let older = |at: &VolumeId| engine.at(*at).older;
        let mut chain = std::iter::successors(Some(newest), older);
        let receiver = chain.find(|at| *at < started)?;
        let lacks = may_need(engine, volume, receiver, page);
        (lacks && engine.entry(receiver, page).is_none()).then_some(receiver)
    })
}

/// With the first step it is decided how the others go.
pub(super) fn settle_order<S: PageStore>(engine: &Engine<S>, open: &mut Open) {
    if let What::Write(write) = &open.what {
        let order = write.order(engine, open);
        let landing = Landing::of(engine, open.volume, open.page);
        if let What::Write(write) = &mut open.what {
            write.order = order;
            write.landing = landing.map(Box::new);
        }
    }
}

/// One step. Gives the outcome with the last one.
pub(super) fn step<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    step: Step,
    observer: &mut impl Observer,
) -> Option<Written> {
    if let Some(ended) = land(engine, open, observer) {
        return ended.then(|| acknowledge(engine, open, observer))?;
    }
    match step {
        Step::Push => steps::push(engine, open, observer),
        Step::Drop => steps::drop_entries(engine, open, observer),
        Step::Put => steps::put(engine, open, observer),
        Step::Test => steps::test(engine, open, observer),
        Step::Entry => steps::enter(engine, open, observer),
        Step::Copy => steps::copy(engine, open, observer),
        _ => {}
    }
    let before = is_before(engine, open);
    let write = own(open)?;
    if !write.put || before && !write.dropped {
        return None;
    }
    acknowledge(engine, open, observer)
}

/// One step to a page that a restore has pending; `None` where it is none, else whether it was
/// the last.
fn land<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) -> Option<bool> {
    let (volume, page) = (open.volume, open.page);
    let page_bytes = u64::from(engine.tree(open.tree).geometry.page_bytes());
    let write = own(open)?;
    let landing = write.landing.as_mut()?;
    let span = crate::Span::Page(page);
    let ask = Ask::new(volume, span, &write.content, page_bytes, 1);
    let ended = landing.step(engine, &ask, observer);
    if ended {
        write.pushed = std::mem::take(&mut landing.tally.pushed);
        write.copied_pages = landing.tally.copied_pages;
    }
    Some(ended)
}

/// It has ended.
fn acknowledge<S: PageStore>(
    engine: &mut Engine<S>,
    open: &mut Open,
    observer: &mut impl Observer,
) -> Option<Written> {
    let (volume, page) = (open.volume, open.page);
    let write = own(open)?;
    let pushed = std::mem::take(&mut write.pushed);
    let copied_pages = write.copied_pages;
    if engine.policy.change_log {
        note_change(engine, volume, page, observer);
    }
    Some(Written {
        pages: Runs::of(page, 1),
        pushed,
        copied_pages,
    })
}

fn own(open: &mut Open) -> Option<&mut Write> {
    match &mut open.what {
        What::Write(write) => Some(write),
        What::Read(_) | What::Copy(_) => None,
    }
}
