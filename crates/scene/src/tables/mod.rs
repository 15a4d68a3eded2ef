//! The tables of one volume, as in Fig. 5: level 1 on top, pages at the
//! bottom, and below them how full the tree's two volumes are.

mod base;
mod draw;
mod light;
mod occupancy;
mod outline;
mod place;

use cowpath_engine::event::Event;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{
    DETAIL_PAGES_MAX, Outline, TreeDetail, TreeOutline, VolumeOutline,
};
use cowpath_engine::sorted::SortedMap;

use crate::number::{count, number};
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use light::Light;

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
/// Most pages of which the way is drawn.
pub const PAGES_MAX: usize = 16;
const MARGIN: f64 = 8.0;

/// What a stale volume has lost.
const GIVEN_UP: &str = "its entries were given up for want of room";

static NO_NAMES: SortedMap<VolumeId, String> = SortedMap::new();

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct TablesOptions<'a> {
    /// Names of volumes; a volume without one shows its number.
    pub names: &'a SortedMap<VolumeId, String>,
    /// Events of the present command so far; the last one is lit.
    pub events: &'a [Event<'a>],
    /// The page whose way is marked.
    pub selected_page: Option<PageNo>,
    /// Width to fit, in px: wider tables lose their empty entries first.
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

/// Everything a part of the picture is drawn from.
struct Sheet<'a> {
    id: VolumeId,
    volume: &'a VolumeOutline,
    tree: &'a TreeOutline,
    outline: &'a Outline,
    light: &'a Light,
    options: &'a TablesOptions<'a>,
}

impl Sheet<'_> {
    fn name(&self, volume: VolumeId) -> String {
        crate::tree::name_of(self.options.names, volume)
    }
}

/// The picture of one volume's tables and pages.
#[must_use]
pub fn layout(outline: &Outline, volume: VolumeId, options: &TablesOptions<'_>) -> Scene {
    let mut scene = Scene {
        width: options.width,
        height: 2.0 * MARGIN,
        ..Scene::default()
    };
    let Some(shown) = outline.volumes.get(&volume) else {
        return scene;
    };
    let Some(tree) = outline.trees.get(&shown.tree) else {
        return scene;
    };
    let light = Light::of(options.events, volume);
    let sheet = Sheet {
        id: volume,
        volume: shown,
        tree,
        outline,
        light: &light,
        options,
    };
    scene.describe = describe(&sheet);
    let y = match (&tree.detail, shown.kind) {
        (None, _) => draw_counts(&mut scene, &sheet, 20.0),
        (Some(detail), Kind::Base) => base::draw(&mut scene, &sheet, detail),
        (Some(detail), _) => draw_tables(&mut scene, &sheet, detail),
    };
    // A detail read on demand holds one way only: nothing to say how full all is.
    let whole = tree.geometry.pages() <= DETAIL_PAGES_MAX;
    let y = match &tree.detail {
        Some(detail) if whole => occupancy::draw(&mut scene, &sheet, detail, y + 12.0),
        Some(_) => draw_counts(&mut scene, &sheet, y + 14.0),
        None => y,
    };
    scene.height = y + MARGIN;
    scene
}

fn describe(sheet: &Sheet<'_>) -> String {
    let name = sheet.name(sheet.id);
    if sheet.volume.kind == Kind::Base {
        let pages = count(sheet.tree.base_pages, "page", "pages");
        return format!("{name} holds {pages} in place and needs no tables");
    }
    if sheet.volume.stale {
        return format!("{name} is stale: {GIVEN_UP}");
    }
    format!(
        "{name} has {} in {}",
        count(sheet.volume.exceptions, "exception", "exceptions"),
        count(sheet.volume.tables.iter().sum(), "table", "tables"),
    )
}

fn draw_tables(scene: &mut Scene, sheet: &Sheet<'_>, detail: &TreeDetail) -> f64 {
    let Some(root) = outline::Node::of(sheet, detail) else {
        return MARGIN;
    };
    let placed = place::Placed::of(sheet, &root);
    scene.width = scene.width.max(placed.width);
    draw::draw(scene, sheet, detail, &placed);
    let y = placed.bottom + 14.0;
    if !sheet.volume.stale {
        return placed.bottom;
    }
    let words = format!("stale: {GIVEN_UP}");
    let room = scene.width - 2.0 * MARGIN;
    let words = crate::text::shorten(&words, room, TEXT, false, false);
    scene.push(Item::text("stale", MARGIN, y, TEXT, words).fill(Paint::Muted));
    y + 6.0
}

/// Large trees: how many tables each level has.
fn draw_counts(scene: &mut Scene, sheet: &Sheet<'_>, y: f64) -> f64 {
    let mut y = y;
    let mut say = |scene: &mut Scene, text: String, paint: Paint| {
        let room = scene.width - 2.0 * MARGIN;
        let text = crate::text::shorten(&text, room, TEXT, false, false);
        scene.push(Item::text(format!("count/{}", number(y)), MARGIN, y, TEXT, text).fill(paint));
        y += 18.0;
    };
    let exceptions = count(sheet.volume.exceptions, "exception", "exceptions");
    say(scene, exceptions, Paint::Ink);
    for (level, tables) in sheet.volume.tables.iter().enumerate() {
        let text = format!("level {}: {}", level + 1, count(*tables, "table", "tables"));
        say(scene, text, Paint::Muted);
    }
    let admin = count(sheet.tree.admin_entries, "entry", "entries");
    say(
        scene,
        format!("administration volume: {admin} in use"),
        Paint::Muted,
    );
    let data = count(sheet.tree.data_pages, "page", "pages");
    say(scene, format!("data volume: {data} in use"), Paint::Muted);
    y
}
