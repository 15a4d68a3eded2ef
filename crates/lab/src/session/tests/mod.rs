//! Sessions driven as a person would, and by chance.

mod branches;
mod properties;
mod replays;
mod scenarios;
mod trees;
mod zero;

use super::*;

/// A session after some lines, all of which are carried out.
#[track_caller]
fn session(lines: &str) -> Session {
    let mut session = Session::new();
    for line in lines.lines() {
        if let Err(error) = session.submit(line) {
            panic!("{line}: {error}");
        }
    }
    session
}

/// The texts of the current line.
fn texts(session: &Session) -> Vec<&str> {
    session
        .line()
        .iter()
        .map(|item| item.text.as_str())
        .collect()
}

fn at(command: usize, step: usize) -> Position {
    Position { command, step }
}

const TREE: &str =
    "volume base pages 8 page 1KiB levels 2x2x2\nwrite base 3 \"a\"\nross s1 of base";
