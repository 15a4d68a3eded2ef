//! The same invariants for trees that nobody drew by hand.

mod common;

use common::{Script, measure};
use cowpath_engine::Command;
use cowpath_engine::Span;
use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::ids::{PageNo, Run, Runs, Series, VolumeId};
use cowpath_engine::policy::{FullPolicy, Policy};
use cowpath_scene::tables::{self, TablesOptions};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Scene, Story, Theme, svg};
use proptest::prelude::*;

/// A command made of small decisions: what to do, to which volumes, on which page.
fn command(ids: &[VolumeId], (what, whom, page): (u8, u8, u8)) -> Command<'static> {
    let pick = |n: u8| ids[usize::from(n) % ids.len()];
    let (volume, other, at) = (pick(whom), pick(whom ^ page), u64::from(page % 8));
    match what % 16 {
        0 | 1 => Command::TakeRoss {
            of: volume,
            series: Series(u32::from(page % 3)),
            full: page > 240,
        },
        2 | 3 => Command::TakeRwss {
            of: volume,
            read_only: page > 200,
        },
        4 => Command::Read {
            volume,
            page: PageNo(at),
        },
        5 => Command::Diff {
            a: volume,
            b: other,
        },
        6 => Command::Discard {
            volume,
            pages: Runs::from(vec![Run(at, 1 + u64::from(page / 100))]),
        },
        7 => Command::Resize {
            volume,
            pages: 1 + u64::from(page % 12),
        },
        8 => Command::Promote {
            volume,
            source: other,
        },
        9 => Command::Delete {
            volumes: vec![volume],
        },
        10 if ids.len() < 12 => Command::Copy {
            of: volume,
            backup: page > 100,
        },
        11 => Command::Sync {
            backup: volume,
            to: other,
        },
        12 if page > 200 => Command::SetCapacity {
            volume,
            capacity: Capacity {
                data_pages: Some(6),
                admin_entries: None,
            },
        },
        _ => Command::Write {
            volume,
            span: Span::Page(PageNo(at)),
            content: Content::bytes(b"wx").into_owned(),
        },
    }
}

fn play(steps: &[(u8, u8, u8)]) -> Script {
    let mut s = Script::new();
    s.base("v0", 8, &[2, 2, 3]);
    s.policy(Policy {
        full: FullPolicy::Stale,
        ..Policy::default()
    });
    for (at, step) in steps.iter().enumerate() {
        let ids: Vec<VolumeId> = s.outline.volumes.keys().copied().collect();
        if !ids.is_empty() {
            s.attempt(&format!("v{}", at + 1), command(&ids, *step));
        }
    }
    s
}

fn check(scene: &Scene) {
    measure::check_keys("random", scene);
    measure::check_bounds("random", scene);
    measure::check_boxes("random", scene);
    measure::check_links("random", scene);
    measure::check_tracks("random", scene);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_tree_breaks_the_picture(
        steps in prop::collection::vec(any::<(u8, u8, u8)>(), 0..48),
        upto in any::<prop::sample::Index>(),
    ) {
        let s = play(&steps);
        let story = Story::of(&s.events);
        let options = Options { names: &s.names, story: &story, ..Options::default() };
        let scene = layout(&s.outline, &options);
        check(&scene);
        let again = layout(&s.outline, &options);
        prop_assert_eq!(svg(&scene, Theme::Dark), svg(&again, Theme::Dark));
        // Half way through the last command.
        let events = &s.events[..upto.index(s.events.len() + 1)];
        let mut outline = s.before.clone();
        events.iter().for_each(|event| outline.fold(event));
        let story = Story::of(events);
        check(&layout(&outline, &Options { names: &s.names, story: &story, ..Options::default() }));
        for volume in outline.volumes.keys() {
            let options = TablesOptions { names: &s.names, events, ..TablesOptions::default() };
            measure::check_keys("tables", &tables::layout(&outline, *volume, &options));
        }
    }
}
