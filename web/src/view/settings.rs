//! Policies and safety rules: a row for each, and the banner while a rule is off.

use cowpath_engine::faults::Rule;
use cowpath_engine::policy::{
    DeletePolicy, FullPolicy, HintFill, Hints, Policy, PushMode, RefreshPolicy,
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement};

use super::dialog::{close_row, framed};
use crate::msg::Msg;
use crate::state::{App, Wrong};
use crate::testids as id;

/// Each policy: its word in `set`, what it chooses, its choices.
const POLICIES: [(&str, &str, &[&str]); 7] = [
    (
        "push",
        "A push keeps the old page by",
        &["copy", "share", "redirect"],
    ),
    ("hints", "Skip pointers", &["on", "value", "off"]),
    (
        "hint-fill",
        "Skip pointers are left by a",
        &["read", "push"],
    ),
    (
        "delete",
        "Deleting what others read through",
        &["merge", "strict"],
    ),
    (
        "full",
        "Without room: writes fail, or the oldest get stale",
        &["fail", "stale"],
    ),
    (
        "refresh",
        "Refreshing what has snapshots",
        &["refuse", "keep"],
    ),
    (
        "change-log",
        "A change log beside the tables",
        &["off", "on"],
    ),
];

/// What is chosen now.
fn chosen(policy: &Policy, word: &str) -> &'static str {
    match word {
        "push" => match policy.push {
            PushMode::Copy => "copy",
            PushMode::Share => "share",
            PushMode::Redirect => "redirect",
        },
        "hints" => match policy.hints {
            Hints::On => "on",
            Hints::Value => "value",
            Hints::Off => "off",
        },
        "hint-fill" => match policy.hint_fill {
            HintFill::Read => "read",
            HintFill::Push => "push",
        },
        "delete" => match policy.delete {
            DeletePolicy::Merge => "merge",
            DeletePolicy::Strict => "strict",
        },
        "full" => match policy.full {
            FullPolicy::Fail => "fail",
            FullPolicy::Stale => "stale",
        },
        "refresh" => match policy.refresh {
            RefreshPolicy::Refuse => "refuse",
            RefreshPolicy::Keep => "keep",
        },
        _ if policy.change_log => "on",
        _ => "off",
    }
}

/// The dialog.
pub fn settings(app: App) -> AnyView {
    let rows = POLICIES.map(|(word, says, choices)| policy(app, word, says, choices));
    let rules = Rule::ALL.map(|(rule, name, says)| safety(app, rule, name, says));
    let refused = move || match app.wrong.get() {
        Some(Wrong::Refused { message, .. }) => {
            Some(view! { <p class="told" role="alert">{message}</p> })
        }
        _ => None,
    };
    let inside = view! {
        <p class="quiet">"Each change is a command, and holds from there on."</p>
        <div class="settings">{rows.into_iter().collect_view()}</div>
        {refused}
        <h3>"Break it: switch a safety rule off"</h3>
        <div class="rules">{rules.into_iter().collect_view()}</div>
        {close_row(app, "Close")}
    };
    framed(
        id::SETTINGS_DIALOG,
        "Settings".to_owned(),
        "help",
        inside.into_any(),
    )
}

fn policy(app: App, word: &'static str, says: &'static str, choices: &[&'static str]) -> AnyView {
    let now = move || app.see(|desk, _| chosen(&desk.session.engine().policy(), word));
    let changed = move |event: Event| {
        app.send(Msg::Submit(format!(
            "set {word} {}",
            event_target_value(&event)
        )));
        // What was refused is not chosen.
        if let Some(select) = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlSelectElement>().ok())
        {
            select.set_value(untrack(now));
        }
    };
    let choices = choices.iter().map(|choice| {
        let choice = *choice;
        view! { <option value=choice selected=move || now() == choice>{choice}</option> }
    });
    let choices = choices.collect_view();
    view! {
        <label>
            {says}
            <select data-testid=format!("set-{word}") prop:value=now on:change=changed>{choices}</select>
        </label>
    }
    .into_any()
}

fn safety(app: App, rule: Rule, name: &'static str, says: &'static str) -> AnyView {
    let holds = move || app.see(|desk, _| !desk.session.engine().policy().faults.off(rule));
    let changed = move |event: Event| {
        let field = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else { return };
        app.send(Msg::Submit(fault(name, !field.checked())));
        field.set_checked(untrack(holds));
    };
    view! {
        <label class="check">
            <input type="checkbox" data-testid=format!("rule-{name}") prop:checked=holds on:change=changed/>
            <span><code>{name}</code>" "{says}</span>
        </label>
    }
    .into_any()
}

fn fault(name: &str, on: bool) -> String {
    format!("set fault {name} {}", if on { "on" } else { "off" })
}

/// Says which rules are off, while any is.
#[component]
pub fn Broken(app: App) -> impl IntoView {
    let off = move || -> Vec<&'static str> {
        app.see(|desk, _| {
            desk.session
                .engine()
                .policy()
                .faults
                .iter()
                .map(Rule::name)
                .collect()
        })
    };
    let mend = move |_| {
        for name in untrack(off) {
            app.send(Msg::Submit(fault(name, false)));
        }
    };
    view! {
        <div class="broken" role="status" data-testid=id::BROKEN hidden=move || off().is_empty()>
            <span>
                <b>"Broken on purpose: "</b>
                {move || off().join(", ")}
                {move || if off().len() == 1 { " is off." } else { " are off." }}
            </span>
            <button data-testid=id::MEND on:click=mend>"Switch on again"</button>
        </div>
    }
}
