//! Saved work: the document's text in IndexedDB, written after each change, so that a
//! reload brings it back; small settings in local storage. Nothing leaves the browser,
//! and where the browser keeps nothing, the application works without.

use std::cell::RefCell;

use cowpath_bridge::object::{get, message};
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::JsValue;

const DATABASE: &str = "cowpath";
const STORE: &str = "documents";
const CURRENT: &str = "current";

/// A document as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// Its title.
    pub title: String,
    /// Its `.cow` text.
    pub text: String,
    /// Where the person stood: the number of the command.
    pub command: usize,
    /// And the micro-step.
    pub step: usize,
}

thread_local! {
    static LAST: RefCell<Saved> = RefCell::default();
}

/// The document as it was last kept, for the page after a panic.
pub fn last() -> Saved {
    LAST.with(|last| last.try_borrow().map(|it| it.clone()).unwrap_or_default())
}

/// Remembers the document within this page only.
pub fn remember(saved: &Saved) {
    LAST.with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            last.clone_from(saved);
        }
    });
}

/// Notes a command that is about to run: should it break the program, it is in the log.
pub fn remember_trying(command: &str) {
    LAST.with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            if !last.text.ends_with('\n') {
                last.text.push('\n');
            }
            last.text.push_str(command);
            last.text.push('\n');
        }
    });
}

/// Keeps the document.
pub async fn keep(saved: Saved) -> Option<()> {
    let record = record(&saved);
    let database = open().await?;
    let transaction = database
        .transaction(&[STORE], TransactionMode::ReadWrite)
        .ok()?;
    let store = transaction.object_store(STORE).ok()?;
    let key = JsValue::from_str(CURRENT);
    store.put(&record, Some(&key)).ok()?.await.ok()?;
    transaction.commit().ok()?.await.ok()?;
    database.close();
    Some(())
}

/// The document that was kept, if there is one.
pub async fn kept() -> Option<Saved> {
    let database = open().await?;
    let transaction = database
        .transaction(&[STORE], TransactionMode::ReadOnly)
        .ok()?;
    let store = transaction.object_store(STORE).ok()?;
    let found = store.get(JsValue::from_str(CURRENT)).ok()?.await.ok()??;
    database.close();
    read_record(&found)
}

/// A document as the browser holds it: an object with its four parts.
fn record(saved: &Saved) -> JsValue {
    let number = |it: usize| JsValue::from_f64(it as f64);
    message(&[
        ("title", &saved.title.as_str().into()),
        ("text", &saved.text.as_str().into()),
        ("command", &number(saved.command)),
        ("step", &number(saved.step)),
    ])
}

fn read_record(record: &JsValue) -> Option<Saved> {
    let number = |name: &str| Some(get(record, name)?.as_f64()? as usize);
    Some(Saved {
        title: get(record, "title")?.as_string()?,
        text: get(record, "text")?.as_string()?,
        command: number("command")?,
        step: number("step")?,
    })
}

async fn open() -> Option<Database> {
    let mut request = Factory::new().ok()?.open(DATABASE, Some(1)).ok()?;
    request.on_upgrade_needed(|event| {
        // If it fails, so does the transaction later, and nothing is kept.
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        }
    });
    request.await.ok()
}

/// A small setting.
pub fn setting(key: &str) -> Option<String> {
    local()?.get_item(key).ok()?
}

/// Keeps a small setting.
pub fn keep_setting(key: &str, value: &str) {
    if let Some(storage) = local() {
        // A full or forbidden storage keeps nothing; the setting then lasts for this page.
        let _ = storage.set_item(key, value);
    }
}

fn local() -> Option<web_sys::Storage> {
    leptos::prelude::window().local_storage().ok()?
}
