//! Walks the tokens of a line and remembers what was looked for at the current place.

use super::error::{Problem, quoted_piece};
use super::lexer::{Kind, MAX_CONTENT_BYTES, Token, hex_bytes};
use super::numbers::{self, Reject, decimal};
use super::suggest::nearest;
use super::want::{Fit, Want, Word, describe_all};
use super::{Name, NameError, Runs, Time};

type Parsed<T> = Result<T, Problem>;

/// A place in the tokens of `line`.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    line: &'a str,
    rest: &'a [Token<'a>],
    /// Where an error at the end of the tokens points.
    end: usize,
    /// What was looked for here since the last token was taken.
    wants: Vec<Want>,
}

impl<'a> Cursor<'a> {
    /// At the first of `tokens`, which come from `line`; `start` is where they could have begun.
    pub(super) fn new(line: &'a str, start: usize, tokens: &'a [Token<'a>]) -> Self {
        let end = tokens.last().map_or(start, |token| token.end);
        Self {
            line,
            rest: tokens,
            end,
            wants: Vec::new(),
        }
    }

    /// True when no token is left.
    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// What was looked for at this place.
    pub(super) fn wants(&self) -> &[Want] {
        &self.wants
    }

    /// Remembers that `want` would fit here.
    pub(super) fn note(&mut self, want: Want) {
        self.wants.push(want);
    }

    /// The error that what stands here is none of the things looked for.
    pub(super) fn fail(&self) -> Problem {
        let mut problem = self.fail_with(describe_all(&self.wants));
        if let Some(Token {
            kind: Kind::Word(word),
            ..
        }) = self.rest.first()
        {
            let words = self
                .wants
                .iter()
                .flat_map(Want::words)
                .map(|word| word.text);
            problem.suggestion = nearest(word, words).map(str::to_owned);
        }
        problem
    }

    /// The error that what stands here is not `expected`.
    pub(super) fn fail_with(&self, expected: impl Into<String>) -> Problem {
        match self.rest.first() {
            Some(token) => {
                let found = self.line.get(token.start..token.end).unwrap_or("");
                Problem::new(token.start, expected, quoted_piece(found))
            }
            None => Problem::new(self.end, expected, "the end of the line"),
        }
    }

    fn take(&mut self) {
        if let Some((_, rest)) = self.rest.split_first() {
            self.rest = rest;
            self.wants.clear();
        }
    }

    fn peek_word(&self) -> Option<&'a str> {
        match self.rest.first() {
            Some(Token {
                kind: Kind::Word(word),
                ..
            }) => Some(word),
            _ => None,
        }
    }

