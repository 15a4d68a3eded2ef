//! What the grammar can want at a place: one vocabulary for error messages and for completion.

use super::Name;

/// Something the parser looked for at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Want {
    /// A command's first word, out of [`super::grammar::VERBS`].
    Verb,
    /// The first word of a command that can be stopped by a crash.
    Crashable,
    /// One of some fixed words.
    Keyword(&'static [Word]),
    /// A name for a new volume; what such names usually begin with.
    NewName(&'static str),
    /// A name for a new schedule.
    NewSchedule,
    /// A name for a new operation.
    NewOperation,
    /// The name of a volume.
    Volume(Fit),
    /// The name of something else that the document speaks of.
    Known(Known),
    /// A page of the named volume.
    Page(Name),
    /// Content: a quoted text or `hex:`.
    Content,
    /// A number; what it counts.
    Number(&'static str),
    /// A number of bytes with a unit.
    Size,
    /// A time with a unit.
    Time,
    /// Fan-outs of the levels.
    Levels,
    /// A set of pages.
    Runs,
    /// The name of a rule.
    Rule,
    /// Anything else, described.
    Other(&'static str),
    /// Nothing more.
    End,
}

/// A fixed word and one line about it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: &'static str,
    pub(super) hint: &'static str,
}

/// Which volumes fit at a place. The parser takes any name; completion offers those that fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// Every volume.
    Any,
    /// Base volumes and read-write snapshots.
    Writable,
    /// Read-only snapshots.
    Ross,
    /// Base volumes, which backups are.
    Base,
    /// Every volume, and the data and administration volumes.
    Place,
}

/// Names that are not those of volumes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// A snapshot tree of a volume.
    Tree,
    /// A schedule.
    Schedule,
    /// What schedules wait for.
    Event,
    /// Who asks for a command.
    Origin,
    /// An operation that is open.
    Operation,
}

impl Want {
    /// The fixed words that fit, for near misses.
    pub(super) fn words(&self) -> &'static [Word] {
        match self {
            Self::Verb => super::grammar::VERBS,
            Self::Crashable => super::grammar::CRASHABLE,
            Self::Keyword(words) => words,
            _ => &[],
        }
    }

    /// In a sentence after "expected".
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Verb => format!("a command ({})", list(self.words(), ", ")),
            Self::Crashable => "a command to crash: any but `schedule`, `at`, `crash`, `set`, \
                                `expect` and `replay`"
                .into(),
            Self::Keyword(words) => list(words, " or "),
            Self::NewName(_) => "a name for the new volume".into(),
            Self::NewSchedule => "a name for the new schedule".into(),
            Self::NewOperation => "a name for the new operation".into(),
            Self::Known(Known::Operation) => "the name of an operation".into(),
            Self::Known(Known::Tree) => "the name of a snapshot tree".into(),
            Self::Known(Known::Schedule) => "the name of a schedule".into(),
            Self::Known(Known::Event) => "the name of an event".into(),
            Self::Known(Known::Origin) => "the name of an origin".into(),
            Self::Volume(Fit::Base) => "the name of a backup".into(),
            Self::Volume(Fit::Any | Fit::Place) => "the name of a volume".into(),
            Self::Volume(Fit::Writable) => "the name of a base or read-write volume".into(),
            Self::Volume(Fit::Ross) => "the name of a read-only snapshot".into(),
            Self::Page(_) => "a page number".into(),
            Self::Content => "content (\"text\" or hex:00ff)".into(),
            Self::Number(what) => (*what).into(),
            Self::Size => "a size such as 4KiB (units B, KiB, MiB)".into(),
            Self::Time => "a time such as 90s (units ms, s, min, h, d, w)".into(),
            Self::Levels => "entries in a table of each level, such as 10x10x10".into(),
            Self::Runs => "pages such as 0-2,7 or none".into(),
            Self::Rule => "the name of a rule".into(),
            Self::Other(what) => (*what).into(),
            Self::End => "the end of the line".into(),
        }
    }
}

/// All that was wanted at one place, in a sentence.
pub(super) fn describe_all(wants: &[Want]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for want in wants {
        let part = want.describe();
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(" or ")
}

fn list(words: &[Word], separator: &str) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", word.text))
        .collect();
    words.join(separator)
}
