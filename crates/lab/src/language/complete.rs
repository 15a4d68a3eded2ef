//! Completion of a command that is being typed. It asks the parser what it looked for where the
//! typed text ends, so it offers what the grammar takes.

use super::cursor::Cursor;
use super::lexer::{Lexed, lex};
use super::name::{Name, is_word_char};
use super::want::{Fit, Known, Want, describe_all};
use super::{Command, Trigger, VolumeKind, parse};

/// The most candidates given.
pub const MAX_CANDIDATES: usize = 200;

/// The names that completion may offer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// The volumes, in the order they are offered.
    pub volumes: Vec<KnownVolume>,
    /// The rules that `expect refused` can name.
    pub rules: Vec<Name>,
    /// The snapshot trees with a name.
    pub trees: Vec<Name>,
    /// The schedules.
    pub schedules: Vec<Name>,
    /// What schedules wait for.
    pub events: Vec<Name>,
    /// Who has asked for commands.
    pub origins: Vec<Name>,
    /// The operations that were begun.
    pub operations: Vec<Name>,
}

impl Vocabulary {
    /// Takes in the names that a command which was carried out brings, those of volumes aside.
    pub fn learn(&mut self, command: &Command) {
        if let Some(origin) = command.origin() {
            add(&mut self.origins, origin);
        }
        match command.plain() {
            Command::Ross {
                tree: Some(tree), ..
            } => add(&mut self.trees, tree),
            Command::Schedule(schedule) => {
                add(&mut self.schedules, &schedule.name);
                if let Some(tree) = &schedule.tree {
                    add(&mut self.trees, tree);
                }
                if let Trigger::Event(event) = &schedule.trigger {
                    add(&mut self.events, event);
                }
            }
            Command::Unschedule { schedule } => self.schedules.retain(|name| name != schedule),
            Command::Begin { operation, .. } => add(&mut self.operations, operation),
            Command::Crash { command, .. } => self.learn(command),
            _ => {}
        }
    }
}

fn add(names: &mut Vec<Name>, name: &Name) {
    if !names.contains(name) {
        names.push(name.clone());
    }
}

/// A volume that completion may offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownVolume {
    /// Its name.
    pub name: Name,
    /// Its kind.
    pub kind: VolumeKind,
    /// Its size in pages.
    pub pages: u64,
}

/// What could stand at the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// Start of the word that a candidate replaces, in bytes of the input.
    pub from: usize,
    /// Its end, in bytes of the input.
    pub to: usize,
    /// What the language takes here, in one line; empty where the text before is not right.
    pub expected: String,
    /// Whole words, as the language spells them.
    pub candidates: Vec<Candidate>,
}

/// One word to offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What replaces the word at the cursor.
    pub text: String,
    /// One line about it.
    pub hint: String,
}

