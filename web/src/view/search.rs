//! The search of every schedule of the open operations, in the worker: what is switched off for
//! it, how far it is, and what it found.

use cowpath_lab::search::SEARCH_RULES;
use cowpath_lab::search::messages::Found;
use leptos::prelude::*;

use super::words;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Searching};
use crate::testids as id;

/// The rules that can be switched off for a search, and their words. What is the second's
/// happens without the first only.
const FAULTS: [(&str, &str); 3] = [
    ("no-lock", "switch the page lock off"),
    ("copy-before-entry", "and copy before the entry is set"),
    (
        "claims-order",
        "keep the lock, but steps in the order of the patent's claims",
    ),
];

/// The panel.
#[component]
pub fn SearchPanel(app: App) -> impl IntoView {
    let off = RwSignal::new([false; FAULTS.len()]);
    let crash = RwSignal::new(false);
    let runs = Memo::new(move |_| app.searching.with(|it| matches!(it, Searching::Runs(_))));
    let start = move |_| {
        if runs.get_untracked() {
            return;
        }
        let off = off.get_untracked();
        let faults = FAULTS.iter().zip(off).filter(|(_, off)| *off);
        app.send(Msg::Search {
            faults: faults.map(|((name, _), _)| (*name).to_owned()).collect(),
            crash: crash.get_untracked(),
        });
    };
    let switch = move |at: usize| {
        off.update(|off: &mut [bool; FAULTS.len()]| {
            off[at] = !off[at];
            if at == 1 && off[1] {
                off[0] = true;
            } else if at == 0 && !off[0] {
                off[1] = false;
            }
        });
    };
    let faults = (0..).zip(FAULTS).map(|(at, (name, told))| {
        view! {
            <label class="check">
                <input type="checkbox" data-testid=format!("search-{name}")
                    prop:checked=move || off.with(|off| off[at]) on:change=move |_| switch(at)/>
                {told}
            </label>
        }
    });
    // What it says is at the end of the panel: it is brought into view. The button that stopped
    // it goes, and gives the focus back.
    let ended = Memo::new(move |_| {
        let ended = |it: &Searching| matches!(it, Searching::Done(_) | Searching::Failed(_));
        app.searching.with(ended)
    });
    Effect::new(move |_| {
        if runs.get() | ended.get() {
            page::soon(|| page::reveal(".inspector", ".found"));
        }
        if !runs.get() && page::has_focus(id::SEARCH_CANCEL) {
            page::focus(&format!("[data-testid={}]", id::SEARCH_START));
        }
    });
    view! {
        <h3>"Every schedule"</h3>
        <p class="why">"Tries each order in which their steps can come, and compares what comes of it with one operation after the other."</p>
        <div class="checks">
            {faults.collect_view()}
            <label class="check">
                <input type="checkbox" data-testid=id::SEARCH_CRASH
                    on:change=move |_| crash.update(|crash| *crash = !*crash)/>
                "also stop after every step, and recover"
            </label>
        </div>
        <div class="actions">
            <button class="strong" data-testid=id::SEARCH_START
                aria-disabled=move || runs.get().to_string() on:click=start>"Search"</button>
            <button data-testid=id::SEARCH_CANCEL hidden=move || !runs.get()
                on:click=move |_| app.send(Msg::CancelSearch)>"Cancel the search"</button>
        </div>
        {move || progress(app)}
        <div class="found" role="status" data-testid=id::SEARCH_RESULT>
            {move || app.searching.with(|it| told(app, it))}
        </div>
    }
}

/// How far it is. It is not read out: it says something new many times a second.
fn progress(app: App) -> Option<AnyView> {
    app.searching.with(|it| match it {
        Searching::Runs(Some(at)) => {
            let states = words::count(at.states, "state", "states");
            let told = format!("{states} · step {} of about {}", at.depth, at.depth_max);
            let (depth, most) = (at.depth as f64, at.depth_max.max(1).to_string());
            let bar = view! {
                <progress max=most prop:value=depth aria-label="Progress of the search"></progress>
                <p class="quiet">{told}</p>
            };
            Some(bar.into_any())
        }
        _ => None,
    })
}

fn told(app: App, searching: &Searching) -> Option<AnyView> {
    Some(match searching {
        Searching::Idle => return None,
        Searching::Runs(None) => view! { <p>"Starting the worker…"</p> }.into_any(),
        Searching::Runs(Some(_)) => view! { <p>"Searching…"</p> }.into_any(),
        Searching::Failed(why) => {
            view! { <p class="told">{format!("Not searched: {why}.")}</p> }.into_any()
        }
        Searching::Done(found) => found_view(app, found),
    })
}

fn found_view(app: App, found: &Found) -> AnyView {
    let mut counts = format!("{} of {} schedules wrong", found.wrong, found.schedules);
    let mut share = (found.wrong, found.schedules);
    let mut shortest = "In the shortest wrong one";
    if let Some((stops, lost)) = found.stops.filter(|(_, lost)| *lost > 0) {
        counts.push_str(&format!("; {lost} of {stops} stops lose data"));
        if found.wrong == 0 {
            share = (lost.into(), stops.into());
            shortest = "With the earliest such stop";
        }
    }
    let share = share.0.saturating_mul(100) / share.1.max(1);
    let share = format!("{share}%");
    let states = words::count(found.states, "state", "states");
    let stops = found.stops.map(|(stops, lost)| {
        let stops = words::count(stops, "state", "states");
        format!(
            " · {stops} stopped and recovered, {} lost something",
            words::grouped(lost)
        )
    });
    let verdict = match (&found.rule, &found.message) {
        (Some(rule), message) => {
            let says = SEARCH_RULES.iter().find(|(name, _)| name == rule);
            let says = says.map_or("", |(_, says)| says);
            let message = message.clone().unwrap_or_default();
            view! {
                <p data-verdict="violated"><b>{rule.clone()}</b>{format!(": {says}.")}</p>
                <p>{format!("{shortest}, {message}.")}</p>
            }
            .into_any()
        }
        (None, _) => view! {
            <p data-verdict="holds">"Each gives what some order of the operations gives, one after the other."</p>
        }
        .into_any(),
    };
    let link = found.document.as_deref().map(|text| {
        let address = format!("#cow={}", String::from(js_sys::encode_uri_component(text)));
        let same = address.clone();
        let pressed = move |_| {
            // An address that is there already brings no event.
            if window().location().hash().is_ok_and(|hash| hash == same) {
                app.send(Msg::OpenLink(same.clone()));
            }
        };
        view! {
            <a class="button strong" data-testid=id::SEARCH_LINK href=address
                title="Its address can be shared" on:click=pressed>"Show the shortest wrong one"</a>
        }
    });
    view! {
        <p class="count" class:wrong=found.rule.is_some()><b>{counts}</b></p>
        <div class="share" aria-hidden="true"><i style:width=share></i></div>
        <p class="quiet">{states}" visited"{stops}</p>
        {verdict}
        {link}
    }
    .into_any()
}
