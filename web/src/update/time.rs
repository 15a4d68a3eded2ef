//! Time: steps, commands, the line, its branches, and what plays by itself.

use cowpath_lab::session::{NodeId, Position, Session};
use leptos::prelude::*;

use super::paint::{Change, refresh};
use super::with_desk;
use crate::msg::Msg;
use crate::state::{App, Run};

/// Ends an animation under way before the next input: a command that was being shown is
/// completed, a line that was being played stops where it is.
pub fn finish_motion(app: App, next: &Msg) {
    let run = app.run.get_untracked();
    let moving = app.with_stage(|stage| stage.is_moving()).unwrap_or(false);
    if run == Run::Paused && !moving {
        return;
    }
    if matches!(next, Msg::PlayOrPause) && run != Run::Paused {
        // Pause: the moment stays.
        return;
    }
    app.run.set(Run::Paused);
    if run == Run::Command {
        with_desk(app, |desk| settle(&mut desk.session));
    }
    refresh(app, Change::Jump);
}

/// Completes the present command.
pub fn settle(session: &mut Session) {
    let Position { command, .. } = session.position();
    if command > 0 {
        let step = session.steps(command);
        session.seek(Position { command, step });
    }
}

fn jump(app: App, go: impl FnOnce(&mut Session)) {
    with_desk(app, |desk| go(&mut desk.session));
    app.invite.set(false);
    refresh(app, Change::Jump);
}

/// One micro-step on.
pub fn step_forward(app: App) {
    app.invite.set(false);
    advance(app);
}

fn advance(app: App) -> bool {
    let moved = with_desk(app, |desk| desk.session.step_forward());
    if moved {
        news(app);
        refresh(app, Change::Step);
    }
    moved
}

/// A comparison that begins is shown even if an earlier one was put away.
fn news(app: App) {
    if app.peek(|desk| desk.session.position().step) <= 1 {
        app.diff_closed.set(false);
        app.diff_page.set(None);
    }
}

/// One micro-step back.
pub fn step_back(app: App) {
    jump(app, |session| {
        session.step_back();
    });
}

/// To the end of the next command.
pub fn command_forward(app: App) {
    app.diff_closed.set(false);
    app.diff_page.set(None);
    app.invite.set(false);
    with_desk(app, |desk| desk.session.command_forward());
    refresh(app, Change::Command);
}

/// To the end of the command before.
pub fn command_back(app: App) {
    jump(app, |session| {
        session.command_back();
    });
}

/// Before the first command.
pub fn to_start(app: App) {
    jump(app, Session::to_start);
}

/// After the last command.
pub fn to_end(app: App) {
    jump(app, Session::to_end);
}

/// To a place on the line.
pub fn seek(app: App, position: Position) {
    app.diff_closed.set(false);
    jump(app, |session| session.seek(position));
}

/// To the end of a branch that was left.
pub fn switch_to(app: App, tip: NodeId) {
    jump(app, |session| session.switch(tip));
    app.send(Msg::Notice(
        "You are on the earlier try now; the other one is kept.".to_owned(),
    ));
}

/// To the previous settled place.
pub fn undo(app: App) {
    jump(app, |session| {
        session.undo();
    });
}

/// To the next settled place.
pub fn redo(app: App) {
    jump(app, |session| {
        session.redo();
    });
}

/// Plays from here, from the start if this is the end; or pauses.
pub fn play_or_pause(app: App) {
    if app.run.get_untracked() != Run::Paused {
        app.run.set(Run::Paused);
        refresh(app, Change::Jump);
        return;
    }
    app.invite.set(false);
    if app.peek(|desk| at_end(&desk.session)) {
        with_desk(app, |desk| desk.session.to_start());
    }
    app.run.set(Run::Line);
    play_on(app);
}

/// Shows the command that was just begun, micro-step by micro-step.
pub fn show_command(app: App) {
    let settled = app.peek(|desk| is_settled(&desk.session));
    if app.skip.get_untracked() {
        with_desk(app, |desk| settle(&mut desk.session));
        app.diff_closed.set(false);
        app.diff_page.set(None);
        refresh(app, Change::Command);
        return;
    }
    app.run
        .set(if settled { Run::Paused } else { Run::Command });
    news(app);
    refresh(app, Change::Step);
    if app.stage.with_value(Option::is_none) {
        landed(app);
    }
}

/// A movement has ended by itself: the next one, or rest.
pub fn landed(app: App) {
    match app.run.get_untracked() {
        Run::Paused => {}
        Run::Line => play_on(app),
        Run::Command => {
            if !app.peek(|desk| is_settled(&desk.session)) && advance(app) {
                return;
            }
            rest(app);
        }
    }
}

fn play_on(app: App) {
    let moved = if app.skip.get_untracked() {
        let moved = with_desk(app, |desk| desk.session.command_forward());
        if moved {
            app.diff_closed.set(false);
            refresh(app, Change::Command);
        }
        moved
    } else {
        advance(app)
    };
    if !moved {
        rest(app);
    }
}

fn rest(app: App) {
    app.run.set(Run::Paused);
    refresh(app, Change::Jump);
}

fn is_settled(session: &Session) -> bool {
    let Position { command, step } = session.position();
    step >= session.steps(command)
}

/// Whether nothing but `expect` follows, which steps pass over.
fn at_end(session: &Session) -> bool {
    let rest = session.line().get(session.position().command..);
    is_settled(session) && rest.is_none_or(|rest| rest.iter().all(|item| item.verb == "expect"))
}
