//! `cowpath replay`: the contract's last line, the table, and the exit statuses.

use std::path::Path;

use crate::harness::{Folder, Ran, cowpath, with_input};

const HEADER: &str = "time_us,op,offset_bytes,length_bytes\n";

fn sample() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/sqlite-oltp.csv");
    path.to_str().expect("a path in UTF-8").to_owned()
}

fn lines(lines: &str, options: &[&str]) -> Ran {
    let arguments = [&["replay", "-"], options].concat();
    with_input(&arguments, format!("{HEADER}{lines}").as_bytes())
}

#[test]
fn the_sample_replays_and_checks() {
    let ran = cowpath(&["replay", &sample(), "--every", "5000", "--check", "--json"]).ends(0);
    let json = ran.json();
    let last = json.last().expect("a line");
    assert_eq!(last["kind"], "replay");
    for (field, count) in [
        ("records", 66_162),
        ("page_writes", 56_919),
        ("snapshots", 11),
        ("pushes", 6598),
        ("bytes_copied", 6598 * 4096),
        ("checked_snapshots", 11),
    ] {
        assert_eq!(last[field], count, "{field}");
    }
    assert_eq!(last["ok"], true);
    assert_eq!(json.len(), 12, "a row for each snapshot, and the totals");
    assert_eq!(json[0]["kind"], "snapshot");
    assert_eq!(json[0]["name"], "s1");
    assert_eq!(ran.err, "", "no progress where nobody watches");
}

#[test]
fn a_table_for_people_ends_with_the_document() {
    let ran = cowpath(&[
        "replay",
        &sample(),
        "--every-ms",
        "1000",
        "--keep",
        "3",
        "--check",
    ]);
    let ran = ran.ends(0);
    let said = ran.lines();
    assert!(said[0].starts_with("Cowpath CSV: 66162 records over 16.840 s"));
    assert!(ran.out.contains("\ns13 (deleted) "));
    assert!(ran.out.contains("16 snapshots taken, 3 kept"));
    assert!(
        ran.out
            .contains("check: the base and 3 snapshots equal their full copies")
    );
    let document = said.last().expect("a line");
    assert!(document.starts_with("document: replay \"sqlite-oltp.csv\" sha256:"));
    assert!(document.ends_with(" every-ms 1000 keep 3"));
}

#[test]
fn a_folder_a_missing_file_and_a_picture_are_unreadable() {
    let folder = Folder::new("replay-unreadable");
    let picture = folder.file("picture.csv", b"\x89PNG\r\n\x1a\n");
    for (path, said) in [
        (folder.path("missing.csv"), "could not be read"),
        (folder.path("."), "could not be read"),
        (picture, "the file is a PNG picture"),
    ] {
        let ran = cowpath(&["replay", &path, "--json"]).ends(2);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}

#[test]
fn the_first_bad_record_is_named() {
    let ran = lines("0,W,0,0\n", &["--json"]).ends(2);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("<stdin>: not a"), "{}", ran.err);
    assert!(ran.err.contains("record 1 (line 2)"), "{}", ran.err);
    // After good records, what was replayed is told as well.
    let ran = lines("0,W,0,1\n1,R,0,1\n2,W,x,1\n", &["--json", "--check"]).ends(2);
    assert!(ran.err.contains("record 3 (line 4)"), "{}", ran.err);
    let last = &ran.json()[0];
    assert_eq!((&last["records"], &last["ok"]), (&2.into(), &false.into()));
    assert_eq!(last["error"]["record"], 3);
}

#[test]
fn a_replay_larger_than_its_memory_says_so() {
    let options = ["--page", "512B", "--memory-limit", "1MiB", "--json"];
    let ran = lines("0,W,0,1\n1,W,0,2147483648\n", &options).ends(0);
    assert!(ran.err.contains("stopped after 1 records"), "{}", ran.err);
    let last = &ran.json()[0];
    assert!(
        last["stopped"]
            .as_str()
            .expect("a reason")
            .contains("1048576 bytes")
    );
}

#[test]
fn a_pipe_can_be_replayed_and_has_no_document() {
    let ran = lines("0,W,0,1\n1,W,0,1\n", &["--every", "1"]).ends(0);
    assert!(ran.out.contains("2 snapshots taken"));
    assert!(!ran.out.contains("document"));
}

#[test]
fn options_that_mean_nothing_are_refused() {
    for options in [
        &["--every", "0"][..],
        &["--keep", "0"],
        &["--every", "5", "--every-ms", "5"],
        &["--page", "4096"],
        &["--page", "0B"],
        &["--page", "2MiB"],
        &["--format", "tar"],
    ] {
        let ran = lines("0,W,0,1\n", options).ends(2);
        assert_eq!(ran.out, "", "{options:?}");
        assert_ne!(ran.err, "", "{options:?}");
    }
}
