//! Writes and reads in flight (file 004): the serial orders, the unlocked
//! interleavings, and every schedule of small sets.

mod common;

use common::flight::Flight;
use cowpath_engine::command::Command;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::PageNo;
use cowpath_engine::inflight::Step;

/// The table of serial orders: entry, the snapshot's view, the base's.
#[test]
fn serial_orders_come_to_the_table() {
    let rows = [
        ("F", "F", false, "F", "F"),
        ("N", "N", true, "x", "N"),
        ("F N", "F N", true, "F", "N"),
        ("F N", "N F", false, "F", "F"),
        ("F N N2", "N F N2", true, "F", "N2"),
        ("F F2 N", "F N F2", false, "F2", "F2"),
        ("F F2 N", "N F F2", false, "F2", "F2"),
        ("F N N2", "N N2 F", false, "F", "F"),
    ];
    for (set, order, entry, snapshot, base) in rows {
        for off in [&[][..], &[Rule::Lock], &[Rule::CrashOrder]] {
            let mut flight = Flight::of(set, off);
            flight.finish(order);
            let found = (flight.entry(), flight.page("s"), flight.page("base"));
            let told = (entry, snapshot.to_owned(), base.to_owned());
            assert_eq!(found, told, "{order}");
            assert_eq!(flight.stage.engine.held_pages(), 0);
            // Where the entry is deleted, the page of the first image is free.
            let tree = flight.stage.outline.trees.values().next().expect("a tree");
            assert_eq!(tree.data_pages, u64::from(entry), "{order}");
        }
    }
}

#[test]
fn reads_see_the_columns_of_the_table() {
    let rows = [
        ("R1 F N R2", "x", "N"),
        ("F R1 N R2", "F", "N"),
        ("N R1 R2 F", "x", "N"),
        ("N F R1 R2", "F", "F"),
        ("R2 N R1 F", "x", "x"),
    ];
    for (order, snapshot, base) in rows {
        let mut flight = Flight::of("F N R1 R2", &[]);
        flight.finish(order);
        let reads = (flight.reads["R1"].as_str(), flight.reads["R2"].as_str());
        assert_eq!(reads, (snapshot, base), "{order}");
    }
}

/// The steps have their fixed number, also with nothing to do.
#[test]
fn steps_are_those_of_the_brief() {
    let steps = |set: &str, first: &str, name: &str, off: &[Rule]| {
        let mut flight = Flight::of(set, off);
        flight.finish(first);
        let left = flight.stage.engine.open_operation(flight.open[name]);
        let left = left.expect("in flight").left.expect("it is known");
        let advanced = flight.try_step(name, None).expect("it is enabled");
        assert_eq!(advanced.steps.len() as u64, left);
        advanced.steps
    };
    use Step::{Copy, Drop, Entry, Get, Look, Put, Test};
    let unlocked = &[Rule::Lock][..];
    let copy_first = &[Rule::Lock, Rule::EntryBeforeCopy][..];
    assert_eq!(steps("F N", "", "F", &[]), [Put, Drop]);
    assert_eq!(steps("F N", "N", "F", unlocked), [Drop, Put]);
    assert_eq!(steps("F N", "", "N", &[]), [Test, Copy, Entry, Put]);
    assert_eq!(steps("N N2", "N2", "N", &[]), [Test, Copy, Entry, Put]);
    assert_eq!(steps("N N2", "N2", "N", unlocked), [Test, Entry, Copy, Put]);
    assert_eq!(steps("N N2", "", "N", copy_first), [Test, Copy, Entry, Put]);
    assert_eq!(steps("F R1", "", "R1", &[]), [Look, Get]);
    assert_eq!(steps("F R2", "", "R2", &[]), [Get]);
}

