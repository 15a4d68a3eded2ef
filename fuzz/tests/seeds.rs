//! Every seed passes its target, and so do small changes of it.

use std::fs;
use std::path::{Path, PathBuf};

use cowpath_fuzz::{cowtree, language, seeds, trace, tree_file};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn scenarios() -> Vec<String> {
    let folder = fs::read_dir(project("tests/scenarios")).expect("it is part of the project");
    let paths = folder.map(|entry| entry.expect("a readable folder").path());
    let cow = paths.filter(|path| path.extension().is_some_and(|ending| ending == "cow"));
    let texts: Vec<String> = cow
        .map(|path| fs::read_to_string(path).expect("text"))
        .collect();
    assert!(texts.len() >= 4, "the scenarios are missing");
    texts
}

/// Cuts and changes at some places of the bytes.
fn changes(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let places = (0..bytes.len()).step_by(bytes.len() / 5 + 1);
    places.flat_map(|at| {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        [bytes[..at].to_vec(), changed]
    })
}

fn try_all(run: fn(&[u8]), seeds: impl IntoIterator<Item = Vec<u8>>) {
    for seed in seeds {
        run(&seed);
        changes(&seed).for_each(|changed| run(&changed));
    }
}

#[test]
fn the_language_target_takes_the_scenarios() {
    try_all(
        language::run,
        scenarios().into_iter().map(String::into_bytes),
    );
}

#[test]
fn the_tree_file_target_takes_images() {
    let images: Vec<Vec<u8>> = scenarios()
        .iter()
        .flat_map(|text| seeds::images(text))
        .collect();
    assert!(images.len() > 8, "a few of each scenario");
    try_all(tree_file::run, images);
}

#[test]
fn the_cowtree_target_takes_tree_files() {
    let files = scenarios();
    let files = files.iter().flat_map(|text| seeds::tree_files(text));
    try_all(cowtree::run, files);
}

#[test]
fn the_trace_target_takes_every_format() {
    let csv = fs::read(project("data/sqlite-oltp.csv")).expect("it is part of the project");
    let traces = seeds::traces(&csv);
    let formats = traces
        .iter()
        .map(|trace| cowpath_lab::trace::recognise(trace, trace.len() as u64).expect("a trace"));
    assert_eq!(formats.collect::<Vec<_>>(), cowpath_lab::trace::Format::ALL);
    try_all(trace::run, traces);
}

/// What once failed, by target.
#[test]
fn inputs_that_once_failed_pass() {
    let mut tried = 0;
    for folder in fs::read_dir(project("fuzz/found")).expect("it is part of the project") {
        let folder = folder.expect("a readable folder").path();
        let target = folder.file_name().expect("a name").to_string_lossy();
        let run: fn(&[u8]) = match target.as_ref() {
            "cowtree" => cowtree::run,
            "language" => language::run,
            "trace" => trace::run,
            "tree_file" => tree_file::run,
            other => panic!("no target is called {other}"),
        };
        for input in fs::read_dir(&folder).expect("a readable folder") {
            let input = input.expect("a readable folder").path();
            println!("{}", input.display());
            run(&fs::read(&input).expect("bytes"));
            tried += 1;
        }
    }
    assert!(tried > 0, "the inputs are missing");
}
