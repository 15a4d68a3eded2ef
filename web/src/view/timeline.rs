//! Time below the picture: the controls, and where one stands.

use cowpath_lab::language::parse_command;
use cowpath_lab::session::{Position, Session};
use cowpath_scene::number::number;
use leptos::prelude::*;

use super::line::Line;
use crate::msg::Msg;
use crate::state::{App, Run};
use crate::testids as id;
use crate::update::crash_text;

/// Controls and line.
#[component]
pub fn Timeline(app: App) -> impl IntoView {
    view! {
        <div class="controls" role="toolbar" aria-label="Time">
            {control(app, id::TO_START, "|◀", "To the beginning (Home)", Msg::ToStart)}
            {control(app, id::COMMAND_BACK, "◀◀", "One command back (<)", Msg::CommandBack)}
            {control(app, id::STEP_BACK, "◀", "One micro-step back (,)", Msg::StepBack)}
            <button class="strong play" data-testid=id::PLAY title="Play or pause (Space)"
                on:click=move |_| app.send(Msg::PlayOrPause)>
                {move || match (app.run.get(), app.copying.get()) {
                    (Run::Paused, None) => "▶ play",
                    _ => "❚❚ pause",
                }}
            </button>
            {control(app, id::STEP_FORWARD, "▶", "One micro-step forward (.)", Msg::StepForward)}
            {control(app, id::COMMAND_FORWARD, "▶▶", "One command forward (>)", Msg::CommandForward)}
            {control(app, id::TO_END, "▶|", "To the end (End)", Msg::ToEnd)}
            <Crash app/>
            <label class="speed">
                <span>"speed"</span>
                <input
                    type="range" min="-2" max="2" step="0.5" value="0"
                    data-testid=id::SPEED
                    aria-label="Speed"
                    aria-valuetext=move || format!("{} times", number(app.speed.get()))
                    on:input=move |event| {
                        let exponent = js_sys::parse_float(&event_target_value(&event));
                        app.send(Msg::SetSpeed(js_sys::Math::pow(2.0, exponent)));
                    }
                />
            </label>
            <label class="check">
                <input
                    type="checkbox"
                    data-testid=id::SKIP
                    prop:checked=move || app.skip.get()
                    on:change=move |_| app.send(Msg::ToggleSkip)
                />
                "skip animation"
            </label>
            <Where app/>
        </div>
        <Line app/>
    }
}

fn control(
    app: App,
    testid: &'static str,
    mark: &'static str,
    words: &'static str,
    msg: Msg,
) -> AnyView {
    let msg = StoredValue::new_local(msg);
    view! {
        <button
            class="icon"
            data-testid=testid
            title=words
            aria-label=words
            on:click=move |_| app.send(msg.get_value())
        >
            {mark}
        </button>
    }
    .into_any()
}

/// The micro-step of the present command, as a slider, and what crashes it there.
#[component]
fn Crash(app: App) -> impl IntoView {
    let at = move || app.see(|desk, _| desk.session.position());
    let steps = move || app.see(|desk, _| desk.session.steps(desk.session.position().command));
    let text = Memo::new(move |_| app.see(|desk, _| crash_text(&desk.session)));
    let why_not = Memo::new(move |_| match text.get() {
        Some(text) => parse_command(&text)
            .err()
            .map(|_| "This command cannot crash"),
        None => Some("There is no command yet"),
    });
    let slid = move |event| {
        let step = js_sys::parse_float(&event_target_value(&event)) as usize;
        let command = untrack(at).command;
        app.send(Msg::Seek(Position { command, step }));
    };
    let title = move || {
        why_not.get().map_or_else(
            || {
                format!(
                    "Crash here, on another branch: {}",
                    text.get().unwrap_or_default()
                )
            },
            str::to_owned,
        )
    };
    view! {
        <label class="speed">
            <span>"step"</span>
            <input
                type="range" min="1" step="1"
                max=move || steps().max(1).to_string()
                prop:value=move || at().step.to_string()
                disabled=move || steps() < 2
                data-testid=id::STEP_SLIDER
                aria-label="Micro-step of the present command"
                on:input=slid
            />
        </label>
        <button
            data-testid=id::CRASH
            aria-disabled=move || why_not.get().is_some().to_string()
            title=title
            on:click=move |_| if why_not.get_untracked().is_none() { app.send(Msg::Crash) }
        >
            "↯ crash"
        </button>
    }
}

#[component]
fn Where(app: App) -> impl IntoView {
    let at = move || {
        app.see(|desk, _| {
            let Position { command, step } = desk.session.position();
            (
                command,
                desk.session.line().len(),
                step,
                desk.session.steps(command),
            )
        })
    };
    view! {
        <span
            class="where"
            data-testid=id::POSITION
            data-command=move || at().0.to_string()
            data-commands=move || at().1.to_string()
            data-step=move || at().2.to_string()
            data-steps=move || at().3.to_string()
        >
            {move || app.see(|desk, _| words_of(&desk.session))}
        </span>
    }
}

/// Where a session stands, in words. Commands are counted without the `expect` lines that hold.
pub fn words_of(session: &Session) -> String {
    let Position { command, step } = session.position();
    let (at, commands) = (
        session.scenes(command),
        session.scenes(session.line().len()),
    );
    if command == 0 {
        return format!("the beginning · {commands} commands");
    }
    let steps = session.steps(command);
    format!("command {at} of {commands} · step {step} of {steps}")
}
