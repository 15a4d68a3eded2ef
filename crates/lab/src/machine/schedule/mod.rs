//! The simulated clock, and the schedules that take snapshots by it, by writes or at an event.
//! What they do is done by ordinary commands, as [`super::follow`] says.

mod begin;
pub(super) mod kept;
mod retention;

use cowpath_engine::ids::VolumeId;

use super::{KeptSchedule, Machine};
use crate::language::{self, Command, Name, Time, Trigger, nearest};
use crate::outcome::Refused;

/// Snapshots that the schedules may take within one command.
pub const SCHEDULED_MAX: u64 = 10_000;
/// Schedules of one machine.
pub const SCHEDULES_MAX: usize = 1000;

/// The clock and every schedule, in the order they were made.
#[derive(Debug, Clone, Default)]
pub(super) struct Schedules {
    now: Time,
    all: Vec<Schedule>,
}

#[derive(Debug, Clone)]
struct Schedule {
    plan: language::Schedule,
    of: VolumeId,
    /// Number of its last snapshot.
    number: u64,
    /// Write commands since its last one.
    writes: u64,
    /// When the next one is due; `None` where the clock decides nothing.
    due: Option<Time>,
    /// Its snapshots that are left, the oldest first.
    own: Vec<Taken>,
}

/// A snapshot of a schedule.
#[derive(Debug, Clone, Copy)]
struct Taken {
    volume: VolumeId,
    at: Time,
}

impl Schedules {
    pub(super) fn now(&self) -> Time {
        self.now
    }

    pub(super) fn go_to(&mut self, now: Time) {
        self.now = now;
    }

    pub(super) fn plans(&self) -> impl Iterator<Item = &language::Schedule> {
        self.all.iter().map(|schedule| &schedule.plan)
    }

    pub(super) fn add(&mut self, plan: language::Schedule, of: VolumeId) {
        let due = match &plan.trigger {
            Trigger::Time(every) => later(self.now, *every),
            Trigger::Writes(_) | Trigger::Event(_) => None,
        };
        self.all.push(Schedule {
            plan,
            of,
            number: 0,
            writes: 0,
            due,
            own: Vec::new(),
        });
    }

    /// A schedule that is as far as it was.
    pub(super) fn add_kept(&mut self, plan: language::Schedule, of: VolumeId, kept: KeptSchedule) {
        self.all.push(Schedule {
            plan,
            of,
            number: kept.number,
            writes: kept.writes,
            due: kept.due_ms.map(Time::from_ms),
            own: kept
                .own
                .into_iter()
                .map(|(volume, at_ms)| Taken {
                    volume,
                    at: Time::from_ms(at_ms),
                })
                .collect(),
        });
    }

    /// Every schedule and how far it is.
    pub(super) fn kept(&self) -> Vec<KeptSchedule> {
        let kept = |schedule: &Schedule| KeptSchedule {
            command: Command::Schedule(schedule.plan.clone()).to_string(),
            number: schedule.number,
            writes: schedule.writes,
            due_ms: schedule.due.map(Time::ms),
            own: schedule
                .own
                .iter()
                .map(|taken| (taken.volume, taken.at.ms()))
                .collect(),
        };
        self.all.iter().map(kept).collect()
    }

    pub(super) fn remove(&mut self, name: &Name) {
        self.all.retain(|schedule| schedule.plan.name != *name);
    }

    /// A volume is gone, and its schedules with it.
    pub(super) fn forget(&mut self, volume: VolumeId) {
        self.all.retain(|schedule| schedule.of != volume);
        for schedule in &mut self.all {
            schedule.own.retain(|taken| taken.volume != volume);
        }
    }

    /// Counts a write command. Gives the schedules that take a snapshot now.
    pub(super) fn count_write(&mut self, volume: VolumeId) -> Vec<Name> {
        let mut due = Vec::new();
        for schedule in self.all.iter_mut().filter(|s| s.of == volume) {
            if let Trigger::Writes(every) = schedule.plan.trigger {
                schedule.writes += 1;
                if schedule.writes >= every {
                    schedule.writes = 0;
                    due.push(schedule.plan.name.clone());
                }
            }
        }
        due
    }

