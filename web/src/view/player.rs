//! Operations in flight: each with its next atomic step in words, and whether it can be done or
//! whom it waits for. A press is a command of the line.

use cowpath_lab::machine::NextStep;
use cowpath_lab::narrate::step_words;
use cowpath_lab::outcome::name_text;
use leptos::prelude::*;

use super::search::SearchPanel;
use super::words;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Desk, Searching};
use crate::testids as id;

/// What the keys go to when nothing else has them.
pub const TREE: &str = "[data-testid=tree-svg]";
/// Dots that are drawn for steps; of operations with more, the number tells.
const DOTS_MAX: u64 = 12;

/// What is told of one operation.
#[derive(Clone, Default, PartialEq)]
struct Row {
    name: String,
    command: String,
    step: String,
    words: String,
    told: String,
    done: u64,
    of: u64,
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
    let pressed = RwSignal::new(false);
    let list = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let listed = names
                .into_iter()
                .map(|name| listed(app, rows, pressed, name));
            view! {
                <h3>"Operations in flight"</h3>
                <p class="why">"None of them is finished. Press what is to be done next."</p>
                <ul class="flights" data-testid=id::FLIGHTS>{listed.collect_view()}</ul>
            }
        })
    };
    let shown =
        move || !names.with(Vec::is_empty) || app.searching.with(|it| *it != Searching::Idle);
    // What was pressed may be gone with its operation: the next one takes the focus.
    Effect::new(move |_| {
        let next = match names.with(Vec::is_empty) {
            true => TREE,
            false => ".flights .row + .row button",
        };
        hand_on(pressed, next);
    });
    view! {
        <Show when=shown>
            <section class="work" aria-label="Operations in flight" data-testid=id::PLAYER>
                {list}
                <SearchPanel app/>
            </section>
        </Show>
    }
}

/// Runs the command of a button that is pressed again and again: a sheet stays open, and
/// `pressed` is noted.
pub fn press(app: App, pressed: RwSignal<bool>, text: &str) {
    let sheet = app.sheet.get_untracked();
    pressed.set(true);
    app.send(Msg::Submit(text.to_owned()));
    if app.sheet.get_untracked() != sheet {
        app.send(Msg::ShowSheet(sheet));
    }
}

/// Where the button that was pressed is gone, gives the focus to what comes next.
pub fn hand_on(pressed: RwSignal<bool>, next: &'static str) {
    if pressed.get_untracked() {
        pressed.set(false);
        page::soon(move || {
            if page::is_nowhere() {
                page::focus(next);
            }
        });
    }
}

fn rows_of(desk: &Desk) -> Vec<Row> {
    let open = desk.session.machine().open_operations();
    let midway = open.iter().find(|open| open.alone);
    let midway = midway.map(|open| open.operation.to_string());
    let row = |open| row_of(open, midway.as_deref());
    open.into_iter().map(row).collect()
}

/// `midway`: the operation for which everything else waits.
fn row_of(open: NextStep, midway: Option<&str>) -> Row {
    let words = step_words(open.step).unwrap_or(match open.step {
        "ross" | "rwss" => "the snapshot is taken, in one step",
        _ => "its first step; from then on everything else waits",
    });
    let mut told = match open.left {
        Some(left) => {
            let all = words::count(open.done + left, "step", "steps");
            format!("{} of {all}", open.done)
        }
        None if open.done == 0 => "not begun".to_owned(),
        None => format!("{} done", words::count(open.done, "step", "steps")),
    };
    if open.alone {
        told.push_str(" · everything else waits");
    }
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
        done: open.done,
        of: open.left.map_or(0, |left| open.done + left),
        why_not: open.why_not.map(|refused| match midway {
            Some(midway) => format!("{midway} keeps everything else waiting"),
            None => refused.message,
        }),
    }
}

fn listed(app: App, rows: Memo<Vec<Row>>, pressed: RwSignal<bool>, name: String) -> AnyView {
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
                press(app, pressed, &text);
            }
        }
    };
    let dots = move || {
        let (done, of) = row.with(|row| row.as_ref().map_or((0, 0), |row| (row.done, row.of)));
        (of <= DOTS_MAX).then(|| {
            let dots = (0..of).map(|at| view! { <i class:done=at < done></i> });
            view! { <span class="dots" aria-hidden="true">{dots.collect_view()}</span> }
        })
    };
    let words = name.clone();
    let label = move || {
        let step = row.with(|row| {
            row.as_ref()
                .map(|row| format!("{}: {}", row.step, row.words))
        });
        format!("Step {words}, {}", step.unwrap_or_default())
    };
    view! {
        <li class:waits=move || waits().is_some() data-operation=name.clone()>
            <div class="row">
                <b>{name.clone()}</b>
                <code>{tell(|row| row.command.clone())}</code>
                <button class="link" data-testid=format!("finish-{name}") title=finish.clone()
                    aria-label=finish.clone()
                    aria-disabled=move || waits().is_some().to_string()
                    on:click=press(finish)>"finish"</button>
            </div>
            <div class="row">
                <button data-testid=format!("step-{name}") title=step.clone() aria-label=label
                    aria-disabled=move || waits().is_some().to_string()
                    on:click=press(step)>
                    <span aria-hidden="true">"▸"</span>
                    {tell(|row| row.step.clone())}
                </button>
                <span>{tell(|row| row.words.clone())}</span>
            </div>
            <div class="row quiet">
                {dots}
                <span>{tell(|row| row.told.clone())}</span>
            </div>
            <span class="why" hidden=move || waits().is_none()>{move || waits().map(|why| format!("waits: {why}"))}</span>
        </li>
    }
    .into_any()
}
