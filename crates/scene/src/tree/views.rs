//! What each volume shows for each page, worked out lane by lane instead of
//! walking the look-up links for every cell.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::entry::Entry;
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Held, Outline, PageView};

use super::fold::Shown;
use super::lanes::Lanes;
use super::strip::CELLS_MAX;

/// A page as a volume shows it.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Whether the volume holds it itself.
    pub own: bool,
    /// Whether its entry redirects to another volume.
    pub redirect: bool,
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
    cells: SortedMap<VolumeId, Vec<Option<Cell<'a>>>>,
}

impl<'a> Views<'a> {
    /// Views of the drawn volumes of trees that are shown cell by cell.
    pub fn of(outline: &'a Outline, lanes: &Lanes, shown: &Shown) -> Self {
        let mut cells: SortedMap<VolumeId, Vec<Option<Cell<'a>>>> = SortedMap::new();
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

    /// Whether any drawn volume redirects a page.
    pub fn redirects(&self, shown: &Shown) -> bool {
        let drawn = self
            .cells
            .iter()
            .filter(|(id, _)| shown.volumes.contains(id));
        let mut all = drawn.flat_map(|(_, cells)| cells.iter().flatten());
        all.any(|cell| cell.redirect)
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
            return Some(Cell {
                own: true,
                redirect: is_redirect(outline, volume, PageNo(page)),
                view,
            });
        }
        if base {
            let view = outline.visible(volume, PageNo(page))?;
            return Some(Cell {
                own: false,
                redirect: false,
                view,
            });
        }
        below.map(|cell| Cell {
            own: false,
            redirect: false,
            ..cell
        })
    });
    view.collect()
}

fn is_redirect(outline: &Outline, volume: VolumeId, page: PageNo) -> bool {
    let held = outline.volumes.get(&volume).map(|volume| &volume.held);
    matches!(held, Some(Held::Pages(entries))
        if matches!(entries.get(&page), Some(Entry::Redirect(..))))
}
