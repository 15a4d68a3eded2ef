//! Where a syntax error points and what it says.

use crate::language::{
    MAX_CONTENT_BYTES, MAX_ERRORS, MAX_LINES, decode, parse_command, parse_document,
};

/// The error of a one-line file: its column and its sentence.
fn error(source: &str) -> (usize, String) {
    let errors = parse_document(source).expect_err(source);
    (errors[0].column, errors[0].message())
}

fn check(source: &str, column: usize, message: &str) {
    assert_eq!(error(source), (column, message.to_owned()), "{source:?}");
}

#[test]
fn errors_name_the_place_and_what_was_expected() {
    check(
        "rsos s1 of base",
        1,
        &format!("{}, found `rsos`; did you mean `ross`?", verbs()),
    );
    check(
        "ross s1 fo base",
        9,
        "expected `of`, found `fo`; did you mean `of`?",
    );
    check("ross s1", 8, "expected `of`, found the end of the line");
    check(
        "ross \"\" of base",
        6,
        "expected a name of at least one character, found `\"\"`",
    );
    check("read s1 x  # page", 9, "expected a page number, found `x`");
    check(
        "read s1",
        8,
        "expected a page number, found the end of the line",
    );
    check("read s1 -1", 9, "expected a page number, found `-1`");
    check("read s1 +1", 9, "expected a page number, found `+1`");
    check(
        "tree now",
        6,
        "expected `by` or the end of the line, found `now`",
    );
    check(
        "write base 3 b3",
        14,
        "expected content (\"text\" or hex:00ff), found `b3`; did you mean `\"b3\"`?",
    );
    check(
        "write base of",
        12,
        "expected @ and an offset in bytes or a page number, found `of`",
    );
    check(
        "write base 3 hex:0",
        14,
        "expected pairs of hex digits after `hex:`, found `hex:0`",
    );
    check(
        "write base 3 hex:0g",
        14,
        "expected pairs of hex digits after `hex:`, found `hex:0g`",
    );
    check(
        "write é 3 \"x",
        13,
        "expected a closing `\"`, found the end of the line",
    );
    check(
        "write b 3 \"x\\",
        14,
        "expected a closing `\"`, found the end of the line",
    );
    check(
        "write b 3 \"\\x4\"",
        12,
        "expected two hex digits after `\\x`, found `\\x4\"`",
    );
    check(
        "read b 18446744073709551616",
        8,
        "expected numbers up to 18446744073709551615, found `18446744073709551616`",
    );
    check(
        "volume b pages 8 page 4K levels 8",
        23,
        "expected a size such as 4KiB (units B, KiB, MiB), found `4K`",
    );
    check(
        "expect literal 3-1",
        16,
        "expected a run with the smaller page first, found `3-1`",
    );
    check(
        "set push shared",
        10,
        "expected `copy` or `share` or `redirect`, found `shared`; did you mean `share`?",
    );
    check(
        "restore base from s1",
        21,
        "expected `as`, found the end of the line",
    );
    check("cow 2", 4, "expected version 1 of the format, found `2`");
    check(
        "#~ after 3: tree",
        10,
        "expected the number of a command before this one, 0 to 0, found `3`",
    );
    check(
        "#~ after 0: tere",
        13,
        &format!("{}, found `tere`; did you mean `tree`?", verbs()),
    );
}

#[test]
fn the_further_commands_have_clear_errors() {
    let to_crash = "expected a command to crash: any but `schedule`, `at`, `crash`, `set`, \
                    `expect` and `replay`";
    for verb in ["schedule", "at", "crash", "set", "expect", "replay"] {
        let source = format!("crash 3 {verb} 1");
        check(&source, 9, &format!("{to_crash}, found `{verb}`"));
    }
    check(
        "crash 3 wirte base 0 \"x\"",
        9,
        &format!("{to_crash}, found `wirte`; did you mean `write`?"),
    );
    check(
        "crash write base 0 \"x\"",
        7,
        "expected a number of micro-steps, found `write`",
    );
    check(
        "limit base",
        11,
        "expected `data` or `admin`, found the end of the line",
    );
    check(
        "limit base data 3 data 4",
        19,
        "expected `admin` or `by` or the end of the line, found `data`",
    );
    check(
        "schedule p of base keep 3",
        20,
        "expected `every` or `on`, found `keep`",
    );
    check(
        "schedule p of base every 5 keep 3",
        28,
        "expected `writes`, found `keep`",
    );
    check(
        "schedule p of base every 5m",
        26,
        "expected a number of writes or a time such as 90s (units ms, s, min, h, d, w), \
         found `5m`",
    );
    check(
        "schedule p of base every 5min kepe 3",
        31,
        "expected `keep` or `hourly` or `daily` or `weekly` or `tree` or `by` or the end of the \
         line, found `kepe`; did you mean `keep`?",
    );
    check(
        "at 99999999999999999w",
        4,
        "expected numbers up to 18446744073709551615, found `99999999999999999w`",
    );
    check(
        "discard base 3..1",
        14,
        "expected a run with the smaller page first, found `3..1`",
    );
    check(
        "set push share by me",
        16,
        "expected the end of the line, found `by`",
    );
    check(
        "expect ok by me",
        11,
        "expected the end of the line, found `by`",
    );
    check(
        "delete s1 by",
        13,
        "expected the name of an origin, found the end of the line",
    );
    check("sync b s1", 8, "expected `to`, found `s1`");
    let (column, message) = error("set fault delte-merges on");
    assert_eq!(column, 11);
    assert!(
        message.ends_with("found `delte-merges`; did you mean `delete-merges`?"),
        "{message}"
    );
}

