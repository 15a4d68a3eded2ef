//! Each format: a small sample, and what bad records get.

use super::{read, record, vscsi};
use crate::trace::{
    Decoder, Devices, END_BYTES_MAX, Format, LENGTH_BYTES_MAX, Op, Reader, Record, TraceError,
    encode_cowpath,
};

const HEADER: &str = "time_us,op,offset_bytes,length_bytes\n";

fn csv(lines: &str) -> Result<Vec<Record>, TraceError> {
    read(Format::CowpathCsv, format!("{HEADER}{lines}").as_bytes())
}

/// The first error of `bytes`: its record, line and message.
#[track_caller]
fn check_error(format: Format, bytes: &[u8], record: u64, line: Option<u64>, message: &str) {
    let error = read(format, bytes).expect_err("the trace is bad");
    assert_eq!((error.record, error.line), (record, line), "{error}");
    assert!(error.message.contains(message), "{error}");
    assert!(!error.expected.is_empty(), "{error}");
}

#[test]
fn cowpath_csv() {
    let expected = vec![
        record(1471, Op::Write, 0, 4096),
        record(1999, Op::Read, 24, 16),
    ];
    assert_eq!(csv("1471,W,0,4096\n1999,R,24,16\n"), Ok(expected.clone()));
    assert_eq!(
        csv("1471,W,0,4096\r\n\r\n1999, R ,24,16"),
        Ok(expected.clone())
    );
    let marked = format!("\u{feff}{HEADER}1471,W,0,4096\n1999,R,24,16\n\n");
    assert_eq!(read(Format::CowpathCsv, marked.as_bytes()), Ok(expected));
}

#[test]
fn cowpath_csv_goes_round() {
    let records = vec![
        record(0, Op::Write, 0, 1),
        record(
            u64::MAX,
            Op::Read,
            END_BYTES_MAX - LENGTH_BYTES_MAX,
            LENGTH_BYTES_MAX,
        ),
    ];
    let text = encode_cowpath(&records);
    assert_eq!(read(Format::CowpathCsv, text.as_bytes()), Ok(records));
}

#[test]
fn cowpath_csv_errors() {
    let bad = [
        ("1,W,0", "other fields"),
        ("1,W,0,1,1", "other fields"),
        ("-5,W,0,1", "time_us \"-5\" is negative"),
        ("1,w,0,1", "op \"w\" is unknown"),
        ("1,W,0x10,1", "offset_bytes \"0x10\" is not a number"),
        ("1,W,,1", "offset_bytes \"\" is not a number"),
        ("1,W,0,0", "a length of 0 bytes"),
        ("1,W,0,2147483649", "a length of 2147483649 bytes"),
        ("1,W,18446744073709551615,1", "passes the end"),
        ("1,W,4503599627370496,1", "passes the end"),
        ("1,W,18446744073709551616,1", "is too large"),
        ("1,W,1.5,1", "is not a number"),
        ("\0\u{1b}[31m,W,1,1", "is not a number"),
    ];
    for (line, message) in bad {
        let text = format!("{HEADER}1,W,0,1\n\n{line}\n2,R,0,1\n");
        check_error(Format::CowpathCsv, text.as_bytes(), 2, Some(4), message);
    }
    let long = format!("{HEADER}{}", "1".repeat(1100));
    check_error(
        Format::CowpathCsv,
        long.as_bytes(),
        1,
        Some(2),
        "more than 1024",
    );
    check_error(
        Format::CowpathCsv,
        b"1,W,0,1\n",
        1,
        Some(1),
        "header is missing",
    );
}

#[test]
fn an_error_tells_the_place_and_what_was_found() {
    let error = csv("1,W,0,1\n2,W,0,none\u{7}\n").expect_err("bad");
    assert_eq!(error.byte_offset, HEADER.len() as u64 + 8);
    assert_eq!(
        error.to_string(),
        "record 2 (line 3): length_bytes \"none\\u{7}\" is not a number; \
         expected length_bytes as a whole number from 0 to 2^64-1; found \"2,W,0,none\\u{7}\""
    );
    let wide = csv(&"é".repeat(500)).expect_err("bad");
    assert_eq!(wide.excerpt, format!("\"{}…\"", "é".repeat(72)));
}

