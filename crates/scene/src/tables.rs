//! The tables of one volume, as in Fig. 5: level 1 on top, pages at the bottom.

use std::collections::BTreeMap;

use cowpath_engine::event::Event;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;

use crate::number::count;
use crate::paint::Paint;
use crate::scene::{Item, Scene};

static NO_NAMES: BTreeMap<VolumeId, String> = BTreeMap::new();

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct TablesOptions<'a> {
    /// Names of volumes; a volume without one shows its id.
    pub names: &'a BTreeMap<VolumeId, String>,
    /// Events of the present command so far; the last one is lit.
    pub events: &'a [Event<'a>],
    /// The page whose path is marked.
    pub selected_page: Option<PageNo>,
    /// Width to fill, in px.
    pub width: f64,
}

impl Default for TablesOptions<'_> {
    fn default() -> Self {
        Self {
            names: &NO_NAMES,
            events: &[],
            selected_page: None,
            width: 300.0,
        }
    }
}

/// The picture of one volume's tables and pages.
#[must_use]
pub fn layout(outline: &Outline, volume: VolumeId, options: &TablesOptions<'_>) -> Scene {
    let mut scene = Scene {
        width: options.width,
        height: 40.0,
        ..Scene::default()
    };
    let Some(shown) = outline.volumes.get(&volume) else {
        return scene;
    };
    let words = count(shown.tables.iter().sum(), "table", "tables");
    scene.describe.clone_from(&words);
    scene.push(Item::text("tables", 8.0, 20.0, 12.0, words).fill(Paint::Muted));
    scene
}
