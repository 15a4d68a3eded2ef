//! Impossible shapes, and the numbers that their refusals give.

use cowpath_engine::geometry::{FAN_OUT_MAX, Geometry, LEVELS_MAX, PAGE_BYTES_MAX, PAGES_MAX};

fn check(pages: u64, page_bytes: u32, levels: &[u32], message: &str) {
    let refusal = Geometry::new(pages, page_bytes, levels).expect_err("refused");
    assert_eq!(refusal.rule(), "bad-geometry");
    assert_eq!(refusal.message(&|_| String::new()), message);
}

#[test]
fn a_shape_that_is_refused_says_which_number() {
    check(0, 1, &[1], "0 pages: a volume has 1 to 1099511627776 pages");
    check(
        PAGES_MAX + 1,
        1,
        &[1],
        "1099511627777 pages: a volume has 1 to 1099511627776 pages",
    );
    check(
        1,
        0,
        &[1],
        "a page of 0 bytes: a page has 1 to 1048576 bytes",
    );
    check(
        1,
        PAGE_BYTES_MAX + 1,
        &[1],
        "a page of 1048577 bytes: a page has 1 to 1048576 bytes",
    );
    check(
        1,
        1,
        &[],
        "0 levels: the exception tables have 1 to 8 levels",
    );
    check(
        1,
        1,
        &[1; LEVELS_MAX + 1],
        "9 levels: the exception tables have 1 to 8 levels",
    );
    check(
        1,
        1,
        &[1, 0],
        "a fan-out of 0: a table has 1 to 1048576 entries",
    );
    check(
        1,
        1,
        &[FAN_OUT_MAX + 1],
        "a fan-out of 1048577: a table has 1 to 1048576 entries",
    );
    check(
        25,
        1,
        &[4, 3, 2],
        "25 pages, but 4x3x2 entries cover only 24",
    );
}

#[test]
fn a_shape_may_go_to_every_limit() {
    let most = [FAN_OUT_MAX; LEVELS_MAX];
    let geometry = Geometry::new(PAGES_MAX, PAGE_BYTES_MAX, &most).expect("within the limits");
    assert_eq!(geometry.bytes(), 1 << 60);
    let exact = Geometry::new(24, 1, &[4, 3, 2]).expect("it covers the pages exactly");
    assert_eq!((exact.span(0), exact.span(1), exact.span(2)), (6, 2, 1));
}
