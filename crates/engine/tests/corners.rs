//! Cases that are easy to get wrong and that random commands seldom reach.

mod common;

use cowpath_engine::command::{Command, Span};
use cowpath_engine::content::Content;
use cowpath_engine::entry::Entry;
use cowpath_engine::event::Event;
use cowpath_engine::hints::HintKind;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::policy::{DeletePolicy, HintFill, Hints, Policy, PushMode};
use cowpath_engine::space;

use common::{PAGE_BYTES, Stage, list};

fn small() -> Stage {
    let mut stage = Stage::new(8, &[2, 2, 2]);
    stage.play("w base 0=a; w base 1=b");
    stage
}

/// A skip pointer is no exception: a push that it held back would lose the old content.
#[test]
fn a_skip_pointer_does_not_hold_back_a_push() {
    let mut stage = small();
    stage.play("ross s of base; rwss x of s; ross r of x; w base 0=A");
    let read = stage.read("r", 0);
    assert_eq!(
        (read.content.text(), stage.hops(&read)),
        (Some("a"), "r x s".to_owned())
    );
    assert_eq!(stage.outline.volumes[&stage.id("r")].hints.len(), 1);
    let written = stage.write("x", 0, "X");
    assert_eq!(list(&written.pushed), "0");
    stage.engine.drop_hints();
    assert_eq!(stage.read("r", 0).content.text(), Some("a"));
}

/// The skip pointers that were set, as `volume>target` with the kind.
fn hints_set(stage: &Stage) -> Vec<(VolumeId, VolumeId, HintKind)> {
    let set = stage.events.iter().filter_map(|event| match event {
        Event::HintSet {
            volume,
            target,
            kind,
            ..
        } => Some((*volume, *target, *kind)),
        _ => None,
    });
    set.collect()
}

/// A base and a read-write snapshot may change under a skip pointer, so none leads there.
#[test]
fn no_skip_pointer_leads_to_a_volume_that_is_written() {
    for hints in [Hints::Value, Hints::On] {
        let mut stage = small();
        stage.set(Policy {
            hints,
            ..Policy::default()
        });
        stage
            .play("ross s of base; ross t of base; rwss x of s; w x 1=X; ross r of x; ross q of x");
        let [r, q, x, t] = ["r", "q", "x", "t"].map(|name| stage.id(name));
        let passed = [r, q, x].map(|from| (from, t, HintKind::Resume));
        for (volume, page, on) in [
            // The link of `s` leads to `t`, and that of `r` to `q`.
            ("s", 0, &[][..]),
            ("r", 1, &[]),
            ("r", 0, &passed),
        ] {
            stage.read(volume, page);
            let wanted = if hints == Hints::On { on } else { &[] };
            assert_eq!(hints_set(&stage), wanted, "page {page} of {volume}");
        }
    }
}

/// A page that no snapshot holds is found in two look-ups: the search goes on
/// where the last one left the read-only snapshots.
#[test]
fn a_resume_hint_passes_a_long_chain() {
    let mut stage = small();
    stage.play("ross s of base");
    for at in 0..50 {
        stage.play(&format!("ross s{at} of base"));
    }
    assert_eq!(stage.read("s", 5).hops.len(), 52);
    let (s, newest) = (stage.id("s"), stage.id("s49"));
    assert_eq!(hints_set(&stage), [(s, newest, HintKind::Resume)]);
    let read = stage.read("s", 5);
    assert_eq!(stage.hops(&read), "s s49 base");
    assert!(read.hint_used && hints_set(&stage).is_empty());
    // Later snapshots are found from there on; the next read jumps past them.
    stage.play("ross t of base; ross u of base; w base 5=later");
    let read = stage.read("s", 5);
    assert_eq!(stage.hops(&read), "s s49 t u");
    assert_eq!(read.content.text(), Some(""));
    let read = stage.read("s", 5);
    assert_eq!(stage.hops(&read), "s u");
    // Without its target the hint is worth nothing, and the link is followed.
    stage.play("delete u");
    assert_eq!(stage.read("s", 5).content.text(), Some(""));
}

/// A resume hint is no exception either.
#[test]
fn a_resume_hint_does_not_hold_back_a_push() {
    let mut stage = small();
    stage.play("ross s of base; rwss x of s; ross q of x; ross r of x");
    stage.read("q", 1);
    assert_eq!(hints_set(&stage).len(), 2, "q and r may skip to s");
    assert_eq!(list(&stage.write("x", 1, "X").pushed), "1");
    stage.engine.drop_hints();
    assert_eq!(stage.read("q", 1).content.text(), Some("b"));
}

