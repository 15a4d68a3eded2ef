//! The trace readers. Bytes in slices of any size give the records of the whole, every record is
//! within its limits, what was read is written and read as the same, and a small trace replays with
//! nothing broken.

use std::ops::ControlFlow;

use cowpath_lab::replay::{self, Options};
use cowpath_lab::trace::{
    Decoder, Devices, END_BYTES_MAX, Format, LENGTH_BYTES_MAX, LINE_BYTES_MAX, Op, PREFIX_BYTES,
    PageSpan, Reader, Record, Schedule, TraceError, encode_cowpath, recognise,
};

/// Traces that write more pages are not replayed.
const PAGES_MAX: u64 = 2000;
const PAGE_BYTES: u32 = 4096;

/// Reads in every format, and replays in the one that is recognised.
pub fn run(bytes: &[u8]) {
    for format in Format::ALL {
        for devices in [Devices::Merge, Devices::Apart] {
            let (whole, error) = read(bytes, format, devices);
            assert_eq!(sliced(bytes, format, devices), (whole.clone(), error));
            for record in &whole {
                assert!((1..=LENGTH_BYTES_MAX).contains(&record.length_bytes));
                assert!(record.end_bytes() <= END_BYTES_MAX, "{record:?}");
            }
            if !whole.is_empty() {
                let text = encode_cowpath(&whole);
                let again = read(text.as_bytes(), Format::CowpathCsv, Devices::Merge);
                assert_eq!(again, (whole, None), "written and read");
            }
        }
    }
    let prefix = &bytes[..bytes.len().min(PREFIX_BYTES)];
    if let Ok(format) = recognise(prefix, bytes.len() as u64) {
        replays(bytes, format);
    }
}

/// All records of a trace, and the error that ends it.
fn read(bytes: &[u8], format: Format, devices: Devices) -> (Vec<Record>, Option<TraceError>) {
    let mut reader = Reader::new(format, bytes).with_devices(devices);
    let mut records = Vec::new();
    loop {
        match reader.fill(16) {
            Ok(some) if some.is_empty() => return (records, None),
            Ok(some) => records.extend(some),
            Err(error) => return (records, Some(error)),
        }
    }
}

/// The same in slices: just as many bytes as always make headway, then of the file's own choice.
fn sliced(bytes: &[u8], format: Format, devices: Devices) -> (Vec<Record>, Option<TraceError>) {
    let mut decoder = Decoder::new(format).with_devices(devices);
    let mut records = Vec::new();
    let mut at = 0;
    loop {
        let size = LINE_BYTES_MAX + 2 + usize::from(bytes.get(at).copied().unwrap_or_default());
        let end = bytes.len().min(at + size);
        match decoder.decode(&bytes[at..end], end == bytes.len()) {
            Ok(decoded) => {
                at += decoded.consumed;
                assert_eq!(decoder.position(), at as u64);
                match decoded.record {
                    Some(record) => records.push(record),
                    None if end == bytes.len() => return (records, None),
                    None => assert!(decoded.consumed > 0, "no headway"),
                }
            }
            Err(error) => return (records, Some(error)),
        }
    }
}

fn replays(bytes: &[u8], format: Format) {
    let (records, _) = read(bytes, format, Devices::Merge);
    let writes = records.iter().filter(|record| record.op == Op::Write);
    let spans = writes.filter_map(|record| PageSpan::of(record, PAGE_BYTES));
    let pages = spans.fold(0_u64, |all, span| all.saturating_add(span.count));
    if pages > PAGES_MAX {
        return;
    }
    let schedule = Schedule::every_writes(3).and_then(|schedule| schedule.keeping(4));
    let options = Options {
        check: true,
        memory_limit_bytes: 64 << 20,
        page_bytes: PAGE_BYTES,
        ..Options::new(schedule.expect("neither is zero"))
    };
    let done = replay::whole(bytes, Some(format), options, &mut |_| {
        ControlFlow::Continue(())
    });
    if let Ok(finished) = done {
        assert_eq!(finished.report.broken, Vec::<String>::new());
    }
}
