//! The search of every schedule, in the worker of the built site: counts, verdict, and the link
//! to the shortest wrong schedule, which shows the violated rule.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::harness::{Page, in_browser};
use crate::layout::expect_in_order_beside;
use crate::site::{content, named, opens, until};
use crate::testids as id;

fn set(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join("scenarios/inflight").join(name)
}

async fn in_front_of(page: &Page, name: &str) {
    page.start().await;
    opens(page, &set(name)).await;
    page.wait_for(&named("step-f")).await;
}

async fn searches(page: &Page) -> String {
    page.click(&named(id::SEARCH_START)).await;
    page.wait_for(&format!("{} [data-verdict]", named(id::SEARCH_RESULT)))
        .await;
    page.text(&named(id::SEARCH_RESULT)).await
}

/// Whether the whole of an element is seen, with no scrolling.
async fn is_in_view(page: &Page, css: &str) -> bool {
    let script = "const it = document.querySelector(arguments[0]);
        const box = it.getBoundingClientRect(), around = it.closest('.panel').getBoundingClientRect();
        return box.top >= around.top && box.bottom <= Math.min(around.bottom, innerHeight);";
    page.execute(script, vec![json!(css)]).await == json!(true)
}

#[test]
fn without_the_lock_a_link_leads_to_the_violated_rule() {
    in_browser("search-link", |page| async move {
        page.viewport(1280, 800).await;
        in_front_of(&page, "f-n.cow").await;
        let told = searches(&page).await;
        assert!(
            told.contains("0 of"),
            "with the lock nothing is wrong: {told}"
        );
        assert!(!page.exists(&named(id::SEARCH_LINK)).await);

        page.click(&named("search-no-lock")).await;
        let told = searches(&page).await;
        assert!(told.contains("7 of 15 schedules wrong"), "{told}");
        page.screenshot("search").await;
        let link = named(id::SEARCH_LINK);
        assert!(
            is_in_view(&page, &link).await,
            "the end of the verdict is seen"
        );
        page.click(&named(id::SEARCH_LINK)).await;
        until(&page, "the schedule is opened", async || {
            let command = content(&page, &named(id::NARRATION_COMMAND)).await;
            command.starts_with("expect ")
        })
        .await;
        let told = page.text(&named(id::NARRATION)).await;
        assert!(told.contains("It is not as expected"), "{told}");
        let rule = page.attribute(&named(id::VERDICT), "data-rule").await;
        assert_eq!(rule, "snapshot-view");
        let verdict = page.text(&named(id::VERDICT)).await;
        for words in ["Violated rule:", "The moment: ", "It shows at: ", "(here)"] {
            assert!(verdict.contains(words), "{words}: {verdict}");
        }
        assert!(is_in_view(&page, &named(id::VERDICT_SHOWN)).await);
        page.screenshot("search-wrong").await;
        page.expect_no_console_errors().await;

        // The same link in a fresh page.
        page.reload().await;
        until(&page, "the link is followed", async || {
            let command = content(&page, &named(id::NARRATION_COMMAND)).await;
            command.starts_with("expect ")
        })
        .await;
        // On a narrow window the sheet with the words is open.
        page.viewport(390, 844).await;
        page.reload().await;
        page.wait_for(&format!("{}.open", named(id::NARRATION)))
            .await;
        assert!(is_in_view(&page, &named(id::VERDICT_MOMENT)).await);
        expect_in_order_beside(&page, "search-wrong-narrow", "main").await;
    });
}

#[test]
fn three_operations_and_a_stop_after_every_step() {
    in_browser("search-three", |page| async move {
        in_front_of(&page, "f-n-r1.cow").await;
        page.click(&named("search-no-lock")).await;
        // Space ticks a box, and plays nothing.
        page.type_into(&named(id::SEARCH_CRASH), " ").await;
        assert!(
            page.exists(&format!("{}:focus", named(id::SEARCH_CRASH)))
                .await
        );
        let told = searches(&page).await;
        assert!(told.contains("241 of 420 schedules wrong"), "{told}");
        assert!(told.contains("stopped and recovered"), "{told}");

        // In the order of the claims nothing but a stop does harm.
        page.click(&named("search-no-lock")).await;
        page.click(&named("search-claims-order")).await;
        let told = searches(&page).await;
        let counts = "0 of 6 schedules wrong; 7 of 37 stops lose data";
        assert!(told.contains(counts), "{told}");
        assert!(told.contains("With the earliest such stop"), "{told}");
    });
}
