//! The command line: typing, running, preparing.

use std::sync::Arc;

use cowpath_lab::session::{Position, Session, SubmitError};
use leptos::prelude::*;

use super::paint::{Change, refresh};
use super::time::show_command;
use super::with_desk;
use crate::dom::page;
use crate::state::{App, Sheet, Wrong};
use crate::storage;
use crate::testids as id;

/// Lines that the history of the command line keeps.
const HISTORY_MAX: usize = 500;

/// The command line holds this now.
pub fn typed(app: App, text: String) {
    app.input.set(text);
    app.wrong.set(None);
}

/// Runs a command, typed or of a button, and shows it.
pub fn submit(app: App, text: &str) {
    run(app, text);
}

/// Runs a command that time brings, shown when it is complete; whether it was accepted. What
/// the person types stays.
pub fn run_at_once(app: App, text: &str) -> bool {
    storage::remember_trying(text);
    match with_desk(app, |desk| desk.session.submit(text).map(|_| ())) {
        Ok(()) => {
            app.diff_closed.set(false);
            refresh(app, Change::Command);
            true
        }
        Err(error) => {
            app.peek(|desk| storage::remember(&desk.saved));
            app.wrong.set(Some(wrong(error)));
            false
        }
    }
}

/// The same as [`submit`]; whether it was accepted.
fn run(app: App, text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return false;
    }
    app.invite.set(false);
    app.picking.set(None);
    remember(app, text);
    storage::remember_trying(text);
    let result = with_desk(app, |desk| desk.session.submit_paused(text).map(|_| ()));
    match result {
        Ok(()) => {
            app.input.set(String::new());
            app.wrong.set(None);
            app.sheet.set(Sheet::None);
            app.form.set(None);
            show_command(app);
            true
        }
        Err(error) => {
            app.peek(|desk| storage::remember(&desk.saved));
            app.input.set(text.to_owned());
            app.wrong.set(Some(wrong(error)));
            false
        }
    }
}

/// Stops the present command where it stands: another branch, in which it crashes there.
pub fn crash(app: App) {
    let Some((text, here)) =
        app.peek(|desk| Some((crash_text(&desk.session)?, desk.session.position())))
    else {
        return;
    };
    with_desk(app, |desk| {
        let before = desk.session.settled(here.command - 1);
        desk.session.seek(before);
    });
    if !run(app, &text) {
        with_desk(app, |desk| desk.session.seek(here));
    }
}

/// The command that crashes the present one where it stands. One that has crashed already
/// crashes at another place instead.
pub fn crash_text(session: &Session) -> Option<String> {
    let Position { command, step } = session.position();
    let item = session.item(command)?;
    let text = match item.text.strip_prefix("crash ") {
        Some(inner) => inner.split_once(' ')?.1,
        None => &item.text,
    };
    (step > 0).then(|| format!("crash {step} {text}"))
}

fn wrong(error: SubmitError) -> Wrong {
    match error {
        SubmitError::Syntax(error) => Wrong::Syntax(error),
        SubmitError::Refused(refused) => Wrong::Refused {
            rule: refused.rule.to_string(),
            message: refused.message,
        },
    }
}

fn remember(app: App, text: &str) {
    app.history.update(|history| {
        let history = Arc::make_mut(history);
        if history.last().is_none_or(|last| last != text) {
            history.push(text.to_owned());
        }
        if history.len() > HISTORY_MAX {
            history.remove(0);
        }
    });
}

/// Puts a command that is not finished into the command line: between the quotes, where
/// there is an empty pair, else at its end.
pub fn prepare(app: App, text: String) {
    let caret = match text.find("\"\"") {
        Some(at) => at + 1,
        None => text.len(),
    };
    app.sheet.set(Sheet::None);
    typed(app, text.clone());
    if let Some(input) = page::input(id::COMMAND_INPUT) {
        input.set_value(&text);
        // The caret is a convenience.
        let _ = input.focus();
        let units = text[..caret].encode_utf16().count() as u32;
        let _ = input.set_selection_range(units, units);
    }
}
