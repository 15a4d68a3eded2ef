//! A story at each of its moments: what is lit, what is known, what comes next.

use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;

use super::{EIGHT, FIG_8, Last, all, rows, run};
use crate::narrate::{Compared, Narration, RowState, Verdict, explain_difference, step_label};

fn push() -> Last {
    run(&[EIGHT, FIG_8, "write base 6 \"b6\""])
}

#[test]
fn before_the_first_step_nothing_is_lit_or_known() {
    let told = push().at(0);
    assert!(told.flow.iter().all(|row| row.state == RowState::Todo));
    assert_eq!(told.next.as_deref(), Some("a write of page 6 reaches base"));
    assert_eq!(told.flow[1].text, "look up the level 1 entry");
    assert_eq!(told.sentences.len(), 1);
}

#[test]
fn the_cow_page_is_created() {
    let told = push().after(|event| matches!(event, Event::PageAllocated { .. }));
    let expected = r"
A write to page 6 of base
Page 6 was not yet in 2204, the newest read-only snapshot of base, so its old content a6 travels there first (a COW push: copy on write), and two tables are made for it.
2206, 2212, 2210, 2104 and 2106 keep their contents: they read page 6 through 2204.
[Steps of method 800]
  804         a write of page 6 reaches base
  806 808     look up the level 1 entry: empty
  812         allocate a level 2 table
  814         set the level 1 entry
  820         allocate a level 3 table
  822         set the level 2 entry
* 828         create the COW page
. 830         fill it with the old data
. 830         set the level 3 entry: 2204 holds the page
.             the new data lands in base
next: fill it with the old data
";
    assert_eq!(all(&told), expected.trim_start());
}

#[test]
fn each_moment_lights_one_micro_step_and_the_end_lights_none() {
    for last in [
        push(),
        run(&[EIGHT, FIG_8, "write 2304 0 \"v\""]),
        run(&[EIGHT, FIG_8, "read 2206 3"]),
        run(&[EIGHT, FIG_8, "diff 2206 2308"]),
        run(&[EIGHT, FIG_8, "delete 2212"]),
    ] {
        for done in 0..=last.steps.len() {
            let told = last.at(done);
            let states: Vec<RowState> = told.flow.iter().map(|row| row.state).collect();
            assert!(states.is_sorted(), "{}: {states:?}", last.text);
            let settled = done == last.steps.len();
            assert_eq!(told.next.is_none(), settled);
            let all_done = states.iter().all(|state| *state == RowState::Done);
            assert_eq!(settled, settled && all_done, "{} at {done}", last.text);
        }
    }
}

#[test]
fn a_write_of_several_pages_tells_the_present_one() {
    let last = run(&[EIGHT, FIG_8, "write base @4090 \"0123456789\""]);
    let second = last.steps.iter().position(|events| {
        let is_it = |e: &Event<'_>| {
            matches!(
                e,
                Event::WriteBegun {
                    page: PageNo(1),
                    ..
                }
            )
        };
        events.iter().any(is_it)
    });
    let second = second.unwrap();
    let first = last.at(second);
    assert_eq!(first.title, "A write to pages 0-1 of base");
    assert_eq!(
        first.sentences[0],
        "The write covers two pages; page 0 is number 1."
    );
    assert_eq!(
        first.next.as_deref(),
        Some("a write of page 1 reaches base: does 2204 hold the old content?")
    );
    let next = last.at(second + 1);
    assert_eq!(
        next.sentences[0],
        "The write covers two pages; page 1 is number 2."
    );
    assert!(rows(&next).starts_with("* 804         a write of page 1 reaches base\n"));
}