/// At push time the older snapshots that lack the page get a value hint, up
/// to the first that holds it.
#[test]
fn hints_may_be_filled_at_push_time() {
    let mut stage = small();
    stage.set(Policy {
        hint_fill: HintFill::Push,
        ..Policy::default()
    });
    stage.play("ross a of base; w base 0=A; ross b of base; ross c of base; ross d of base");
    stage.play("ross e of base");
    stage.write("base", 0, "B");
    let (b, c, e) = (stage.id("b"), stage.id("c"), stage.id("e"));
    let value = |from| (from, e, HintKind::Value);
    assert_eq!(hints_set(&stage), [value(c), value(b)]);
    let read = stage.read("b", 0);
    assert_eq!(
        (read.content.text(), stage.hops(&read)),
        (Some("A"), "b e".to_owned())
    );
    assert!(hints_set(&stage).is_empty(), "a read leaves none then");
}

/// What an earlier write preserved is not written over by a later one.
#[test]
fn a_second_write_leaves_the_preserved_page() {
    let mut stage = small();
    stage.play("ross s of base; w base 0=B; w base 0=C; w base 0=a");
    assert_eq!(stage.entries("s"), "0:a");
    let diff = stage.diff("s", "base");
    assert_eq!(
        (list(&diff.location), list(&diff.content)),
        ("0".to_owned(), String::new())
    );
}

/// Only the newest read-only snapshot is pushed to; older ones read through it.
#[test]
fn only_the_newest_snapshot_gets_the_page() {
    let mut stage = small();
    stage.play("ross s of base; ross t of base; w base 0=B; ross u of base; w base 0=C");
    assert_eq!(stage.entries("s"), "");
    assert_eq!(stage.entries("t"), "0:a");
    assert_eq!(stage.entries("u"), "0:B");
    assert_eq!(
        (stage.shows("s")[0].as_str(), stage.shows("u")[0].as_str()),
        ("a", "B")
    );
}

/// A delete shares into every child, the read-write ones included.
#[test]
fn a_delete_reaches_every_child() {
    let mut stage = small();
    stage.play("ross s of base; ross t of base; rwss x of t; rwss y of t; w base 0=B; ross u of base; w base 0=C");
    let before = ["s", "x", "y", "u"].map(|volume| stage.shows(volume));
    stage.play("delete t");
    assert_eq!(
        ["s", "x", "y", "u"].map(|volume| stage.shows(volume)),
        before
    );
    for child in ["s", "x", "y"] {
        assert_eq!(stage.entries(child), "0:a", "{child}");
        let volume = stage.engine.volume(stage.id(child)).expect("it lives");
        assert_eq!(volume.parent, Some(stage.id("u")));
    }
}

/// The newest snapshot's read-write children would follow the head's later writes.
#[test]
fn a_delete_that_would_let_children_follow_the_head_is_refused() {
    let mut stage = small();
    stage.play("ross s of base; rwss x of s");
    let volume = stage.id("s");
    let before = stage.outline.clone();
    let refusal = stage
        .try_run(Command::Delete {
            volumes: vec![volume],
        })
        .expect_err("refused");
    assert_eq!(refusal.rule(), "children-would-follow-head");
    assert!(stage.events.is_empty());
    assert_eq!(stage.outline, before);
    stage.play("ross t of base; delete s; w base 0=B");
    assert_eq!(stage.shows("x")[0], "a");
}

#[test]
fn a_strict_delete_keeps_what_is_read_through() {
    let mut stage = small();
    let policy = Policy {
        delete: DeletePolicy::Strict,
        ..Policy::default()
    };
    stage.run(Command::SetPolicy(policy));
    stage.play("ross s of base; ross t of base");
    let volume = stage.id("t");
    let refusal = stage
        .try_run(Command::Delete {
            volumes: vec![volume],
        })
        .expect_err("refused");
    assert_eq!(refusal.rule(), "has-children");
    stage.play("delete s; delete t; delete base");
    assert_eq!(stage.engine.volumes().count(), 0);
}

/// A redirect leads to a read-only snapshot: when that one goes, to what it held, or to where it
/// would have read on.
#[test]
fn redirects_outlive_their_target() {
    let mut stage = small();
    stage.push_mode(PushMode::Redirect);
    stage.play("ross s of base; rwss x of s; ross r of x; w x 0=X; w x 1=Y");
    let redirect = |page| Some(Entry::Redirect(stage.id("s"), PageNo(page)));
    assert_eq!(stage.engine.entry(stage.id("r"), PageNo(0)), redirect(0));
    stage.play("w base 0=A; ross t of base");
    let before = stage.shows("r");
    stage.play("delete s");
    assert_eq!(stage.shows("r"), before);
    let held = stage.engine.entry(stage.id("r"), PageNo(0));
    assert!(matches!(held, Some(Entry::Page(_))), "{held:?}");
    let on = Some(Entry::Redirect(stage.id("t"), PageNo(1)));
    assert_eq!(stage.engine.entry(stage.id("r"), PageNo(1)), on);
    stage.play("w base 1=B");
    assert_eq!(stage.shows("r"), before);
}

