//! What each volume shows for each page, worked out lane by lane instead of
//! walking the look-up links for every cell.

use std::collections::BTreeMap;

use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Outline, PageView};

use super::fold::Shown;
use super::lanes::Lanes;
use super::strip::CELLS_MAX;

/// A page as a volume shows it.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Whether the volume holds it itself.
    pub own: bool,
    /// What it shows.
    pub view: PageView<'a>,
}

impl Cell<'_> {
    /// The content in a few characters; empty when never written.
    pub fn label(&self) -> String {
        self.view
            .content
            .map(|content| content.label())
            .unwrap_or_default()
    }
}

/// What the drawn volumes show.
#[derive(Debug, Default)]
pub struct Views<'a> {
    cells: BTreeMap<VolumeId, Vec<Option<Cell<'a>>>>,
}

impl<'a> Views<'a> {
    /// Views of the drawn volumes of trees that are shown cell by cell.
    pub fn of(outline: &'a Outline, lanes: &Lanes, shown: &Shown) -> Self {
        let mut cells: BTreeMap<VolumeId, Vec<Option<Cell<'a>>>> = BTreeMap::new();
        for branch in &lanes.branches {
            let Some(tree) = outline.trees.get(&branch.tree) else {
                continue;
            };
            let pages = tree.geometry.pages();
            if tree.detail.is_none() || pages > CELLS_MAX {
                continue;
            }
            let inherited = branch.hangs_on.and_then(|ross| cells.get(&ross));
            let start = inherited
                .cloned()
                .unwrap_or_else(|| vec![None; pages as usize]);
            let mut at = through(outline, branch.head, start);
            cells.insert(branch.head, at.clone());
            for ross in branch.snapshots.iter().rev() {
                at = through(outline, *ross, at);
                if shown.volumes.contains(ross) || lanes.forks.contains(ross) {
                    cells.insert(*ross, at.clone());
                }
            }
        }
        Self { cells }
    }

    /// A page of a drawn volume.
    pub fn cell(&self, volume: VolumeId, page: u64) -> Option<&Cell<'a>> {
        self.cells
            .get(&volume)?
            .get(usize::try_from(page).ok()?)?
            .as_ref()
    }

    /// The longest label, in characters.
    pub fn longest_label(&self, shown: &Shown) -> usize {
        let drawn = self
            .cells
            .iter()
            .filter(|(id, _)| shown.volumes.contains(id));
        let all = drawn.flat_map(|(_, cells)| cells.iter().flatten());
        all.map(|cell| cell.label().chars().take(9).count())
            .max()
            .unwrap_or(0)
    }
}

/// What `volume` shows when what it lacks is read as `below`.
fn through<'a>(
    outline: &'a Outline,
    volume: VolumeId,
    below: Vec<Option<Cell<'a>>>,
) -> Vec<Option<Cell<'a>>> {
    let base = outline
        .volumes
        .get(&volume)
        .is_some_and(|v| v.kind == Kind::Base);
    let pages = (0_u64..).zip(below);
    let view = pages.map(|(page, below)| {
        if let Some(view) = outline.own(volume, PageNo(page)) {
            return Some(Cell { own: true, view });
        }
        if base {
            let view = outline.visible(volume, PageNo(page))?;
            return Some(Cell { own: false, view });
        }
        below.map(|cell| Cell { own: false, ..cell })
    });
    view.collect()
}
