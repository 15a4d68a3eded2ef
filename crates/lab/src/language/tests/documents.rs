//! Whole files: comments, blank lines, versions, branches.

use crate::language::{Body, format, parse_document};

#[test]
fn a_file_with_a_mark_and_mixed_line_ends_is_read() {
    let document =
        parse_document("\u{feff}cow 1\r\n\r\n# a\r\nread\ts 1\r\ntree\n").expect("right");
    assert_eq!(document.version(), Some(1));
    let commands: Vec<_> = document
        .commands()
        .map(|(line, c)| (line, c.to_string()))
        .collect();
    assert_eq!(
        commands,
        [(4, "read s 1".to_owned()), (5, "tree".to_owned())]
    );
}

#[test]
fn formatting_keeps_comments_and_single_blank_lines() {
    let source =
        "\n\n  # title  \ncow   1\n\n\n\nread \"s1\"  3 # why  \n\ttree\n\n#\n#~ ordinary\n\n";
    let formatted = "# title\ncow 1\n\nread s1 3  # why\ntree\n\n#\n#~ ordinary\n";
    assert_eq!(format(source).as_deref(), Ok(formatted));
    assert_eq!(format(formatted).as_deref(), Ok(formatted));
    assert_eq!(format("").as_deref(), Ok(""));
    assert_eq!(format("\n\n").as_deref(), Ok(""));
}

#[test]
fn branches_of_branches_are_read() {
    // 1 - 2 - 3 is the current line; 4 and 5 leave at 1; 6 leaves at 4; 7 begins anew.
    let source = "read a 1\nread a 2\nread a 3\n\
                  #~ after 1: read a 4\n#~ after 4:read a 5 # deep\n  #~after 4 : read a 6\n\
                  #~ after 0: read a 7\n";
    let document = parse_document(source).expect("right");
    let after: Vec<_> = document.history().iter().map(|node| node.after).collect();
    assert_eq!(after, [0, 1, 2, 1, 4, 4, 0]);
    assert_eq!(document.commands().count(), 3);
    assert!(matches!(
        document.lines[4].body,
        Body::Branch { after: 4, .. }
    ));
    let formatted = format(source).expect("right");
    assert!(formatted.contains("#~ after 4: read a 5  # deep\n#~ after 4: read a 6\n"));
}

#[test]
fn branch_lines_may_stand_before_later_commands() {
    let document = parse_document("tree\n#~ after 2: space\ncheck\n").expect("right");
    let texts: Vec<_> = document
        .history()
        .iter()
        .map(|node| (node.after, node.command.to_string()))
        .collect();
    assert_eq!(
        texts,
        [(0, "tree".into()), (1, "check".into()), (2, "space".into())]
    );
}

#[test]
fn comments_that_only_look_like_branches_stay_comments() {
    for comment in [
        "#~~~~~",
        "#~ after lunch",
        "#~ afterwards 3",
        "#~",
        "# ~ after 1: x",
    ] {
        let document = parse_document(comment).expect(comment);
        assert_eq!(document.lines[0].body, Body::Blank, "{comment}");
        assert_eq!(format(comment), Ok(std::format!("{comment}\n")));
    }
}

/// The fenced examples of the reference that are whole files.
#[test]
fn the_examples_of_the_reference_are_right() {
    let reference = include_str!("../../../../../docs/language.md");
    let examples: Vec<_> = reference
        .split("```\n")
        .filter(|block| block.starts_with("cow 1"))
        .collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let document = parse_document(example);
        assert!(document.is_ok(), "{document:?}");
    }
    let errors = parse_document("tree\ntree\nross s1 fo base\n").expect_err("fo is no keyword");
    assert!(reference.contains(&errors[0].render("demo.cow")));
}