#[test]
fn a_trace_without_records_is_refused() {
    for format in Format::ALL {
        let line = format.is_text().then_some(1);
        check_error(format, b"", 1, line, "the file is empty");
    }
    check_error(
        Format::CowpathCsv,
        HEADER.as_bytes(),
        1,
        Some(2),
        "without a single",
    );
    check_error(Format::DiskSim, b"\n \n", 1, Some(3), "without a single");
    let other = vscsi(Format::VscsiV1, 0x12, 36, 0, 5);
    check_error(Format::VscsiV1, &other, 2, None, "without a single");
}

#[test]
fn msr_csv() {
    let lines = "128166372003061629,usr,0,Read,7014609920,24576,41286\n\
                 128166372016382155,usr,1,Write,2517696,512,703\n";
    let expected = vec![
        record(12_816_637_200_306_162, Op::Read, 7_014_609_920, 24_576),
        record(12_816_637_201_638_215, Op::Write, 2_517_696, 512),
    ];
    assert_eq!(read(Format::MsrCsv, lines.as_bytes()), Ok(expected.clone()));
    let titled = format!("Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n{lines}");
    assert_eq!(read(Format::MsrCsv, titled.as_bytes()), Ok(expected));
    check_error(
        Format::MsrCsv,
        b"1,a,0,Trim,0,1,1",
        1,
        Some(1),
        "Type \"Trim\"",
    );
}

#[test]
fn disksim_in_nanoseconds_and_in_milliseconds() {
    let ns = b"938513000 4 264719034 16 0\n1075001999\t3 340107914 8 1\n";
    let expected = vec![
        record(938_513, Op::Write, 264_719_034 * 512, 8192),
        record(1_075_001, Op::Read, 340_107_914 * 512, 4096),
    ];
    assert_eq!(read(Format::DiskSim, ns), Ok(expected));
    let ms = b"0.25 0 8 1 1\n  12 0 8 1 1\n.5 0 8 1 0\n7.0019 0 8 1 0\n";
    let times = read(Format::DiskSim, ms).map(|all| all.iter().map(|r| r.time_us).collect());
    assert_eq!(times, Ok(vec![250, 12_000, 500, 7001]));
}

#[test]
fn disksim_errors() {
    let bad = [
        ("5 0 8 1", "other fields"),
        ("5 0 8 1 2", "type \"2\""),
        ("5 0 8 0 1", "a length of 0 bytes"),
        ("5 0 -8 1 1", "is negative"),
        ("5.5 0 8 1 1", "time in ns \"5.5\" is not a number"),
        ("5 0 18446744073709551615 1 1", "passes the end"),
        ("5 0 8 18446744073709551615 1", "a length of"),
        ("5 x 8 1 1", "device \"x\""),
    ];
    for (line, message) in bad {
        let text = format!("1 0 8 1 1\n{line}\n");
        check_error(Format::DiskSim, text.as_bytes(), 2, Some(2), message);
    }
    for time in [".", "1.2.3", "1.-5", "-1.5", "99999999999999999999.5"] {
        let text = format!("1.0 0 8 1 1\n{time} 0 8 1 1\n");
        check_error(Format::DiskSim, text.as_bytes(), 2, Some(2), "is not one");
    }
}

#[test]
fn devices_are_merged_or_kept_apart() {
    let text = b"1 0 8 1 1\n2 3 8 1 1\n";
    let offsets = |devices| {
        let reader = Reader::new(Format::DiskSim, text).with_devices(devices);
        reader
            .map(|r| r.map(|r| r.offset_bytes))
            .collect::<Result<Vec<_>, _>>()
    };
    assert_eq!(offsets(Devices::Merge), Ok(vec![4096, 4096]));
    assert_eq!(
        offsets(Devices::Apart),
        Ok(vec![4096, 3 * (1 << 40) + 4096])
    );
    for bad in ["1 4096 8 1 1", "1 0 2147483648 1 1"] {
        let mut reader = Reader::new(Format::DiskSim, bad.as_bytes()).with_devices(Devices::Apart);
        assert!(matches!(reader.next(), Some(Err(_))), "{bad}");
        assert!(read(Format::DiskSim, bad.as_bytes()).is_ok(), "{bad}");
    }
}

