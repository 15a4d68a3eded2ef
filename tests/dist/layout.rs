//! The page at its two sizes, light and dark: nothing passes its edges, everything that
//! can be pressed can be reached.

use serde_json::{Value, json};

use crate::harness::{Page, in_browser};
use crate::site::{content, fills, named, opens, runs, starts_without_animations, until};
use crate::testids as id;

/// Texts that pass the left or right edge of the window, and the width of the page.
const OVERFLOW: &str = r#"
const wide = document.scrollingElement.scrollWidth;
const out = [];
const clips = (element) => /(auto|scroll|hidden|clip)/.test(getComputedStyle(element).overflowX);
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode;
  const element = node.parentElement;
  if (!node.data.trim() || element.closest('svg, .away, [hidden], noscript')) continue;
  if (!element.checkVisibility({ visibilityProperty: true })) continue;
  let around = element;
  while (around && around !== document.body && !clips(around)) around = around.parentElement;
  if (around && around !== document.body) {
    const box = around.getBoundingClientRect();
    if (box.left >= -1 && box.right <= innerWidth + 1) continue;
  }
  const range = document.createRange();
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) {
    if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)) {
      out.push(`${node.data.trim().slice(0, 40)} at ${box.left}..${box.right}`);
      break;
    }
  }
}
return { wide, window: innerWidth, out };
"#;

/// Controls that another element covers, or that lie outside of the window. Of a large
/// one, it is enough that some of it can be reached.
const COVERED: &str = r#"
const covered = [];
for (const control of document.querySelectorAll('button, select, input, [tabindex="0"]')) {
  if (arguments[0] && control.closest(arguments[0])) continue;
  if (control.closest('.away, [hidden]') || control.matches('.away, [type=file]')) continue;
  if (!control.checkVisibility({ visibilityProperty: true })) continue;
  control.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const box = control.getBoundingClientRect();
  const shares = box.height < 60 ? [0.5] : [0.08, 0.5, 0.92];
  const hits = shares.map((share) =>
    document.elementFromPoint(box.left + box.width / 2, box.top + box.height * share));
  const reached = (hit) => hit && (control.contains(hit) || hit.closest('label')?.contains(control));
  if (!hits.some(reached)) {
    const name = control.dataset.testid ?? control.textContent.trim();
    covered.push(`${name} is under ${hits[0]?.outerHTML.slice(0, 80) ?? 'nothing: it is outside'}`);
  }
}
return covered;
"#;

/// Texts in the picture that lie on top of each other.
const OVERLAPS: &str = r#"
const texts = [...document.querySelectorAll(`${arguments[0]} text`)]
  .filter((text) => text.textContent.trim() && text.getAttribute('opacity') !== '0')
  .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }));
const overlaps = [];
for (const [at, a] of texts.entries()) {
  for (const b of texts.slice(at + 1)) {
    const w = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const h = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (w > 2 && h > 4) overlaps.push(`${a.words} / ${b.words}`);
  }
}
return overlaps;
"#;

/// The two sizes.
pub const SIZES: [(&str, u32, u32); 2] = [("wide", 1280, 800), ("narrow", 390, 844)];

pub async fn expect_in_order(page: &Page, name: &str) {
    expect_in_order_beside(page, name, "").await;
}

/// The same, but what a sheet lies over need not be reached.
pub async fn expect_in_order_beside(page: &Page, name: &str, under: &str) {
    page.screenshot(name).await;
    let found = page.execute(OVERFLOW, vec![]).await;
    assert_eq!(found["out"], json!([]), "{name}: texts pass the edge");
    let (wide, window) = (found["wide"].as_f64(), found["window"].as_f64());
    assert!(wide <= window, "{name}: {found}");
    let covered = page.execute(COVERED, vec![json!(under)]).await;
    assert_eq!(covered, json!([]), "{name}: controls cannot be reached");
}

async fn expect_readable_picture(page: &Page, name: &str) {
    let overlaps = page
        .execute(OVERLAPS, vec![json!(named(id::TREE_SVG))])
        .await;
    assert_eq!(overlaps, json!([]), "{name}: texts of the picture overlap");
}

#[test]
fn the_first_screen() {
    in_browser("layout-first", |page| async move {
        for theme in ["light", "dark"] {
            page.media("prefers-color-scheme", theme).await;
            for (size, width, height) in SIZES {
                page.viewport(width, height).await;
                page.start().await;
                page.wait_for(&format!("html[data-theme={theme}]")).await;
                let name = format!("first-{size}-{theme}");
                expect_in_order(&page, &name).await;
                expect_readable_picture(&page, &name).await;
            }
        }
    });
}

#[test]
fn a_push_half_way_with_a_selection() {
    in_browser("layout-push", |page| async move {
        for (size, width, height) in SIZES {
            page.viewport(width, height).await;
            page.start().await;
            page.click(&named(id::SKIP)).await;
            for _ in 0..8 {
                page.click(&named(id::STEP_FORWARD)).await;
            }
            let name = format!("push-{size}");
            expect_in_order(&page, &name).await;
            page.goto("?again").await;
        }
    });
}

#[test]
fn a_comparison_and_an_error() {
    in_browser("layout-diff", |page| async move {
        for (size, width, height) in SIZES {
            page.viewport(width, height).await;
            starts_without_animations(&page).await;
            page.click(&named(id::TO_END)).await;
            runs(&page, "diff 2206 2308").await;
            let field = named(id::COMMAND_INPUT);
            page.type_into(&field, "write 2206 0 \"x\"\u{e007}").await;
            page.wait_for_text(&named(id::ERROR), "read-only").await;
            let name = format!("diff-{size}");
            expect_in_order(&page, &name).await;
        }
    });
}

