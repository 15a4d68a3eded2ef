//! The site starts, under its policy, from any folder.

use std::env;
use std::fs;

use crate::first_load::{is_code, is_first_load};
use crate::harness::{Page, in_browser};
use crate::site::{named, opens};
use crate::testids as id;
use crate::trace::SAMPLE;
use serde_json::json;

#[test]
fn starts_from_a_sub_path_of_any_host() {
    in_browser("start-sub-path", |page| async move {
        page.start().await;
        assert!(page.address().contains("/some/sub/path/"));
        assert_eq!(page.client().title().await.unwrap(), "Cowpath");
        assert!(page.text("body").await.contains("Cowpath"));
        assert!(!page.exists("#boot").await);
        page.screenshot("start").await;
        assert_eq!(page.requests(".wasm"), 1, "the module is fetched once");
        assert_eq!(page.requests("boot.js"), 1);
    });
}

/// What `cargo xtask size` weighs as the first load is what a first visit fetches.
#[test]
fn a_first_visit_fetches_the_first_load_only() {
    in_browser("start-first-load", |page| async move {
        page.start().await;
        // Whatever were fetched ahead would be asked for by now.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let (first, later): (Vec<_>, Vec<_>) = code_of_the_site()
            .into_iter()
            .partition(|name| is_first_load(name));
        assert_eq!(code_fetched(&page), first);
        opens(&page, &page.sample(SAMPLE)).await;
        page.click(&named(id::TRACE_START)).await;
        page.wait_for(&named(id::TRACE_REPORT)).await;
        let mut both = [first, later].concat();
        both.sort();
        assert_eq!(code_fetched(&page), both);
    });
}

/// WebAssembly and JavaScript that was asked for, once for each time.
fn code_fetched(page: &Page) -> Vec<String> {
    let mut fetched = page.fetched();
    fetched.retain(|name| is_code(name));
    fetched.sort();
    fetched
}

fn code_of_the_site() -> Vec<String> {
    let dist = env::var_os("COWPATH_DIST").expect("the test runs on a site");
    let files = fs::read_dir(dist).expect("the site is a folder");
    let names = files.flatten().map(|file| file.file_name());
    let mut names: Vec<String> = names.filter_map(|name| name.into_string().ok()).collect();
    names.retain(|name| is_code(name));
    names.sort();
    names
}

#[test]
fn keeps_a_strict_policy() {
    in_browser("start-policy", |page| async move {
        page.start().await;
        let policy = page
            .attribute("meta[http-equiv=Content-Security-Policy]", "content")
            .await;
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        // The positive space: the policy is enforced, not merely written down.
        let ran = page
            .execute(
                "const script = document.createElement('script');
                 script.textContent = 'window.inline_ran = true';
                 document.body.append(script);
                 return window.inline_ran === true;",
                vec![],
            )
            .await;
        assert_eq!(ran, json!(false));
        let errors = page.console_errors().await;
        assert_eq!(errors.len(), 1, "{errors:#?}");
        assert!(errors[0].contains("Content Security Policy"), "{errors:#?}");
    });
}

#[test]
fn the_worker_says_ready() {
    in_browser("start-worker", |page| async move {
        page.start().await;
        let message = page
            .execute_async(
                "const [done] = arguments;
                 const tag = document.querySelector('script[data-worker-js]');
                 const address = (name) =>
                     encodeURIComponent(new URL(tag.dataset[name], document.baseURI).href);
                 const worker = new Worker(
                     `worker.js?js=${address('workerJs')}&wasm=${address('workerWasm')}`,
                     { type: 'module' });
                 worker.onmessage = (event) => done(event.data);
                 worker.onerror = (event) => done(`error: ${event.message}`);",
                vec![],
            )
            .await;
        assert_eq!(message["type"], "Ready", "{message}");
    });
}

#[test]
fn says_so_when_the_module_cannot_be_loaded() {
    in_browser("start-failure", |page| async move {
        page.break_files(".wasm");
        page.goto("").await;
        page.wait_for("html[data-app=failed]").await;
        let text = page.text("body").await;
        assert!(text.contains("Cowpath could not start"), "{text}");
        assert!(!page.console_errors().await.is_empty());
    });
}
