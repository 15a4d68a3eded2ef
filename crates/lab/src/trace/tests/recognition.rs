//! Formats told by content, and what other files are told.

use super::vscsi;
use crate::trace::{Format, PREFIX_BYTES, recognise};

#[track_caller]
fn check(bytes: &[u8], expected: Format) {
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    let found = recognise(prefix, bytes.len() as u64);
    assert_eq!(found.map_err(|e| e.to_string()), Ok(expected));
}

#[track_caller]
fn check_other(bytes: &[u8], closest: Format, message: &str) {
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    let error = recognise(prefix, bytes.len() as u64).expect_err("it is not a trace");
    let text = error.to_string();
    assert_eq!(error.error.format, closest, "{text}");
    assert_eq!(error.error.record, 1, "{text}");
    assert!(text.contains(message), "{text}");
    assert!(
        text.starts_with("not a block trace (closest format: "),
        "{text}"
    );
}

#[test]
fn each_format_is_known_by_its_content() {
    check(
        b"time_us,op,offset_bytes,length_bytes\n1,W,0,1\n",
        Format::CowpathCsv,
    );
    check(
        b"\xef\xbb\xbf\r\ntime_us,op,offset_bytes,length_bytes\r\n",
        Format::CowpathCsv,
    );
    check(b"time_us,op,offset_bytes,length_bytes", Format::CowpathCsv);
    check(b"1,src1,0,Write,0,4096,7\n", Format::MsrCsv);
    check(
        b"Timestamp,Hostname,DiskNumber,Type,Offset,Size,ResponseTime\n",
        Format::MsrCsv,
    );
    check(b"938513000 4 264719034 16 0\n", Format::DiskSim);
    check(b"\n  0.5\t4 264719034 16 0", Format::DiskSim);
    for format in [Format::VscsiV1, Format::VscsiV2] {
        check(&vscsi(format, 0x2a, 512, 9, 9), format);
        check(&vscsi(format, 0x2a, 512, 9, 9).repeat(1000), format);
        check(&vscsi(format, 0x2a, 512, 9, 9)[..17], format);
    }
}

#[test]
fn a_bad_record_after_the_first_is_left_to_the_reader() {
    check(
        b"time_us,op,offset_bytes,length_bytes\nrubbish\n",
        Format::CowpathCsv,
    );
    check(b"1 0 8 1 1\nrubbish\n", Format::DiskSim);
}

#[test]
fn other_files_are_told_what_is_wrong() {
    check_other(
        b"",
        Format::CowpathCsv,
        "record 1 (line 1): the file is empty",
    );
    check_other(
        b"\n\n",
        Format::CowpathCsv,
        "without a single read or write",
    );
    check_other(
        b"hello, world\n",
        Format::CowpathCsv,
        "the header is missing",
    );
    check_other(
        b"hello, world\n",
        Format::CowpathCsv,
        "found \"hello, world\"",
    );
    check_other(
        b"1,W,0,4096\n2,R,0,4096\n",
        Format::CowpathCsv,
        "the header is missing",
    );
    check_other(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        Format::VscsiV1,
        "the file is a PNG picture",
    );
    check_other(
        b"\x1f\x8b\x08\0\0\0\0\0",
        Format::VscsiV1,
        "decompress it first",
    );
    check_other(b"fio version 2 iolog\n", Format::CowpathCsv, "a fio iolog");
    check_other(
        b"cow 1\nvolume a\n",
        Format::CowpathCsv,
        "a Cowpath scenario",
    );
    check_other(&[0; 64], Format::VscsiV1, "the version field is 0x0000");
    check_other(&[0; 5], Format::VscsiV1, "the file ends after 5 bytes");
    check_other(b"1 2 3 4 9\n", Format::DiskSim, "type \"9\" is unknown");
    check_other(
        b"1,h,0,Trim,0,1,1\n",
        Format::MsrCsv,
        "Type \"Trim\" is unknown",
    );
    check_other(
        "x".repeat(10_000).as_bytes(),
        Format::CowpathCsv,
        "more than 1024 bytes",
    );
}

#[test]
fn later_records_tell_the_closest_format() {
    check_other(
        b"-1 0 8 1 1\n2 0 8 1 1\n3 0 8 1 0\n",
        Format::DiskSim,
        "is negative",
    );
    check_other(b"bad\n1,h,0,Read,0,1,1\n", Format::MsrCsv, "other fields");
    for format in [Format::VscsiV1, Format::VscsiV2] {
        let mut bytes = vscsi(format, 0x2a, 512, 9, 9).repeat(20);
        bytes[..vscsi(format, 0, 0, 0, 0).len()].fill(0);
        check_other(&bytes, format, "the version field is 0x0000");
    }
}
