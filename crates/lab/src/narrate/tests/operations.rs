//! Commands that change whole volumes, what schedules do, crashes and faults.

use cowpath_engine::event::Event;

use super::{EIGHT, FIG_8, Last, all, check, run};

fn last(script: &str) -> Last {
    run(&[EIGHT, FIG_8, script])
}

/// Every moment of every command of the scenario files is told, and none twice in a row by the
/// same lit row. Names are known throughout.
#[test]
fn every_moment_of_the_scenarios_is_told() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scenarios");
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "cow") {
            continue;
        }
        files += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let session = crate::session::Session::open(&text).unwrap();
        let mut told_of = 0;
        for number in 1..=session.line().len() {
            let mut at = session.clone();
            let item = session.item(number).unwrap().clone();
            let steps = session.all_events(number).into_owned();
            for step in 0..=item.steps {
                at.seek(crate::session::Position {
                    command: number,
                    step,
                });
                if item.steps > 12 && step % 5 != 0 && step != item.steps {
                    continue;
                }
                let settled = step == item.steps;
                let told = crate::narrate::narrate(
                    &item.text,
                    &steps,
                    step,
                    at.outline(),
                    &at.machine().names_ever(),
                    settled.then_some(&item.outcome),
                );
                let place = format!("{} {number}.{step} {}", path.display(), item.text);
                assert!(!told.title.is_empty(), "{place}");
                assert!(!settled || !told.sentences.is_empty(), "{place}");
                assert_eq!(told.next.is_none(), settled, "{place}: {:?}", told.next);
                assert!(told.flow.iter().map(|row| row.state).is_sorted(), "{place}");
                told_of += 1;
            }
        }
        assert!(told_of > 20, "{}", path.display());
    }
    assert!(files >= 14, "{files}");
}

#[test]
fn a_revert_of_a_base() {
    check(
        r#"promote base from 2212"#,
        r"
base is to show what 2212 shows
They differ in pages 0-3, 7, told from the places where pages lie, without reading any.
Snapshots of base keep what they show: old content is pushed first, pages 0-2, 7 into 2204.
base gets five pages as a copy.
base shows what 2212 shows. The two go on by themselves from here.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Promoting a volume]
              put the operation on record
              find where base and 2212 differ: pages 0-3, 7
              change page 0: the old content goes to 2204, copied
              change page 1: the old content goes to 2204, copied
              change page 2: the old content goes to 2204, copied
              change page 3: copied
              change page 7: the old content goes to 2204, copied
              clear the record: the operation is complete
",
    );
}

#[test]
fn a_promote_shares_pages() {
    check(
        r#"promote 2304 from 2306"#,
        r"
2304 is to show what 2306 shows
They differ in pages 6-7, told from the places where pages lie, without reading any.
Snapshots of 2304 keep what they show: old content is pushed first, page 7 into 2308.
2304 shares two pages with the source by a reference.
2304 shows what 2306 shows. The two go on by themselves from here.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Promoting a volume]
              put the operation on record
              find where 2304 and 2306 differ: pages 6-7
              change page 6: shared by a reference
              change page 7: the old content goes to 2308, shared by a reference
              clear the record: the operation is complete
",
    );
}

#[test]
fn a_discard_leaves_holes() {
    check(
        r#"discard 2304 0-3"#,
        r"
2304 gives up pages 0-3
Nobody needs their content any more. Those that already read as zeros are left alone.
Snapshots of 2304 keep what they show: old content is pushed first, pages 0-3 into 2308.
2304 reads through others, so an entry has to say “zeros”: a hole, which takes no page. Four pages read so.
[Discarding pages]
              give up page 0: the old content goes to 2308, it reads as zeros
              give up page 1: the old content goes to 2308, it reads as zeros
              give up page 2: the old content goes to 2308, it reads as zeros
              give up page 3: the old content goes to 2308, it reads as zeros
",
    );
}

#[test]
fn a_discard_of_pages_of_a_base() {
    check(
        r#"discard base 0-1"#,
        r"
base gives up pages 0-1
Nobody needs their content any more. Those that already read as zeros are left alone.
Snapshots of base keep what they show: old content is pushed first, pages 0-1 into 2204.
Two pages are given up: for base it is as if they had never been written.
[Discarding pages]
              give up page 0: the old content goes to 2204, it reads as zeros
              give up page 1: the old content goes to 2204, it reads as zeros
",
    );
}

