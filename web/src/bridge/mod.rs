//! Between the page and its web worker, which is the same module (see `boot.js` and
//! `worker.js`). A message is an object `{type, said}`: `said` is one of `lab::replay`'s
//! messages in the bytes of `postcard`, for both ends are one module; the trace travels
//! beside it as a `File`, the finished tree as a transferred buffer.

mod page;
mod worker;

use cowpath_lab::replay::{Progress, Report};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::object::get;

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

/// One of `lab::replay`'s messages as a value that can be posted.
fn carried(said: &impl serde::Serialize) -> Option<JsValue> {
    let bytes = postcard::to_allocvec(said).ok()?;
    Some(Uint8Array::from(bytes.as_slice()).into())
}

/// The message that was carried as `said`.
fn said<T: serde::de::DeserializeOwned>(data: &JsValue) -> Option<T> {
    let bytes = get(data, "said")?.dyn_into::<Uint8Array>().ok()?.to_vec();
    postcard::from_bytes(&bytes).ok()
}
