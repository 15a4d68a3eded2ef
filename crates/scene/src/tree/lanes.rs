//! Branches as lanes: each read-write volume with its read-only snapshots in
//! the order of their look-up links. A volume with several series of snapshots
//! has a rail for each; the first is in line with it.

use cowpath_engine::sorted::{SortedMap, SortedSet, sort_by_number};

use cowpath_engine::ids::{Kind, Series, TreeId, VolumeId};
use cowpath_engine::projection::Outline;

/// One rail of a branch: a read-write volume and one of its series.
#[derive(Debug)]
pub struct Branch {
    /// Its read-write volume.
    pub head: VolumeId,
    /// Its tree.
    pub tree: TreeId,
    /// The series of its snapshots.
    pub series: Series,
    /// Which of the volume's rails it is, from 0.
    pub rail: usize,
    /// Its read-only snapshots, the oldest first.
    pub snapshots: Vec<VolumeId>,
    /// The snapshot a read-write snapshot hangs on, or a backup equals.
    pub hangs_on: Option<VolumeId>,
}

/// All branches, tree by tree, in the order of their creation: so a lane keeps
/// its place when others are added.
#[derive(Debug)]
pub struct Lanes {
    /// The branches.
    pub branches: Vec<Branch>,
    /// Snapshots on which read-write snapshots hang, or that a backup equals.
    pub forks: SortedSet<VolumeId>,
}

impl Lanes {
    /// The branches of an outline.
    pub fn of(outline: &Outline) -> Self {
        let mut below = Below::new();
        let mut forks = SortedSet::new();
        for (id, volume) in &outline.volumes {
            match (volume.kind, volume.parent, volume.copy_of) {
                (Kind::Ross, Some(parent), Some(head)) => {
                    below.insert((parent, head, volume.series), *id);
                }
                (Kind::Rwss, Some(parent), _) => {
                    forks.insert(parent);
                }
                _ => forks.extend(volume.backup_of),
            }
        }
        let mut branches: Vec<Branch> = Vec::new();
        for (id, volume) in outline.volumes.iter().filter(|(_, v)| v.kind.is_writable()) {
            let newest = below.range((*id, *id, Series(0))..=(*id, *id, Series(u32::MAX)));
            let mut series: Vec<Series> = newest.map(|(key, _)| key.2).collect();
            if series.is_empty() {
                series.push(Series(0));
            }
            branches.extend(series.into_iter().enumerate().map(|(rail, series)| Branch {
                head: *id,
                tree: volume.tree,
                series,
                rail,
                snapshots: chain(&below, *id, series),
                hangs_on: volume.parent.or(volume.backup_of),
            }));
        }
        sort_by_number(&mut branches, |branch| u64::from(branch.series.0));
        sort_by_number(&mut branches, |branch| {
            u64::from(branch.tree.0) << 32 | u64::from(branch.head.0)
        });
        Self { branches, forks }
    }
}

/// The next older snapshot of a series of a head, below a volume.
type Below = SortedMap<(VolumeId, VolumeId, Series), VolumeId>;

/// The snapshots of a series below a head, the oldest first.
fn chain(below: &Below, head: VolumeId, series: Series) -> Vec<VolumeId> {
    let mut snapshots = Vec::new();
    let mut at = head;
    while let Some(older) = below.get(&(at, head, series)) {
        snapshots.push(*older);
        at = *older;
        if snapshots.len() > below.len() {
            break;
        }
    }
    snapshots.reverse();
    snapshots
}
