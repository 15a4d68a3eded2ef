//! Replays of traces: exact counts, the checks, and what bad input gets.

mod replay_support;

use std::ops::ControlFlow;

use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::{Engine, check, image};
use cowpath_lab::language::{self, parse_command};
use cowpath_lab::replay::{Options, ReplayError, whole};
use cowpath_lab::trace::{Devices, Format, Schedule};

use replay_support::{checked, csv, every, replay, shared, shipped, trace_of};

#[test]
fn every_second_write_is_followed_by_a_snapshot() {
    // Pages 0, 1 and 2; s1 after two writes, s2 after four.
    let trace =
        csv("0,W,0,4096\n10,W,4096,4096\n15,R,0,512\n20,W,100,8192\n30,W,4096,1\n40,W,0,1\n");
    let done = checked(&trace, every(2));
    let report = &done.report;
    assert_eq!(
        (report.records, report.reads, report.writes),
        (6, 1, 5),
        "records, reads, writes"
    );
    // The third write touches three pages in part.
    assert_eq!(report.page_writes, 7);
    assert_eq!((report.snapshots, report.checked_snapshots), (2, 2));
    // s1 gets pages 0, 1 and 2 (never written before), s2 gets page 0.
    assert_eq!((report.pushes, report.bytes_copied), (4, 4 * 4096));
    assert_eq!((report.base_pages, report.data_pages), (3, 4));
    assert_eq!((report.elapsed_us, report.pages), (40, 3));
    assert!(report.ok && report.stopped.is_none() && report.error.is_none());
    let rows = report.per_snapshot.iter();
    let rows: Vec<_> = rows
        .map(|r| (r.name.as_str(), r.at_record, r.time_us, r.exceptions))
        .collect();
    assert_eq!(rows, [("s1", 2, 10, 3), ("s2", 5, 30, 1)]);
    assert_eq!(done.names, ["base", "s1", "s2"]);
}

#[test]
fn the_image_holds_the_stamps_of_the_records() {
    let trace = csv("0,W,0,4096\n1,W,4096,4096\n2,R,0,1\n3,W,0,1\n");
    let done = checked(&trace, every(2));
    let engine: Engine = image::load(&done.image).expect("it is an image");
    let stamp = |volume, page| {
        let content = engine.peek(VolumeId(volume), PageNo(page));
        content.expect("the page exists").label()
    };
    // Stamps are ordinals of records, reads included.
    assert_eq!((stamp(0, 0), stamp(0, 1)), ("#4".into(), "#2".into()));
    assert_eq!((stamp(1, 0), stamp(1, 1)), ("#1".into(), "#2".into()));
    assert!(check::check(&engine).ok());
}

#[test]
fn the_counts_are_those_of_the_tree() {
    let done = checked(&shipped(), every(5000));
    let engine: Engine = image::load(&done.image).expect("it is an image");
    let outline = Outline::of(&engine);
    let tree = outline.trees.values().next().expect("there is one tree");
    let report = &done.report;
    assert_eq!(report.table_bytes, tree.admin_entries * 8);
    assert_eq!(report.data_pages, tree.data_pages);
    assert_eq!(report.base_pages, tree.base_pages);
    for (row, volume) in report
        .per_snapshot
        .iter()
        .zip(outline.volumes.values().skip(1))
    {
        assert_eq!(row.exceptions, volume.exceptions, "{}", row.name);
        assert_eq!(
            row.tables,
            volume.tables.iter().sum::<u64>(),
            "{}",
            row.name
        );
        assert_eq!(row.pushes, row.exceptions, "{}", row.name);
    }
}

#[test]
fn keep_deletes_the_oldest() {
    let mut options = every(1);
    options.schedule = options.schedule.keeping(3).expect("not zero");
    let done = checked(&trace_of(10), options);
    let report = &done.report;
    assert_eq!((report.snapshots, report.kept_snapshots), (10, 3));
    assert_eq!((report.checked_snapshots, report.ok), (3, true));
    assert_eq!(done.names, ["base", "s8", "s9", "s10"]);
    let deleted = report.per_snapshot.iter().map(|row| row.deleted);
    assert_eq!(deleted.filter(|&deleted| deleted).count(), 7);
}

