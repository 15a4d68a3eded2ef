//! A message that goes away.

use leptos::prelude::*;

use crate::state::App;
use crate::testids as id;

/// The message, when there is one.
#[component]
pub fn Notice(app: App) -> impl IntoView {
    view! {
        <div role="status" aria-live="polite">
            {move || app.notice.get().map(|text| view! {
                <div class="toast" data-testid=id::NOTICE>
                    <span>{text}</span>
                    <button aria-label="Close the message" on:click=move |_| app.notice.set(None)>"Close"</button>
                </div>
            })}
        </div>
    }
}
