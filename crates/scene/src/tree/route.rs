//! Routes of the links between lanes: they run in the corridors between lanes
//! and in the gaps between columns, each on a track of its own.

use cowpath_engine::ids::VolumeId;
use cowpath_engine::sorted::SortedMap;

use super::fold::{Shown, Slot};
use super::place::Area;

/// Distance between two tracks: a look-up link and its copy-of companion.
pub const TRACK: f64 = 10.0;
/// Distance of the companion from its link.
pub const COMPANION: f64 = 4.0;

/// One link between lanes.
#[derive(Debug)]
pub struct Link {
    /// The branch.
    pub from: VolumeId,
    /// The snapshot it hangs on, or the fold that hides it.
    pub to: VolumeId,
    /// Lanes of the snapshot above and of the branch below.
    lanes: (usize, usize),
    /// Columns of the snapshot and of the branch's head.
    columns: (usize, usize),
    /// Which of the links that end at the snapshot, and how many there are.
    arrival: (usize, usize),
    lower_track: usize,
    upper_track: usize,
    gap_track: usize,
    /// Corners, from the branch up to the snapshot.
    pub points: Vec<(f64, f64)>,
}

/// All links between lanes.
#[derive(Debug, Default)]
pub struct Links {
    /// The links, in the order of their lanes.
    pub links: Vec<Link>,
    corridors: SortedMap<usize, Tracks>,
    gaps: SortedMap<usize, Tracks>,
    tops: SortedMap<usize, f64>,
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
        let mut at: SortedMap<VolumeId, (usize, usize)> = SortedMap::new();
        for (row, lane) in shown.lanes.iter().enumerate() {
            let first = columns - lane.slots.len();
            for (offset, slot) in lane.slots.iter().enumerate() {
                if let Slot::Volume(id) | Slot::Fold(id, _) = slot {
                    at.insert(*id, (row, first + offset));
                }
            }
        }
        let mut arrivals: SortedMap<VolumeId, usize> = SortedMap::new();
        let mut plan = Self::default();
        for (row, lane) in shown.lanes.iter().enumerate() {
            let to = lane.hangs_on.filter(|_| lane.rail.0 == 0);
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
        areas: [&SortedMap<VolumeId, Area>; 2],
        starts: &SortedMap<VolumeId, f64>,
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
