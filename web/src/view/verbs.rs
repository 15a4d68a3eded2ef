//! What else can be done with the selected volume: a button for each verb of the table, and
//! the form of the one that is open.

use cowpath_engine::ids::VolumeId;
use leptos::prelude::*;

use super::form::{form, why_not};
use crate::ask::{Ask, GROUPS, Open};
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// The buttons and the form.
#[component]
pub fn Verbs(app: App) -> impl IntoView {
    view! {
        <div class="more">
            <button
                class="link"
                data-testid=id::MORE
                aria-expanded=move || app.more.get().to_string()
                on:click=move |_| app.send(Msg::ToggleMore)
            >
                {move || if app.more.get() { "▾ less" } else { "▸ more that can be done" }}
            </button>
            {move || app.more.get().then(|| {
                let volume = app.volume.get()?;
                Some(app.see(|desk, _| buttons(app, desk, volume)))
            })}
            {move || app.form.get().filter(|open| open.ask.is_of_a_volume()).map(|open| form(app, open))}
        </div>
    }
}

fn buttons(app: App, desk: &Desk, volume: VolumeId) -> Option<AnyView> {
    let told = RwSignal::new(String::new());
    let session = &desk.session;
    let shown = session.outline().volumes.get(&volume)?;
    let head = shown.copy_of.and_then(|head| session.names().get(&head));
    let head = head.cloned().unwrap_or_default();
    let page = app.page.get();
    let listed = |ask: &'static Ask| {
        let first = ask.first(session, volume, page);
        let command = ask.command(session, volume, &first);
        // Between two micro-steps nothing is decided, and a set is chosen in the form.
        let settled = session.is_settled() && !ask.asks_for_a_set();
        let why_not = settled.then(|| why_not(session.check(&command))).flatten();
        button(app, ask, volume, command, why_not, &head, told)
    };
    let groups = GROUPS.iter().filter_map(|(title, asks)| {
        let offered = asks
            .iter()
            .filter(|ask| ask.is_for(session.outline(), volume));
        let offered: Vec<AnyView> = offered.map(listed).collect();
        (!offered.is_empty()).then(|| {
            view! {
                <h4>{*title}</h4>
                <div class="actions" role="group" aria-label=*title>{offered}</div>
            }
        })
    });
    let groups = groups.collect_view();
    Some(
        view! {
            <div class="verbs" role="group" aria-label="More that can be done with it" data-testid=id::VERBS>
                {groups}
            </div>
            <p class="why hint" aria-live="polite" data-testid=id::VERBS_WHY hidden=move || app.form.get().is_some()>
                {move || told.get()}
            </p>
        }
        .into_any(),
    )
}

fn button(
    app: App,
    ask: &'static Ask,
    volume: VolumeId,
    command: String,
    why_not: Option<String>,
    head: &str,
    told: RwSignal<String>,
) -> AnyView {
    let off = why_not.is_some();
    let title = why_not.unwrap_or_else(|| command.clone());
    let words = StoredValue::new(title.clone());
    let tell = move || told.set(words.get_value());
    let pressed = move |_| {
        if off {
            tell();
        } else if ask.fields().next().is_none() {
            app.send(Msg::Submit(command.clone()));
        } else {
            app.send(Msg::Ask(Some(Open { ask, volume })));
        }
    };
    view! {
        <button
            data-testid=format!("verb-{}", ask.id)
            aria-disabled=off.to_string()
            aria-description=title.clone()
            title=title
            on:pointerenter=move |_| tell()
            on:focus=move |_| tell()
            on:click=pressed
        >
            {ask.label.replace('@', head)}
        </button>
    }
    .into_any()
}
