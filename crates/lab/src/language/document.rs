//! A whole `.cow` file: its lines with their comments, the current line of history, and the other
//! branches as `#~ after N: COMMAND` lines.
//!
//! Every command of a document has a number: first those of the current line, 1, 2, …; then those
//! of the branch lines, counted on in the order they stand. `after N` names the command that comes
//! before (0: the beginning). One branch line is one command, so any tree can be written.

use std::fmt;

use super::Command;
use super::branches::{branch_prefix, misplaced_branches};
use super::error::{Problem, SyntaxError};
use super::lexer::{Kind, lex};
use super::parse::{line_too_long, read_line};

/// The longest line, in bytes.
pub const MAX_LINE_BYTES: usize = 16 << 20;
/// The most lines of a file.
pub const MAX_LINES: usize = 1_000_000;
/// Parsing stops after so many errors.
pub const MAX_ERRORS: usize = 20;
/// The version of the format that this program reads and writes.
pub const VERSION: u32 = 1;

/// A parsed file. `Display` gives its canonical text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The lines in order, blank ones and comments included.
    pub lines: Vec<Line>,
}

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1.
    pub line_no: usize,
    /// What it says.
    pub body: Body,
    /// The text after its `#`, if it has a comment.
    pub comment: Option<String>,
}

/// What a line says, its comment aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing: a blank line, or a comment alone.
    Blank,
    /// `cow 1`.
    Version(u32),
    /// A command of the current line of history.
    Command(Command),
    /// `#~ after N: COMMAND`: a command of another branch.
    Branch {
        /// The number of the command before this one; 0 is the beginning.
        after: usize,
        /// The command.
        command: Command,
    },
}

/// A command in the history tree of a document. The command numbered `n` is the item `n - 1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node<'a> {
    /// The number of the command before this one, always smaller than its own; 0 is the beginning.
    pub after: usize,
    /// The line of the file it stands on, from 1.
    pub line_no: usize,
    /// The command.
    pub command: &'a Command,
}

impl Document {
    /// A document of the current format: the commands of the current line of history, then the
    /// other branches as (number of the command before, command), numbered as the module says.
    pub fn new(
        current: impl IntoIterator<Item = Command>,
        branches: impl IntoIterator<Item = (usize, Command)>,
    ) -> Self {
        let current = current.into_iter().map(Body::Command);
        let branches = branches
            .into_iter()
            .map(|(after, command)| Body::Branch { after, command });
        let lines = std::iter::once(Body::Version(VERSION))
            .chain(current)
            .chain(branches)
            .enumerate()
            .map(|(i, body)| Line {
                line_no: i + 1,
                body,
                comment: None,
            })
            .collect();
        Self { lines }
    }

    /// The version that the file names, if it does.
    pub fn version(&self) -> Option<u32> {
        self.lines.iter().find_map(|line| match line.body {
            Body::Version(version) => Some(version),
            _ => None,
        })
    }

    /// The current line of history, each command with the number of its line in the file.
    pub fn commands(&self) -> impl Iterator<Item = (usize, &Command)> {
        self.lines.iter().filter_map(|line| match &line.body {
            Body::Command(command) => Some((line.line_no, command)),
            _ => None,
        })
    }

    /// The whole history tree: the current line first, then the branch lines.
    pub fn history(&self) -> Vec<Node<'_>> {
        let mut nodes: Vec<Node<'_>> = self
            .commands()
            .enumerate()
            .map(|(after, (line_no, command))| Node {
                after,
                line_no,
                command,
            })
            .collect();
        nodes.extend(self.lines.iter().filter_map(|line| match &line.body {
            Body::Branch { after, command } => Some(Node {
                after: *after,
                line_no: line.line_no,
                command,
            }),
            _ => None,
        }));
        nodes
    }
}

impl fmt::Display for Document {
    /// Canonical commands, comments kept, no blank line at either end nor two in a row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blank_due = false;
        let mut started = false;
        for line in &self.lines {
            if line.body == Body::Blank && line.comment.is_none() {
                blank_due = started;
                continue;
            }
            if std::mem::take(&mut blank_due) {
                f.write_str("\n")?;
            }
            started = true;
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            Body::Blank => {}
            Body::Version(version) => write!(f, "cow {version}")?,
            Body::Command(command) => write!(f, "{command}")?,
            Body::Branch { after, command } => write!(f, "#~ after {after}: {command}")?,
        }
        match &self.comment {
            Some(comment) if self.body == Body::Blank => write!(f, "#{comment}"),
            Some(comment) => write!(f, "  #{comment}"),
            None => Ok(()),
        }
    }
}

