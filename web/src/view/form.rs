//! A form for any verb of the table: its fields, the command they make, why it would be
//! refused, and the button that runs it.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::space;
use cowpath_lab::session::SubmitError;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, SubmitEvent};

use super::words;
use crate::ask::{Filled, Open, SCHEDULE, Takes, VOLUME, in_tree};
use crate::dom::page;
use crate::msg::Msg;
use crate::state::App;
use crate::testids as id;

/// The form.
pub fn form(app: App, open: Open) -> AnyView {
    let Open { ask, volume } = open;
    let page = app.page.get_untracked();
    let filled = RwSignal::new(app.peek(|desk| ask.first(&desk.session, volume, page)));
    let command =
        Memo::new(move |_| app.see(|desk, _| ask.command(&desk.session, volume, &filled.get())));
    let why_not = Memo::new(move |_| {
        let checked = app.see(|desk, _| desk.session.check(&command.get()));
        match filled.with(|filled| ask.lacks(filled)) {
            Some(label) if checked.is_err() => Some(format!("Fill in “{label}”.")),
            _ => why_not(checked),
        }
    });
    let run = move |event: SubmitEvent| {
        event.prevent_default();
        if why_not.get_untracked().is_none() {
            app.send(Msg::Submit(command.get_untracked()));
        }
    };
    let fields = (0..).zip(ask.fields());
    let fields = fields.map(|(at, (label, takes))| field(app, volume, filled, at, label, takes));
    let fields = fields.collect_view();
    let freed = move || app.see(|desk, _| freed(desk.session.engine(), &filled.get()));
    view! {
        <form class="form" data-testid=id::FORM data-verb=ask.id aria-label=ask.label on:submit=run>
            {fields}
            <code class="command" data-testid=id::FORM_COMMAND>{move || command.get()}</code>
            {ask.asks_for_a_set().then(|| view! { <p data-testid=id::FORM_FREED>{freed}</p> })}
            <div class="row">
                <button class="strong" data-testid=id::FORM_RUN
                    aria-disabled=move || why_not.get().is_some().to_string()>"Run"</button>
                <button type="button" class="plain" data-testid=id::FORM_CLOSE
                    on:click=move |_| app.send(Msg::Ask(None))>"Cancel"</button>
            </div>
            <p class="why" aria-live="polite" data-testid=id::FORM_WHY hidden=move || why_not.get().is_none()>
                {move || why_not.get()}
            </p>
        </form>
    }
    .into_any()
}

/// Moves the focus into a form that is opened, and back to what opened it when it is put away.
pub fn keep_focus(app: App) {
    Effect::new(move |was: Option<Option<&'static str>>| {
        let open = app.form.get().map(|open| open.ask.id);
        // It may stand in a part of the page that is only now drawn.
        match (open, was.flatten()) {
            (Some(now), was) if was != Some(now) => page::soon(|| {
                page::focus("form.form input, form.form select, form.form button");
                page::reveal(".inspector", "form.form");
            }),
            (None, Some(verb)) => page::soon(move || {
                page::focus(&format!("[data-testid={}]", opener(verb)));
            }),
            _ => {}
        }
        open
    });
}

/// The button that opens a form.
fn opener(verb: &str) -> String {
    match verb {
        verb if verb == SCHEDULE.id => id::ADD_SCHEDULE.to_owned(),
        verb if verb == VOLUME.id => id::NEW_VOLUME.to_owned(),
        verb => format!("verb-{verb}"),
    }
}

/// Why a command cannot run, in one line.
pub fn why_not(checked: Result<(), SubmitError>) -> Option<String> {
    match checked {
        Ok(()) => None,
        Err(SubmitError::Syntax(error)) => Some(error.message()),
        Err(SubmitError::Refused(refused)) => Some(refused.message),
    }
}

