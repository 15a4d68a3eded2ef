//! The canonical text of a command: what `cowpath fmt` writes, the page echoes and `--json` gives.
//! Parsing it gives the same command.

use std::fmt::{self, Display, Formatter};

use super::name::write_quoted;
use super::{
    Command, DeleteMode, Every, HintFill, Hints, IndexKind, Name, Place, PushMode, Replay,
    Retention, Runs, Schedule, Setting, Trigger, WhenFull, WhenRefreshed,
};

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Volume {
                name,
                pages,
                page_bytes,
                levels,
                index,
            } => {
                write!(
                    f,
                    "volume {name} pages {pages} page {} levels ",
                    Size(*page_bytes)
                )?;
                for (i, fan_out) in levels.iter().enumerate() {
                    write!(f, "{}{fan_out}", if i > 0 { "x" } else { "" })?;
                }
                f.write_str(match index {
                    IndexKind::Tables => "",
                    IndexKind::Maps => " index maps",
                })
            }
            Self::Ross {
                name,
                of,
                tree,
                full,
            } => {
                write!(f, "ross {name} of {of}")?;
                option(f, "tree", tree.as_ref())?;
                f.write_str(if *full { " full" } else { "" })
            }
            Self::Rwss { name, of } => write!(f, "rwss {name} of {of}"),
            Self::Copy { name, of } => write!(f, "copy {name} of {of}"),
            Self::Clone {
                name,
                of,
                read_only,
            } => {
                let read_only = if *read_only { " read-only" } else { "" };
                write!(f, "clone {name} of {of}{read_only}")
            }
            Self::Write {
                volume,
                place: Place::Page(page),
                content,
            } => {
                write!(f, "write {volume} {page} {}", Content(content))
            }
            Self::Write {
                volume,
                place: Place::OffsetBytes(offset),
                content,
            } => {
                write!(f, "write {volume} @{offset} {}", Content(content))
            }
            Self::Read { volume, page } => write!(f, "read {volume} {page}"),
            Self::Diff { a, b } => write!(f, "diff {a} {b}"),
            Self::Delete { volumes } => write!(f, "delete{}", Listed(volumes)),
            Self::Promote { volume, source } => write!(f, "promote {volume} from {source}"),
            Self::Discard { volume, pages } => write!(f, "discard {volume} {}", Range(pages)),
            Self::Resize { volume, pages } => write!(f, "resize {volume} pages {pages}"),
            Self::Limit {
                volume,
                data,
                admin,
            } => {
                write!(f, "limit {volume}")?;
                option(f, "data", data.map(OrNone))?;
                option(f, "admin", admin.map(OrNone))
            }
            Self::Backup { of, name } => write!(f, "backup {of} to {name}"),
            Self::Sync { backup, to } => write!(f, "sync {backup} to {to}"),
            Self::Refresh { volume, from } => write!(f, "refresh {volume} {from}"),
            Self::Restore(restore) => write!(f, "restore {restore}"),
            Self::Background { base, items } => write!(f, "background {base}{items}"),
            Self::Cancel { base, keep } => {
                write!(f, "cancel {base}")?;
                option(f, "as", keep.as_ref())
            }
            Self::Restores => f.write_str("restores"),
            Self::Measure(measured) => write!(f, "measure {measured}"),
            Self::Rate { volume } => write!(f, "rate {volume}"),
            Self::Dump { volume } => write!(f, "dump {volume}"),
            Self::Maps { volume } => write!(f, "maps {volume}"),
            Self::Tree => f.write_str("tree"),
            Self::Space { of } if of.is_empty() => f.write_str("space"),
            Self::Space { of } => write!(f, "space of{}", Listed(of)),
            Self::Check => f.write_str("check"),
            Self::Schedule(schedule) => write!(f, "schedule {schedule}"),
            Self::Unschedule { schedule } => write!(f, "unschedule {schedule}"),
            Self::Trigger { event } => write!(f, "trigger {event}"),
            Self::At(time) => write!(f, "at {time}"),
            Self::Crash { steps, command } => write!(f, "crash {steps} {command}"),
            Self::Begin { operation, command } => write!(f, "begin {operation} {command}"),
            Self::Step {
                operation,
                steps: 1,
            } => write!(f, "step {operation}"),
            Self::Step { operation, steps } => write!(f, "step {operation} {steps}"),
            Self::Finish { operation } => write!(f, "finish {operation}"),
            Self::Locks => f.write_str("locks"),
            Self::By { command, origin } => write!(f, "{command} by {origin}"),
            Self::Set(setting) => write!(f, "set {setting}"),
            Self::Replay(replay) => write!(f, "replay {replay}"),
            Self::Expect(expect) => write!(f, "expect {expect}"),
        }
    }
}