/// The table of unlocked interleavings.
#[test]
fn unlocked_interleavings_go_wrong_as_told() {
    // Post-snapshot data in the snapshot: three orders.
    for schedule in [
        "N.test N.entry F.drop N.copy F.put N.put",
        "N.test N.entry F.drop F.put N.copy N.put",
        "N.test N.entry N.copy F.drop F.put N.put",
    ] {
        let mut flight = Flight::of("F N", &[Rule::Lock]);
        flight.play(schedule);
        let found = (flight.entry(), flight.page("s"), flight.page("base"));
        assert_eq!(found, (false, "N".into(), "N".into()), "{schedule}");
    }
    // F acknowledged and absent: two. F lost everywhere: two.
    for (schedule, base) in [
        ("F.drop N.test N.entry N.copy N.put F.put", "F"),
        ("N.test F.drop N.entry N.copy N.put F.put", "F"),
        ("F.drop N.test N.entry N.copy F.put N.put", "N"),
        ("N.test F.drop N.entry N.copy F.put N.put", "N"),
    ] {
        let mut flight = Flight::of("F N", &[Rule::Lock]);
        flight.play(schedule);
        let found = (flight.entry(), flight.page("s"), flight.page("base"));
        assert_eq!(found, (true, "x".into(), base.into()), "{schedule}");
    }
    let read = |set: &str, schedule: &str| {
        let mut flight = Flight::of(set, &[Rule::Lock]);
        flight.play(schedule);
        flight.reads["R1"].clone()
    };
    let leak = "N.test N.entry N.copy F.drop N.put R1.look R1.get F.put";
    assert_eq!(read("F N R1", leak), "N");
    let stale = "R1.look N.test N.entry N.copy N.put R1.get";
    assert_eq!(read("N R1", stale), "N");
    let garbage = "N.test N.entry R1.look R1.get N.copy N.put";
    assert_eq!(read("N R1", garbage), "");
    // The page of the first image is not reused under a reader.
    let under = "N.test N.entry N.copy N.put R1.look F.drop F.put R1.get";
    assert_eq!(read("F N R1", under), "x");
    let mut flight = Flight::of("N N2", &[Rule::Lock]);
    flight.play("N.test N2.test N.entry N.copy N.put N2.entry N2.copy N2.put");
    assert_eq!(flight.page("s"), "N");
}

/// Wrong and all schedules, as counted by hand and by a model.
#[test]
fn every_schedule_is_counted() {
    let claims = &[Rule::Lock][..];
    let copy_first = &[Rule::Lock, Rule::EntryBeforeCopy][..];
    let rows = [
        ("F N", claims, (7, 15)),
        ("N N2", claims, (18, 70)),
        ("N R1", claims, (3, 15)),
        ("F R1", claims, (0, 6)),
        ("F N R1", claims, (241, 420)),
        ("N N2 R1", claims, (1272, 3150)),
        ("F N R2", claims, (49, 105)),
        ("F N", copy_first, (10, 15)),
        ("N N2", copy_first, (6, 70)),
        ("N R1", copy_first, (3, 15)),
    ];
    for (set, off, counts) in rows {
        assert_eq!(
            Flight::of(set, off).count(),
            counts,
            "{set} without {off:?}"
        );
    }
}

#[test]
fn with_the_lock_no_schedule_is_wrong() {
    for set in [
        "F N",
        "N N2",
        "N R1",
        "F R1",
        "F N R1",
        "N N2 R1",
        "F N R2",
        "F F2 N R1",
    ] {
        for off in [&[][..], &[Rule::CrashOrder], &[Rule::EntryBeforeCopy]] {
            let (wrong, all) = Flight::of(set, off).count();
            assert_eq!(wrong, 0, "{set} without {off:?}");
            assert!(all > 1, "{set}");
        }
    }
}

/// A lock is taken with the first step, given back with the last, and holds up
/// what is in flight and what is not.
#[test]
fn a_lock_holds_up_its_page_alone() {
    let mut flight = Flight::of("F N R1 R2", &[]);
    flight.play("N.test");
    assert_eq!(flight.enabled(), ["N", "R2"]);
    let rule = |flight: &mut Flight, command| {
        let refused = flight.stage.try_run(command);
        refused.map_err(|refusal| refusal.rule()).err()
    };
    let volume = flight.stage.id("base");
    let write = |page| Command::Write {
        volume,
        span: cowpath_engine::Span::Page(PageNo(page)),
        content: cowpath_engine::content::Content::bytes(b"w"),
    };
    let s = flight.stage.id("s");
    let read = |volume| Command::Read {
        volume,
        page: PageNo(0),
    };
    assert_eq!(rule(&mut flight, write(0)), Some("page-locked"));
    assert_eq!(rule(&mut flight, read(s)), Some("page-locked"));
    assert_eq!(rule(&mut flight, read(volume)), None);
    assert_eq!(rule(&mut flight, write(1)), None);
    assert_eq!(
        rule(&mut flight, Command::Delete { volumes: vec![s] }),
        Some("in-flight")
    );
    let refused = flight
        .try_step("F", Some(1))
        .map_err(|refusal| refusal.rule());
    assert_eq!(refused.err(), Some("page-locked"));
    flight.play("N.copy N.entry N.put");
    assert_eq!(flight.enabled(), ["F", "R1", "R2"]);
    assert_eq!(rule(&mut flight, write(0)), None);
}
