//! Documents: scenarios, files in and out, what the browser kept.

use cowpath_engine::check::check;
use cowpath_lab::cowtree;
use cowpath_lab::language::{self, Command, Replay, SyntaxError};
use cowpath_lab::replay::Options;
use cowpath_lab::scenarios;
use cowpath_lab::search::verdict;
use cowpath_lab::session::{Position, Session};
use cowpath_lab::trace::{self, PREFIX_BYTES};
use cowpath_scene::svg;
use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::File;

use super::look;
use super::paint::{Change, columns, refresh, scene};
use super::time::settle;
use super::with_desk;
use crate::dom::files;
use crate::msg::Msg;
use crate::state::{App, Awaits, Desk, Dialog, Told, Trace};
use crate::storage::{self, Saved};

/// The scenario of the first screen.
pub const FIRST_SCENARIO: &str = "fig8";
/// Largest scenario that is read, in bytes.
const TEXT_BYTES_MAX: u64 = 8 << 20;

/// A desk with a built-in scenario on it.
pub fn desk_of_scenario(id: &str) -> Option<Desk> {
    let scenario = scenarios::find(id)?;
    let session = Session::open(scenario.text).ok()?;
    let mut desk = desk(session, scenario.title);
    let first = first_position(&desk.session, id);
    desk.session.seek(first);
    desk.summary = scenario.summary;
    Some(desk)
}

fn desk(session: Session, title: &str) -> Desk {
    Desk {
        columns: columns(session.outline()),
        session,
        title: title.to_owned(),
        summary: "",
        begun: false,
        report: None,
        saved: Saved::default(),
    }
}

/// Where a scenario is opened: at its beginning, except that the figure of a tree shows the
/// tree, with its last write still to come.
fn first_position(session: &Session, id: &str) -> Position {
    if id != FIRST_SCENARIO {
        return session.settled(session.line().len().min(1));
    }
    let line = session.line();
    let last_write = line.iter().rposition(|item| item.verb == "write");
    let before = line[..last_write.unwrap_or(0)]
        .iter()
        .rposition(|item| item.verb != "expect");
    session.settled(before.map_or(0, |at| at + 1))
}

/// A built-in scenario, by its id.
pub fn open_scenario(app: App, id: &str) {
    if let Some(desk) = desk_of_scenario(id) {
        lay_out(app, desk);
    }
}

/// Puts another document on the desk, and offers the way back.
pub fn lay_out(app: App, desk: Desk) {
    // A schedule that breaks a rule says so at length.
    let faults = match verdict(&desk.session) {
        Some(_) => None,
        None => faults(&desk.session),
    };
    let former = replace(app, desk);
    let back = Some(former.title.clone());
    app.former.set_value(Some(former));
    app.fresh.set(true);
    let text = faults.unwrap_or_default();
    super::notice(app, Told { text, back });
}

/// Puts the document on the desk that was there before.
pub fn bring_back(app: App) {
    let former = app.former.try_update_value(Option::take).flatten();
    let Some(mut desk) = former else { return };
    // It is no longer what the browser keeps.
    desk.saved = Saved::default();
    lay_out(app, desk);
    app.fresh.set(false);
}

/// What went wrong with the commands of a document.
fn faults(session: &Session) -> Option<String> {
    let (mut refused, mut failed) = (0, 0);
    for (at, item) in session.line().iter().enumerate() {
        refused += u64::from(item.refused.is_some());
        failed += u64::from(item.verb == "expect" && session.is_scene(at + 1));
    }
    let refused = match refused {
        0 => None,
        1 => Some("1 command refused".to_owned()),
        n => Some(format!("{n} commands refused")),
    };
    let failed = match failed {
        0 => None,
        n => Some(format!("{n} `expect` failed")),
    };
    let told = match (refused, failed) {
        (None, None) => return None,
        (Some(refused), Some(failed)) => format!("{refused}, {failed}"),
        (one, other) => one.or(other)?,
    };
    Some(format!("{told}: red on the line."))
}

