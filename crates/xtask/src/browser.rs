//! Chromium and its driver, for the tests that need a real browser.

use std::path::PathBuf;

use crate::apt;
use crate::run::{Result, on_path};

const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];
const CHROMIUM_NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const ADVICE: &str = "the browser tests need Chromium (or Chrome) and the chromedriver of the same \
version on the PATH, or CHROMEDRIVER set to the driver's path. On Debian: \
`apt-get install chromium chromium-driver`";

/// The path of chromedriver, installed with its browser if that is permitted.
pub fn ensure_driver() -> Result<PathBuf> {
    if let Some(driver) = find_driver() {
        return Ok(driver);
    }
    apt::install(&PACKAGES, "the browser that the tests drive")
        .map_err(|problem| format!("{problem}\n{ADVICE}"))?;
    find_driver().ok_or_else(|| ADVICE.into())
}

fn find_driver() -> Option<PathBuf> {
    // A driver named by hand knows its own browser.
    if let Some(named) = std::env::var_os("CHROMEDRIVER") {
        return Some(named.into());
    }
    CHROMIUM_NAMES.iter().find_map(|name| on_path(name))?;
    on_path("chromedriver")
}
