//! DiskSim and MQSim ASCII: `time device lba sectors type`.
//!
//! Two programs share the columns and differ in the unit of time, which the
//! file does not name. MQSim's traces count whole nanoseconds; DiskSim's give
//! milliseconds with a decimal fraction. So the first record decides for the
//! whole file: a point in its time means milliseconds, none nanoseconds. Both
//! are cut off to microseconds. Type is 0 for a write and 1 for a read in both.

use super::decode::Devices;
use super::error::{Fault, text_excerpt};
use super::text::{decimal, limited, number, sectors_to_bytes, space_fields, wrong_fields};
use super::{Format, Op, Record};

const NS_PER_US: u64 = 1000;
const US_PER_MS: u64 = 1000;

/// The unit of the first column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// Whole nanoseconds, as MQSim has them.
    Nanoseconds,
    /// Milliseconds, whole or with a fraction, as DiskSim has them.
    Milliseconds,
}

/// The record on one line, and the unit its time is in: `clock`, or what the
/// line shows where that is not known yet.
pub(super) fn line(
    line: &[u8],
    clock: Option<Clock>,
    devices: Devices,
) -> Result<(Record, Clock), Fault> {
    let [time, device, lba, sectors, kind] =
        space_fields(line).ok_or_else(|| wrong_fields(Format::DiskSim))?;
    let clock = clock.unwrap_or(if time.contains(&b'.') {
        Clock::Milliseconds
    } else {
        Clock::Nanoseconds
    });
    let time_us = match clock {
        Clock::Nanoseconds => number("time in ns", time)? / NS_PER_US,
        Clock::Milliseconds => milliseconds_to_us(time)?,
    };
    let device = number("device", device)?;
    let offset_bytes = sectors_to_bytes(number("lba", lba)?);
    let length_bytes = sectors_to_bytes(number("sectors", sectors)?);
    let op = match kind {
        b"0" => Op::Write,
        b"1" => Op::Read,
        _ => {
            return Err(Fault::new(
                format!("type {} is unknown", text_excerpt(kind)),
                "type 0 (write) or 1 (read)",
            ));
        }
    };
    let record = limited(time_us, op, offset_bytes, length_bytes)?;
    Ok((devices.place(device, record)?, clock))
}

/// Microseconds from a decimal fraction of milliseconds; digits after the third
/// are cut off.
fn milliseconds_to_us(field: &[u8]) -> Result<u64, Fault> {
    let point = field.iter().position(|&b| b == b'.');
    let (whole, fraction) = match point {
        Some(at) => (&field[..at], &field[at + 1..]),
        None => (field, &[][..]),
    };
    let digits = fraction.iter().all(u8::is_ascii_digit);
    let lone_point = whole.is_empty() && fraction.is_empty();
    let whole_ms = if whole.is_empty() {
        Some(0)
    } else {
        decimal(whole)
    };
    let part_us = (0..3).fold(0_u64, |us, i| {
        us * 10
            + fraction
                .get(i)
                .map_or(0, |b| u64::from(b.wrapping_sub(b'0')))
    });
    whole_ms
        .filter(|_| digits && !lone_point)
        .and_then(|ms| ms.checked_mul(US_PER_MS)?.checked_add(part_us))
        .ok_or_else(|| {
            Fault::new(
                format!("time {} is not one", text_excerpt(field)),
                "time in milliseconds, such as 12.5, from 0 on",
            )
        })
}
