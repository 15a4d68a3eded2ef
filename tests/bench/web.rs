//! The built site, measured in a headless browser: how soon it starts, how long a
//! command takes to be seen, how even a picture moves, how fast a trace is replayed.
//! `cargo xtask bench-web` runs this; without it (no `COWPATH_BENCH_SITE`) it says
//! that it is skipped. Times are the page's own, not those of the driver.

use std::env;
use std::path::Path;

use cowpath_bench::row::Row;
use serde_json::{Value, json};

use crate::harness::{Page, serving};
use crate::site::{fills, named, opens};
use crate::testids as id;

/// Loads of the site, commands and replays; the best counts.
const SAMPLES: usize = 5;
/// The sample of the project.
const TRACE: &str = "data/sqlite-oltp.csv";

const NOTE_START: &str = "
new MutationObserver(() => {
    if (!window.startedAt && document.documentElement?.dataset.app === 'started') {
        window.startedAt = performance.now();
    }
}).observe(document, { attributes: true, childList: true, subtree: true });";

/// Presses Enter in the command line, and waits until a frame shows what came of it.
const COMMAND: &str = "
const [input, position, app, done] = arguments;
const field = document.querySelector(input);
const at = () => document.querySelector(position).dataset.command;
const [before, begun] = [at(), performance.now()];
const look = () => {
    if (at() === before || document.querySelector(app).dataset.run !== 'paused') { return false; }
    requestAnimationFrame(() => done(performance.now() - begun));
    return true;
};
const watch = new MutationObserver(() => { if (look()) { watch.disconnect(); } });
watch.observe(document.body, { attributes: true, childList: true, subtree: true });
field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));";

/// The times between frames while the page plays, in order of length.
const FRAMES: &str = "
const [play, duration, done] = arguments;
const times = [];
const frame = (time) => {
    times.push(time);
    if (time - times[0] < duration) { return requestAnimationFrame(frame); }
    const between = times.slice(1).map((time, at) => time - times[at]);
    done(between.sort((a, b) => a - b));
};
document.querySelector(play).click();
requestAnimationFrame(frame);";

/// Starts a replay and waits for its report.
const REPLAY: &str = "
const [start, report, done] = arguments;
const begun = performance.now();
const watch = new MutationObserver(() => {
    const told = document.querySelector(report);
    if (!told) { return; }
    const ms = performance.now() - begun;
    watch.disconnect();
    const count = told.querySelector('[data-count=page-writes] b').textContent;
    done({ ms, writes: Number(count.replace(/\\D/g, '')) });
});
watch.observe(document.body, { childList: true, subtree: true });
document.querySelector(start).click();";

#[test]
fn the_site_is_measured() {
    let Ok(folder) = env::var("COWPATH_BENCH_SITE") else {
        println!("skipped: COWPATH_BENCH_SITE is not set; `cargo xtask bench-web` sets it");
        return;
    };
    let output = env::var("COWPATH_BENCH_OUTPUT").expect("COWPATH_BENCH_OUTPUT is set");
    serving(Path::new(&folder), "bench-web", |page| async move {
        let rows = [
            start(&page).await,
            command(&page).await,
            frames(&page).await,
            replay(&page).await,
        ];
        let lines: String = rows.iter().map(|row| row.json() + "\n").collect();
        std::fs::write(&output, lines).expect("the rows can be written");
    });
}

async fn start(page: &Page) -> Row {
    let script = json!({ "source": NOTE_START });
    page.devtools("Page.addScriptToEvaluateOnNewDocument", script)
        .await;
    let mut times = Vec::new();
    for _ in 0..SAMPLES {
        page.start().await;
        times.push(number(
            &page.execute("return window.startedAt;", vec![]).await,
        ));
    }
    Row::alone("web-start", "ms", best(&times)).with_note("from the address to a page that answers")
}

async fn command(page: &Page) -> Row {
    page.click(&named(id::SKIP)).await;
    let mut times = Vec::new();
    for sample in 0..SAMPLES {
        let command = format!("write base 2 \"n{sample}\"");
        fills(page, id::COMMAND_INPUT, &command).await;
        let places = [id::COMMAND_INPUT, id::POSITION, id::APP];
        let places = places.iter().map(|place| json!(named(place))).collect();
        times.push(number(&page.execute_async(COMMAND, places).await));
    }
    Row::alone("web-command", "ms", best(&times))
        .with_note("from Enter to a frame with its outcome, animations skipped")
}

async fn frames(page: &Page) -> Row {
    page.start().await;
    let arguments = vec![json!(named(id::PLAY)), json!(3000)];
    let between: Vec<f64> = serde_json::from_value(page.execute_async(FRAMES, arguments).await)
        .expect("they are numbers");
    assert!(between.len() > 10, "it moved: {between:?}");
    let late = between[between.len() * 95 / 100];
    let note = format!(
        "between frames, the 95th percentile of {}; software rendering",
        between.len()
    );
    Row::alone("web-frame", "ms", late).with_note(note)
}

async fn replay(page: &Page) -> Row {
    let mut times = Vec::new();
    let mut writes = 0.0;
    for _ in 0..SAMPLES {
        page.start().await;
        opens(page, &page.sample(TRACE)).await;
        fills(page, id::TRACE_WRITES, "5000").await;
        let places = [id::TRACE_START, id::TRACE_REPORT];
        let places = places.iter().map(|place| json!(named(place))).collect();
        let told = page.execute_async(REPLAY, places).await;
        times.push(number(&told["ms"]));
        writes = number(&told["writes"]);
    }
    let note = "sqlite-oltp.csv in the worker, from the button to the report";
    Row::alone("web-replay", "page writes/s", writes / best(&times) * 1e3).with_note(note)
}

fn best(times: &[f64]) -> f64 {
    times.iter().copied().fold(f64::INFINITY, f64::min)
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is a number"))
}
