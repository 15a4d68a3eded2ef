//! Beginning a restore (seed 3, claims 1-6): the production volume is frozen, a read-write source
//! is given a read-only snapshot, the receiver of overwritten blocks and the snapshot of
//! just after the restore are taken, then the mark is set and the volume thawed. From that step
//! on it shows the source's state; what is to be copied is left to [`crate::task::background`].

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::command::Outcome;
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::hints;
use crate::ids::{Kind, PageNo, Series, VolumeId};
use crate::intent::Intent;
use crate::refusal::Refusal;
use crate::restore::{Begun, Mode, Order, Plan, Restore, Undo};
use crate::store::PageStore;
use crate::task::change::live_pages;
use crate::task::create::{Taken, create_snapshot, room_for};
use crate::task::need::Need;
use crate::task::pending;
use crate::task::room;

/// A restore that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    plan: Plan,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Freeze,
    Source,
    Undo,
    New,
    Mark,
    Thaw,
}

impl Start {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        base: VolumeId,
        from: VolumeId,
        undo: Undo,
        order: Order,
        mode: Mode,
    ) -> Result<Self, Refusal> {
        let (a, b) = (base, from);
        if engine.asked(a)?.tree != engine.asked(b)?.tree {
            return Err(Refusal::DifferentTrees { a, b });
        }
        let kind = engine.at(base).kind;
        if kind != Kind::Base {
            return Err(Refusal::NotProduction { volume: base, kind });
        }
        if a == b {
            return Err(Refusal::SameVolume { volume: base });
        }
        room::writable(engine, base)?;
        room::unrestored(engine, base)?;
        room::readable(engine, from)?;
        let newest = newest_above(engine, from);
        let last = match undo {
            Undo::New => from,
            Undo::Newest => newest,
        };
        for other in [from, last] {
            if engine.at(other).pages != engine.at(base).pages {
                return Err(Refusal::SizesDiffer { a, b: other });
            }
        }
        let next = engine.next_volume()?.0;
        let is_ross = engine.at(from).kind == Kind::Ross;
        let source = !is_ross && !engine.policy.faults.off(Rule::SourceFrozen);
        let undo_is_new = undo == Undo::New;
        let (after_source, after_undo) = (
            next + u32::from(source),
            next + u32::from(source) + u32::from(undo_is_new),
        );
        room_for(engine, base, u64::from(after_undo + 1 - next))?;
        Ok(Self::plan(Plan {
            base,
            from,
            source: source.then_some(VolumeId(next)),
            undo: match undo_is_new {
                true => VolumeId(after_source),
                false => newest,
            },
            undo_is_new,
            new: VolumeId(after_undo),
            order,
            mode,
        }))
    }

    /// Also what recovery begins again.
    pub(crate) fn plan(plan: Plan) -> Self {
        Self {
            plan,
            state: State::Freeze,
        }
    }

    /// Room for the level-1 tables.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> (Need, Vec<VolumeId>) {
        let Plan { base, from, .. } = self.plan;
        let mut need = Need::new(engine, base);
        let roots =
            1 + usize::from(self.plan.source.is_some()) + usize::from(self.plan.undo_is_new);
        (0..roots).for_each(|_| need.root(engine));
        (need, vec![base, from])
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match self.state {
            State::Freeze => "freeze",
            State::Source | State::Undo | State::New => "take",
            State::Mark => "pending",
            State::Thaw => "thaw",
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let plan = self.plan;
        let base = plan.base;
        self.state = match self.state {
            State::Freeze => {
                observer.event(&Event::Frozen { volume: base });
                pending::log(engine, Cow::Owned(Intent::Restore { plan }), observer);
                State::Source
            }
            State::Source => {
                if let Some(source) = plan.source {
                    take(engine, source, plan.from, Series::default(), observer);
                }
                State::Undo
            }
            State::Undo => {
                if plan.undo_is_new {
                    take(engine, plan.undo, base, self.series(engine), observer);
                }
                State::New
            }
            State::New => {
                take(engine, plan.new, base, self.series(engine), observer);
                State::Mark
            }
            State::Mark => {
                if engine.restore(base).is_none() {
                    mark(engine, plan, observer);
                }
                State::Thaw
            }
            State::Thaw => {
                observer.event(&Event::Thawed { volume: base });
                pending::clear(engine, observer);
                return Some(Outcome::RestoreBegun(Box::new(begun(engine, plan))));
            }
        };
        None
    }

    /// The series that the source reads through.
    fn series<S: PageStore>(&self, engine: &Engine<S>) -> Series {
        engine.at(newest_above(engine, self.plan.from)).series
    }
}

