//! When the program itself breaks: never a blank screen, and nothing lost.

use std::fs;

use crate::harness::in_browser;
use crate::site::{kept, named, opens, picture, position, runs, starts_without_animations, until};
use crate::testids as id;
use crate::trace::SAMPLE;

#[test]
fn a_panic_shows_a_page_that_keeps_the_log() {
    in_browser("failure-panic", |page| async move {
        starts_without_animations(&page).await;
        runs(&page, "write base 0 \"precious\"").await;
        let at = position(&page).await;
        kept(&page, "precious", at[2]).await;
        // A change of the fragment alone does not load the page again.
        page.goto("#debug-panic").await;
        page.client().refresh().await.expect("it loads");
        let said = page.wait_for_text(&named(id::PANIC), "broke").await;
        assert!(said.contains("asked for by the address"), "{said}");
        assert!(said.contains("write base 0 \"precious\""), "{said}");
        page.screenshot("panic").await;
        page.click(&named(id::PANIC_LOG)).await;
        let log = fs::read_to_string(page.downloaded(".cow").await).expect("it is text");
        assert!(log.starts_with("cow 1\n"), "{log}");
        assert!(log.contains("write base 0 \"precious\""), "{log}");
        let errors = page.console_errors().await;
        assert!(
            errors
                .iter()
                .any(|it| it.contains("asked for by the address")),
            "{errors:#?}"
        );

        // The saved log opens again.
        page.goto("?again").await;
        page.wait_for("html[data-app=started]").await;
        let file = page.downloaded(".cow").await;
        opens(&page, &file).await;
        until(&page, "it is open", async || {
            picture(&page).await.contains("precious")
        })
        .await;
    });
}

/// On a first visit the log is the scenario of the first screen.
#[test]
fn a_panic_at_the_start_has_a_log_too() {
    in_browser("failure-panic-first", |page| async move {
        page.goto("#debug-panic").await;
        page.wait_for_text(&named(id::PANIC), "broke").await;
        page.click(&named(id::PANIC_LOG)).await;
        let log = fs::read_to_string(page.downloaded(".cow").await).expect("it is text");
        assert!(log.contains("ross 2206 of base"), "{log}");
        assert!(!page.console_errors().await.is_empty());
    });
}

/// A worker that cannot start is told of; the next replay has a new one.
#[test]
fn a_broken_worker_is_replaced() {
    in_browser("failure-worker", |page| async move {
        page.start().await;
        let before = picture(&page).await;
        page.break_files("worker.js");
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        let said = page.wait_for_text(&named(id::FILE_ERROR), "worker").await;
        assert!(said.contains("Your document is as it was"), "{said}");
        page.click(&named(id::CLOSE)).await;
        assert_eq!(picture(&page).await, before);
        // The browser tells of the missing file by itself.
        page.console_errors().await;
        page.break_files("nothing is called like this");
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
    });
}

/// A worker that panics at its work is told of, and the next replay has a new one.
#[test]
fn a_worker_that_breaks_at_work_is_replaced() {
    in_browser("failure-at-work", |page| async move {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source":
                "const real = window.Worker;
                 window.Worker = class {
                     constructor() {
                         window.Worker = real;
                         setTimeout(() => this.say({ type: 'Ready' }));
                     }
                     say(data) { this.onmessage(new MessageEvent('message', { data })); }
                     postMessage() { setTimeout(() => this.say({ type: 'Broke', message: 'it panicked <b>here</b>' })); }
                     terminate() { window.let_go = true; }
                 };" }),
        )
        .await;
        page.start().await;
        let before = picture(&page).await;
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        let said = page.wait_for_text(&named(id::FILE_ERROR), "broke").await;
        assert!(said.contains("it panicked <b>here</b>"), "{said}");
        assert!(said.contains("Your document is as it was"), "{said}");
        page.click(&named(id::CLOSE)).await;
        assert_eq!(picture(&page).await, before);
        let gone = page.execute("return window.let_go;", vec![]).await;
        assert_eq!(gone, serde_json::json!(true));
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
    });
}

/// Whoever waits for a worker that never answers can leave.
#[test]
fn stop_works_before_the_worker_answers() {
    in_browser("failure-silent", |page| async move {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source":
                "window.Worker = class extends EventTarget { postMessage() {} terminate() {} };" }),
        )
        .await;
        page.start().await;
        let before = picture(&page).await;
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for_text(&named(id::TRACE_PROGRESS), "Starting the worker")
            .await;
        page.click(&named(id::TRACE_CANCEL)).await;
        page.wait_gone(&named(id::TRACE_PROGRESS)).await;
        assert_eq!(picture(&page).await, before);
    });
}

/// The worker's own script is there, but not the module: it says so itself.
#[test]
fn a_worker_whose_module_is_missing_is_told_of() {
    in_browser("failure-module", |page| async move {
        page.start().await;
        page.break_files(".wasm");
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        let said = page.wait_for_text(&named(id::FILE_ERROR), "worker").await;
        assert!(said.contains("broke"), "{said}");
        page.click(&named(id::CLOSE)).await;
        page.wait_gone(&named(id::FILE_ERROR)).await;
        runs(&page, "read base 0").await;
        page.console_errors().await;
    });
}
