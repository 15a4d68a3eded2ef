//! Measurements in a browser: the built site in [`web`], and here
//! the benchmark's page, opened in a headless browser: each row is measured in a
//! page of its own, and its lines of JSON are written to a file. `cargo xtask bench`
//! runs this; without it (no `COWPATH_BENCH`) it says that it is skipped.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../dist/harness/mod.rs"]
mod harness;
#[allow(
    dead_code,
    reason = "a vocabulary that the tests of the site use whole"
)]
#[path = "../dist/site.rs"]
mod site;
#[allow(dead_code, reason = "the names that the page gives to its parts")]
#[path = "../../web/src/testids.rs"]
mod testids;
mod web;

use std::env;
use std::path::Path;
use std::time::Duration;

use fantoccini::wd::TimeoutConfiguration;
use serde_json::json;

/// The longest a row may take.
const PATIENCE: Duration = Duration::from_secs(900);

const MEASURE: &str = "\
const [row, plan, trace, done] = arguments;
try { done({ rows: window.measure(row, plan, trace) }); } catch (error) { done({ error: String(error) }); }";

#[test]
fn rows_are_measured_in_a_browser() {
    let Ok(folder) = env::var("COWPATH_BENCH") else {
        println!("skipped: COWPATH_BENCH is not set; `cargo xtask bench` sets it");
        return;
    };
    let asked = |name: &str| env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let (row, plan) = (asked("COWPATH_BENCH_ROW"), asked("COWPATH_BENCH_PLAN"));
    let (trace, output) = (asked("COWPATH_BENCH_TRACE"), asked("COWPATH_BENCH_OUTPUT"));
    harness::serving(Path::new(&folder), "bench", |page| async move {
        let patience = TimeoutConfiguration::new(Some(PATIENCE), None, None);
        let set = page.client().update_timeouts(patience).await;
        set.expect("the time for a script can be set");
        page.start().await;
        let arguments = vec![json!(row), json!(plan), json!(trace)];
        let answer = page.execute_async(MEASURE, arguments).await;
        let rows = answer["rows"].as_str();
        let rows = rows.unwrap_or_else(|| panic!("{row}: {}", answer["error"]));
        assert!(rows.lines().count() > 0, "{row} was measured");
        std::fs::write(&output, rows).expect("the rows can be written");
    });
}
