//! MSR Cambridge CSV: `Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime`.
//!
//! Timestamps are Windows file times, ticks of 100 ns; the tick is cut off to
//! microseconds. Offset and Size are bytes. Hostname and ResponseTime are read
//! past. The published files have no header; one is allowed.

use super::decode::Devices;
use super::error::{Fault, text_excerpt};
use super::text::{comma_fields, limited, number, wrong_fields};
use super::{Format, Op, Record};

const TICKS_PER_US: u64 = 10;

/// Whether `line` is the header.
pub(super) fn is_header(line: &[u8]) -> bool {
    comma_fields::<7>(line)
        .is_some_and(|f| f[0] == b"Timestamp" && f[1] == b"Hostname" && f[3] == b"Type")
}

/// The record on one line.
pub(super) fn line(line: &[u8], devices: Devices) -> Result<Record, Fault> {
    let [time, _host, disk, op, offset, size, response] =
        comma_fields(line).ok_or_else(|| wrong_fields(Format::MsrCsv))?;
    let time_us = number("Timestamp", time)? / TICKS_PER_US;
    let device = number("DiskNumber", disk)?;
    let op = match op {
        b"Read" => Op::Read,
        b"Write" => Op::Write,
        _ => {
            return Err(Fault::new(
                format!("Type {} is unknown", text_excerpt(op)),
                "Type Read or Write",
            ));
        }
    };
    let offset_bytes = number("Offset", offset)?;
    let length_bytes = number("Size", size)?;
    number("ResponseTime", response)?;
    devices.place(device, limited(time_us, op, offset_bytes, length_bytes)?)
}
