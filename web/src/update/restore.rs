//! A restore that is let run: several work items a second, each a command of the line, beside
//! the commands of hosts, until its end, a refusal or a pause; going through time pauses it.

use std::time::Duration;

use cowpath_engine::ids::VolumeId;
use cowpath_lab::outcome::name_text;
use leptos::prelude::*;

use super::command;
use crate::msg::Msg;
use crate::state::{App, Copying, Run};

/// From one work item to the next, in ms at speed 1.
const ITEM_MS: f64 = 280.0;
/// However fast time goes.
const ITEM_MS_MIN: f64 = 60.0;

/// Lets the restore of a base run, or pauses it.
pub fn run_or_pause(app: App, base: VolumeId, was: Option<Copying>) {
    if was.is_none_or(|was| was.base != base) {
        let run = app.revision.get_untracked();
        let copying = Copying { base, run };
        app.copying.set(Some(copying));
        copy_on(app, copying);
    }
}

/// The next work item, if the restore still runs by itself.
pub fn copy_on(app: App, copying: Copying) {
    // A timer that comes too late finds another run, or none.
    if app.copying.get_untracked() != Some(copying) {
        return;
    }
    // A command of a host is shown to its end first.
    if app.run.get_untracked() == Run::Paused {
        let text = next(app, copying.base);
        let went = text.is_some_and(|text| command::run_at_once(app, &text));
        if !went || next(app, copying.base).is_none() {
            app.copying.set(None);
            return;
        }
    }
    let pause_ms = (ITEM_MS / app.speed.get_untracked()).max(ITEM_MS_MIN);
    set_timeout(
        move || app.send(Msg::CopyOn(copying)),
        Duration::from_millis(pause_ms as u64),
    );
}

/// The command of the next work item, while the restore runs.
fn next(app: App, base: VolumeId) -> Option<String> {
    app.peek(|desk| {
        let restore = desk.session.engine().restore(base)?;
        let name = desk.session.names().get(&base)?;
        (restore.base == base).then(|| format!("background {}", name_text(name)))
    })
}
