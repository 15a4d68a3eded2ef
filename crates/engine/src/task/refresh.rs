//! Refresh (seed 3, claims 17-18): a read-write snapshot keeps its identifier and becomes an
//! empty one on another read-only snapshot. What it held is freed.
//!
//! In the order that survives a crash: the read-only snapshot is taken, if it is a new one; an
//! empty read-write snapshot is made on it; in one step the two exchange what they are; and only
//! then is the old one, under the new identifier, deleted. The literal order of claim 5 frees
//! first: between that and the end, the volume shows neither its old state nor its new one.

use std::borrow::Cow;

use crate::command::{Outcome, RefreshFrom, Refreshed};
use crate::engine::Engine;
use crate::event::{Event, Observer};
use crate::faults::Rule;
use crate::hints;
use crate::ids::{Kind, PageNo, Series, VolumeId};
use crate::intent::Intent;
use crate::policy::RefreshPolicy;
use crate::refusal::Refusal;
use crate::sorted::sort_by_number;
use crate::store::PageStore;
use crate::task::create::{Taken, create_snapshot, room_for};
use crate::task::delete::Delete;
use crate::task::need::Need;
use crate::task::pending;
use crate::task::room;
use crate::task::unset;

/// A refresh that was allowed.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    volume: VolumeId,
    from: RefreshFrom,
    /// The read-only snapshot that is taken for it.
    made: Option<VolumeId>,
    /// The identifier that the old state gets.
    old: VolumeId,
    /// The read-only snapshot that the volume read through before.
    was: Option<VolumeId>,
    kept: bool,
    freed_pages: u64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Begin,
    /// The literal order: the pages that are still to be given up, the next one last.
    Free(Vec<PageNo>),
    Ross,
    Make,
    Swap,
    /// The literal order: the volume is led to its new snapshot.
    Lead,
    Delete(Delete),
    Thaw,
}

impl Refresh {
    pub(crate) fn decide<S: PageStore>(
        engine: &Engine<S>,
        volume: VolumeId,
        from: RefreshFrom,
    ) -> Result<Self, Refusal> {
        room::readable(engine, volume)?;
        let living = engine.at(volume);
        if living.kind != Kind::Rwss {
            let kind = living.kind;
            return Err(Refusal::NotARwss { volume, kind });
        }
        let source = source(engine, volume, from);
        room::readable(engine, source)?;
        if engine.at(source).tree != living.tree {
            let (a, b) = (volume, source);
            return Err(Refusal::DifferentTrees { a, b });
        }
        match from {
            RefreshFrom::New { .. } if source == volume => {
                return Err(Refusal::SameVolume { volume });
            }
            RefreshFrom::New { .. } if !engine.at(source).kind.is_writable() => {
                return Err(Refusal::NotAHead { volume: source });
            }
            RefreshFrom::Ross(ross) if engine.at(ross).kind != Kind::Ross => {
                let kind = engine.at(ross).kind;
                return Err(Refusal::NotARoss { volume: ross, kind });
            }
            _ => {}
        }
        let snapshots = engine.branch(volume).count() as u64;
        if snapshots > 0 && engine.policy.refresh == RefreshPolicy::Refuse {
            return Err(Refusal::HasSnapshots { volume, snapshots });
        }
        let first = engine.next_volume()?;
        let (made, old) = match from {
            RefreshFrom::New { .. } => (Some(first), VolumeId(first.0 + 1)),
            RefreshFrom::Ross(_) => (None, first),
        };
        room_for(engine, volume, 1 + u64::from(made.is_some()))?;
        Ok(Self::plan(volume, from, made, old))
    }

    /// Also what recovery begins again.
    pub(crate) fn plan(
        volume: VolumeId,
        from: RefreshFrom,
        made: Option<VolumeId>,
        old: VolumeId,
    ) -> Self {
        Self {
            volume,
            from,
            made,
            old,
            was: None,
            kept: false,
            freed_pages: 0,
            state: State::Begin,
        }
    }

    /// Room for the level-1 tables.
    pub(crate) fn need<S: PageStore>(&self, engine: &Engine<S>) -> (Need, Vec<VolumeId>) {
        let mut need = Need::new(engine, self.volume);
        let roots = usize::from(self.made.is_some()) + usize::from(!self.literal(engine));
        (0..roots).for_each(|_| need.root(engine));
        let source = source(engine, self.volume, self.from);
        (need, vec![self.volume, source])
    }

