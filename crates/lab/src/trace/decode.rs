//! The one-pass decoder behind every reader: bytes in slices of any size, one
//! record out at a time.

use serde::{Deserialize, Serialize};

use super::disksim::Clock;
use super::error::{Fault, TraceError, hex_excerpt, text_excerpt};
use super::text::{self, BYTE_ORDER_MARK, NoLine};
use super::vscsi::{self, Command};
use super::{COWPATH_HEADER, END_BYTES_MAX, Format, LINE_BYTES_MAX, Op, Record, disksim, msr};

/// What becomes of the device column of DiskSim and MSR traces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Devices {
    /// The column is ignored and all devices share one range of addresses, as
    /// MQSim replays them. Addresses and sizes are those of the file, but two
    /// devices may seem to touch one page.
    #[default]
    Merge,
    /// Each device has its own [`Devices::STRIDE_BYTES`] of one large volume:
    /// device d begins at d times that.
    Apart,
}

impl Devices {
    /// The range of addresses of each device when kept apart: 1 TiB.
    pub const STRIDE_BYTES: u64 = 1 << 40;

    /// Moves `record` to where `device` has its addresses.
    pub(super) fn place(self, device: u64, record: Record) -> Result<Record, Fault> {
        const DEVICES: u64 = END_BYTES_MAX / Devices::STRIDE_BYTES;
        match self {
            Self::Merge => Ok(record),
            Self::Apart if device < DEVICES && record.end_bytes() <= Self::STRIDE_BYTES => {
                let offset_bytes = device * Self::STRIDE_BYTES + record.offset_bytes;
                Ok(Record {
                    offset_bytes,
                    ..record
                })
            }
            Self::Apart => Err(Fault::new(
                format!("device {device} up to byte {}", record.end_bytes()),
                format!(
                    "devices below {DEVICES} of at most {} bytes when they are kept apart",
                    Self::STRIDE_BYTES
                ),
            )),
        }
    }
}

/// What a trace has held up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Reads that were handed out.
    pub reads: u64,
    /// Writes that were handed out.
    pub writes: u64,
    /// vscsi commands that are neither a read nor a write; skipped.
    pub other_commands: u64,
    /// vscsi reads and writes of no bytes; skipped.
    pub empty_commands: u64,
    /// Records handed out whose time is before that of the record before.
    pub backward_times: u64,
}

impl Counts {
    /// Records handed out, reads and writes.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.reads + self.writes
    }

    /// Records of the file, skipped ones included.
    #[must_use]
    pub fn seen(&self) -> u64 {
        self.records() + self.other_commands + self.empty_commands
    }
}

/// What [`Decoder::decode`] did with a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Bytes used up, from the front; the next slice begins after them.
    pub consumed: usize,
    /// The next read or write; `None` when the slice holds no whole record
    /// more, and with `at_end` when the trace is over.
    pub record: Option<Record>,
}

/// Decodes a trace from slices of bytes, in order. It owns no bytes, so a
/// worker can keep it between slices of a file larger than its memory.
#[derive(Clone, Debug)]
pub struct Decoder {
    format: Format,
    devices: Devices,
    header_due: bool,
    clock: Option<Clock>,
    position: u64,
    lines: u64,
    previous_us: u64,
    counts: Counts,
}

/// One step over the front of a slice.
enum Step {
    NeedMore,
    Over,
    Skipped(usize),
    Took(usize, Record),
}

