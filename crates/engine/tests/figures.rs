//! The worked examples: Fig. 5 (the tables of one snapshot) and Fig. 8 (a tree with branches),
//! exactly as the sources and their reading give them.

mod common;

use cowpath_engine::entry::Entry;
use cowpath_engine::explain::page_flow;
use cowpath_engine::ids::{AdminOffset, PageNo};
use cowpath_engine::policy::PushMode;
use cowpath_engine::projection::Table;

use common::{Stage, list};

/// 1000 pages under three levels of ten; pages that are written later hold text.
fn fig_5() -> Stage {
    let mut stage = Stage::new(1000, &[10, 10, 10]);
    stage.play("w base 3=old3; w base 27=old27; w base 541=old541; w base 1=old1");
    stage.play("ross snap of base");
    stage
}

#[test]
fn fig_5_takes_exactly_these_steps() {
    let mut stage = fig_5();
    assert_eq!(stage.steps(), [802]);
    let mut steps = |page, expected: &[u16]| {
        let written = stage.write("base", page, "new");
        assert_eq!(list(&written.pushed), page.to_string());
        assert_eq!(written.copied_pages, 1);
        assert_eq!(stage.steps(), expected, "page {page}");
    };
    steps(3, &[804, 806, 808, 812, 814, 820, 822, 828, 830, 830]);
    steps(27, &[804, 806, 808, 810, 816, 820, 822, 828, 830, 830]);
    steps(541, &[804, 806, 808, 812, 814, 820, 822, 828, 830, 830]);
    steps(1, &[804, 806, 808, 810, 816, 818, 824, 828, 830, 830]);
    let again = stage.write("base", 3, "newer");
    assert!(again.pushed.is_empty());
    assert_eq!(stage.steps(), [804, 806, 808, 810, 816, 818, 824, 826]);
    assert_eq!(stage.entries("snap"), "1:old1 3:old3 27:old27 541:old541");
}

#[test]
fn fig_5_has_one_two_and_three_tables() {
    let mut stage = fig_5();
    stage.play("w base 3=W1; w base 27=W2; w base 541=W3; w base 1=W4");
    let snap = &stage.outline.volumes[&stage.id("snap")];
    assert_eq!(snap.tables, [1, 2, 3]);
    assert_eq!(snap.exceptions, 4);
    let tree = &stage.outline.trees[&snap.tree];
    assert_eq!((tree.admin_entries, tree.data_pages), (60, 4));
    let tables = &tree.detail.as_ref().expect("a small tree").tables;
    let next = |table: &Table, index: u32| match table.entries[&index] {
        Entry::Table(next) => &tables[&next],
        other => panic!("{other:?}"),
    };
    let indexes = |table: &Table| table.entries.keys().copied().collect::<Vec<u32>>();
    let l1 = &tables[&snap.root.expect("a snapshot has tables")];
    assert_eq!(indexes(l1), [0, 5]);
    let (l2_a, l2_b) = (next(l1, 0), next(l1, 5));
    assert_eq!((indexes(l2_a), indexes(l2_b)), (vec![0, 2], vec![4]));
    assert_eq!((l2_a.start, l2_b.start), (PageNo(0), PageNo(500)));
    let (l3_a, l3_b, l3_c) = (next(l2_a, 0), next(l2_a, 2), next(l2_b, 4));
    assert_eq!(indexes(l3_a), [1, 3]);
    assert_eq!(indexes(l3_b), [7]);
    assert_eq!(indexes(l3_c), [1]);
    assert_eq!((l3_b.start, l3_c.start), (PageNo(20), PageNo(540)));
    // Tables lie one after another, in the order in which they were made.
    let at: Vec<AdminOffset> = tables.keys().copied().collect();
    assert_eq!(at, [0, 10, 20, 30, 40, 50].map(AdminOffset));
    assert_eq!(stage.shows("snap")[541], "old541");
    assert_eq!(stage.shows("base")[541], "W3");
}

/// Fig. 8; `w base 6=b6` comes last, or before `w 2304 6=x6`.
fn fig_8(push: PushMode, early: bool) -> Stage {
    let mut stage = Stage::new(8, &[2, 2, 2]);
    stage.push_mode(push);
    for page in 0..8 {
        stage.write("base", page, &format!("a{page}"));
    }
    stage.play(
        "ross 2206 of base; w base 0=b0
         ross 2212 of base; w base 1=b1; w base 0=c0; w base 7=b7; w base 7=a7
         ross 2210 of base; w base 2=b2
         ross 2204 of base; rwss 2304 of 2204; rwss 2104 of 2204
         w base 3=b3; w 2304 4=x4
         ross 2310 of 2304; w 2304 5=x5; w 2304 4=y4
         ross 2308 of 2304",
    );
    if early {
        stage.play("w base 6=b6");
    }
    stage.play(
        "w 2304 6=x6; rwss 2306 of 2308; w 2306 7=z7
         w 2104 0=q0; ross 2106 of 2104; w 2104 0=r0",
    );
    if !early {
        stage.play("w base 6=b6");
    }
    stage
}

