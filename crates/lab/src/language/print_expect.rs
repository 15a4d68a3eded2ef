//! The canonical text of an expectation.

use std::fmt::{self, Display, Formatter};

use super::print::{Content, NotNone, OrNone, Spaced};
use super::{
    Counted, DiffMethod, EntryIs, Expect, Location, Measure, PageCompare, Recovered, VolumeKind,
};

impl Display for VolumeKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Ross => "ross",
            Self::Rwss => "rwss",
        })
    }
}

impl Display for PageCompare {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LeftOnly => "left-only",
            Self::RightOnly => "right-only",
            Self::Differ => "differ",
            Self::Same => "same",
        })
    }
}

impl Display for Recovered {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Finished => "finished",
            Self::Undone => "undone",
            Self::Nothing => "nothing",
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
            Self::Compared { kind, pages } => write!(f, "{kind} {pages}"),
            Self::Discarded(pages) => write!(f, "discarded {pages}"),
            Self::Promoted(pages) => write!(f, "promoted {pages}"),
            Self::CopiedPages(pages) => write!(f, "copied-pages {pages}"),
            Self::Ran(commands) => write!(f, "ran {commands}"),
            Self::Recovered(recovered) => write!(f, "recovered {recovered}"),
            Self::Items(items) => write!(f, "items {items}"),
            Self::FreedSet(pages) => write!(f, "freed-set {}", OrNone(*pages)),
            Self::Now(time) => write!(f, "now {time}"),
            Self::Stale { volume, stale } => {
                write!(f, "stale {volume} {}", if *stale { "yes" } else { "no" })
            }
            Self::Restoring { volume, runs } => {
                write!(f, "restoring {volume} {}", if *runs { "yes" } else { "no" })
            }
            Self::Pending { volume, pages } => write!(f, "pending {volume} {pages}"),
            Self::Bits { volume, pages } => write!(f, "bits {volume} {pages}"),
            Self::Size { volume, pages } => write!(f, "size {volume} {pages}"),
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
