//! Operations in flight: each with its next atomic step in words, and whether it can be done or
//! whom it waits for. A press is a command of the line.

use cowpath_lab::machine::NextStep;
use cowpath_lab::narrate::step_words;
use cowpath_lab::outcome::name_text;
use leptos::prelude::*;

use super::search::SearchPanel;
use crate::msg::Msg;
use crate::state::{App, Desk, Searching};
use crate::testids as id;

/// What is told of one operation.
#[derive(Clone, PartialEq)]
struct Row {
    name: String,
    command: String,
    step: String,
    words: String,
    told: String,
    why_not: Option<String>,
}

/// The panel, while operations are open or a search has something to say.
#[component]
pub fn Player(app: App) -> impl IntoView {
    let rows = Memo::new(move |_| app.see(|desk, _| rows_of(desk)));
    let names = Memo::new(move |_| {
        let named = |rows: &Vec<Row>| rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>();
        rows.with(named)
    });
    let list = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let listed = names.into_iter().map(|name| listed(app, rows, name));
            view! {
                <h3>"Operations in flight"</h3>
                <ul class="flights" data-testid=id::FLIGHTS>{listed.collect_view()}</ul>
            }
        })
    };
    let shown =
        move || !names.with(Vec::is_empty) || app.searching.with(|it| *it != Searching::Idle);
    let note = Memo::new(move |_| {
        app.see(|desk, _| {
            let session = &desk.session;
            session.note(session.position().command).map(str::to_owned)
        })
    });
    view! {
        <Show when=shown>
            <section class="work" aria-label="Operations in flight" data-testid=id::PLAYER>
                {list}
                <p class="told" role="status" data-testid=id::MOMENT hidden=move || note.get().is_none()>
                    {move || note.get()}
                </p>
                <SearchPanel app/>
            </section>
        </Show>
    }
}

fn rows_of(desk: &Desk) -> Vec<Row> {
    let open = desk.session.machine().open_operations().into_iter();
    open.map(row_of).collect()
}

fn row_of(open: NextStep) -> Row {
    let words = step_words(open.step).unwrap_or("the whole command, in one step");
    let of = open.done + open.left;
    let mut told = format!("{} of {of} steps", open.done);
    if open.before {
        told.push_str(" · began before the newest snapshot");
    }
    if open.locked {
        told.push_str(" · holds the lock");
    }
    Row {
        name: open.operation.as_str().to_owned(),
        command: open.command.to_string(),
        step: open.step.to_owned(),
        words: words.to_owned(),
        told,
        why_not: open.why_not.map(|refused| refused.message),
    }
}

fn listed(app: App, rows: Memo<Vec<Row>>, name: String) -> AnyView {
    let own = name.clone();
    let row =
        Memo::new(move |_| rows.with(|rows| rows.iter().find(|row| row.name == own).cloned()));
    let tell = move |part: fn(&Row) -> String| {
        move || row.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    let waits = move || row.with(|row| row.as_ref().and_then(|row| row.why_not.clone()));
    let step = format!("step {}", name_text(&name));
    let finish = format!("finish {}", name_text(&name));
    let press = move |text: String| {
        move |_| {
            if waits().is_none() {
                app.send(Msg::Submit(text.clone()));
            }
        }
    };
    view! {
        <li data-operation=name.clone()>
            <div class="row">
                <button data-testid=format!("step-{name}") title=step.clone()
                    aria-disabled=move || waits().is_some().to_string()
                    on:click=press(step)>
                    <b>{name.clone()}</b> " " {tell(|row| row.step.clone())}
                </button>
                <button class="plain" data-testid=format!("finish-{name}") title=finish.clone()
                    aria-label=finish.clone()
                    aria-disabled=move || waits().is_some().to_string()
                    on:click=press(finish)>"finish"</button>
            </div>
            <span>{tell(|row| row.words.clone())}</span>
            <code>{tell(|row| row.command.clone())}</code>
            <span class="quiet">{tell(|row| row.told.clone())}</span>
            <span class="why" hidden=move || waits().is_none()>{move || waits().map(|why| format!("waits: {why}"))}</span>
        </li>
    }
    .into_any()
}
