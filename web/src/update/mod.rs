//! The one place where the application changes: each message is handled by a function
//! named after it, in the file of its subject.

mod command;
mod file;
mod look;
mod paint;
mod prefer;
mod restore;
mod search;
mod time;
mod trace;

use leptos::prelude::*;

use crate::msg::Msg;
use crate::state::{App, Desk, Dialog, Run, Sheet, Told};

pub use command::crash_text;
pub use file::{FIRST_SCENARIO, desk_of_scenario};
pub use paint::{begin, repaint};

/// Handles a message.
pub fn update(app: App, msg: Msg) {
    if app.revision.try_get_untracked().is_none() {
        // A late frame or answer for an application that was taken away.
        return;
    }
    let copying = app.copying.get_untracked();
    if msg.interrupts() {
        if !msg.lets_copy() {
            app.copying.set(None);
        }
        time::finish_motion(app, &msg);
        if !matches!(msg, Msg::Undo) {
            app.fresh.set(false);
        }
    }
    match msg {
        Msg::StepForward => time::step_forward(app),
        Msg::StepBack => time::step_back(app),
        Msg::CommandForward => time::command_forward(app),
        Msg::CommandBack => time::command_back(app),
        Msg::ToStart => time::to_start(app),
        Msg::ToEnd => time::to_end(app),
        // What runs by itself is paused, before anything plays.
        Msg::PlayOrPause if copying.is_some() && app.run.get_untracked() == Run::Paused => {}
        Msg::PlayOrPause => time::play_or_pause(app),
        Msg::Seek(position) => time::seek(app, position),
        Msg::SwitchTo(tip) => time::switch_to(app, tip),
        Msg::Undo if app.fresh.get_untracked() => file::bring_back(app),
        Msg::Undo => time::undo(app),
        Msg::Redo => time::redo(app),
        Msg::Landed => time::landed(app),
        Msg::Typed(text) => command::typed(app, text),
        Msg::Submit(text) => command::submit(app, &text),
        Msg::Prepare(text) => command::prepare(app, text),
        Msg::Ask(open) => app.form.set(open),
        Msg::ToggleMore => app.more.update(|more| *more = !*more),
        Msg::Crash => command::crash(app),
        Msg::RunRestore(base) => restore::run_or_pause(app, base, copying),
        Msg::CopyOn(copying) => restore::copy_on(app, copying),
        Msg::Search { faults, crash } => search::start(app, faults, crash),
        Msg::SearchSaid(answer) => search::said(app, answer),
        Msg::CancelSearch => search::cancel(app),
        Msg::OpenLink(hash) => search::open_link(app, &hash),
        Msg::Choose(target) => look::choose(app, target),
        Msg::Move(direction) => look::move_selection(app, direction),
        Msg::ChooseVolume(volume) => look::choose_volume(app, volume, None),
        Msg::CompareWith(volume) => look::compare_with(app, volume),
        Msg::ChooseDiffPage(page) => app.diff_page.set(page),
        Msg::CloseDiff => app.diff_closed.set(true),
        Msg::ZoomBy(factor) => look::zoom_by(app, factor),
        Msg::Fit => look::fit(app),
        Msg::ToggleGhosts => look::toggle_ghosts(app),
        Msg::NextTheme => prefer::next_theme(app),
        Msg::SystemDark(dark) => prefer::system_dark(app, dark),
        Msg::Still(still) => app.still.set(still),
        Msg::SetSpeed(speed) => prefer::set_speed(app, speed),
        Msg::ToggleSkip => app.skip.update(|skip| *skip = !*skip),
        Msg::Show(dialog) => show(app, dialog),
        Msg::Escape => escape(app),
        Msg::ShowSheet(sheet) => show_sheet(app, sheet),
        Msg::OpenScenario(id) => file::open_scenario(app, &id),
        Msg::OpenFile(file) => file::open_file(app, file),
        Msg::OpenText { title, text } => file::open_text(app, &title, &text),
        Msg::Restore(saved) => file::restore(app, saved),
        Msg::BringBack => file::bring_back(app),
        Msg::Save => file::save(app),
        Msg::ExportTree => file::export_tree(app),
        Msg::ExportSvg => file::export_svg(app),
        Msg::StartTrace(options) => trace::start(app, options),
        Msg::WorkerSaid(said) => trace::worker_said(app, said),
        Msg::CancelTrace => trace::cancel(app),
        Msg::KeepPart => trace::keep_part(app),
        Msg::Notice(text) => notice(app, Told { text, back: None }),
    }
}

fn show(app: App, dialog: Dialog) {
    app.dialog.set(dialog);
}

fn show_sheet(app: App, sheet: Sheet) {
    let open = app.sheet.get_untracked();
    app.sheet
        .set(if open == sheet { Sheet::None } else { sheet });
}

/// Closes what is on top: a dialog, a choice under way, a restore that runs, a sheet, a message,
/// a comparison, the selection.
fn escape(app: App) {
    match app.dialog.get_untracked() {
        Dialog::None => {}
        Dialog::Replaying { .. } => return trace::cancel(app),
        Dialog::Stopped { .. } => return trace::discard_part(app),
        _ => return app.dialog.set(Dialog::None),
    }
    if app.form.get_untracked().is_some() {
        app.form.set(None);
    } else if app.picking.get_untracked().is_some() {
        app.picking.set(None);
        repaint(app);
    } else if app.copying.get_untracked().is_some() {
        app.copying.set(None);
    } else if app.sheet.get_untracked() != Sheet::None {
        app.sheet.set(Sheet::None);
    } else if app.wrong.get_untracked().is_some() {
        command::typed(app, String::new());
    } else if !app.diff_closed.get_untracked()
        && app.moment.with_value(|moment| moment.story.diff.is_some())
    {
        app.diff_closed.set(true);
    } else {
        look::choose(app, None);
    }
}

fn notice(app: App, told: Told) {
    app.notice.set(Some(told.clone()));
    let seconds = if told.back.is_some() { 20 } else { 6 };
    set_timeout(
        move || {
            if app.notice.try_get_untracked().flatten() == Some(told) {
                app.notice.set(None);
            }
        },
        std::time::Duration::from_secs(seconds),
    );
}

/// Changes the document.
fn with_desk<T>(app: App, change: impl FnOnce(&mut Desk) -> T) -> T {
    app.desk
        .try_update_value(change)
        .expect("invariant: the desk lives as long as the application")
}