#[test]
fn a_snapshot_by_time_comes_before_the_record() {
    let trace = csv("1000,W,0,1\n1500,W,0,1\n3100,W,0,1\n3200,W,0,1\n9000,R,0,1\n");
    let done = checked(
        &trace,
        Options::new(Schedule::every_ms(1).expect("not zero")),
    );
    let rows = done.report.per_snapshot.iter();
    let rows: Vec<_> = rows.map(|r| (r.at_record, r.time_us, r.pushes)).collect();
    assert_eq!(rows, [(2, 2100, 1), (4, 8000, 0)]);
}

#[test]
fn all_formats_give_the_same_tree() {
    let sector = csv("0,W,0,512\n1000,R,512,512\n2000,W,4096,1024\n3000,W,0,512\n");
    let disksim = b"0 0 0 1 0\n1 0 1 1 1\n2 0 8 2 0\n3 0 0 1 0\n".to_vec();
    let mut vscsi = Vec::new();
    let commands = [
        (0_u64, 0x2a_u16, 0_u64, 512_u32),
        (1000, 0x28, 1, 512),
        (2000, 0x2a, 8, 1024),
        (3000, 0x2a, 0, 512),
    ];
    for (ordinal, (time_us, command, block, bytes)) in (1_u32..).zip(commands) {
        vscsi.extend(replay_support::vscsi1(
            ordinal, time_us, command, block, bytes,
        ));
    }
    let first = checked(&sector, every(2));
    for (bytes, format) in [(disksim, Format::DiskSim), (vscsi, Format::VscsiV1)] {
        let done = whole(&bytes, Some(format), every(2), &mut |_| {
            ControlFlow::Continue(())
        });
        let done = done.expect("it is a trace");
        assert_eq!(done.image, first.image, "{}", format.title());
        assert_eq!(done.report.pushes, first.report.pushes);
        assert_eq!(
            replay(&bytes, every(2)).expect("recognised").image,
            first.image
        );
    }
}

#[test]
fn devices_kept_apart_have_pages_of_their_own() {
    let bytes = b"0 0 0 8 0\n1 1 0 8 0\n";
    let together = replay(bytes, every(9)).expect("a trace").report;
    let options = Options {
        devices: Devices::Apart,
        ..every(9)
    };
    let apart = replay(bytes, options).expect("a trace").report;
    assert_eq!((together.base_pages, apart.base_pages), (1, 2));
}

#[test]
fn a_bad_record_keeps_what_came_before() {
    let trace = csv("0,W,0,4096\n1,W,0,4096\n2,X,0,4096\n3,W,0,4096\n");
    let done = replay(
        &trace,
        Options {
            check: true,
            ..every(1)
        },
    )
    .expect("two records are good");
    let report = &done.report;
    assert_eq!((report.records, report.snapshots, report.pushes), (2, 2, 1));
    assert!(!report.ok, "the trace is not good");
    let error = report.error.as_ref().expect("the bad record");
    assert_eq!((error.record, error.line), (3, Some(4)));
    // The name of the document still stands for the whole file.
    let whole_file = replay(&csv("0,W,0,1\n"), every(1)).expect("a trace");
    assert_ne!(done.sha256, whole_file.sha256);
    assert_eq!(done.sha256, replay_support::sha256(&trace));
}

#[test]
fn a_bad_first_record_is_no_trace() {
    let error = replay(&csv("0,W,0,0\n1,W,0,4096\n"), every(1)).expect_err("no bytes");
    assert!(matches!(error, ReplayError::Trace(_)), "{error}");
    assert!(error.to_string().contains("record 1 (line 2)"), "{error}");
    let error = replay(b"\x89PNG\r\n\x1a\n", every(1)).expect_err("a picture");
    assert!(matches!(error, ReplayError::NotATrace(_)), "{error}");
}

#[test]
fn a_page_no_geometry_has_is_refused_with_the_numbers() {
    for (page_bytes, said) in [(0, "0 bytes"), (2 << 20, "2097152 bytes")] {
        let options = Options {
            page_bytes,
            ..every(1)
        };
        let error = replay(&trace_of(3), options)
            .expect_err("refused")
            .to_string();
        assert!(error.contains(said), "{error}");
    }
    let far = csv("0,W,4503599627370000,1\n");
    let options = Options {
        page_bytes: 512,
        ..every(1)
    };
    let error = replay(&far, options)
        .expect_err("too many pages")
        .to_string();
    assert!(error.contains("1099511627776 pages"), "{error}");
}

