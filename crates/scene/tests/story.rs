//! What the events of a command light up.

mod common;

use cowpath_engine::event::Event;
use cowpath_engine::ids::PageNo;
use cowpath_scene::Story;
use cowpath_scene::story::{Hop, Phase, Plot, Verdict};

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
