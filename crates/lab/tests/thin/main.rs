//! Random trees against the tools of dm-thin (Debian package thin-provisioning-tools 0.9.0).
//!
//! A tree is written as the metadata of a pool in two views, and each is asked what it answers
//! exactly:
//!
//! - **Shown**: each volume is a device that maps every page it shows to the block of its resolved
//!   place; a page that resolves to nothing written (never written, a hole, past an end) is not
//!   mapped. `thin_delta` compares blocks, so for every pair of volumes its `different`,
//!   `left_only` and `right_only` together are the engine's location diff, less pages that are
//!   mapped on neither side (a hole against a page never written: both are zeros). Each kind, `same`
//!   included, is what reading both sides page by page says. The blocks that `thin_ls` calls
//!   exclusive to a device are those that only this volume shows: what deleting it frees, wherever
//!   `space` says that it may be deleted, and as long as no volume is stale: a stale snapshot shows
//!   nothing and has no device, but those that hang on it keep their pages.
//! - **Held**: each volume maps only the pages that its own entries point to, a base its written
//!   pages. `space` counts entries, and so `thin_ls`'s exclusive and shared blocks of this view are
//!   its `exclusive_pages` and `shared_pages`. (Of the view above they are not: a page that a
//!   snapshot alone keeps is exclusive to it by entries, and shared if an older one reads it.)
//!
//! Where the tools are absent their part is skipped, and said to be; that the views say what reads
//! find is tested everywhere. The seed is fixed; another one is tried with
//! `PROPTEST_RNG_SEED=7 PROPTEST_CASES=500 cargo test -p cowpath-lab --test thin`.

mod deeds;
mod tools;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::command::DiffResult;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};
use cowpath_engine::policy::{Hints, Policy};
use cowpath_engine::{Command, Engine, Outcome, mapping, space};
use cowpath_lab::interop::thin::{Device, Pool, ThinError, View};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use deeds::{Deed, deed, grow, push_mode, sapling};
use tools::{Delta, Tools};

const CASES: u32 = 30;
const DEEDS: usize = 50;
const SEED: u64 = 20_051_115;

fn config() -> ProptestConfig {
    let given = ProptestConfig::default();
    ProptestConfig {
        cases: match std::env::var_os("PROPTEST_CASES") {
            Some(_) => given.cases,
            None => CASES,
        },
        rng_seed: match given.rng_seed {
            RngSeed::Random => RngSeed::Fixed(SEED),
            fixed @ RngSeed::Fixed(_) => fixed,
        },
        failure_persistence: None,
        ..given
    }
}

#[test]
fn the_tools_of_dm_thin_agree_with_the_engine() {
    let tools = Tools::find();
    if let Err(why) = &tools {
        tools::say(&format!(
            "skipped: comparing with dm-thin's tools, for {why}"
        ));
    }
    let config = config();
    let (cases, seed) = (config.cases, config.rng_seed);
    let pairs = Cell::new(0);
    proptest!(config, |(push in push_mode(), deeds in vec(deed(), DEEDS))| {
        pairs.set(pairs.get() + compare(tools.as_ref().ok(), push, &deeds));
    });
    let pairs = pairs.get();
    if tools.is_ok() {
        tools::say(&format!(
            "thin_delta agrees on {pairs} pairs of volumes of {cases} trees ({seed:?})"
        ));
        assert!(pairs > u64::from(cases), "the trees are too small");
    }
}

/// Grows a tree and compares it; gives how many pairs of volumes were compared.
fn compare(tools: Option<&Tools>, push: Policy, deeds: &[Deed]) -> u64 {
    let (engine, base) = grow(push, deeds);
    let (readable, unreadable): (Vec<VolumeId>, Vec<VolumeId>) =
        tree(&engine, base).partition(|volume| mapping::shown(&engine, *volume).is_some());
    let none_stale = unreadable.is_empty();
    for volume in unreadable {
        let page = PageNo(0);
        let read = engine
            .clone()
            .apply(Command::Read { volume, page }, &mut ());
        assert_eq!(read.map_err(|refusal| refusal.rule()), Err("stale"));
    }
    let places: BTreeMap<VolumeId, Places> = readable
        .into_iter()
        .map(|volume| (volume, read_all(&engine, volume)))
        .collect();
    for (volume, places) in &places {
        let mapping = mapping::shown(&engine, *volume).expect("it is readable");
        let mapping: Places = mapping.into_iter().collect();
        assert_eq!(&mapping, places, "what {volume:?} shows");
    }
    for volume in places.keys().filter(|_| none_stale) {
        let space = space::of(&engine, *volume).expect("a living volume");
        if let Some(freed) = space.freed_if_deleted_pages {
            let exclusive = only_in(&places, *volume);
            assert_eq!(freed, exclusive, "what deleting {volume:?} frees");
        }
    }
    let Some(tools) = tools else { return 0 };
    let pool = |view| Pool::of(&engine, base, view).expect("whole sectors");
    let shown = tools.restore(&pool(View::Shown));
    let held = tools.restore(&pool(View::Held));

    let counts = shown.ls();
    assert!(counts.keys().eq(places.keys()), "a device for each volume");
    for (volume, counts) in &counts {
        let exclusive = only_in(&places, *volume);
        let mapped = places[volume].len() as u64;
        let expected = [mapped, exclusive, mapped - exclusive];
        assert_eq!(*counts, expected, "blocks that {volume:?} shows");
    }
    for (volume, [mapped, exclusive, shared]) in held.ls() {
        let space = space::of(&engine, volume).expect("a living volume");
        let expected = (space.exclusive_pages, space.shared_pages);
        assert_eq!((exclusive, shared), expected, "blocks {volume:?} holds");
        assert_eq!(mapped, exclusive + shared);
    }

    let all: Vec<VolumeId> = places.keys().copied().collect();
    let pairs: Vec<(VolumeId, VolumeId)> = (0..all.len())
        .flat_map(|at| all[at + 1..].iter().map(move |b| (at, *b)))
        .map(|(at, b)| (all[at], b))
        .collect();
    for ((a, b), delta) in pairs.iter().zip(shown.deltas(&pairs)) {
        assert_eq!(delta, expected_delta(&places[a], &places[b]), "{a:?} {b:?}");
        let differing = delta.differing();
        for (a, b) in [(*a, *b), (*b, *a)] {
            let mapped = |page: &u64| {
                let page = PageNo(*page);
                places[&a].contains_key(&page) || places[&b].contains_key(&page)
            };
            let diff = compared(&engine, a, b);
            let location = pages(&diff.location).into_iter().filter(mapped).collect();
            assert_eq!(differing, location, "{a:?} {b:?}");
            let content = pages(&diff.content);
            assert!(content.is_subset(&differing), "{a:?} {b:?}: {content:?}");
        }
    }
    pairs.len() as u64
}

