//! Writes in flight among several snapshots: where they land, what settling
//! snapshots refuse, and what a crash between the steps leaves.

mod common;

use common::Stage;
use common::flight::Flight;
use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::content::Content;
use cowpath_engine::event::Event;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{PageNo, Series, VolumeId};
use cowpath_engine::policy::{Policy, PushMode};
use cowpath_engine::{Engine, image};

/// Snapshots taken before an F (`o2` older than `o1`), and after it (`s`, `t`).
fn many(off: &[Rule]) -> Flight {
    after(off, "ross s of base; ross t of base")
}

/// The older snapshots, the F, and then what a script says.
fn after(off: &[Rule], script: &str) -> Flight {
    let mut flight = Flight::of("", off);
    flight
        .stage
        .play("delete s; ross o2 of base; ross o1 of base");
    flight.begin("F");
    flight.stage.play(script);
    flight
}

fn shows(flight: &Flight) -> String {
    let names = ["o2", "o1", "s", "t", "base"];
    names.map(|name| flight.page(name)).join(" ")
}

#[test]
fn a_landing_pushes_what_older_snapshots_show() {
    for push in [PushMode::Copy, PushMode::Share, PushMode::Redirect] {
        let mut flight = many(&[]);
        flight.stage.push_mode(push);
        flight.play("F.push F.put F.drop");
        assert_eq!(shows(&flight), "x x F F F");
        assert_eq!(flight.stage.entries("o1"), "0:x");
    }
    // The old content may lie in an entry that is about to go.
    let mut flight = many(&[]);
    flight.stage.play("w base 0=n");
    assert_eq!(flight.stage.entries("t"), "0:x");
    flight.finish("F");
    assert_eq!(shows(&flight), "x x F F F");
    assert_eq!(flight.stage.entries("t"), "");
    // A snapshot that has the page needs no push: the steps are two.
    let mut flight = Flight::of("", &[]);
    flight.stage.play("w base 0=y");
    flight.begin("F");
    flight.stage.play("ross t of base");
    flight.play("F.put F.drop");
    let found = ["s", "t", "base"].map(|name| flight.page(name));
    assert_eq!(found, ["x", "F", "F"]);
}

#[test]
fn without_the_push_an_older_snapshot_changes() {
    let mut flight = many(&[Rule::LandingPushesOlder]);
    flight.play("F.put F.drop");
    assert_eq!(shows(&flight), "F F F F F");
}

#[test]
fn it_lands_on_all_younger_snapshots() {
    let younger = |off: &[Rule]| {
        // A new write after each of the two snapshots: both hold the page.
        let script = "ross s of base; w base 0=n; ross t of base; w base 0=m";
        let mut flight = after(off, script);
        assert_eq!(shows(&flight), "x x x n m");
        flight.finish("F");
        shows(&flight)
    };
    assert_eq!(younger(&[]), "x x F F F");
    // Landing on one alone: the others keep what the write came before.
    assert_eq!(younger(&[Rule::LandingOnAll]), "x x x F F");
}

/// A skip pointer to an entry that a landing takes away would lead a search
/// past the snapshot that was given the page.
#[test]
fn a_landing_drops_the_skip_pointers_for_its_page() {
    let older = |off: &[Rule]| {
        let mut flight = after(off, "ross s of base; w base 0=n");
        let read = flight.stage.read("o2", 0);
        assert_eq!(flight.stage.hops(&read), "o2 o1 s");
        assert_eq!(
            flight.stage.outline.volumes[&flight.stage.id("o2")]
                .hints
                .len(),
            1
        );
        flight.finish("F");
        let read = flight.stage.read("o2", 0);
        read.content.text().expect("text").to_owned()
    };
    assert_eq!(older(&[]), "x");
    assert_eq!(older(&[Rule::LandingDropsHints]), "F");
}