/// The text of a file, or the place of the first byte that is not UTF-8.
pub fn decode(bytes: &[u8]) -> Result<&str, SyntaxError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let (valid, rest) = bytes.split_at(error.valid_up_to());
        let valid = String::from_utf8_lossy(valid);
        let line_no = valid.matches('\n').count() + 1;
        let before = valid.rsplit('\n').next().unwrap_or("");
        let found = format!("the byte 0x{:02x}", rest.first().copied().unwrap_or(0));
        Problem::new(before.len(), "text in UTF-8", found).in_line(line_no, before)
    })
}

/// Reads a whole file; nothing of it counts if there is an error. At most [`MAX_ERRORS`] errors are
/// given, in the order of the lines, and never none.
pub fn parse_document(text: &str) -> Result<Document, Vec<SyntaxError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<Line> = Vec::new();
    let mut errors = Vec::new();
    let mut started = false;
    for (i, source) in text.lines().enumerate() {
        let line_no = i + 1;
        let read = if line_no > MAX_LINES {
            Err(Problem::new(
                0,
                format!("at most {MAX_LINES} lines"),
                "more",
            ))
        } else {
            read_source_line(source, started)
        };
        match read {
            Ok((body, comment)) => {
                started |= body != Body::Blank;
                lines.push(Line {
                    line_no,
                    body,
                    comment,
                });
            }
            Err(problem) => {
                started = true;
                errors.push(problem.in_line(line_no, source));
            }
        }
        if errors.len() >= MAX_ERRORS || line_no > MAX_LINES {
            break;
        }
    }
    let document = Document { lines };
    if errors.is_empty() {
        errors = misplaced_branches(&document, text);
    }
    if errors.is_empty() {
        Ok(document)
    } else {
        Err(errors)
    }
}

/// The canonical text of a file. Formatting it again changes nothing.
pub fn format(text: &str) -> Result<String, SyntaxError> {
    let document = match parse_document(text) {
        Ok(document) => document,
        Err(errors) => {
            let first = errors.into_iter().next();
            return Err(first.expect("invariant: a failed parse gives at least one error"));
        }
    };
    let formatted = document.to_string();
    match formatted
        .lines()
        .enumerate()
        .find(|(_, line)| line.len() > MAX_LINE_BYTES)
    {
        Some((i, line)) => Err(line_too_long().in_line(i + 1, line)),
        None => Ok(formatted),
    }
}

type Read = (Body, Option<String>);

fn read_source_line(source: &str, started: bool) -> Result<Read, Problem> {
    if source.len() > MAX_LINE_BYTES {
        return Err(line_too_long());
    }
    if let Some((after, start)) = branch_prefix(source)? {
        let lexed = lex(source, start);
        let command = read_line(source, start, &lexed)?;
        return Ok((
            Body::Branch { after, command },
            lexed.comment.map(str::to_owned),
        ));
    }
    let lexed = lex(source, 0);
    let comment = lexed.comment.map(str::to_owned);
    let Some(first) = lexed.tokens.first() else {
        return match lexed.problem {
            Some(problem) => Err(problem),
            None => Ok((Body::Blank, comment)),
        };
    };
    if first.kind != Kind::Word("cow") {
        return Ok((Body::Command(read_line(source, 0, &lexed)?), comment));
    }
    if started {
        return Err(Problem::new(
            first.start,
            "`cow 1` before all commands only",
            "`cow`",
        ));
    }
    match lexed.tokens.get(1).map(|token| &token.kind) {
        Some(Kind::Word("1")) if lexed.tokens.len() == 2 && lexed.problem.is_none() => {
            Ok((Body::Version(VERSION), comment))
        }
        _ => {
            let found = source.get(first.end..).unwrap_or("").trim();
            let found = super::error::quoted_piece(found);
            Err(Problem::new(
                first.end,
                format!("version {VERSION} of the format"),
                found,
            ))
        }
    }
}
