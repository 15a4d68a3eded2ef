//! Syntax errors that name the place: line, column, the line itself, a caret, what was expected.

use thiserror::Error;

/// Characters of a source line that an error shows; longer lines are cut around the column.
pub const MAX_EXCERPT_CHARS: usize = 120;
const MAX_FOUND_CHARS: usize = 40;

/// Text that is not in the language, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{line}:{column}: {}", self.message())]
pub struct SyntaxError {
    /// Line of the source, from 1.
    pub line: usize,
    /// Column in characters, from 1; a tab counts as one.
    pub column: usize,
    /// The source line, at most [`MAX_EXCERPT_CHARS`] of it, with control characters replaced.
    pub source_line: String,
    /// Characters of `source_line` before the place.
    pub caret: usize,
    /// What would have been right here.
    pub expected: String,
    /// What stands here instead.
    pub found: String,
    /// A word close to what stands here that would have been right.
    pub suggestion: Option<String>,
}

/// An error inside one line, before the line is known: places are byte offsets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) at: usize,
    pub(super) expected: String,
    pub(super) found: String,
    pub(super) suggestion: Option<String>,
}

impl Problem {
    pub(super) fn new(at: usize, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            at,
            expected: expected.into(),
            found: found.into(),
            suggestion: None,
        }
    }

    /// Places the problem in line number `line` of the source.
    pub(super) fn in_line(self, line: usize, text: &str) -> SyntaxError {
        let before = text.get(..self.at).unwrap_or(text).chars().count();
        let (source_line, caret) = excerpt(text, before);
        SyntaxError {
            line,
            column: before + 1,
            source_line,
            caret,
            expected: self.expected,
            found: self.found,
            suggestion: self.suggestion,
        }
    }
}

impl SyntaxError {
    /// The error in one sentence, without its place.
    pub fn message(&self) -> String {
        let mut message = format!("expected {}, found {}", self.expected, self.found);
        if let Some(word) = &self.suggestion {
            message.push_str(&format!("; did you mean `{word}`?"));
        }
        message
    }

    /// The error for people: `file:line:column`, the sentence, the line and a caret under the
    /// place. Ends without a line break.
    pub fn render(&self, file_name: &str) -> String {
        let pad: String = self
            .source_line
            .chars()
            .take(self.caret)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        format!(
            "{file_name}:{}:{}: {}\n  {}\n  {pad}^",
            self.line,
            self.column,
            self.message(),
            self.source_line
        )
    }
}

/// The part of `text` around its character number `at`, and where that character is in it.
fn excerpt(text: &str, at: usize) -> (String, usize) {
    let first = if text.chars().nth(MAX_EXCERPT_CHARS).is_none() {
        0
    } else {
        at.saturating_sub(MAX_EXCERPT_CHARS * 2 / 3)
    };
    let mut shown: String = text
        .chars()
        .skip(first)
        .take(MAX_EXCERPT_CHARS)
        .map(visible)
        .collect();
    let mut caret = at - first;
    if first > 0 {
        shown.insert(0, '…');
        caret += 1;
    }
    if text.chars().nth(first + MAX_EXCERPT_CHARS).is_some() {
        shown.push('…');
    }
    (shown, caret)
}

/// A piece of the source in back quotes, cut and made safe to print.
pub(super) fn quoted_piece(text: &str) -> String {
    let mut piece: String = text.chars().take(MAX_FOUND_CHARS).map(visible).collect();
    if text.chars().nth(MAX_FOUND_CHARS).is_some() {
        piece.push('…');
    }
    format!("`{piece}`")
}

/// Keeps a terminal from being steered by what a file contains.
fn visible(c: char) -> char {
    if c != '\t' && super::name::is_unprintable(c) {
        '\u{fffd}'
    } else {
        c
    }
}
