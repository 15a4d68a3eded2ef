//! The keys of the whole page. Keys that belong to what has the focus are left to it.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::picture::ZOOM_STEP;
use crate::dom::page;
use crate::msg::Msg;
use crate::state::{App, Dialog};
use crate::testids as id;
use leptos::prelude::*;

/// Keys and what they do, for the help.
pub const KEYS: [(&str, &str); 17] = [
    ("Space", "play or pause"),
    (".  ,", "one micro-step forward, back"),
    (">  <", "one command forward, back"),
    ("Home  End", "to the beginning, to the end"),
    ("Ctrl+Z  Ctrl+Shift+Z", "undo, redo"),
    ("S", "skip animations, or show them"),
    ("/", "to the command line"),
    ("Tab", "take the first candidate (in the command line)"),
    ("↑ ↓", "earlier and later commands (in the command line)"),
    (
        "← → ↑ ↓",
        "to the next volume (in the picture), step (on the line of commands)",
    ),
    ("P", "to the picture"),
    ("D", "compare the selected volume with another"),
    ("+  −  0", "nearer, farther, the whole picture"),
    ("G", "show or hide values that are read through"),
    ("T", "theme: system, light, dark"),
    ("?", "these keys"),
    (
        "Esc",
        "close, cancel, pause a restore, leave the command line, select nothing",
    ),
];

/// A key went down somewhere on the page.
pub fn pressed(app: App, event: &KeyboardEvent) {
    if event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    if event.key() == "Escape" {
        app.send(Msg::Escape);
        return;
    }
    if page::is_typing(target.as_ref()) || app.dialog.get_untracked() != Dialog::None {
        return;
    }
    let handled = if event.ctrl_key() || event.meta_key() {
        with_control(app, event)
    } else {
        !event.alt_key() && plain(app, event, target.as_ref())
    };
    if handled {
        event.prevent_default();
    }
}

fn with_control(app: App, event: &KeyboardEvent) -> bool {
    let msg = match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Msg::Undo,
        ("z", true) | ("y", _) => Msg::Redo,
        ("s", _) => Msg::Save,
        _ => return false,
    };
    app.send(msg);
    true
}

fn plain(app: App, event: &KeyboardEvent, target: Option<&Element>) -> bool {
    let msg = match event.key().as_str() {
        // Space presses a button that has the focus, and ticks a box.
        " " if page::takes_space(target) => return false,
        " " => Msg::PlayOrPause,
        "." => Msg::StepForward,
        "," => Msg::StepBack,
        ">" => Msg::CommandForward,
        "<" => Msg::CommandBack,
        "Home" => Msg::ToStart,
        "End" => Msg::ToEnd,
        "+" | "=" => Msg::ZoomBy(ZOOM_STEP),
        "-" => Msg::ZoomBy(1.0 / ZOOM_STEP),
        "0" => Msg::Fit,
        "g" | "G" => Msg::ToggleGhosts,
        "s" | "S" => Msg::ToggleSkip,
        "t" | "T" => Msg::NextTheme,
        "?" => Msg::Show(Dialog::Help),
        "d" | "D" => match app.volume.get_untracked() {
            Some(volume) => Msg::CompareWith(volume),
            None => return false,
        },
        "/" | ":" => {
            page::focus(&format!("[data-testid={}]", id::COMMAND_INPUT));
            return true;
        }
        "p" | "P" => {
            page::focus(&format!("[data-testid={}]", id::TREE_SVG));
            return true;
        }
        _ => return false,
    };
    app.send(msg);
    true
}
