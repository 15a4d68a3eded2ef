//! The worked example of a restore: production shows the source at once, hosts write, the
//! background copies, and every snapshot keeps its view; in both orders and modes.

mod common;

use common::restore::{WAYS, example};
use cowpath_engine::command::{Command, Outcome, RefreshFrom, Span};
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, Runs};
use cowpath_engine::restore::{Mode, Order, Undo};

fn pages(pages: &[u64]) -> Runs {
    pages.iter().map(|page| PageNo(*page)).collect()
}

#[test]
fn the_worked_example_comes_out_in_every_order_and_mode() {
    for (order, mode) in WAYS {
        let mut stage = example();
        let begun = stage.restore("w", Undo::New, order, mode);
        assert_eq!(begun.pages, pages(&[0, 1, 2]));
        assert_eq!(begun.items, if order == Order::OldFirst { 4 } else { 3 });
        assert_eq!(stage.all("base"), "A0 w1 w2 A3", "{order:?} {mode:?}");
        stage.views_hold("at the beginning");
        stage.write("base", 2, "h2");
        stage.write("base", 3, "h3");
        assert_eq!(stage.all("base"), "A0 w1 h2 h3");
        stage.views_hold("while hosts write");
        let mut done = 0;
        let copied = loop {
            let copied = stage.background(1);
            done += copied.items;
            assert_eq!(stage.all("base"), "A0 w1 h2 h3");
            if copied.ended {
                break copied;
            }
            stage.views_hold("in the background");
        };
        stage.views_hold("at the end");
        assert_eq!(copied.deleted, Some(begun.source));
        assert!(stage.engine.volume(begun.source).is_none());
        assert_eq!(stage.engine.restores().count(), 0);
        // In eager mode the host's write of page 2 took its work items with it.
        let expected = match (order, mode) {
            (Order::OldFirst, Mode::Lazy) => 4,
            (Order::Once, Mode::Lazy) => 3,
            _ => 2,
        };
        assert_eq!(done, expected, "{order:?} {mode:?}");
        assert_eq!(stage.held("n"), "2:w2,3:A3");
        assert_eq!(stage.held("u"), "0:B0,1:A1,2:B2");
        assert_eq!(stage.held("s1"), "0:A0,2:A2");
    }
}

#[test]
fn the_work_items_are_four_and_three() {
    for mode in [Mode::Eager, Mode::Lazy] {
        for (order, items) in [(Order::OldFirst, 4), (Order::Once, 3)] {
            let mut stage = example();
            stage.restore("w", Undo::New, order, mode);
            let copied = stage.background(u64::MAX);
            assert_eq!((copied.items, copied.left, copied.ended), (items, 0, true));
            assert_eq!(stage.all("base"), "A0 w1 w2 A3");
        }
    }
}

#[test]
fn a_part_of_a_page_is_merged_with_what_is_shown() {
    for (order, mode) in WAYS {
        let mut stage = example();
        stage.restore("w", Undo::New, order, mode);
        let command = Command::Write {
            volume: stage.id("base"),
            span: Span::Bytes { offset: 17 },
            content: Content::bytes(b"x"),
        };
        stage.run(command);
        assert_eq!(stage.all("base"), "A0 wx w2 A3");
        stage.views_hold("after a part of a page");
        stage.background(u64::MAX);
        assert_eq!(stage.all("base"), "A0 wx w2 A3");
        stage.views_hold("at the end");
    }
}

#[test]
fn the_source_stays_writable_and_other_snapshots_can_be_taken() {
    for (order, mode) in WAYS {
        let mut stage = example();
        stage.restore("w", Undo::New, order, mode);
        stage.play("w w 1=W1; w w 0=W0; ross m of base; w base 1=h1; rwss x of n; w x 0=x0");
        assert_eq!(stage.all("w"), "W0 W1 w2 A3");
        for _ in 0..6 {
            assert_eq!(stage.all("base"), "A0 h1 w2 A3", "{order:?} {mode:?}");
            assert_eq!(stage.all("m"), "A0 w1 w2 A3");
            assert_eq!(stage.all("x"), "x0 w1 w2 A3");
            assert_eq!(stage.all("n"), "A0 w1 w2 A3");
            assert_eq!(stage.all("u"), "B0 A1 B2 A3");
            if stage.engine.restores().count() > 0 {
                stage.background(1);
            }
        }
        assert_eq!(stage.engine.restores().count(), 0);
    }
}

#[test]
fn a_cancel_goes_back_and_may_keep_what_was_shown() {
    for (order, mode) in WAYS {
        for items in 0..4 {
            let mut stage = example();
            let begun = stage.restore("w", Undo::New, order, mode);
            stage.write("base", 2, "h2");
            stage.write("base", 3, "h3");
            if stage.background(items).ended {
                continue;
            }
            let cancelled = stage.cancel(true);
            let kept = cancelled.kept.expect("it was asked for");
            stage.names.insert("kept".to_owned(), kept);
            let when = format!("{order:?} {mode:?}, cancelled after {items} items");
            stage.views_hold(&when);
            assert_eq!(stage.all("base"), "B0 A1 B2 A3", "{when}");
            assert_eq!(stage.all("kept"), "A0 w1 h2 h3", "{when}");
            assert_eq!(cancelled.deleted, Some(begun.source));
            assert_eq!(stage.engine.restores().count(), 0);
        }
    }
}

