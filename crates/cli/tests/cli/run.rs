//! `cowpath run`: exit statuses, refusals, syntax errors, events.

use crate::harness::{Folder, cowpath, run, scenario, with_input};

const START: &str = "volume base pages 8 page 4KiB levels 2x2x2\nross s of base\n";

#[test]
fn built_in_scenarios_end_well() {
    for file in ["first-steps.cow", "fig5.cow", "fig8.cow", "nightly.cow"] {
        let ran = cowpath(&["run", &scenario(file), "--check"]).ends(0);
        assert!(ran.out.ends_with(" commands: all well\n"), "{}", ran.out);
        assert_eq!(ran.err, "");
    }
}

#[test]
fn people_get_sentences_and_tables() {
    let ran = run(
        &[],
        &format!("{START}write base 3 \"b\"\nexpect pushed 3\ntree\nexpect ok"),
    )
    .ends(0);
    let expected = "\
1  volume base pages 8 page 4KiB levels 2x2x2
   created base
2  ross s of base
   created s
3  write base 3 \"b\"
   wrote page 3; pushed page 3 into s, copied 1 page
4  expect pushed 3: ok
5  tree
     volume  kind                reads through  copy of  exceptions  pages
     base    base volume                                          0      8
     s       read-only snapshot  base           base              1      8
6  expect ok: ok
6 commands: all well
";
    assert_eq!(ran.out, expected);
}

#[test]
fn a_refusal_is_printed_and_stops_the_run() {
    let text = format!("{START}write s 3 \"x\"\nread base 3\n");
    let ran = run(&["--json"], &text).ends(1);
    assert_eq!(ran.lines().len(), 3);
    assert_eq!(ran.json()[2]["line"], 3);
    assert_eq!(ran.json()[2]["outcome"]["rule"], "read-only");
    let ran = run(&[], &text).ends(1);
    assert!(
        ran.out
            .contains("   refused (read-only): s is a read-only snapshot")
    );
    assert!(
        ran.out.ends_with("3 commands: 1 refused, 1 not run\n"),
        "{}",
        ran.out
    );
}

#[test]
fn keep_going_goes_on_and_still_fails() {
    let text = format!("{START}write s 3 \"x\"\nread base 3\nread base 8\n");
    let ran = run(&["--json", "--keep-going"], &text).ends(1);
    let kinds: Vec<_> = ran
        .json()
        .iter()
        .map(|line| line["outcome"]["kind"].clone())
        .collect();
    assert_eq!(kinds, ["done", "done", "refused", "read", "refused"]);
    let ran = run(&["--keep-going"], &text).ends(1);
    assert!(ran.out.ends_with("5 commands: 2 refused\n"), "{}", ran.out);
}

#[test]
fn each_violation_is_a_refusal_by_its_rule() {
    for (command, rule) in [
        ("ross s of base", "name-taken"),
        ("ross data of base", "reserved-name"),
        ("rwss admin of s", "reserved-name"),
        ("ross t of nothing", "unknown-volume"),
        ("ross t of s", "not-a-head"),
        ("rwss t of base", "not-a-ross"),
        ("write s 0 \"x\"", "read-only"),
        ("read base 8", "page-out-of-range"),
        ("write base 8 \"\"", "page-out-of-range"),
        ("write base @32767 \"xy\"", "offset-out-of-range"),
        ("volume v pages 9 page 4KiB levels 2x2x2", "bad-geometry"),
        ("volume v pages 8 page 4096MiB levels 8", "bad-geometry"),
        ("delete base", "has-snapshots"),
    ] {
        let ran = run(&["--json"], &format!("{START}{command}\ntree\n")).ends(1);
        let lines = ran.json();
        assert_eq!(lines.len(), 3, "{command}");
        assert_eq!(lines[2]["outcome"]["rule"], rule, "{command}");
        // It changed nothing.
        let refused = run(
            &["--json", "--keep-going"],
            &format!("{START}{command}\ntree\nspace"),
        );
        let never = run(&["--json"], &format!("{START}\ntree\nspace"));
        assert_eq!(refused.lines()[3..], never.lines()[2..], "{command}");
    }
    let long = format!("{START}write base 0 \"{}\"", "x".repeat(4097));
    assert_eq!(
        run(&["--json"], &long).ends(1).json()[2]["outcome"]["rule"],
        "too-long"
    );
}

#[test]
fn an_expected_refusal_is_no_failure() {
    let text =
        format!("{START}write s 3 \"x\"\n\n# meant\nexpect refused read-only\nread base 3\n");
    assert_eq!(run(&["--json"], &text).ends(0).lines().len(), 5);
    let other = text.replace("refused read-only", "refused name-taken");
    let ran = run(&["--json"], &other).ends(1);
    assert_eq!(ran.json()[3]["outcome"]["ok"], false);
    let none = format!("{START}expect refused\n");
    run(&[], &none).ends(1);
}

