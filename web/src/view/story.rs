//! What just happened, in words; the numbered steps, with the present one lit.

use cowpath_lab::narrate::{FlowRow, Narration, RowState, step_label};
use leptos::prelude::*;

use super::verdict::Violated;
use crate::dom::page;
use crate::state::{App, Desk, Sheet};
use crate::testids as id;

/// The left panel, and the live region that reads steps out.
#[component]
pub fn StoryPanel(app: App) -> impl IntoView {
    Effect::new(move |_| {
        app.revision.track();
        request_animation_frame(|| page::reveal(".story", ".flow .now"));
    });
    view! {
        <section
            class="panel story"
            class:open=move || app.sheet.get() == Sheet::Story
            aria-labelledby="story-heading"
            data-testid=id::NARRATION
            tabindex="-1"
        >
            <h2 id="story-heading">"What just happened"</h2>
            <Violated app/>
            {move || {
                if app.invite.get() {
                    app.see(|desk, _| invitation(desk))
                } else {
                    app.see(|desk, moment| told(&moment.narration, note(desk)))
                }
            }}
        </section>
        <p class="away" aria-live="polite" data-testid=id::LIVE>
            {move || app.see(|desk, moment| {
                let session = &desk.session;
                let label = step_label(session.step_events(), session.names());
                match moment.narration.sentences.last() {
                    Some(last) if session.is_settled() => format!("{}: {last}", moment.narration.command),
                    _ => label,
                }
            })}
        </p>
    }
}

/// The first screen: what this is, and one line that invites.
fn invitation(desk: &Desk) -> AnyView {
    let session = &desk.session;
    let mut rest = session.line().iter().skip(session.position().command);
    let next = rest.find(|item| item.verb != "expect");
    let next = next.map(|item| {
        view! { <p class="next">"Next on the line: " <code class="command">{item.text.clone()}</code></p> }
    });
    view! {
        <p>{desk.summary}</p>
        <p class="invite" data-testid=id::INVITE>
            "Press " <kbd>"."</kbd> " to step, type a command below, or open your own trace."
        </p>
        {next}
    }
    .into_any()
}

/// The comment behind the present command.
fn note(desk: &Desk) -> Option<String> {
    let session = &desk.session;
    session.note(session.position().command).map(str::to_owned)
}

fn told(narration: &Narration, note: Option<String>) -> AnyView {
    if narration.command.is_empty() {
        let words = "Nothing yet: this is the beginning of the line.";
        return view! { <p class="quiet">{words}</p> }.into_any();
    }
    let sentences = narration.sentences.iter();
    let sentences = sentences
        .map(|sentence| view! { <p>{sentence.clone()}</p> })
        .collect_view();
    let next = narration
        .next
        .clone()
        .map(|next| view! { <p class="next">"Next: " {next} " →"</p> });
    let note = note.map(|note| {
        view! { <p class="comment"><span aria-hidden="true">"# "</span><span data-testid=id::MOMENT>{note}</span></p> }
    });
    view! {
        <p class="command" data-testid=id::NARRATION_COMMAND>{narration.command.clone()}</p>
        {note}
        <div class="sentences">{sentences}</div>
        {flow(&narration.flow_title, &narration.flow)}
        {next}
    }
    .into_any()
}

fn flow(title: &str, rows: &[FlowRow]) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let plain = rows.iter().all(|row| row.number.is_empty());
    let rows = rows.iter().map(row).collect_view();
    Some(
        view! {
            <div>
                <h3>{title.to_owned()}</h3>
                <ol class="flow" class:plain=plain data-testid=id::FLOW>{rows}</ol>
            </div>
        }
        .into_any(),
    )
}

fn row(row: &FlowRow) -> AnyView {
    let state = match row.state {
        RowState::Done => "done",
        RowState::Now => "now",
        RowState::Todo => "todo",
    };
    view! {
        <li
            class=state
            data-state=state
            data-number=row.number.clone()
            aria-current=(state == "now").then_some("step")
        >
            <b>{row.number.clone()}</b>
            <span>{row.text.clone()}</span>
        </li>
    }
    .into_any()
}
