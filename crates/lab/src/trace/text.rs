//! Lines, fields and numbers of the text formats, on bytes.

use super::error::{Fault, text_excerpt};
use super::{END_BYTES_MAX, Format, LENGTH_BYTES_MAX, LINE_BYTES_MAX, Op, Record, SECTOR_BYTES};

/// UTF-8 byte-order mark, allowed at the start of a text trace.
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// One line cut off the front of some bytes.
pub(super) struct Line<'a> {
    /// The line without `\n` or `\r\n`.
    pub text: &'a [u8],
    /// Bytes to the start of the next line.
    pub taken: usize,
}

/// How a line may fail to be there.
pub(super) enum NoLine {
    /// Its end is not in the bytes; more may come.
    NeedMore,
    /// It is longer than [`LINE_BYTES_MAX`].
    TooLong,
}

/// Cuts the first line off `bytes`. With `at_end` the bytes' end ends a line.
pub(super) fn cut_line(bytes: &[u8], at_end: bool) -> Result<Line<'_>, NoLine> {
    let window = &bytes[..bytes.len().min(LINE_BYTES_MAX + 2)];
    let (end, taken) = match window.iter().position(|&b| b == b'\n') {
        Some(end) => (end, end + 1),
        None if window.len() == LINE_BYTES_MAX + 2 => return Err(NoLine::TooLong),
        None if at_end => (window.len(), window.len()),
        None => return Err(NoLine::NeedMore),
    };
    let text = &bytes[..end];
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    if text.len() > LINE_BYTES_MAX {
        return Err(NoLine::TooLong);
    }
    Ok(Line { text, taken })
}

/// The `N` comma-separated fields of `line`, white space around them removed.
pub(super) fn comma_fields<const N: usize>(line: &[u8]) -> Option<[&[u8]; N]> {
    exactly(line.split(|&b| b == b',').map(<[u8]>::trim_ascii))
}

/// The `N` fields of `line` that white space separates.
pub(super) fn space_fields<const N: usize>(line: &[u8]) -> Option<[&[u8]; N]> {
    exactly(
        line.split(u8::is_ascii_whitespace)
            .filter(|f| !f.is_empty()),
    )
}

fn exactly<'a, const N: usize>(fields: impl Iterator<Item = &'a [u8]>) -> Option<[&'a [u8]; N]> {
    let mut out = [&[][..]; N];
    let mut count = 0;
    for field in fields {
        *out.get_mut(count)? = field;
        count += 1;
    }
    (count == N).then_some(out)
}

/// A decimal number without sign; `None` when it is not one or passes a `u64`.
pub(super) fn decimal(field: &[u8]) -> Option<u64> {
    if field.is_empty() {
        return None;
    }
    field.iter().try_fold(0_u64, |n, &b| {
        let digit = b.checked_sub(b'0').filter(|d| *d < 10)?;
        n.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// The number in the field called `name`.
pub(super) fn number(name: &str, field: &[u8]) -> Result<u64, Fault> {
    decimal(field).ok_or_else(|| {
        let found = text_excerpt(field);
        let digits = !field.is_empty() && field.iter().all(u8::is_ascii_digit);
        let negative = field
            .strip_prefix(b"-")
            .is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit));
        let message = if digits {
            format!("{name} {found} is too large")
        } else if negative {
            format!("{name} {found} is negative")
        } else {
            format!("{name} {found} is not a number")
        };
        Fault::new(
            message,
            format!("{name} as a whole number from 0 to 2^64-1"),
        )
    })
}

/// A line that does not have the fields of `format`.
pub(super) fn wrong_fields(format: Format) -> Fault {
    Fault::new("the line has other fields", format.record_shape())
}

/// The size in bytes of `sectors`, or where it would pass a `u64`, the largest
/// number, which every limit refuses.
pub(super) fn sectors_to_bytes(sectors: u64) -> u64 {
    sectors.saturating_mul(SECTOR_BYTES)
}

/// A record within the limits of all formats.
pub(super) fn limited(
    time_us: u64,
    op: Op,
    offset_bytes: u64,
    length_bytes: u64,
) -> Result<Record, Fault> {
    if length_bytes == 0 || length_bytes > LENGTH_BYTES_MAX {
        return Err(Fault::new(
            format!("a length of {length_bytes} bytes"),
            format!("a length of 1 to {LENGTH_BYTES_MAX} bytes"),
        ));
    }
    match offset_bytes.checked_add(length_bytes) {
        Some(end) if end <= END_BYTES_MAX => Ok(Record {
            time_us,
            op,
            offset_bytes,
            length_bytes,
        }),
        _ => Err(Fault::new(
            format!("offset {offset_bytes} plus length {length_bytes} passes the end"),
            format!("an end at {END_BYTES_MAX} bytes (4 PiB) or before"),
        )),
    }
}

/// The record on a line of Cowpath CSV.
pub(super) fn cowpath_line(line: &[u8]) -> Result<Record, Fault> {
    let [time, op, offset, length] =
        comma_fields(line).ok_or_else(|| wrong_fields(Format::CowpathCsv))?;
    let time_us = number("time_us", time)?;
    let op = match op {
        b"R" => Op::Read,
        b"W" => Op::Write,
        _ => {
            return Err(Fault::new(
                format!("op {} is unknown", text_excerpt(op)),
                "op R or W",
            ));
        }
    };
    limited(
        time_us,
        op,
        number("offset_bytes", offset)?,
        number("length_bytes", length)?,
    )
}