#[test]
fn a_volume_shrinks() {
    check(
        r#"resize base pages 4"#,
        r"
base is to have four pages
What lies past the new end must go, four pages: else it would be seen again when base grows.
Snapshots of base keep what they show: old content is pushed first, pages 4-7 into 2204.
Snapshots keep the size they were taken with. What they read through base past its end reads as zeros.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Changing a size]
              put the operation on record
              give up page 4: the old content goes to 2204, it reads as zeros
              give up page 5: the old content goes to 2204, it reads as zeros
              give up page 6: the old content goes to 2204, it reads as zeros
              give up page 7: the old content goes to 2204, it reads as zeros
              base has four pages from now on
              clear the record: the operation is complete
",
    );
}

#[test]
fn a_full_copy() {
    check(
        r#"copy c of 2206"#,
        r"
A full copy of 2206: c
c is a base volume with a tree of its own: it shares nothing with 2206, so either can be lost without the other.
Eight pages are to be copied: pages 0-7. The others were never written.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Copying a volume]
              put the operation on record
              find the pages that 2206 shows: pages 0-7
              copy page 0: copied
              copy page 1: copied
              copy page 2: copied
              copy page 3: copied
              copy page 4: copied
              copy page 5: copied
              copy page 6: copied
              copy page 7: copied
              clear the record: the operation is complete
",
    );
}

#[test]
fn a_backup() {
    check(
        r#"backup 2206 to b"#,
        r"
A backup of 2206: b
b is a base volume with a tree of its own: it shares nothing with 2206, so either can be lost without the other.
Eight pages are to be copied: pages 0-7. The others were never written.
b refuses writes and knows that it equals 2206: later, only what differs from there has to travel.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Making a backup]
              put the operation on record
              find the pages that 2206 shows: pages 0-7
              copy page 0: copied
              copy page 1: copied
              copy page 2: copied
              copy page 3: copied
              copy page 4: copied
              copy page 5: copied
              copy page 6: copied
              copy page 7: copied
              clear the record: the operation is complete
",
    );
}

#[test]
fn a_sync_copies_what_differs() {
    check(
        r#"backup 2206 to b
sync b to 2212"#,
        r"
b is brought to 2212
Between the snapshot that b equals and 2212, page 0 differs, so only that one travels.
Then all of b was compared with 2212: they are equal.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Syncing a backup]
              put the operation on record
              find what differs between where b stands and 2212: page 0
              copy page 0: copied
              clear the record: the operation is complete
              compare b with 2212, page by page
",
    );
}

#[test]
fn a_clone_of_a_base_takes_a_snapshot_first() {
    check(
        r#"clone c of base"#,
        r"
A clone of base: c
base goes on changing, so c.origin is taken first: a read-only snapshot, which holds the moment.
c shows what c.origin shows, and can be written: a read-write snapshot (RWSS).
It holds no page yet. What it does not write itself, it reads through c.origin.
[Taking a read-write snapshot]
              link c.origin between 2204 and base
  802         allocate its level 1 table: two empty entries at admin+66
              link c to c.origin
  802         allocate its level 1 table: two empty entries at admin+68
",
    );
}

#[test]
fn a_read_only_clone() {
    check(
        r#"clone c of 2206 read-only"#,
        r"
A clone of 2206: c
c shows what 2206 shows and shares all of it, and refuses writes: a read-only copy.
It holds no page yet. What it does not write itself, it reads through 2206.
[Taking a read-write snapshot]
              link c to 2206
  802         allocate its level 1 table: two empty entries at admin+66
",
    );
}

#[test]
fn a_snapshot_of_a_named_tree() {
    check(
        r#"ross n of base tree nightly"#,
        r"
A read-only snapshot of base: n
n is a read-only snapshot (ROSS): it shows for ever what base shows now.
Nothing is copied. n holds no page yet and reads all of them through base; a page comes here when base is about to change it.
It belongs to the snapshot tree nightly, which has a newest snapshot of its own: a write pushes into the newest of each tree.
[Taking a read-only snapshot]
              link n to base
  802         allocate its level 1 table: two empty entries at admin+66
",
    );
}

#[test]
fn a_full_copy_snapshot() {
    check(
        r#"ross f of 2304 full"#,
        r"
A read-only snapshot of 2304: f
f is a read-only snapshot (ROSS): it shows for ever what 2304 shows now.
It is a full copy: every written page is pushed into f at once, and not only when it is about to change. It takes the room now, and needs nobody to be read.
The operation was put on record before its first change: after a crash, recovery would carry it to its end.
[Taking a read-only snapshot]
              link f between 2308 and 2304
  802         allocate its level 1 table: two empty entries at admin+66
              push page 0: its content goes to f
              push page 1: its content goes to f
              push page 2: its content goes to f
              push page 3: its content goes to f
              push page 4: its content goes to f
              push page 5: its content goes to f
              push page 6: its content goes to f
              push page 7: its content goes to f
",
    );
}