#[test]
fn a_comparison_tells_what_it_has_seen() {
    let last = run(&[EIGHT, FIG_8, "ross new of base", "diff 2204 new"]);
    let told = last.at(2);
    let expected = r"
A comparison of 2204 and new
new is on the look-up path of 2204, so method 500 applies: it goes from 2204 up to new and reports every page that has an exception on the way.
[Steps of method 500]
* 502 506     examine the exceptions of 2204: 3
* 510         found: report page 3
* 512 504     not the last: move to new
. 502 506     examine the exceptions of new
. 512         new is the last: the end
.             drop pages that both read from one place
.             drop pages whose bytes are equal
next: examine the exceptions of new
";
    assert_eq!(all(&told), expected.trim_start());
}

#[test]
fn every_micro_step_has_a_line() {
    let labels = |script: &str| -> Vec<String> {
        let last = run(&[EIGHT, FIG_8, script]);
        let steps = last.steps.iter().zip(&last.names);
        steps
            .map(|(events, names)| step_label(events, names))
            .collect()
    };
    assert_eq!(
        labels("write base 6 \"b6\""),
        [
            "a write of page 6 reaches base: does 2204 hold the old content?",
            "level 1 entry of 2204: empty",
            "2204 gets a level 2 table",
            "the level 1 entry of 2204 is set",
            "2204 gets a level 3 table",
            "the level 2 entry of 2204 is set",
            "a page is created at data+15",
            "the old content a6 is copied to data+15",
            "2204 holds page 6 now",
            "the new content b6 lands in base",
            "the write of page 6 is complete",
        ]
    );
    assert_eq!(
        labels("read 2206 3")[..3],
        [
            "2206 is asked for page 3",
            "2206 holds nothing: on to 2212",
            "2212 holds nothing: on to 2210",
        ]
    );
    assert_eq!(
        labels("delete 2212").last().map(String::as_str),
        Some("2212 is deleted")
    );
    assert_eq!(
        step_label(&[], &SortedMap::new()),
        "the next thing to do is chosen"
    );
}

#[test]
fn a_page_that_differs_shows_both_contents() {
    let last = run(&[EIGHT, FIG_8, "diff 2206 2204"]);
    let compared = Compared {
        a: VolumeId(1),
        b: VolumeId(4),
        method: 500,
        common: VolumeId(4),
    };
    let verdict = Verdict {
        literal: true,
        location: true,
        content: true,
    };
    let outline = last.outlines.last().unwrap();
    let names = last.names.last().unwrap();
    assert_eq!(
        explain_difference(&compared, PageNo(0), verdict, outline, names),
        "Page 0: 2206 shows a0, 2204 shows c0."
    );
}

/// Of a tree too large to be seen in full, less is known, but nothing wrong is told.
#[test]
fn a_large_tree_is_told_without_its_contents() {
    let large = "volume big pages 100000 page 1B levels 100x1000\nwrite big 7 \"x\"\nross s of big";
    let told = run(&[large, "write big 7 \"y\""]).end();
    assert_eq!(
        told.sentences,
        [
            "Page 7 was not yet in s, the newest read-only snapshot of big, so its old content x \
             travels there first (a COW push: copy on write), and one table is made for it.",
            "Then y lands in big, over the old content of page 7.",
        ]
    );
    let same = run(&[
        large,
        "write big 7 \"y\"",
        "write big 7 \"x\"",
        "diff s big",
    ])
    .end();
    assert_eq!(
        same.sentences[3],
        "Page 7: stored in two places, with equal bytes."
    );
}

/// Names and contents are text: nothing in them is taken for anything else.
#[test]
fn hostile_texts_stay_texts() {
    let told = run(&[
        "volume \"<img onerror=1>\" pages 4 page 64B levels 4",
        "write \"<img onerror=1>\" 0 \"a \\\"long\\\" content that goes on and on\"",
    ])
    .end();
    assert_eq!(
        told.sentences[1],
        "“a \"long\" content that go…” lands in <img onerror=1>, where page 0 takes space from now on."
    );
}

#[test]
fn nothing_is_told_of_nothing() {
    let nothing = super::narrate("", &[], 0, &Outline::default(), &SortedMap::new(), None);
    assert_eq!(nothing, Narration::default());
}