impl Display for Setting {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Push(PushMode::Copy) => "push copy",
            Self::Push(PushMode::Share) => "push share",
            Self::Push(PushMode::Redirect) => "push redirect",
            Self::Hints(Hints::On) => "hints on",
            Self::Hints(Hints::Off) => "hints off",
            Self::Hints(Hints::Value) => "hints value",
            Self::HintFill(HintFill::Read) => "hint-fill read",
            Self::HintFill(HintFill::Push) => "hint-fill push",
            Self::Delete(DeleteMode::Merge) => "delete merge",
            Self::Delete(DeleteMode::Strict) => "delete strict",
            Self::Full(WhenFull::Fail) => "full fail",
            Self::Full(WhenFull::Stale) => "full stale",
            Self::Refresh(WhenRefreshed::Refuse) => "refresh refuse",
            Self::Refresh(WhenRefreshed::Keep) => "refresh keep",
            Self::ChangeLog(true) => "change-log on",
            Self::ChangeLog(false) => "change-log off",
            Self::Fault { fault, on } => {
                return write!(f, "fault {fault} {}", if *on { "on" } else { "off" });
            }
        })
    }
}

impl Display for Schedule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            of,
            trigger,
            retention,
            tree,
        } = self;
        write!(f, "{name} of {of} {trigger}{retention}")?;
        option(f, "tree", tree.as_ref())
    }
}

impl Display for Trigger {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Writes(writes) => write!(f, "every {writes} writes"),
            Self::Time(time) => write!(f, "every {time}"),
            Self::Event(event) => write!(f, "on {event}"),
        }
    }
}

impl Display for Retention {
    /// Each number that is given, with a space before it.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        option(f, "keep", self.keep)?;
        option(f, "hourly", self.hourly)?;
        option(f, "daily", self.daily)?;
        option(f, "weekly", self.weekly)
    }
}

/// An option that is given: a space, its word and its value.
pub(super) fn option(
    f: &mut Formatter<'_>,
    word: &str,
    value: Option<impl Display>,
) -> fmt::Result {
    match value {
        Some(value) => write!(f, " {word} {value}"),
        None => Ok(()),
    }
}

impl Display for Replay {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_quoted(f, &self.file)?;
        f.write_str(" sha256:")?;
        write_hex(f, &self.sha256)?;
        match self.every {
            Every::Records(records) => write!(f, " every {records}")?,
            Every::Millis(millis) => write!(f, " every-ms {millis}")?,
        }
        option(f, "keep", self.keep)?;
        option(f, "page", self.page_bytes.map(Size))
    }
}

/// Bytes in the largest unit that divides them.
struct Size(u64);

impl Display for Size {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        const KIB: u64 = 1 << 10;
        const MIB: u64 = 1 << 20;
        match self.0 {
            0 => f.write_str("0B"),
            bytes if bytes % MIB == 0 => write!(f, "{}MiB", bytes / MIB),
            bytes if bytes % KIB == 0 => write!(f, "{}KiB", bytes / KIB),
            bytes => write!(f, "{bytes}B"),
        }
    }
}

/// Content as the language spells it: a quoted text where the bytes read well as one, else hex.
pub fn spell_content(bytes: &[u8]) -> String {
    Content(bytes).to_string()
}

/// A quoted text where the bytes read well as one, else hex.
pub(super) struct Content<'a>(pub(super) &'a [u8]);

impl Display for Content<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match std::str::from_utf8(self.0) {
            Ok(text)
                if text
                    .chars()
                    .all(|c| !c.is_control() || matches!(c, '\n' | '\t')) =>
            {
                write_quoted(f, text)
            }
            _ => {
                f.write_str("hex:")?;
                write_hex(f, self.0)
            }
        }
    }
}

fn write_hex(f: &mut Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// A name where the bare word `none` would mean that there is no volume.
pub(super) struct NotNone<'a>(pub(super) &'a Name);

impl Display for NotNone<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        unlike(f, self.0, "none")
    }
}

/// Names, each with a space before it, where the bare word `by` would end the list.
struct Listed<'a>(&'a [Name]);

impl Display for Listed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|name| {
            f.write_str(" ")?;
            unlike(f, name, "by")
        })
    }
}

/// A name, in quotes where it is this word.
pub(super) fn unlike(f: &mut Formatter<'_>, name: &Name, word: &str) -> fmt::Result {
    if name.as_str() == word {
        write_quoted(f, word)
    } else {
        name.fmt(f)
    }
}

/// Pages of which one run is usual: `0..2`, where other places write `0-2`.
struct Range<'a>(&'a Runs);

impl Display for Range<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.bounds() {
            [(first, last)] if first < last => write!(f, "{first}..{last}"),
            _ => self.0.fmt(f),
        }
    }
}

/// A value, or `none`.
pub(super) struct OrNone<T>(pub(super) Option<T>);

impl<T: Display> Display for OrNone<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("none"),
        }
    }
}

/// Each item with a space before it.
pub(super) struct Spaced<'a, T>(pub(super) &'a [T]);

impl<T: Display> Display for Spaced<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|item| write!(f, " {item}"))
    }
}