/// A redirect that a delete gave to a read-write snapshot is pushed as it is: the snapshot it
/// hangs on may show something else.
#[test]
fn an_inherited_redirect_is_pushed_as_it_is() {
    let mut stage = small();
    stage.push_mode(PushMode::Redirect);
    stage.play("ross s of base; rwss h of s; ross d of h; w h 0=H; ross e of h; rwss x of d");
    stage.play("delete d; ross r of x");
    let redirect = Some(Entry::Redirect(stage.id("s"), PageNo(0)));
    assert_eq!(stage.engine.entry(stage.id("x"), PageNo(0)), redirect);
    stage.play("w x 0=X");
    assert_eq!(stage.engine.entry(stage.id("r"), PageNo(0)), redirect);
    let shown = |volume| stage.shows(volume)[0].clone();
    assert_eq!(
        (shown("e"), shown("r"), shown("x")),
        ("H".into(), "a".into(), "X".into())
    );
}

/// A write of a part reads the rest through, whoever holds it.
#[test]
fn a_part_of_a_page_keeps_the_rest() {
    let mut stage = small();
    stage.play("ross s of base; rwss x of s; ross r of x");
    let offset = u64::from(PAGE_BYTES) - 1;
    let command = Command::Write {
        volume: stage.id("x"),
        span: Span::Bytes { offset },
        content: Content::bytes(b"12"),
    };
    stage.run(command);
    let page = |volume: &str, page| {
        let content = stage.engine.peek(stage.id(volume), PageNo(page));
        content.and_then(|content| content.text().map(str::to_owned))
    };
    assert_eq!(
        page("x", 0).as_deref(),
        Some("a\0\0\0\0\0\0\0\0\0\0\0\0\0\x001")
    );
    assert_eq!(page("x", 1).as_deref(), Some("2"));
    assert_eq!(
        (page("r", 0).as_deref(), page("r", 1).as_deref()),
        (Some("a"), Some("b"))
    );
}

/// Page by page a write is complete before the next one begins.
#[test]
fn a_write_of_several_pages_pushes_each() {
    let mut stage = small();
    stage.play("ross s of base; w base 1=B");
    let command = Command::Write {
        volume: stage.id("base"),
        span: Span::Pages {
            first: PageNo(0),
            count: 3,
        },
        content: Content::bytes(&[b'z'; 2 * PAGE_BYTES as usize]),
    };
    stage.run(command);
    assert_eq!(stage.entries("s"), "0:a 1:b 2:");
    let begun = stage
        .events
        .iter()
        .filter(|event| matches!(event, Event::WriteBegun { .. }));
    assert_eq!(begun.count(), 3);
    assert_eq!(stage.shows("base")[2], "");
}

/// Method 550 looks at the common volume too: a reference to its page is no difference.
#[test]
fn a_shared_page_of_the_common_volume_is_not_reported() {
    let mut stage = small();
    stage.play("ross o of base; ross c of base; rwss x of c; ross r of x; w base 0=A; w x 0=X");
    assert_eq!(
        stage.engine.entry(stage.id("r"), PageNo(0)),
        stage.engine.entry(stage.id("c"), PageNo(0))
    );
    let diff = stage.diff("o", "r");
    assert_eq!((diff.method, list(&diff.literal)), (550, String::new()));
}

#[test]
fn volumes_of_two_trees_are_not_compared() {
    let mut stage = small();
    let geometry = stage
        .engine
        .geometry(stage.id("base"))
        .expect("it lives")
        .clone();
    let stamps = false;
    let made = stage.run(Command::CreateVolume { geometry, stamps });
    let cowpath_engine::Outcome::Created(b) = made else {
        panic!("{made:?}");
    };
    let a = stage.id("base");
    let refusal = stage.try_run(Command::Diff { a, b }).expect_err("refused");
    assert_eq!(refusal.rule(), "different-trees");
}

/// Deleting a snapshot moves its entry to where redirects lead to it, so its page stays.
#[test]
fn a_page_that_a_redirect_leads_to_is_not_freed() {
    let mut stage = small();
    stage.push_mode(PushMode::Redirect);
    stage.play("ross d of base; w base 0=A; ross e of base; rwss x of d; ross t of x; w x 0=X");
    let redirect = Entry::Redirect(stage.id("d"), PageNo(0));
    let entry = stage.engine.entry(stage.id("t"), PageNo(0));
    assert_eq!(entry, Some(redirect));
    let pages = |stage: &Stage| {
        stage
            .outline
            .trees
            .values()
            .map(|tree| tree.data_pages)
            .sum::<u64>()
    };
    let space = space::of(&stage.engine, stage.id("d")).expect("a living volume");
    assert_eq!(
        (space.exclusive_pages, space.freed_if_deleted_pages),
        (1, Some(0))
    );
    let before = pages(&stage);
    stage.play("delete d");
    assert_eq!(pages(&stage), before);
    assert_eq!(stage.read("t", 0).content.text(), Some("a"));
}
