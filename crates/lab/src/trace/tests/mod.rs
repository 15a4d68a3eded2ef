//! Tests of the trace readers, by subject.

mod formats;
mod pages;
mod properties;
mod recognition;
mod samples;
mod schedule;

use super::{Format, Op, Reader, Record, TraceError};

/// A record in four words.
fn record(time_us: u64, op: Op, offset_bytes: u64, length_bytes: u64) -> Record {
    Record {
        time_us,
        op,
        offset_bytes,
        length_bytes,
    }
}

/// All records, or the first error.
fn read(format: Format, bytes: &[u8]) -> Result<Vec<Record>, TraceError> {
    Reader::new(format, bytes).collect()
}

/// A vscsi record of either version.
fn vscsi(format: Format, command: u16, length: u32, block: u64, time_us: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let numbers = [7_u32, length, 1].map(u32::to_le_bytes).concat();
    if format == Format::VscsiV2 {
        out.extend([command, 0x0200].map(u16::to_le_bytes).concat());
        out.extend(numbers);
    } else {
        out.extend(numbers);
        out.extend([command, 0x0100].map(u16::to_le_bytes).concat());
    }
    out.extend([block, time_us].map(u64::to_le_bytes).concat());
    if format == Format::VscsiV2 {
        out.extend(99_u64.to_le_bytes());
    }
    out
}
