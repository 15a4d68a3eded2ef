//! CloudPhysics vscsi: fixed little-endian records of SCSI commands.
//!
//! | | version 1, 32 bytes | version 2, 40 bytes |
//! |---|---|---|
//! | serial number | u32 at 0 | u32 at 4 |
//! | length, bytes | u32 at 4 | u32 at 8 |
//! | scatter-gather entries | u32 at 8 | u32 at 12 |
//! | command | u16 at 12 | u16 at 0 |
//! | version, in the high byte | u16 at 14 | u16 at 2 |
//! | first block of 512 bytes | u64 at 16 | u64 at 16 |
//! | time, µs | u64 at 24 | u64 at 24 |
//! | response time, µs | | u64 at 32 |

use super::error::Fault;
use super::text::{limited, sectors_to_bytes};
use super::{Format, Op, Record};

/// What one binary record turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// A read or write of at least one byte.
    Transfer(Record),
    /// A read or write of no bytes, which SCSI allows and which does nothing.
    Empty,
    /// Any other command.
    Other,
}

/// Where the fields that differ stand, and the version they must name.
struct Layout {
    record_bytes: usize,
    length: usize,
    command: usize,
    version: usize,
    version_number: u16,
}

const V1: Layout = Layout {
    record_bytes: 32,
    length: 4,
    command: 12,
    version: 14,
    version_number: 1,
};
const V2: Layout = Layout {
    record_bytes: 40,
    length: 8,
    command: 0,
    version: 2,
    version_number: 2,
};
const BLOCK_AT: usize = 16;
const TIME_AT: usize = 24;

fn layout(format: Format) -> &'static Layout {
    match format {
        Format::VscsiV2 => &V2,
        _ => &V1,
    }
}

/// Size of a record of `format`, in bytes.
pub(super) fn record_bytes(format: Format) -> usize {
    layout(format).record_bytes
}

/// Whether the record that begins `bytes` carries the version of `format`. The
/// record need not be complete.
pub(super) fn has_version(bytes: &[u8], format: Format) -> bool {
    let layout = layout(format);
    u16_at(bytes, layout.version).is_some_and(|v| v >> 8 == layout.version_number)
        && u16_at(bytes, layout.command).is_some_and(|c| c >> 8 == 0)
}

/// The record that begins `bytes`.
pub(super) fn record(bytes: &[u8], format: Format) -> Result<Command, Fault> {
    let layout = layout(format);
    let fields = (|| {
        bytes.get(..layout.record_bytes)?;
        Some((
            u16_at(bytes, layout.command)?,
            u16_at(bytes, layout.version)?,
            u32_at(bytes, layout.length)?,
            u64_at(bytes, BLOCK_AT)?,
            u64_at(bytes, TIME_AT)?,
        ))
    })();
    let Some((command, version, length_bytes, block, time_us)) = fields else {
        return Err(Fault::new(
            format!("the file ends after {} bytes of the record", bytes.len()),
            format!("a record of {} bytes", layout.record_bytes),
        ));
    };
    if version >> 8 != layout.version_number {
        return Err(Fault::new(
            format!("the version field is 0x{version:04x}"),
            format!("version {} in its high byte", layout.version_number),
        ));
    }
    if command >> 8 != 0 {
        return Err(Fault::new(
            format!("the command field is 0x{command:04x}"),
            "a SCSI command from 0x00 to 0xff",
        ));
    }
    let Some(op) = transfer(command) else {
        return Ok(Command::Other);
    };
    if length_bytes == 0 {
        return Ok(Command::Empty);
    }
    limited(
        time_us,
        op,
        sectors_to_bytes(block),
        u64::from(length_bytes),
    )
    .map(Command::Transfer)
}

/// READ and WRITE with 6, 10, 12 and 16 bytes of command. Others that touch data
/// (unmap, write same, compare and write) carry it in ways a trace does not show.
fn transfer(command: u16) -> Option<Op> {
    match command {
        0x08 | 0x28 | 0xa8 | 0x88 => Some(Op::Read),
        0x0a | 0x2a | 0xaa | 0x8a => Some(Op::Write),
        _ => None,
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