#[test]
fn a_failed_expectation_is_told_and_fails_the_run() {
    let text = format!("{START}write base 3 \"b\"\nexpect pushed none\nread s 3\n");
    let ran = run(&[], &text).ends(1);
    assert!(
        ran.out
            .contains("4  expect pushed none\n   not as expected: "),
        "{}",
        ran.out
    );
    assert!(
        ran.out.ends_with("5 commands: 1 not as expected\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_syntax_error_runs_nothing_and_shows_the_place() {
    let folder = Folder::new("run-syntax");
    let file = folder.file("demo.cow", format!("{START}ross s1 fo base\nread s1 3\n"));
    for options in [&[][..], &["--json"], &["--keep-going"], &["--events"]] {
        let ran = cowpath(&[&["run", &file], options].concat()).ends(2);
        assert_eq!(ran.out, "");
        let shown =
            ":3:9: expected `of`, found `fo`; did you mean `of`?\n  ross s1 fo base\n          ^\n";
        assert!(ran.err.ends_with(shown), "{}", ran.err);
        assert!(ran.err.starts_with(&file), "{}", ran.err);
    }
}

#[test]
fn every_syntax_error_is_shown() {
    let ran = run(&[], "tree 1\ncheck\nvolume\n").ends(2);
    assert!(
        ran.err.contains("<stdin>:1:6: ") && ran.err.contains("<stdin>:3:"),
        "{}",
        ran.err
    );
}

#[test]
fn line_ends_tabs_and_a_byte_order_mark_change_nothing() {
    let plain = run(&["--json"], START).ends(0);
    let dressed = format!("\u{feff}{}", START.replace('\n', "\r\n").replace(' ', "\t"));
    assert_eq!(run(&["--json"], &dressed).ends(0).out, plain.out);
    let unended = START.trim_end();
    assert_eq!(run(&["--json"], unended).ends(0).out, plain.out);
}

#[test]
fn an_empty_file_is_well() {
    for text in ["", "\n\n", "cow 1\n", "# nothing"] {
        assert_eq!(run(&["--json"], text).ends(0).out, "");
    }
}

#[test]
fn names_may_be_keywords_numbers_and_quoted() {
    let text = "volume of pages 8 page 512B levels 8\nross 2206 of of\nrwss \"<img onerror>\" of 2206\nread \"<img onerror>\" 0";
    let ran = run(&["--json"], text).ends(0);
    assert_eq!(ran.json()[3]["command"], "read \"<img onerror>\" 0");
    assert_eq!(ran.json()[3]["outcome"]["volume"], "<img onerror>");
}

#[test]
fn events_come_before_their_outcome() {
    let text = format!("{START}write base 3 \"b3\"\n");
    let ran = run(&["--json", "--events"], &text).ends(0);
    let without = run(&["--json"], &text).ends(0);
    let is_event =
        |line: &&str| line.starts_with("{\"line\":") && line.contains(",\"event\":{\"type\":\"");
    let outcomes: Vec<&str> = ran.out.lines().filter(|line| !is_event(line)).collect();
    assert_eq!(outcomes, without.lines());
    let of_write: Vec<_> = ran
        .json()
        .into_iter()
        .filter(|line| line["line"] == 3)
        .collect();
    let (last, events) = of_write.split_last().expect("the write is there");
    assert_eq!(last["outcome"]["kind"], "written");
    let types: Vec<_> = events
        .iter()
        .map(|line| line["event"]["type"].clone())
        .collect();
    assert_eq!(types.first(), Some(&"write-begun".into()));
    assert_eq!(types.last(), Some(&"write-ended".into()));
    let at = |name: &str| types.iter().position(|kind| *kind == name);
    assert!(
        at("page-copied") < at("base-written"),
        "the old page is safe before the new lands"
    );
}

#[test]
fn people_get_a_sentence_for_each_event() {
    let text = format!(
        "{START}write base 3 \"b3\"\nross t of base\nross u of base\nwrite base 5 \"b5\"\nread s 5\ndelete t\ndelete u\ndelete s\ndelete base\n"
    );
    let ran = run(&["--events"], &text).ends(0);
    for sentence in [
        "   · s gets its level 1 table\n",
        "   · s holds page 3 now\n",
        "   · s gets a skip pointer to u for page 5\n",
        "   · the skip pointer of s for page 5 is dropped\n",
        "   · base is deleted\n",
        "   · its tree is gone\n",
    ] {
        let sentence = sentence.trim_start();
        assert!(ran.out.contains(sentence), "{sentence}\n{}", ran.out);
    }
    let counted = ran.out.matches("· ").count();
    let events = run(&["--events", "--json"], &text).ends(0);
    assert_eq!(counted, events.out.matches("\"event\":").count());
    assert!(!ran.out.contains("the next thing to do"), "{}", ran.out);
}

#[test]
fn standard_input_is_a_file_too() {
    let file = scenario("fig5.cow");
    let text = crate::harness::content(&file);
    let piped = with_input(&["run", "-", "--json"], text.as_bytes()).ends(0);
    assert_eq!(piped.out, cowpath(&["run", &file, "--json"]).ends(0).out);
}

#[test]
fn branches_of_history_are_not_run() {
    let text = format!("{START}#~ after 1: write base 0 \"elsewhere\"\nread base 0\n");
    let ran = run(&["--json"], &text).ends(0);
    assert_eq!(ran.lines().len(), 3);
    assert_eq!(ran.json()[2]["outcome"]["text"], "");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let many = "tree\n".repeat(20_000);
    let folder = Folder::new("run-pipe");
    let file = folder.file("many.cow", format!("{START}{many}"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_cowpath"))
        .args(["run", &file])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut first = [0; 1];
    let mut out = child.stdout.take().expect("a pipe");
    out.read_exact(&mut first).expect("some output");
    drop(out);
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