fn field(
    app: App,
    here: VolumeId,
    filled: RwSignal<Filled>,
    at: usize,
    label: &'static str,
    takes: Takes,
) -> AnyView {
    let testid = format!("field-{at}");
    let put = move |value: String| filled.update(|filled| filled.0[at] = value);
    let typed = move |event: Event| put(event_target_value(&event));
    let value = filled.with_untracked(|filled| filled.0[at].clone());
    let choices = |ids: Vec<VolumeId>| {
        app.peek(|desk| {
            let names = desk.session.names();
            let named = ids.into_iter().map(|id| (id, names.get(&id).cloned()));
            named.collect::<Vec<_>>()
        })
    };
    match takes {
        Takes::Switch(_) => {
            let ticked = move |event: Event| put(if checked(&event) { "on" } else { "" }.to_owned());
            view! { <label class="check"><input type="checkbox" data-testid=testid on:change=ticked/>{label}</label> }
                .into_any()
        }
        Takes::Volume(who) => {
            let offered = choices(app.peek(|desk| who.offered(&desk.session, here)));
            let options = offered.into_iter().map(|(id, name)| {
                let number = id.0.to_string();
                view! { <option selected=number == value value=number.clone()>{name}</option> }
            });
            let options = options.collect_view();
            view! { <label>{label}<select data-testid=testid on:change=typed>{options}</select></label> }
                .into_any()
        }
        Takes::Set => {
            let offered = choices(app.peek(|desk| in_tree(desk.session.outline(), here)));
            let boxes = offered.into_iter().map(|(id, name)| {
                let ticked = move |event: Event| put(toggled(filled, at, id, checked(&event)));
                view! {
                    <label class="check">
                        <input type="checkbox" data-testid=format!("set-{}", id.0) checked=id == here on:change=ticked/>
                        {name}
                    </label>
                }
            });
            let boxes = boxes.collect_view();
            view! {
                <span class="quiet">{label}</span>
                <fieldset class="scroll" aria-label=label data-testid=testid>{boxes}</fieldset>
            }
            .into_any()
        }
        Takes::Trigger => trigger(label, value, testid, put),
        _ => view! {
            <label>
                {label}
                <input type="text" autocomplete="off" spellcheck="false" value=value data-testid=testid
                    size=if matches!(takes, Takes::Count) { "3" } else { "12" } on:input=typed/>
            </label>
        }
        .into_any(),
    }
}

/// When a schedule runs: how it is told, and the number, time or event.
fn trigger(
    label: &'static str,
    value: String,
    testid: String,
    put: impl Fn(String) + Copy + 'static,
) -> AnyView {
    let (kind, rest) = value.split_once(' ').unwrap_or(("time", ""));
    let kind = RwSignal::new(kind.to_owned());
    let rest = RwSignal::new(rest.to_owned());
    let tell = move || put(format!("{} {}", kind.get_untracked(), rest.get_untracked()));
    let kinds = [
        ("writes", "every … writes"),
        ("time", "every (time)"),
        ("event", "on event"),
    ];
    let kinds = kinds.map(|(id, words)| {
        view! { <option selected=kind.get_untracked() == id value=id>{words}</option> }
    });
    let chosen = move |event: Event| {
        kind.set(event_target_value(&event));
        let first = match kind.get_untracked().as_str() {
            "writes" => "5",
            "time" => "1h",
            _ => "",
        };
        rest.set(first.to_owned());
        tell();
    };
    let typed = move |event: Event| {
        rest.set(event_target_value(&event));
        tell();
    };
    view! {
        <label>
            {label}
            <span class="pair">
            <select aria-label=label data-testid=testid.clone() on:change=chosen>{kinds.into_iter().collect_view()}</select>
            <input type="text" size="6" autocomplete="off" spellcheck="false" aria-label="How often, or on which event"
                data-testid=format!("{testid}-value") prop:value=move || rest.get() on:input=typed/>
            </span>
        </label>
    }
    .into_any()
}

fn checked(event: &Event) -> bool {
    let target = event.target();
    let field = target.and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    field.is_some_and(|field| field.checked())
}

/// The numbers of a set, with one more or less.
fn toggled(filled: RwSignal<Filled>, at: usize, id: VolumeId, on: bool) -> String {
    let number = id.0.to_string();
    let mut numbers = filled.with_untracked(|filled| {
        let before = filled.0[at]
            .split(' ')
            .filter(|it| !it.is_empty() && *it != number);
        before.map(str::to_owned).collect::<Vec<_>>()
    });
    if on {
        numbers.push(number);
    }
    numbers.join(" ")
}

/// What deleting the set of the first field would free.
fn freed(engine: &cowpath_engine::Engine, filled: &Filled) -> Option<String> {
    let ids = filled
        .0
        .first()?
        .split(' ')
        .filter_map(|id| id.parse().ok());
    let ids: Vec<VolumeId> = ids.map(VolumeId).collect();
    let space = space::of_set(engine, &ids)?;
    let tables = words::bytes(space.table_bytes);
    Some(match space.freed_if_deleted_pages {
        Some(pages) => format!(
            "frees {} · tables {tables}",
            words::count(pages, "page", "pages")
        ),
        None => format!("cannot be deleted · tables {tables}"),
    })
}
