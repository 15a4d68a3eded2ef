//! The application, mounted in a headless browser and used as a person would use it:
//! typed at, clicked, stepped. `cargo xtask test browser` runs these. One file for each
//! subject; [`person`] has the verbs.
#![cfg(target_arch = "wasm32")]

mod clicks;
mod clock;
mod completion;
mod crashes;
mod desk;
mod diffs;
mod errors;
mod fig5;
mod fig8;
mod flight;
mod forms;
mod history;
mod hostile;
mod keys;
mod looking;
mod person;
mod push;
mod reading;
mod restore;
mod settings;
mod time;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
