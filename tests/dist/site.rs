//! What a person does on the built site, on top of the harness: commands, files, and what
//! the picture says.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::key::Key;
use serde_json::{Value, json};

use crate::harness::Page;
use crate::testids as id;

/// The selector of what has this test id.
pub fn named(testid: &str) -> String {
    format!("[data-testid='{testid}']")
}

/// A file of the test's own, below the folder that Cargo gives to tests.
pub fn scratch(test: &str, name: &str, bytes: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("files")
        .join(test);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the file can be written");
    path
}

/// Opens a file through the hidden picker.
pub async fn opens(page: &Page, file: &Path) {
    page.upload(&named(id::OPEN_FILE), file).await;
}

/// Starts the site with animations skipped.
pub async fn starts_without_animations(page: &Page) {
    page.start().await;
    page.click(&named(id::SKIP)).await;
}

/// Types a command, presses Enter, and waits until it has run.
pub async fn runs(page: &Page, command: &str) {
    let before = position(page).await;
    let keys = format!("{command}{}", char::from(Key::Enter));
    page.type_into(&named(id::COMMAND_INPUT), &keys).await;
    until(page, "the command is accepted", async || {
        position(page).await != before && is_paused(page).await
    })
    .await;
}

/// Whether nothing plays.
pub async fn is_paused(page: &Page) -> bool {
    page.attribute(&named(id::APP), "data-run").await == "paused"
}

/// Command, commands, step, steps.
pub async fn position(page: &Page) -> [u64; 4] {
    let script = "const it = document.querySelector(arguments[0]).dataset;
        return [it.command, it.commands, it.step, it.steps].map(Number);";
    let at = page.execute(script, vec![json!(named(id::POSITION))]).await;
    serde_json::from_value(at).expect("they are numbers")
}

/// The picture as it is in the document.
pub async fn picture(page: &Page) -> String {
    let script = "return document.querySelector(arguments[0]).innerHTML;";
    text(page.execute(script, vec![json!(named(id::TREE_SVG))]).await)
}

/// The titles of all boxes in the picture, in order of creation. Folded snapshots are unfolded.
pub async fn boxes(page: &Page) -> Vec<String> {
    let folded = format!(
        "{} [data-key^='fold/'][data-key$='/count']",
        named(id::TREE_SVG)
    );
    if page.exists(&folded).await {
        page.click(&folded).await;
        page.wait_gone(&folded).await;
    }
    titles(page, "vol/", "/box").await
}

/// The titles of all cells in the picture.
pub async fn cells(page: &Page) -> Vec<String> {
    titles(page, "vol/", "").await
}

async fn titles(page: &Page, prefix: &str, ending: &str) -> Vec<String> {
    let script = "const [svg, prefix, ending] = arguments;
        const number = (key) => Number(key.split('/')[1]);
        return [...document.querySelectorAll(`${svg} [data-key^='${prefix}']`)]
            .filter((item) => item.dataset.key.endsWith(ending) && item.querySelector('title'))
            .sort((a, b) => number(a.dataset.key) - number(b.dataset.key))
            .map((item) => item.querySelector('title').textContent);";
    let arguments = vec![json!(named(id::TREE_SVG)), json!(prefix), json!(ending)];
    serde_json::from_value(page.execute(script, arguments).await).expect("titles are strings")
}

/// What an element says, seen or not; "" if it is not there.
pub async fn content(page: &Page, css: &str) -> String {
    let script = "return document.querySelector(arguments[0])?.textContent ?? '';";
    text(page.execute(script, vec![json!(css)]).await)
}

/// Waits until something holds.
pub async fn until(page: &Page, what: &str, holds: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it never came true that {what}; the page says: {}",
            content(page, "body").await
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Puts a value into a field in place of what stands there.
pub async fn fills(page: &Page, testid: &str, value: &str) {
    let field: Element = page.wait_for(&named(testid)).await;
    field.clear().await.expect("the field can be emptied");
    page.type_into(&named(testid), value).await;
}

/// From now on the page notes what the element with this test id says, each time that
/// changes; see [`noted`].
pub async fn notes(page: &Page, testid: &str) {
    let script = "const css = arguments[0];
        window.noted = [];
        const look = () => {
            const told = document.querySelector(css)?.textContent;
            if (told && told !== window.noted.at(-1)) { window.noted.push(told); }
        };
        new MutationObserver(look)
            .observe(document.body, { childList: true, subtree: true, characterData: true });";
    page.execute(script, vec![json!(named(testid))]).await;
}

/// What was noted.
pub async fn noted(page: &Page) -> Vec<String> {
    let said = page.execute("return window.noted;", vec![]).await;
    serde_json::from_value(said).expect("notes are strings")
}

/// Waits until the browser has kept a document whose text holds `part`, at this micro-step.
pub async fn kept(page: &Page, part: &str, step: u64) {
    let script = "const [part, step, done] = arguments;
        const open = indexedDB.open('cowpath');
        open.onerror = () => done(false);
        open.onsuccess = () => {
            const database = open.result;
            const answer = (it) => { database.close(); done(it); };
            if (!database.objectStoreNames.contains('documents')) { return answer(false); }
            const all = database.transaction('documents').objectStore('documents').getAll();
            all.onerror = () => answer(false);
            all.onsuccess = () => answer(
                all.result.some((it) => it.text.includes(part) && it.step === step));
        };";
    until(page, "the document is kept", async || {
        page.execute_async(script, vec![json!(part), json!(step)])
            .await
            == json!(true)
    })
    .await;
}

fn text(value: Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
