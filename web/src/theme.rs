//! Light, dark, or as the system has it.

use cowpath_scene::Theme;

use crate::dom::page;
use crate::storage;

const KEY: &str = "cowpath-theme";
/// The media query of a dark system.
pub const DARK: &str = "(prefers-color-scheme: dark)";
/// The media query of a person who wants nothing to move.
pub const STILL: &str = "(prefers-reduced-motion: reduce)";

/// What the person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Choice {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Choice {
    /// What was chosen the last time.
    pub fn remembered() -> Self {
        match storage::setting(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::System,
        }
    }

    /// Keeps the choice for the next time.
    pub fn remember(self) {
        storage::keep_setting(KEY, self.name());
    }

    /// The next one round.
    pub fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// `system`, `light` or `dark`.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// What it comes to.
    pub fn theme(self, system_is_dark: bool) -> Theme {
        match self {
            Self::Dark => Theme::Dark,
            Self::System if system_is_dark => Theme::Dark,
            _ => Theme::Light,
        }
    }
}

/// Gives the page the theme's colours.
pub fn apply(theme: Theme) {
    let name = if theme == Theme::Dark {
        "dark"
    } else {
        "light"
    };
    page::set_root("data-theme", name);
}