    /// The schedules that wait for an event.
    pub(super) fn waiting_for(&self, event: &Name) -> Vec<Name> {
        let waits = |s: &&language::Schedule| matches!(&s.trigger, Trigger::Event(e) if e == event);
        self.plans().filter(waits).map(|s| s.name.clone()).collect()
    }

    /// Moves the clock to what is due next up to a time, and gives the schedule. `None` when
    /// nothing is: the clock stands still then.
    pub(super) fn next_due(&mut self, until: Time) -> Option<Name> {
        let due = |s: &Schedule| s.due.filter(|due| *due <= until);
        let first = self.all.iter().filter_map(due).min()?;
        let schedule = self.all.iter_mut().find(|s| s.due == Some(first))?;
        if let Trigger::Time(every) = schedule.plan.trigger {
            schedule.due = later(first, every);
        }
        let name = schedule.plan.name.clone();
        self.now = first;
        Some(name)
    }

    /// How many snapshots are due up to a time.
    fn due_count(&self, until: Time) -> u64 {
        let count = |schedule: &Schedule| match (&schedule.plan.trigger, schedule.due) {
            (Trigger::Time(every), Some(due)) if due <= until => {
                (until.ms() - due.ms()) / every.ms() + 1
            }
            _ => 0,
        };
        self.all.iter().map(count).fold(0, u64::saturating_add)
    }

    /// Notes the snapshot that a schedule has taken.
    pub(super) fn took(&mut self, name: &Name, volume: VolumeId) {
        let at = self.now;
        if let Some(schedule) = self.named_mut(name) {
            schedule.own.push(Taken { volume, at });
        }
    }

    fn named_mut(&mut self, name: &Name) -> Option<&mut Schedule> {
        self.all.iter_mut().find(|s| s.plan.name == *name)
    }

    fn find(&self, name: &Name) -> Option<&Schedule> {
        self.all.iter().find(|s| s.plan.name == *name)
    }

    fn unknown(&self, name: &Name) -> Refused {
        let near = nearest(name.as_str(), self.plans().map(|plan| plan.name.as_str()));
        begin::unknown(name, near)
    }
}

impl Machine {
    /// The simulated clock.
    #[must_use]
    pub fn now(&self) -> Time {
        self.schedules.now()
    }

    /// The schedules, in the order they were made.
    pub fn schedules(&self) -> impl Iterator<Item = &language::Schedule> {
        self.schedules.plans()
    }

    /// When a schedule takes its next snapshot; `None` where the clock does not decide that.
    #[must_use]
    pub fn due(&self, schedule: &Name) -> Option<Time> {
        self.schedules.find(schedule)?.due
    }

    /// The command that takes a schedule's next snapshot; `None` when the schedule is gone.
    pub(super) fn scheduled_snapshot(&mut self, name: &Name) -> Option<Command> {
        let names = &self.names;
        let schedule = self.schedules.named_mut(name)?;
        let of = Name::new(names.ever(schedule.of)?).ok()?;
        let snapshot = loop {
            schedule.number += 1;
            let numbered = format!("{}-{}", name.as_str(), schedule.number);
            if names.id(&numbered).is_none() {
                break Name::new(numbered).ok()?;
            }
        };
        Some(Command::Ross {
            name: snapshot,
            of,
            tree: schedule.plan.tree.clone(),
            full: false,
        })
    }

    /// The commands that delete what a schedule keeps no longer, the oldest snapshot first.
    pub(super) fn let_go(&self, name: &Name) -> Vec<Command> {
        let Some(schedule) = self.schedules.find(name) else {
            return Vec::new();
        };
        let gone = retention::let_go(&schedule.own, schedule.plan.retention);
        let names = gone.filter_map(|taken| Name::new(self.name(taken.volume)?).ok());
        names
            .map(|name| Command::Delete {
                volumes: vec![name],
            })
            .collect()
    }
}

fn later(now: Time, by: Time) -> Option<Time> {
    now.ms().checked_add(by.ms()).map(Time::from_ms)
}