    /// Takes one of `words` if it stands here.
    pub(super) fn try_keyword(&mut self, words: &'static [Word]) -> Option<&'static str> {
        self.note(Want::Keyword(words));
        self.try_word(words)
    }

    /// Takes one of `words`.
    pub(super) fn keyword(&mut self, words: &'static [Word]) -> Parsed<&'static str> {
        self.try_keyword(words).ok_or_else(|| self.fail())
    }

    /// Takes a command's first word.
    pub(super) fn verb(&mut self) -> Parsed<&'static str> {
        self.note(Want::Verb);
        self.try_word(Want::Verb.words()).ok_or_else(|| self.fail())
    }

    fn try_word(&mut self, words: &'static [Word]) -> Option<&'static str> {
        let here = self.peek_word()?;
        let found = words.iter().find(|word| word.text == here)?;
        self.take();
        Some(found.text)
    }

    /// Takes the verb that `crash N` stops.
    pub(super) fn crashable(&mut self) -> Parsed<&'static str> {
        self.note(Want::Crashable);
        if let Some(verb) = self.try_word(Want::Crashable.words()) {
            return Ok(verb);
        }
        let verbs = Want::Verb.words();
        match self.peek_word() {
            // A word near to another verb would mislead.
            Some(word) if verbs.iter().any(|verb| verb.text == word) => {
                Err(self.fail_with(Want::Crashable.describe()))
            }
            _ => Err(self.fail()),
        }
    }

    /// Takes the options of `words` that stand here, each at most once and in any order; `take`
    /// reads what belongs to one.
    pub(super) fn options(
        &mut self,
        words: &'static [Word],
        take: &mut dyn FnMut(&mut Self, &'static str) -> Parsed<()>,
    ) -> Parsed<()> {
        let mut left: Vec<&'static [Word]> = words.chunks(1).collect();
        loop {
            let found = left
                .iter()
                .enumerate()
                .find_map(|(i, word)| Some((i, self.try_keyword(word)?)));
            let Some((i, option)) = found else {
                return Ok(());
            };
            left.remove(i);
            take(self, option)?;
        }
    }

    /// Takes `@` if it stands here.
    pub(super) fn try_at(&mut self) -> bool {
        let here = matches!(self.rest.first(), Some(Token { kind: Kind::At, .. }));
        if here {
            self.take();
        }
        here
    }

    /// Takes any name, bare or quoted.
    pub(super) fn name(&mut self, want: Want) -> Parsed<Name> {
        self.note(want);
        let name = Name::new(self.text()?).map_err(|error| match error {
            NameError::Empty => self.fail_with("a name of at least one character"),
            NameError::TooLong { .. } => self.fail_with(error.to_string()),
        })?;
        self.take();
        Ok(name)
    }

    /// Takes the name of a volume.
    pub(super) fn volume(&mut self, fit: Fit) -> Parsed<Name> {
        self.name(Want::Volume(fit))
    }

    /// Takes the name of one volume or more, up to an unquoted `by` or the end of the line.
    pub(super) fn volumes(&mut self) -> Parsed<Vec<Name>> {
        let mut names = vec![self.volume(Fit::Any)?];
        while !self.at_end() && self.peek_word() != Some("by") {
            names.push(self.volume(Fit::Any)?);
        }
        self.note(Want::Volume(Fit::Any));
        Ok(names)
    }

    /// Takes a file name, bare or quoted.
    pub(super) fn file(&mut self, max_bytes: usize) -> Parsed<String> {
        self.note(Want::Other("the name of a file, in quotes"));
        let file = self.text()?;
        if file.is_empty() || file.len() > max_bytes {
            return Err(self.fail_with(format!("a file name of 1 to {max_bytes} bytes")));
        }
        self.take();
        Ok(file)
    }

    /// The word or the quoted text that stands here, not taken yet.
    fn text(&self) -> Parsed<String> {
        match self.rest.first() {
            Some(Token {
                kind: Kind::Word(word),
                ..
            }) => Ok((*word).to_owned()),
            Some(Token {
                kind: Kind::Text(bytes),
                ..
            }) => String::from_utf8(bytes.clone()).map_err(|_| self.fail_with("a name in UTF-8")),
            _ => Err(self.fail()),
        }
    }

    /// Takes a number of decimal digits.
    pub(super) fn number(&mut self, want: Want) -> Parsed<u64> {
        self.note(want);
        self.word_with(decimal)
    }

    /// Takes one number or more, up to the end of the line.
    pub(super) fn numbers(&mut self, want: &Want) -> Parsed<Vec<u64>> {
        let mut numbers = vec![self.number(want.clone())?];
        while !self.at_end() {
            numbers.push(self.number(want.clone())?);
        }
        self.note(want.clone());
        Ok(numbers)
    }

    /// Takes an integer with its unit; gives bytes.
    pub(super) fn size(&mut self) -> Parsed<u64> {
        self.note(Want::Size);
        self.word_with(numbers::size_bytes)
    }

    /// Takes a time: an integer with its unit.
    pub(super) fn time(&mut self) -> Parsed<Time> {
        self.note(Want::Time);
        self.word_with(numbers::time)
    }

    /// True when a number without a unit stands here.
    pub(super) fn at_number(&self) -> bool {
        self.peek_word().is_some_and(|word| decimal(word).is_ok())
    }

    /// Takes fan-outs, `AxBxC`.
    pub(super) fn levels(&mut self) -> Parsed<Vec<u64>> {
        self.note(Want::Levels);
        self.word_with(|word| word.split('x').map(decimal).collect())
    }

    /// Takes a set of pages.
    pub(super) fn runs(&mut self) -> Parsed<Runs> {
        self.note(Want::Runs);
        self.word_with(numbers::runs)
    }

    /// Takes `sha256:` and 64 hex digits.
    pub(super) fn sha256(&mut self) -> Parsed<[u8; 32]> {
        self.note(Want::Other("sha256: and 64 hex digits"));
        self.word_with(|word| {
            let bytes = word.strip_prefix("sha256:").and_then(hex_bytes);
            bytes
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or(Reject::Form)
        })
    }

    /// Takes content: a quoted text or `hex:` and pairs of digits.
    pub(super) fn content(&mut self) -> Parsed<Vec<u8>> {
        self.note(Want::Content);
        let bytes = match self.rest.first().map(|token| &token.kind) {
            Some(Kind::Text(bytes)) => bytes.clone(),
            Some(Kind::Word(word)) => match word.strip_prefix("hex:").map(hex_bytes) {
                Some(Some(bytes)) => bytes,
                Some(None) => return Err(self.fail_with("pairs of hex digits after `hex:`")),
                None => {
                    let mut problem = self.fail();
                    if problem.suggestion.is_none() && word.len() <= 64 {
                        let mut quoted = String::new();
                        let _ = super::name::write_quoted(&mut quoted, word);
                        problem.suggestion = Some(quoted);
                    }
                    return Err(problem);
                }
            },
            _ => return Err(self.fail()),
        };
        if bytes.len() > MAX_CONTENT_BYTES {
            return Err(self.fail_with(format!("content of at most {MAX_CONTENT_BYTES} bytes")));
        }
        self.take();
        Ok(bytes)
    }

    /// The error for anything left on the line.
    pub(super) fn finish(&mut self) -> Parsed<()> {
        self.note(Want::End);
        if self.at_end() {
            Ok(())
        } else {
            Err(self.fail())
        }
    }

    fn word_with<T>(&mut self, read: impl FnOnce(&str) -> Result<T, Reject>) -> Parsed<T> {
        let word = self.peek_word().ok_or_else(|| self.fail())?;
        let value = read(word).map_err(|reject| match reject {
            Reject::Form => self.fail(),
            Reject::Overflow => self.fail_with(format!("numbers up to {}", u64::MAX)),
            Reject::Order => self.fail_with("a run with the smaller page first"),
        })?;
        self.take();
        Ok(value)
    }
}
