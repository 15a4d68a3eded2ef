//! Chromium and its driver, for the tests that need a real browser.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{Result, on_path, output, run};
use crate::tools::announce;

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
    install()?;
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

fn install() -> Result<()> {
    let prefix: &[&str] = match (on_path("apt-get"), user_id().as_deref()) {
        (None, _) => return Err(ADVICE.into()),
        (Some(_), Some("0")) => &[],
        (Some(_), _) if may_sudo() => &["sudo", "-n"],
        (Some(_), _) => return Err(ADVICE.into()),
    };
    let apt_get = |arguments: &[&str]| {
        let line: Vec<&str> = [prefix, &["apt-get"], arguments].concat();
        run(Command::new(line[0])
            .args(&line[1..])
            .env("DEBIAN_FRONTEND", "noninteractive"))
    };
    announce(
        &format!("{} with apt-get", PACKAGES.join(" and ")),
        "the browser that the tests drive",
    );
    apt_get(&["update", "-q"])
        .and_then(|()| {
            let options = ["install", "-q", "-y", "--no-install-recommends"];
            apt_get(&[&options[..], &PACKAGES[..]].concat())
        })
        .map_err(|problem| format!("{problem}\n{ADVICE}"))
}

fn user_id() -> Option<String> {
    output(Command::new("id").arg("-u")).map(|text| text.trim().to_owned())
}

fn may_sudo() -> bool {
    on_path("sudo").is_some() && output(Command::new("sudo").args(["-n", "true"])).is_some()
}
