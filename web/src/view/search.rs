//! The search of every schedule of the open operations, in the worker: what is switched off for
//! it, how far it is, and what it found.

use cowpath_lab::search::SEARCH_RULES;
use cowpath_lab::search::messages::Found;
use leptos::prelude::*;

use super::words;
use crate::msg::Msg;
use crate::state::{App, Searching};
use crate::testids as id;

/// The rules that can be switched off for a search, and their words.
const FAULTS: [(&str, &str); 3] = [
    ("no-lock", "without the lock of a page"),
    ("copy-before-entry", "copy before entry, without the lock"),
    ("claims-order", "the claims' order of steps"),
];

/// The panel.
#[component]
pub fn SearchPanel(app: App) -> impl IntoView {
    let off = RwSignal::new([false; FAULTS.len()]);
    let crash = RwSignal::new(false);
    let start = move |_| {
        let off = off.get_untracked();
        let faults = FAULTS.iter().zip(off).filter(|(_, off)| *off);
        app.send(Msg::Search {
            faults: faults.map(|((name, _), _)| (*name).to_owned()).collect(),
            crash: crash.get_untracked(),
        });
    };
    let runs = move || app.searching.with(|it| matches!(it, Searching::Runs(_)));
    let faults = (0..).zip(FAULTS).map(|(at, (name, told))| {
        view! {
            <label class="check">
                <input type="checkbox" data-testid=format!("search-{name}")
                    on:change=move |_| off.update(|off: &mut [bool; FAULTS.len()]| off[at] = !off[at])/>
                {told}
            </label>
        }
    });
    view! {
        <h3>"Every schedule"</h3>
        {faults.collect_view()}
        <label class="check">
            <input type="checkbox" data-testid=id::SEARCH_CRASH
                on:change=move |_| crash.update(|crash| *crash = !*crash)/>
            "stop after every step, too"
        </label>
        <div class="actions">
            <button class="strong" data-testid=id::SEARCH_START disabled=runs on:click=start>"Search"</button>
            <button data-testid=id::SEARCH_CANCEL hidden=move || !runs()
                on:click=move |_| app.send(Msg::CancelSearch)>"Cancel the search"</button>
        </div>
        <div role="status" data-testid=id::SEARCH_RESULT>
            {move || app.searching.with(|it| told(app, it))}
        </div>
    }
}

fn told(app: App, searching: &Searching) -> Option<AnyView> {
    Some(match searching {
        Searching::Idle => return None,
        Searching::Runs(None) => view! { <p>"Starting the worker…"</p> }.into_any(),
        Searching::Runs(Some(at)) => {
            let states = words::count(at.states, "state", "states");
            let told = format!("{states} · step {} of about {}", at.depth, at.depth_max);
            let (depth, most) = (at.depth as f64, at.depth_max.max(1).to_string());
            view! {
                <progress max=most prop:value=depth aria-label="Progress of the search"></progress>
                <p>{told}</p>
            }
            .into_any()
        }
        Searching::Failed(why) => {
            view! { <p class="told">{format!("Not searched: {why}.")}</p> }.into_any()
        }
        Searching::Done(found) => found_view(app, found),
    })
}

fn found_view(app: App, found: &Found) -> AnyView {
    let counts = format!(
        "{} of {} schedules wrong · {}",
        found.wrong,
        found.schedules,
        words::count(found.states, "state", "states")
    );
    let stops = found.stops.map(|(stops, lost)| {
        let stops = words::count(stops, "state", "states");
        view! { <p>{format!("{stops} stopped and recovered · {} lost something", words::grouped(lost))}</p> }
    });
    let verdict = match (&found.rule, &found.message) {
        (Some(rule), message) => {
            let says = SEARCH_RULES.iter().find(|(name, _)| name == rule);
            let says = says.map_or("", |(_, says)| says);
            let message = message.clone().unwrap_or_default();
            view! {
                <p data-verdict="violated"><b>{rule.clone()}</b>{format!(": {says}. {message}")}</p>
            }
            .into_any()
        }
        (None, _) => view! {
            <p data-verdict="holds">"Every schedule gives what some order of the operations gives, one after the other."</p>
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
            <p><a data-testid=id::SEARCH_LINK href=address on:click=pressed>"The shortest wrong schedule"</a></p>
        }
    });
    view! { <p>{counts}</p> {stops} {verdict} {link} }.into_any()
}
