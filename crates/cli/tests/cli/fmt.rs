//! `cowpath fmt`.

use crate::harness::{Folder, content, cowpath, scenario, with_input};

const UNTIDY: &str = "\u{feff}cow 1\r\n\r\n\r\nvolume  base pages 8\tpage 4096B levels 8#shape\r\nwrite base 3 hex:6133\r\n";
const TIDY: &str = "cow 1\n\nvolume base pages 8 page 4KiB levels 8  #shape\nwrite base 3 \"a3\"\n";

#[test]
fn prints_the_canonical_form_and_leaves_the_file() {
    let folder = Folder::new("fmt-prints");
    let file = folder.file("a.cow", UNTIDY);
    let ran = cowpath(&["fmt", &file]).ends(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), (TIDY, ""));
    assert_eq!(content(&file), UNTIDY);
    let again = with_input(&["fmt", "-"], ran.out.as_bytes()).ends(0);
    assert_eq!(again.out, TIDY);
}

#[test]
fn rewrites_only_with_force() {
    let folder = Folder::new("fmt-force");
    let file = folder.file("a.cow", UNTIDY);
    let ran = cowpath(&["fmt", "--force", &file]).ends(0);
    assert_eq!(ran.out, "");
    assert_eq!(content(&file), TIDY);
}

#[test]
fn check_tells_and_changes_nothing() {
    let folder = Folder::new("fmt-check");
    let file = folder.file("a.cow", UNTIDY);
    let ran = cowpath(&["fmt", "--check", &file]).ends(1);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("a.cow is not in canonical form"));
    assert_eq!(content(&file), UNTIDY);
    let tidy = folder.file("b.cow", TIDY);
    let ran = cowpath(&["fmt", "--check", &tidy]).ends(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    for file in ["first-steps.cow", "fig5.cow", "fig8.cow", "nightly.cow"] {
        cowpath(&["fmt", "--check", &scenario(file)]).ends(0);
    }
}

#[test]
fn a_syntax_error_leaves_everything() {
    let folder = Folder::new("fmt-error");
    let file = folder.file("a.cow", "ross s1 fo base\n");
    for option in ["--force", "--check"] {
        let ran = cowpath(&["fmt", &file, option]).ends(2);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains("a.cow:1:9: expected `of`, found `fo`"));
    }
    assert_eq!(content(&file), "ross s1 fo base\n");
}
