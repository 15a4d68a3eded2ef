//! Reduced motion: things light up instead of moving.

use serde_json::json;

use crate::harness::{Page, in_browser};
use crate::site::{is_paused, named, until};
use crate::testids as id;

/// Notes each place at which the old page was seen on its way.
const WATCH: &str = "window.places = new Set();
    const svg = document.querySelector(arguments[0]);
    const look = () => {
        const chip = svg.querySelector(\"[data-key='travel/old']\");
        if (chip) { window.places.add(`${chip.getAttribute('x')},${chip.getAttribute('y')}`); }
    };
    new MutationObserver(look)
        .observe(svg, { attributes: true, childList: true, subtree: true });";

async fn places_of_a_push(page: &Page) -> usize {
    page.execute(WATCH, vec![json!(named(id::TREE_SVG))]).await;
    page.click(&named(id::PLAY)).await;
    until(page, "the old page has travelled", async || {
        let at = crate::site::position(page).await;
        at[2] >= 9 || is_paused(page).await
    })
    .await;
    page.click(&named(id::PLAY)).await;
    let seen = page.execute("return window.places.size;", vec![]).await;
    usize::try_from(seen.as_u64().expect("a number")).expect("a small one")
}

#[test]
fn with_motion_the_page_travels() {
    in_browser("motion-full", |page| async move {
        page.media("prefers-reduced-motion", "no-preference").await;
        page.start().await;
        let places = places_of_a_push(&page).await;
        assert!(places > 4, "it was seen at {places} places");
    });
}

#[test]
fn with_reduced_motion_it_is_here_and_then_there() {
    in_browser("motion-reduced", |page| async move {
        page.media("prefers-reduced-motion", "reduce").await;
        page.start().await;
        let places = places_of_a_push(&page).await;
        assert!((1..=2).contains(&places), "it was seen at {places} places");
        let running = "return document.getAnimations().length;";
        assert_eq!(page.execute(running, vec![]).await, json!(0));
    });
}

/// Nothing is drawn while nothing happens.
#[test]
fn at_rest_no_frame_is_asked_for() {
    in_browser("motion-rest", |page| async move {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source":
                "window.frames_asked = 0;
                 const ask = window.requestAnimationFrame.bind(window);
                 window.requestAnimationFrame = (call) => { window.frames_asked += 1; return ask(call); };" }),
        )
        .await;
        page.start().await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let asked = "const it = window.frames_asked; window.frames_asked = 0; return it;";
        page.execute(asked, vec![]).await;
        tokio::time::sleep(std::time::Duration::from_millis(1000)).await;
        assert_eq!(page.execute(asked, vec![]).await, json!(0));
        page.click(&named(id::STEP_FORWARD)).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let while_moving = page.execute(asked, vec![]).await;
        assert_ne!(while_moving, json!(0), "the count works");
    });
}
