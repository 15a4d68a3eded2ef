//! What a machine knows beside its engine and the names of volumes, as plain values: what a file
//! of the volumes has to keep for the machine to go on in the same way.

use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, Series, VolumeId};
use cowpath_engine::map_index::INDEXED_PAGES_MAX;

use super::schedule::Schedules;
use super::schedule::kept::fits;
use super::trees::Trees;
use super::{Machine, rules};
use crate::language::{Command, Time, parse_command};

/// The clock, the schedules, the names of snapshot trees, and what kind of index trees have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The simulated clock, in milliseconds since the start.
    pub now_ms: u64,
    /// Whether a safety rule was ever switched off.
    pub faulted: bool,
    /// Volumes, their named trees, and the names.
    pub trees: Vec<(VolumeId, Series, String)>,
    /// The schedules, in the order they were made.
    pub schedules: Vec<KeptSchedule>,
    /// The base volumes whose trees keep bit maps and block maps too, in order of creation.
    pub maps: Vec<VolumeId>,
}

/// A schedule, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSchedule {
    /// The `schedule` command that made it, with the name that its volume has now.
    pub command: String,
    /// Number of its last snapshot; 0 before the first.
    pub number: u64,
    /// Write commands since then.
    pub writes: u64,
    /// When the next one is due, in milliseconds of the clock; `None` where the clock decides
    /// nothing.
    pub due_ms: Option<u64>,
    /// Its snapshots that are left, the oldest first, and when each was taken.
    pub own: Vec<(VolumeId, u64)>,
}

/// Which part of what was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptPart {
    /// A tree, counted from 0.
    Tree(usize),
    /// A schedule, counted from 0.
    Schedule(usize),
    /// A tree that keeps maps, counted from 0.
    Maps(usize),
}

/// A part of what was kept does not fit the volumes or the rest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unfit {
    /// Which one.
    pub part: KeptPart,
    /// Why.
    pub message: String,
}

impl Machine {
    /// What has to be kept beside the engine and the names of volumes.
    #[must_use]
    pub fn kept(&self) -> Kept {
        Kept {
            now_ms: self.now().ms(),
            faulted: self.faulted,
            trees: self.living_trees().cloned().collect(),
            schedules: self.schedules.kept(),
            maps: self.bases_with_maps().collect(),
        }
    }

    fn bases_with_maps(&self) -> impl Iterator<Item = VolumeId> + '_ {
        let bases = self.engine.volumes().filter(|v| v.kind == Kind::Base);
        bases.map(|base| base.id).filter(|id| self.has_maps(*id))
    }

    /// The named snapshot trees of living volumes.
    pub(super) fn living_trees(&self) -> impl Iterator<Item = &(VolumeId, Series, String)> {
        let trees = self.trees.list().iter();
        trees.filter(|(head, ..)| self.engine.volume(*head).is_some())
    }

    /// The machine with what was kept. It must have no schedules yet.
    ///
    /// # Errors
    /// [`Unfit`], when a part is not what it should be: two trees of one name, a line that is no
    /// `schedule` command, a volume that does not live or that no schedule can be made of, numbers
    /// that no schedule comes to; maps of what is no base volume, or of one that is too large.
    pub fn with_kept(mut self, kept: Kept) -> Result<Self, Unfit> {
        let trees = Trees::of(kept.trees, &self.engine);
        self.trees = trees.map_err(|(at, message)| Unfit {
            part: KeptPart::Tree(at),
            message,
        })?;
        self.faulted |= kept.faulted;
        let mut schedules = Schedules::default();
        schedules.go_to(Time::from_ms(kept.now_ms));
        self.schedules = schedules;
        for (at, schedule) in kept.schedules.into_iter().enumerate() {
            self.take_up(schedule).map_err(|message| Unfit {
                part: KeptPart::Schedule(at),
                message,
            })?;
        }
        for (at, base) in kept.maps.into_iter().enumerate() {
            self.keep_maps(base).map_err(|message| Unfit {
                part: KeptPart::Maps(at),
                message,
            })?;
        }
        Ok(self)
    }

    /// From now on the tree of a base volume keeps maps, which are read off its tables.
    fn keep_maps(&mut self, base: VolumeId) -> Result<(), String> {
        let is_base = self.engine.volume(base).map(|v| v.kind) == Some(Kind::Base);
        let tree = self.engine.tree_of(base).filter(|_| is_base);
        let Some(tree) = tree.filter(|tree| !self.indexes.has(*tree)) else {
            let found = base.0;
            return Err(format!(
                "the number of a base volume was expected, found {found}"
            ));
        };
        let covers = self.engine.geometry(base).map_or(0, Geometry::covers);
        if covers > INDEXED_PAGES_MAX {
            return Err(rules::too_large_for_maps(covers).message);
        }
        self.indexes.read(&self.engine, tree);
        Ok(())
    }

    /// Takes up a schedule where it was.
    fn take_up(&mut self, kept: KeptSchedule) -> Result<(), String> {
        let command = parse_command(&kept.command).map_err(|error| error.to_string())?;
        let Command::Schedule(plan) = command else {
            return Err(format!("{} is no schedule", kept.command));
        };
        self.schedule(&plan).map_err(|refused| refused.message)?;
        let of = self.known(&plan.of).map_err(|refused| refused.message)?;
        let own = kept.own.iter().map(|(id, _)| self.engine.volume(*id));
        if own
            .into_iter()
            .any(|v| v.is_none_or(|v| v.kind != Kind::Ross))
        {
            return Err(format!("{} took a snapshot that is none", plan.name));
        }
        fits(&plan, &kept, self.now())?;
        self.schedules.add_kept(plan, of, kept);
        Ok(())
    }
}
