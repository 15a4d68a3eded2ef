//! A replay that is stopped: what was replayed so far can be kept or forgotten, and
//! another one can follow.

use std::fmt::Write;
use std::path::PathBuf;

use crate::harness::{Page, in_browser};
use crate::site::{boxes, content, fills, named, noted, notes, opens, picture, scratch, until};
use crate::testids as id;
use crate::trace::SAMPLE;

/// Records of the long trace: enough for several seconds.
const RECORDS: u64 = 1_500_000;

/// A trace that takes a while.
fn long_trace(test: &str) -> PathBuf {
    let mut text = String::from("time_us,op,offset_bytes,length_bytes\n");
    for record in 0..RECORDS {
        let page = record.wrapping_mul(7919) % 20_000;
        writeln!(text, "{},W,{},4096", record * 10, page * 4096).expect("it is a string");
    }
    scratch(test, "long.csv", text.as_bytes())
}

async fn replays(page: &Page, file: &std::path::Path) {
    opens(page, file).await;
    fills(page, id::TRACE_WRITES, "10000").await;
    notes(page, id::TRACE_PROGRESS).await;
    page.click(&named(id::TRACE_START)).await;
    page.wait_for(&named(id::TRACE_CANCEL)).await;
}

#[test]
fn a_part_can_be_kept() {
    in_browser("stop-keep", |page| async move {
        page.start().await;
        replays(&page, &long_trace("stop-keep")).await;
        page.wait_for_text(&named(id::TRACE_PROGRESS), "Replaying: ")
            .await;
        until(&page, "there is a snapshot", async || {
            let said = content(&page, &named(id::TRACE_PROGRESS)).await;
            said.contains("snapshot") && !said.contains(", 0 snapshots")
        })
        .await;
        page.click(&named(id::TRACE_CANCEL)).await;
        page.wait_for(&named(id::TRACE_KEEP_PART)).await;
        let told = page.text(&named(id::TRACE_PROGRESS)).await;
        assert!(told.contains("It was stopped after"), "{told}");
        page.click(&named(id::TRACE_KEEP_PART)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        let report = page.text(&named(id::TRACE_REPORT)).await;
        assert!(report.contains("It ended before the trace did"), "{report}");
        let css = format!("{} [data-count='records'] b", named(id::TRACE_REPORT));
        let records: u64 = content(&page, &css).await.replace(',', "").parse().unwrap();
        assert!(records > 10_000 && records < RECORDS, "{records}");
        page.click(&named(id::CLOSE)).await;
        let shown = boxes(&page).await;
        assert_eq!(shown.len() as u64, 1 + records / 10_000, "{shown:?}");
        expect_rising(&noted(&page).await);
    });
}

/// Records only go up, within a pass.
fn expect_rising(progress: &[String]) {
    let number = |text: &String| {
        let (_, rest) = text.split_once("Replaying: ")?;
        rest.split(' ').next()?.replace(',', "").parse::<u64>().ok()
    };
    let records: Vec<u64> = progress.iter().filter_map(number).collect();
    assert!(records.len() > 1, "{progress:?}");
    assert!(records.is_sorted(), "{records:?}");
}

#[test]
fn a_part_can_be_forgotten_and_another_replay_follow() {
    in_browser("stop-discard", |page| async move {
        page.start().await;
        let before = picture(&page).await;
        replays(&page, &long_trace("stop-discard")).await;
        page.wait_for_text(&named(id::TRACE_PROGRESS), "Replaying: ")
            .await;
        page.click(&named(id::TRACE_CANCEL)).await;
        page.wait_for(&named(id::TRACE_KEEP_PART)).await;
        page.click(&named(id::TRACE_DISCARD)).await;
        page.wait_gone(&named(id::TRACE_PROGRESS)).await;
        assert_eq!(picture(&page).await, before, "the document is as it was");
        replays(&page, &page.sample(SAMPLE)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
    });
}

/// Before anything was replayed there is nothing to keep.
#[test]
fn at_once() {
    in_browser("stop-at-once", |page| async move {
        page.start().await;
        let before = picture(&page).await;
        replays(&page, &long_trace("stop-at-once")).await;
        page.click(&named(id::TRACE_CANCEL)).await;
        until(&page, "it has stopped", async || {
            page.exists(&named(id::TRACE_KEEP_PART)).await
                || !page.exists(&named(id::TRACE_PROGRESS)).await
        })
        .await;
        if page.exists(&named(id::TRACE_DISCARD)).await {
            page.click(&named(id::TRACE_DISCARD)).await;
        }
        page.wait_gone(&named(id::TRACE_PROGRESS)).await;
        assert_eq!(picture(&page).await, before);
    });
}

/// The page stays usable while the worker works: it is not the page that is busy.
#[test]
fn the_page_is_not_held_up() {
    in_browser("stop-smooth", |page| async move {
        page.start().await;
        replays(&page, &long_trace("stop-smooth")).await;
        page.wait_for_text(&named(id::TRACE_PROGRESS), "Looking how large it is")
            .await;
        let longest = page
            .execute_async(
                "const [done] = arguments;
                 let last = performance.now(), longest = 0, frames = 0;
                 const tick = (now) => {
                     longest = Math.max(longest, now - last);
                     last = now;
                     if (++frames < 40) { requestAnimationFrame(tick); } else { done(longest); }
                 };
                 requestAnimationFrame(tick);",
                vec![],
            )
            .await;
        let longest = longest.as_f64().expect("it is a number");
        assert!(longest < 500.0, "a frame took {longest} ms");
        page.click(&named(id::TRACE_CANCEL)).await;
    });
}
