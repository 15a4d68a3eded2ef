//! What can be done beside the plain commands: crashes, broken rules, tree files, and
//! documents that ask for their trace.

use std::fs;

use serde_json::json;

use crate::harness::{Page, in_browser};
use crate::layout::{SIZES, expect_fits, expect_in_order, expect_in_order_beside};
use crate::site::{
    boxes, cells, content, fills, named, opens, position, runs, scratch, starts_without_animations,
    until,
};
use crate::testids as id;
use crate::trace::SAMPLE;

/// Between two micro-steps at which the crash is tried.
const STRIDE: usize = 11;

/// Moves the slider of micro-steps.
async fn slides(page: &Page, step: u64) {
    let script = "const field = document.querySelector(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', { bubbles: true }));";
    let arguments = vec![json!(named(id::STEP_SLIDER)), json!(step)];
    page.execute(script, arguments).await;
    until(page, "the step is shown", async || {
        position(page).await[2] == step
    })
    .await;
}

/// What every cell shows, without what the present story says of it.
async fn shown(page: &Page) -> Vec<String> {
    let cells = cells(page).await.into_iter();
    let cells = cells.filter(|cell| cell.starts_with("page "));
    cells
        .map(|cell| cell.split(';').next().unwrap_or_default().to_owned())
        .collect()
}

/// A promote, stopped at many of its micro-steps: recovery leaves one of two states, and
/// every invariant.
#[test]
fn a_command_can_crash_anywhere() {
    in_browser("verbs-crash", |page| async move {
        starts_without_animations(&page).await;
        page.click(&named(id::TO_END)).await;
        let before = shown(&page).await;
        runs(&page, "promote 2304 from 2206").await;
        let after = shown(&page).await;
        let steps = position(&page).await[3];
        for step in (1..steps).step_by(STRIDE) {
            let command = position(&page).await[0];
            slides(&page, step).await;
            page.click(&named(id::CRASH)).await;
            let crashed = format!("crash {step} promote 2304 from 2206");
            page.wait_for_text(&named(id::NARRATION_COMMAND), &crashed)
                .await;
            assert_eq!(position(&page).await[0], command);
            let now = shown(&page).await;
            assert!(now == before || now == after, "{crashed}: {now:?}");
            runs(&page, "check").await;
            let told = page.text(&named(id::NARRATION)).await;
            assert!(told.contains("invariants hold"), "{crashed}: {told}");
            // Back to the whole promote, which is kept on its own branch.
            page.click(&named(id::UNDO)).await;
            page.click(&named(id::UNDO)).await;
            runs(&page, "promote 2304 from 2206").await;
        }
        page.expect_no_console_errors().await;
    });
}

#[test]
fn a_rule_is_broken_and_mended() {
    in_browser("verbs-faults", |page| async move {
        starts_without_animations(&page).await;
        page.click(&named(id::TO_END)).await;
        page.click(&named(id::SETTINGS)).await;
        page.wait_for(&named(id::SETTINGS_DIALOG)).await;
        page.click(&named("rule-push-before-write")).await;
        page.click(&named(id::CLOSE)).await;
        let told = page
            .wait_for_text(&named(id::BROKEN), "push-before-write")
            .await;
        assert!(told.contains("is off"), "{told}");
        runs(&page, "write base 4 \"too early\"").await;
        let shown = cells(&page).await;
        let early = |cell: &&String| cell.starts_with("page 4: too early");
        // The base, and every snapshot that reads it there.
        assert!(shown.iter().filter(early).count() > 1, "{shown:?}");
        page.click(&named(id::MEND)).await;
        page.wait_gone(&format!("{}:not([hidden])", named(id::BROKEN)))
            .await;
        let command = page.text(&named(id::NARRATION_COMMAND)).await;
        assert_eq!(command, "set fault push-before-write off");
    });
}

