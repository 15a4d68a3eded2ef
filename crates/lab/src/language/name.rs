//! Names of volumes, and how a name or a string is written so that it reads back the same.

use std::borrow::Borrow;
use std::fmt;

use thiserror::Error;

/// The longest name, in bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 64;

/// The name of a volume (or of a rule, in `expect refused RULE`): 1 to [`MAX_NAME_BYTES`] bytes of
/// any text. Whether a name is free, known or reserved is decided when a command runs.
///
/// `Display` writes the name as the language spells it, with quotes where they are needed;
/// [`Name::as_str`] is the bare text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// The text has no characters.
    #[error("a name cannot be empty")]
    Empty,
    /// The text is longer than [`MAX_NAME_BYTES`].
    #[error("a name of at most {MAX_NAME_BYTES} bytes; this one has {bytes}")]
    TooLong {
        /// Bytes in the text.
        bytes: usize,
    },
}

impl Name {
    /// Takes any text of 1 to [`MAX_NAME_BYTES`] bytes.
    pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
        let text = text.into();
        match text.len() {
            0 => Err(NameError::Empty),
            bytes if bytes > MAX_NAME_BYTES => Err(NameError::TooLong { bytes }),
            _ => Ok(Self(text)),
        }
    }

    /// The text of the name, without quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if can_be_bare(&self.0) {
            f.write_str(&self.0)
        } else {
            write_quoted(f, &self.0)
        }
    }
}

/// True for a character that may stand in an unquoted word.
pub(super) fn is_word_char(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '"' | '#' | '@')
}

/// True where a character would not show, or would reorder the text around it.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Names that look like content or like a range are quoted too, although the parser goes by position.
fn can_be_bare(text: &str) -> bool {
    !text.starts_with("hex:")
        && !text.contains("..")
        && text.chars().all(|c| is_word_char(c) && !is_unprintable(c))
}

/// Writes `text` in quotes, with the escapes of the language.
pub(super) fn write_quoted(f: &mut impl fmt::Write, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_ascii_control() => write!(f, "\\x{:02x}", u32::from(c))?,
            c if is_unprintable(c) => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
