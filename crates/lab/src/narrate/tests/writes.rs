//! Writes: each way in which old content is kept and new content lands.

use super::check;

#[test]
fn the_old_page_travels_to_the_newest_snapshot() {
    check(
        r#"write base 6 "b6""#,
        r"
A write to page 6 of base
Page 6 was not yet in 2204, the newest read-only snapshot of base, so its old content a6 travels there first (a COW push: copy on write), and two tables are made for it.
2206, 2212, 2210, 2104 and 2106 keep their contents: they read page 6 through 2204.
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
              the new data lands in base
",
    );
}

#[test]
fn what_a_snapshot_holds_is_not_overwritten() {
    check(
        r#"write base 3 "d3""#,
        r"
A write to page 3 of base
2204 holds page 3 already, a3: an earlier write pushed it. What a read-only snapshot holds is never overwritten, so nothing is pushed.
d3 lands in base, over the old content of page 3.
[Steps of method 800]
  804         a write of page 3 reaches base
  806 808     look up the level 1 entry: the table at admin+28
  810 816     look up the level 2 entry: the table at admin+30
  818 824     look up the level 3 entry: the page at data+5
  826         2204 holds the page: nothing to push
              the new data lands in base
",
    );
}

#[test]
fn a_page_the_snapshot_owns_is_shared() {
    check(
        r#"write 2304 4 "v4""#,
        r"
A write to page 4 of 2304
Page 4 was not yet in 2308, the newest read-only snapshot of 2304, so it takes a reference to y4, the page that 2304 holds (a COW push, copy on write, that copies nothing), and one table is made for it.
2306 keeps its contents: it reads page 4 through 2308.
Then 2304 gets a new page 4 with v4, at data+15: its old one stays with those that share it.
[Steps of method 800]
  804         a write of page 4 reaches 2304
  806 808     look up the level 1 entry of 2308: the table at admin+44
  810 816     look up the level 2 entry of 2308: empty
  820         allocate a level 3 table of 2308
  822         set the level 2 entry of 2308
              share the page at data+9 instead of a copy
  830         set the level 3 entry of 2308: 2308 holds the page
  806 808     look up the level 1 entry of 2304: the table at admin+32
  810 816     look up the level 2 entry of 2304: the table at admin+34
  818 824     look up the level 3 entry of 2304: the page at data+9
  828         create a page for the new data
  830         the new data lands in its page: v4
  830         set the level 3 entry of 2304: 2304 holds the page
              give up the reference to the old page: 1 left
",
    );
}

#[test]
fn a_page_read_from_the_base_is_copied() {
    check(
        r#"write 2304 0 "v0""#,
        r"
A write to page 0 of 2304
Page 0 was not yet in 2308, the newest read-only snapshot of 2304, so its old content c0 of base travels there first (a COW push: copy on write), and two tables are made for it.
2310 and 2306 keep their contents: they read page 0 through 2308.
Then 2304 gets a new page 0 with v0, at data+16: it had none of its own, and two new tables lead there.
[Steps of method 800]
  804         a write of page 0 reaches 2304
  806 808     look up the level 1 entry of 2308: empty
  812         allocate a level 2 table of 2308
  814         set the level 1 entry of 2308
  820         allocate a level 3 table of 2308
  822         set the level 2 entry of 2308
              look for the old data along the links: 2304, 2204 and base
  828         create the COW page
  830         fill it with the old data: c0
  830         set the level 3 entry of 2308: 2308 holds the page
  806 808     look up the level 1 entry of 2304: empty
  812         allocate a level 2 table of 2304
  814         set the level 1 entry of 2304
  820         allocate a level 3 table of 2304
  822         set the level 2 entry of 2304
  828         create a page for the new data
  830         the new data lands in its page: v0
  830         set the level 3 entry of 2304: 2304 holds the page
",
    );
}

#[test]
fn without_a_snapshot_nothing_is_kept() {
    check(
        r#"write 2306 1 "v1""#,
        r"
A write to page 1 of 2306
2306 has no read-only snapshot, so no old content has to be kept.
2306 gets a new page 1 with v1, at data+15: it had none of its own, and two new tables lead there.
[Steps of method 800]
  804         a write of page 1 reaches 2306
  806 808     look up the level 1 entry of 2306: empty
  812         allocate a level 2 table of 2306
  814         set the level 1 entry of 2306
  820         allocate a level 3 table of 2306
  822         set the level 2 entry of 2306
  828         create a page for the new data
  830         the new data lands in its page: v1
  830         set the level 3 entry of 2306: 2306 holds the page
",
    );
}

