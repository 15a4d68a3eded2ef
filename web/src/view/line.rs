//! The line of commands: a dot for each, words under it, the tries that were left above
//! it. It is a slider: drag along it, or move with the arrow keys.

use cowpath_engine::sorted::SortedMap;
use cowpath_lab::search::verdict;
use cowpath_lab::session::{Branch, Item, NodeId, Position, Session};
use cowpath_scene::number::number;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

use super::scale::Scale;
use super::timeline::words_of;
use crate::msg::Msg;
use crate::state::App;
use crate::testids as id;

/// Dots on the line; of longer lines every n-th command has one.
const DOTS_MAX: usize = 160;
/// Commands of a try that its title names.
const TOLD_MAX: usize = 6;
/// Least room between two places where tries were left, for their words, as a share.
const TRY_ROOM: f64 = 0.13;
/// Least room between two words under the line, in percent of it.
const WORD_ROOM: f64 = 5.2;

/// The line.
#[component]
pub fn Line(app: App) -> impl IntoView {
    let dragging = StoredValue::new_local(false);
    let scrub = move |event: &PointerEvent| {
        if let Some(at) = share_of(event) {
            let to = app.peek(|desk| place_at(&desk.session, at));
            if to != app.peek(|desk| desk.session.position()) {
                app.send(Msg::Seek(to));
            }
        }
    };
    let down = move |event: PointerEvent| {
        if on_button(&event) {
            return;
        }
        dragging.set_value(true);
        if let Some(track) = event
            .current_target()
            .and_then(|it| it.dyn_into::<Element>().ok())
        {
            // Without it a drag that leaves the line ends there.
            let _ = track.set_pointer_capture(event.pointer_id());
        }
        scrub(&event);
    };
    let number = move || app.see(|desk, _| desk.session.position().command);
    view! {
        <div
            class="track"
            role="slider"
            tabindex="0"
            aria-label="Line of commands"
            aria-valuemin="0"
            aria-valuemax=move || app.see(|desk, _| desk.session.line().len().to_string())
            aria-valuenow=move || number().to_string()
            aria-valuetext=move || app.see(|desk, moment| {
                format!("{} {}", words_of(&desk.session), moment.narration.command)
            })
            data-testid=id::TIMELINE
            on:pointerdown=down
            on:pointermove=move |event: PointerEvent| {
                if dragging.get_value() {
                    scrub(&event);
                }
            }
            on:pointerup=move |_| dragging.set_value(false)
            on:pointercancel=move |_| dragging.set_value(false)
            on:keydown=move |event| pressed(app, &event)
        >
            <span class="rail"></span>
            {move || app.see(|desk, _| drawn(app, &desk.session))}
        </div>
    }
}

fn on_button(event: &PointerEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.tag_name().eq_ignore_ascii_case("button"))
}

fn share_of(event: &PointerEvent) -> Option<f64> {
    let track: Element = event.current_target()?.dyn_into().ok()?;
    let around = track.get_bounding_client_rect();
    let at = (f64::from(event.client_x()) - around.left()) / around.width().max(1.0);
    Some(at.clamp(0.0, 1.0))
}

/// The settled place nearest to a share of the line.
fn place_at(session: &Session, share: f64) -> Position {
    let nearest = Scale::of(session).nearest(share);
    session.settled(session.scene_at(nearest))
}

fn pressed(app: App, event: &KeyboardEvent) {
    let msg = match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => Msg::StepForward,
        "ArrowLeft" | "ArrowDown" => Msg::StepBack,
        "PageUp" => Msg::CommandForward,
        "PageDown" => Msg::CommandBack,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    app.send(msg);
}

fn percent(share: f64) -> String {
    format!("{}%", number(share * 100.0))
}

fn drawn(app: App, session: &Session) -> AnyView {
    let line = session.line();
    let scale = Scale::of(session);
    let Position { command, step } = session.position();
    let end = scale.of_command(command);
    let here = match (command.checked_sub(1), session.steps(command)) {
        (Some(before), steps) if steps > 0 => {
            let begin = scale.of_command(before);
            begin + (end - begin) * step as f64 / steps as f64
        }
        _ => end,
    };
    let moment = verdict(session).and_then(|verdict| verdict.moment);
    let every = session.scenes(line.len()).div_ceil(DOTS_MAX).max(1);
    let dots: Vec<AnyView> = (1..)
        .zip(line)
        .filter(|(n, _)| session.is_scene(*n))
        .enumerate()
        .filter(|(ordinal, _)| ordinal % every == 0)
        .map(|(_, numbered)| numbered)
        .map(|(n, item)| dot(item, scale.of_command(n), n == command, Some(n) == moment))
        .collect();
    let words: Vec<AnyView> = labels(line, &scale, command)
        .into_iter()
        .map(word)
        .collect();
    let branches = session.branches();
    let groups = by_place(&branches);
    let places: Vec<f64> = groups
        .keys()
        .map(|after| scale.of_command(*after))
        .collect();
    let crowded = |at: f64| {
        places
            .iter()
            .filter(|other| (**other - at).abs() < TRY_ROOM)
            .count()
            > 1
    };
    let tries: Vec<AnyView> = groups
        .into_iter()
        .map(|(after, group)| {
            let at = scale.of_command(after);
            left_try(app, line, (after, at), &group, crowded(at))
        })
        .collect();
    view! {
        <span class="past" style:width=percent(here)></span>
        {dots}
        {words}
        {tries}
        <span class="head" style:left=percent(here)></span>
    }
    .into_any()
}

