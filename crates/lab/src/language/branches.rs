//! The `#~ after N: COMMAND` lines, by which a file keeps the branches of its history that are not
//! the current line.

use super::error::{Problem, SyntaxError, quoted_piece};
use super::{Document, MAX_ERRORS};

/// For a line that begins with `#~ after N`: that number, and the byte where the command starts.
/// Other lines that begin with `#~` are ordinary comments.
pub(super) fn branch_prefix(source: &str) -> Result<Option<(usize, usize)>, Problem> {
    let rest = source.trim_start().strip_prefix("#~").map(str::trim_start);
    let Some(rest) = rest.and_then(|rest| rest.strip_prefix("after")) else {
        return Ok(None);
    };
    let number = rest.trim_start();
    let digits = number
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(number.len());
    let (digits, tail) = number.split_at(digits);
    if digits.is_empty() || number.len() == rest.len() {
        return Ok(None);
    }
    let at = source.len() - number.len();
    let Ok(after) = digits.parse() else {
        return Err(Problem::new(
            at,
            "the number of a command",
            quoted_piece(digits),
        ));
    };
    let Some(command) = tail.trim_start().strip_prefix(':') else {
        let at = source.len() - tail.len();
        return Err(Problem::new(at, "`:` and a command", quoted_piece(tail)));
    };
    Ok(Some((after, source.len() - command.len())))
}

/// Branch lines that come after a command that is not there, or not before them.
pub(super) fn misplaced_branches(document: &Document, text: &str) -> Vec<SyntaxError> {
    let misplaced: Vec<(usize, usize, usize)> = document
        .history()
        .iter()
        .enumerate()
        .filter(|(i, node)| node.after > *i)
        .map(|(i, node)| (i, node.line_no, node.after))
        .take(MAX_ERRORS)
        .collect();
    let mut sources = text.lines().enumerate();
    misplaced
        .into_iter()
        .map(|(i, line_no, after)| {
            let source = sources
                .find(|(n, _)| n + 1 == line_no)
                .map_or("", |(_, source)| source);
            let at = source.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            let expected = format!("the number of a command before this one, 0 to {i}");
            Problem::new(at, expected, format!("`{after}`")).in_line(line_no, source)
        })
        .collect()
}
