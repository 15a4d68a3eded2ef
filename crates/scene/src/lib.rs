//! Pictures of Cowpath: an outline of the engine and the events of the present
//! command become a [`Scene`] (a flat display list), which the browser patches
//! into its page and [`svg()`] writes as text. Both use [`Item::element`], so
//! they cannot differ.
//!
//! Everything here is pure: no clock, randomness, input or output. The same
//! state gives the same bytes.

pub mod delta;
mod element;
pub mod latency;
pub mod maps;
pub mod number;
mod paint;
pub mod rate;
mod scene;
mod shape;
pub mod story;
mod svg;
pub mod tables;
mod target;
mod text;
mod theme;
pub mod tree;
mod tween;

pub use element::Element;
pub use paint::{Dash, Paint};
pub use scene::{Item, Scene};
pub use shape::{Anchor, Segment, Shape};
pub use story::Story;
pub use svg::svg;
pub use target::Target;
pub use text::{shorten, width_of};
pub use theme::Theme;
pub use tween::tween;
