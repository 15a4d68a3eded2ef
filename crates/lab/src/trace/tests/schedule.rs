//! When snapshots fall due.

use super::record;
use crate::trace::{Op, Record, Schedule, ScheduleState};

/// The records before (`b`) or after (`a`) which snapshots are due, by index.
fn due(schedule: Schedule, records: &[Record]) -> Vec<String> {
    let mut state = ScheduleState::new(schedule);
    let mut out = Vec::new();
    for (i, record) in records.iter().enumerate() {
        if state.before(record) {
            out.push(format!("b{i}"));
        }
        if state.after(record) {
            out.push(format!("a{i}"));
        }
    }
    assert_eq!(state.snapshots(), out.len() as u64);
    out
}

fn at_ms(times: &[u64]) -> Vec<Record> {
    times
        .iter()
        .map(|ms| record(ms * 1000, Op::Write, 0, 1))
        .collect()
}

#[test]
fn writes_are_counted_and_reads_are_not() {
    let [w, r] = [Op::Write, Op::Read].map(|op| record(0, op, 0, 1 << 20));
    let two = Schedule::every_writes(2).expect("not zero");
    assert_eq!(due(two, &[w, r, w, r, w, w, w]), ["a2", "a5"]);
    assert_eq!(due(two, &[w, r, r]), [""; 0]);
    assert_eq!(Schedule::every_writes(0), None);
    assert_eq!(Schedule::every_ms(0), None);
}

#[test]
fn times_are_on_a_grid_from_the_first_record() {
    let ten = Schedule::every_ms(10).expect("not zero");
    // The grid is 1005, 1015, 1025, …
    assert_eq!(
        due(ten, &at_ms(&[1005, 1014, 1015, 1016, 1024, 1026])),
        ["b2", "b5"]
    );
}

#[test]
fn silence_over_several_intervals_makes_one_snapshot() {
    let ten = Schedule::every_ms(10).expect("not zero");
    assert_eq!(due(ten, &at_ms(&[0, 95, 99, 100])), ["b1", "b3"]);
}

#[test]
fn times_that_go_backwards_make_no_snapshot() {
    let ten = Schedule::every_ms(10).expect("not zero");
    assert_eq!(due(ten, &at_ms(&[100, 110, 50, 111, 0, 120])), ["b1", "b5"]);
    let whole = Schedule::every_ms(u64::MAX).expect("not zero");
    assert_eq!(
        due(
            whole,
            &[record(0, Op::Read, 0, 1), record(u64::MAX, Op::Read, 0, 1)]
        ),
        ["b1"]
    );
}

#[test]
fn the_oldest_are_surplus() {
    let all = Schedule::every_writes(1).expect("not zero");
    let three = all.keeping(3).expect("not zero");
    assert_eq!(
        (all.surplus(9), three.surplus(3), three.surplus(5)),
        (0, 0, 2)
    );
    assert_eq!(all.keeping(0), None);
}
