//! A reload, and a second visit: the document is there, where the person left it.

use crate::harness::in_browser;
use crate::site::{cells, content, kept, named, position, runs, starts_without_animations, until};
use crate::testids as id;

#[test]
fn a_reload_brings_the_document_back() {
    in_browser("reload", |page| async move {
        starts_without_animations(&page).await;
        page.click(&named(id::TO_END)).await;
        runs(&page, "ross s1 of base").await;
        runs(&page, "write base 1 \"first\"").await;
        page.click(&named(id::UNDO)).await;
        runs(&page, "write base 1 \"kept me\"").await;
        for _ in 0..3 {
            page.click(&named(id::STEP_BACK)).await;
        }
        let before = (position(&page).await, cells(&page).await);
        assert!(
            before.0[2] < before.0[3],
            "it stands half way: {:?}",
            before.0
        );
        let title = content(&page, &named(id::TITLE)).await;
        kept(&page, "kept me", before.0[2]).await;

        page.reload().await;
        until(&page, "it is restored", async || {
            position(&page).await == before.0
        })
        .await;
        assert_eq!(cells(&page).await, before.1);
        assert_eq!(content(&page, &named(id::TITLE)).await, title);
        let branch = page.attribute(&named(id::BRANCH), "title").await;
        assert!(branch.contains("first"), "{branch}");
    });
}

/// Without a kept document, the first screen is Fig. 8, paused, with its invitation.
#[test]
fn a_first_visit_is_invited() {
    in_browser("reload-first", |page| async move {
        page.start().await;
        let invitation = page.text(&named(id::INVITE)).await;
        for word in ["step", "type", "trace"] {
            assert!(invitation.contains(word), "{word} in {invitation}");
        }
        assert!(
            content(&page, &named(id::TITLE))
                .await
                .starts_with("Fig. 8")
        );
        let before = position(&page).await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        assert_eq!(position(&page).await, before, "it starts paused");
        page.click(&named(id::STEP_FORWARD)).await;
        page.wait_gone(&named(id::INVITE)).await;
        assert_ne!(position(&page).await, before);
    });
}

/// The theme that was chosen stays.
#[test]
fn the_theme_is_remembered() {
    in_browser("reload-theme", |page| async move {
        page.media("prefers-color-scheme", "light").await;
        page.start().await;
        assert_eq!(page.attribute("html", "data-theme").await, "light");
        page.media("prefers-color-scheme", "dark").await;
        page.wait_for("html[data-theme=dark]").await;
        // System, light, dark.
        page.click(&named(id::THEME_TOGGLE)).await;
        page.wait_for("html[data-theme=light]").await;
        page.reload().await;
        page.wait_for("html[data-theme=light]").await;
        let choice = page
            .attribute(&named(id::THEME_TOGGLE), "data-choice")
            .await;
        assert_eq!(choice, "light");
    });
}

/// A browser that keeps nothing is no obstacle.
#[test]
fn without_storage_it_works_for_this_page() {
    in_browser("reload-no-storage", |page| async move {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            serde_json::json!({ "source":
                "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); };
                 Object.defineProperty(window, 'localStorage', {
                     get() { throw new DOMException('no', 'SecurityError'); } });" }),
        )
        .await;
        starts_without_animations(&page).await;
        runs(&page, "write base 0 \"works\"").await;
        assert!(cells(&page).await.iter().any(|cell| cell.contains("works")));
        page.click(&named(id::THEME_TOGGLE)).await;
        page.wait_for("html[data-theme=light]").await;
    });
}
