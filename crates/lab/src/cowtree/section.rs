//! Bytes that are taken from the front, and say where they ended.

use super::TreeFileError;

/// The rest of a file, or of a section of it. It knows where it is in the file.
pub(super) struct Section<'b> {
    /// The file up to the section's end.
    bytes: &'b [u8],
    at: usize,
}

/// An error at a place of the file.
pub(super) fn error<T>(at: usize, message: impl Into<String>) -> Result<T, TreeFileError> {
    let message = message.into();
    Err(TreeFileError { at, message })
}

impl<'b> Section<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Where it is, in bytes from the start of the file.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'b [u8] {
        &self.bytes[self.at..]
    }

    /// The next `count` bytes.
    fn take(&mut self, count: u64, what: &str) -> Result<&'b [u8], TreeFileError> {
        let rest = self.rest();
        let taken = usize::try_from(count)
            .ok()
            .and_then(|count| rest.get(..count));
        let Some(taken) = taken else {
            let left = rest.len();
            let message = format!("{what} was expected in {count} bytes, and {left} are left");
            return error(self.at, message);
        };
        self.at += taken.len();
        Ok(taken)
    }

    pub(super) fn text(&mut self, bytes: u64, what: &str) -> Result<&'b str, TreeFileError> {
        let at = self.at;
        let text = std::str::from_utf8(self.take(bytes, what)?);
        text.or_else(|_| error(at, format!("{what} in UTF-8 was expected")))
    }

    pub(super) fn number<const N: usize>(&mut self, what: &str) -> Result<[u8; N], TreeFileError> {
        let mut number = [0; N];
        number.copy_from_slice(self.take(N as u64, what)?);
        Ok(number)
    }

    pub(super) fn u32(&mut self, what: &str) -> Result<u32, TreeFileError> {
        self.number(what).map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self, what: &str) -> Result<u64, TreeFileError> {
        self.number(what).map(u64::from_le_bytes)
    }

    /// The content of the next section, which has to be this one.
    pub(super) fn section(&mut self, number: u8, what: &str) -> Result<Self, TreeFileError> {
        let start = self.at;
        let [found] = self.number("a section")?;
        if found != number {
            let message = format!("section {number} ({what}) was expected, found section {found}");
            return error(start, message);
        }
        let length = self.u64("the length of a section")?;
        let at = self.at;
        self.take(length, what)?;
        Ok(Self::new(&self.bytes[..self.at], at))
    }
}
