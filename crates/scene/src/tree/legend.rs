//! The legend: every symbol once.

use cowpath_engine::projection::Outline;

use super::place::Places;
use super::{Options, TEXT};
use crate::paint::Paint;
use crate::scene::{Item, Scene};

/// Height of the legend.
pub fn height(_outline: &Outline, _width: f64) -> f64 {
    24.0
}

/// Draws the legend.
pub fn draw(scene: &mut Scene, _outline: &Outline, places: &Places, _options: &Options<'_>) {
    let words = "filled: own page · dotted: read through · arrow: look-up link · dots: copy of";
    let text = Item::text("legend", places.left, places.legend + 14.0, TEXT, words);
    scene.push(text.fill(Paint::Muted));
}