impl Decoder {
    /// A decoder at the first byte of a trace, with devices merged.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            devices: Devices::Merge,
            header_due: matches!(format, Format::CowpathCsv | Format::MsrCsv),
            clock: None,
            position: 0,
            lines: 0,
            previous_us: 0,
            counts: Counts::default(),
        }
    }

    /// The same decoder with another rule for the device column.
    #[must_use]
    pub fn with_devices(self, devices: Devices) -> Self {
        Self { devices, ..self }
    }

    /// The format it decodes.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Bytes used up since the start of the file: the progress.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What was seen up to now.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Takes the next record off the front of `bytes`, which go on where the
    /// last call stopped consuming. `at_end` says that the file ends with them.
    /// A slice of [`LINE_BYTES_MAX`] + 2 bytes or more always makes headway.
    ///
    /// # Errors
    /// The first bad record. The decoder is of no more use after that.
    pub fn decode(&mut self, bytes: &[u8], at_end: bool) -> Result<Decoded, TraceError> {
        let mut consumed = 0;
        let mut record = None;
        while record.is_none() {
            let rest = &bytes[consumed..];
            let step = if rest.is_empty() {
                self.stop(at_end)?
            } else if self.format.is_text() {
                self.text_step(rest, at_end)?
            } else {
                self.vscsi_step(rest, at_end)?
            };
            let taken = match step {
                Step::NeedMore | Step::Over => break,
                Step::Skipped(taken) => taken,
                Step::Took(taken, found) => {
                    record = Some(found);
                    taken
                }
            };
            consumed += taken;
            self.position += taken as u64;
        }
        if let Some(record) = &record {
            self.count(record);
        }
        Ok(Decoded { consumed, record })
    }

    fn count(&mut self, record: &Record) {
        match record.op {
            Op::Read => self.counts.reads += 1,
            Op::Write => self.counts.writes += 1,
        }
        if record.time_us < self.previous_us {
            self.counts.backward_times += 1;
        }
        self.previous_us = record.time_us;
    }

    fn stop(&self, at_end: bool) -> Result<Step, TraceError> {
        if !at_end {
            return Ok(Step::NeedMore);
        }
        if self.counts.records() > 0 {
            return Ok(Step::Over);
        }
        let message = if self.position == 0 {
            "the file is empty"
        } else {
            "the file ends without a single read or write"
        };
        Err(self.error(Fault::new(message, self.format.record_shape()), &[]))
    }

    fn text_step(&mut self, rest: &[u8], at_end: bool) -> Result<Step, TraceError> {
        let line = match text::cut_line(rest, at_end) {
            Ok(line) => line,
            Err(NoLine::NeedMore) => return Ok(Step::NeedMore),
            Err(NoLine::TooLong) => {
                let message = format!("a line of more than {LINE_BYTES_MAX} bytes");
                return Err(self.error(Fault::new(message, self.format.record_shape()), rest));
            }
        };
        let mut text = line.text;
        if self.lines == 0 {
            text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        }
        let found = if text.trim_ascii().is_empty() {
            None
        } else {
            self.text_record(text)
                .map_err(|fault| self.error(fault, text))?
        };
        self.lines += 1;
        Ok(match found {
            Some(record) => Step::Took(line.taken, record),
            None => Step::Skipped(line.taken),
        })
    }

    /// The record on a line that is not blank; `None` for a header.
    fn text_record(&mut self, line: &[u8]) -> Result<Option<Record>, Fault> {
        let header_due = std::mem::take(&mut self.header_due);
        match self.format {
            Format::CowpathCsv if header_due => {
                if is_cowpath_header(line) {
                    return Ok(None);
                }
                let expected = format!("the header {COWPATH_HEADER} before the first record");
                Err(Fault::new("the header is missing", expected))
            }
            Format::CowpathCsv => text::cowpath_line(line).map(Some),
            Format::MsrCsv if header_due && msr::is_header(line) => Ok(None),
            Format::MsrCsv => msr::line(line, self.devices).map(Some),
            _ => {
                let (record, clock) = disksim::line(line, self.clock, self.devices)?;
                self.clock = Some(clock);
                Ok(Some(record))
            }
        }
    }

    fn vscsi_step(&mut self, rest: &[u8], at_end: bool) -> Result<Step, TraceError> {
        let size = vscsi::record_bytes(self.format);
        if rest.len() < size && !at_end {
            return Ok(Step::NeedMore);
        }
        let bytes = &rest[..rest.len().min(size)];
        Ok(
            match vscsi::record(bytes, self.format).map_err(|fault| self.error(fault, bytes))? {
                Command::Transfer(record) => Step::Took(size, record),
                Command::Empty => {
                    self.counts.empty_commands += 1;
                    Step::Skipped(size)
                }
                Command::Other => {
                    self.counts.other_commands += 1;
                    Step::Skipped(size)
                }
            },
        )
    }

    /// Places `fault` at the record that comes next.
    pub(super) fn error(&self, fault: Fault, found: &[u8]) -> TraceError {
        let is_text = self.format.is_text();
        let excerpt = match (found.is_empty(), is_text) {
            (true, _) => String::new(),
            (false, true) => text_excerpt(found),
            (false, false) => hex_excerpt(found),
        };
        TraceError {
            format: self.format,
            record: self.counts.seen() + 1,
            byte_offset: self.position,
            line: is_text.then_some(self.lines + 1),
            message: fault.message,
            expected: fault.expected,
            excerpt,
        }
    }
}

/// Whether `line` is the header of Cowpath CSV.
pub(super) fn is_cowpath_header(line: &[u8]) -> bool {
    text::comma_fields::<4>(line).is_some_and(|found| {
        found
            .into_iter()
            .eq(COWPATH_HEADER.as_bytes().split(|&b| b == b','))
    })
}
