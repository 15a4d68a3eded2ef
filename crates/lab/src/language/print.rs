//! The canonical text of a command: what `cowpath fmt` writes, the page echoes and `--json` gives.
//! Parsing it gives the same command.

use std::fmt::{self, Display, Formatter};

use super::name::write_quoted;
use super::{
    Command, Counted, DeleteMode, DiffMethod, EntryIs, Every, Expect, Location, Measure, Name,
    Place, PushMode, Replay, Setting, VolumeKind,
};

impl Display for Command {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Volume {
                name,
                pages,
                page_bytes,
                levels,
            } => {
                write!(
                    f,
                    "volume {name} pages {pages} page {} levels ",
                    Size(*page_bytes)
                )?;
                for (i, fan_out) in levels.iter().enumerate() {
                    write!(f, "{}{fan_out}", if i > 0 { "x" } else { "" })?;
                }
                Ok(())
            }
            Self::Ross { name, of } => write!(f, "ross {name} of {of}"),
            Self::Rwss { name, of } => write!(f, "rwss {name} of {of}"),
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
            Self::Delete { volume } => write!(f, "delete {volume}"),
            Self::Dump { volume } => write!(f, "dump {volume}"),
            Self::Tree => f.write_str("tree"),
            Self::Space => f.write_str("space"),
            Self::Check => f.write_str("check"),
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
            Self::Hints(true) => "hints on",
            Self::Hints(false) => "hints off",
            Self::Delete(DeleteMode::Merge) => "delete merge",
            Self::Delete(DeleteMode::Strict) => "delete strict",
        })
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
        if let Some(keep) = self.keep {
            write!(f, " keep {keep}")?;
        }
        if let Some(page_bytes) = self.page_bytes {
            write!(f, " page {}", Size(page_bytes))?;
        }
        Ok(())
    }
}

impl Display for VolumeKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Ross => "ross",
            Self::Rwss => "rwss",
        })
    }
}

impl Display for Location {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", NotNone(&self.volume), self.offset)
    }
}

impl Display for Expect {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ok => f.write_str("ok"),
            Self::Refused(None) => f.write_str("refused"),
            Self::Refused(Some(rule)) => write!(f, "refused {rule}"),
            Self::Written(pages) => write!(f, "written {pages}"),
            Self::Pushed(pages) => write!(f, "pushed {pages}"),
            Self::Copied(pages) => write!(f, "copied {pages}"),
            Self::Steps(steps) => write!(f, "steps{}", Spaced(steps)),
            Self::Read(content) => write!(f, "read {}", Content(content)),
            Self::From(None) => f.write_str("from none"),
            Self::From(Some(location)) => write!(f, "from {location}"),
            Self::Hops(names) => write!(f, "hops{}", Spaced(names)),
            Self::Lookups(lookups) => write!(f, "lookups {lookups}"),
            Self::Hint(used) => write!(f, "hint {}", if *used { "used" } else { "unused" }),
            Self::Method(DiffMethod::M500) => f.write_str("method 500"),
            Self::Method(DiffMethod::M550) => f.write_str("method 550"),
            Self::Common(volume) => write!(f, "common {volume}"),
            Self::Literal(pages) => write!(f, "literal {pages}"),
            Self::Location(pages) => write!(f, "location {pages}"),
            Self::Content(pages) => write!(f, "content {pages}"),
            Self::Check(ok) => write!(f, "check {}", if *ok { "ok" } else { "failed" }),
            Self::Page {
                volume,
                page,
                content,
            } => {
                write!(f, "page {volume} {page} {}", Content(content))
            }
            Self::Exceptions { volume, pages } => write!(f, "exceptions {volume} {pages}"),
            Self::Entry {
                volume,
                page,
                entry,
            } => {
                write!(f, "entry {volume} {page} ")?;
                match entry {
                    EntryIs::None => f.write_str("none"),
                    EntryIs::Content(content) => write!(f, "{}", Content(content)),
                    EntryIs::In(location) => write!(f, "in {location}"),
                }
            }
            Self::Parent { volume, parent } => {
                write!(
                    f,
                    "parent {volume} {}",
                    OrNone(parent.as_ref().map(NotNone))
                )
            }
            Self::CopyOf { volume, source } => {
                write!(
                    f,
                    "copy-of {volume} {}",
                    OrNone(source.as_ref().map(NotNone))
                )
            }
            Self::Kind { volume, kind } => write!(f, "kind {volume} {kind}"),
            Self::Exists(volume) => write!(f, "exists {volume}"),
            Self::Absent(volume) => write!(f, "absent {volume}"),
            Self::Tables { volume, per_level } => {
                write!(f, "tables {volume}{}", Spaced(per_level))
            }
            Self::Count {
                what: Counted::Volumes,
                count,
            } => write!(f, "count volumes {count}"),
            Self::Count {
                what: Counted::Exceptions(volume),
                count,
            } => {
                write!(f, "count exceptions {volume} {count}")
            }
            Self::Space {
                volume,
                measure,
                value,
            } => {
                let measure = match measure {
                    Measure::Exclusive => "exclusive",
                    Measure::Shared => "shared",
                    Measure::TableBytes => "table-bytes",
                };
                write!(f, "{measure} {volume} {value}")
            }
            Self::Freed { volume, pages } => write!(f, "freed {volume} {}", OrNone(*pages)),
        }
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
struct Content<'a>(&'a [u8]);

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
struct NotNone<'a>(&'a Name);

impl Display for NotNone<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.as_str() {
            "none" => f.write_str("\"none\""),
            _ => self.0.fmt(f),
        }
    }
}

struct OrNone<T>(Option<T>);

impl<T: Display> Display for OrNone<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("none"),
        }
    }
}

/// Each item with a space before it.
struct Spaced<'a, T>(&'a [T]);

impl<T: Display> Display for Spaced<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|item| write!(f, " {item}"))
    }
}
