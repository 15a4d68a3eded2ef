//! What the events of a command light up.

mod common;

use common::{busy, further};
use cowpath_engine::event::Event;
use cowpath_engine::ids::PageNo;
use cowpath_scene::story::{Hop, Phase, Plot, Recovery, Verdict};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Item, Scene, Shape, Story};

#[test]
fn a_push_leaves_arrives_and_is_done() {
    let s = common::fig8();
    let phase_after = |stop: fn(&Event<'_>) -> bool| {
        let at = s.events.iter().position(stop).expect("the event is there");
        let story = Story::of(&s.events[..=at]);
        assert_eq!((story.plot, story.page), (Plot::Write, Some(PageNo(6))));
        story.travel.map(|travel| {
            assert_eq!((travel.from, travel.into), (s.id("base"), s.id("2204")));
            travel.phase
        })
    };
    assert_eq!(phase_after(|e| matches!(e, Event::WriteBegun { .. })), None);
    assert_eq!(
        phase_after(|e| matches!(e, Event::PushBegun { .. })),
        Some(Phase::Leaving)
    );
    assert_eq!(
        phase_after(|e| matches!(e, Event::PageAllocated { .. })),
        Some(Phase::Leaving)
    );
    assert_eq!(
        phase_after(|e| matches!(e, Event::PageCopied { .. })),
        Some(Phase::Arriving)
    );
    assert_eq!(
        phase_after(|e| matches!(e, Event::BaseWritten { .. })),
        Some(Phase::Done)
    );
}

#[test]
fn a_read_lights_its_path_in_order() {
    let mut s = common::fig8();
    s.read("2206", 3).read("2206", 3);
    let story = Story::of(&s.events);
    assert_eq!(story.path, [s.id("2206"), s.id("2204")]);
    assert_eq!(story.holder, Some(s.id("2204")));
    assert_eq!(
        story.jumps.iter().map(|jump| jump.hop).collect::<Vec<_>>(),
        [Hop::Hint]
    );
    s.read("2306", 4);
    let story = Story::of(&s.events);
    let path = ["2306", "2308", "2304"].map(|name| s.id(name));
    assert_eq!(story.path, path);
}

#[test]
fn one_story_at_a_time() {
    let mut s = common::fig8();
    let mut events = s.events.clone();
    s.read("2206", 4);
    events.extend(s.events.clone());
    let story = Story::of(&events);
    assert_eq!(
        (story.plot, story.travel, story.written),
        (Plot::Read, None, None)
    );
}

#[test]
fn a_comparison_keeps_the_three_answers() {
    let mut s = common::fig8();
    s.diff("2206", "2204");
    let diff = Story::of(&s.events).diff.expect("a comparison");
    assert_eq!(
        (diff.method, diff.common, diff.ended),
        (500, s.id("2204"), true)
    );
    let of = |page| diff.verdicts[&PageNo(page)];
    assert!(of(0).agrees() && !of(6).agrees() && !of(7).agrees());
    assert_eq!(of(6).reason(), "both volumes read the same stored page");
    assert_eq!(
        of(7).reason(),
        "stored in two places, but the contents are equal"
    );
    assert_eq!(Verdict::default().reason(), "no difference");
    let running = Story::of(&s.events[..2]);
    assert_eq!(running.now, Some(s.id("2206")));
    assert!(
        running
            .diff
            .is_some_and(|diff| !diff.ended && diff.verdicts.is_empty())
    );
}

