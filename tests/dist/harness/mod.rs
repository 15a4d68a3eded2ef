//! What a test of the built site needs: a static host, a browser, and a [`Page`].
//!
//! ```ignore
//! #[test]
//! fn opens_a_trace() {
//!     in_browser("opens-a-trace", |page| async move {
//!         page.start().await;
//!         page.upload("input[type=file]", &page.sample("data/sqlite-oltp.csv")).await;
//!         page.wait_for_text("#status", "12 writes").await;
//!     });
//! }
//! ```
//!
//! Each test has its own host, driver, browser and empty profile. At its end the
//! browser's console must hold no error that the test has not itself fetched with
//! [`Page::console_errors`]. A failed test leaves `<target>/screenshots/<name>-failed.png`.

mod chromium;
mod driver;
mod page;
mod server;

use std::env;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use driver::Driver;
pub use page::Page;
use server::Server;

/// The folder of the pretended static host that holds the site.
const SITE: &str = "/some/sub/path/";

/// Runs a test on the built site in a fresh browser, or says that it is skipped.
///
/// `name` is unique among the tests: it names the profile folder and screenshots.
#[allow(dead_code, reason = "the benchmark's page is no site")]
pub fn in_browser<F, T>(name: &str, test: F)
where
    F: FnOnce(Page) -> T,
    T: Future<Output = ()>,
{
    let Some(dist) = env::var_os("COWPATH_DIST") else {
        println!("skipped: COWPATH_DIST is not set; `cargo xtask test dist` sets it");
        return;
    };
    serving(Path::new(&dist), name, test);
}

/// Runs a test on a folder of files in a fresh browser.
pub fn serving<F, T>(folder: &Path, name: &str, test: F)
where
    F: FnOnce(Page) -> T,
    T: Future<Output = ()>,
{
    let folders = Folders::create(name);
    let server = Server::start(folder, SITE);
    let driver = Driver::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts");
    let page = runtime.block_on(Page::open(server, driver, folders));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(test(page.clone()));
        runtime.block_on(page.expect_no_console_errors());
    }));
    if outcome.is_err() {
        runtime.block_on(page.leave_evidence());
    }
    drop(page);
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// The folders of one test, emptied at its start.
struct Folders {
    name: String,
    profile: PathBuf,
    downloads: PathBuf,
    screenshots: PathBuf,
}

impl Folders {
    fn create(name: &str) -> Self {
        // Cargo makes this folder for us, at `<target>/tmp`.
        let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let own = scratch.join("dist").join(name);
        // It may not be there yet.
        let _ = std::fs::remove_dir_all(&own);
        let folders = Self {
            name: name.to_owned(),
            profile: own.join("profile"),
            downloads: own.join("downloads"),
            screenshots: scratch.with_file_name("screenshots"),
        };
        for folder in [&folders.profile, &folders.downloads, &folders.screenshots] {
            std::fs::create_dir_all(folder).expect("the test's folders can be made");
        }
        folders
    }
}
