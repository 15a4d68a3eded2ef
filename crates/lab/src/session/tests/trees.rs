//! Histories that begin with the volumes of a tree file.

use super::super::Session;
use super::{TREE, at, session, texts};
use crate::cowtree;

#[test]
fn a_history_goes_on_from_a_tree_file() {
    let mut made = session(TREE);
    let file = made.tree_file().expect("it is settled");
    let machine = cowtree::load(&file).expect("its own file");
    let mut s = Session::on(machine.clone());
    // Where contents came from is the history's to know.
    let plain = |session: &Session| session.outline().clone().without_origins();
    assert_eq!(plain(&s), plain(&made));
    assert_eq!((s.position(), s.line().len()), (at(0, 0), 0));
    for session in [&mut s, &mut made] {
        session
            .submit("write base 3 \"b\"")
            .expect("it is carried out");
        session.submit("read s1 3").expect("it is carried out");
    }
    assert_eq!(s.engine().volumes().count(), 2);
    let read = s.outcome().expect("it is settled");
    assert_eq!(Some(read), made.outcome());
    // Back at the beginning there are the volumes of the file.
    let end = s.outline().clone();
    s.to_start();
    assert_eq!(s.outline().volumes.len(), 2);
    assert!(s.machine().id("s1").is_some());
    s.to_end();
    assert_eq!(s.outline(), &end);
    assert_eq!(s.all_events(1), made.all_events(4));

    let text = s.save();
    let opened = Session::open_on(machine, &text).expect("its own document");
    assert_eq!((opened.outline(), texts(&opened)), (&end, texts(&s)));
    assert_eq!(opened.save(), text);
    // Without its volumes the document's commands are refused.
    let alone = Session::open(&text).expect("its own document");
    assert!(alone.line().iter().all(|item| item.refused.is_some()));
}

#[test]
fn within_a_command_there_is_no_tree_file() {
    let mut s = session(TREE);
    s.submit("write base 3 \"b\"").expect("it is carried out");
    assert!(s.step_back());
    assert_eq!((s.is_settled(), s.tree_file()), (false, None));
    assert!(s.command_back());
    assert!(s.tree_file().is_some());
}
