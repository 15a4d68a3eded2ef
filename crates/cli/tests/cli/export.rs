//! `cowpath export`.

use crate::harness::{Folder, content, cowpath, scenario, with_input};

/// Two trees, a snapshot each.
const TWO: &str = "volume one pages 8 page 4KiB levels 8\nwrite one 0 \"a\"\nross s of one\n\
    write one 0 \"b\"\nvolume two pages 8 page 512B levels 8\nross t of two\nread one 9\n\
    expect refused\n";

fn export(options: &[&str], text: &str) -> crate::harness::Ran {
    let arguments = [&["export", "-", "-o", "-"], options].concat();
    with_input(&arguments, text.as_bytes())
}

#[test]
fn a_tree_becomes_the_metadata_of_a_pool() {
    let ran = export(&["--format", "thin-xml", "--volume", "s"], TWO).ends(0);
    assert_eq!(ran.err, "device 1: one\ndevice 2: s\n");
    assert!(ran.out.starts_with("<superblock uuid=\"\" "), "{}", ran.out);
    assert!(
        ran.out
            .contains("data_block_size=\"8\" nr_data_blocks=\"2\"")
    );
    assert_eq!(ran.out.matches("<device ").count(), 2);
    assert_eq!(ran.out.matches("<single_mapping ").count(), 2);
    let before = export(&["--format", "thin-xml", "--at", "3"], TWO).ends(0);
    assert!(
        before.out.contains("nr_data_blocks=\"1\""),
        "{}",
        before.out
    );
}

#[test]
fn a_choice_of_trees_is_asked_for() {
    let ran = export(&["--format", "thin-xml"], TWO).ends(2);
    assert!(ran.err.contains("--volume") && ran.err.contains("one, two"));
    let ran = export(&["--format", "thin-xml", "--volume", "x"], TWO).ends(2);
    assert!(ran.err.contains("there is no volume x"));
    let ran = export(&["--format", "thin-xml", "--at", "0"], TWO).ends(2);
    assert!(ran.err.contains("there is no volume at this position"));
    export(&["--format", "thin-xml", "--at", "99"], TWO).ends(2);
    let ran = export(&["--volume", "one"], TWO).ends(2);
    assert!(ran.err.contains("a tree file holds all"), "{}", ran.err);
}

#[test]
fn a_tree_file_holds_all_trees_and_scripts_go_on_from_it() {
    let folder = Folder::new("export-tree");
    let out = folder.path("two.cowtree");
    let ran = with_input(&["export", "-", "-o", &out], TWO.as_bytes()).ends(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    let imported = cowpath(&["import", &out, "--json"]).ends(0).json();
    let run = format!("{TWO}tree\nspace\ncheck\n");
    let run = crate::harness::run(&["--json"], &run).ends(0).json();
    let outcomes = |lines: &[serde_json::Value]| -> Vec<serde_json::Value> {
        lines.iter().map(|line| line["outcome"].clone()).collect()
    };
    assert_eq!(outcomes(&imported), outcomes(&run[run.len() - 3..]));
    let people = cowpath(&["import", &out]).ends(0);
    assert!(
        people.out.contains("tree") && people.out.contains("two"),
        "{}",
        people.out
    );

    let script = "write one 0 \"c\"\nexpect pushed none\nread s 0\nexpect read \"a\"\ncheck\n";
    let on = |command: &str, more: &[&str]| {
        let arguments = [&[command, "-", "--on", &out], more].concat();
        with_input(&arguments, script.as_bytes())
    };
    on("run", &[]).ends(0);
    crate::harness::run(&[], script).ends(1);
    assert!(on("render", &["-o", "-"]).ends(0).out.contains("</svg>"));
    let next = folder.path("next.cowtree");
    on("export", &["-o", &next]).ends(0);
    let ran = with_input(
        &["run", "-", "--on", &next],
        b"read one 0\nexpect read \"c\"\n",
    );
    ran.ends(0);
    // The same volumes give the same bytes.
    let again = folder.path("again.cowtree");
    with_input(&["export", "-", "--on", &out, "-o", &again], b"").ends(0);
    let bytes = |path: &str| std::fs::read(path).expect("a file");
    assert_eq!(bytes(&again), bytes(&out));
}

#[test]
fn what_is_no_tree_file_is_told_with_its_place() {
    let folder = Folder::new("import-wrong");
    let out = folder.path("tree");
    with_input(&["export", "-", "-o", &out], TWO.as_bytes()).ends(0);
    let whole = std::fs::read(&out).expect("a file");
    let cut = folder.file("cut", &whole[..whole.len() - 1]);
    let text = folder.file("text", TWO);
    for (file, message) in [
        (&cut, "not a tree file: at byte "),
        (
            &text,
            "not a tree file: at byte 0, the word COWPATH was expected",
        ),
        (&folder.path("missing"), "cannot read "),
    ] {
        for arguments in [&["import", file][..], &["run", "-", "--on", file]] {
            let ran = cowpath(arguments).ends(2);
            assert_eq!(ran.out, "");
            assert!(ran.err.contains(message), "{}", ran.err);
        }
    }
}

#[test]
fn a_page_that_is_no_whole_sector_has_no_such_form() {
    let ran = export(
        &["--format", "thin-xml"],
        "volume v pages 8 page 700B levels 8\n",
    );
    assert!(ran.ends(2).err.contains("700 bytes"));
}

#[test]
fn an_export_is_written_over_only_with_force() {
    let folder = Folder::new("export-force");
    let out = folder.file("out.xml", "precious");
    let file = scenario("fig8.cow");
    let arguments = ["export", &file, "--format", "thin-xml", "-o", &out];
    let ran = cowpath(&arguments).ends(2);
    assert!(ran.err.contains("out.xml exists; --force writes over it"));
    assert_eq!(content(&out), "precious");
    cowpath(&[&arguments[..], &["--force"]].concat()).ends(0);
    assert_eq!(content(&out).matches("<device ").count(), 11);
}

#[test]
fn a_refusal_gives_no_file() {
    let folder = Folder::new("export-refused");
    let out = folder.path("out.xml");
    let text = b"volume v pages 8 page 4KiB levels 8\nread v 8\n";
    let ran = with_input(&["export", "-", "--format", "thin-xml", "-o", &out], text).ends(1);
    assert!(ran.err.contains("refused (page-out-of-range)"));
    assert!(!std::path::Path::new(&out).exists());
}
