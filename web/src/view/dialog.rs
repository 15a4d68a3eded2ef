//! What lies over the page: help, files that are wrong, replays and their counts.

use cowpath_lab::language::{Candidate, Vocabulary, complete};
use leptos::prelude::*;

use super::keys::KEYS;
use super::replay;
use super::report::Report;
use super::settings::settings;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Awaits, Dialog};
use crate::testids as id;

/// The open dialog, if there is one.
#[component]
pub fn Dialogs(app: App) -> impl IntoView {
    let kind = Memo::new(move |_| app.dialog.with(std::mem::discriminant));
    let open = Memo::new(move |_| app.dialog.with(|dialog| *dialog != Dialog::None));
    Effect::new(move |was: Option<bool>| {
        kind.track();
        let open = open.get();
        if open {
            page::focus("[role=dialog] [data-first], [role=dialog] button");
        } else if was == Some(true) {
            // Not the command line: keys such as `.` are for stepping.
            page::focus(&format!("[data-testid={}]", id::TREE_SVG));
        }
        open
    });
    move || {
        kind.track();
        let inside = match app.dialog.get_untracked() {
            Dialog::None => return ().into_any(),
            Dialog::Help => help(app),
            Dialog::Settings => settings(app),
            Dialog::BadFile {
                name,
                told,
                excerpt,
            } => bad_file(app, name, told, excerpt),
            Dialog::NeedsTrace(awaits) => needs_trace(app, awaits),
            Dialog::Trace(trace) => replay::options(app, &trace),
            Dialog::Replaying { name, .. } => replay::progress(app, name),
            Dialog::Stopped { told } => replay::stopped(app, told),
            Dialog::Report => view! { <Report app/> }.into_any(),
        };
        view! { <div class="veil">{inside}</div> }.into_any()
    }
}

/// The frame of a dialog.
pub fn framed(
    testid: &'static str,
    title: String,
    class: &'static str,
    inside: AnyView,
) -> AnyView {
    view! {
        <div
            class=format!("dialog {class}")
            role="dialog"
            aria-modal="true"
            aria-labelledby="dialog-title"
            data-testid=testid
        >
            <h2 id="dialog-title">{title}</h2>
            {inside}
        </div>
    }
    .into_any()
}

/// A row with one button that closes.
pub fn close_row(app: App, words: &'static str) -> AnyView {
    view! {
        <div class="buttons">
            <button class="strong" data-first data-testid=id::CLOSE on:click=move |_| app.send(Msg::Escape)>
                {words}
            </button>
        </div>
    }
    .into_any()
}

/// Verbs that are listed together; what no group names stands under the last.
const GROUPS: [(&str, &str); 5] = [
    (
        "Volumes",
        " volume ross rwss clone copy backup delete resize limit ",
    ),
    (
        "Pages",
        " write discard promote sync refresh restore background cancel ",
    ),
    (
        "Looking",
        " read diff rate dump maps tree space check expect restores locks ",
    ),
    ("Step by step", " begin step finish crash "),
    ("Time and rules", ""),
];

/// The language's verbs, by group.
fn groups() -> Vec<(&'static str, Vec<Candidate>)> {
    let mut groups = GROUPS.map(|(title, _)| (title, Vec::new()));
    for verb in complete("", 0, &Vocabulary::default()).candidates {
        let word = format!(" {} ", verb.text);
        let at = GROUPS.iter().position(|(_, verbs)| verbs.contains(&word));
        groups[at.unwrap_or(GROUPS.len() - 1)].1.push(verb);
    }
    groups.into()
}

fn help(app: App) -> AnyView {
    let keys = KEYS.iter().map(|(keys, does)| {
        let caps = keys
            .split("  ")
            .map(|key| view! { <kbd>{key}</kbd> " " })
            .collect_view();
        view! { <dt>{caps}</dt><dd>{*does}</dd> }
    });
    let keys = keys.collect_view();
    let verbs = groups().into_iter().map(|(title, verbs)| {
        let verbs = verbs.iter().map(|verb| {
            let (usage, does) = verb.hint.split_once(": ").unwrap_or((&verb.hint, ""));
            view! { <p data-verb=verb.text.clone()><code>{usage.to_owned()}</code> " " {does.to_owned()}</p> }
        });
        view! { <h4>{title}</h4> {verbs.collect_view()} }
    });
    let verbs = verbs.collect_view();
    let inside = view! {
        <div>
            <h3>"Keys"</h3>
            <dl>{keys}</dl>
        </div>
        <div>
            <h3>"Commands"</h3>
            {verbs}
        </div>
        {close_row(app, "Close")}
    };
    framed(
        id::HELP_DIALOG,
        "Help".to_owned(),
        "help",
        inside.into_any(),
    )
}

fn needs_trace(app: App, awaits: Awaits) -> AnyView {
    let inside = view! {
        <p>"This document begins with a replay of " <code>{awaits.replay.file}</code> ". Open that trace too."</p>
        <div class="buttons">
            <button data-testid=id::CLOSE on:click=move |_| app.send(Msg::Escape)>"Not now"</button>
            <button class="strong" data-first data-testid=id::OPEN_TRACE on:click=move |_| page::pick_file()>
                "Open the trace…"
            </button>
        </div>
    };
    framed(id::NEEDS_TRACE, awaits.title, "", inside.into_any())
}

fn bad_file(app: App, name: String, told: String, excerpt: String) -> AnyView {
    let excerpt = (!excerpt.is_empty()).then(|| view! { <pre>{excerpt}</pre> });
    let inside = view! {
        <p class="told" role="alert">{told}</p>
        {excerpt}
        <p class="quiet">"Your document is as it was."</p>
        {close_row(app, "Close")}
    };
    framed(
        id::FILE_ERROR,
        format!("{name} cannot be opened"),
        "",
        inside.into_any(),
    )
}