/// The newest snapshot of the base on a volume's path.
fn newest_above<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> VolumeId {
    let path = engine.path(volume);
    let last = path.iter().rev().nth(1);
    last.copied().unwrap_or(volume)
}

/// Takes a read-only snapshot, unless it is there already.
pub(super) fn take<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    of: VolumeId,
    series: Series,
    observer: &mut impl Observer,
) {
    if engine.volumes_created() <= volume.0 {
        let taken = Taken {
            kind: Kind::Ross,
            parent: of,
            series,
            read_only: false,
        };
        create_snapshot(engine, volume, taken, observer);
        engine.put_off(of, observer);
    }
}

/// From here on the base shows the source's state.
fn mark<S: PageStore>(engine: &mut Engine<S>, plan: Plan, observer: &mut impl Observer) {
    let tree = engine.at(plan.base).tree;
    let source = plan.source.unwrap_or(plan.from);
    let (old_left, left) = items(engine, plan, source);
    let others = engine.at(plan.base).hanging.iter().copied();
    let others = others.filter(|&id| id != plan.new && !engine.at(id).stale);
    let restore = Restore {
        base: plan.base,
        source,
        own_source: plan.source.is_some(),
        undo: plan.undo,
        others: others.collect(),
        new: plan.new,
        order: plan.order,
        mode: plan.mode,
        items: (old_left.len() + left.len()) as u64,
        items_done: 0,
        copied_pages: 0,
        old_left,
        left,
        bits: BTreeSet::new(),
    };
    // What they promise is not so any more: the base leads to the source.
    hints::forget_tree(engine, tree, observer);
    observer.event(&Event::RestoreBegun {
        tree,
        restore: Cow::Borrowed(&restore),
    });
    engine.tree_mut(tree).restore = Some(Box::new(restore));
}

/// The work items: pages with an entry on the way from the source to the base, and those of the
/// base that lie past the end of a volume on that way.
fn items<S: PageStore>(
    engine: &Engine<S>,
    plan: Plan,
    source: VolumeId,
) -> (BTreeSet<PageNo>, BTreeSet<PageNo>) {
    let mut path = engine.path(source);
    path.retain(|&at| at != plan.base && at != plan.new);
    let end = engine.at(plan.base).pages;
    let mut held = [BTreeSet::new(), BTreeSet::new()];
    for &at in &path {
        let pages = engine.exceptions_of(at).into_iter().map(|(page, _)| page);
        let pages = pages.filter(|page| page.0 < end);
        held[usize::from(engine.at(at).kind != Kind::Ross)].extend(pages);
    }
    let [mut old, new] = held;
    let least = path.iter().map(|&at| engine.at(at).pages).min();
    if let Some(least) = least.filter(|&least| least < end) {
        old.extend(live_pages(engine, plan.base, least));
    }
    match plan.order {
        Order::OldFirst => (old, new),
        Order::Once => {
            old.extend(new);
            (BTreeSet::new(), old)
        }
    }
}

fn begun<S: PageStore>(engine: &Engine<S>, plan: Plan) -> Begun {
    let restore = engine.restore(plan.base);
    Begun {
        base: plan.base,
        from: plan.from,
        source: plan.source.unwrap_or(plan.from),
        undo: plan.undo,
        new: plan.new,
        pages: restore.map(Restore::pending).unwrap_or_default(),
        items: restore.map_or(0, |restore| restore.items),
    }
}
