//! The rule that a schedule breaks, in words: what it says, the moment from which on nothing can
//! come right, and the command that shows it.

use cowpath_lab::search::{Verdict, verdict};
use leptos::prelude::*;

use crate::msg::Msg;
use crate::state::{App, Desk};
use crate::testids as id;

/// A command of the line.
struct Place {
    command: usize,
    text: String,
    where_: String,
    here: bool,
}

/// What is told of a violated rule.
struct Told {
    verdict: Verdict,
    moment: Option<Place>,
    shown: Place,
}

/// The card, where the document tells of a violated rule and shows it.
#[component]
pub fn Violated(app: App) -> impl IntoView {
    view! {
        <div role="status">{move || app.see(|desk, _| tell(desk).map(|told| card(app, told)))}</div>
    }
}

fn tell(desk: &Desk) -> Option<Told> {
    let session = &desk.session;
    let verdict = verdict(session)?;
    let place = |command: usize| {
        let (at, all) = (
            session.scenes(command),
            session.scenes(session.line().len()),
        );
        Some(Place {
            command,
            text: session.item(command)?.text.clone(),
            where_: format!("command {at} of {all}"),
            here: session.position().command == command,
        })
    };
    Some(Told {
        moment: verdict.moment.and_then(place),
        shown: place(verdict.shown)?,
        verdict,
    })
}

fn card(app: App, told: Told) -> AnyView {
    let Told {
        verdict,
        moment,
        shown,
    } = told;
    let moment = moment.map(|moment| {
        view! {
            <p class:here=moment.here data-testid=id::VERDICT_MOMENT>
                <b>"The moment: "</b>
                {place(app, &moment)}
                ". " {verdict.after}
            </p>
        }
    });
    view! {
        <section class="verdict" aria-label="Violated rule" data-testid=id::VERDICT data-rule=verdict.rule>
            <h3>"Violated rule: " <b>{verdict.rule}</b></h3>
            <p>{format!("It says: {}.", verdict.says)}</p>
            <p>{format!("Here, {}.", verdict.message)}</p>
            {moment}
            <p class:here=shown.here data-testid=id::VERDICT_SHOWN>
                <b>"It shows at: "</b>
                {place(app, &shown)}
                {format!(". {}.", verdict.found)}
            </p>
        </section>
    }
    .into_any()
}

/// A command, and the way there.
fn place(app: App, place: &Place) -> AnyView {
    let command = place.command;
    let go = move |_| {
        let settled = app.peek(|desk| desk.session.settled(command));
        app.send(Msg::Seek(settled));
    };
    view! {
        <button class="link" title="Go there" on:click=go>{place.text.clone()}</button>
        {format!(", {}{}", place.where_, if place.here { " (here)" } else { "" })}
    }
    .into_any()
}
