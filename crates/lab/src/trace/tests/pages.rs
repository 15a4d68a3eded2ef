//! Pages of records, extents and geometries.

use super::record;
use crate::trace::{
    END_BYTES_MAX, Op, PageSpan, Shape, ShapeError, TRACE_PAGES_MAX, extent, geometry_for,
};

#[track_caller]
fn check_span(offset: u64, length: u64, expected: &[(u64, u32, u32, bool)]) {
    let span = PageSpan::of(&record(0, Op::Write, offset, length), 4096).expect("not empty");
    let parts: Vec<_> = span
        .parts()
        .map(|p| (p.page, p.start_bytes, p.end_bytes, p.whole))
        .collect();
    assert_eq!(parts, expected);
    assert_eq!(
        (span.first_page, span.count),
        (expected[0].0, expected.len() as u64)
    );
    assert_eq!(span.starts_inside(), expected[0].1 != 0);
    assert_eq!(span.ends_inside(), expected[expected.len() - 1].2 != 4096);
}

#[test]
fn a_record_is_cut_at_page_ends() {
    check_span(0, 4096, &[(0, 0, 4096, true)]);
    check_span(24, 16, &[(0, 24, 40, false)]);
    check_span(4095, 2, &[(0, 4095, 4096, false), (1, 0, 1, false)]);
    check_span(
        6144,
        8192,
        &[
            (1, 2048, 4096, false),
            (2, 0, 4096, true),
            (3, 0, 2048, false),
        ],
    );
    check_span(
        END_BYTES_MAX - 512,
        512,
        &[(TRACE_PAGES_MAX - 1, 3584, 4096, false)],
    );
    assert_eq!(PageSpan::of(&record(0, Op::Read, 8, 0), 4096), None);
    assert_eq!(PageSpan::of(&record(0, Op::Read, 8, 1), 0), None);
}

#[test]
fn an_extent_covers_all_records() {
    let all = extent(&[
        record(50, Op::Write, 1000, 24),
        record(40, Op::Read, 0, 512),
        record(60, Op::Write, 0, 1),
    ]);
    assert_eq!((all.end_bytes, all.first_us, all.last_us), (1024, 40, 60));
    assert_eq!(
        (all.reads, all.read_bytes, all.writes, all.written_bytes),
        (1, 512, 2, 25)
    );
    assert_eq!(extent(&[]).end_bytes, 0);
}

#[test]
fn a_geometry_covers_the_trace_with_small_tables() {
    let shape = |pages, levels: &[u32]| {
        Ok(Shape {
            pages,
            levels: levels.to_vec(),
        })
    };
    assert_eq!(geometry_for(0, 4096), shape(1, &[2, 2, 2]));
    assert_eq!(geometry_for(4097, 4096), shape(2, &[2, 2, 2]));
    assert_eq!(geometry_for(44_613_632, 4096), shape(10_892, &[32, 32, 16]));
    assert_eq!(
        geometry_for(1 << 39, 4096),
        shape(1 << 27, &[512, 512, 512])
    );
    assert_eq!(geometry_for(1 << 40, 4096), shape(1 << 28, &[128; 4]));
    assert_eq!(geometry_for(END_BYTES_MAX, 4096), shape(1 << 40, &[256; 5]));
    assert_eq!(geometry_for(1, 0), Err(ShapeError::NoPage));
    let error = geometry_for(END_BYTES_MAX + 1, 4096).expect_err("too large");
    assert!(
        error
            .to_string()
            .starts_with("1099511627777 pages of 4096 bytes"),
        "{error}"
    );
}

#[test]
fn every_geometry_is_as_the_engine_allows() {
    for bits in 0..=40 {
        for end in [
            (1_u64 << bits) - 1,
            1 << bits,
            ((1 << bits) + 1).min(1 << 40),
        ] {
            let shape = geometry_for(end, 1).expect("in range");
            let covered: u64 = shape.levels.iter().map(|&f| u64::from(f)).product();
            assert!(
                covered >= shape.pages && shape.pages == end.max(1),
                "{shape:?}"
            );
            assert!(
                shape.levels.iter().all(|&f| (2..=512).contains(&f)),
                "{shape:?}"
            );
            assert!((3..=5).contains(&shape.levels.len()), "{shape:?}");
        }
    }
}
