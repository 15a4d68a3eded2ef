//! Where everything stands: columns, lanes, corridors between them.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::ids::{TreeId, VolumeId};
use cowpath_engine::projection::Outline;

use super::fold::{Shown, Slot};
use super::route::{Links, TRACK};
use super::strip::Strip;
use super::views::Views;
use super::{Options, TEXT, answers, busy, gauge, legend, notice};
use crate::text::width_of;

/// Margin beside the boxes within a lane.
pub const SIDE: f64 = 8.0;
/// Space inside a box beside its contents.
pub const PAD: f64 = 4.0;
const MARGIN: f64 = 6.0;
const HEADER: f64 = 24.0;
const LANE_TOP: f64 = 25.0;
const LANE_BOTTOM: f64 = 9.0;
/// Height of the line with the name of a rail's series.
const NAME: f64 = 13.0;
const BETWEEN_TREES: f64 = 14.0;
const GAP: f64 = 22.0;
const CORRIDOR: f64 = 10.0;
/// Height of the line that says how many branches are not drawn.
pub const MORE: f64 = 24.0;
/// Lowest picture.
const SHORTEST: f64 = 64.0;
/// Narrowest picture.
const NARROWEST: f64 = 480.0;
/// Narrowest box of a volume that shows a density.
const DENSITY: f64 = 164.0;
const WIDEST: f64 = 182.0;
/// Lanes wider than this cannot be read when the picture is seen whole.
const READABLE: f64 = 1500.0;
/// From the top of a box to its strip, and what signs above the strip take more.
const STRIP_TOP: f64 = 24.0;
const SIGNS: f64 = 7.0;
/// From its strip to the bottom of a box.
const STRIP_BOTTOM: f64 = 21.0;

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Area {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A lane's band.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    /// Its read-write volume.
    pub head: VolumeId,
    /// Left edge of the first box on any of its rails.
    pub left: f64,
    /// Top.
    pub top: f64,
    /// Height.
    pub height: f64,
    /// Top of its boxes.
    pub boxes: f64,
}

/// Where everything stands.
#[derive(Debug)]
pub struct Places {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// Left edge of the first column.
    pub left: f64,
    /// Right edge of the last column.
    pub right: f64,
    /// Bands, from top to bottom.
    pub lanes: Vec<Band>,
    /// Baselines of the lines that say how full each tree is.
    pub gauges: SortedMap<TreeId, f64>,
    /// From the top of a box to its strip.
    pub strip_top: f64,
    /// Boxes of volumes.
    pub boxes: SortedMap<VolumeId, Area>,
    /// Boxes of folds, by the oldest snapshot in them.
    pub folds: SortedMap<VolumeId, Area>,
    /// Bottom of the lanes, with the line about branches that are not drawn.
    pub below: f64,
    /// Where the answers of a comparison stand.
    pub answers: Area,
    /// Where the legend stands.
    pub legend: Area,
    /// The routes of links between lanes.
    pub links: Links,
}

