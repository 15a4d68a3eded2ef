//! `cowpath search`: the counts through the program, its exit statuses, and the file it writes.

use crate::harness::{Folder, content, cowpath, scenario};

fn file(set: &str) -> String {
    scenario(&format!("inflight/{set}.cow"))
}

#[track_caller]
fn counts(set: &str, faults: &[&str], wrong: u64, schedules: u64) {
    let file = file(set);
    let mut arguments = vec!["search", "--json", &file];
    faults
        .iter()
        .for_each(|name| arguments.extend(["--fault", name]));
    let ran = cowpath(&arguments).ends(u8::from(wrong > 0).into());
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("one JSON object");
    let found = (report["wrong"].as_u64(), report["schedules"].as_u64());
    assert_eq!(found, (Some(wrong), Some(schedules)), "{set} {faults:?}");
    let verdict = if wrong > 0 { "violated" } else { "holds" };
    assert_eq!(report["verdict"], verdict);
    assert_eq!(report["rule"].is_string(), wrong > 0);
    assert_eq!(report["shortest"].is_array(), wrong > 0);
    assert!(report["states"].as_u64() > Some(1));
}

#[test]
fn the_counts_of_the_protocol() {
    let claims = &["no-lock"][..];
    let copy_first = &["no-lock", "copy-before-entry"][..];
    counts("f-n", claims, 7, 15);
    counts("n-n", claims, 18, 70);
    counts("n-r1", claims, 3, 15);
    counts("f-r1", claims, 0, 6);
    counts("f-n-r1", claims, 241, 420);
    counts("n-n-r1", claims, 1272, 3150);
    counts("f-n-r2", claims, 49, 105);
    counts("f-n", copy_first, 10, 15);
    counts("n-n", copy_first, 6, 70);
    counts("n-r1", copy_first, 3, 15);
}

#[test]
fn with_the_lock_all_are_right() {
    let sets = ["f-n", "n-n", "n-r1", "f-r1", "f-n-r1", "n-n-r1", "f-n-r2"];
    for set in sets {
        let ran = cowpath(&["search", &file(set), "--crash"]).ends(0);
        assert!(ran.out.contains(", 0 wrong;"), "{}", ran.out);
        assert!(
            ran.out.ends_with("0 lost something\nnothing is wrong\n"),
            "{}",
            ran.out
        );
    }
}

#[test]
fn the_shortest_wrong_schedule_is_written_as_a_document() {
    let folder = Folder::new("search");
    let path = &folder.path("wrong.cow");
    let searched = file("f-n");
    let search = ["search", &searched, "--fault", "no-lock", "-o", path];
    let ran = cowpath(&search).ends(1);
    assert!(ran.out.contains("violated (snapshot-view)"), "{}", ran.out);
    let text = content(path);
    assert!(text.contains("set fault lock on\nstep "), "{text}");
    cowpath(&["fmt", "--check", path]).ends(0);
    let ran = cowpath(&["run", path]).ends(1);
    assert!(ran.out.contains("1 not as expected"), "{}", ran.out);
    // Nothing is written over unasked.
    cowpath(&search).ends(2);
}

#[test]
fn what_cannot_be_searched_ends_with_2() {
    let ran = cowpath(&["search", &scenario("fig5.cow")]).ends(2);
    assert!(ran.err.contains("no operation is open"), "{}", ran.err);
    let ran = cowpath(&["search", &file("f-n"), "--fault", "nothing"]).ends(2);
    assert!(ran.err.contains("no-lock"), "{}", ran.err);
}