/// Where the pages of a volume lie that lie anywhere.
type Places = BTreeMap<PageNo, Location>;

fn tree(engine: &Engine, base: VolumeId) -> impl Iterator<Item = VolumeId> {
    let ids = engine.volumes().map(|volume| volume.id);
    ids.filter(move |id| engine.tree_of(*id) == engine.tree_of(base))
}

/// Reads every page of a volume, without skip pointers.
fn read_all(engine: &Engine, volume: VolumeId) -> Places {
    let mut engine = engine.clone();
    let without = Policy {
        hints: Hints::Off,
        ..engine.policy()
    };
    let set = engine.apply(Command::SetPolicy(without), &mut ());
    assert_eq!(set, Ok(Outcome::PolicySet));
    let mut places = Places::new();
    let end = engine.volume(volume).expect("a living volume").pages;
    for page in (0..end).map(PageNo) {
        let Ok(Outcome::Read(read)) = engine.apply(Command::Read { volume, page }, &mut ()) else {
            panic!("{page:?} of {volume:?} cannot be read");
        };
        match read.from {
            Location::Zero => {}
            Location::Base(base, page) if !engine.is_written(base, page) => {}
            place => {
                places.insert(page, place);
            }
        }
    }
    places
}

/// Places that one volume shows and no other does.
fn only_in(places: &BTreeMap<VolumeId, Places>, volume: VolumeId) -> u64 {
    let others = places.iter().filter(|(other, _)| **other != volume);
    let others: BTreeSet<&Location> = others.flat_map(|(_, places)| places.values()).collect();
    let own = places[&volume].values();
    own.filter(|place| !others.contains(place)).count() as u64
}

fn expected_delta(left: &Places, right: &Places) -> Delta {
    let mut delta = Delta::default();
    for page in left.keys().chain(right.keys()) {
        let kind = match (left.get(page), right.get(page)) {
            (Some(left), Some(right)) if left == right => &mut delta.same,
            (Some(_), Some(_)) => &mut delta.different,
            (Some(_), None) => &mut delta.left_only,
            (None, _) => &mut delta.right_only,
        };
        kind.insert(page.0);
    }
    delta
}

fn compared(engine: &Engine, a: VolumeId, b: VolumeId) -> DiffResult {
    match engine.clone().apply(Command::Diff { a, b }, &mut ()) {
        Ok(Outcome::Compared(diff)) => *diff,
        other => panic!("{other:?}"),
    }
}

fn pages(runs: &Runs) -> BTreeSet<u64> {
    runs.iter().map(|page| page.0).collect()
}

#[test]
fn a_small_tree_in_full() {
    let (engine, base) = sapling();
    let pool = Pool::of(&engine, base, View::Shown).expect("whole sectors");
    let expected = r#"<superblock uuid="" time="1" transaction="0" flags="0" version="2" data_block_size="8" nr_data_blocks="6">
  <device dev_id="1" mapped_blocks="3" transaction="0" creation_time="0" snap_time="1">
    <range_mapping origin_begin="0" data_begin="0" length="2" time="0"/>
    <single_mapping origin_block="5" data_block="2" time="0"/>
  </device>
  <device dev_id="2" mapped_blocks="3" transaction="0" creation_time="0" snap_time="1">
    <single_mapping origin_block="0" data_block="0" time="0"/>
    <single_mapping origin_block="1" data_block="3" time="0"/>
    <single_mapping origin_block="5" data_block="5" time="0"/>
  </device>
  <device dev_id="3" mapped_blocks="3" transaction="0" creation_time="0" snap_time="1">
    <single_mapping origin_block="0" data_block="4" time="0"/>
    <single_mapping origin_block="1" data_block="3" time="0"/>
    <single_mapping origin_block="5" data_block="5" time="0"/>
  </device>
</superblock>
"#;
    assert_eq!(pool.to_string(), expected);
    let held = Pool::of(&engine, base, View::Held).expect("whole sectors");
    let mapped: Vec<u64> = held.devices.iter().map(Device::mapped_blocks).collect();
    // The base, the pages 1 and 5 as they were, and the one that the read-write snapshot wrote.
    assert_eq!(mapped, [3, 2, 1]);
}

#[test]
fn what_has_no_such_form_is_refused() {
    let (mut engine, _) = sapling();
    let nobody = VolumeId(77);
    let refused = Pool::of(&engine, nobody, View::Shown);
    assert_eq!(refused, Err(ThinError::NoVolume(nobody)));
    let odd = deeds::volume(&mut engine, 700);
    let refused = Pool::of(&engine, odd, View::Shown).expect_err("700 bytes");
    assert!(refused.to_string().contains("700 bytes"), "{refused}");
}
