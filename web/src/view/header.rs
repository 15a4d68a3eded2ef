//! The header: what this is, and what is done with the document as a whole.

use cowpath_lab::scenarios;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Desk, Dialog};
use crate::testids as id;
use crate::theme::Choice;

/// What the menu calls the document that was on the desk before.
const BACK: &str = "back";

/// The header.
#[component]
pub fn Header(app: App) -> impl IntoView {
    let title = move || app.see(|desk, _| desk.title.clone());
    let former = move || {
        app.revision.track();
        let title = |desk: &Desk| format!("↶ {}", desk.title);
        app.former.with_value(|former| former.as_ref().map(title))
    };
    view! {
        <header class="header">
            <svg class="logo" viewBox="0 0 40 30" aria-hidden="true">
                <path
                    d="M3 23C9 26.5 11.5 24 13 18.5S16 10 20 11s2.5 8 7 7S30 7.500 36.500 6"
                    fill="none"
                    stroke="var(--accent)"
                    stroke-width="3.2"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                ></path>
            </svg>
            <h1>"Cowpath"</h1>
            <span class="title" data-testid=id::TITLE title=title>{title}</span>
            <select
                data-testid=id::SCENARIO_MENU
                aria-label="Open a scenario"
                on:change=move |event| chose(app, &event)
            >
                <option value="">"Scenarios"</option>
                {move || former().map(|title| view! { <option value=BACK>{title}</option> })}
                {scenarios::all()
                    .iter()
                    .map(|scenario| {
                        view! {
                            <option value=scenario.id title=scenario.summary>
                                {scenario.title}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            <span class="space"></span>
            {history_button(app, id::UNDO, "Undo", Msg::Undo, |app| app.fresh.get() || app.see(|desk, _| desk.session.can_undo()))}
            {history_button(app, id::REDO, "Redo", Msg::Redo, |app| app.see(|desk, _| desk.session.can_redo()))}
            <Open app/>
            {plain_button(app, id::SAVE, "Save", "Save the commands as a .cow file", Msg::Save)}
            {plain_button(app, id::EXPORT_SVG, "SVG", "Save the picture as an SVG file", Msg::ExportSvg)}
            {plain_button(app, id::EXPORT_TREE, "Tree", "Save the volumes as a tree file (.cowtree)", Msg::ExportTree)}
            {plain_button(app, id::SETTINGS, "Settings", "Policies, and safety rules to break", Msg::Show(Dialog::Settings))}
            <Theme app/>
            {plain_button(app, id::HELP, "?", "All keys", Msg::Show(Dialog::Help))}
        </header>
    }
}

fn chose(app: App, event: &Event) {
    let Some(select) = event
        .target()
        .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok())
    else {
        return;
    };
    let scenario = select.value();
    if scenario == BACK {
        return app.send(Msg::BringBack);
    }
    // It is a menu, not a state: the same one can be opened again.
    select.set_value("");
    if !scenario.is_empty() {
        app.send(Msg::OpenScenario(scenario));
    }
}

fn history_button(
    app: App,
    testid: &'static str,
    words: &'static str,
    msg: Msg,
    can: impl Fn(App) -> bool + Send + Sync + 'static,
) -> AnyView {
    let msg = StoredValue::new_local(msg);
    view! {
        <button
            data-testid=testid
            disabled=move || !can(app)
            on:click=move |_| app.send(msg.get_value())
        >
            {words}
        </button>
    }
    .into_any()
}

fn plain_button(
    app: App,
    testid: &'static str,
    words: &'static str,
    title: &'static str,
    msg: Msg,
) -> AnyView {
    let exports = matches!(msg, Msg::ExportSvg | Msg::ExportTree);
    let msg = StoredValue::new_local(msg);
    view! {
        <button
            class="plain"
            data-testid=testid
            title=title
            aria-label=(words == "?").then_some("Help: all keys")
            on:click=move |_| app.send(msg.get_value())
        >
            {exports.then(|| view! { <span class="wide">"Export "</span> })}
            {words}
        </button>
    }
    .into_any()
}

#[component]
fn Open(app: App) -> impl IntoView {
    let picked = move |event: Event| {
        let Some(input) = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            app.send(Msg::OpenFile(file));
        }
        // The same file can be opened again.
        input.set_value("");
    };
    view! {
        <button
            class="plain"
            data-testid=id::OPEN
            title="Open a scenario (.cow), a tree file (.cowtree) or a block trace"
            on:click=move |_| page::pick_file()
        >
            "Open…"
        </button>
        <input
            type="file"
            class="away"
            tabindex="-1"
            aria-label="A scenario or a block trace"
            data-testid=id::OPEN_FILE
            on:change=picked
        />
    }
}

#[component]
fn Theme(app: App) -> impl IntoView {
    let (mark, words) = (
        move || match app.choice.get() {
            Choice::System => "◐",
            Choice::Light => "☀",
            Choice::Dark => "☾",
        },
        move || format!("Theme: {}", app.choice.get().name()),
    );
    view! {
        <button
            class="plain theme"
            data-testid=id::THEME_TOGGLE
            data-choice=move || app.choice.get().name()
            title=words
            aria-label=words
            on:click=move |_| app.send(Msg::NextTheme)
        >
            <span aria-hidden="true">{mark}</span>
            <span class="wide">"Theme"</span>
        </button>
    }
}
