//! What WebDriver leaves to the browser: Chromium's switches, its log, its DevTools.

use std::path::Path;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// The switches, from the file that the other browser tests use too.
const SWITCHES: &str = include_str!("../../webdriver.json");

/// What is asked of the browser: its switches, all of its log, an own profile.
pub fn capabilities(profile: &Path, downloads: &Path) -> Capabilities {
    let mut wanted: Capabilities =
        serde_json::from_str(SWITCHES).expect("webdriver.json is an object");
    let options = &mut wanted["goog:chromeOptions"];
    options["prefs"] = json!({
        "download.default_directory": downloads,
        "download.prompt_for_download": false,
    });
    options["args"]
        .as_array_mut()
        .expect("webdriver.json has a list of switches")
        .push(json!(format!("--user-data-dir={}", profile.display())));
    wanted.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL" }));
    wanted
}

/// A command of chromedriver's own, below the session's address.
#[derive(Debug)]
pub struct Extra {
    path: &'static str,
    body: Value,
}

impl Extra {
    /// Fetches the browser's console, and empties it.
    pub fn browser_log() -> Self {
        Self {
            path: "se/log",
            body: json!({ "type": "browser" }),
        }
    }

    /// Sends a DevTools command.
    pub fn devtools(method: &str, parameters: &Value) -> Self {
        Self {
            path: "goog/cdp/execute",
            body: json!({ "cmd": method, "params": parameters }),
        }
    }
}

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/{}", self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