#[test]
fn a_tree_file_opens_as_it_was_saved() {
    in_browser("verbs-tree", |page| async move {
        starts_without_animations(&page).await;
        page.click(&named(id::TO_END)).await;
        runs(&page, "backup 2206 to copy").await;
        let before = boxes(&page).await;
        page.click(&named(id::EXPORT_TREE)).await;
        let file = page.downloaded(".cowtree").await;
        let bytes = fs::read(&file).expect("it was saved");
        page.click(&named(id::TO_START)).await;
        opens(&page, &file).await;
        until(&page, "its volumes are there", async || {
            boxes(&page).await == before
        })
        .await;
        assert_eq!(position(&page).await[..2], [0, 0]);
        runs(&page, "sync copy to 2204").await;
        // A file of which a byte is wrong says so, and changes nothing.
        let mut broken = bytes.clone();
        broken[bytes.len() / 2] ^= 1;
        let broken = scratch("verbs-tree", "broken.cowtree", &broken);
        let before = boxes(&page).await;
        opens(&page, &broken).await;
        let told = page.wait_for(&named(id::FILE_ERROR)).await;
        let told = told.text().await.expect("it is there");
        assert!(told.contains("broken.cowtree cannot be opened"), "{told}");
        page.click(&named(id::CLOSE)).await;
        assert_eq!(boxes(&page).await, before);
    });
}

#[test]
fn a_replayed_document_asks_for_its_trace() {
    in_browser("verbs-replay", |page| async move {
        starts_without_animations(&page).await;
        opens(&page, &page.sample(SAMPLE)).await;
        fills(&page, id::TRACE_WRITES, "20000").await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        page.click(&named(id::CLOSE)).await;
        runs(&page, "ross mine of base").await;
        let before = boxes(&page).await;
        page.click(&named(id::SAVE)).await;
        let file = page.downloaded(".cow").await;

        page.reload().await;
        opens(&page, &file).await;
        page.wait_for(&named(id::NEEDS_TRACE)).await;
        opens(&page, &page.sample(SAMPLE)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        page.click(&named(id::CLOSE)).await;
        assert_eq!(boxes(&page).await, before);
        assert_eq!(position(&page).await[..2], [2, 2]);

        // Another trace is not taken for it.
        opens(&page, &file).await;
        page.wait_for(&named(id::NEEDS_TRACE)).await;
        let sample = fs::read_to_string(page.sample(SAMPLE)).expect("the sample is text");
        let short: Vec<&str> = sample.lines().take(2000).collect();
        let other = scratch("verbs-replay", "other.csv", short.join("\n").as_bytes());
        opens(&page, &other).await;
        let told = page.wait_for(&named(id::FILE_ERROR)).await;
        assert!(told.text().await.expect("it is there").contains("SHA-256"));
        page.click(&named(id::CLOSE)).await;
        assert_eq!(boxes(&page).await, before);
    });
}

/// The new parts of the page at both sizes, light and dark.
#[test]
fn forms_settings_and_the_clock_are_in_order() {
    in_browser("verbs-layout", |page| async move {
        for theme in ["light", "dark"] {
            page.media("prefers-color-scheme", theme).await;
            for (size, width, height) in SIZES {
                page.viewport(width, height).await;
                starts_without_animations(&page).await;
                page.click(&named(id::TO_END)).await;
                runs(&page, "set fault keep-held-page on").await;
                let narrow = width < 820;
                if narrow {
                    page.click(&named(id::TAB_INSPECTOR)).await;
                }
                page.click(&format!("{} table .link", named(id::INSPECTOR)))
                    .await;
                page.click(&named(id::MORE)).await;
                page.click(&named("verb-delete-set")).await;
                let under = if narrow { "main" } else { "" };
                let name = format!("form-{size}-{theme}");
                expect_in_order_beside(&page, &name, under).await;
                page.click(&named(id::FORM_CLOSE)).await;
                page.click(&named(id::CLOCK)).await;
                page.click(&named(id::ADD_SCHEDULE)).await;
                let name = format!("clock-{size}-{theme}");
                expect_in_order_beside(&page, &name, under).await;
                page.click(&named(id::FORM_CLOSE)).await;
                page.click(&named(id::SETTINGS)).await;
                let name = format!("settings-{size}-{theme}");
                expect_fits(&page, &name, id::SETTINGS_DIALOG).await;
                page.click(&named(id::CLOSE)).await;
                if narrow {
                    page.click(&named(id::TAB_INSPECTOR)).await;
                }
                expect_in_order(&page, &format!("broken-{size}-{theme}")).await;
                assert!(!content(&page, &named(id::BROKEN)).await.is_empty());
                page.goto("?again").await;
            }
        }
    });
}
