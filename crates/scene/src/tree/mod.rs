//! The tree view: a branch is a lane, older is left, now is right.

mod boxes;
mod fold;
mod lanes;
mod legend;
mod links;
mod place;
mod strip;
mod tale;
mod views;

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::Outline;

use crate::number::count;
use crate::paint::Paint;
use crate::scene::{Item, Scene};
use crate::shape::Anchor;
use crate::story::{QUIET, Story};
use lanes::Lanes;
use place::Places;
use views::Views;

/// Smallest text in the picture, in px.
pub const TEXT: f64 = 11.0;
/// Most elements of a picture, about; beyond that lanes fold.
pub const ELEMENTS_MAX: usize = 2_500;

static NO_NAMES: BTreeMap<VolumeId, String> = BTreeMap::new();
static NOTHING: BTreeSet<VolumeId> = BTreeSet::new();

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Names of volumes; a volume without one shows its id.
    pub names: &'a BTreeMap<VolumeId, String>,
    /// Whether hollow cells show, faintly, the value that is read through.
    pub ghosts: bool,
    /// Whether the legend is drawn.
    pub legend: bool,
    /// Whether copy-of links are drawn.
    pub copies: bool,
    /// The selected volume.
    pub selected: Option<VolumeId>,
    /// The selected cell.
    pub selected_cell: Option<(VolumeId, PageNo)>,
    /// Volumes whose lane is shown with as many snapshots as fit.
    pub unfolded: &'a BTreeSet<VolumeId>,
    /// At least so many columns, so that the picture does not grow while stepping.
    pub least_columns: usize,
    /// What is lit.
    pub story: &'a Story,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            names: &NO_NAMES,
            ghosts: true,
            legend: true,
            copies: true,
            selected: None,
            selected_cell: None,
            unfolded: &NOTHING,
            least_columns: 0,
            story: &QUIET,
        }
    }
}

impl Options<'_> {
    /// The name of a volume.
    #[must_use]
    pub fn name(&self, volume: VolumeId) -> String {
        match self.names.get(&volume) {
            Some(name) => name.clone(),
            None => format!("#{}", volume.0 + 1),
        }
    }
}

/// The picture of all trees of an outline.
#[must_use]
pub fn layout(outline: &Outline, options: &Options<'_>) -> Scene {
    let lanes = Lanes::of(outline);
    let shown = fold::choose(outline, &lanes, options);
    let views = Views::of(outline, &lanes, &shown);
    let places = Places::of(outline, &shown, &views, options);
    let mut scene = Scene {
        width: places.width,
        height: places.height,
        describe: describe(outline, options),
        items: Vec::new(),
    };
    frame(&mut scene, &places);
    links::draw(&mut scene, outline, &shown, &places, options);
    for lane in &shown.lanes {
        for slot in &lane.slots {
            boxes::draw(&mut scene, outline, lane, slot, &places, &views, options);
        }
    }
    tale::draw(&mut scene, outline, &places, &views, options);
    if options.legend {
        legend::draw(&mut scene, outline, &places, options);
    }
    scene
}

/// Bands of the lanes, and the direction of time.
fn frame(scene: &mut Scene, places: &Places) {
    if places.lanes.is_empty() {
        let text = "No volumes yet. Type: volume base pages 8";
        let hint = Item::text("empty", places.width / 2.0, 40.0, 13.0, text);
        scene.push(hint.fill(Paint::Muted).anchor(Anchor::Middle));
        return;
    }
    let older = Item::text("older", places.left, 15.0, TEXT, "← older").fill(Paint::Muted);
    let now = Item::text("now", places.right, 15.0, TEXT, "now").fill(Paint::Muted);
    scene.push(older);
    scene.push(now.anchor(Anchor::End));
    for lane in &places.lanes {
        let key = format!("lane/{}", lane.head.0);
        let width = places.right - places.left + 2.0 * place::SIDE;
        let x = places.left - place::SIDE;
        scene.push(Item::rect(key, x, lane.top, width, lane.height, 10.0).fill(Paint::Lane));
    }
}

/// The picture in words.
fn describe(outline: &Outline, options: &Options<'_>) -> String {
    if outline.volumes.is_empty() {
        return "No volumes yet".to_owned();
    }
    let of = |kind: Kind| outline.volumes.values().filter(|v| v.kind == kind).count() as u64;
    let mut text = format!(
        "{} with {} and {}",
        count(of(Kind::Base), "base volume", "base volumes"),
        count(of(Kind::Ross), "read-only snapshot", "read-only snapshots"),
        count(
            of(Kind::Rwss),
            "read-write snapshot",
            "read-write snapshots"
        ),
    );
    if let Some(selected) = options.selected {
        text.push_str(&format!("; {} is selected", options.name(selected)));
    }
    text
}
