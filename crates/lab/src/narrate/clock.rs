//! Commands that let schedules run, when all of it is done.

use super::words::{count, sentence};
use crate::language::{Command, Time, Trigger};
use crate::outcome::{Outcome, RanCommand};

/// Commands that are told one by one.
const TOLD_MAX: usize = 8;

/// What schedules did within a command, at its end.
pub(super) fn ran(outcome: &Outcome) -> Option<Vec<String>> {
    let (mut told, ran) = match outcome {
        Outcome::Clock(clock) => (
            vec![format!(
                "It is {} now.",
                Time::from_ms(clock.now_ms).in_words()
            )],
            &clock.ran,
        ),
        Outcome::Written(written) => (Vec::new(), &written.ran),
        Outcome::Done(done) => (Vec::new(), done.ran.as_ref()?),
        _ => return None,
    };
    if ran.is_empty() {
        return None;
    }
    let refused = |ran: &&RanCommand| matches!(ran.outcome, Outcome::Refused(_));
    told.push(format!(
        "Schedules ran {}.",
        count(ran.len() as u64, "command")
    ));
    told.extend(ran.iter().take(TOLD_MAX).map(one));
    if ran.len() > TOLD_MAX {
        told.push(format!("And {} more.", ran.len() - TOLD_MAX));
    }
    let refused = ran.iter().filter(refused).count() as u64;
    if refused > 0 {
        told.push(format!(
            "{} refused, which stops nothing: a schedule goes on, and tries again.",
            match refused {
                1 => "One was".to_owned(),
                many => sentence(&format!("{} were", count(many, "command"))),
            }
        ));
    }
    Some(told)
}

fn one(ran: &RanCommand) -> String {
    let outcome = ran.outcome.change_text().unwrap_or_default();
    format!("{}: {outcome}.", ran.command)
}

/// The title of a command that speaks of the clock or of schedules.
pub(super) fn title(command: &Command) -> Option<String> {
    Some(match command {
        Command::Write { volume, .. } => {
            format!("A write to {}, and what schedules do", volume.as_str())
        }
        Command::At(time) => format!("The clock goes to {}", time.in_words()),
        Command::Trigger { event } => format!("The event {}", event.as_str()),
        Command::Schedule(plan) => format!("A schedule: {}", plan.name.as_str()),
        Command::Unschedule { schedule } => format!("The schedule {} ends", schedule.as_str()),
        _ => return None,
    })
}

/// What a schedule will do.
pub(super) fn schedule(command: &Command) -> Option<Vec<String>> {
    let Command::Schedule(plan) = command else {
        return None;
    };
    let (name, of) = (plan.name.as_str(), plan.of.as_str());
    let when = match &plan.trigger {
        Trigger::Writes(1) => "after every write".to_owned(),
        Trigger::Writes(writes) => format!("after every {}", count(*writes, "write")),
        Trigger::Time(time) => format!("every {time} of the simulated clock"),
        Trigger::Event(event) => format!("at each event {}", event.as_str()),
    };
    let keeps = plan.retention;
    let each = [
        (keeps.hourly, "hour"),
        (keeps.daily, "day"),
        (keeps.weekly, "week"),
    ];
    let mut kept: Vec<String> = Vec::new();
    kept.extend(keeps.keep.map(|number| format!("the newest {number}")));
    kept.extend(each.iter().filter_map(|(number, length)| {
        let plural = if (*number)? == 1 { "" } else { "s" };
        Some(format!(
            "one for each of the last {} {length}{plural}",
            (*number)?
        ))
    }));
    let mut told = vec![format!(
        "{name} takes a read-only snapshot of {of} {when}: {name}-1, {name}-2 and so on."
    )];
    told.push(match kept.is_empty() {
        true => "All of them stay.".to_owned(),
        false => format!(
            "Of its own it keeps {}; the others it deletes, by the ordinary command.",
            super::words::list(kept)
        ),
    });
    Some(told)
}
