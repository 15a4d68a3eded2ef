//! Undo, redo, branches and files.

use super::super::Session;
use super::{TREE, at, session, texts};

#[test]
fn undo_and_redo_go_by_whole_commands() {
    let mut s = session(TREE);
    assert_eq!(s.position(), at(3, 1));
    assert!(s.undo());
    assert_eq!(s.position(), s.settled(2));
    assert!(s.step_back());
    assert_eq!(s.position(), at(2, s.steps(2) - 1));
    assert!(s.redo());
    assert_eq!(s.position(), s.settled(2));
    assert!(s.undo());
    assert!(s.undo());
    assert_eq!(s.position(), at(0, 0));
    assert!(!s.undo() && !s.can_undo());
    s.to_end();
    assert!(!s.redo() && !s.can_redo());
    assert_eq!(s.line().len(), 3);
}

#[test]
fn a_command_in_the_past_branches_and_keeps_the_old_future() {
    let mut s = session(TREE);
    s.undo();
    s.undo();
    s.submit("write base 0 \"z\"").expect("it is carried out");
    assert_eq!(texts(&s)[1..], ["write base 0 \"z\""]);
    let branches = s.branches();
    assert_eq!(branches.len(), 1);
    assert_eq!(branches[0].after, 1);
    assert_eq!(branches[0].texts, ["write base 3 \"a\"", "ross s1 of base"]);
    s.switch(branches[0].tip);
    assert_eq!(
        s.save(),
        format!("cow 1\n{TREE}\n#~ after 1: write base 0 \"z\"\n")
    );
    assert!(s.machine().id("s1").is_some());
    assert_eq!(s.branches()[0].texts, ["write base 0 \"z\""]);
}

#[test]
fn a_command_within_another_one_completes_it_first() {
    let mut s = session(TREE);
    s.submit_paused("write base 3 \"b\"")
        .expect("it is carried out");
    assert_eq!(s.position(), at(4, 1));
    s.submit("write base 3 \"c\"").expect("it is carried out");
    assert_eq!(texts(&s)[3..], ["write base 3 \"b\"", "write base 3 \"c\""]);
    assert!(s.branches().is_empty());
}

#[test]
fn files_keep_comments_branches_and_branches_of_branches() {
    let text = "cow 1\n# A lesson.\n\nvolume base pages 8 page 1KiB levels 8  # the disk\n\
                write base 0 \"a\"\nwrite base 1 \"b\"\n# The end.\n\
                #~ after 2: write base 1 \"c\"\n#~ after 4: write base 2 \"d\"\n\
                # here it forks\n#~ after 4: ross s1 of base\n";
    let mut s = Session::open(text).expect("it parses");
    assert_eq!(s.save(), text);
    assert_eq!(s.item(1).and_then(|item| item.line_no), Some(4));
    let branches = s.branches();
    assert_eq!(branches.len(), 2);
    assert_eq!(branches[1].texts, ["write base 1 \"c\"", "ross s1 of base"]);
    s.switch(branches[1].tip);
    assert_eq!(texts(&s)[2..], ["write base 1 \"c\"", "ross s1 of base"]);
    let again = Session::open(&s.save()).expect("it parses");
    assert_eq!(again.branches().len(), 2);
    assert_eq!(again.save(), s.save());
}

#[test]
fn a_file_with_an_error_opens_nothing() {
    let errors = Session::open("tree\nwirte base 0 \"a\"\n").err();
    assert_eq!(errors.map(|errors| errors[0].line), Some(2));
    let empty = Session::open("").expect("nothing is a document");
    assert_eq!(empty.save(), "cow 1\n");
    assert_eq!(empty.position(), at(0, 0));
}