#[test]
fn a_settling_snapshot_refuses_what_relies_on_it() {
    let mut flight = many(&[]);
    let id = |flight: &Flight, name| flight.stage.id(name);
    let (o1, s, base) = (id(&flight, "o1"), id(&flight, "s"), id(&flight, "base"));
    let settling = |flight: &Flight, volume| flight.stage.engine.is_settling(volume);
    assert!(settling(&flight, s) && !settling(&flight, o1));
    assert!(flight.stage.outline.is_settling(s) && !flight.stage.outline.is_settling(o1));
    let rwss = |of| Command::TakeRwss {
        of,
        read_only: false,
    };
    let copy = |of, backup| Command::Copy { of, backup };
    let delete = |volumes: &[VolumeId]| Command::Delete {
        volumes: volumes.to_vec(),
    };
    let refused = [
        (rwss(s), "settling"),
        (copy(s, true), "settling"),
        (copy(o1, false), "in-flight"),
        (delete(&[s]), "settling"),
        (
            Command::Resize {
                volume: base,
                pages: 4,
            },
            "in-flight",
        ),
        (
            Command::Promote {
                volume: base,
                source: o1,
            },
            "in-flight",
        ),
    ];
    for (command, rule) in refused {
        let told = format!("{command:?}");
        let refusal = flight.stage.try_run(command).expect_err(&told);
        assert_eq!(refusal.rule(), rule, "{told}");
    }
    // What hangs on an older snapshot would slide under the settling one.
    flight.stage.play("rwss r of o1");
    let slide = flight
        .stage
        .try_run(delete(&[o1]))
        .expect_err("it would slide");
    assert_eq!(slide.rule(), "settling");
    flight.finish("F");
    let settled = |event: &&Event<'_>| matches!(event, Event::SnapshotSettled { .. });
    assert_eq!(flight.stage.events.iter().filter(settled).count(), 2);
    flight.stage.play("rwss q of s; delete o1");
    assert_eq!(flight.page("r"), "x");
}

#[test]
fn a_delete_under_a_settling_snapshot_shows_the_write_to_others() {
    let mut flight = many(&[Rule::SettlingBlocksDelete]);
    flight.stage.play("rwss r of o1; delete o1");
    flight.finish("F");
    assert_eq!(flight.page("r"), "F");
}

/// A snapshot that overtakes a write between its steps comes after it.
#[test]
fn a_write_overtaken_between_its_steps_comes_before_the_snapshot() {
    for done in 1..4 {
        let mut flight = Flight::of("N", &[]);
        for _ in 0..done {
            flight.step("N");
        }
        flight.stage.play("ross t of base");
        assert!(flight.stage.engine.is_settling(flight.stage.id("t")));
        flight.finish("N");
        let found = ["s", "t", "base"].map(|name| flight.page(name));
        assert_eq!(found, ["x", "N", "N"], "after {done} steps");
        flight.stage.assert_folds();
    }
}

/// Each tree of snapshots of a volume is served.
#[test]
fn every_series_is_served() {
    let mut flight = Flight::of("", &[]);
    let base = flight.stage.id("base");
    let other = |flight: &mut Flight| {
        let (of, series, full) = (base, Series(1), false);
        match flight.stage.run(Command::TakeRoss { of, series, full }) {
            Outcome::Created(id) => id,
            other => panic!("{other:?}"),
        }
    };
    let (u, page) = (other(&mut flight), PageNo(0));
    flight.begin("F");
    let v = other(&mut flight);
    flight.stage.play("ross t of base");
    flight.begin("N");
    flight.finish("N");
    let held = |flight: &Flight, id| flight.stage.engine.entry(id, page).is_some();
    assert!(held(&flight, v) && held(&flight, flight.stage.id("t")));
    flight.finish("F");
    assert!(held(&flight, u) && held(&flight, flight.stage.id("s")) && !held(&flight, v));
    let text = |id| {
        flight
            .stage
            .engine
            .peek(id, page)
            .map(|c| c.text().map(str::to_owned))
    };
    assert_eq!(text(u), Some(Some("x".into())));
    assert_eq!(text(v), Some(Some("F".into())));
}

/// What a stop leaves, after every step of every schedule of a set: pages by
/// volume, with what had ended by then.
fn stops(flight: &Flight, seen: &mut impl FnMut(&Flight, &Flight)) {
    let mut stopped = flight.clone();
    stopped.stage.run(Command::Recover);
    stopped.open.clear();
    stopped.stage.assert_folds();
    seen(flight, &stopped);
    for name in flight.enabled() {
        let mut next = flight.clone();
        next.step(&name);
        stops(&next, seen);
    }
}

/// The crash table: inside the lock, nothing that was acknowledged is lost, and
/// each volume shows for each write that was not what it did before it or after.
#[test]
fn a_stop_between_the_steps_loses_nothing_acknowledged() {
    for set in ["F", "N", "F N", "N N2", "F F2 N"] {
        let mut stopped = 0;
        stops(&Flight::of(set, &[]), &mut |at, after| {
            stopped += 1;
            allowed(set, at, after).expect("nothing is lost");
        });
        assert!(stopped > 2, "{set}");
    }
}