#[test]
fn vscsi_in_both_versions() {
    for format in [Format::VscsiV1, Format::VscsiV2] {
        let bytes = [
            vscsi(format, 0x2a, 512, 42_932_745, 100),
            vscsi(format, 0x12, 36, 0, 101),
            vscsi(format, 0x88, 4096, 3, 90),
            vscsi(format, 0x28, 0, 3, 91),
        ]
        .concat();
        let mut reader = Reader::new(format, &bytes);
        let records: Vec<_> = reader.by_ref().collect::<Result<_, _>>().expect("good");
        let expected = vec![
            record(100, Op::Write, 42_932_745 * 512, 512),
            record(90, Op::Read, 1536, 4096),
        ];
        assert_eq!(records, expected);
        let counts = reader.counts();
        assert_eq!((counts.records(), counts.seen()), (2, 4));
        assert_eq!((counts.other_commands, counts.empty_commands), (1, 1));
        assert_eq!(counts.backward_times, 1);
        assert_eq!(reader.position(), bytes.len() as u64);
    }
}

#[test]
fn vscsi_errors() {
    let v1 = Format::VscsiV1;
    let good = vscsi(v1, 0x2a, 512, 1, 1);
    let skipped = vscsi(v1, 0x35, 0, 0, 1);
    let cut = [&good[..], &skipped[..], &good[..20]].concat();
    check_error(v1, &cut, 3, None, "ends after 20 bytes");
    let far = [&good[..], &vscsi(v1, 0x2a, 512, u64::MAX, 1)[..]].concat();
    check_error(v1, &far, 2, None, "passes the end");
    let absurd = [&good[..], &vscsi(v1, 0x2a, u32::MAX, 1, 1)[..]].concat();
    check_error(v1, &absurd, 2, None, "a length of 4294967295 bytes");
    let command = [&good[..], &vscsi(v1, 0x012a, 1, 1, 1)[..]].concat();
    check_error(v1, &command, 2, None, "command field is 0x012a");
    let error = read(v1, &[&good[..], &[0xab; 32]].concat()).expect_err("bad");
    assert_eq!((error.record, error.byte_offset), (2, 32));
    assert_eq!(error.message, "the version field is 0xabab");
    assert!(error.excerpt.starts_with("abababab abababab "), "{error}");
}

#[test]
fn records_before_a_bad_one_are_handed_out_first() {
    let text = format!("{HEADER}1,W,0,1\n2,W,0,1\n3,W,0,1\nbad\n");
    let mut reader = Reader::new(Format::CowpathCsv, text.as_bytes());
    assert_eq!(reader.fill(2).map(|r| r.len()), Ok(2));
    assert_eq!(reader.fill(2).map(|r| r.len()), Ok(1));
    assert_eq!(reader.fill(2).map_err(|e| e.record), Err(4));
    assert_eq!(reader.fill(2), Ok(vec![]));
    assert_eq!(reader.next(), None);
    assert_eq!(reader.position(), text.len() as u64 - 4);
}

#[test]
fn a_decoder_waits_for_the_rest_of_a_record() {
    let mut decoder = Decoder::new(Format::CowpathCsv);
    let text = format!("{HEADER}12,W,0,1\n");
    let header = HEADER.len();
    let first = decoder
        .decode(&text.as_bytes()[..header + 4], false)
        .expect("good");
    assert_eq!((first.consumed, first.record), (header, None));
    let second = decoder
        .decode(&text.as_bytes()[header..], false)
        .expect("good");
    assert_eq!(second.record, Some(record(12, Op::Write, 0, 1)));
    let last = decoder.decode(&[], true).expect("good");
    assert_eq!(last.record, None);
    assert_eq!(decoder.position(), text.len() as u64);
}
