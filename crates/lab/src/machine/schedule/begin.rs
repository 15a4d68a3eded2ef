//! Refuses schedules and times that make no sense.

use cowpath_engine::ids::Kind;
use cowpath_engine::refusal::Refusal;

use super::{SCHEDULED_MAX, SCHEDULES_MAX};
use crate::language::{self, MAX_NAME_BYTES, Name, Retention, Time, Trigger};
use crate::machine::Machine;
use crate::machine::running::Work;
use crate::outcome::{Refused, name_text};

/// The most that `-1`, `-2`, … add to a schedule's name.
const NUMBER_BYTES_MAX: usize = 21;

impl Machine {
    pub(in crate::machine) fn schedule(&self, plan: &language::Schedule) -> Result<Work, Refused> {
        let name = &plan.name;
        if self.schedules.find(name).is_some() {
            return Err(Refused {
                rule: "name-taken",
                message: format!("there is a schedule {name} already"),
            });
        }
        if self.schedules.all.len() >= SCHEDULES_MAX {
            return Err(Refused {
                rule: "limit-reached",
                message: format!("there are at most {SCHEDULES_MAX} schedules"),
            });
        }
        let of = self.known(&plan.of)?;
        if self.info(of).kind == Kind::Ross {
            return Err(self.refused(&Refusal::NotAHead { volume: of }));
        }
        if name.as_str().len() + NUMBER_BYTES_MAX > MAX_NAME_BYTES {
            let most = MAX_NAME_BYTES - NUMBER_BYTES_MAX;
            return Err(bad(format!(
                "its snapshots are called {name}-1, {name}-2, …: a schedule's name has at most \
                 {most} bytes"
            )));
        }
        let often = match plan.trigger {
            Trigger::Writes(every) => every > 0,
            Trigger::Time(every) => every.ms() > 0,
            Trigger::Event(_) => true,
        };
        if !often {
            return Err(bad(
                "a schedule waits for at least one write, or 1ms".to_owned()
            ));
        }
        let Retention {
            keep,
            hourly,
            daily,
            weekly,
        } = plan.retention;
        if [keep, hourly, daily, weekly].contains(&Some(0)) {
            return Err(bad(
                "a schedule that keeps something keeps at least 1".to_owned()
            ));
        }
        Ok(Work::Schedule(Box::new(plan.clone()), of))
    }

    pub(in crate::machine) fn unschedule(&self, name: &Name) -> Result<Work, Refused> {
        match self.schedules.find(name) {
            Some(_) => Ok(Work::Unschedule(name.clone())),
            None => Err(self.schedules.unknown(name)),
        }
    }

    pub(in crate::machine) fn clock(&self, until: Time) -> Result<Work, Refused> {
        let now = self.now();
        if until < now {
            return Err(Refused {
                rule: "clock-goes-forward",
                message: format!("it is {now} already: the clock only goes forward"),
            });
        }
        let due = self.schedules.due_count(until);
        if due > SCHEDULED_MAX {
            return Err(Refused {
                rule: "limit-reached",
                message: format!(
                    "{due} snapshots would be due on the way: at most {SCHEDULED_MAX} are taken \
                     in one command"
                ),
            });
        }
        Ok(Work::Clock(until))
    }
}

fn bad(message: String) -> Refused {
    Refused {
        rule: "bad-schedule",
        message,
    }
}

/// The refusal of a name that no schedule has.
pub(super) fn unknown(name: &Name, near: Option<&str>) -> Refused {
    let mut message = format!("there is no schedule {name}");
    if let Some(near) = near {
        message.push_str(&format!("; did you mean {}?", name_text(near)));
    }
    Refused {
        rule: "unknown-schedule",
        message,
    }
}
