//! Replays do not depend on how their bytes were cut, and their counts agree
//! with a calculation that knows no tables.

mod replay_support;

use std::collections::BTreeSet;

use cowpath_lab::replay::{Finished, Options, Pass, Replay};
use cowpath_lab::trace::{
    Format, Op, PREFIX_BYTES, Reader, Record, Schedule, encode_cowpath, recognise,
};
use proptest::prelude::*;

use replay_support::{checked, every, replay, shared, shipped};

/// Replays with slices of `slice_bytes` bytes (more where that is too little
/// to make headway) and of `slice_work` work.
fn sliced(bytes: &[u8], format: Format, options: Options, slice_bytes: usize) -> Finished {
    let mut replay = Replay::new(format, options);
    let mut reach = slice_bytes;
    loop {
        let before = replay.progress(0);
        let at = replay.position() as usize;
        let end = bytes.len().min(at + reach);
        let fed = replay.feed(&bytes[at..end], end == bytes.len());
        let fed = fed.expect("it is a trace");
        if fed.done {
            assert_eq!(replay.pass(), Pass::Done);
            return replay.finish().expect("it is done");
        }
        let stuck = fed.consumed == 0 && replay.progress(0) == before;
        reach = if stuck { reach + 1 } else { slice_bytes };
    }
}

/// Pages pushed after each snapshot, calculated from the records alone: in
/// each interval every page is pushed once.
fn pushes(records: &[Record], schedule: Schedule, page_bytes: u64) -> Vec<u64> {
    let mut state = cowpath_lab::trace::ScheduleState::new(schedule);
    let mut intervals: Vec<BTreeSet<u64>> = vec![BTreeSet::new()];
    for record in records {
        if state.before(record) {
            intervals.push(BTreeSet::new());
        }
        if record.op == Op::Write {
            let pages = record.offset_bytes / page_bytes..=(record.end_bytes() - 1) / page_bytes;
            let interval = intervals.last_mut().expect("there is always one");
            interval.extend(pages);
        }
        if state.after(record) {
            intervals.push(BTreeSet::new());
        }
    }
    let after_first = intervals.iter().skip(1);
    after_first.map(|pages| pages.len() as u64).collect()
}

fn pushed(done: &Finished) -> Vec<u64> {
    let rows = done.report.per_snapshot.iter();
    rows.map(|row| row.pushes).collect()
}

fn record() -> impl Strategy<Value = Record> {
    (0_u64..50_000, any::<bool>(), 0_u64..40_000, 1_u64..9_000).prop_map(
        |(time_us, write, offset_bytes, length_bytes)| Record {
            time_us,
            op: if write { Op::Write } else { Op::Read },
            offset_bytes,
            length_bytes,
        },
    )
}

fn schedule() -> impl Strategy<Value = Schedule> {
    let rhythm = prop_oneof![
        (1_u64..6).prop_map(Schedule::every_writes),
        (1_u64..10).prop_map(Schedule::every_ms),
    ];
    (rhythm, proptest::option::of(1_u32..4)).prop_map(|(schedule, keep)| {
        let schedule = schedule.expect("not zero");
        keep.map_or(Some(schedule), |keep| schedule.keeping(keep))
            .expect("not zero")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_slices_give_the_same_report_and_image(
        records in proptest::collection::vec(record(), 1..40),
        schedule in schedule(),
        slice_bytes in 0_usize..200,
        slice_work in 0_u64..30,
        check in any::<bool>(),
    ) {
        let bytes = encode_cowpath(&records).into_bytes();
        let options = Options { check, page_bytes: 512, ..Options::new(schedule) };
        let whole = replay(&bytes, options).expect("a trace");
        let options = Options { slice_work, ..options };
        let cut = sliced(&bytes, Format::CowpathCsv, options, slice_bytes);
        prop_assert_eq!(cut.report, whole.report);
        prop_assert_eq!(cut.image, whole.image);
        prop_assert_eq!(cut.sha256, whole.sha256);
    }

    #[test]
    fn a_bad_record_is_the_same_in_any_slices(
        records in proptest::collection::vec(record(), 1..20),
        slice_bytes in 0_usize..200,
        slice_work in 0_u64..30,
    ) {
        let mut text = encode_cowpath(&records);
        text.push_str("9,W,none,1\n10,W,0,1\n");
        let whole = replay(text.as_bytes(), every(2)).expect("a trace");
        let options = Options { slice_work, ..every(2) };
        let cut = sliced(text.as_bytes(), Format::CowpathCsv, options, slice_bytes);
        prop_assert!(whole.report.error.is_some());
        prop_assert_eq!(cut.report, whole.report);
        prop_assert_eq!(cut.sha256, whole.sha256);
    }

    #[test]
    fn every_replay_passes_its_check_and_counts_its_pushes(
        records in proptest::collection::vec(record(), 1..60),
        schedule in schedule(),
        page in 0_usize..3,
    ) {
        let page_bytes = [512_u32, 4096, 1000][page];
        let bytes = encode_cowpath(&records).into_bytes();
        let done = checked(&bytes, Options { page_bytes, ..Options::new(schedule) });
        let expected = pushes(&records, schedule, u64::from(page_bytes));
        prop_assert_eq!(pushed(&done), expected.clone());
        let all: u64 = expected.iter().sum();
        prop_assert_eq!(done.report.pushes, all);
        prop_assert_eq!(done.report.bytes_copied, all * u64::from(page_bytes));
        prop_assert_eq!(done.report.snapshots, expected.len() as u64);
    }
}

#[test]
fn the_sample_counts_the_pushes_of_each_interval() {
    let bytes = shipped();
    let records: Result<Vec<Record>, _> = Reader::new(Format::CowpathCsv, &bytes).collect();
    let records = records.expect("the sample is good");
    for schedule in [Schedule::every_writes(5000), Schedule::every_ms(1000)] {
        let schedule = schedule.expect("not zero");
        let done = checked(&bytes, Options::new(schedule));
        assert_eq!(pushed(&done), pushes(&records, schedule, 4096));
    }
}

#[test]
fn the_samples_do_not_depend_on_slices() {
    for name in ["cloudphysics-80.vscsi", "tpcc-small.trace"] {
        let Some(bytes) = shared(name) else { continue };
        let format = recognise(&bytes[..PREFIX_BYTES], bytes.len() as u64);
        let format = format.expect("it is a trace");
        let whole = replay(&bytes, every(700)).expect("a trace");
        let cut = sliced(&bytes, format, every(700), 65_521);
        assert_eq!(cut.report, whole.report, "{name}");
        assert_eq!(cut.image, whole.image, "{name}");
    }
}
