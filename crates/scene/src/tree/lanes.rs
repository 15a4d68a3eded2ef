//! Branches as lanes: each read-write volume with its read-only snapshots in
//! the order of their look-up links.

use cowpath_engine::sorted::{SortedMap, SortedSet};

use cowpath_engine::ids::{Kind, TreeId, VolumeId};
use cowpath_engine::projection::Outline;

/// One branch.
#[derive(Debug)]
pub struct Branch {
    /// Its read-write volume.
    pub head: VolumeId,
    /// Its tree.
    pub tree: TreeId,
    /// Its read-only snapshots, the oldest first.
    pub snapshots: Vec<VolumeId>,
    /// The snapshot a read-write snapshot hangs on.
    pub hangs_on: Option<VolumeId>,
}

/// All branches, tree by tree, in the order of their creation: so a lane keeps
/// its place when others are added.
#[derive(Debug)]
pub struct Lanes {
    /// The branches.
    pub branches: Vec<Branch>,
    /// Snapshots on which read-write snapshots hang.
    pub forks: SortedSet<VolumeId>,
}

impl Lanes {
    /// The branches of an outline.
    pub fn of(outline: &Outline) -> Self {
        let mut below: SortedMap<(VolumeId, VolumeId), VolumeId> = SortedMap::new();
        let mut forks = SortedSet::new();
        for (id, volume) in &outline.volumes {
            match (volume.kind, volume.parent, volume.copy_of) {
                (Kind::Ross, Some(parent), Some(head)) => {
                    below.insert((parent, head), *id);
                }
                (Kind::Rwss, Some(parent), _) => {
                    forks.insert(parent);
                }
                _ => {}
            }
        }
        let writable = outline.volumes.iter().filter(|(_, v)| v.kind.is_writable());
        let mut branches: Vec<Branch> = writable
            .map(|(id, volume)| Branch {
                head: *id,
                tree: volume.tree,
                snapshots: chain(&below, *id),
                hangs_on: volume.parent,
            })
            .collect();
        branches.sort_by_key(|branch| (branch.tree, branch.head));
        Self { branches, forks }
    }
}

/// The snapshots below a head, the oldest first.
fn chain(below: &SortedMap<(VolumeId, VolumeId), VolumeId>, head: VolumeId) -> Vec<VolumeId> {
    let mut snapshots = Vec::new();
    let mut at = head;
    while let Some(older) = below.get(&(at, head)) {
        snapshots.push(*older);
        at = *older;
        if snapshots.len() > below.len() {
            break;
        }
    }
    snapshots.reverse();
    snapshots
}
