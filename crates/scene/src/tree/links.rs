//! Look-up and copy-of links. Links between lanes run in the corridors between
//! lanes and in the gaps between columns, each on a track of its own.

use std::collections::BTreeMap;

use cowpath_engine::ids::VolumeId;
use cowpath_engine::projection::Outline;

use super::fold::{Lane, Shown, Slot};
use super::place::{Area, Places};
use super::{Options, Sheet};
use crate::paint::{Dash, Paint};
use crate::scene::{Item, Scene};
use crate::shape::Segment;
use crate::story::Hop;
use crate::target::Target;

/// Distance between two tracks: a look-up link and its copy-of companion.
pub const TRACK: f64 = 10.0;
/// Distance of the companion from its link.
const COMPANION: f64 = 4.0;
const BEND: f64 = 6.0;

/// One link between lanes.
#[derive(Debug)]
struct Link {
    from: VolumeId,
    to: VolumeId,
    /// Lanes of the snapshot above and of the branch below.
    lanes: (usize, usize),
    /// Columns of the snapshot and of the branch's head.
    columns: (usize, usize),
    /// Which of the links that end at the snapshot, and how many there are.
    arrival: (usize, usize),
    lower_track: usize,
    upper_track: usize,
    gap_track: usize,
    points: Vec<(f64, f64)>,
}

/// All links between lanes.
#[derive(Debug, Default)]
pub struct Links {
    links: Vec<Link>,
    corridors: BTreeMap<usize, Tracks>,
    gaps: BTreeMap<usize, Tracks>,
    tops: BTreeMap<usize, f64>,
}

/// Tracks of a corridor or gap: the intervals on each.
#[derive(Debug, Default)]
struct Tracks(Vec<Vec<(usize, usize)>>);

impl Tracks {
    /// Puts an interval on the first track where it touches no other.
    fn take(&mut self, from: usize, to: usize) -> usize {
        let free = |track: &Vec<(usize, usize)>| track.iter().all(|(a, b)| *b < from || to < *a);
        if let Some(at) = self.0.iter().position(free) {
            self.0[at].push((from, to));
            return at;
        }
        self.0.push(vec![(from, to)]);
        self.0.len() - 1
    }
}

impl Links {
    /// Finds the links and gives each its tracks.
    pub fn plan(shown: &Shown, columns: usize) -> Self {
        let mut at: BTreeMap<VolumeId, (usize, usize)> = BTreeMap::new();
        for (row, lane) in shown.lanes.iter().enumerate() {
            let first = columns - lane.slots.len();
            for (offset, slot) in lane.slots.iter().enumerate() {
                let (Slot::Volume(id) | Slot::Fold(id, _)) = slot;
                at.insert(*id, (row, first + offset));
            }
        }
        let mut arrivals: BTreeMap<VolumeId, usize> = BTreeMap::new();
        let mut plan = Self::default();
        for (row, lane) in shown.lanes.iter().enumerate() {
            let to = lane.hangs_on;
            let to = to.map(|to| shown.folded.get(&to).copied().unwrap_or(to));
            let place = to.and_then(|to| at.get(&to).map(|place| (to, *place)));
            let Some((to, (above, column))) = place else {
                continue;
            };
            if above >= row {
                continue;
            }
            let arrival = arrivals.entry(to).or_default();
            *arrival += 1;
            plan.links.push(Link {
                from: lane.head,
                to,
                lanes: (above, row),
                columns: (column, columns - 1),
                arrival: (*arrival - 1, 0),
                lower_track: 0,
                upper_track: 0,
                gap_track: 0,
                points: Vec::new(),
            });
        }
        for link in &mut plan.links {
            link.arrival.1 = arrivals.get(&link.to).copied().unwrap_or(1);
            let (above, below) = link.lanes;
            let (column, head) = (2 * link.columns.0, 2 * link.columns.1);
            let lower = plan.corridors.entry(below - 1).or_default();
            if above + 1 == below {
                link.lower_track = lower.take(column, head);
                link.upper_track = link.lower_track;
                continue;
            }
            link.lower_track = lower.take(column + 1, head);
            link.upper_track = plan
                .corridors
                .entry(above)
                .or_default()
                .take(column, column + 1);
            link.gap_track = plan
                .gaps
                .entry(link.columns.0)
                .or_default()
                .take(2 * above, 2 * below - 2);
        }
        plan
    }

    /// Extra width of the gap right of a column.
    pub fn gap_width(&self, column: usize) -> f64 {
        self.gaps
            .get(&column)
            .map_or(0.0, |tracks| TRACK * (tracks.0.len() as f64 - 1.0).max(0.0))
    }

    /// Tracks in the corridor below a lane.
    pub fn corridor_tracks(&self, lane: usize) -> usize {
        self.corridors.get(&lane).map_or(0, |tracks| tracks.0.len())
    }