#[test]
fn fig_8_holds_exactly_these_entries() {
    for push in [PushMode::Copy, PushMode::Share, PushMode::Redirect] {
        let stage = fig_8(push, false);
        let entries = |volume, expected: &str| {
            assert_eq!(stage.entries(volume), expected, "{volume}, {push:?}");
        };
        entries("2206", "0:a0");
        entries("2212", "0:b0 1:a1 7:a7");
        entries("2210", "2:a2");
        entries("2204", "3:a3 6:a6");
        entries("2310", "4:x4 5:a5");
        entries("2308", "6:a6");
        entries("2304", "4:y4 5:x5 6:x6");
        entries("2306", "7:z7");
        entries("2106", "0:q0");
        entries("2104", "0:r0");
        assert_eq!(stage.shows("base").join(" "), "c0 b1 b2 b3 a4 a5 b6 a7");
        assert_eq!(stage.shows("2206").join(" "), "a0 a1 a2 a3 a4 a5 a6 a7");
        assert_eq!(stage.shows("2306").join(" "), "c0 b1 b2 a3 y4 x5 a6 z7");
    }
}

#[test]
fn fig_8_passes_pointers_where_a_snapshot_owns_the_page() {
    let mut stage = Stage::new(8, &[2, 2, 2]);
    stage.play("ross 2204 of base; rwss 2304 of 2204; w 2304 4=x4; ross 2310 of 2304");
    let from = stage.engine.entry(stage.id("2304"), PageNo(4));
    let written = stage.write("2304", 4, "y4");
    assert_eq!(
        (list(&written.pushed), written.copied_pages),
        ("4".to_owned(), 0)
    );
    assert_eq!(stage.engine.entry(stage.id("2310"), PageNo(4)), from);
    assert_ne!(stage.engine.entry(stage.id("2304"), PageNo(4)), from);
}

#[test]
fn fig_8_differs_in_exactly_these_pages() {
    let mut stage = fig_8(PushMode::Share, false);
    let mut check = |a, b, method, common, [literal, location, content]: [&str; 3]| {
        let diff = stage.diff(a, b);
        assert_eq!((diff.method, diff.common), (method, stage.id(common)));
        assert_eq!(list(&diff.literal), literal, "{a} {b} literal");
        assert_eq!(list(&diff.location), location, "{a} {b} by location");
        assert_eq!(list(&diff.content), content, "{a} {b} by content");
        let back = stage.diff(b, a);
        assert_eq!(
            (back.literal, back.location, back.content),
            (diff.literal, diff.location, diff.content)
        );
    };
    check(
        "2206",
        "2204",
        500,
        "2204",
        ["0 1 2 3 6 7", "0 1 2 7", "0 1 2"],
    );
    check("2308", "2204", 500, "2204", ["3 4 5 6", "4 5 6", "4 5"]);
    check(
        "2206",
        "2308",
        550,
        "2204",
        ["0 1 2 4 5 6 7", "0 1 2 4 5 6 7", "0 1 2 4 5"],
    );
}

/// Where the inherited page is not copied, the location test drops it.
#[test]
fn fig_8_shared_or_redirected_has_no_false_difference_of_page_6() {
    for (push, early) in [
        (PushMode::Share, true),
        (PushMode::Redirect, false),
        (PushMode::Redirect, true),
    ] {
        let mut stage = fig_8(push, early);
        assert_eq!(stage.entries("2308"), "6:a6");
        let one = stage.diff("2308", "2204");
        assert_eq!(list(&one.location), "4 5", "{push:?} {early}");
        let two = stage.diff("2206", "2308");
        assert_eq!(list(&two.location), "0 1 2 4 5 7", "{push:?} {early}");
        assert_eq!(list(&two.content), "0 1 2 4 5");
    }
}

#[test]
fn fig_8_is_read_along_the_links() {
    let mut stage = fig_8(PushMode::Share, false);
    let mut check = |volume, page, content: &str, hops: &str, lookups| {
        let read = stage.read(volume, page);
        assert_eq!(read.content.text(), Some(content));
        assert_eq!(stage.hops(&read), hops);
        assert_eq!(read.lookups, lookups, "{volume} {page}");
    };
    check("2206", 0, "a0", "2206", 3);
    check("2206", 2, "a2", "2206 2212 2210", 2 + 2 + 3);
    check("2306", 4, "y4", "2306 2308 2304", 2 + 2 + 3);
    check(
        "2206",
        5,
        "a5",
        "2206 2212 2210 2204 base",
        1 + 2 + 1 + 2 + 1,
    );
    // The second read jumps over 2212.
    check("2206", 2, "a2", "2206 2210", 2 + 3);
}

#[test]
fn the_flowcharts_of_one_page() {
    let stage = fig_8(PushMode::Share, false);
    let check = |a, b, page, numbers: &[u16]| {
        let flow =
            page_flow(&stage.engine, stage.id(a), stage.id(b), PageNo(page)).expect("a page");
        let steps: Vec<u16> = flow.steps.iter().map(|step| step.number).collect();
        assert_eq!(steps, numbers, "{a} {b} {page}");
    };
    check("2206", "2204", 1, &[502, 506, 508, 512, 504, 502, 506, 510]);
    check(
        "2210",
        "2204",
        5,
        &[502, 506, 508, 512, 504, 502, 506, 508, 512],
    );
    // Both sides find page 3 in 2204: the same place, so it is ignored.
    check(
        "2210",
        "2304",
        3,
        &[552, 552, 554, 556, 558, 554, 556, 558, 560, 564, 562],
    );
    check(
        "2210",
        "2304",
        4,
        &[552, 552, 554, 556, 558, 554, 556, 558, 560, 564, 566],
    );
    check(
        "2210",
        "2304",
        0,
        &[552, 552, 554, 556, 558, 554, 556, 558, 560, 562],
    );
}