/// Puts another document on the desk, and gives the one that was there.
fn replace(app: App, desk: Desk) -> Desk {
    let old = with_desk(app, |old| std::mem::replace(old, desk));
    app.notice.set(None);
    app.volume.set(None);
    app.page.set(None);
    app.picking.set(None);
    app.form.set(None);
    super::search::forget(app);
    app.diff_page.set(None);
    app.diff_closed.set(false);
    app.unfolded.set(std::sync::Arc::default());
    app.wrong.set(None);
    app.invite.set(false);
    app.dialog.set(Dialog::None);
    refresh(app, Change::Jump);
    look::begin(app);
    old
}

/// A file was picked or dropped: a scenario or a trace, told by what is in it.
pub fn open_file(app: App, file: File) {
    leptos::task::spawn_local(async move {
        let size = file.size() as u64;
        let name = file.name();
        let Some(prefix) = cowpath_bridge::read(&file, 0, PREFIX_BYTES as u64).await else {
            return bad_file(
                app,
                &name,
                "The browser could not read it.".to_owned(),
                String::new(),
            );
        };
        if prefix.starts_with(cowtree::MAGIC) {
            return open_tree(app, &file, &name, size).await;
        }
        let not_a_trace = match trace::recognise(&prefix, size) {
            Ok(format) => {
                return opened_trace(app, Trace { file, format });
            }
            Err(error) => error.to_string(),
        };
        if !may_be_scenario(&name, &prefix, size) {
            return bad_file(app, &name, not_a_trace, String::new());
        }
        let text = cowpath_bridge::read(&file, 0, size).await;
        match text.map(|bytes| language::decode(&bytes).map(str::to_owned)) {
            Some(Ok(text)) => app.send(Msg::OpenText { title: name, text }),
            Some(Err(error)) => bad_scenario(app, &name, &[error]),
            None => bad_file(
                app,
                &name,
                "The browser could not read it.".to_owned(),
                String::new(),
            ),
        }
    });
}

/// A trace: its options are asked for, unless a document waits for it.
fn opened_trace(app: App, trace: Trace) {
    let awaits = match app.dialog.get_untracked() {
        Dialog::NeedsTrace(awaits) => Some(awaits),
        _ => None,
    };
    let options = awaits.as_ref().and_then(|it| Options::of(&it.replay));
    app.send(Msg::Show(Dialog::Trace(trace)));
    if let Some(options) = options {
        app.send(Msg::StartTrace(options));
        app.awaits.set_value(awaits);
    }
}

/// A tree file: its volumes are where the document begins.
async fn open_tree(app: App, file: &File, name: &str, size: u64) {
    let Some(bytes) = cowpath_bridge::read(file, 0, size).await else {
        return bad_file(
            app,
            name,
            "The browser could not read it.".to_owned(),
            String::new(),
        );
    };
    match cowtree::load(&bytes) {
        Ok(machine) => {
            let mut desk = desk(Session::on(machine), name);
            desk.begun = true;
            lay_out(app, desk);
        }
        Err(error) => bad_file(app, name, error.to_string(), String::new()),
    }
}

/// Whether it calls itself a scenario, or its first line is a command.
fn may_be_scenario(name: &str, prefix: &[u8], size: u64) -> bool {
    if size > TEXT_BYTES_MAX {
        return false;
    }
    if name.ends_with(".cow") || prefix.starts_with(b"cow 1") {
        return true;
    }
    let whole = prefix.len() as u64 >= size;
    let end = if whole {
        prefix.len()
    } else {
        prefix.iter().rposition(|b| *b == b'\n').unwrap_or(0)
    };
    let Ok(text) = std::str::from_utf8(&prefix[..end]) else {
        return false;
    };
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .next()
        .is_some_and(|first| language::parse_command(first).is_ok())
}

