//! Plain JavaScript objects: messages to a worker, records in the browser's store.

use wasm_bindgen::JsValue;

/// A property, unless it is undefined.
pub fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    let value = js_sys::Reflect::get(object, &name.into()).ok()?;
    (!value.is_undefined()).then_some(value)
}

/// An object of these properties.
pub fn message(parts: &[(&str, &JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in parts {
        // Setting a property of a plain object does not fail.
        let _ = js_sys::Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
