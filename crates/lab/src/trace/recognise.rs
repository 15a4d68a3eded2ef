//! Which format some bytes are in, told by the bytes alone.

use super::decode::is_cowpath_header;
use super::error::{Fault, NotATrace};
use super::text::{self, BYTE_ORDER_MARK};
use super::{Decoder, Devices, Format, disksim, msr, vscsi};

/// How much of the start of a file [`recognise`] wants to see, in bytes; a
/// shorter file is given whole.
pub const PREFIX_BYTES: usize = 4096;

/// Records or lines that are looked at to find the closest format.
const SAMPLE_RECORDS: usize = 16;

/// Files that people try, and what they should do instead.
const OTHER_KINDS: [(&[u8], &str); 15] = [
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a SQLite database"),
    (b"\x1f\x8b", "compressed with gzip: decompress it first"),
    (b"BZh", "compressed with bzip2: decompress it first"),
    (b"\xfd7zXZ\0", "compressed with xz: decompress it first"),
    (
        b"\x28\xb5\x2f\xfd",
        "compressed with zstd: decompress it first",
    ),
    (b"PK\x03\x04", "a zip archive: take the trace out first"),
    (b"\xff\xfe", "UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text: save it as UTF-8"),
    (b"fio version", "a fio iolog, which is not read yet"),
    (b"cow 1", "a Cowpath scenario, not a trace"),
];

/// Recognises a trace by its first bytes: `prefix` is the first
/// [`PREFIX_BYTES`] of a file of `total_len` bytes, or all of it.
///
/// A file is recognised when it begins with a format's header, a first record
/// of the format, or the version field of a vscsi record. What comes later may
/// still be bad; a reader says where.
///
/// # Errors
/// Where nothing fits: what is wrong with the first record in the closest
/// format, which is the one that most of the next records fit.
pub fn recognise(prefix: &[u8], total_len: u64) -> Result<Format, NotATrace> {
    if let Some(format) = [Format::VscsiV1, Format::VscsiV2]
        .into_iter()
        .find(|&format| vscsi::has_version(prefix, format))
    {
        return Ok(format);
    }
    let whole = prefix.len() as u64 >= total_len;
    let body = prefix.strip_prefix(BYTE_ORDER_MARK).unwrap_or(prefix);
    let lines = sample_lines(body, whole);
    if lines.first().is_some_and(|line| is_cowpath_header(line)) {
        return Ok(Format::CowpathCsv);
    }
    if lines.first().is_some_and(|line| msr::is_header(line)) {
        return Ok(Format::MsrCsv);
    }
    if let Some((_, kind)) = OTHER_KINDS
        .iter()
        .find(|(magic, _)| body.starts_with(magic))
    {
        let closest = closest(body, &lines);
        let fault = Fault::new(format!("the file is {kind}"), closest.record_shape());
        let error = Decoder::new(closest).error(fault, prefix);
        return Err(NotATrace { error });
    }
    let closest = closest(body, &lines);
    match Decoder::new(closest).decode(prefix, true) {
        Ok(_) => Ok(closest),
        Err(error) => Err(NotATrace { error }),
    }
}

/// The first lines that are not blank. The last line of a prefix that is not
/// the whole file may be cut, so it is left out unless it is the only one.
fn sample_lines(body: &[u8], whole: bool) -> Vec<&[u8]> {
    let mut rest = body;
    let mut lines = Vec::new();
    while !rest.is_empty() && lines.len() < SAMPLE_RECORDS {
        let Ok(line) = text::cut_line(rest, whole) else {
            break;
        };
        if !line.text.trim_ascii().is_empty() {
            lines.push(line.text);
        }
        rest = &rest[line.taken..];
    }
    lines
}

fn closest(body: &[u8], lines: &[&[u8]]) -> Format {
    let fitting = |format: Format| lines.iter().filter(|line| fits(line, format)).count();
    let texts = [Format::CowpathCsv, Format::MsrCsv, Format::DiskSim];
    let best = texts
        .into_iter()
        .rev()
        .max_by_key(|&format| fitting(format));
    if let Some(format) = best.filter(|&format| fitting(format) > 0) {
        return format;
    }
    if is_binary(body) {
        return closest_vscsi(body);
    }
    let first = lines.first().copied().unwrap_or_default();
    let numeric = first.trim_ascii().first().is_some_and(u8::is_ascii_digit);
    if numeric && text::comma_fields::<7>(first).is_some() {
        Format::MsrCsv
    } else if numeric && text::space_fields::<5>(first).is_some() {
        Format::DiskSim
    } else {
        Format::CowpathCsv
    }
}

/// Whether `line` is a good record of the text format `format`.
fn fits(line: &[u8], format: Format) -> bool {
    match format {
        Format::CowpathCsv => is_cowpath_header(line) || text::cowpath_line(line).is_ok(),
        Format::MsrCsv => msr::line(line, Devices::Merge).is_ok(),
        Format::DiskSim => disksim::line(line, None, Devices::Merge).is_ok(),
        Format::VscsiV1 | Format::VscsiV2 => false,
    }
}

fn closest_vscsi(bytes: &[u8]) -> Format {
    let fitting = |format: Format| {
        bytes
            .chunks(vscsi::record_bytes(format))
            .take(SAMPLE_RECORDS)
            .filter(|record| vscsi::has_version(record, format))
            .count()
    };
    if fitting(Format::VscsiV2) > fitting(Format::VscsiV1) {
        Format::VscsiV2
    } else {
        Format::VscsiV1
    }
}

/// Whether the bytes hold control characters that text does not.
fn is_binary(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .any(|b| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | 0x0b | 0x0c | b'\r'))
}
