//! One line to one command.

use super::cursor::Cursor;
use super::error::{Problem, SyntaxError};
use super::fault::FAULTS;
use super::lexer::{Lexed, lex};
use super::want::{Fit, Known, Want};
use super::{
    Command, DeleteMode, Every, Fault, HintFill, Hints, IndexKind, MAX_LINE_BYTES, Name, Place,
    PushMode, Replay, Setting, WhenFull, WhenRefreshed, grammar, parse_restore, parse_schedule,
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
    command(&mut cursor)
}

/// Takes one command, its origin and the end of the line.
pub(super) fn command(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let verb = at.verb()?;
    let mut command = after_verb(verb, at)?;
    let has_origin = !matches!(verb, "set" | "expect" | "replay");
    if has_origin && at.try_keyword(grammar::BY).is_some() {
        command = Command::By {
            command: Box::new(command),
            origin: at.name(Want::Known(Known::Origin))?,
        };
    }
    at.finish()?;
    Ok(command)
}

/// Takes what follows the verb of a command.
fn after_verb(verb: &str, at: &mut Cursor<'_>) -> Result<Command, Problem> {
    Ok(match verb {
        "volume" => volume(at)?,
        "ross" => ross(at)?,
        "rwss" => {
            let (name, of) = new_of("rw", Fit::Ross, at)?;
            Command::Rwss { name, of }
        }
        "copy" => {
            let (name, of) = new_of("copy", Fit::Any, at)?;
            Command::Copy { name, of }
        }
        "clone" => {
            let (name, of) = new_of("clone", Fit::Any, at)?;
            let read_only = at.try_keyword(grammar::READ_ONLY).is_some();
            Command::Clone {
                name,
                of,
                read_only,
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
            volumes: at.volumes()?,
        },
        "promote" => {
            let volume = at.volume(Fit::Writable)?;
            at.keyword(grammar::FROM)?;
            let source = at.volume(Fit::Any)?;
            Command::Promote { volume, source }
        }
        "discard" => Command::Discard {
            volume: at.volume(Fit::Writable)?,
            pages: at.runs()?,
        },
        "resize" => {
            let volume = at.volume(Fit::Writable)?;
            at.keyword(grammar::PAGES)?;
            let pages = at.number(Want::Number("the number of pages"))?;
            Command::Resize { volume, pages }
        }
        "limit" => limit(at)?,
        "backup" => {
            let of = at.volume(Fit::Ross)?;
            at.keyword(grammar::TO_BACKUP)?;
            let name = at.name(Want::NewName("backup"))?;
            Command::Backup { of, name }
        }
        "sync" => {
            let backup = at.volume(Fit::Base)?;
            at.keyword(grammar::TO_ROSS)?;
            let to = at.volume(Fit::Ross)?;
            Command::Sync { backup, to }
        }
        "refresh" => parse_restore::refresh(at)?,
        "restore" => parse_restore::restore(at)?,
        "background" => parse_restore::background(at)?,
        "cancel" => parse_restore::cancel(at)?,
        "restores" => Command::Restores,
        "measure" => parse_restore::measure(at)?,
        "rate" => Command::Rate {
            volume: at.volume(Fit::Any)?,
        },
        "dump" => Command::Dump {
            volume: at.volume(Fit::Any)?,
        },
        "maps" => Command::Maps {
            volume: at.volume(Fit::Any)?,
        },
        "tree" => Command::Tree,
        "space" => Command::Space {
            of: match at.try_keyword(grammar::SET_OF) {
                Some(_) => at.volumes()?,
                None => Vec::new(),
            },
        },
        "check" => Command::Check,
        "schedule" => Command::Schedule(parse_schedule::schedule(at)?),
        "unschedule" => Command::Unschedule {
            schedule: at.name(Want::Known(Known::Schedule))?,
        },
        "trigger" => Command::Trigger {
            event: at.name(Want::Known(Known::Event))?,
        },
        "at" => Command::At(at.time()?),
        "crash" => {
            let steps = at.number(Want::Number("a number of micro-steps"))?;
            let verb = at.crashable()?;
            Command::Crash {
                steps,
                command: Box::new(after_verb(verb, at)?),
            }
        }
        "begin" => {
            let operation = at.name(Want::NewOperation)?;
            let verb = at.keyword(grammar::BEGUN)?;
            Command::Begin {
                operation,
                command: Box::new(after_verb(verb, at)?),
            }
        }
        "step" => {
            let operation = at.name(Want::Known(Known::Operation))?;
            let count = Want::Number("a number of steps");
            at.note(count.clone());
            Command::Step {
                operation,
                steps: match at.at_number() {
                    true => at.number(count)?,
                    false => 1,
                },
            }
        }
        "finish" => Command::Finish {
            operation: at.name(Want::Known(Known::Operation))?,
        },
        "locks" => Command::Locks,
        "set" => Command::Set(setting(at)?),
        "replay" => Command::Replay(replay(at)?),
        "expect" => Command::Expect(super::parse_expect::expect(at)?),
        _ => return Err(at.fail()),
    })
}

/// Takes `NAME of VOLUME`; new names usually begin with `prefix`.
pub(super) fn new_of(
    prefix: &'static str,
    fit: Fit,
    at: &mut Cursor<'_>,
) -> Result<(Name, Name), Problem> {
    let name = at.name(Want::NewName(prefix))?;
    at.keyword(grammar::OF)?;
    Ok((name, at.volume(fit)?))
}

fn ross(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let (name, of) = new_of("s", Fit::Writable, at)?;
    let (mut tree, mut full) = (None, false);
    at.options(grammar::ROSS_OPTIONS, &mut |at, option| {
        match option {
            "tree" => tree = Some(at.name(Want::Known(Known::Tree))?),
            _ => full = true,
        }
        Ok(())
    })?;
    Ok(Command::Ross {
        name,
        of,
        tree,
        full,
    })
}

fn limit(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let volume = at.volume(Fit::Any)?;
    let (mut data, mut admin) = (None, None);
    at.options(grammar::LIMITS, &mut |at, option| {
        let capacity = number_or_none(at)?;
        match option {
            "data" => data = Some(capacity),
            _ => admin = Some(capacity),
        }
        Ok(())
    })?;
    if data.is_none() && admin.is_none() {
        return Err(at.fail());
    }
    Ok(Command::Limit {
        volume,
        data,
        admin,
    })
}

/// Takes a number, or `none`.
pub(super) fn number_or_none(at: &mut Cursor<'_>) -> Result<Option<u64>, Problem> {
    match at.try_keyword(grammar::NONE) {
        Some(_) => Ok(None),
        None => at.number(Want::Number("a number")).map(Some),
    }
}

fn volume(at: &mut Cursor<'_>) -> Result<Command, Problem> {
    let name = at.name(Want::NewName("base"))?;
    at.keyword(grammar::PAGES)?;
    let pages = at.number(Want::Number("the number of pages"))?;
    at.keyword(grammar::PAGE)?;
    let page_bytes = at.size()?;
    at.keyword(grammar::LEVELS)?;
    let levels = at.levels()?;
    let index = match at.try_keyword(grammar::INDEX) {
        Some(_) => match at.keyword(grammar::INDEXES)? {
            "maps" => IndexKind::Maps,
            _ => IndexKind::Tables,
        },
        None => IndexKind::default(),
    };
    Ok(Command::Volume {
        name,
        pages,
        page_bytes,
        levels,
        index,
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
        "hints" => Setting::Hints(match at.keyword(grammar::HINTS)? {
            "on" => Hints::On,
            "off" => Hints::Off,
            _ => Hints::Value,
        }),
        "hint-fill" => Setting::HintFill(match at.keyword(grammar::HINT_FILLS)? {
            "read" => HintFill::Read,
            _ => HintFill::Push,
        }),
        "delete" => Setting::Delete(match at.keyword(grammar::DELETE_MODES)? {
            "merge" => DeleteMode::Merge,
            _ => DeleteMode::Strict,
        }),
        "full" => Setting::Full(match at.keyword(grammar::WHEN_FULL)? {
            "fail" => WhenFull::Fail,
            _ => WhenFull::Stale,
        }),
        "refresh" => Setting::Refresh(match at.keyword(grammar::WHEN_REFRESHED)? {
            "refuse" => WhenRefreshed::Refuse,
            _ => WhenRefreshed::Keep,
        }),
        "change-log" => Setting::ChangeLog(at.keyword(grammar::LOGGED)? == "on"),
        _ => {
            let name = at.keyword(FAULTS)?;
            Setting::Fault {
                fault: Fault::named(name).ok_or_else(|| at.fail())?,
                on: at.keyword(grammar::BROKEN)? == "on",
            }
        }
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
