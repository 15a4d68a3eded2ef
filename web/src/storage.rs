//! Saved work: the document's text in IndexedDB, written after each change, so that a
//! reload brings it back; small settings in local storage. Nothing leaves the browser,
//! and where the browser keeps nothing, the application works without.

use std::cell::RefCell;

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

const DATABASE: &str = "cowpath";
const STORE: &str = "documents";
const CURRENT: &str = "current";

/// A document as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    let record = serde_wasm_bindgen::to_value(&saved).ok()?;
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
    serde_wasm_bindgen::from_value(found).ok()
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
