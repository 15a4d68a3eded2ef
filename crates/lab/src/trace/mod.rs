//! Block I/O traces: recognised by content, read record by record, cut into
//! pages, and turned into a rhythm of snapshots.
//!
//! Everything here works on bytes that somebody else has read: there is no
//! file, no clock and no engine. The replay itself lives elsewhere.
//!
//! A trace is read in one pass by a [`Decoder`], which takes the bytes in
//! slices of any size, or by a [`Reader`] over bytes that are all there. The
//! first record that cannot be one ends the trace with a [`TraceError`] that
//! says where it is, what was found and what was expected.
//!
//! What all formats have in common:
//! - Records come in the order of the file. A time earlier than the one before
//!   is kept as it is and counted ([`Counts::backward_times`]): some tracers log
//!   at completion. A [`ScheduleState`] never turns its clock back.
//! - A read or write of no bytes is a bad record in a text format. In vscsi it
//!   is a legal SCSI command that does nothing: skipped and counted.
//! - Limits: [`LENGTH_BYTES_MAX`] for one record, [`END_BYTES_MAX`] for its end,
//!   [`LINE_BYTES_MAX`] for a line.
//! - A trace without a single read or write is refused.

use serde::{Deserialize, Serialize};

mod decode;
mod disksim;
mod encode;
mod error;
mod msr;
mod pages;
mod reader;
mod recognise;
mod schedule;
mod text;
mod vscsi;

#[cfg(test)]
mod tests;

pub use decode::{Counts, Decoded, Decoder, Devices};
pub use encode::{COWPATH_HEADER, encode_cowpath, push_record};
pub use error::{NotATrace, TraceError};
pub use pages::{
    Extent, PagePart, PageSpan, Shape, ShapeError, TRACE_PAGES_MAX, extent, geometry_for,
};
pub use reader::Reader;
pub use recognise::{PREFIX_BYTES, recognise};
pub use schedule::{Every, Schedule, ScheduleState};

/// Longest read or write a trace may hold, in bytes: what one Linux system
/// call can move, rounded up.
pub const LENGTH_BYTES_MAX: u64 = 1 << 31;
/// Largest offset at which a read or write may end, in bytes: 2^40 pages of
/// 4 KiB, the largest volume.
pub const END_BYTES_MAX: u64 = 1 << 52;
/// Longest line of a text trace, in bytes, without its end.
pub const LINE_BYTES_MAX: usize = 1024;
/// Size of a sector or block in formats that count in them, in bytes.
pub const SECTOR_BYTES: u64 = 512;

/// The trace formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Lines `time_us,op,offset_bytes,length_bytes` under that header; op `R` or `W`.
    CowpathCsv,
    /// MSR Cambridge lines
    /// `Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime`; times in
    /// ticks of 100 ns, sizes in bytes; the header is optional.
    MsrCsv,
    /// CloudPhysics vscsi, version 1: binary records of 32 bytes.
    VscsiV1,
    /// CloudPhysics vscsi, version 2: binary records of 40 bytes.
    VscsiV2,
    /// DiskSim and MQSim lines `time device lba sectors type`; type 0 write, 1 read.
    DiskSim,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::CowpathCsv,
        Self::MsrCsv,
        Self::VscsiV1,
        Self::VscsiV2,
        Self::DiskSim,
    ];

    /// The format's name in messages.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::CowpathCsv => "Cowpath CSV",
            Self::MsrCsv => "MSR Cambridge CSV",
            Self::VscsiV1 => "vscsi version 1",
            Self::VscsiV2 => "vscsi version 2",
            Self::DiskSim => "DiskSim ASCII",
        }
    }

    /// The format's name in commands and options, as in `--format disksim`.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::CowpathCsv => "cowpath",
            Self::MsrCsv => "msr",
            Self::VscsiV1 => "vscsi1",
            Self::VscsiV2 => "vscsi2",
            Self::DiskSim => "disksim",
        }
    }

    /// The format called `keyword`, if there is one.
    #[must_use]
    pub fn from_keyword(keyword: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.keyword() == keyword)
    }

    /// What a record of this format consists of, for messages.
    #[must_use]
    pub fn record_shape(self) -> &'static str {
        match self {
            Self::CowpathCsv => "time_us,op,offset_bytes,length_bytes with op R or W",
            Self::MsrCsv => "Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime",
            Self::VscsiV1 => "a 32-byte vscsi record of version 1",
            Self::VscsiV2 => "a 40-byte vscsi record of version 2",
            Self::DiskSim => "time device lba sectors type, with type 0 (write) or 1 (read)",
        }
    }

    fn is_text(self) -> bool {
        !matches!(self, Self::VscsiV1 | Self::VscsiV2)
    }
}

/// What a record did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    /// Bytes were read.
    Read,
    /// Bytes were written.
    Write,
}

/// One read or write of a trace, within the limits of this module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// When, in microseconds on the trace's own clock; any origin.
    pub time_us: u64,
    /// Read or write.
    pub op: Op,
    /// First byte touched.
    pub offset_bytes: u64,
    /// Number of bytes touched, at least 1.
    pub length_bytes: u64,
}

impl Record {
    /// The offset after the last byte touched; at most [`END_BYTES_MAX`] for a
    /// record that was read from a trace.
    #[must_use]
    pub fn end_bytes(&self) -> u64 {
        self.offset_bytes.saturating_add(self.length_bytes)
    }
}
