//! Properties: nothing panics, errors name the right record, slices do not matter.

use proptest::prelude::*;

use super::{read, vscsi};
use crate::trace::{
    Decoder, END_BYTES_MAX, Format, LENGTH_BYTES_MAX, Op, PageSpan, Reader, Record, TraceError,
    encode_cowpath, recognise,
};

fn any_record() -> impl Strategy<Value = Record> {
    let op = prop_oneof![Just(Op::Read), Just(Op::Write)];
    (
        any::<u64>(),
        op,
        0..END_BYTES_MAX - LENGTH_BYTES_MAX,
        1..=LENGTH_BYTES_MAX,
    )
        .prop_map(|(time_us, op, offset_bytes, length_bytes)| Record {
            time_us,
            op,
            offset_bytes,
            length_bytes,
        })
}

/// A good trace of `count` records in pieces: what comes before the first
/// record, then each record.
fn good_trace(format: Format, count: usize) -> (Vec<u8>, Vec<Vec<u8>>) {
    let header = match format {
        Format::CowpathCsv => b"time_us,op,offset_bytes,length_bytes\n".to_vec(),
        _ => Vec::new(),
    };
    let record = |i: usize| match format {
        Format::CowpathCsv => format!("{i},W,{i},4096\n").into_bytes(),
        Format::MsrCsv => format!("{i},host,0,Read,{i},4096,5\n").into_bytes(),
        Format::DiskSim => format!("{i} 0 {i} 8 1\n").into_bytes(),
        Format::VscsiV1 | Format::VscsiV2 => vscsi(format, 0x2a, 4096, i as u64, i as u64),
    };
    (header, (0..count).map(record).collect())
}

fn bad_record(format: Format) -> Vec<u8> {
    match format {
        Format::VscsiV1 => vscsi(format, 0x2a, 4096, u64::MAX, 1),
        Format::VscsiV2 => vec![0xee; 40],
        _ => b"this, is no record\n".to_vec(),
    }
}

fn any_format() -> impl Strategy<Value = Format> {
    prop::sample::select(Format::ALL.to_vec())
}

/// Bytes that look a little like traces, and bytes that do not.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "time_us,op,offset_bytes,length_bytes\n",
        "1,W,0,1\n",
        "1 0 8 1 1\n",
        "1.5 0 8 1 0\n",
        ",",
        " ",
        "\n",
        "\r",
        "-",
        ".",
        "9999999999999999999",
        "18446744073709551616",
        "W",
        "\0",
        "\u{feff}",
        "5,h,0,Write,0,512,1\n",
        "é",
        "\u{1}\u{2}",
    ]);
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        prop::collection::vec(0_u8..3, 0..300),
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat().into_bytes()),
    ]
}

/// Decodes slice by slice, each slice no longer than `slice` bytes more than
/// what was left over.
fn in_slices(format: Format, bytes: &[u8], slice: usize) -> Result<Vec<Record>, TraceError> {
    let mut decoder = Decoder::new(format);
    let mut records = Vec::new();
    let (mut start, mut end) = (0, 0);
    loop {
        let at_end = end == bytes.len();
        let decoded = decoder.decode(&bytes[start..end], at_end)?;
        start += decoded.consumed;
        match decoded.record {
            Some(record) => records.push(record),
            None if at_end => return Ok(records),
            None => end = (end + slice).min(bytes.len()),
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in any_bytes(), more in 0_u64..3) {
        if let Err(error) = recognise(&bytes, bytes.len() as u64 + more) {
            prop_assert_eq!(error.error.record, 1);
        }
        for format in Format::ALL {
            let mut reader = Reader::new(format, &bytes);
            let records = reader.by_ref().filter_map(Result::ok).collect::<Vec<_>>();
            prop_assert_eq!(reader.counts().records(), records.len() as u64);
            prop_assert!(reader.position() <= bytes.len() as u64);
            for record in &records {
                prop_assert!(record.end_bytes() <= END_BYTES_MAX);
            }
        }
    }

    #[test]
    fn whatever_is_recognised_begins_with_a_record_or_says_why(bytes in any_bytes()) {
        if let Ok(format) = recognise(&bytes, bytes.len() as u64) {
            let first = Reader::new(format, &bytes).next();
            prop_assert!(first.is_some());
        }
    }

    #[test]
    fn the_first_bad_record_is_named(format in any_format(), count in 1_usize..40, at in 0_usize..40) {
        let at = at % count;
        let (header, mut records) = good_trace(format, count);
        records[at] = bad_record(format);
        let offset = header.len() + records[..at].iter().map(Vec::len).sum::<usize>();
        let bytes = [header.clone(), records.concat()].concat();

        let mut reader = Reader::new(format, &bytes);
        prop_assert_eq!(reader.by_ref().take_while(Result::is_ok).count(), at);
        let error = read(format, &bytes).expect_err("one record is bad");
        prop_assert_eq!(error.record, at as u64 + 1);
        prop_assert_eq!(error.byte_offset, offset as u64);
        let line = (at + 1 + usize::from(!header.is_empty())) as u64;
        prop_assert_eq!(error.line, format.is_text().then_some(line));

        match recognise(&bytes, bytes.len() as u64) {
            Ok(found) => prop_assert_eq!(found, format),
            Err(other) => {
                prop_assert_eq!(at, 0);
                if count > 1 {
                    prop_assert_eq!(other.error, error);
                }
            }
        }
    }

    #[test]
    fn slices_do_not_matter(bytes in any_bytes(), format in any_format(), slice in 1_usize..50) {
        prop_assert_eq!(in_slices(format, &bytes, slice), read(format, &bytes));
    }

    #[test]
    fn cowpath_csv_goes_round(records in prop::collection::vec(any_record(), 1..50)) {
        let text = encode_cowpath(&records);
        prop_assert_eq!(recognise(text.as_bytes(), text.len() as u64), Ok(Format::CowpathCsv));
        prop_assert_eq!(read(Format::CowpathCsv, text.as_bytes()), Ok(records));
    }

    #[test]
    fn parts_of_pages_add_up(record in any_record(), page_bytes in 1_u32..20_000) {
        let record = Record { length_bytes: record.length_bytes % 100_000 + 1, ..record };
        let span = PageSpan::of(&record, page_bytes).expect("not empty");
        let mut at = record.offset_bytes;
        let mut parts = 0;
        for part in span.parts() {
            prop_assert_eq!(part.page * u64::from(page_bytes) + u64::from(part.start_bytes), at);
            prop_assert!(part.start_bytes < part.end_bytes && part.end_bytes <= page_bytes);
            prop_assert_eq!(part.whole, part.end_bytes - part.start_bytes == page_bytes);
            at += u64::from(part.end_bytes - part.start_bytes);
            parts += 1;
        }
        prop_assert_eq!((at, parts), (record.end_bytes(), span.count));
    }
}
