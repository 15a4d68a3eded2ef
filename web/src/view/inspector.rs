//! The right panel: the comparison that was made last, or what is selected.

use cowpath_engine::ids::{Kind, VolumeId};
use cowpath_lab::actions::{Action, actions};
use leptos::prelude::*;

use super::clock::Clock;
use super::compare::Compare;
use super::drawn::{drawn, latency, maps, rate, tables};
use super::facts;
use super::form::{form, keep_focus};
use super::player::Player;
use super::report::Counts;
use super::restore::Restoring;
use super::verbs::Verbs;
use super::words;
use crate::ask::{Open, VOLUME};
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Desk, Sheet};
use crate::testids as id;

/// The actions in the order of their buttons.
const ORDER: [&str; 7] = ["write", "read", "dump", "ross", "delete", "rwss", "diff"];

/// The panel.
#[component]
pub fn Inspector(app: App) -> impl IntoView {
    let comparing = move || {
        let here = app.see(|_, moment| moment.story.diff.is_some());
        here && !app.diff_closed.get()
    };
    Effect::new(move |_| {
        app.volume.track();
        page::to_top(".inspector");
    });
    keep_focus(app);
    view! {
        <aside
            class="panel inspector"
            class:open=move || app.sheet.get() == Sheet::Inspector
            aria-label="Inspector"
            data-testid=id::INSPECTOR
        >
            <Show when=comparing>
                <Compare app/>
            </Show>
            <Show when=move || !comparing()>
                <Restoring app/>
                <Player app/>
                {drawn(app, id::MAPS_SVG, maps)}
                {drawn(app, id::RATE_SVG, rate)}
                {drawn(app, id::LATENCY_SVG, latency)}
                {move || match app.volume.get() {
                    Some(volume) => app.see(|desk, _| selected(app, desk, volume)),
                    None => app.see(|desk, _| nothing(app, desk)),
                }}
                <Show when=move || app.volume.get().is_some() fallback=move || new_volume(app)><Verbs app/></Show>
                {drawn(app, id::TABLES_SVG, tables)}
                {move || app.see(|desk, _| app.volume.get().map(|volume| page_card(app, desk, volume)))}
                <Clock app/>
            </Show>
        </aside>
    }
}

