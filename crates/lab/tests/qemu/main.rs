//! Restore under load against a live `block-commit` of QEMU's storage daemon (Debian package
//! qemu-utils): hosts write while a layer's blocks go down into the production image. In the end
//! production must hold the same bytes as the engine's does after a restore from that layer with
//! the same writes, in both orders and both modes. Where the programs are absent the comparison
//! is skipped, and said to be.
#![cfg(unix)]

mod daemon;

use std::io::Write;
use std::ops::Range;
use std::path::Path;

use cowpath_engine::content::Content;
use cowpath_engine::ids::PageNo;
use cowpath_lab::language::parse_command;
use cowpath_lab::machine::{Machine, Outcome};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use daemon::{Fill, Served, Tools};

const PAGES: u64 = 48;
/// A page of the image. Each holds one byte over and over; the engine's pages are short, and hold
/// the same byte.
const PAGE_BYTES: u64 = 256 << 10;
const SHORT_PAGE_BYTES: usize = 4;
/// Bytes a second that the commit may copy while hosts write: it takes longer than they do.
const SLOWLY: u64 = 512 << 10;
const CASES: u8 = 4;

/// What happens on both systems.
#[derive(Debug, Clone)]
struct Story {
    /// Production when the layer is made.
    production: Vec<Fill>,
    /// Written to the layer.
    layer: Vec<Fill>,
    /// Written to production's name by hosts while the layer goes down.
    hosts: Vec<Fill>,
}

fn fills(how_many: Range<usize>) -> impl Strategy<Value = Vec<Fill>> {
    vec((0..PAGES, 1_u8..=255), how_many)
}

fn story(case: u8) -> Story {
    let seed = [case; 32];
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let stories =
        (fills(1..40), fills(20..40), fills(1..25)).prop_map(|(production, layer, hosts)| Story {
            production,
            layer,
            hosts,
        });
    let tree = stories.new_tree(&mut runner);
    tree.expect("a strategy without conditions").current()
}

#[test]
fn a_live_commit_and_a_restore_come_to_the_same() {
    let tools = match Tools::find() {
        Ok(tools) => tools,
        Err(why) => {
            let skipped = format!("skipped: comparing with a live block-commit, for {why}\n");
            let _ = std::io::stderr().write_all(skipped.as_bytes());
            return;
        }
    };
    for case in 0..CASES {
        let story = story(case);
        let (committed, copying) = commit(&tools, case, &story);
        assert!(copying, "case {case}: hosts wrote while blocks were copied");
        for (order, mode) in [(14, "eager"), (14, "lazy"), (15, "eager"), (15, "lazy")] {
            let restored = restore(&story, order, mode);
            let pages = (0..PAGES).zip(committed.iter().zip(&restored));
            let differing: Vec<u64> = pages
                .filter_map(|(page, (theirs, ours))| (theirs != ours).then_some(page))
                .collect();
            assert!(
                differing.is_empty(),
                "case {case}, order {order}, {mode}: pages {differing:?} of {story:?}"
            );
        }
    }
}

/// The byte of each page of production after the commit, and whether blocks
/// were still being copied when the hosts had written.
fn commit(tools: &Tools, case: u8, story: &Story) -> (Vec<u8>, bool) {
    let mut production = vec![0; (PAGES * PAGE_BYTES) as usize];
    for (page, byte) in &story.production {
        let start = (page * PAGE_BYTES) as usize;
        production[start..start + PAGE_BYTES as usize].fill(*byte);
    }
    let name = format!("qemu-{}-{case}", std::process::id());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let mut served = Served::start(tools, folder, PAGE_BYTES, &production, &story.layer);
    served.begin_commit(SLOWLY);
    served.write(&story.hosts);
    let copying = served.is_copying();
    let held = served.finish();
    let pages = held.chunks_exact(PAGE_BYTES as usize).map(|page| {
        assert!(page.iter().all(|byte| *byte == page[0]), "whole pages only");
        page[0]
    });
    (pages.collect(), copying)
}

/// The same after a restore, with a step of the background copying now and then.
fn restore(story: &Story, order: u8, mode: &str) -> Vec<u8> {
    let mut machine = Machine::new();
    let mut run = |text: &str| {
        let command = parse_command(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        let outcome = machine.apply(&command, &mut ());
        let outcome = outcome.unwrap_or_else(|refused| panic!("{text}: {}", refused.message));
        assert!(!matches!(outcome, Outcome::Refused(_)), "{text}");
    };
    run(&format!(
        "volume base pages {PAGES} page {SHORT_PAGE_BYTES}B levels 4x4x4"
    ));
    let fill = |run: &mut dyn FnMut(&str), volume: &str, (page, byte): Fill| {
        let content = format!("{byte:02x}").repeat(SHORT_PAGE_BYTES);
        run(&format!("write {volume} {page} hex:{content}"));
    };
    for each in &story.production {
        fill(&mut run, "base", *each);
    }
    run("ross s of base");
    run("rwss w of s");
    for each in &story.layer {
        fill(&mut run, "w", *each);
    }
    run(&format!(
        "restore base from w as n undo u order {order} mode {mode}"
    ));
    for (number, each) in story.hosts.iter().enumerate() {
        fill(&mut run, "base", *each);
        if number % 3 == 0 {
            run("background base");
        }
    }
    run("background base all");
    run("check");
    let base = machine.id("base").expect("it was made");
    let byte = |page| match machine.engine().peek(base, PageNo(page)) {
        Some(Content::Bytes(bytes)) => bytes.first().copied().unwrap_or(0),
        other => unreachable!("this volume keeps bytes: {other:?}"),
    };
    (0..PAGES).map(byte).collect()
}
