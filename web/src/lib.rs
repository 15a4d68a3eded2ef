//! The Cowpath application: a page that shows the snapshot tree.
//!
//! Every input becomes a [`msg::Msg`], handled in `update`; components (`view`) read the
//! [`state::App`] and send messages; `dom` owns the pictures; `bridge` talks to the worker,
//! which is a module of its own (`web/worker`).

#![recursion_limit = "256"]

pub mod ask;
pub mod bridge;
pub mod dom;
pub mod msg;
mod panic;
pub mod state;
pub mod storage;
pub mod testids;
pub mod theme;
mod update;
mod view;

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use web_sys::HtmlElement;

use crate::msg::Msg;
use crate::state::{App, Run};
use crate::view::Root;

/// Mounts the application into `<body>`, as the page does: with the work that the browser
/// kept, which it goes on keeping.
pub fn mount() {
    panic::install();
    let slot = Rc::new(Cell::new(None));
    let begun = slot.clone();
    leptos::mount::mount_to_body(move || begin(true, &begun));
    let Some(app) = slot.take() else { return };
    leptos::task::spawn_local(async move {
        if let Some(saved) = storage::kept().await {
            app.send(Msg::Restore(saved));
        }
        view::follow_link(app);
        debug_panic();
    });
}

/// Mounts the application into an element, for tests: it begins with Fig. 8 and keeps
/// nothing. It lives as long as the page.
pub fn mount_app(parent: HtmlElement) -> App {
    let slot = Rc::new(Cell::new(None));
    let begun = slot.clone();
    leptos::mount::mount_to(parent, move || begin(false, &begun)).forget();
    slot.take()
        .expect("invariant: mounting calls the view at once")
}

fn begin(keeps: bool, slot: &Cell<Option<App>>) -> impl IntoView + use<> {
    let app = App::new(first_desk(), keeps);
    update::begin(app);
    slot.set(Some(app));
    view! { <Root app/> }
}

/// Waits until nothing moves and everything is drawn.
pub async fn settled(app: App) {
    loop {
        leptos::task::tick().await;
        let moving = app
            .with_stage(dom::stage::Stage::is_moving)
            .unwrap_or(false);
        if app.run.get_untracked() == Run::Paused && !moving {
            break;
        }
        pause(16).await;
    }
    leptos::task::tick().await;
}

async fn pause(ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        // A window always has timers.
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms);
    });
    // The promise is never rejected.
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}

fn first_desk() -> state::Desk {
    update::desk_of_scenario(update::FIRST_SCENARIO)
        .expect("invariant: the first scenario is built in and its text is tested")
}

/// The address `…#debug-panic` shows the page after a panic.
fn debug_panic() {
    let hash = window().location().hash().unwrap_or_default();
    assert!(hash != "#debug-panic", "asked for by the address");
}