/// Nothing is selected: what there is, as a list to choose from.
fn nothing(app: App, desk: &Desk) -> AnyView {
    let outline = desk.session.outline();
    let rows = outline.volumes.iter().take(200).map(|(volume, shown)| {
        let volume = *volume;
        let name = desk.session.names().get(&volume).cloned().unwrap_or_default();
        let held = match shown.kind {
            Kind::Base if shown.backup_of.is_some() => "backup".to_owned(),
            Kind::Base => "base".to_owned(),
            _ => words::count(shown.exceptions, "exception", "exceptions"),
        };
        view! {
            <tr>
                <td><button class="link" on:click=move |_| app.send(Msg::ChooseVolume(volume))>{name}</button></td>
                <td class="quiet">{match shown.kind { Kind::Base => "", Kind::Ross => "read-only", Kind::Rwss => "read-write" }}</td>
                <td class="number">{held}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let report = desk
        .report
        .clone()
        .map(|report| view! { <Counts app report/> });
    let back = app
        .see(|_, moment| moment.story.diff.is_some())
        .then(|| back_to_diff(app));
    view! {
        <h2>"Inspector"</h2>
        {back}
        <p class="quiet">"Click a volume or one of its pages, or move with the arrow keys."</p>
        {report}
        <table aria-label="Volumes"><tbody>{rows}</tbody></table>
    }
    .into_any()
}

/// A base volume more: a button, and the form while it is open.
fn new_volume(app: App) -> AnyView {
    let volume = VolumeId(0);
    let open = move || app.form.get().filter(|open| open.ask.id == VOLUME.id);
    view! {
        <div class="more">
            <button data-testid=id::NEW_VOLUME aria-expanded=move || open().is_some().to_string()
                on:click=move |_| app.send(Msg::Ask(Some(Open { ask: &VOLUME, volume })))>
                {VOLUME.label}
            </button>
            {move || open().map(|open| form(app, open))}
        </div>
    }
    .into_any()
}

fn back_to_diff(app: App) -> AnyView {
    view! { <button on:click=move |_| app.diff_closed.set(false)>"Back to the comparison"</button> }
        .into_any()
}

fn selected(app: App, desk: &Desk, volume: VolumeId) -> AnyView {
    let Some(shown) = desk.session.outline().volumes.get(&volume) else {
        return nothing(app, desk);
    };
    let name = desk
        .session
        .names()
        .get(&volume)
        .cloned()
        .unwrap_or_default();
    let back = app
        .see(|_, moment| moment.story.diff.is_some())
        .then(|| back_to_diff(app));
    view! {
        <header>
            <h2 class="name" data-testid=id::INSPECTOR_NAME>{name}</h2>
            <span class="kind">{if shown.backup_of.is_some() { "backup" } else { words::kind(shown.kind) }}</span>
        </header>
        {back}
        {facts::of_volume(app, desk, volume)}
        {buttons(app, desk, volume)}
    }
    .into_any()
}

/// What can be done with the volume; what cannot says why when it is pointed at.
fn buttons(app: App, desk: &Desk, volume: VolumeId) -> AnyView {
    let session = &desk.session;
    let page = app.page.get();
    let all = actions(
        session.outline(),
        session.engine(),
        session.names(),
        volume,
        page,
    );
    let told = RwSignal::new(String::new());
    let in_order = ORDER
        .iter()
        .filter_map(|id| all.iter().find(|action| action.id == *id));
    let buttons = in_order.map(|action| button(app, volume, action.clone(), told));
    let buttons = buttons.collect_view();
    view! {
        <div class="actions" role="group" aria-label="What can be done with it" data-testid=id::ACTIONS>
            {buttons}
        </div>
        <p class="why hint" aria-live="polite" data-testid=id::WHY_NOT>
            {move || told.get()}
        </p>
    }
    .into_any()
}

/// A button's words: the lab's, where they are short.
fn short(id: &str, label: String) -> String {
    match id {
        "ross" => "Read-only snapshot".to_owned(),
        "rwss" => "Read-write snapshot".to_owned(),
        "dump" => "List".to_owned(),
        _ => label,
    }
}

fn button(app: App, volume: VolumeId, action: Action, told: RwSignal<String>) -> AnyView {
    let Action {
        id,
        label,
        command,
        ready,
        why_not,
    } = action;
    let title = why_not.clone().unwrap_or_else(|| command.clone());
    let disabled = why_not.is_some();
    let words = StoredValue::new(title.clone());
    let tell = move || told.set(words.get_value());
    let pressed = move |_| {
        if disabled {
            tell();
        } else if id == "diff" {
            app.send(Msg::CompareWith(volume));
        } else if ready {
            app.send(Msg::Submit(command.clone()));
        } else {
            app.send(Msg::Prepare(command.clone()));
        }
    };
    view! {
        <button
            data-testid=format!("action-{id}")
            data-why=why_not
            aria-disabled=disabled.to_string()
            aria-description=title.clone()
            title=title
            on:pointerenter=move |_| tell()
            on:focus=move |_| tell()
            on:click=pressed
        >
            {short(id, label)}
        </button>
    }
    .into_any()
}

/// The selected page: what the volume shows there, and where it lies.
fn page_card(app: App, desk: &Desk, volume: VolumeId) -> Option<AnyView> {
    let page = app.page.get()?;
    let session = &desk.session;
    let content = session.engine().peek(volume, page)?;
    let shown = words::content(&content);
    let name = |id: VolumeId| session.names().get(&id).cloned().unwrap_or_default();
    let lies = session.outline().visible(volume, page).map(|view| {
        let place = words::place(view.location, &name(view.holder));
        if view.holder == volume {
            format!("its own, in {place}")
        } else {
            format!("read through {}, in {place}", name(view.holder))
        }
    });
    Some(
        view! {
            <section class="page-card" data-testid=id::INSPECTOR_PAGE aria-label="Selected page">
                <h3>{format!("Page {}", words::grouped(page.0))}</h3>
                <pre>{shown}</pre>
                <p class="quiet">{lies}</p>
            </section>
        }
        .into_any(),
    )
}
