//! Volumes made and deleted, settings, looks at the state, refusals.

use super::check;

#[test]
fn a_base_volume() {
    check(
        "volume more pages 10 page 4KiB levels 10",
        r"
A base volume: more
more is a base volume of ten pages of 4 KiB. They hold zeros and take no space until they are written.
Each snapshot in its tree will have exception tables of one level (10): they tell which pages the snapshot holds itself.
[Making a base volume]
              make more and its tree
",
    );
}

#[test]
fn a_read_only_snapshot_takes_the_place_of_the_newest() {
    check(
        "ross new of base",
        r"
A read-only snapshot of base: new
new is a read-only snapshot (ROSS): it shows for ever what base shows now.
Nothing is copied. new holds no page yet and reads all of them through base; a page comes here when base is about to change it.
2204, the newest until now, reads through new from now on, and takes no more pages.
[Taking a read-only snapshot]
              link new between 2204 and base
  802         allocate its level 1 table: two empty entries at admin+66
",
    );
}

#[test]
fn a_read_write_snapshot() {
    check(
        "rwss new of 2206",
        r"
A read-write snapshot of 2206: new
new shows what 2206 shows, and can be written: a read-write snapshot (RWSS).
It holds no page yet. What it does not write itself, it reads through 2206.
[Taking a read-write snapshot]
              link new to 2206
  802         allocate its level 1 table: two empty entries at admin+66
",
    );
}

#[test]
fn a_delete_shares_what_its_child_lacks() {
    check(
        "delete 2212",
        r"
2212 is deleted
2206 reads through 2212, and must go on showing the same.
2206 lacks pages 1, 7, so it gets a reference to what 2212 holds: nothing is copied.
Then 2206 reads through 2210, the next newer snapshot.
One page and five tables are free now.
[Deleting a volume]
              find what those who read through 2212 lack: two entries
              share two pages into 2206: pages 1, 7
              2206 reads through 2210
              give up the pages and tables of 2212: one page and five tables
",
    );
}

#[test]
fn a_delete_with_several_children() {
    check(
        r#"ross n of base
write base 4 "v"
read 2210 3
delete 2204"#,
        r"
2204 is deleted
2210, 2304 and 2104 read through 2204, and must go on showing the same.
2210 lacks page 3, so it gets a reference to what 2204 holds: nothing is copied.
2304 lacks page 3, so it gets a reference to what 2204 holds: nothing is copied.
2104 lacks page 3, so it gets a reference to what 2204 holds: nothing is copied.
Then 2210, 2304 and 2104 read through n, the next newer snapshot.
Three tables are free now.
[Deleting a volume]
              find what those who read through 2204 lack: three entries
              share one page into 2210: page 3
              share one page into 2304: page 3
              share one page into 2104: page 3
              2210 reads through n
              2304 reads through n
              2104 reads through n
              give up the pages and tables of 2204: three tables
",
    );
}

#[test]
fn a_delete_of_a_snapshot_nobody_reads() {
    check(
        "delete 2106",
        r"
2106 is deleted
No volume reads through 2106, so nothing has to be kept for others.
One page and three tables are free now.
[Deleting a volume]
              find what those who read through 2106 lack: no entries
              give up the pages and tables of 2106: one page and three tables
",
    );
}

#[test]
fn a_delete_of_a_read_write_snapshot() {
    check(
        "delete 2306",
        r"
2306 is deleted
No volume reads through 2306, so nothing has to be kept for others.
One page and three tables are free now.
[Deleting a volume]
              find what those who read through 2306 lack: no entries
              give up the pages and tables of 2306: one page and three tables
",
    );
}

#[test]
fn a_delete_of_a_base() {
    check(
        r#"volume e pages 4 page 1B levels 4
write e 1 "v"
delete e"#,
        r"
e is deleted
e has no snapshots, so it goes with all its pages, and its tree with it.
[Deleting a volume]
              find what those who read through e lack: no entries
              give up the pages and tables of e: the whole tree is free
",
    );
}

#[test]
fn a_delete_that_is_refused() {
    check(
        "delete 2204",
        r"
Refused: nothing has changed
2304 hangs on 2204, the newest snapshot of base: without it, it would see later writes to base.
The rule is called children-would-follow-head.
",
    );
}

#[test]
fn a_write_that_is_refused() {
    check(
        r#"write 2206 0 "x""#,
        r"
Refused: nothing has changed
2206 is a read-only snapshot: its view is constant; write to a base volume or to a read-write snapshot.
The rule is called read-only.
",
    );
}

#[test]
fn a_push_mode() {
    check(
        "set push redirect",
        r"
A setting
From now on a push from a read-write snapshot that does not hold the page stores a redirect to the snapshot it hangs on; its own pages are shared.
",
    );
}

#[test]
fn skip_pointers_off() {
    check(
        "set hints off",
        r"
A setting
From now on reads neither leave nor follow skip pointers.
",
    );
}

#[test]
fn a_strict_delete() {
    check(
        "set delete strict",
        r"
A setting
From now on a snapshot that other volumes read through cannot be deleted.
",
    );
}

#[test]
fn the_tree() {
    check(
        "tree",
        r"
The volumes and their links
One base volume, seven read-only snapshots and three read-write snapshots.
",
    );
}

#[test]
fn the_space() {
    check(
        "space",
        r"
What the volumes take
Together the volumes hold 23 pages that nothing else uses and 528 bytes of exception tables.
",
    );
}

#[test]
fn a_check() {
    check(
        "check",
        r"
The invariants
All 21 invariants hold.
",
    );
}

#[test]
fn a_dump() {
    check(
        "dump 2212",
        r"
What 2212 holds itself
2212 has three exceptions.
Page 0 holds b0, at offset 2 of the data volume.
Page 1 holds a1, at offset 1 of the data volume.
Page 7 holds a7, at offset 3 of the data volume.
",
    );
}

#[test]
fn an_expectation_that_fails() {
    check(
        "expect parent 2206 2204",
        r"
An expectation
It is not as expected: parent 2206: expected 2204, found 2212.
",
    );
}

#[test]
fn an_expectation_that_holds() {
    check(
        "expect parent 2206 2212",
        r"
An expectation
It is as expected.
",
    );
}

#[test]
fn a_refresh() {
    check(
        r#"refresh 2306 as 2400 from 2104"#,
        r"
2306 is refreshed
2306 is frozen: nobody reads or writes it for now.
2400 is taken of 2104: what 2306 is to show from now on.
An empty read-write snapshot of 2400 is made under an identifier of its own.
In one step the two exchange what they are: 2306 is the empty one now, and 2306~1 is what 2306 was. Whoever holds 2306 by its identifier goes on.
The old state is given up last, and 2306 is in use again. A stop before the exchange would have left the old state whole, and one after it the new.
[Refreshing a read-write snapshot]
              freeze 2306, and put the refresh on record
              read-only snapshot 2400 of 2104 is taken
              read-write snapshot 2306~1 of 2400 is taken
              exchange 2306 and 2306~1
              the deletion of 2306~1 is put on record
              2306~1 is deleted
              thaw 2306
",
    );
}
