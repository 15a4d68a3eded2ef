//! What follows the word `schedule`.

use super::cursor::Cursor;
use super::error::Problem;
use super::want::{Fit, Known, Want};
use super::{Retention, Schedule, Trigger, grammar};

/// Takes a schedule: its name, its volume, its trigger, then its options in any order.
pub(super) fn schedule(at: &mut Cursor<'_>) -> Result<Schedule, Problem> {
    let name = at.name(Want::NewSchedule)?;
    at.keyword(grammar::OF)?;
    let of = at.volume(Fit::Writable)?;
    let trigger = match at.keyword(grammar::TRIGGERS)? {
        "every" => every(at)?,
        _ => Trigger::Event(at.name(Want::Known(Known::Event))?),
    };
    let mut retention = Retention::default();
    let mut tree = None;
    at.options(grammar::SCHEDULE_OPTIONS, &mut |at, option| {
        let kept = match option {
            "keep" => &mut retention.keep,
            "hourly" => &mut retention.hourly,
            "daily" => &mut retention.daily,
            "weekly" => &mut retention.weekly,
            _ => {
                tree = Some(at.name(Want::Known(Known::Tree))?);
                return Ok(());
            }
        };
        *kept = Some(at.number(Want::Number("a number of snapshots"))?);
        Ok(())
    })?;
    Ok(Schedule {
        name,
        of,
        trigger,
        retention,
        tree,
    })
}

/// Takes `N writes` or a time.
fn every(at: &mut Cursor<'_>) -> Result<Trigger, Problem> {
    let writes = Want::Number("a number of writes");
    if at.at_number() {
        let writes = at.number(writes)?;
        at.keyword(grammar::WRITES)?;
        return Ok(Trigger::Writes(writes));
    }
    at.note(writes);
    at.time().map(Trigger::Time)
}
