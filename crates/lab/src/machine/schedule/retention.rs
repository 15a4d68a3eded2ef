//! Which of a schedule's snapshots stay.

use super::Taken;
use crate::language::Retention;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;
const WEEK_MS: u64 = 7 * DAY_MS;

/// The snapshots, oldest first, that none of the rules keeps; none where there is no rule.
pub(super) fn let_go(own: &[Taken], rules: Retention) -> impl Iterator<Item = &Taken> {
    let mut stays = vec![rules == Retention::default(); own.len()];
    if let Some(newest) = rules.keep {
        let newest = usize::try_from(newest).unwrap_or(usize::MAX);
        stays
            .iter_mut()
            .rev()
            .take(newest)
            .for_each(|stays| *stays = true);
    }
    for (count, length_ms) in [
        (rules.hourly, HOUR_MS),
        (rules.daily, DAY_MS),
        (rules.weekly, WEEK_MS),
    ] {
        keep_one_each(own, count.unwrap_or(0), length_ms, &mut stays);
    }
    own.iter()
        .zip(stays)
        .filter(|(_, stays)| !stays)
        .map(|(taken, _)| taken)
}

/// Keeps the newest snapshot of each of the newest `count` lengths of time that have one.
fn keep_one_each(own: &[Taken], count: u64, length_ms: u64, stays: &mut [bool]) {
    let mut kept = 0;
    let mut last = None;
    for (taken, stays) in own.iter().zip(stays).rev() {
        let length = taken.at.ms() / length_ms;
        if last == Some(length) {
            continue;
        }
        if kept == count {
            return;
        }
        last = Some(length);
        kept += 1;
        *stays = true;
    }
}

#[cfg(test)]
mod tests {
    use cowpath_engine::ids::VolumeId;

    use super::{DAY_MS, HOUR_MS, Retention, Taken, WEEK_MS, let_go};
    use crate::language::Time;

    /// The numbers of those that go, of snapshots taken at these times.
    fn gone(at_ms: &[u64], rules: Retention) -> Vec<u32> {
        let own: Vec<Taken> = (0..)
            .zip(at_ms)
            .map(|(id, at)| Taken {
                volume: VolumeId(id),
                at: Time::from_ms(*at),
            })
            .collect();
        let_go(&own, rules).map(|taken| taken.volume.0).collect()
    }

    #[test]
    fn without_a_rule_all_stay() {
        assert!(gone(&[0, 0, 1], Retention::default()).is_empty());
    }

    #[test]
    fn keep_counts_snapshots_and_the_others_count_lengths_of_time_that_have_one() {
        let keep = Retention {
            keep: Some(2),
            ..Retention::default()
        };
        assert_eq!(gone(&[0, 0, 0], keep), [0]);
        assert!(gone(&[0, 5], keep).is_empty());
        let hourly = Retention {
            hourly: Some(2),
            ..Retention::default()
        };
        // The newest of the newest two hours with a snapshot; the empty hours do not count.
        let times = [0, HOUR_MS - 1, 7 * HOUR_MS, 9 * HOUR_MS, 9 * HOUR_MS + 1];
        assert_eq!(gone(&times, hourly), [0, 1, 3]);
    }

    #[test]
    fn a_snapshot_stays_when_one_rule_keeps_it() {
        let rules = Retention {
            keep: Some(1),
            hourly: None,
            daily: Some(2),
            weekly: Some(2),
        };
        let times = [0, WEEK_MS - DAY_MS, WEEK_MS, WEEK_MS + 1, WEEK_MS + 2];
        // 4 by every rule, 1 as the day before and as the week before.
        assert_eq!(gone(&times, rules), [0, 2, 3]);
    }
}
