//! A browser window on the site, with the few verbs that tests use. Whatever is missing
//! here can be had from [`Page::client`]. A verb that fails ends the test, saying why.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::Folders;
use super::chromium::{Extra, capabilities};
use super::driver::Driver;
use super::server::Server;

/// How long anything may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(50);

/// A window on the site. Clones are handles on the same window.
#[derive(Clone)]
pub struct Page(Rc<Inner>);

struct Inner {
    client: Client,
    server: Server,
    folders: Folders,
    /// Ends the browser when the last handle goes.
    _driver: Driver,
}

#[allow(dead_code, reason = "a vocabulary for tests to come")]
impl Page {
    pub(super) async fn open(server: Server, driver: Driver, folders: Folders) -> Self {
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&folders.profile, &folders.downloads))
            .connect(&driver.address())
            .await
            .unwrap_or_else(|error| panic!("no browser session: {error}"));
        driver.keep_session(client.session_id().await.ok().flatten());
        let page = Self(Rc::new(Inner {
            client,
            server,
            folders,
            _driver: driver,
        }));
        page.viewport(1280, 800).await;
        page
    }

    /// The WebDriver client itself, for what has no verb here.
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// The site's address, ending in a slash.
    pub fn address(&self) -> &str {
        &self.0.server.address
    }

    /// Opens an address within the site: "" is its front page.
    pub async fn goto(&self, relative: &str) {
        let address = format!("{}{relative}", self.address());
        done(&address, self.client().goto(&address).await);
    }

    /// Opens the front page and waits until the application has started.
    pub async fn start(&self) {
        self.goto("").await;
        self.wait_for("html[data-app=started]").await;
    }

    /// Loads the page again and waits until the application has started.
    pub async fn reload(&self) {
        done("reload", self.client().refresh().await);
        self.wait_for("html[data-app=started]").await;
    }

    /// The first element, as soon as it is there.
    pub async fn wait_for(&self, css: &str) -> Element {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(element) = self.client().find(Locator::Css(css)).await {
                return element;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("no {css} within {PATIENCE:?}");
    }

    /// Waits until the element's text holds `part`; the whole text.
    pub async fn wait_for_text(&self, css: &str, part: &str) -> String {
        let begun = Instant::now();
        let mut last = None;
        while begun.elapsed() < PATIENCE {
            last = self.text_if_any(css).await;
            if let Some(text) = &last
                && text.contains(part)
            {
                return text.clone();
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{css} does not say {part:?} within {PATIENCE:?}; it says {last:?}");
    }

    /// Waits until no element matches.
    pub async fn wait_gone(&self, css: &str) {
        let begun = Instant::now();
        while self.exists(css).await {
            assert!(begun.elapsed() < PATIENCE, "{css} stays for {PATIENCE:?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether an element matches now.
    pub async fn exists(&self, css: &str) -> bool {
        self.count(css).await > 0
    }

    /// How many elements match now.
    pub async fn count(&self, css: &str) -> usize {
        done(css, self.client().find_all(Locator::Css(css)).await).len()
    }

    /// The text that a person sees in the element.
    pub async fn text(&self, css: &str) -> String {
        let element = self.wait_for(css).await;
        done(css, element.text().await)
    }

    /// The text of every element that matches, in document order.
    pub async fn texts(&self, css: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)";
        let texts = self.execute(script, vec![json!(css)]).await;
        serde_json::from_value(texts).expect("texts are strings")
    }

    async fn text_if_any(&self, css: &str) -> Option<String> {
        let element = self.client().find(Locator::Css(css)).await.ok()?;
        element.text().await.ok()
    }

    /// An attribute's value; "" if it has none.
    pub async fn attribute(&self, css: &str, name: &str) -> String {
        let element = self.wait_for(css).await;
        done(css, element.attr(name).await).unwrap_or_default()
    }

    /// Clicks the element.
    pub async fn click(&self, css: &str) {
        let element = self.wait_for(css).await;
        done(css, element.click().await);
    }

    /// Types into the element, key by key. Keys such as Enter are in
    /// `fantoccini::key::Key`.
    pub async fn type_into(&self, css: &str, keys: &str) {
        let element = self.wait_for(css).await;
        done(css, element.send_keys(keys).await);
    }

    /// Chooses a file in a file input, hidden or not.
    pub async fn upload(&self, css: &str, file: &Path) {
        let file = fs::canonicalize(file)
            .unwrap_or_else(|error| panic!("{} is not there: {error}", file.display()));
        self.type_into(css, &file.to_string_lossy()).await;
    }

    /// The first downloaded file whose name ends like this, as soon as it is complete.
    pub async fn downloaded(&self, ending: &str) -> PathBuf {
        let folder = &self.0.folders.downloads;
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let files = fs::read_dir(folder).expect("the downloads folder is there");
            let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
            paths.sort();
            let is_it = |path: &&PathBuf| path.to_string_lossy().ends_with(ending);
            if let Some(path) = paths.iter().find(is_it) {
                return path.clone();
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("nothing like *{ending} was downloaded within {PATIENCE:?}");
    }

    /// A file of the project, named from its root: `sample("data/sqlite-oltp.csv")`.
    pub fn sample(&self, path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
    }

    /// Makes the page this large, also smaller than a window can be.
    pub async fn viewport(&self, width: u32, height: u32) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
    }

    /// Pretends a media feature: `("prefers-color-scheme", "dark")`,
    /// `("prefers-reduced-motion", "reduce")`. A second call replaces the first.
    pub async fn media(&self, feature: &str, value: &str) {
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [{ "name": feature, "value": value }] }),
        )
        .await;
    }

    /// Sends a DevTools command.
    pub async fn devtools(&self, method: &'static str, parameters: Value) -> Value {
        let command = Extra::devtools(method, &parameters);
        done(method, self.client().issue_cmd(command).await)
    }

    /// Runs a script in the page; what it returns.
    pub async fn execute(&self, script: &str, arguments: Vec<Value>) -> Value {
        done(script, self.client().execute(script, arguments).await)
    }

    /// Runs a script in the page; what it hands to its last argument, a function.
    pub async fn execute_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        done(script, self.client().execute_async(script, arguments).await)
    }

    /// From now on, files of the site whose name ends like this cannot be had.
    pub fn break_files(&self, ending: &str) {
        self.0.server.break_files(ending);
    }

    /// How many requests the host had for files whose name ends like this.
    pub fn requests(&self, ending: &str) -> usize {
        self.0.server.requests(ending)
    }

    /// The files that the host was asked for, by their addresses within the site, in order.
    pub fn fetched(&self) -> Vec<String> {
        self.0.server.fetched()
    }

    /// The errors in the browser's console since the last call: failed requests, policy
    /// violations, uncaught exceptions, `console.error`. Those of workers are not seen.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = done("log", self.client().issue_cmd(Extra::browser_log()).await);
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// Fails if the console holds an error.
    pub async fn expect_no_console_errors(&self) {
        let errors = self.console_errors().await;
        assert!(errors.is_empty(), "console errors: {errors:#?}");
    }

    /// Saves `<target>/screenshots/<name>.png`; its path.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let picture = done(name, self.client().screenshot().await);
        let path = self.0.folders.screenshots.join(format!("{name}.png"));
        fs::write(&path, picture).expect("a screenshot can be written");
        path
    }

    /// After a failure: the picture and the console, if they can still be had.
    pub(super) async fn leave_evidence(&self) {
        let name = format!("{}-failed", self.0.folders.name);
        if let Ok(picture) = self.client().screenshot().await {
            let path = self.0.folders.screenshots.join(format!("{name}.png"));
            if fs::write(&path, picture).is_ok() {
                eprintln!("screenshot: {}", path.display());
            }
        }
        if let Ok(log) = self.client().issue_cmd(Extra::browser_log()).await {
            eprintln!("console: {log:#}");
        }
    }
}

/// The value, or the end of the test with what was being done.
fn done<T, E: std::fmt::Display>(what: &str, result: Result<T, E>) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}
