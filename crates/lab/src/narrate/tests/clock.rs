//! Schedules, the clock, stops and recovery.

use cowpath_engine::event::Event;

use super::{check, last};

#[test]
fn a_schedule() {
    check(
        r#"schedule n of base every 2h keep 3 daily 2"#,
        r"
A schedule: n
n takes a read-only snapshot of base every 2h of the simulated clock: n-1, n-2 and so on.
Of its own it keeps the newest 3 and one for each of the last 2 days; the others it deletes, by the ordinary command.
",
    );
}

#[test]
fn the_clock() {
    check(
        r#"schedule n of base every 2h keep 1
at 5h"#,
        r"
The clock goes to 5h
It is 5h now.
Schedules ran three commands.
ross n-1 of base: created n-1.
ross n-2 of base: created n-2.
delete n-1: deleted n-1.
[Deleting a volume]
              find what those who read through n-1 lack: no entries
              2204 reads through n-2
              give up the pages and tables of n-1: one table
",
    );
}

#[test]
fn an_event_for_nobody() {
    check(
        r#"trigger e"#,
        r"
The event e
No schedule waits for this event.
",
    );
}

#[test]
fn recovery_takes_back() {
    check(
        r#"crash 5 write base 6 "b6""#,
        r"
Recovery after a crash
The power is back. Pages, tables and the records of volumes are as they were; skip pointers, counts of references and lists of free room were only in memory.
No entry leads to two tables, taken and not yet used: they are free again.
No operation was on record, and none was needed: at every step, old pages are led to before new ones take their place.
A write that was not acknowledged may be there or not, and nothing else differs: page 6 of base shows a6 now.
[Recovery]
              start again without what was only in memory: no skip pointers dropped
              count what entries lead to, and free the rest: two tables freed
              recovery is complete
",
    );
}

#[test]
fn recovery_finishes() {
    check(
        r#"crash 3 promote base from 2206"#,
        r"
Recovery after a crash
The power is back. Pages, tables and the records of volumes are as they were; skip pointers, counts of references and lists of free room were only in memory.
Everything that was taken is led to by an entry: nothing is lost, and nothing is freed.
An operation was on record, so it was carried out again from its beginning: each of its steps may be done twice. What it leaves is the same as without the crash.
[Recovery]
              start again without what was only in memory: no skip pointers dropped
              count what entries lead to, and free the rest: nothing freed
              carry out again what is on record
              recovery is complete
",
    );
}

#[test]
fn a_write_that_a_schedule_counts() {
    check(
        r#"schedule n of base every 1 writes
write base 6 "b6""#,
        r"
A write to base, and what schedules do
Schedules ran one command.
ross n-1 of base: created n-1.
[Taking a read-only snapshot]
              link n-1 between 2204 and base
  802         allocate its level 1 table: two empty entries at admin+70
",
    );
}

#[test]
fn a_command_that_is_stopped() {
    let stopped = last("crash 5 write base 6 \"b6\"");
    let told = stopped.at(5);
    assert_eq!(told.title, "A write to page 6 of base");
    let end = told.sentences.last().unwrap();
    assert_eq!(end, "Here it stops, as if the power had gone.");
    let next = told.next.unwrap();
    assert_eq!(
        next,
        "the machine starts again: what was only in its memory is gone"
    );
    let half = last("crash 6 promote base from 2212").at(6);
    assert!(
        !half.sentences.iter().any(|s| s.starts_with("base shows")),
        "{half:?}"
    );
}

#[test]
fn what_a_schedule_does_is_told_as_it_happens() {
    let at = last("schedule n of base every 2h keep 1\nat 5h");
    let told = at.after(|event| matches!(event, Event::SnapshotTaken { .. }));
    assert_eq!(told.title, "A read-only snapshot of base: n-1 (schedule n)");
    assert_eq!(told.sentences.len(), 3);
    let told = at.after(|event| matches!(event, Event::LinkChanged { .. }));
    assert_eq!(told.title, "n-1 is deleted (schedule n)");
}

#[test]
fn a_crash_after_the_end() {
    let ended = last("crash 99 write base 6 \"b6\"");
    let told = ended.end();
    assert!(told.sentences[0].starts_with("The command had come to its end before the crash"));
    let shows = "page 6 of base shows b6 now.";
    assert!(told.sentences.last().unwrap().ends_with(shows), "{told:?}");
}