impl Places {
    /// Places everything.
    pub fn of(outline: &Outline, shown: &Shown, views: &Views<'_>, options: &Options<'_>) -> Self {
        let columns = shown
            .lanes
            .iter()
            .map(|lane| lane.slots.len())
            .max()
            .unwrap_or(0);
        let least = options.least_columns;
        let columns = columns.max(least.min(slots_that_fit(shown, views, options)));
        let mut links = Links::plan(shown, columns);
        let box_width = box_width(shown, views, options);
        let left = MARGIN + SIDE;
        let mut xs = Vec::with_capacity(columns);
        let mut x = left;
        for column in 0..columns {
            xs.push(x);
            x += box_width + GAP + links.gap_width(column);
        }
        let right = xs.last().map_or(left + 480.0, |x| x + box_width);
        let mut places = Self {
            width: (right + SIDE + MARGIN).max(NARROWEST).max(notice::width(
                outline,
                options,
                (left, right),
            )),
            height: 0.0,
            left,
            right,
            lanes: Vec::new(),
            gauges: SortedMap::new(),
            boxes: SortedMap::new(),
            strip_top: STRIP_TOP
                + if shown.open || shown.locked {
                    SIGNS
                } else {
                    0.0
                },
            folds: SortedMap::new(),
            below: 0.0,
            answers: Area::default(),
            legend: Area::default(),
            links: Links::default(),
        };
        let mut longest: SortedMap<VolumeId, usize> = SortedMap::new();
        for lane in &shown.lanes {
            let most = longest.entry(lane.head).or_default();
            *most = lane.slots.len().max(*most);
        }
        let mut starts = SortedMap::new();
        let mut y = HEADER;
        for (at, lane) in shown.lanes.iter().enumerate() {
            if at == 0 || shown.lanes[at - 1].tree != lane.tree {
                y += if at == 0 { 0.0 } else { BETWEEN_TREES };
                if outline.trees.get(&lane.tree).is_some_and(gauge::is_there) {
                    places.gauges.insert(lane.tree, y + 11.0);
                    y += gauge::HEIGHT;
                }
            }
            let strip = shown.form(lane.tree).0;
            let height = places.strip_top + strip.height() + STRIP_BOTTOM;
            let top = LANE_TOP + if lane.is_named() { NAME } else { 0.0 };
            let band = Band {
                head: lane.head,
                left: xs[columns - longest.get(&lane.head).copied().unwrap_or(1)],
                top: y,
                height: top + height + LANE_BOTTOM,
                boxes: y + top,
            };
            let first = columns - lane.slots.len();
            for (slot, x) in lane.slots.iter().zip(&xs[first..]) {
                let area = Area {
                    x: *x,
                    y: band.boxes,
                    w: box_width,
                    h: height,
                };
                match slot {
                    Slot::Volume(id) => places.boxes.insert(*id, area),
                    Slot::Fold(id, _) => places.folds.insert(*id, area),
                    Slot::Turn => None,
                };
            }
            if let Some(area) = places.boxes.get(&lane.head) {
                starts.insert(
                    lane.head,
                    strip.middle_gap(area.x + PAD, area.w - 2.0 * PAD),
                );
            }
            y += band.height;
            links.corridor_top(at, y + CORRIDOR / 2.0);
            y += CORRIDOR + TRACK * links.corridor_tracks(at) as f64;
            places.lanes.push(band);
        }
        let areas = [&places.boxes, &places.folds];
        links.resolve(&xs, box_width, areas, &starts);
        places.links = links;
        if shown.hidden_lanes > 0 {
            y += MORE;
        }
        places.below = y;
        places.put_notes(shown, options);
        places
    }

    /// Places answers and legend: in the free corner at the lower left, where
    /// the lanes are short, or below the lanes.
    fn put_notes(&mut self, shown: &Shown, options: &Options<'_>) {
        let notes = |width: f64| {
            let answers = answers::height(options);
            (answers, answers + legend::height(shown, width, options))
        };
        let bottom = self.below - 2.0;
        let corner = self
            .lanes
            .iter()
            .enumerate()
            .skip(1)
            .find_map(|(at, lane)| {
                let rest = self.lanes[at..].iter().map(|lane| lane.left - SIDE);
                let right = rest.fold(self.links.left_below(lane.top), f64::min) - 14.0;
                let (answers, all) = notes(right - self.left);
                let fits = right - self.left > 330.0 && all <= bottom - lane.top + CORRIDOR;
                (all > 0.0 && fits).then_some((right - self.left, bottom - all, answers))
            });
        let free = self.width - 2.0 * self.left;
        let (width, top, answers) = corner.unwrap_or_else(|| (free, bottom + 6.0, notes(free).0));
        let height = notes(width).1;
        let area = |y: f64, h: f64| Area {
            x: self.left,
            y,
            w: width,
            h,
        };
        self.answers = area(top, answers);
        self.legend = area(top + answers, height - answers);
        self.height = (top + height + 2.0).max(self.below + 4.0).max(SHORTEST);
    }

    /// The strip of a volume: left, top and width.
    pub fn strip(&self, volume: VolumeId) -> Option<(f64, f64, f64)> {
        let area = self.boxes.get(&volume)?;
        Some((area.x + PAD, area.y + self.strip_top, area.w - 2.0 * PAD))
    }
}

/// How many boxes beside each other can be read when the picture is seen whole.
pub fn slots_that_fit(shown: &Shown, views: &Views<'_>, options: &Options<'_>) -> usize {
    (READABLE / (box_width(shown, views, options) + GAP)) as usize
}

/// One width for all boxes: wide enough for names and labels, within reason.
fn box_width(shown: &Shown, views: &Views<'_>, options: &Options<'_>) -> f64 {
    let mut width: f64 = 128.0;
    let labels = views.longest_label(shown).clamp(2, 3) as f64;
    for (strip, _) in shown.forms.values().copied() {
        let needed = match strip {
            Strip::Labelled { columns, .. } => {
                let pitch = width_of("0", TEXT, false, true) * labels + 0.7;
                pitch * columns as f64 + 2.0 * PAD
            }
            Strip::Small { .. } => 0.0,
            Strip::Density => DENSITY,
        };
        width = width.max(needed);
    }
    for id in &shown.volumes {
        let name = width_of(&options.name(*id), 12.5, true, false);
        width = width.max(name + width_of("read-write", TEXT, false, false) + 24.0);
    }
    if shown.restored || shown.settling {
        width = width.max(busy::WIDTH);
    }
    width.min(WIDEST).ceil()
}