    /// Says where the corridor below a lane begins.
    pub fn corridor_top(&mut self, lane: usize, top: f64) {
        self.tops.insert(lane, top);
    }

    /// Turns tracks into points.
    pub fn resolve(
        &mut self,
        xs: &[f64],
        width: f64,
        areas: [&BTreeMap<VolumeId, Area>; 2],
        starts: &BTreeMap<VolumeId, f64>,
    ) {
        let [boxes, folds] = areas;
        for link in &mut self.links {
            let (Some(from), Some(to)) = (
                boxes.get(&link.from),
                boxes.get(&link.to).or_else(|| folds.get(&link.to)),
            ) else {
                continue;
            };
            let corridor = |lane: usize, track: usize| {
                let top = self.tops.get(&lane).copied().unwrap_or_default();
                top + TRACK * track as f64 + TRACK / 2.0 - COMPANION / 2.0
            };
            let (above, below) = link.lanes;
            let lower = corridor(below - 1, link.lower_track);
            // Link and companion pass on both sides of a gap of the ruler.
            let middle = starts.get(&link.from).copied();
            let start = middle.unwrap_or(from.x + from.w / 2.0) + COMPANION / 2.0;
            let (nth, all) = link.arrival;
            // The first comes from the nearest lane on the nearest track: it
            // arrives rightmost, so that the others need not cross it.
            let step = (15.0_f64).min((to.w - 44.0) / all as f64);
            let end = to.x + to.w / 2.0 - step * (nth as f64 - (all as f64 - 1.0) / 2.0);
            let arrive = to.y + to.h + 3.0;
            link.points = vec![(start, from.y - 1.0), (start, lower)];
            if above + 1 != below {
                let upper = corridor(above, link.upper_track);
                let gap = xs[link.columns.0] + width + 9.5 + TRACK * link.gap_track as f64;
                link.points
                    .extend([(gap, lower), (gap, upper), (end, upper)]);
            } else {
                link.points.push((end, lower));
            }
            link.points.push((end, arrive));
        }
    }
}

impl Links {
    /// The leftmost point of any link that comes below `y`.
    pub fn left_below(&self, y: f64) -> f64 {
        let all = self.links.iter();
        let below = all.filter(|link| link.points.first().is_some_and(|start| start.1 > y));
        let xs = below
            .flat_map(|link| &link.points)
            .filter(|point| point.1 > y - TRACK);
        xs.map(|point| point.0).fold(f64::INFINITY, f64::min)
    }
}

/// Draws all links.
pub fn draw(scene: &mut Scene, sheet: &Sheet<'_>) {
    for lane in &sheet.shown.lanes {
        if sheet.options.copies {
            bracket(scene, lane, sheet.places);
        }
        for pair in lane.slots.windows(2) {
            arrow(scene, &pair[0], &pair[1], sheet.places, sheet.options);
        }
    }
    for link in &sheet.places.links.links {
        between_lanes(scene, sheet.outline, link, sheet.options);
    }
}

fn area<'a>(slot: &Slot, places: &'a Places) -> Option<&'a Area> {
    match slot {
        Slot::Volume(id) => places.boxes.get(id),
        Slot::Fold(id, _) => places.folds.get(id),
    }
}