#[test]
fn the_memory_limit_keeps_what_was_replayed() {
    let limited = |check, memory_limit_bytes| {
        let options = Options {
            check,
            memory_limit_bytes,
            ..every(1000)
        };
        replay(&shipped(), options).expect("a trace").report
    };
    let tree = limited(false, 200_000);
    assert!(
        tree.records > 1000 && tree.records < 66_162,
        "{}",
        tree.records
    );
    let stopped = tree.stopped.expect("it stopped");
    assert!(
        stopped.contains("memory limit of 200000 bytes"),
        "{stopped}"
    );
    let copies = limited(true, 1_500_000);
    assert!(copies.records < 66_162 && copies.ok, "{}", copies.records);
    assert_eq!(copies.checked_snapshots, copies.kept_snapshots);
    assert!(limited(false, 1 << 30).stopped.is_none());
}

#[test]
fn one_record_larger_than_memory_stops_within_it() {
    let trace = csv("0,W,0,2147483648\n");
    let options = Options {
        page_bytes: 512,
        memory_limit_bytes: 1 << 20,
        ..every(1)
    };
    let report = replay(&trace, options).expect("a trace").report;
    assert_eq!((report.records, report.snapshots), (0, 0));
    assert!(report.page_writes > 0 && report.memory_bytes < 3 << 20);
    let stopped = report.stopped.expect("it stopped");
    assert!(
        stopped.ends_with("pages of record 1 were not written"),
        "{stopped}"
    );
}

#[test]
fn cancelling_keeps_what_was_replayed() {
    let mut slices = 0;
    let options = Options {
        slice_work: 10_000,
        check: true,
        ..every(1000)
    };
    let done = whole(&shipped(), None, options, &mut |progress| {
        slices += u32::from(progress.records > 0);
        match slices {
            10 => ControlFlow::Break("cancelled".to_owned()),
            _ => ControlFlow::Continue(()),
        }
    });
    let report = done.expect("a trace").report;
    assert_eq!(report.stopped.as_deref(), Some("cancelled"));
    assert!(report.records > 0 && report.records < 66_162 && report.ok);
    let early = whole(&shipped(), None, options, &mut |_| {
        ControlFlow::Break(String::new())
    });
    assert_eq!(early, Err(ReplayError::Unfinished));
}

#[test]
fn the_document_is_one_line_that_reads_back() {
    let mut options = Options {
        page_bytes: 8192,
        ..every(5000)
    };
    options.schedule = options.schedule.keeping(3).expect("not zero");
    let done = replay(&trace_of(4), options).expect("a trace");
    let command = done.command("a \"b\".csv");
    let text = command.to_string();
    assert!(text.ends_with(" every 5000 keep 3 page 8KiB"), "{text}");
    assert_eq!(parse_command(&text), Ok(command.clone()));
    let language::Command::Replay(line) = command else {
        panic!("a replay line");
    };
    assert_eq!(Options::of(&line), Some(options));
}

#[test]
fn the_last_json_line_begins_as_the_contract_says() {
    let report = checked(&trace_of(4), every(2)).report;
    let lines = report.json_lines().expect("it has a JSON form");
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with(r#"{"kind":"snapshot","name":"s1","at_record":2"#));
    let last = r#"{"kind":"replay","records":4,"page_writes":4,"snapshots":2,"pushes":1,"bytes_copied":4096,"checked_snapshots":2,"ok":true,"#;
    assert!(lines[2].starts_with(last), "{}", lines[2]);
    assert!(!lines[2].contains("per_snapshot"));
}

#[test]
fn the_shared_samples_replay_and_check() {
    for (name, records, ms) in [
        ("sqlite-oltp.csv", 66_162, 1000),
        ("cloudphysics-80.vscsi", 91_097, 600_000),
        ("tpcc-small.trace", 6999, 20),
    ] {
        let Some(bytes) = shared(name) else { continue };
        let by_time = Options::new(Schedule::every_ms(ms).expect("not zero"));
        let mut keep = every(500);
        keep.schedule = keep.schedule.keeping(3).expect("not zero");
        for options in [every(5000), by_time, keep] {
            let report = checked(&bytes, options).report;
            assert_eq!((report.records, report.ok), (records, true), "{name}");
            assert_eq!(report.checked_snapshots, report.kept_snapshots, "{name}");
            assert!(report.error.is_none() && report.stopped.is_none(), "{name}");
        }
    }
}