/// What could stand at byte `cursor` of `input`, one command. A cursor past the end or inside a
/// character is moved back.
pub fn complete(input: &str, cursor: usize, vocabulary: &Vocabulary) -> Completion {
    let cursor = (0..=cursor.min(input.len()))
        .rev()
        .find(|at| input.is_char_boundary(*at));
    let cursor = cursor.unwrap_or(0);
    let nothing = Completion {
        from: cursor,
        to: cursor,
        ..Completion::default()
    };
    let before = input.get(..cursor).unwrap_or("");
    if before.len() > super::MAX_LINE_BYTES || before.contains('\n') {
        return nothing;
    }
    let mut lexed = lex(before, 0);
    if lexed.comment.is_some() {
        return nothing;
    }
    let Some(from) = word_start(&mut lexed, cursor) else {
        return nothing;
    };
    if !before.get(..from).is_some_and(can_precede_a_word) {
        return nothing;
    }
    let mut at = Cursor::new(before, 0, &lexed.tokens);
    // The error of an unfinished command is the normal case here: what was wanted is what counts.
    let _unfinished = parse::command(&mut at);
    if !at.at_end() {
        return nothing;
    }
    let typed = before.get(from..).unwrap_or("");
    let mut candidates: Vec<Candidate> = Vec::new();
    for want in at.wants() {
        for candidate in offers(want, vocabulary) {
            if fits(&candidate.text, typed) && !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
    }
    candidates.truncate(MAX_CANDIDATES);
    let expected = expected(at.wants(), vocabulary);
    Completion {
        from,
        to: word_end(input, from, cursor),
        expected,
        candidates,
    }
}

/// True where a word that follows `text` stays a word of its own.
fn can_precede_a_word(text: &str) -> bool {
    let last = text.chars().next_back();
    last.is_none_or(|c| c.is_whitespace() || c == '@')
}

/// Takes the word that ends at the cursor out of the tokens and gives its start.
fn word_start(lexed: &mut Lexed<'_>, cursor: usize) -> Option<usize> {
    if lexed.problem.is_some() {
        return lexed.open_quote;
    }
    let word = lexed
        .tokens
        .pop_if(|token| token.end == cursor && !matches!(token.kind, super::lexer::Kind::At));
    Some(word.map_or(cursor, |token| token.start))
}

/// The end of the word that starts at `from`, at the cursor or after it.
fn word_end(input: &str, from: usize, cursor: usize) -> usize {
    let rest = input.get(from..).unwrap_or("");
    let end = if rest.starts_with('"') {
        lex(input, from).tokens.first().map(|token| token.end)
    } else {
        rest.find(|c| !is_word_char(c))
            .map(|length| from + length)
            .or(Some(input.len()))
    };
    end.filter(|end| *end >= cursor).unwrap_or(cursor)
}

/// True when `text` continues what was typed; an opening quote may be typed where none is needed.
fn fits(text: &str, typed: &str) -> bool {
    let bare = |text: &str| text.strip_prefix('"').unwrap_or(text).to_ascii_lowercase();
    text.starts_with(typed) || bare(text).starts_with(&bare(typed))
}

/// The words that satisfy `want`.
fn offers(want: &Want, vocabulary: &Vocabulary) -> Vec<Candidate> {
    match want {
        Want::Verb | Want::Crashable | Want::Keyword(_) => {
            let words = want.words().iter();
            words.map(|word| candidate(word.text, word.hint)).collect()
        }
        Want::Volume(fit) => volumes(*fit, vocabulary),
        Want::NewName(prefix) => {
            let names = vocabulary.volumes.iter().map(|volume| &volume.name);
            free_name(prefix, names).into_iter().collect()
        }
        Want::NewSchedule => {
            let names = vocabulary.schedules.iter();
            free_name("plan", names).into_iter().collect()
        }
        Want::NewOperation => {
            let names = vocabulary.operations.iter();
            free_name("op", names).into_iter().collect()
        }
        Want::Known(known) => match known {
            Known::Tree => named(&vocabulary.trees, "a snapshot tree"),
            Known::Schedule => named(&vocabulary.schedules, "a schedule"),
            Known::Event => named(&vocabulary.events, "schedules wait for it"),
            Known::Operation => named(&vocabulary.operations, "an operation"),
            Known::Origin => named(&vocabulary.origins, "it asked for a command before"),
        },
        Want::Rule => named(&vocabulary.rules, "refused by this rule"),
        Want::Runs => vec![candidate("none", "no pages")],
        Want::Page(_)
        | Want::Content
        | Want::Number(_)
        | Want::Size
        | Want::Time
        | Want::Levels
        | Want::Other(_)
        | Want::End => Vec::new(),
    }
}

fn candidate(text: impl ToString, hint: impl Into<String>) -> Candidate {
    Candidate {
        text: text.to_string(),
        hint: hint.into(),
    }
}

fn named(names: &[Name], hint: &str) -> Vec<Candidate> {
    names.iter().map(|name| candidate(name, hint)).collect()
}

fn volumes(fit: Fit, vocabulary: &Vocabulary) -> Vec<Candidate> {
    let fitting = vocabulary.volumes.iter().filter(|volume| match fit {
        Fit::Any | Fit::Place => true,
        Fit::Writable => volume.kind != VolumeKind::Ross,
        Fit::Ross => volume.kind == VolumeKind::Ross,
        Fit::Base => volume.kind == VolumeKind::Base,
    });
    let mut found: Vec<Candidate> = fitting
        .map(|volume| {
            let kind = match volume.kind {
                VolumeKind::Base => "base volume",
                VolumeKind::Ross => "read-only snapshot",
                VolumeKind::Rwss => "read-write snapshot",
            };
            candidate(&volume.name, format!("{kind}, {} pages", volume.pages))
        })
        .collect();
    if fit == Fit::Place {
        found.push(candidate("data", "the snapshot data volume"));
        found.push(candidate("admin", "the snapshot administration volume"));
    }
    found
}

/// A name that is not among `names`: the prefix with the first free number, or for a base volume
/// the prefix itself.
fn free_name<'a>(
    prefix: &str,
    names: impl ExactSizeIterator<Item = &'a Name> + Clone,
) -> Option<Candidate> {
    let taken = |name: &str| names.clone().any(|known| known.as_str() == name);
    let plain = (prefix == "base").then(|| prefix.to_owned());
    let first = usize::from(prefix == "base") + 1;
    let numbered = (first..=names.len() + first).map(|n| format!("{prefix}{n}"));
    let name = plain
        .into_iter()
        .chain(numbered)
        .find(|name| !taken(name))?;
    Some(candidate(name, "a free name"))
}

/// What is wanted in one line, with the bounds of a page where they are known.
fn expected(wants: &[Want], vocabulary: &Vocabulary) -> String {
    if let [Want::Verb] = wants {
        return "a command".into();
    }
    let page = wants.iter().find_map(|want| match want {
        Want::Page(volume) => vocabulary.volumes.iter().find(|v| v.name == *volume),
        _ => None,
    });
    match page {
        Some(volume) if volume.pages > 0 => {
            format!("{}, 0 to {}", describe_all(wants), volume.pages - 1)
        }
        _ => describe_all(wants),
    }
}