/// The story after the `nth` event that `stop` names.
fn after(s: &common::Script, nth: usize, stop: fn(&Event<'_>) -> bool) -> Story {
    let mut stops = s.events.iter().enumerate().filter(|(_, event)| stop(event));
    let (at, _) = stops.nth(nth).expect("so many");
    Story::of(&s.events[..=at])
}

#[test]
fn a_promotion_shows_what_will_change_and_carries_page_by_page() {
    let s = further::promotion();
    let begun = after(&s, 0, |e| matches!(e, Event::PromoteBegun { .. }));
    let carry = begun.carry.expect("a promotion");
    assert_eq!((carry.from, carry.into), (s.id("2212"), s.id("base")));
    let coming: Vec<u64> = carry.coming().map(|page| page.0).collect();
    assert_eq!(coming, [0, 1, 2, 3, 6, 7], "what lies in another place");
    let leaving = begun.travel.expect("the first page is about to leave");
    assert_eq!((leaving.page, leaving.phase), (PageNo(0), Phase::Leaving));
    let push = after(&s, 1, |e| matches!(e, Event::PushBegun { .. }));
    let travel = push.travel.expect("a push");
    assert_eq!((travel.from, travel.into), (s.id("base"), s.id("2204")));
    let copied = after(&s, 1, |e| matches!(e, Event::BaseCopied { .. }));
    let carry = copied.carry.expect("a promotion");
    assert_eq!(
        (carry.landed, carry.next),
        (Some(PageNo(1)), Some(PageNo(2)))
    );
    assert_eq!(copied.travel.map(|travel| travel.page), Some(PageNo(2)));
    let ended = after(&s, 0, |e| matches!(e, Event::PromoteEnded { .. }));
    assert!(
        ended
            .carry
            .is_some_and(|carry| carry.ended && carry.coming().count() == 0)
    );
    assert_eq!(ended.travel, None);
}

#[test]
fn a_promoted_branch_is_served_by_its_entries() {
    let s = further::branch_promotion();
    let shared = after(&s, 1, |e| matches!(e, Event::PageShared { .. }));
    let travel = shared.travel.expect("a page on its way");
    assert_eq!((travel.from, travel.into), (s.id("2306"), s.id("2104")));
    assert_eq!(travel.phase, Phase::Arriving);
    let ended = Story::of(&s.events);
    assert_eq!((ended.plot, ended.travel), (Plot::Carry, None));
}

#[test]
fn a_discard_ends_with_zeros() {
    let mut s = further::sizes();
    s.discard("try", 3, 1);
    let begun = after(&s, 0, |e| matches!(e, Event::DiscardBegun { .. }));
    assert_eq!((begun.plot, begun.page), (Plot::Discard, Some(PageNo(3))));
    assert!(
        begun
            .written
            .is_some_and(|written| written.content.is_none())
    );
    let written = Story::of(&s.events).written.expect("the page");
    assert!(written.content.is_some_and(|content| content.is_zero()));
}

#[test]
fn recovery_tells_what_it_finishes() {
    let s = further::recovered();
    let story = after(&s, 0, |e| matches!(e, Event::PromoteBegun { .. }));
    assert_eq!(story.recovery, Some(Recovery::default()));
    assert!(story.carry.is_some());
    let done = Story::of(&s.events)
        .recovery
        .and_then(|recovery| recovery.freed);
    assert_eq!(done, Some((1, 1)));
}

#[test]
fn what_a_schedule_adds_is_a_story_of_its_own() {
    let mut s = common::fig8();
    let mut events = s.events.clone();
    events.push(Event::Asked {
        by: "nightly".into(),
    });
    s.ross("late", "base");
    events.extend(s.events.clone());
    let story = Story::of(&events);
    assert_eq!((story.plot, story.now), (Plot::Change, Some(s.id("late"))));
    assert_eq!(
        (story.by.as_deref(), story.written),
        (Some("nightly"), None)
    );
}

/// The words of an item.
fn words(scene: &Scene, key: &str) -> String {
    match scene.item(key).map(|item| &item.shape) {
        Some(Shape::Text { text, .. }) => text.clone(),
        other => panic!("{key} is {other:?}"),
    }
}

#[test]
fn what_is_on_record_is_told_whole_where_the_lanes_are_short() {
    let scene = busy::on_record();
    let told = words(&scene, "notice/record/words");
    assert_eq!(told, "on record: restore base from w");
}

#[test]
fn several_operations_on_one_page_have_one_sign_that_counts_them() {
    let pictures = busy::scenes();
    let of = |name: &str| {
        let mut found = pictures.iter().filter(|(is, _)| is == name);
        found.next().map(|(_, scene)| scene).expect("it is drawn")
    };
    for name in ["in-flight-several", "in-flight-one-of-several"] {
        let scene = of(name);
        assert_eq!(words(scene, "vol/0/cell/0/open/n"), "2", "{name}");
        assert!(scene.item("vol/0/cell/1/open").is_some(), "{name}");
    }
    let locked = |name| of(name).item("vol/0/cell/0/lock").is_some();
    assert!(!locked("in-flight-several") && locked("in-flight-one-of-several"));
}

#[test]
fn a_snapshot_that_settles_is_edged_as_the_legend_says() {
    let s = busy::several(false);
    let options = Options {
        names: &s.names,
        legend: true,
        ..Options::default()
    };
    let scene = layout(&s.outline, &options);
    let row = scene.items.iter().find(
        |item| matches!(&item.shape, Shape::Text { text, .. } if text == "settling snapshot"),
    );
    let key = row.and_then(|row| row.key.strip_suffix("/words"));
    let symbol = key.and_then(|key| scene.item(key)).expect("a symbol");
    let edge = scene.item("vol/1/box").expect("the snapshot");
    let look = |item: &Item| (item.fill, item.stroke, item.stroke_width, item.dash);
    assert_eq!(look(symbol), look(edge));
}

#[test]
fn the_waits_of_hosts_say_what_they_measure() {
    let scene = further::waits(270.0);
    for (key, told) in [
        ("title", "How long hosts wait, in micro-steps"),
        ("line", "mark: 95 of 100 waited at most so long"),
        ("way/0/reads/word", "493 reads"),
        ("way/1/writes/word", "1 write"),
        ("tick/40/n", "40"),
    ] {
        assert_eq!(words(&scene, key), told);
    }
    let none = further::no_waits(270.0);
    assert_eq!(
        words(&none, "unit"),
        "no host read or wrote anything meanwhile"
    );
    assert!(none.item("tick/0").is_none());
}
