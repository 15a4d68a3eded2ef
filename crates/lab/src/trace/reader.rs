//! A trace whose bytes are all there, as an iterator over its records.

use std::iter::FusedIterator;

use super::{Counts, Decoder, Devices, Format, Record, TraceError};

/// Reads a trace from a byte slice. As an iterator it yields each read and
/// write in order, and after the first bad record nothing more.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    decoder: Decoder,
    rest: &'a [u8],
    held: Option<TraceError>,
    over: bool,
}

impl<'a> Reader<'a> {
    /// A reader at the first record of `bytes`, with devices merged.
    #[must_use]
    pub fn new(format: Format, bytes: &'a [u8]) -> Self {
        Self {
            decoder: Decoder::new(format),
            rest: bytes,
            held: None,
            over: false,
        }
    }

    /// The same reader with another rule for the device column.
    #[must_use]
    pub fn with_devices(self, devices: Devices) -> Self {
        Self {
            decoder: self.decoder.with_devices(devices),
            ..self
        }
    }

    /// Up to `max_records` of the next records, for work in slices; fewer, and
    /// at last none, only at the end.
    ///
    /// # Errors
    /// The first bad record, on a call of its own: the records before it have
    /// all been handed out.
    pub fn fill(&mut self, max_records: usize) -> Result<Vec<Record>, TraceError> {
        if let Some(error) = self.held.take() {
            return Err(error);
        }
        let mut records = Vec::new();
        while records.len() < max_records {
            match self.next() {
                None => break,
                Some(Ok(record)) => records.push(record),
                Some(Err(error)) if records.is_empty() => return Err(error),
                Some(Err(error)) => {
                    self.held = Some(error);
                    break;
                }
            }
        }
        Ok(records)
    }

    /// Bytes used up, header and skipped records included: the progress.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.decoder.position()
    }

    /// What was seen up to now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.decoder.counts()
    }
}

impl Iterator for Reader<'_> {
    type Item = Result<Record, TraceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(error) = self.held.take() {
            return Some(Err(error));
        }
        if self.over {
            return None;
        }
        match self.decoder.decode(self.rest, true) {
            Ok(decoded) => {
                self.rest = &self.rest[decoded.consumed..];
                self.over = decoded.record.is_none();
                decoded.record.map(Ok)
            }
            Err(error) => {
                self.over = true;
                Some(Err(error))
            }
        }
    }
}

impl FusedIterator for Reader<'_> {}
