//! The application mounts at all.

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn mounts_into_the_body() {
    cowpath_web::mount();
    let body = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.body())
        .expect("a page has a body");
    let text = body.text_content().unwrap_or_default();
    assert!(text.contains("Cowpath"), "the body says: {text}");
}
