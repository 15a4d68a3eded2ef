//! What the page and its worker share: how messages travel between two modules, and how
//! files are read. The worker itself is this package's program, a module of its own, so
//! that the page's does not hold what only the worker does.
//!
//! A message is an object `{type, said}`: `said` is one of `lab::replay`'s messages in the
//! bytes of `postcard`. Both modules are made by one build, and the page knows the worker's
//! only by a name with its hash, so both ends have the same messages.

pub mod object;

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// One of `lab::replay`'s messages as a value that can be posted.
pub fn carried(said: &impl serde::Serialize) -> Option<JsValue> {
    let bytes = postcard::to_allocvec(said).ok()?;
    Some(Uint8Array::from(bytes.as_slice()).into())
}

/// The message that was carried as `said`.
pub fn said<T: serde::de::DeserializeOwned>(data: &JsValue) -> Option<T> {
    let bytes = object::get(data, "said")?
        .dyn_into::<Uint8Array>()
        .ok()?
        .to_vec();
    postcard::from_bytes(&bytes).ok()
}

/// Reads a part of a file; `None` where the browser cannot.
pub async fn read(file: &Blob, from: u64, to: u64) -> Option<Vec<u8>> {
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = JsFuture::from(part.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Milliseconds on the page's or the worker's own clock.
pub fn now_ms() -> f64 {
    Reflect::get(&js_sys::global(), &"performance".into())
        .ok()
        .and_then(|clock| {
            let now = Reflect::get(&clock, &"now".into()).ok()?;
            now.dyn_ref::<Function>()?.call0(&clock).ok()?.as_f64()
        })
        .unwrap_or_else(js_sys::Date::now)
}
