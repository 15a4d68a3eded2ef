//! Traces: a replay in the worker, its progress, its end.

use std::rc::Rc;

use cowpath_lab::language::{self, Command};
use cowpath_lab::replay::{Options, Start};
use cowpath_lab::session::{Replayed as Opened, Session};
use leptos::prelude::*;

use super::file::{bad_file, lay_out};
use super::paint::columns;
use crate::bridge::{FromWorker, Replayed, Worker};
use crate::msg::Msg;
use crate::state::{App, Awaits, Desk, Dialog};
use crate::storage::Saved;

/// Replays the trace of the open dialog.
pub fn start(app: App, options: Options) {
    let Dialog::Trace(trace) = app.dialog.get_untracked() else {
        return;
    };
    app.awaits.set_value(None);
    let name = trace.file.name();
    let start = Start {
        name: name.clone(),
        format: Some(trace.format),
        options,
    };
    let worker = Worker::start(trace.file, start, move |said| {
        app.send(Msg::WorkerSaid(said))
    });
    match worker {
        Some(worker) => {
            app.worker.set_value(Some(worker));
            app.dialog.set(Dialog::Replaying {
                name,
                progress: None,
            });
        }
        None => {
            let told = "The browser would not start a worker to replay it in.".to_owned();
            bad_file(app, &name, told, String::new());
        }
    }
}

/// The worker said something.
pub fn worker_said(app: App, said: FromWorker) {
    let Dialog::Replaying { name, .. } = app.dialog.get_untracked() else {
        return;
    };
    match said {
        FromWorker::Progress(progress) => app.dialog.set(Dialog::Replaying {
            name,
            progress: Some(progress),
        }),
        FromWorker::Finished(replayed) => finished(app, *replayed),
        FromWorker::Failed(told) => failed(app, &name, told),
        FromWorker::Cancelled => {
            end(app);
            app.dialog.set(Dialog::None);
            app.send(Msg::Notice(
                "The replay was stopped; nothing was replayed yet.".to_owned(),
            ));
        }
        FromWorker::Broke(told) => failed(
            app,
            &name,
            format!(
                "The worker that replays broke: {told}. A new one starts with the next replay; \
                 your document is as it was."
            ),
        ),
    }
}

fn failed(app: App, name: &str, told: String) {
    end(app);
    bad_file(app, name, told, String::new());
}

/// The worker goes; the next replay has its own.
fn end(app: App) {
    let worker = app.worker.try_update_value(Option::take).flatten();
    // The worker may be telling us this: it is let go when it has finished.
    set_timeout(move || drop(worker), std::time::Duration::ZERO);
}

fn finished(app: App, replayed: Replayed) {
    let by_hand = app
        .worker
        .with_value(|worker| worker.as_ref().is_some_and(|it| it.cancelled));
    end(app);
    if by_hand && replayed.report.stopped.is_some() {
        let told = format!(
            "It was stopped after {} records, with {} snapshots.",
            replayed.report.records, replayed.report.snapshots
        );
        app.part.set_value(Some(replayed));
        app.dialog.set(Dialog::Stopped { told });
    } else {
        open(app, replayed);
    }
}

fn open(app: App, replayed: Replayed) {
    let awaits = app.awaits.try_update_value(Option::take).flatten();
    match desk(replayed, awaits) {
        Ok(desk) => {
            lay_out(app, desk);
            app.dialog.set(Dialog::Report);
        }
        Err(told) => bad_file(app, "The replayed tree", told, String::new()),
    }
}

fn desk(replayed: Replayed, awaits: Option<Awaits>) -> Result<Desk, String> {
    let Ok(Command::Replay(command)) = language::parse_command(&replayed.command) else {
        return Err(format!("`{}` is not a replay", replayed.command));
    };
    let same = |awaits: &Awaits| awaits.replay.sha256 == command.sha256;
    if awaits.as_ref().is_some_and(|awaits| !same(awaits)) {
        return Err("This is not the trace of the document: its SHA-256 is another.".to_owned());
    }
    let command = awaits
        .as_ref()
        .map_or(command, |awaits| awaits.replay.clone());
    let title = awaits
        .as_ref()
        .map_or(&command.file, |awaits| &awaits.title)
        .clone();
    let opened =
        Opened::new(command, replayed.image, &replayed.names).map_err(|error| error.to_string())?;
    let session = match awaits {
        Some(awaits) => Session::open_replayed(&awaits.text, opened)
            .map_err(|_| "The document changed meanwhile.".to_owned())?,
        None => Session::from_replay(opened),
    };
    Ok(Desk {
        columns: columns(session.outline()),
        session,
        title,
        summary: "",
        begun: false,
        report: Some(Rc::new(replayed.report)),
        saved: Saved::default(),
    })
}

/// Stops the replay.
pub fn cancel(app: App) {
    let waits = |dialog: &Dialog| matches!(dialog, Dialog::Replaying { progress: None, .. });
    if app.dialog.with_untracked(waits) {
        // A worker that has not said anything may never hear us.
        app.worker.set_value(None);
    }
    let asked = app
        .worker
        .try_update_value(|worker| worker.as_mut().map(Worker::cancel))
        .flatten();
    if asked.is_none() {
        app.dialog.set(Dialog::None);
    }
}

/// After a stop: shows what was replayed.
pub fn keep_part(app: App) {
    if let Some(part) = app.part.try_update_value(Option::take).flatten() {
        open(app, part);
    }
}

/// After a stop: forgets what was replayed.
pub fn discard_part(app: App) {
    app.part.set_value(None);
    app.dialog.set(Dialog::None);
}
