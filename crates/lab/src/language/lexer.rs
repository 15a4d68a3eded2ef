//! One line into words, quoted texts and `@`; a comment ends it.

use super::error::{Problem, quoted_piece};
use super::name::is_word_char;

/// The longest content of one command, in bytes.
pub const MAX_CONTENT_BYTES: usize = 4 << 20;

/// A word, a quoted text or `@`, with the bytes of the line it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind<'a>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Word(&'a str),
    /// A quoted text with its escapes resolved: bytes, since `\xHH` is one byte.
    Text(Vec<u8>),
    At,
}

/// A line taken apart, as far as it could be.
#[derive(Debug, Default)]
pub(super) struct Lexed<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    /// What follows the `#`, without white space at its end.
    pub(super) comment: Option<&'a str>,
    /// Where a quoted text starts that the line does not end.
    pub(super) open_quote: Option<usize>,
    /// Why the rest of the line was not taken.
    pub(super) problem: Option<Problem>,
}

/// Takes `line` apart from byte `start` on; offsets are those of the whole line.
pub(super) fn lex(line: &str, start: usize) -> Lexed<'_> {
    let mut lexed = Lexed::default();
    let mut rest = line.get(start..).unwrap_or("");
    loop {
        rest = rest.trim_start();
        let at = line.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return lexed;
        };
        match first {
            '#' => {
                lexed.comment = rest.get(1..).map(str::trim_end);
                return lexed;
            }
            '@' => {
                rest = rest.get(1..).unwrap_or("");
                lexed.tokens.push(Token {
                    start: at,
                    end: at + 1,
                    kind: Kind::At,
                });
            }
            '"' => match quoted(rest, at) {
                Ok((bytes, after)) => {
                    let end = line.len() - after.len();
                    lexed.tokens.push(Token {
                        start: at,
                        end,
                        kind: Kind::Text(bytes),
                    });
                    rest = after;
                }
                Err(problem) => {
                    lexed.open_quote = (problem.at >= line.len()).then_some(at);
                    lexed.problem = Some(problem);
                    return lexed;
                }
            },
            _ => {
                let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(length);
                let end = at + length;
                lexed.tokens.push(Token {
                    start: at,
                    end,
                    kind: Kind::Word(word),
                });
                rest = after;
            }
        }
    }
}

/// Reads a quoted text at the start of `source`, which stands at byte `at` of its line. Gives the
/// bytes and what follows the closing quote.
fn quoted(source: &str, at: usize) -> Result<(Vec<u8>, &str), Problem> {
    let mut bytes = Vec::new();
    let mut rest = source.get(1..).unwrap_or("");
    loop {
        let here = at + source.len() - rest.len();
        let plain = rest.find(['"', '\\']).unwrap_or(rest.len());
        let (text, after) = rest.split_at(plain);
        bytes.extend_from_slice(text.as_bytes());
        if bytes.len() > MAX_CONTENT_BYTES {
            let expected = format!("a text of at most {MAX_CONTENT_BYTES} bytes");
            return Err(Problem::new(at, expected, "a longer one"));
        }
        if let Some(after) = after.strip_prefix('"') {
            return Ok((bytes, after));
        }
        let Some(escape) = after.strip_prefix('\\') else {
            return Err(Problem::new(
                here + plain,
                "a closing `\"`",
                "the end of the line",
            ));
        };
        rest = unescape(escape, here + plain, &mut bytes)?;
    }
}

/// Resolves the escape whose backslash stands at byte `at`; `escape` is what follows it.
fn unescape<'a>(escape: &'a str, at: usize, bytes: &mut Vec<u8>) -> Result<&'a str, Problem> {
    let mut chars = escape.chars();
    let wrong = |expected: &str, length: usize| {
        let shown: String = escape.chars().take(length).collect();
        Err(Problem::new(
            at,
            expected,
            quoted_piece(&format!("\\{shown}")),
        ))
    };
    match chars.next() {
        Some('"') => bytes.push(b'"'),
        Some('\\') => bytes.push(b'\\'),
        Some('n') => bytes.push(b'\n'),
        Some('t') => bytes.push(b'\t'),
        Some('x') => {
            let byte = escape
                .get(1..3)
                .and_then(hex_number)
                .and_then(|n| u8::try_from(n).ok());
            let Some(byte) = byte else {
                return wrong("two hex digits after `\\x`", 3);
            };
            bytes.push(byte);
            return Ok(escape.get(3..).unwrap_or(""));
        }
        Some('u') => {
            let inner = escape
                .strip_prefix("u{")
                .and_then(|text| text.split_once('}'));
            let parsed = inner.and_then(|(digits, after)| {
                let number = (digits.len() <= 6).then(|| hex_number(digits)).flatten()?;
                Some((char::from_u32(number)?, after))
            });
            let Some((c, after)) = parsed else {
                return wrong("a Unicode character as `\\u{…}` with 1 to 6 hex digits", 9);
            };
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Ok(after);
        }
        Some(_) => {
            return wrong(
                "one of the escapes `\\\"`, `\\\\`, `\\n`, `\\t`, `\\xHH`, `\\u{…}`",
                1,
            );
        }
        None => {
            let end = at + 1;
            return Err(Problem::new(end, "a closing `\"`", "the end of the line"));
        }
    }
    Ok(chars.as_str())
}

/// The number that `digits`, all of them hex digits, stand for.
fn hex_number(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    if plain {
        u32::from_str_radix(digits, 16).ok()
    } else {
        None
    }
}

/// The bytes that pairs of hex digits stand for.
pub(super) fn hex_bytes(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |b: &u8| {
        char::from(*b)
            .to_digit(16)
            .and_then(|d| u8::try_from(d).ok())
    };
    digits
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}