/// A document of its own in a link, at the end of its line.
async fn follows(page: &Page, lines: &[&str]) {
    let text = format!("cow 1\n{}\n", lines.join("\n"));
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    page.goto(&format!("?linked#cow={}", text.replace('+', "%20")))
        .await;
    page.reload().await;
    until(page, "the document is opened", async || {
        let title = content(page, &named(id::TITLE)).await;
        title.contains("from a link")
    })
    .await;
}

#[test]
fn what_is_under_way() {
    const RESTORE: [&str; 9] = [
        "volume base pages 8 page 16B levels 2x2x2",
        "write base 1 \"A1\"",
        "ross s1 of base",
        "rwss w of s1",
        "write w 1 \"w1\"",
        "write w 2 \"w2\"",
        "restore base from w as n mode lazy",
        "write base 2 \"h2\"",
        "background base",
    ];
    const FLIGHT: [&str; 5] = [
        "volume base pages 4 page 16B levels 2x2",
        "begin f write base 0 \"d1\"",
        "ross s of base",
        "begin n write base 0 \"d2\"",
        "step f",
    ];
    in_browser("layout-under-way", |page| async move {
        for (size, width, height) in SIZES {
            page.viewport(width, height).await;
            for (name, panel, lines) in [
                ("restore", id::RESTORE, &RESTORE[..]),
                ("flight", id::PLAYER, &FLIGHT),
            ] {
                page.start().await;
                follows(&page, lines).await;
                let name = format!("{name}-{size}");
                expect_in_order(&page, &name).await;
                expect_readable_picture(&page, &name).await;
                let zoom = content(&page, ".corner .scale").await;
                let percent = zoom.trim_end_matches(" %").parse::<u32>();
                assert!(percent.is_ok_and(|percent| percent >= 70), "{name}: {zoom}");
                if size == "narrow" {
                    page.click(&named(id::TAB_INSPECTOR)).await;
                    let sheet = format!("sheet-{name}");
                    expect_in_order_beside(&page, &sheet, "main").await;
                }
                assert!(is_seen(&page, panel).await, "{name}");
                page.goto("?again").await;
            }
        }
    });
}

/// On a narrow window the side panels are sheets; picture and step controls stay.
#[test]
fn sheets_of_a_narrow_window() {
    in_browser("layout-sheets", |page| async move {
        page.viewport(390, 844).await;
        starts_without_animations(&page).await;
        assert!(!is_seen(&page, id::NARRATION).await);
        assert!(!is_seen(&page, id::INSPECTOR).await);
        assert!(is_seen(&page, id::TREE_SVG).await);
        page.click(&named(id::STEP_FORWARD)).await;
        page.click(&named(id::TAB_STORY)).await;
        assert!(is_seen(&page, id::NARRATION).await);
        assert!(is_seen(&page, id::STEP_FORWARD).await);
        assert!(is_seen(&page, id::TREE_SVG).await);
        expect_in_order_beside(&page, "sheet-story", "main").await;
        page.click(&named(id::TAB_INSPECTOR)).await;
        assert!(is_seen(&page, id::INSPECTOR).await);
        assert!(!is_seen(&page, id::NARRATION).await);
        expect_in_order_beside(&page, "sheet-inspector", "main").await;
        page.click(&named(id::TAB_INSPECTOR)).await;
        assert!(!is_seen(&page, id::INSPECTOR).await);
    });
}

async fn is_seen(page: &Page, testid: &str) -> bool {
    let element = page.wait_for(&named(testid)).await;
    element.is_displayed().await.expect("it is there")
}

#[test]
fn dialogs() {
    in_browser("layout-dialogs", |page| async move {
        for (size, width, height) in SIZES {
            page.viewport(width, height).await;
            page.start().await;
            page.click(&named(id::HELP)).await;
            page.wait_for(&named(id::HELP_DIALOG)).await;
            expect_fits(&page, &format!("help-{size}"), id::HELP_DIALOG).await;
            page.click(&named(id::CLOSE)).await;
            opens(&page, &page.sample(crate::trace::SAMPLE)).await;
            page.wait_for(&named(id::TRACE_DIALOG)).await;
            expect_fits(&page, &format!("replay-{size}"), id::TRACE_DIALOG).await;
            fills(&page, id::TRACE_WRITES, "300").await;
            page.click(&named(id::TRACE_START)).await;
            page.wait_for(&named(id::TRACE_REPORT)).await;
            expect_fits(&page, &format!("report-{size}"), id::TRACE_REPORT).await;
            page.click(&named(id::CLOSE)).await;
            // 189 snapshots fold.
            expect_readable_picture(&page, &format!("replayed-{size}")).await;
            page.screenshot(&format!("replayed-{size}")).await;
            assert!(
                content(&page, &named(id::TREE_SVG))
                    .await
                    .contains("snapshots")
            );
            page.goto("?again").await;
        }
    });
}

/// A dialog lies within the window, and scrolls within itself if it must.
pub async fn expect_fits(page: &Page, name: &str, dialog: &str) {
    page.screenshot(name).await;
    let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.left, box.top, innerWidth - box.right, innerHeight - box.bottom];";
    let edges: Value = page.execute(script, vec![json!(named(dialog))]).await;
    let edges: Vec<f64> = serde_json::from_value(edges).expect("they are numbers");
    assert!(edges.iter().all(|edge| *edge >= 0.0), "{name}: {edges:?}");
    let found = page.execute(OVERFLOW, vec![]).await;
    assert_eq!(found["out"], json!([]), "{name}: texts pass the edge");
}
