//! The components, one file for each. They read the state and send messages.

mod clock;
mod compare;
mod delta;
mod dialog;
mod drawn;
mod facts;
mod form;
mod header;
mod inspector;
mod keys;
mod line;
mod notice;
mod picture;
mod player;
mod pointer;
mod prompt;
mod replay;
mod report;
mod restore;
mod scale;
mod search;
mod settings;
mod story;
mod timeline;
mod verbs;
mod verdict;
mod words;

use leptos::ev;
use leptos::prelude::*;
use web_sys::DragEvent;

use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Dialog, Run, Sheet};
use crate::testids as id;
use crate::theme;

use dialog::Dialogs;
use header::Header;
use inspector::Inspector;
use picture::Picture;
use prompt::Prompt;
use settings::Broken;
use story::StoryPanel;
use timeline::Timeline;

/// The whole application.
#[component]
pub fn Root(app: App) -> impl IntoView {
    theme::apply(app.theme_now());
    page::watch(theme::DARK, move |dark| app.send(Msg::SystemDark(dark)));
    page::watch(theme::STILL, move |still| app.send(Msg::Still(still)));
    let keys = window_event_listener(ev::keydown, move |event| keys::pressed(app, &event));
    on_cleanup(move || keys.remove());
    let linked = window_event_listener(ev::hashchange, move |_| follow_link(app));
    on_cleanup(move || linked.remove());
    let dropping = RwSignal::new(false);
    let covered = move || app.dialog.with(|dialog| *dialog != Dialog::None);
    view! {
        <div
            class="app"
            data-testid=id::APP
            data-run=move || run_name(app.run.get())
            inert=covered
            on:dragover=move |event| drag_over(&event, dropping)
            on:dragleave=move |event: DragEvent| dropping.set(event.related_target().is_some() && dropping.get_untracked())
            on:drop=move |event| dropped(app, &event, dropping)
        >
            <Header app/>
            <Broken app/>
            <StoryPanel app/>
            <Picture app/>
            <Inspector app/>
            <Tabs app/>
            <section class="panel bottom" aria-label="Time and commands">
                <Timeline app/>
                <Prompt app/>
            </section>
            <div class="drop-note" hidden=move || !dropping.get()>
                "Drop a scenario (.cow), a tree file (.cowtree) or a block trace"
            </div>
        </div>
        <Dialogs app/>
    }
}

/// On narrow windows, what opens the side panels.
#[component]
fn Tabs(app: App) -> impl IntoView {
    let tab = move |sheet: Sheet, testid: &'static str, words: &'static str| {
        view! {
            <button
                data-testid=testid
                aria-pressed=move || (app.sheet.get() == sheet).to_string()
                on:click=move |_| app.send(Msg::ShowSheet(sheet))
            >
                {words}
            </button>
        }
    };
    view! {
        <nav class="tabs" aria-label="Panels">
            {tab(Sheet::Story, id::TAB_STORY, "What just happened")}
            {tab(Sheet::Inspector, id::TAB_INSPECTOR, "Inspector")}
        </nav>
    }
}

/// The document that the page's address brings, if it brings one.
pub fn follow_link(app: App) {
    let hash = window().location().hash().unwrap_or_default();
    if !hash.is_empty() {
        app.send(Msg::OpenLink(hash));
    }
}

fn run_name(run: Run) -> &'static str {
    match run {
        Run::Paused => "paused",
        Run::Command => "command",
        Run::Line => "line",
    }
}

fn drag_over(event: &DragEvent, dropping: RwSignal<bool>) {
    event.prevent_default();
    if !dropping.get_untracked() {
        dropping.set(true);
    }
}

fn dropped(app: App, event: &DragEvent, dropping: RwSignal<bool>) {
    event.prevent_default();
    dropping.set(false);
    let files = event.data_transfer().and_then(|data| data.files());
    if let Some(file) = files.and_then(|files| files.get(0)) {
        app.send(Msg::OpenFile(file));
    }
}
