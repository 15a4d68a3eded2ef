//! Records as Cowpath CSV, the format that is exported.

use std::fmt::Write as _;

use super::{Op, Record};

/// First line of a Cowpath CSV trace, without its end.
pub const COWPATH_HEADER: &str = "time_us,op,offset_bytes,length_bytes";

/// The records as a whole Cowpath CSV file, header included, with LF line ends.
pub fn encode_cowpath<'a>(records: impl IntoIterator<Item = &'a Record>) -> String {
    let mut out = String::from(COWPATH_HEADER);
    out.push('\n');
    for record in records {
        push_record(&mut out, record);
    }
    out
}

/// Appends one line of Cowpath CSV, with its end, for those who write in slices.
pub fn push_record(out: &mut String, record: &Record) {
    let op = match record.op {
        Op::Read => 'R',
        Op::Write => 'W',
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{},{op},{},{}",
        record.time_us, record.offset_bytes, record.length_bytes
    );
}
