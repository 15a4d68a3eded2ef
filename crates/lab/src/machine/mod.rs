//! Runs commands of the language on an engine, one after another. It knows the names: which
//! volume each one is now, and which one it was. What a command does is the engine's; the history
//! of commands is [`crate::session`]'s.

mod answer;
mod begin;
mod births;
mod changes;
mod crash;
mod flow;
mod follow;
mod kept;
mod look;
mod maps;
mod names;
mod open;
mod places;
mod rate;
mod refresh;
mod restore;
mod rules;
mod running;
mod schedule;
mod settings;
mod trees;

use cowpath_engine::Engine;
use cowpath_engine::event::Observer;
use cowpath_engine::ids::{Series, VolumeId};
use cowpath_engine::map_index::{MapIndex, MapIndexes};
use cowpath_engine::refusal::Refusal;
use cowpath_engine::sorted::SortedMap;

use crate::language::{self, Command};
pub use crate::outcome::{Outcome, Refused};
use names::Names;
use open::Open;
use schedule::Schedules;
use trees::Trees;

pub use kept::{Kept, KeptPart, KeptSchedule, Unfit};
pub use names::{ADMIN, DATA, ZEROS};
pub use open::NextStep;
pub use rules::RULES;
pub use running::Running;
pub use schedule::{SCHEDULED_MAX, SCHEDULES_MAX};
pub use trees::TREES_MAX;

/// Volumes with their names, and what the last command came to.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    engine: Engine,
    names: Names,
    trees: Trees,
    schedules: Schedules,
    /// Bit maps and block maps of the trees that were made with them.
    indexes: MapIndexes,
    open: Open,
    /// Whether a safety rule was ever switched off.
    faulted: bool,
    /// What came of the last command that is not an `expect`.
    last: Option<Outcome>,
}

impl Machine {
    /// A machine without volumes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A machine that goes on from an engine, whose living volumes have these names. A volume
    /// without one is called by its number.
    #[must_use]
    pub fn from_engine(
        engine: Engine,
        names: impl IntoIterator<Item = (VolumeId, String)>,
    ) -> Self {
        let mut known = Names::default();
        for (id, name) in names {
            if engine.volume(id).is_some() {
                known.insert(id, name);
            }
        }
        for volume in engine.volumes() {
            if known.living().get(&volume.id).is_none() {
                let number = volume.id.0;
                let mut numbered = (0..).map(|n| "#".repeat(n) + &number.to_string());
                let free = numbered.find(|name| known.id(name).is_none());
                known.insert(volume.id, free.expect("invariant: some name is free"));
            }
        }
        Self {
            trees: Trees::of(Vec::new(), &engine).unwrap_or_default(),
            schedules: Schedules::default(),
            indexes: MapIndexes::default(),
            open: Open::default(),
            faulted: !engine.policy().faults.is_empty(),
            engine,
            names: known,
            last: None,
        }
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The names of the living volumes.
    #[must_use]
    pub fn names(&self) -> &SortedMap<VolumeId, String> {
        self.names.living()
    }

    /// The names that volumes have, or had when they were deleted.
    #[must_use]
    pub fn names_ever(&self) -> SortedMap<VolumeId, String> {
        let ids = (0..self.engine.volumes_created()).map(VolumeId);
        ids.filter_map(|id| Some((id, self.name(id)?.to_owned())))
            .collect()
    }

    /// The bit map and block map that are kept beside a volume's tables, where its tree was made
    /// with them.
    #[must_use]
    pub fn map_index(&self, id: VolumeId) -> Option<&MapIndex> {
        self.indexes.of(id)
    }

    /// Whether the tree of a living volume keeps such maps for its snapshots.
    #[must_use]
    pub fn has_maps(&self, id: VolumeId) -> bool {
        let tree = self.engine.tree_of(id);
        tree.is_some_and(|tree| self.indexes.has(tree))
    }

    /// The living volume of this name.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<VolumeId> {
        self.names.id(name)
    }

