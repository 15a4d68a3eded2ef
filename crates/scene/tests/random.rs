//! The same invariants for trees that nobody drew by hand.

mod common;

use common::{Script, measure};
use cowpath_scene::tree::{Options, layout};
use cowpath_scene::{Story, Theme, svg};
use proptest::prelude::*;

/// A script of small decisions: what to do, to which volume, on which page.
fn play(steps: &[(u8, u8, u8)]) -> Script {
    let mut s = Script::new();
    s.base("v0", 8, &[2, 2, 2]);
    let (mut heads, mut rosses) = (vec!["v0".to_owned()], Vec::new());
    for (at, (what, whom, page)) in steps.iter().enumerate() {
        let name = format!("v{}", at + 1);
        let pick = |from: &[String]| from[usize::from(*whom) % from.len()].clone();
        match what % 4 {
            0 => {
                s.ross(&name, &pick(&heads));
                rosses.push(name);
            }
            1 if !rosses.is_empty() => {
                s.rwss(&name, &pick(&rosses));
                heads.push(name);
            }
            2 => {
                s.read(&pick(&heads), u64::from(page % 8));
            }
            _ => {
                s.write(&pick(&heads), u64::from(page % 8), &format!("{at}"));
            }
        }
    }
    s
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_tree_breaks_the_picture(steps in prop::collection::vec(any::<(u8, u8, u8)>(), 0..40)) {
        let s = play(&steps);
        let story = Story::of(&s.events);
        let options = Options { names: &s.names, story: &story, ..Options::default() };
        let scene = layout(&s.outline, &options);
        measure::check_keys("random", &scene);
        measure::check_bounds("random", &scene);
        measure::check_boxes("random", &scene);
        measure::check_links("random", &scene);
        measure::check_tracks("random", &scene);
        let again = layout(&s.outline, &options);
        prop_assert_eq!(svg(&scene, Theme::Dark), svg(&again, Theme::Dark));
    }
}
