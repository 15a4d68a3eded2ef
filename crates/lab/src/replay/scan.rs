//! The first pass: what a trace spans, and the SHA-256 of its bytes.

use sha2::{Digest, Sha256};

use crate::trace::{Decoder, Extent, Format, TraceError};

use super::error::ReplayError;
use super::options::Options;

#[derive(Debug)]
pub(super) struct Scan {
    decoder: Decoder,
    extent: Extent,
    hash: Sha256,
    /// Bytes hashed: those decoded, and everything after a bad record.
    position: u64,
    /// The first bad record, after good ones. The second pass finds it again.
    bad: Option<TraceError>,
}

impl Scan {
    pub(super) fn new(format: Format, options: &Options) -> Self {
        Self {
            decoder: Decoder::new(format).with_devices(options.devices),
            extent: Extent::default(),
            hash: Sha256::new(),
            position: 0,
            bad: None,
        }
    }

    pub(super) fn position(&self) -> u64 {
        self.position
    }

    pub(super) fn records(&self) -> u64 {
        self.decoder.counts().records()
    }

    /// Sees up to `work` records. Gives the bytes used up, and whether the
    /// pass is over.
    pub(super) fn feed(
        &mut self,
        bytes: &[u8],
        at_end: bool,
        work: u64,
    ) -> Result<(usize, bool), ReplayError> {
        let (mut consumed, mut over) = (0, false);
        for _ in 0..work {
            if self.bad.is_some() {
                // The rest is only hashed.
                consumed = bytes.len();
                over = at_end;
                break;
            }
            match self.decoder.decode(&bytes[consumed..], at_end) {
                Ok(decoded) => {
                    consumed += decoded.consumed;
                    let Some(record) = decoded.record else {
                        over = at_end;
                        break;
                    };
                    self.extent.add(&record);
                }
                Err(error) if self.records() == 0 => return Err(ReplayError::Trace(error)),
                Err(error) => self.bad = Some(error),
            }
        }
        self.hash.update(&bytes[..consumed]);
        self.position += consumed as u64;
        Ok((consumed, over))
    }

    pub(super) fn finish(self) -> (Extent, [u8; 32]) {
        (self.extent, self.hash.finalize().into())
    }
}
