//! What must hold of a schedule that comes from a file.

use crate::language::{Schedule, Time, Trigger};
use crate::machine::KeptSchedule;

/// The highest number of a snapshot: no machine makes so many.
const NUMBER_MAX: u64 = u32::MAX as u64;

/// Whether a schedule with a plan that is allowed can be as far as it says.
pub(in crate::machine) fn fits(
    plan: &Schedule,
    kept: &KeptSchedule,
    now: Time,
) -> Result<(), String> {
    if kept.number > NUMBER_MAX {
        return Err(format!(
            "snapshot {} of a schedule: at most {NUMBER_MAX}",
            kept.number
        ));
    }
    let writes_max = match plan.trigger {
        Trigger::Writes(every) => every.saturating_sub(1),
        Trigger::Time(_) | Trigger::Event(_) => 0,
    };
    if kept.writes > writes_max {
        return Err(format!(
            "{} writes: at most {writes_max} are waited for",
            kept.writes
        ));
    }
    let by_clock = matches!(plan.trigger, Trigger::Time(_));
    if kept.due_ms.is_some_and(|due| due < now.ms() || !by_clock) {
        return Err("a snapshot is due before now, or not by the clock".to_owned());
    }
    let in_time = kept.own.is_sorted_by_key(|(_, at_ms)| *at_ms);
    if !in_time || kept.own.last().is_some_and(|(_, at_ms)| *at_ms > now.ms()) {
        return Err("a schedule's snapshots are not in the order of time up to now".to_owned());
    }
    Ok(())
}
