//! Writes with more to do than one push.

use cowpath_engine::event::Event;

use super::{all, check, last, run};

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
fn who_was_given_up_is_told_and_keeps_nothing() {
    let script = "volume base pages 8 page 4KiB levels 8
write base 0 \"a0\"
ross s1 of base
write base 0 \"b0\"
ross s2 of base
rwss w of s1
write w 2 \"ww\"
limit base data 2
set full stale
write base 1 \"b1\"";
    let told = run(&[script]).end();
    let all = told.sentences.join("\n");
    assert!(!all.contains("keep"), "{all}");
    let given = "To make room for it, w and s1 had to be given up: stale, they refuse to be read.";
    assert!(all.ends_with(given), "{all}");
}

#[test]
fn a_broken_rule_is_told_first() {
    let told = last("set fault push-before-write on\nwrite base 5 \"ff\"").end();
    let all = told.sentences.join("\n");
    let broken = "Broken on purpose: push-before-write (the old content is pushed before";
    assert!(all.starts_with(broken), "{all}");
    assert!(!all.contains("keep their contents"), "{all}");
}
