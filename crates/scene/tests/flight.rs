//! A page on its way leaves from where the event says that it comes from, and carries what lay there.

mod common;

use common::busy::file_server;
use common::{Script, further, measure};
use cowpath_engine::event::Event;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::restore::Mode;
use cowpath_engine::{Command, Outcome};
use cowpath_scene::{Scene, Shape, tween};

/// Where a page starts, where it ends, what it carries.
type Flight = (String, String, String);

fn middle(scene: &Scene, key: &str) -> Option<(f64, f64)> {
    let (left, top, right, bottom) = measure::bounds(&scene.item(key)?.shape);
    Some((f64::midpoint(left, right), f64::midpoint(top, bottom)))
}

/// The chip of a page on its way: where its middle is, and what it says.
fn chip(scene: &Scene, name: &str) -> ((f64, f64), String) {
    let key = format!("travel/{name}");
    let at = middle(scene, &key).unwrap_or_else(|| panic!("{key} is drawn"));
    let label = scene.item(&format!("{key}/label")).map(|item| &item.shape);
    let Some(Shape::Text { text, .. }) = label else {
        panic!("{key} has a label");
    };
    (at, text.clone())
}

/// The volume, and the page of it, whose cell is at this place.
fn cell_at(s: &Script, scene: &Scene, (x, y): (f64, f64)) -> String {
    let names = s.names.iter();
    let cells = names.flat_map(|(id, name)| (0..8).map(move |page| (id, name, page)));
    let mut here = cells.filter(|(id, _, page)| {
        let key = format!("vol/{}/cell/{page}", id.0);
        middle(scene, &key).is_some_and(|(cx, cy)| (cx - x).abs() < 0.5 && (cy - y).abs() < 0.5)
    });
    let (_, name, page) = here.next().expect("a cell is there");
    format!("{name} {page}")
}

/// The flight that the `nth` event that `stop` names leads to.
fn flight(s: &Script, nth: usize, chip_name: &str, stop: fn(&Event<'_>) -> bool) -> Flight {
    let (a, event, b) = further::around_nth(s, nth, stop);
    let (start, leaves) = chip(&tween(&a, &b, &event, 1e-4), chip_name);
    let (middle, carries) = chip(&tween(&a, &b, &event, 0.5), chip_name);
    let (end, lands) = chip(&b, chip_name);
    assert_eq!((&leaves, &carries), (&lands, &lands), "it stays the same");
    let straight = (f64::midpoint(start.0, end.0), f64::midpoint(start.1, end.1));
    assert!(middle.1 < straight.1 || middle.0 < straight.0, "on an arc");
    (cell_at(s, &b, start), cell_at(s, &b, end), lands)
}

fn copied(event: &Event<'_>) -> bool {
    matches!(event, Event::PageCopied { .. })
}

fn shared(event: &Event<'_>) -> bool {
    matches!(event, Event::PageShared { .. })
}

fn filled(event: &Event<'_>) -> bool {
    matches!(event, Event::BaseCopied { .. })
}

fn told(from: &str, to: &str, content: &str) -> Flight {
    (from.to_owned(), to.to_owned(), content.to_owned())
}

#[test]
fn a_work_item_saves_the_bases_own_block_and_then_fills_it_from_the_source() {
    let mut s = file_server(Mode::Eager);
    s.mark().background(1);
    assert_eq!(
        flight(&s, 0, "old", copied),
        told("base 0", "before-it 0", "B0")
    );
    assert_eq!(flight(&s, 0, "fill", filled), told("s1 0", "base 0", "A0"));
    s.mark().background(1);
    assert_eq!(
        flight(&s, 0, "old", copied),
        told("base 1", "before-it 1", "A1")
    );
    assert_eq!(flight(&s, 0, "fill", filled), told("w 1", "base 1", "w1"));
}

#[test]
fn before_it_is_copied_the_page_waits_at_the_bases_own_block() {
    let mut s = file_server(Mode::Eager);
    s.mark().background(1);
    let (_, _, begun) = further::around_nth(&s, 0, |e| matches!(e, Event::PushBegun { .. }));
    let (at, label) = chip(&begun, "old");
    assert_eq!(
        (cell_at(&s, &begun, at).as_str(), label.as_str()),
        ("base 0", "B0")
    );
}

#[test]
fn a_hosts_write_to_a_pending_page_gives_each_snapshot_what_it_shows() {
    let mut s = file_server(Mode::Eager);
    s.mark().write("base", 2, "h2");
    assert_eq!(flight(&s, 0, "old", shared), told("w 2", "n 2", "w2"));
    assert_eq!(
        flight(&s, 0, "old", copied),
        told("base 2", "before-it 2", "B2")
    );
    let mut s = file_server(Mode::Lazy);
    s.mark().write("base", 0, "h0");
    assert_eq!(
        flight(&s, 0, "old", copied),
        told("base 0", "before-it 0", "B0")
    );
}

#[test]
fn a_cancel_keeps_sets_back_and_promotes() {
    let mut s = file_server(Mode::Lazy);
    s.write("base", 0, "h0").write("base", 1, "h1");
    s.background(1).mark();
    let command = Command::CancelRestore {
        base: s.id("base"),
        keep: true,
    };
    let Outcome::RestoreCancelled(cancelled) = s.ask(command) else {
        panic!("it is cancelled");
    };
    let kept: VolumeId = cancelled.kept.expect("a snapshot is kept");
    s.call(kept, "kept");
    assert_eq!(flight(&s, 0, "old", copied), told("base 1", "kept 1", "h1"));
    assert_eq!(flight(&s, 0, "old", shared), told("w 1", "n 1", "w1"));
    assert_eq!(
        flight(&s, 0, "fill", filled),
        told("before-it 1", "base 1", "A1")
    );
    assert_eq!(flight(&s, 1, "old", shared), told("w 2", "kept 2", "w2"));
    assert_eq!(
        flight(&s, 1, "old", copied),
        told("base 2", "before-it 2", "B2")
    );
    assert_eq!(
        flight(&s, 1, "fill", filled),
        told("before-it 2", "base 2", "B2")
    );
    assert_eq!(flight(&s, 2, "old", copied), told("base 0", "kept 0", "h0"));
    assert_eq!(
        flight(&s, 2, "page0", filled),
        told("before-it 0", "base 0", "B0")
    );
}

#[test]
fn what_is_not_pushed_does_not_travel() {
    let mut s = common::fig8();
    s.mark().write("base", 6, "again");
    let (_, _, skipped) = further::around_nth(&s, 0, |e| matches!(e, Event::PushSkipped { .. }));
    assert!(skipped.item("way").is_none() && skipped.item("travel/old").is_none());
}

#[test]
fn a_promotion_carries_from_who_holds_the_page() {
    let s = further::promotion();
    assert_eq!(
        flight(&s, 0, "page0", filled),
        told("2212 0", "base 0", "b0")
    );
}