fn verbs() -> String {
    "expected a command (`volume`, `ross`, `rwss`, `write`, `read`, `diff`, `delete`, `copy`, \
     `clone`, `promote`, `discard`, `resize`, `limit`, `backup`, `sync`, `refresh`, `restore`, `background`, `cancel`, `restores`, `measure`, `rate`, `dump`, `maps`, `tree`, \
     `space`, `check`, `trigger`, `unschedule`, `begin`, `step`, `finish`, `locks`, `schedule`, \
     `at`, `crash`, `set`, `expect`, \
     `replay`)"
        .into()
}

#[test]
fn bad_escapes_and_long_names_are_errors() {
    for source in [
        r#"write b 3 "\q""#,
        r#"write b 3 "\u{d800}""#,
        r#"write b 3 "\u{}""#,
        r#"write b 3 "\u{1234567}""#,
        r#"write b 3 "\x+1""#,
        r#"read "\xff" 3"#,
        "tree\ncow 1",
        "cow 1\ncow 1",
        "#~ after 99999999999999999999999: tree",
        "#~ after 0 tree",
    ] {
        assert!(parse_document(source).is_err(), "{source}");
    }
    assert!(parse_command(&format!("read {} 1", "n".repeat(65))).is_err());
    assert!(parse_command(&format!("read {} 1", "n".repeat(64))).is_ok());
    assert!(parse_command("tree\ntree").is_err());
    assert!(parse_command("").is_err());
    assert!(parse_command("# tree").is_err());
}

#[test]
fn the_caret_stands_under_the_place_behind_tabs_and_wide_text() {
    let errors = parse_document("tree\r\n\tread\t\"é\" x\r\n").expect_err("x is no page");
    assert_eq!(
        errors[0].render("demo.cow"),
        "demo.cow:2:11: expected a page number, found `x`\n  \tread\t\"é\" x\n  \t    \t    ^"
    );
}

#[test]
fn long_lines_are_cut_around_the_place_and_control_characters_are_not_shown() {
    let source = format!(
        "read \"{}\u{1b}[31m\" x{}",
        "n".repeat(50),
        " ".repeat(50_000) + "y"
    );
    let error = &parse_document(&source).expect_err("x is no page")[0];
    assert_eq!(error.column, 64);
    assert!(error.source_line.chars().count() <= 122);
    assert!(!error.source_line.contains('\u{1b}'));
    assert_eq!(error.source_line.chars().nth(error.caret), Some('x'));

    let source = format!("write b 3 hex:{} x", "00".repeat(5_000));
    let error = &parse_document(&source).expect_err("x is too much")[0];
    assert_eq!(error.source_line.chars().nth(error.caret), Some('x'));
}

#[test]
fn all_errors_are_given_up_to_a_limit() {
    let errors = parse_document("tree\nfoo\ntree\nbar\n").expect_err("two bad lines");
    assert_eq!(
        errors.iter().map(|error| error.line).collect::<Vec<_>>(),
        [2, 4]
    );
    let errors = parse_document(&"foo\n".repeat(1000)).expect_err("all bad");
    assert_eq!(errors.len(), MAX_ERRORS);
}

#[test]
fn limits_are_errors() {
    let lines = "\n".repeat(MAX_LINES);
    assert!(parse_document(&lines).is_ok());
    assert_eq!(
        parse_document(&(lines + "\n")).expect_err("too many")[0].line,
        MAX_LINES + 1
    );
    let content = "x".repeat(MAX_CONTENT_BYTES);
    assert!(parse_command(&format!("write b 3 \"{content}\"")).is_ok());
    assert!(parse_command(&format!("write b 3 \"{content}x\"")).is_err());
    assert!(parse_command(&format!("tree # {}", content.repeat(4))).is_err());
}

#[test]
fn bytes_that_are_no_text_have_a_place() {
    assert_eq!(decode(b"tree\n"), Ok("tree\n"));
    let error = decode(b"tree\nread \xe9 1").expect_err("not UTF-8");
    assert_eq!(
        (error.line, error.column, error.found.as_str()),
        (2, 6, "the byte 0xe9")
    );
}
