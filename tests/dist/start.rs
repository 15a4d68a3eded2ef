//! The site starts, under its policy, from any folder.

use crate::harness::in_browser;
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
fn worker_of_the_same_module_says_ready() {
    in_browser("start-worker", |page| async move {
        page.start().await;
        let message = page
            .execute_async(
                "const [done] = arguments;
                 const tag = document.querySelector('script[data-js]');
                 const address = (name) =>
                     encodeURIComponent(new URL(tag.dataset[name], document.baseURI).href);
                 const worker = new Worker(
                     `worker.js?js=${address('js')}&wasm=${address('wasm')}`,
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