fn dot(item: &Item, at: f64, here: bool, moment: bool) -> AnyView {
    let kind = match item.verb {
        // From there on a schedule is wrong, whatever follows.
        _ if moment => "dot moment",
        // Only an expectation that failed is a place of its own.
        "expect" => "dot refused",
        _ if item.refused.is_some() => "dot refused",
        "volume" | "ross" | "delete" | "replay" => "dot made",
        "rwss" => "dot made branch",
        "read" | "diff" | "dump" | "maps" | "tree" | "space" | "check" => "dot ask",
        _ => "dot",
    };
    view! { <span class=kind class:here=here style:left=percent(at) title=item.text.clone()></span> }.into_any()
}

struct Word {
    at: f64,
    text: String,
    class: &'static str,
}

fn word(word: Word) -> AnyView {
    view! { <span class=word.class style:left=percent(word.at)>{word.text}</span> }.into_any()
}

/// Words under the line: the present command first, then whatever finds room.
fn labels(line: &[Item], scale: &Scale, command: usize) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let short = |item: &Item, whole: bool| {
        let mut parts = item.text.split(' ');
        let take = if whole { 3 } else { 2 };
        let text: Vec<&str> = parts.by_ref().take(take).collect();
        text.join(" ").chars().take(28).collect::<String>()
    };
    let mut add = |at: f64, text: String, here: bool| {
        let room = WORD_ROOM + if here { 2.0 } else { 0.0 };
        if words.iter().any(|word| {
            (word.at - at).abs() * 100.0 < room + word.text.chars().count() as f64 * 0.25
        }) {
            return;
        }
        let class = match (at, here) {
            (at, true) if at > 0.94 => "tick here last",
            (at, true) if at < 0.04 => "tick here first",
            (_, true) => "tick here",
            (at, false) if at > 0.94 => "tick last",
            (at, false) if at < 0.04 => "tick first",
            _ => "tick",
        };
        words.push(Word { at, text, class });
    };
    if let Some(item) = command.checked_sub(1).and_then(|at| line.get(at)) {
        add(scale.of_command(command), short(item, true), true);
    }
    for (n, item) in (1..).zip(line) {
        if matches!(
            item.verb,
            "volume" | "ross" | "rwss" | "delete" | "replay" | "diff"
        ) {
            add(scale.of_command(n), short(item, false), false);
        }
    }
    words
}

fn by_place(branches: &[Branch]) -> SortedMap<usize, Vec<&Branch>> {
    let mut places: SortedMap<usize, Vec<&Branch>> = SortedMap::new();
    for branch in branches {
        places.entry(branch.after).or_default().push(branch);
    }
    places
}

fn left_try(
    app: App,
    line: &[Item],
    (after, at): (usize, f64),
    group: &[&Branch],
    crowded: bool,
) -> AnyView {
    let present = line.last().map(|item| item.node);
    let Some(next) = next_round(group, present) else {
        return ().into_any();
    };
    let tip = next.tip;
    let words = match group.len() {
        1 => "an earlier try, kept".to_owned(),
        n => format!("{n} earlier tries, kept"),
    };
    let shown = if crowded {
        format!("+{}", group.len())
    } else {
        words.clone()
    };
    let to_the_left = at > 0.8;
    let told = next
        .texts
        .iter()
        .filter(|text| !text.starts_with("expect "));
    let told: Vec<&str> = told.map(String::as_str).take(TOLD_MAX + 1).collect();
    let more = if told.len() > TOLD_MAX { " …" } else { "" };
    let title = format!(
        "Go there: {}{more}",
        told[..told.len().min(TOLD_MAX)].join(" · ")
    );
    view! {
        <span class="try" class:left=to_the_left style:left=percent(at)></span>
        <button
            class="try-chip"
            class:left=to_the_left
            style:left=percent(at)
            title=title
            aria-label=words
            data-testid=id::BRANCH
            data-after=after.to_string()
            on:pointerdown=move |event| {
                // The line may be drawn anew before the pointer is up, and then a click
                // would not find this button again.
                event.stop_propagation();
                app.send(Msg::SwitchTo(tip));
            }
            on:click=move |event| {
                // A key, or a program: a pointer's click has been served.
                if event.detail() == 0 {
                    app.send(Msg::SwitchTo(tip));
                }
            }
        >
            {shown}
        </button>
    }
    .into_any()
}

/// Of several tries at one place, the one after the present line, so that pressing again
/// and again goes through them all.
fn next_round<'a>(group: &[&'a Branch], present: Option<NodeId>) -> Option<&'a Branch> {
    let after = group
        .iter()
        .find(|branch| present.is_none_or(|present| branch.tip > present));
    after.or(group.first()).copied()
}
