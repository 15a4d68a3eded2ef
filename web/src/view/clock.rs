//! The simulated clock and the schedules, when they are asked for: what is due next, and
//! the buttons that let time pass.

use cowpath_lab::language::{Command, Schedule, Time, Trigger};
use leptos::prelude::*;

use super::form::form;
use crate::ask::{Open, SCHEDULE};
use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// How far the buttons move the clock, in milliseconds.
const PASSES: [u64; 3] = [60_000, 3_600_000, 86_400_000];

/// The clock.
#[component]
pub fn Clock(app: App) -> impl IntoView {
    let open = RwSignal::new(false);
    let now = move || app.see(|desk, _| desk.session.machine().now());
    let adds = move || app.form.get().filter(|open| open.ask.id == SCHEDULE.id);
    view! {
        <section class="more" aria-label="Clock and schedules">
            <button
                class="link"
                data-testid=id::CLOCK
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {move || if open.get() { "▾ " } else { "▸ " }}
                "clock and schedules · "
                {move || now().in_words()}
            </button>
            {move || open.get().then(|| app.see(|desk, _| schedules(app, desk)))}
            {move || open.get().then(|| adds().map(|open| form(app, open)))}
        </section>
    }
}

fn schedules(app: App, desk: &Desk) -> AnyView {
    let machine = desk.session.machine();
    let now = machine.now();
    let passes = PASSES.map(|ms| {
        let to = Time::from_ms(now.ms().saturating_add(ms));
        let by = Time::from_ms(ms).to_string();
        view! {
            <button
                data-testid=format!("pass-{by}")
                title=to.in_words()
                on:click=move |_| app.send(Msg::Submit(format!("at {to}")))
            >
                {format!("+{by}")}
            </button>
        }
    });
    let rows = machine
        .schedules()
        .map(|plan| row(app, plan, machine.due(&plan.name)));
    let rows = rows.collect_view();
    let heads = desk.session.outline().volumes.iter();
    let mut heads = heads.filter(|(_, volume)| volume.kind.is_writable());
    let volume = heads.next().map(|(volume, _)| *volume);
    let add = move |_| {
        let volume = app.volume.get_untracked().or(volume);
        app.send(Msg::Ask(volume.map(|volume| Open {
            ask: &SCHEDULE,
            volume,
        })));
    };
    view! {
        <ul class="schedules" data-testid=id::SCHEDULES>{rows}</ul>
        <div class="actions">
            {passes.into_iter().collect_view()}
            <button data-testid=id::ADD_SCHEDULE disabled=volume.is_none() on:click=add>{SCHEDULE.label}</button>
        </div>
    }
    .into_any()
}

fn row(app: App, plan: &Schedule, due: Option<Time>) -> AnyView {
    let text = Command::Schedule(plan.clone()).to_string();
    let text = text.trim_start_matches("schedule ").to_owned();
    let next = due.map(|due| format!("next at {}", due.in_words()));
    let says = |testid: &'static str, words: &'static str, command: String| {
        let title = command.clone();
        view! {
            <button class="link" data-testid=testid title=title on:click=move |_| app.send(Msg::Submit(command.clone()))>
                {words}
            </button>
        }
        .into_any()
    };
    let event = match &plan.trigger {
        Trigger::Event(event) => Some(says("trigger", "trigger", format!("trigger {event}"))),
        _ => None,
    };
    view! {
        <li data-schedule=plan.name.as_str().to_owned()>
            <code>{text}</code>
            <span class="quiet">{next}</span>
            {event}
            {says("unschedule", "unschedule", format!("unschedule {}", plan.name))}
        </li>
    }
    .into_any()
}
