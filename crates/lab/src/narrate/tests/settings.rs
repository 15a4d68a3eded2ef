//! Deletes of sets, space, rates and what holds from a command on.

use super::check;

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
fn maps_in_a_file_server_s_words() {
    check(
        r#"maps 2304"#,
        r"
The maps of 2304
A file server calls 2304 a read-write copy of the production file system base. A write of a client takes a block of the save volume for the new data: the second bit map says for which pages, and the second block map in which block.
Three bits are set of 8: 4-6. The bit map takes 8 bytes, the block map 48 bytes; the exception tables, which say the same, take 64 bytes.
A read looks at new data of 2304, old data of 2204 and the clone volume of base, in this order.
All copies of base share one save volume: 15 blocks in use, 10 of old data and 5 of new data.
",
    );
}