#[test]
fn with_the_newest_snapshot_as_receiver_it_keeps_its_own_view() {
    for (order, mode) in WAYS {
        let mut stage = example();
        let begun = stage.restore("s1", Undo::Newest, order, mode);
        assert_eq!((begun.undo, begun.source), (stage.id("s1"), stage.id("s1")));
        assert_eq!(begun.pages, pages(&[0, 2]));
        assert_eq!(stage.all("base"), "A0 A1 A2 A3");
        stage.write("base", 0, "h0");
        stage.background(u64::MAX);
        assert_eq!(stage.all("base"), "h0 A1 A2 A3");
        assert_eq!(stage.all("s1"), "A0 A1 A2 A3");
        assert_eq!(stage.all("w"), "A0 w1 w2 A3");
        assert_eq!(stage.all("n"), "A0 A1 A2 A3");
    }
}

#[test]
fn what_does_not_go_with_a_restore_is_refused_with_the_reason() {
    let mut stage = example();
    let base = stage.id("base");
    let w = stage.id("w");
    let again = |from| Command::Restore {
        base,
        from,
        undo: Undo::New,
        order: Order::Once,
        mode: Mode::Eager,
    };
    stage.rejects(Command::Background { base, items: 1 }, "no-restore");
    stage.rejects(Command::CancelRestore { base, keep: true }, "no-restore");
    stage.rejects(again(base), "same-volume");
    stage.restore("w", Undo::New, Order::Once, Mode::Lazy);
    let refusal = stage.rejects(again(w), "restore-running");
    let said = refusal.message(&|id| format!("v{}", id.0));
    assert_eq!(
        said,
        "a restore of v0 runs: let `background v0 all` end it, or cancel it"
    );
    let source = w;
    let volume = base;
    stage.rejects(Command::Promote { volume, source }, "restore-running");
    stage.rejects(Command::Resize { volume, pages: 3 }, "restore-running");
    let one = pages(&[0]);
    stage.rejects(Command::Discard { volume, pages: one }, "restore-running");
    stage.play("ross m of base");
    for name in ["f", "u", "n", "m", "base"] {
        let volumes = vec![stage.id(name)];
        stage.rejects(Command::Delete { volumes }, "in-use");
    }
    // Everything else goes on.
    stage.play("delete s1");
    assert_eq!(stage.all("base"), "A0 w1 w2 A3");
    stage.background(u64::MAX);
    assert_eq!(stage.all("base"), "A0 w1 w2 A3");
    assert_eq!(stage.all("u"), "B0 A1 B2 A3");
}

#[test]
fn a_comparison_during_a_restore_misses_nothing() {
    for (order, mode) in WAYS {
        let mut stage = example();
        stage.restore("w", Undo::New, order, mode);
        stage.write("base", 2, "h2");
        stage.play("ross m of base");
        stage.write("base", 2, "i2");
        let names = ["base", "s1", "w", "u", "n", "m", "f"];
        for _ in 0..4 {
            for a in names {
                for b in names {
                    let differing = (0..4).filter(|&page| {
                        let shown = |name| stage.engine.peek(stage.id(name), PageNo(page));
                        shown(a) != shown(b)
                    });
                    let truth: Runs = differing.map(PageNo).collect();
                    let (left, right) = (stage.id(a), stage.id(b));
                    let compared = stage.run(Command::Diff { a: left, b: right });
                    let Outcome::Compared(diff) = compared else {
                        panic!("{compared:?}");
                    };
                    assert_eq!(diff.content, truth, "{a} {b} {order:?} {mode:?}");
                    let missed = |found: &Runs| truth.iter().any(|page| !found.contains(page));
                    assert!(!missed(&diff.location), "{a} {b}: {diff:?}");
                    assert!(!missed(&diff.literal), "{a} {b}: {diff:?}");
                }
            }
            if stage
                .engine
                .restore(stage.id("base"))
                .is_some_and(|it| it.items_left() > 1)
            {
                stage.background(1);
            }
        }
    }
}

#[test]
fn a_refreshed_snapshot_keeps_its_identifier() {
    let mut stage = example();
    let (w, s1, base) = (stage.id("w"), stage.id("s1"), stage.id("base"));
    let from = RefreshFrom::New { of: None };
    let Outcome::Refreshed(refreshed) = stage.run(Command::Refresh { volume: w, from }) else {
        panic!("it was not refreshed");
    };
    assert_eq!(stage.all("w"), "B0 A1 B2 A3");
    assert_eq!(refreshed.discarded_pages, 2);
    assert_eq!((refreshed.was, refreshed.old), (Some(s1), None));
    let made = refreshed.made.expect("a new snapshot");
    let info = stage.engine.volume(w).expect("it lives");
    assert_eq!((info.parent, info.exceptions), (Some(made), 0));
    assert_eq!(
        stage.engine.volume(made).expect("it lives").parent,
        Some(base)
    );
    stage.write("w", 0, "new");
    assert_eq!(stage.all("s1"), "A0 A1 A2 A3");
    assert_eq!(stage.all("base"), "B0 A1 B2 A3");
}