/// The text of a scenario.
pub fn open_text(app: App, title: &str, text: &str) {
    match Session::open(text) {
        Ok(session) => {
            if let Some(replay) = replay_of(&session) {
                let (title, text) = (title.to_owned(), text.to_owned());
                let awaits = Awaits {
                    title,
                    text,
                    replay,
                };
                return app.send(Msg::Show(Dialog::NeedsTrace(awaits)));
            }
            lay_out(app, desk(session, title));
        }
        Err(errors) => bad_scenario(app, title, &errors),
    }
}

/// The trace that it begins with.
fn replay_of(session: &Session) -> Option<Replay> {
    match language::parse_command(&session.line().first()?.text) {
        Ok(Command::Replay(replay)) => Some(replay),
        _ => None,
    }
}

fn bad_scenario(app: App, name: &str, errors: &[SyntaxError]) {
    let Some(first) = errors.first() else { return };
    let more = match errors.len() {
        1 => String::new(),
        n => format!(" ({} more)", n - 1),
    };
    let told = format!(
        "Line {}, column {}: {}{more}",
        first.line,
        first.column,
        first.message()
    );
    let pad = " ".repeat(first.caret);
    bad_file(app, name, told, format!("{}\n{pad}^", first.source_line));
}

/// Says what is wrong with a file.
pub fn bad_file(app: App, name: &str, told: String, excerpt: String) {
    app.send(Msg::Show(Dialog::BadFile {
        name: name.to_owned(),
        told,
        excerpt,
    }));
}

/// What the browser kept of the last visit.
pub fn restore(app: App, saved: Saved) {
    let Ok(mut session) = Session::open(&saved.text) else {
        return;
    };
    if session.line().is_empty() || replay_of(&session).is_some() {
        return;
    }
    let columns = columns(session.outline());
    session.seek(Position {
        command: saved.command,
        step: saved.step,
    });
    let mut desk = desk(session, &saved.title);
    desk.columns = columns;
    storage::remember(&saved);
    desk.saved = saved;
    let invite = app.invite.get_untracked();
    replace(app, desk);
    app.invite.set(invite);
}

/// Saves the document.
pub fn save(app: App) {
    if app.peek(|desk| desk.begun) {
        // The commands alone do not make what they speak of.
        return export_tree(app);
    }
    let (name, text) = app.peek(|desk| (files::file_name(&desk.title, "cow"), desk.session.save()));
    give(app, &name, &text.into(), "text/plain;charset=utf-8");
}

/// Hands a file to the person.
fn give(app: App, name: &str, part: &JsValue, kind: &str) {
    let told = match files::download(name, part, kind) {
        Some(()) => format!("Saved as {name}"),
        None => "The browser refused the download.".to_owned(),
    };
    app.send(Msg::Notice(told));
}

/// Saves the volumes as they are after the present command.
pub fn export_tree(app: App) {
    with_desk(app, |desk| settle(&mut desk.session));
    refresh(app, Change::Jump);
    if app.peek(|desk| desk.session.machine().is_frozen()) {
        let told = "No tree file between the steps of an operation: finish it first.";
        return app.send(Msg::Notice(told.to_owned()));
    }
    if !app.peek(|desk| check(desk.session.engine()).ok()) {
        // With a rule switched off that happens; it is no file to go on from.
        let told = "No tree file of a broken state: `check` says what is broken.";
        return app.send(Msg::Notice(told.to_owned()));
    }
    let (name, bytes) = app.peek(|desk| {
        let name = files::file_name(&desk.title, "cowtree");
        (name, desk.session.tree_file().unwrap_or_default())
    });
    let bytes = Uint8Array::from(bytes.as_slice());
    give(app, &name, &bytes, "application/octet-stream");
}

/// Saves the picture.
pub fn export_svg(app: App) {
    let theme = app.theme_now();
    let (name, text) = app.peek(|desk| {
        let name = files::file_name(&desk.title, "svg");
        (name, svg(&scene(app, desk), theme))
    });
    give(app, &name, &text.into(), "image/svg+xml");
}
