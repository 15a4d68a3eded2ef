//! One line to one command.

use super::cursor::Cursor;
use super::error::{Problem, SyntaxError};
use super::lexer::{Kind, Lexed, lex};
use super::want::{Fit, Want};
use super::{
    Command, DeleteMode, Every, MAX_LINE_BYTES, Place, PushMode, Replay, Setting, grammar,
};

/// The longest file name of a `replay`, in bytes.
pub const MAX_FILE_NAME_BYTES: usize = 1024;

/// Reads one command; a comment after it is dropped.
///
/// Errors name line 1. Text with a line break inside is refused.
pub fn parse_command(text: &str) -> Result<Command, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_end();
    if let Some((line, _)) = text.split_once('\n') {
        let problem = Problem::new(line.len(), "one command on one line", "a second line");
        return Err(problem.in_line(1, line));
    }
    if text.len() > MAX_LINE_BYTES {
        return Err(line_too_long().in_line(1, text));
    }
    let lexed = lex(text, 0);
    read_line(text, 0, &lexed).map_err(|problem| problem.in_line(1, text))
}

pub(super) fn line_too_long() -> Problem {
    Problem::new(
        0,
        format!("a line of at most {MAX_LINE_BYTES} bytes"),
        "a longer one",
    )
}

/// The command that the tokens of `line` from byte `start` on make up.
pub(super) fn read_line(line: &str, start: usize, lexed: &Lexed<'_>) -> Result<Command, Problem> {
    if let Some(problem) = &lexed.problem {
        return Err(problem.clone());
    }
    let mut cursor = Cursor::new(line, start, &lexed.tokens);
    command(&mut cursor).map_err(|problem| later_verb(lexed).unwrap_or(problem))
}

/// A clearer error for verbs that are planned.
fn later_verb(lexed: &Lexed<'_>) -> Option<Problem> {
    let token = lexed.tokens.first()?;
    let Kind::Word(word) = token.kind else {
        return None;
    };
    grammar::LATER_VERBS.contains(&word).then(|| {
        let found = format!("`{word}`, which a later version brings");
        Problem::new(token.start, "a command that this version knows", found)
    })
}

/// Takes one command and the end of the line.
pub(super) fn command(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let command = match at.verb()? {
        "volume" => volume(at)?,
        "ross" => {
            let name = at.name(Want::NewName("s"))?;
            at.keyword(grammar::OF)?;
            Command::Ross {
                name,
                of: at.volume(Fit::Writable)?,
            }
        }
        "rwss" => {
            let name = at.name(Want::NewName("rw"))?;
            at.keyword(grammar::OF)?;
            Command::Rwss {
                name,
                of: at.volume(Fit::Ross)?,
            }
        }
        "write" => write(at)?,
        "read" => {
            let volume = at.volume(Fit::Any)?;
            let page = at.number(Want::Page(volume.clone()))?;
            Command::Read { volume, page }
        }
        "diff" => Command::Diff {
            a: at.volume(Fit::Any)?,
            b: at.volume(Fit::Any)?,
        },
        "delete" => Command::Delete {
            volume: at.volume(Fit::Any)?,
        },
        "dump" => Command::Dump {
            volume: at.volume(Fit::Any)?,
        },
        "tree" => Command::Tree,
        "space" => Command::Space,
        "check" => Command::Check,
        "set" => Command::Set(setting(at)?),
        "replay" => Command::Replay(replay(at)?),
        "expect" => Command::Expect(super::parse_expect::expect(at)?),
        _ => return Err(at.fail()),
    };
    at.finish()?;
    Ok(command)
}

fn volume(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let name = at.name(Want::NewName("base"))?;
    at.keyword(grammar::PAGES)?;
    let pages = at.number(Want::Number("the number of pages"))?;
    at.keyword(grammar::PAGE)?;
    let page_bytes = at.size()?;
    at.keyword(grammar::LEVELS)?;
    let levels = at.levels()?;
    Ok(Command::Volume {
        name,
        pages,
        page_bytes,
        levels,
    })
}

fn write(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let volume = at.volume(Fit::Writable)?;
    at.note(Want::Other("@ and an offset in bytes"));
    let place = if at.try_at() {
        Place::OffsetBytes(at.number(Want::Number("an offset in bytes"))?)
    } else {
        Place::Page(at.number(Want::Page(volume.clone()))?)
    };
    Ok(Command::Write {
        volume,
        place,
        content: at.content()?,
    })
}

fn setting(at: &mut Cursor<'_>) -> Result<Setting, Problem> {
    Ok(match at.keyword(grammar::SETTINGS)? {
        "push" => Setting::Push(match at.keyword(grammar::PUSH_MODES)? {
            "copy" => PushMode::Copy,
            "share" => PushMode::Share,
            _ => PushMode::Redirect,
        }),
        "hints" => Setting::Hints(at.keyword(grammar::SWITCH)? == "on"),
        _ => Setting::Delete(match at.keyword(grammar::DELETE_MODES)? {
            "merge" => DeleteMode::Merge,
            _ => DeleteMode::Strict,
        }),
    })
}

fn replay(at: &mut Cursor<'_>) -> Result<Replay, Problem> {
    let file = at.file(MAX_FILE_NAME_BYTES)?;
    let sha256 = at.sha256()?;
    let every = match at.keyword(grammar::EVERY)? {
        "every" => Every::Records(at.number(Want::Number("a number of write records"))?),
        _ => Every::Millis(at.number(Want::Number("a number of milliseconds"))?),
    };
    let keep = match at.try_keyword(grammar::KEEP) {
        Some(_) => Some(at.number(Want::Number("a number of snapshots"))?),
        None => None,
    };
    let page_bytes = match at.try_keyword(grammar::PAGE) {
        Some(_) => Some(at.size()?),
        None => None,
    };
    Ok(Replay {
        file,
        sha256,
        every,
        keep,
        page_bytes,
    })
}
