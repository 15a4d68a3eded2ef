//! What holds for the whole program: help, version, completions, files that cannot be read.

use crate::harness::{Folder, cowpath, with_input};

#[test]
fn help_and_version_are_asked_for() {
    let help = cowpath(&["--help"]).ends(0);
    for command in [
        "run",
        "render",
        "export",
        "import",
        "replay",
        "fmt",
        "completions",
    ] {
        assert!(help.out.contains(command), "{command}");
        let own = cowpath(&[command, "--help"]).ends(0);
        assert!(own.out.contains(command), "{command}");
    }
    let version = cowpath(&["--version"]).ends(0);
    assert_eq!(
        version.out,
        format!("cowpath {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn wrong_usage_ends_with_2() {
    for arguments in [&[][..], &["walk"], &["run"], &["fmt", "a.cow", "--jsno"]] {
        let ran = cowpath(arguments).ends(2);
        assert_eq!(ran.out, "");
        assert_ne!(ran.err, "");
    }
}

#[test]
fn completions_are_printed_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = cowpath(&["completions", shell]).ends(0);
        assert!(ran.out.contains("keep-going"), "{shell}");
    }
    cowpath(&["completions", "cmd"]).ends(2);
}

#[test]
fn files_that_cannot_be_read_end_with_2() {
    let folder = Folder::new("unreadable");
    let missing = folder.path("missing.cow");
    let out = folder.path("out.svg");
    for arguments in [
        &["run", &missing][..],
        &["fmt", &missing],
        &["render", &missing, "-o", &out],
    ] {
        let ran = cowpath(arguments).ends(2);
        assert_eq!(ran.out, "");
        assert!(ran.err.contains("cannot read") && ran.err.contains("missing.cow"));
    }
    let ran = with_input(&["run", "-"], b"tree\nread \xff 3\n").ends(2);
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("<stdin>:2:6: expected text in UTF-8"));
}
