//! What a page holds, as it travels through commands and events.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Content of a page: real bytes, or the version stamp that stands for them
/// where a tree keeps no bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content<'a> {
    /// Bytes from the start of the page; what follows them is zero.
    Bytes(Cow<'a, [u8]>),
    /// A version stamp; 0 stands for a page that was never written.
    Stamp(u64),
}

impl<'a> Content<'a> {
    /// Borrowed bytes.
    #[must_use]
    pub fn bytes(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }

    /// The same content, owned, without trailing zero bytes.
    #[must_use]
    pub fn to_trimmed(&self) -> Content<'static> {
        match self {
            Self::Bytes(bytes) => Content::Bytes(Cow::Owned(trim(bytes).to_vec())),
            Self::Stamp(stamp) => Content::Stamp(*stamp),
        }
    }

    /// The same content, owned.
    #[must_use]
    pub fn into_owned(self) -> Content<'static> {
        match self {
            Self::Bytes(bytes) => Content::Bytes(Cow::Owned(bytes.into_owned())),
            Self::Stamp(stamp) => Content::Stamp(stamp),
        }
    }

    /// Content without its trailing zeros, as UTF-8, where it is that.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Bytes(bytes) => std::str::from_utf8(trim(bytes)).ok(),
            Self::Stamp(_) => None,
        }
    }

    /// Content without its trailing zeros in lower-case hexadecimal; `None` for a stamp.
    #[must_use]
    pub fn hex(&self) -> Option<String> {
        match self {
            Self::Bytes(bytes) => Some(trim(bytes).iter().map(|b| format!("{b:02x}")).collect()),
            Self::Stamp(_) => None,
        }
    }

    /// A few characters for a label: the text, else the start of the
    /// hexadecimal form, else `#stamp`; empty for a page of zeros.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.text(), self) {
            (Some(text), _) if !text.chars().any(char::is_control) => text.to_owned(),
            (_, Self::Stamp(0)) => String::new(),
            (_, Self::Stamp(stamp)) => format!("#{stamp}"),
            _ => self.hex().unwrap_or_default(),
        }
    }

    /// Whether every byte is zero, or the stamp is.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        match self {
            Self::Bytes(bytes) => trim(bytes).is_empty(),
            Self::Stamp(stamp) => *stamp == 0,
        }
    }
}

/// `bytes` without trailing zeros.
#[must_use]
pub fn trim(bytes: &[u8]) -> &[u8] {
    // Most pages are mostly zeros: whole blocks of them go at once.
    const BLOCK: usize = 64;
    let mut rest = bytes;
    while let Some((start, block)) = rest.split_last_chunk::<BLOCK>()
        && block.iter().fold(0, |all, byte| all | byte) == 0
    {
        rest = start;
    }
    let end = rest.iter().rposition(|&b| b != 0).map_or(0, |at| at + 1);
    &bytes[..end]
}

#[cfg(test)]
mod tests {
    use super::trim;

    #[test]
    fn only_trailing_zeros_go() {
        for length in [0, 1, 63, 64, 65, 200] {
            let mut bytes = vec![0; length];
            assert_eq!(trim(&bytes), &[0_u8; 0]);
            for at in 0..length {
                bytes[at] = 1;
                assert_eq!(trim(&bytes), &bytes[..=at]);
                bytes[at / 2] = 1;
                assert_eq!(trim(&bytes), &bytes[..=at]);
                bytes.fill(0);
            }
        }
    }
}
