//! Time below the picture: the controls, and where one stands.

use cowpath_lab::session::{Position, Session};
use cowpath_scene::number::number;
use leptos::prelude::*;

use super::line::Line;
use crate::msg::Msg;
use crate::state::{App, Run};
use crate::testids as id;

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
                {move || if app.run.get() == Run::Paused { "▶ play" } else { "❚❚ pause" }}
            </button>
            {control(app, id::STEP_FORWARD, "▶", "One micro-step forward (.)", Msg::StepForward)}
            {control(app, id::COMMAND_FORWARD, "▶▶", "One command forward (>)", Msg::CommandForward)}
            {control(app, id::TO_END, "▶|", "To the end (End)", Msg::ToEnd)}
            <label class="speed">
                <span>"speed"</span>
                <input
                    type="range" min="-2" max="2" step="0.5" value="0"
                    data-testid=id::SPEED
                    aria-label="Speed"
                    aria-valuetext=move || format!("{} times", number(app.speed.get()))
                    on:input=move |event| {
                        let exponent = js_sys::parse_float(&event_target_value(&event));
                        app.send(Msg::SetSpeed(exponent.exp2()));
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
