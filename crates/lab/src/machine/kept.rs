//! What a machine knows beside its engine and the names of volumes, as plain values: what a file
//! of the volumes has to keep for the machine to go on in the same way.

use cowpath_engine::ids::{Series, VolumeId};

use super::Machine;
use super::schedule::Schedules;
use super::trees::Trees;
use crate::language::{Command, Time, parse_command};

/// The clock, the schedules, and the names of snapshot trees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    /// The simulated clock, in milliseconds since the start.
    pub now_ms: u64,
    /// Whether a safety rule was ever switched off.
    pub faulted: bool,
    /// Volumes, their named trees, and the names. A volume may be gone.
    pub trees: Vec<(VolumeId, Series, String)>,
    /// The schedules, in the order they were made.
    pub schedules: Vec<KeptSchedule>,
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

impl Machine {
    /// What has to be kept beside the engine and the names of volumes.
    #[must_use]
    pub fn kept(&self) -> Kept {
        Kept {
            now_ms: self.now().ms(),
            faulted: self.faulted,
            trees: self.trees.list().to_vec(),
            schedules: self.schedules.kept(),
        }
    }

    /// The machine with what was kept. It must have no schedules yet.
    ///
    /// # Errors
    /// A sentence, when a part is not what it should be: two trees of one name, a line that is no
    /// `schedule` command, a volume that does not live or that no schedule can be made of.
    pub fn with_kept(mut self, kept: Kept) -> Result<Self, String> {
        self.trees = Trees::of(kept.trees, &self.engine)?;
        self.faulted |= kept.faulted;
        let mut schedules = Schedules::default();
        schedules.go_to(Time::from_ms(kept.now_ms));
        self.schedules = schedules;
        for schedule in kept.schedules {
            let command = parse_command(&schedule.command).map_err(|error| error.to_string())?;
            let Command::Schedule(plan) = command else {
                return Err(format!("{} is no schedule", schedule.command));
            };
            self.schedule(&plan).map_err(|refused| refused.message)?;
            let of = self.known(&plan.of).map_err(|refused| refused.message)?;
            for (volume, _) in &schedule.own {
                if self.engine.volume(*volume).is_none() {
                    return Err(format!("{} took a volume that is gone", plan.name));
                }
            }
            self.schedules.add_kept(plan, of, schedule);
        }
        Ok(self)
    }
}
