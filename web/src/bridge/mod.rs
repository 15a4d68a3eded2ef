//! Between the page and its web worker, which is the same module (see `boot.js` and
//! `worker.js`). A message is an object `{type, said}`: `said` is one of
//! `lab::replay`'s messages as `serde-wasm-bindgen` carries it; the trace travels beside it as a `File`, the finished tree as
//! a transferred buffer.

mod page;
mod worker;

use cowpath_lab::replay::{Progress, Report};
use wasm_bindgen::JsValue;

pub use page::Worker;
pub use worker::work;

/// The tree that a replay made.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What was counted.
    pub report: Report,
    /// The document's one line.
    pub command: String,
    /// Names of the living volumes, in order of creation.
    pub names: Vec<String>,
    /// The tree.
    pub image: Vec<u8>,
}

/// What the worker tells the page.
#[derive(Clone, Debug)]
pub enum FromWorker {
    /// How far it is.
    Progress(Progress),
    /// It is done.
    Finished(Box<Replayed>),
    /// There is nothing to show.
    Failed(String),
    /// It gave up as asked, before anything was replayed.
    Cancelled,
    /// It broke; a new one starts with the next replay.
    Broke(String),
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = js_sys::Reflect::get(object, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

/// One of `lab::replay`'s messages as a value that can be posted. Its numbers are at most
/// 2^53 - 1, so that none is lost.
fn carried(said: &impl serde::Serialize) -> Option<JsValue> {
    serde_wasm_bindgen::to_value(said).ok()
}

/// The message that was carried as `said`.
fn said<T: serde::de::DeserializeOwned>(data: &JsValue) -> Option<T> {
    serde_wasm_bindgen::from_value(get(data, "said")?).ok()
}

fn message(parts: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in parts {
        // Setting a property of a plain object does not fail.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