/// Each stop against every order of every subset of what was open: those that
/// had not ended may be there on each volume or not.
fn allowed(set: &str, at: &Flight, after: &Flight) -> Result<(), String> {
    let all: Vec<&str> = set.split(' ').collect();
    let ended = |name: &&&str| !at.open.contains_key(**name);
    let acknowledged: Vec<&str> = all.iter().filter(ended).copied().collect();
    let mut views = (Vec::new(), Vec::new());
    for order in orders(&all) {
        for length in acknowledged.len()..=order.len() {
            let taken = &order[..length];
            if acknowledged.iter().all(|name| taken.contains(name)) {
                let mut flight = Flight::of(set, &[]);
                flight.finish(&taken.join(" "));
                views.0.push(flight.page("s"));
                views.1.push(flight.page("base"));
            }
        }
    }
    let (snapshot, base) = (after.page("s"), after.page("base"));
    match views.0.contains(&snapshot) && views.1.contains(&base) {
        true => Ok(()),
        false => Err(format!(
            "{set}, {acknowledged:?} ended: s {snapshot}, base {base}"
        )),
    }
}

fn orders<'n>(names: &[&'n str]) -> Vec<Vec<&'n str>> {
    if names.is_empty() {
        return vec![Vec::new()];
    }
    let mut found = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let mut rest = names.to_vec();
        rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, name);
            found.push(order);
        }
    }
    found
}

/// The claims' order inside the lock: a stop shows garbage (N), and data written
/// after the snapshot in the snapshot (F).
#[test]
fn the_claims_order_does_not_survive_a_stop() {
    let wrong = |set: &str| {
        let mut found = Vec::new();
        stops(&Flight::of(set, &[Rule::CrashOrder]), &mut |at, after| {
            if allowed(set, at, after).is_err() {
                found.push((after.page("s"), after.page("base")));
            }
        });
        found
    };
    assert_eq!(wrong("N"), [(String::new(), "x".to_owned())]);
    let both = wrong("F N");
    assert!(both.contains(&("N".to_owned(), "N".to_owned())), "{both:?}");
}

#[test]
fn a_file_has_nothing_in_flight() {
    let mut flight = Flight::of("F N", &[]);
    flight.play("N.test N.copy");
    let saved = image::save(&flight.stage.engine);
    let loaded: Engine = image::load(&saved).expect("a whole image");
    assert_eq!(loaded.open_operations().count(), 0);
    assert_eq!(image::save(&loaded), saved);
    let page = |id| loaded.peek(id, PageNo(0)).map(Content::into_owned);
    assert_eq!(page(flight.stage.id("s")), Some(Content::bytes(b"x")));
}

#[test]
fn what_cannot_be_in_flight_is_refused() {
    let mut stage = Stage::new(8, &[2, 2, 2]);
    stage.play("ross s of base; rwss r of s");
    let begin = |volume, page| Command::BeginWrite {
        volume,
        page: PageNo(page),
        content: Content::bytes(b"w"),
    };
    let (base, s, r) = (stage.id("base"), stage.id("s"), stage.id("r"));
    let capacity = cowpath_engine::command::Capacity {
        data_pages: Some(4),
        admin_entries: None,
    };
    for (command, rule) in [
        (begin(r, 0), "not-a-base"),
        (begin(s, 0), "read-only"),
        (begin(base, 8), "page-out-of-range"),
        (
            Command::BeginRead {
                volume: r,
                page: PageNo(9),
            },
            "page-out-of-range",
        ),
    ] {
        let refused = stage.try_run(command).expect_err(rule);
        assert_eq!(refused.rule(), rule);
    }
    stage.run(Command::SetCapacity {
        volume: base,
        capacity,
    });
    let refused = stage.try_run(begin(base, 0)).expect_err("a limit");
    assert_eq!(refused.rule(), "has-limit");
    stage.set(Policy::default());
    stage.run(Command::SetCapacity {
        volume: base,
        capacity: Default::default(),
    });
    for _ in 0..cowpath_engine::inflight::OPEN_MAX {
        stage.run(begin(base, 0));
    }
    let refused = stage.try_run(begin(base, 0)).expect_err("too many");
    assert_eq!(refused.rule(), "limit-reached");
}