    /// The name that a volume has, or had when it was deleted.
    #[must_use]
    pub fn name(&self, id: VolumeId) -> Option<&str> {
        self.names.ever(id)
    }

    /// The names of the snapshot trees that have one, by volume and series.
    #[must_use]
    pub fn tree_names(&self) -> SortedMap<(VolumeId, Series), String> {
        self.trees.names()
    }

    /// The ordinal of the command that created a volume, among all creating commands; the first
    /// base is 0.
    #[must_use]
    pub fn created(&self, id: VolumeId) -> Option<usize> {
        (id.0 < self.engine.volumes_created()).then_some(id.0 as usize)
    }

    /// Whether a safety rule is or was switched off, so that a broken invariant is no defect.
    #[must_use]
    pub fn is_faulted(&self) -> bool {
        self.faulted
    }

    /// What came of the last command that is not an `expect`: what `expect` looks at.
    #[must_use]
    pub fn last(&self) -> Option<&Outcome> {
        self.last.as_ref()
    }

    /// Notes that a command was refused, so that an `expect` after it can tell. It is no change
    /// of the state: [`Machine::begin`] and [`Machine::apply`] do not do it by themselves.
    pub fn remember(&mut self, refused: &Refused) {
        self.last = Some(Outcome::Refused(refused.clone()));
    }

    /// Decides a command. Nothing has changed yet.
    ///
    /// # Errors
    /// [`Refused`], with the rule that the refusal protects.
    pub fn begin(&self, command: &Command) -> Result<Running, Refused> {
        let origin = command.origin().map(|name| name.as_str().to_owned());
        if let Some(midway) = self.open.midway() {
            rules::while_frozen(command.plain(), midway)?;
        }
        let work = self.decide(command.plain())?;
        Ok(Running::new(work, origin))
    }

    /// Whether a command on whole volumes is between its first and its last micro-step: the state
    /// is not settled, and what invariants say need not hold.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.open.midway().is_some()
    }

    /// Does one micro-step of a command that was begun on this state. Gives the outcome with the
    /// last one, and nothing after it. Between the steps of a command no other one may be applied.
    pub fn step(&mut self, running: &mut Running, observer: &mut dyn Observer) -> Option<Outcome> {
        let outcome = running.step(self, observer)?;
        if !matches!(outcome, Outcome::Expect(_)) {
            self.last = Some(outcome.clone());
        }
        Some(outcome)
    }

    /// Carries a command out to its end.
    ///
    /// # Errors
    /// [`Refused`], and then nothing has changed.
    pub fn apply(
        &mut self,
        command: &Command,
        observer: &mut dyn Observer,
    ) -> Result<Outcome, Refused> {
        let mut running = self.begin(command)?;
        loop {
            if let Some(outcome) = self.step(&mut running, observer) {
                return Ok(outcome);
            }
        }
    }

    /// The living volume of a name, or the refusal that says there is none.
    fn known(&self, name: &language::Name) -> Result<VolumeId, Refused> {
        self.id(name.as_str())
            .ok_or_else(|| self.unknown(name.as_str()))
    }

    /// Frees the name of a deleted volume, and gives it.
    fn forget(&mut self, id: VolumeId) -> String {
        self.schedules.forget(id);
        self.names.remove(id)
    }

    /// The refusal of a name that no volume has, with a near one.
    pub(crate) fn unknown(&self, name: &str) -> Refused {
        self.names.unknown(name)
    }

    /// An engine's refusal with names.
    pub(super) fn refused(&self, refusal: &Refusal) -> Refused {
        let mut message = refusal.message(&|id| crate::outcome::name_text(&self.name_of(id)));
        if let Some(operation) = refusal.operation() {
            let name = crate::outcome::name_text(&self.operation_name(operation));
            message.push_str(&format!(" ({name})"));
        }
        Refused {
            rule: refusal.rule(),
            message,
        }
    }
}
