//! What the person, or the system, prefers.

use leptos::prelude::*;

use super::paint::repaint;
use crate::state::App;
use crate::theme;

/// The next theme round.
pub fn next_theme(app: App) {
    let next = app.choice.get_untracked().next();
    app.choice.set(next);
    if app.keeps {
        next.remember();
    }
    wear(app);
}

/// The system went dark or light.
pub fn system_dark(app: App, dark: bool) {
    app.system_dark.set(dark);
    wear(app);
}

/// How fast steps follow each other.
pub fn set_speed(app: App, speed: f64) {
    if speed.is_finite() {
        app.speed.set(speed.clamp(0.25, 4.0));
    }
}

fn wear(app: App) {
    theme::apply(app.theme_now());
    repaint(app);
}
