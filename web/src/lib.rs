//! The Cowpath application: a placeholder until the views arrive.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// Mounts the application into `<body>`.
pub fn mount() {
    mount_to_body(|| view! { <h1>"Cowpath"</h1> });
}

/// Answers the page that started this worker.
pub fn work() {
    let ready = js_sys::Object::new();
    let set = js_sys::Reflect::set(&ready, &"type".into(), &"Ready".into());
    let post = js_sys::Reflect::get(&js_sys::global(), &"postMessage".into());
    if let (Ok(_), Ok(post)) = (set, post)
        && let Some(post) = post.dyn_ref::<js_sys::Function>()
    {
        // Nobody is left to tell if the page is gone.
        let _ = post.call1(&JsValue::UNDEFINED, &ready);
    }
}

/// Whether this module runs in a worker: there is no document there.
pub fn is_worker() -> bool {
    js_sys::Reflect::get(&js_sys::global(), &"document".into()).is_ok_and(|it| it.is_undefined())
}