/// Copy-of links of a lane: a dotted bracket along its top, which ends in a
/// ring at the volume that was copied.
fn bracket(scene: &mut Scene, lane: &Lane, places: &Places) {
    let (Some(first), Some(head)) = (lane.slots.first(), places.boxes.get(&lane.head)) else {
        return;
    };
    let Some(first) = area(first, places) else {
        return;
    };
    if lane.slots.len() < 2 {
        return;
    }
    let (y, end) = (head.y - 17.0, head.x + 18.0);
    let mut path = vec![Segment::Move(first.x + 5.5, y), Segment::Line(end, y)];
    path.push(Segment::Line(end, head.y - 5.0));
    for slot in &lane.slots[..lane.slots.len() - 1] {
        if let Some(area) = area(slot, places) {
            path.push(Segment::Move(area.x + 5.5, y));
            path.push(Segment::Line(area.x + 5.5, area.y - 2.0));
        }
    }
    let key = format!("copy/{}", lane.head.0);
    scene.push(
        Item::path(key.clone(), path)
            .stroke(Paint::Edge, 1.3)
            .dash(Dash::Dotted),
    );
    let ring = Item::circle(format!("{key}/ring"), end, head.y - 3.0, 2.6);
    scene.push(ring.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
}

/// A look-up link within a lane.
fn arrow(scene: &mut Scene, from: &Slot, to: &Slot, places: &Places, options: &Options<'_>) {
    let (Some(a), Some(b)) = (area(from, places), area(to, places)) else {
        return;
    };
    let (id, lit) = match (from, to) {
        (Slot::Volume(from), Slot::Volume(to)) => (*from, is_lit(options, *from, *to)),
        (Slot::Volume(id) | Slot::Fold(id, _), _) => (*id, false),
    };
    let y = a.y + a.h / 2.0;
    let paint = if lit { Paint::Accent } else { Paint::Muted };
    let key = format!("link/{}", id.0);
    let line = vec![
        Segment::Move(a.x + a.w + 1.0, y),
        Segment::Line(b.x - 7.0, y),
    ];
    let width = if lit { 2.4 } else { 1.5 };
    let target = Target::Link(id);
    scene.push(
        Item::path(key.clone(), line)
            .stroke(paint, width)
            .target(target),
    );
    let tip = head((b.x - 1.0, y), (1.0, 0.0), if lit { 9.0 } else { 8.0 });
    scene.push(Item::path(format!("{key}/tip"), tip).fill(paint));
}

fn is_lit(options: &Options<'_>, from: VolumeId, to: VolumeId) -> bool {
    let jumps = &options.story.jumps;
    jumps
        .iter()
        .any(|jump| jump.from == from && jump.to == to && jump.hop == Hop::Link)
}

fn between_lanes(scene: &mut Scene, outline: &Outline, link: &Link, options: &Options<'_>) {
    let Some(end) = link.points.last().copied() else {
        return;
    };
    let lit = is_lit(options, link.from, link.to);
    let paint = if lit { Paint::Accent } else { Paint::ReadWrite };
    let key = format!("link/{}", link.from.0);
    let volume = outline.volumes.get(&link.from);
    let copied = volume.is_some_and(|v| v.copy_of.is_some() && v.copy_of == v.parent);
    let mut points = link.points.clone();
    if let Some(last) = points.last_mut() {
        last.1 += 6.0;
    }
    let line = rounded(&points);
    let halo = Item::path(format!("{key}/halo"), line.clone()).stroke(Paint::Paper, 5.0);
    scene.push(halo);
    let mut ring = None;
    if options.copies && copied {
        let mut beside = offset(&link.points, COMPANION);
        if let Some(last) = beside.last_mut() {
            last.0 -= 1.0;
            last.1 += 3.0;
            ring = Some(*last);
        }
        let key = format!("copy/{}/branch", link.from.0);
        let dots = Item::path(key, rounded(&beside));
        scene.push(dots.stroke(Paint::Edge, 1.3).dash(Dash::Dotted));
    }
    let width = if lit { 2.4 } else { 1.7 };
    scene.push(
        Item::path(key.clone(), line)
            .stroke(paint, width)
            .target(Target::Link(link.from)),
    );
    scene.push(
        Item::path(
            format!("{key}/tip"),
            head((end.0, end.1 - 1.0), (0.0, -1.0), 8.0),
        )
        .fill(paint),
    );
    if let Some((x, y)) = ring {
        let ring = Item::circle(format!("copy/{}/branch/ring", link.from.0), x, y, 2.4);
        scene.push(ring.fill(Paint::Surface).stroke(Paint::Edge, 1.2));
    }
}

/// An arrow head whose tip is at `tip`, in the direction given.
pub fn head(tip: (f64, f64), direction: (f64, f64), size: f64) -> Vec<Segment> {
    let (dx, dy) = direction;
    let (bx, by) = (tip.0 - dx * size, tip.1 - dy * size);
    let (wx, wy) = (-dy * size * 0.5, dx * size * 0.5);
    vec![
        Segment::Move(tip.0, tip.1),
        Segment::Line(bx + wx, by + wy),
        Segment::Line(bx - wx, by - wy),
        Segment::Close,
    ]
}

/// A path of right angles with round bends.
fn rounded(points: &[(f64, f64)]) -> Vec<Segment> {
    let mut path = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let (x, y) = *point;
        match (at.checked_sub(1).map(|i| points[i]), points.get(at + 1)) {
            (None, _) => path.push(Segment::Move(x, y)),
            (_, None) => path.push(Segment::Line(x, y)),
            (Some(before), Some(after)) => {
                let (ax, ay) = toward((x, y), before);
                let (bx, by) = toward((x, y), *after);
                path.push(Segment::Line(ax, ay));
                path.push(Segment::Quad(x, y, bx, by));
            }
        }
    }
    path
}

/// A point near `from` on the way to `to`, at most half way.
fn toward(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(0.001);
    let step = BEND.min(length / 2.0) / length;
    (from.0 + dx * step, from.1 + dy * step)
}

/// A parallel of a path that goes up and left: `by` to the left and down.
fn offset(points: &[(f64, f64)], by: f64) -> Vec<(f64, f64)> {
    let last = points.len().saturating_sub(1);
    let moved = points.iter().enumerate().map(|(at, (x, y))| {
        let ends = at == 0 || at == last;
        (x - by, if ends { *y } else { y + by })
    });
    moved.collect()
}
