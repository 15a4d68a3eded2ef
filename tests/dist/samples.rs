//! Traces of other formats. They lie beside the project; without them a test says that
//! it is skipped.

use std::path::PathBuf;

use cowpath_lab::trace::Schedule;

use crate::harness::{Page, in_browser};
use crate::site::{fills, named, opens};
use crate::testids as id;
use crate::trace::{expect_report, expect_tree, natively};

#[test]
fn a_vscsi_trace_of_cloudphysics() {
    let Some(file) = shared("cloudphysics-80.vscsi") else {
        return;
    };
    in_browser("sample-vscsi", |page| async move {
        expect_replayed(&page, &file, "vscsi", 10_000).await;
    });
}

#[test]
fn a_disksim_trace_of_tpcc() {
    let Some(file) = shared("tpcc-small.trace") else {
        return;
    };
    in_browser("sample-disksim", |page| async move {
        expect_replayed(&page, &file, "DiskSim", 500).await;
    });
}

async fn expect_replayed(page: &Page, file: &std::path::Path, format: &str, every: u64) {
    page.start().await;
    let expected = natively(file, Schedule::every_writes(every));
    opens(page, file).await;
    let dialog = page.text(&named(id::TRACE_DIALOG)).await;
    assert!(dialog.contains(format), "{format} in {dialog}");
    fills(page, id::TRACE_WRITES, &every.to_string()).await;
    page.click(&named(id::TRACE_START)).await;
    expect_report(page, &expected.report).await;
    page.click(&named(id::CLOSE)).await;
    expect_tree(page, &expected).await;
}

fn shared(name: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: ../shared/data/{name} is not there");
    None
}
