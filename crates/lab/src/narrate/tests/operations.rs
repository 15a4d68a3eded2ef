//! Commands that change whole volumes.

use super::check;

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
Eight pages are to be copied: pages 0-7.
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
Eight pages are to be copied: pages 0-7.
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