    /// What its next micro-step is about.
    pub(crate) fn stage(&self) -> &'static str {
        match &self.state {
            State::Begin => "freeze",
            State::Free(_) => "release",
            State::Ross | State::Make => "take",
            State::Swap => "swap",
            State::Lead => "relink",
            State::Delete(delete) => delete.stage(),
            State::Thaw => "thaw",
        }
    }

    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Outcome> {
        let volume = self.volume;
        self.state = match &mut self.state {
            State::Begin => self.begin(engine, observer),
            State::Free(rest) => match rest.pop() {
                Some(page) => {
                    unset::remove(engine, volume, page, observer);
                    return None;
                }
                None => State::Ross,
            },
            State::Ross => {
                self.take(engine, observer);
                match self.literal(engine) {
                    true => State::Lead,
                    false => State::Make,
                }
            }
            State::Make => {
                let taken = Taken {
                    kind: Kind::Rwss,
                    parent: self.onto(),
                    series: Series::default(),
                    read_only: engine.at(volume).read_only,
                };
                if engine.volumes_created() <= self.old.0 {
                    create_snapshot(engine, self.old, taken, observer);
                }
                State::Swap
            }
            State::Swap => self.swap(engine, observer),
            State::Lead => {
                lead(engine, volume, self.onto(), observer);
                State::Thaw
            }
            State::Delete(delete) => match delete.step(engine, observer) {
                Some(_) => State::Thaw,
                None => return None,
            },
            State::Thaw => {
                observer.event(&Event::Thawed { volume });
                return Some(Outcome::Refreshed(self.outcome()));
            }
        };
        None
    }

    fn begin<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> State {
        let volume = self.volume;
        self.was = engine.at(volume).parent;
        self.freed_pages = engine.at(volume).exceptions;
        observer.event(&Event::Frozen { volume });
        if self.literal(engine) {
            let held = engine.exceptions_of(volume).into_iter().rev();
            return State::Free(held.map(|(page, _)| page).collect());
        }
        let intent = Intent::Refresh {
            volume,
            from: self.from,
            made: self.made,
            old: self.old,
        };
        pending::log(engine, Cow::Owned(intent), observer);
        State::Ross
    }

    /// Takes the read-only snapshot, unless it is given or there already.
    fn take<S: PageStore>(&self, engine: &mut Engine<S>, observer: &mut impl Observer) {
        let Some(made) = self.made.filter(|made| engine.volumes_created() <= made.0) else {
            return;
        };
        let taken = Taken {
            kind: Kind::Ross,
            parent: source(engine, self.volume, self.from),
            series: Series::default(),
            read_only: false,
        };
        create_snapshot(engine, made, taken, observer);
        engine.put_off(self.volume, observer);
    }

    /// The two volumes exchange all but their identifiers; what has to be done then is on record
    /// with the same step.
    fn swap<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> State {
        let (volume, old) = (self.volume, self.old);
        forget_hints(engine, volume, observer);
        exchange(engine, volume, old);
        observer.event(&Event::Exchanged { volume, with: old });
        self.kept = !engine.at(old).hanging.is_empty();
        if self.kept {
            pending::clear(engine, observer);
            return State::Thaw;
        }
        let volumes = vec![old];
        pending::log(engine, Cow::Owned(Intent::Delete { volumes }), observer);
        State::Delete(Delete::plan(vec![old]))
    }

    /// The read-only snapshot it will read through.
    fn onto(&self) -> VolumeId {
        match (self.from, self.made) {
            (RefreshFrom::Ross(ross), _) => ross,
            (_, Some(made)) => made,
            (_, None) => unreachable!("a new snapshot has an identifier"),
        }
    }

    /// Whether it goes by the order of claim 5. Snapshots would be led astray by it.
    fn literal<S: PageStore>(&self, engine: &Engine<S>) -> bool {
        engine.policy.faults.off(Rule::RefreshFreesLast)
            && engine.at(self.volume).hanging.is_empty()
    }

    fn outcome(&self) -> Refreshed {
        Refreshed {
            volume: self.volume,
            from: self.onto(),
            made: self.made,
            was: self.was,
            old: self.kept.then_some(self.old),
            discarded_pages: match self.kept {
                true => 0,
                false => self.freed_pages,
            },
        }
    }
}

/// The volume whose state it will have.
fn source<S: PageStore>(engine: &Engine<S>, volume: VolumeId, from: RefreshFrom) -> VolumeId {
    match from {
        RefreshFrom::Ross(ross) => ross,
        RefreshFrom::New { of: Some(of) } => of,
        RefreshFrom::New { of: None } => engine.tree(engine.at(volume).tree).base,
    }
}

/// A skip pointer leads along the old path.
fn forget_hints<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    observer: &mut impl Observer,
) {
    hints::forget_target(engine, volume, observer);
    for (owner, page, _) in engine.hints.about(volume) {
        if engine.hints.remove(owner, page) {
            let volume = owner;
            observer.event(&Event::HintDropped { volume, page });
        }
    }
}

/// Two read-write snapshots exchange tables, links and snapshots.
fn exchange<S: PageStore>(engine: &mut Engine<S>, a: VolumeId, b: VolumeId) {
    engine.volumes.swap(a.0 as usize, b.0 as usize);
    let other = |id: VolumeId| match id {
        _ if id == a => b,
        _ if id == b => a,
        id => id,
    };
    let parents = [a, b].map(|id| engine.at(id).parent);
    for id in [a, b] {
        engine.at_mut(id).head = id;
        for ross in engine.branch(id).collect::<Vec<_>>() {
            let snapshot = engine.at_mut(ross);
            snapshot.head = id;
            snapshot.parent = snapshot.parent.map(other);
        }
    }
    let [first, second] = parents;
    let both = first.into_iter().chain(second.filter(|_| second != first));
    for parent in both {
        let hanging = &mut engine.at_mut(parent).hanging;
        hanging.iter_mut().for_each(|id| *id = other(*id));
        sort_by_number(hanging, |id| u64::from(id.0));
    }
}

/// Leads a read-write snapshot to another read-only one.
fn lead<S: PageStore>(
    engine: &mut Engine<S>,
    volume: VolumeId,
    parent: VolumeId,
    observer: &mut impl Observer,
) {
    forget_hints(engine, volume, observer);
    if let Some(was) = engine.at(volume).parent {
        engine.at_mut(was).hanging.retain(|&id| id != volume);
    }
    let hanging = &mut engine.at_mut(parent).hanging;
    hanging.push(volume);
    sort_by_number(hanging, |id| u64::from(id.0));
    engine.at_mut(volume).parent = Some(parent);
    observer.event(&Event::LinkChanged { volume, parent });
    let pages = engine.at(parent).pages;
    if engine.at(volume).pages != pages {
        engine.at_mut(volume).pages = pages;
        observer.event(&Event::SizeChanged { volume, pages });
    }
}
