//! A restore under load in words.

use super::check;

#[test]
fn a_restore_begins() {
    check(
        "restore base from 2104 as n undo u",
        r"
base is restored from 2104
base is frozen for a moment: no host reads or writes it.
2104 can change while the restore runs, so a read-only snapshot of it is taken: n.source.
u is taken of base: it keeps what the restore overwrites.
n is taken of base too. It will show base as it is just after the restore: a write of a host saves the restored page there.
The mark is set: from this step on base shows what n.source shows, and nothing was copied yet. Two pages wait for it, each copied once (two work items). Until a page is copied, a read of it is led on to n.source.
base is in use again. The background copies while hosts go on.
[Beginning a restore]
              freeze base, and put the operation on record
              read-only snapshot n.source of 2104 is taken
              read-only snapshot u of base is taken
              read-only snapshot n of base is taken
              set the mark
              thaw base
",
    );
}

#[test]
fn a_read_is_led_to_the_source() {
    check(
        "restore base from 2104 as n undo u
read base 0",
        r"
A read of page 0 of base
base is asked for page 0.
Page 0 waits for being restored, so the search goes from base to n.source.
n.source holds nothing for it itself, so the search follows its look-up link.
2104 holds the page, at offset 14 of the data volume: r0.
It took five look-ups in three volumes.
[The search, volume by volume]
              look in base: the page waits for being restored: on to n.source (one look-up)
              look in n.source: level 1 entry empty, on to 2104 (one look-up)
              look in 2104: the page at data+14 (three look-ups)
              deliver the content: r0
",
    );
}

#[test]
fn a_host_writes_a_page_that_waits() {
    check(
        "restore base from 2104 as n undo u
write base 0 \"h0\"",
        r"
A write to page 0 of base
n, the newest snapshot, got the restored content.
u receives what the restore overwrites. Page 0 was not yet in it, so its old content c0 travels there first (a COW push: copy on write), and two tables are made for it.
2210, 2204, 2304, 2310, 2308 and 2306 keep their contents: they read page 0 through u.
Then h0 lands in base, over the old content of page 0.
The page was still waiting for the restore. From here on it is the host's: the background does not overwrite it.
[Steps of method 800]
  804         a write of page 0 reaches base
  806 808     look up the level 1 entry: empty
  812         allocate a level 2 table
  814         set the level 1 entry
  820         allocate a level 3 table
  822         set the level 2 entry
              share the page at data+14 instead of a copy
  830         set the level 3 entry: n holds the page
  806 808     look up the level 1 entry: empty
  812         allocate a level 2 table
  814         set the level 1 entry
  820         allocate a level 3 table
  822         set the level 2 entry
  828         create a page for the new data
  830         fill it with the old data: c0
  830         set the level 3 entry: u holds the page
              the new data lands in base
",
    );
}

#[test]
fn the_background_goes_on() {
    check(
        "restore base from 2104 as n undo u
background base 2",
        r"
The restore of base goes on
Two work items done so far.
The present item is page 3. First u keeps what base held before the restore. Then base gets the page itself.
Nothing waits any more: the mark is cleared, and the restore has ended.
n.source was taken for the restore only, so it goes with it.
[Work items of the background]
              page 0: copied two pages
              page 3: copied two pages
              clear the mark: the restore has ended
              delete n.source
",
    );
    check(
        "restore base from 2104 as n undo u order 14
background base all",
        r"
The restore of base goes on
Two work items done so far.
The present item is page 0, as new data holds it. First u keeps what base held before the restore. Then base gets the page itself.
Nothing waits any more: the mark is cleared, and the restore has ended.
n.source was taken for the restore only, so it goes with it.
[Work items of the background]
              page 3, old data: copied two pages
              page 0, new data: copied two pages
              clear the mark: the restore has ended
              delete n.source
",
    );
}

#[test]
fn a_restore_is_given_up() {
    check(
        "restore base from 2104 as n undo u
background base
write base 6 \"h6\"
cancel base as k",
        r"
The restore of base is given up
base is frozen: no host reads or writes it.
k keeps what base shows now: restored pages, and what hosts wrote.
What still waited comes first, page 3: snapshots that show the restored content get it, and u what base held before.
The mark is cleared. What was restored or written already is set back from u.
n.source was taken for the restore only, so it goes with it.
base is in use again, and shows what it showed when u was taken. Every other volume shows what it showed.
[Cancelling a restore]
              freeze base, and put the operation on record
              read-only snapshot k of base is taken
              level 1 entry of k: empty
              k gets a level 2 table
              the level 1 entry of k is set
              k gets a level 3 table
              the level 2 entry of k is set
              data+5 is shared: 2 references
              k holds page 3 now
              level 1 entry of u: a table
              level 2 entry of u: empty
              u gets a level 3 table
              the level 2 entry of u is set
              a page is created at data+17
              the old content b3 is copied to data+17
              u holds page 3 now
              page 3 of base gets a copy
              page 3 of base is as before the restore
              the restore of base is over: it goes back to u
              base is to show what u shows: 3 pages differ
              a write of page 0 reaches base: does k hold the old content?
              level 1 entry of k: a table
              level 2 entry of k: empty
              k gets a level 3 table
              the level 2 entry of k is set
              a page is created at data+18
              the old content r0 is copied to data+18
              k holds page 0 now
              page 0 of base gets a copy
              a write of page 3 reaches base: does k hold the old content?
              level 1 entry of k: a table
              level 2 entry of k: a table
              k holds page 3 already: no push
              page 3 of base gets a copy
              a write of page 6 reaches base: does k hold the old content?
              level 1 entry of k: empty
              k gets a level 2 table
              the level 1 entry of k is set
              k gets a level 3 table
              the level 2 entry of k is set
              a page is created at data+19
              the old content h6 is copied to data+19
              k holds page 6 now
              page 6 of base gets a copy
              base shows what u shows
              the deletion of n.source is put on record
              the deletion of n.source is put on record
              2106 reads through 2104 from now on
              n.source is deleted
              thaw base
",
    );
}

#[test]
fn the_restores_that_run() {
    check(
        "restore base from 2104 as n undo u
restores",
        r"
The restores that run
base is restored from n.source. Two pages wait for being copied: 0,3. The background has done 0 of two work items, and no pages were copied so far.
",
    );
}

#[test]
fn a_restore_that_was_begun_goes_on_step_by_step() {
    let begun = "begin r restore base from 2104 as n undo u\nbegin h write base 2 \"h2\"";
    check(
        &format!("{begun}\nstep r 3"),
        r"
r goes on
It is between its steps: reads, writes and all other commands wait until it has ended. A crash would find it on record.
[Its steps]
              the operation is put on record
              read-only snapshot n.source of 2104 is taken
              read-only snapshot u of base is taken
",
    );
    check(
        &format!("{begun}\nstep r 4\nfinish r"),
        r"
r goes on
It has ended, and what waited goes on.
[Its steps]
              base shows from now on what n.source shows; 2 pages wait for being copied
              base is in use again
",
    );
}
