//! The recorded samples: one is part of the project, two lie beside it and are
//! skipped where they are absent.

use std::path::{Path, PathBuf};

use crate::trace::{
    Counts, Extent, Format, PREFIX_BYTES, Reader, Schedule, ScheduleState, recognise,
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The bytes of a sample beside the project, or `None` after saying so.
fn shared(name: &str) -> Option<Vec<u8>> {
    let path = workspace().join("../shared/data").join(name);
    if !path.exists() {
        println!("skipped: ../shared/data/{name} is not there");
        return None;
    }
    Some(std::fs::read(path).expect("the sample can be read"))
}

/// Reads a whole sample in slices, after recognising it by its content.
fn measure(bytes: &[u8], expected: Format) -> (Counts, Extent) {
    let found = recognise(&bytes[..PREFIX_BYTES], bytes.len() as u64);
    assert_eq!(found.map_err(|e| e.to_string()), Ok(expected));
    let mut reader = Reader::new(expected, bytes);
    let mut extent = Extent::default();
    loop {
        let records = reader.fill(1000).expect("the sample is good");
        if records.is_empty() {
            break;
        }
        records.iter().for_each(|record| extent.add(record));
    }
    assert_eq!(reader.position(), bytes.len() as u64);
    (reader.counts(), extent)
}

#[test]
fn the_sqlite_sample() {
    let bytes = std::fs::read(workspace().join("data/sqlite-oltp.csv")).expect("it is shipped");
    let (counts, extent) = measure(&bytes, Format::CowpathCsv);
    assert_eq!(
        (counts.reads, counts.writes, counts.backward_times),
        (9243, 56_919, 0)
    );
    assert_eq!((extent.end_bytes, extent.last_us), (44_613_632, 16_842_088));

    let due = |schedule: Option<Schedule>| {
        let mut state = ScheduleState::new(schedule.expect("not zero"));
        for record in Reader::new(Format::CowpathCsv, &bytes) {
            let record = record.expect("the sample is good");
            let _ = (state.before(&record), state.after(&record));
        }
        state.snapshots()
    };
    assert_eq!(due(Schedule::every_writes(5000)), 11);
    assert_eq!(due(Schedule::every_ms(1000)), 16);
}

#[test]
fn the_cloudphysics_sample() {
    let Some(bytes) = shared("cloudphysics-80.vscsi") else {
        return;
    };
    let (counts, extent) = measure(&bytes, Format::VscsiV1);
    assert_eq!((counts.reads, counts.writes), (36_922, 54_175));
    assert_eq!((counts.seen(), counts.backward_times), (91_097, 0));
    assert_eq!(extent.end_bytes, 33_584_938_496);
    assert_eq!((extent.last_us - extent.first_us) / 1_000_000, 5675);
}

#[test]
fn the_tpcc_sample() {
    let Some(bytes) = shared("tpcc-small.trace") else {
        return;
    };
    let (counts, extent) = measure(&bytes, Format::DiskSim);
    assert_eq!((counts.reads, counts.writes), (4381, 2618));
    assert_eq!(extent.end_bytes, 232_713_410_560);
    assert_eq!((extent.first_us, extent.last_us), (938_513, 1_075_002));
}