#[test]
fn a_delete_of_a_set() {
    check(
        r#"delete 2106 2104"#,
        r"
2104 is deleted
2106 and 2104 are gone, as a whole. The set was put on record first: after a crash, recovery would have deleted the rest. The last one went like this.
No volume reads through 2104, so nothing has to be kept for others.
One page and three tables are free now.
[Deleting a volume]
              find what those who read through 2104 lack: no entries
              give up the pages and tables of 2104: one page and three tables
",
    );
}

#[test]
fn a_delete_of_a_longer_set() {
    check(
        r#"delete 2306 2308 2310"#,
        r"
2308 is deleted
2310, 2306 and 2308 are gone, as a whole. The set was put on record first: after a crash, recovery would have deleted the rest. The last one went like this.
No volume reads through 2308, so nothing has to be kept for others.
One page and three tables are free now.
[Deleting a volume]
              find what those who read through 2308 lack: no entries
              give up the pages and tables of 2308: one page and three tables
",
    );
}

#[test]
fn the_rate_of_change() {
    check(
        r#"rate base"#,
        r"
How much of base changes
A page is pushed into the newest snapshot once, so a snapshot's exceptions are the pages that changed until the next one was taken.
From 2206 until 2212: one page.
From 2212 until 2210: three pages.
From 2210 until 2204: one page.
From 2204 until base: one page.
",
    );
}

#[test]
fn the_space_of_a_set() {
    check(
        r#"space of 2206 2212"#,
        r"
What the volumes take
Deleting 2206 and 2212 frees four pages and 128 bytes of exception tables. That can be more than deleting each alone would: a page goes when nobody is left who reads it.
",
    );
}

#[test]
fn a_limit() {
    check(
        r#"limit base data 40"#,
        r"
The room of a tree
Its data volume holds at most 40 pages, its administration volume as many table entries as come.
What needs more is refused, or the oldest snapshots are given up: `set full` says which.
",
    );
}

#[test]
fn a_full_policy() {
    check(
        r#"set full stale"#,
        r"
A setting
From now on the oldest snapshots are given up when there is no room: they become stale, and hosts go on writing.
",
    );
}

#[test]
fn the_change_log() {
    check(
        r#"set change-log on"#,
        r"
A setting
From now on each page that is written is noted in a log too. Nothing reads it: it is there to compare its cost with that of the exception tables, which tell the same.
",
    );
}

#[test]
fn a_fault() {
    check(
        r#"set fault delete-merges on"#,
        r"
A fault: delete-merges is off
The rule delete-merges is switched off: a delete takes the pages its children read with it.
What snapshots show can be wrong from here on. That is what the rule is for.
",
    );
}

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
No operation was on record. A write that was not acknowledged may be there or not, and nothing else differs: at every step, old pages are led to before new ones take their place.
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
fn a_write_into_two_trees() {
    check(
        r#"ross n of base tree nightly
write base 6 "b6""#,
        r"
A write to page 6 of base
2204, the newest snapshot of another tree, got the old content.
Page 6 was not yet in n, the newest read-only snapshot of base, so it takes a reference to a6, the page that 2204 holds (a COW push, copy on write, that copies nothing), and two tables are made for it.
Then b6 lands in base, over the old content of page 6.
[Steps of method 800]
  804         a write of page 6 reaches base
  806 808     look up the level 1 entry: empty
  812         allocate a level 2 table
  814         set the level 1 entry
  820         allocate a level 3 table
  822         set the level 2 entry
  828         create the COW page
  830         fill it with the old data: a6
  830         set the level 3 entry: 2204 holds the page
  806 808     look up the level 1 entry: empty
  812         allocate a level 2 table
  814         set the level 1 entry
  820         allocate a level 3 table
  822         set the level 2 entry
              share the page at data+15 instead of a copy
  830         set the level 3 entry: n holds the page
              the new data lands in base
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
fn room_is_made_before_the_write() {
    let room = last("set full stale\nlimit base data 14\nwrite base 6 \"b6\"");
    let told = room.after(|event| matches!(event, Event::EntryRemoved { .. }));
    let expected = r"
Making room: 2206 and 2212
There is no room for what comes, and the policy is to give up the oldest snapshots: 2206 and 2212 become stale.
[Making room]
              put on record which snapshots go
              2206 is stale
              2212 is stale
*             take the entries of 2206: page 0
.             take the entries of 2212
next: the next thing to do is chosen
";
    assert_eq!(all(&told), expected.trim_start_matches('\n'));
    assert_eq!(room.end().title, "A write to page 6 of base");
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
