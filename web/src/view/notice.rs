//! A message that goes away.

use leptos::prelude::*;

use crate::msg::Msg;
use crate::state::App;
use crate::testids as id;

/// The message, when there is one.
#[component]
pub fn Notice(app: App) -> impl IntoView {
    view! {
        <div class="notes" role="status" aria-live="polite">
            {move || app.notice.get().map(|told| view! {
                <div class="note" hidden=move || app.picking.get().is_some() data-testid=id::NOTICE>
                    {(!told.text.is_empty()).then(|| view! { <span>{told.text}</span> })}
                    {told.back.map(|title| view! {
                        <button data-testid=id::BRING_BACK on:click=move |_| app.send(Msg::BringBack)>
                            "Bring back "<span class="wide">{title}</span>
                        </button>
                    })}
                    <button class="plain" aria-label="Close the message" on:click=move |_| app.notice.set(None)>"×"</button>
                </div>
            })}
        </div>
    }
}
