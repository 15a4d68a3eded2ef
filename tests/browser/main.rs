//! The application, mounted in a headless browser and used as a person would use it.
//! `cargo xtask test browser` runs these. One file for each subject.
#![cfg(target_arch = "wasm32")]

mod smoke;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