#[test]
fn a_write_over_a_page_border_tells_the_last_page() {
    check(
        r#"write 2104 @4090 "0123456789""#,
        r"
A write to pages 0-1 of 2104
Two pages were written. Old content was pushed into 2106 first: page 1. The last one, page 1, went like this.
Page 1 was not yet in 2106, the newest read-only snapshot of 2104, so its old content b1 of base travels there first (a COW push: copy on write).
Then 2104 gets a new page 1 with 6789, at data+16: it had none of its own.
The bytes of the page around it stay as they were.
[Steps of method 800]
  804         a write of page 1 reaches 2104
  806 808     look up the level 1 entry of 2106: the table at admin+62
  810 816     look up the level 2 entry of 2106: the table at admin+64
  818 824     look up the level 3 entry of 2106: empty
              look for the old data along the links: 2104, 2204 and base
  828         create the COW page
  830         fill it with the old data: b1
  830         set the level 3 entry of 2106: 2106 holds the page
  806 808     look up the level 1 entry of 2104: the table at admin+56
  810 816     look up the level 2 entry of 2104: the table at admin+58
  818 824     look up the level 3 entry of 2104: empty
  828         create a page for the new data
              look for the old data along the links: 2104, 2204 and base
  830         the new data lands in its page: 6789
  830         set the level 3 entry of 2104: 2104 holds the page
",
    );
}

#[test]
fn a_push_can_be_a_redirect() {
    check(
        r#"set push redirect
ross n of 2304
write 2304 3 "v3""#,
        r"
A write to page 3 of 2304
Page 3 was not yet in n, the newest read-only snapshot of 2304, so it gets a redirect to 2204, where the page reads a3 (a COW push, copy on write, that copies nothing), and two tables are made for it.
2310, 2308 and 2306 keep their contents: they read page 3 through n.
Then 2304 gets a new page 3 with v3, at data+15: it had none of its own, and two new tables lead there.
[Steps of method 800]
  804         a write of page 3 reaches 2304
  806 808     look up the level 1 entry of n: empty
  812         allocate a level 2 table of n
  814         set the level 1 entry of n
  820         allocate a level 3 table of n
  822         set the level 2 entry of n
  830         set the level 3 entry of n: a redirect to 2204
  806 808     look up the level 1 entry of 2304: empty
  812         allocate a level 2 table of 2304
  814         set the level 1 entry of 2304
  820         allocate a level 3 table of 2304
  822         set the level 2 entry of 2304
  828         create a page for the new data
  830         the new data lands in its page: v3
  830         set the level 3 entry of 2304: 2304 holds the page
",
    );
}

#[test]
fn a_literal_push_copies_and_then_writes_in_place() {
    check(
        r#"set push copy
ross n of 2304
write 2304 4 "v3""#,
        r"
A write to page 4 of 2304
Page 4 was not yet in n, the newest read-only snapshot of 2304, so its old content y4 travels there first (a COW push: copy on write), and two tables are made for it.
2308 and 2306 keep their contents: they read page 4 through n.
Then v3 goes over page 4 of 2304 in place: nothing else uses it.
[Steps of method 800]
  804         a write of page 4 reaches 2304
  806 808     look up the level 1 entry of n: empty
  812         allocate a level 2 table of n
  814         set the level 1 entry of n
  820         allocate a level 3 table of n
  822         set the level 2 entry of n
  828         create the COW page
  830         fill it with the old data: y4
  830         set the level 3 entry of n: n holds the page
  806 808     look up the level 1 entry of 2304: the table at admin+32
  810 816     look up the level 2 entry of 2304: the table at admin+34
  818 824     look up the level 3 entry of 2304: the page at data+9
  830         the new data lands in its page: v3
",
    );
}

#[test]
fn a_page_another_snapshot_holds_is_shared() {
    check(
        r#"ross n of 2304
write 2304 3 "v3""#,
        r"
A write to page 3 of 2304
Page 3 was not yet in n, the newest read-only snapshot of 2304, so it takes a reference to a3, the page that 2204 holds (a COW push, copy on write, that copies nothing), and two tables are made for it.
2310, 2308 and 2306 keep their contents: they read page 3 through n.
Then 2304 gets a new page 3 with v3, at data+15: it had none of its own, and two new tables lead there.
[Steps of method 800]
  804         a write of page 3 reaches 2304
  806 808     look up the level 1 entry of n: empty
  812         allocate a level 2 table of n
  814         set the level 1 entry of n
  820         allocate a level 3 table of n
  822         set the level 2 entry of n
              look for the old data along the links: 2304 and 2204
              share the page at data+5 instead of a copy
  830         set the level 3 entry of n: n holds the page
  806 808     look up the level 1 entry of 2304: empty
  812         allocate a level 2 table of 2304
  814         set the level 1 entry of 2304
  820         allocate a level 3 table of 2304
  822         set the level 2 entry of 2304
  828         create a page for the new data
  830         the new data lands in its page: v3
  830         set the level 3 entry of 2304: 2304 holds the page
",
    );
}

#[test]
fn zeros_are_old_content_too() {
    check(
        r#"volume e pages 4 page 1B levels 4
ross e1 of e
write e 2 "v""#,
        r"
A write to page 2 of e
Page 2 was not yet in e1, the newest read-only snapshot of e, so its old content, zeros, travels there first (a COW push: copy on write).
Then v lands in e, where page 2 takes space from now on.
[Steps of method 800]
  804         a write of page 2 reaches e
  806 808     look up the level 1 entry: empty
  828         create the COW page
  830         fill it with the old data: zeros
  830         set the level 1 entry: e1 holds the page
              the new data lands in e
",
    );
}

#[test]
fn an_empty_write_does_nothing() {
    check(
        r#"write base @5 """#,
        r"
A write to base
There is nothing to write, so nothing happens.
",
    );
}
