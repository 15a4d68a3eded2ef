//! What each volume shows for each page, worked out lane by lane instead of
//! walking the look-up links for every cell.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::projection::{Held, Outline, PageView};

use super::fold::Shown;
use super::lanes::Lanes;
use super::strip::Strip;

/// A page as a volume shows it.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    /// Whether the volume holds it itself.
    pub own: bool,
    /// Whether its entry redirects to another volume.
    pub redirect: bool,
    /// Whether its entry is a hole.
    pub hole: bool,
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
            let (form, pages) = shown.form(branch.tree);
            if form == Strip::Density {
                continue;
            }
            let mut at = match cells.get(&branch.head) {
                Some(shown) => shown.clone(),
                None => {
                    let of_tree = |ross: &VolumeId| outline.volumes.get(ross).map(|v| v.tree);
                    let above = branch.hangs_on.filter(|r| of_tree(r) == Some(branch.tree));
                    let start = above.and_then(|ross| cells.get(&ross)).cloned();
                    let start = start.unwrap_or_else(|| vec![None; pages as usize]);
                    through(outline, branch.head, start)
                }
            };
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

    /// Notes whether any drawn volume redirects a page, or has holes.
    pub fn note(&self, shown: &mut Shown) {
        let (mut redirects, mut holes) = (false, false);
        for cell in self.drawn(shown) {
            redirects |= cell.redirect;
            holes |= cell.hole;
        }
        (shown.redirects, shown.holes) = (redirects, holes);
    }

    /// The longest label, in characters.
    pub fn longest_label(&self, shown: &Shown) -> usize {
        self.drawn(shown)
            .map(|cell| cell.label().chars().take(9).count())
            .max()
            .unwrap_or(0)
    }

    fn drawn(&self, shown: &Shown) -> impl Iterator<Item = &Cell<'a>> {
        let drawn = self
            .cells
            .iter()
            .filter(|(id, _)| shown.volumes.contains(id));
        drawn.flat_map(|(_, cells)| cells.iter().flatten())
    }
}

/// What `volume` shows when what it lacks is read as `below`. Past its end a
/// search that comes by finds zeros.
fn through<'a>(
    outline: &'a Outline,
    volume: VolumeId,
    below: Vec<Option<Cell<'a>>>,
) -> Vec<Option<Cell<'a>>> {
    let Some(shown) = outline.volumes.get(&volume) else {
        return below;
    };
    if shown.stale {
        return vec![None; below.len()];
    }
    let tree = outline.trees.get(&shown.tree);
    let restore = tree.and_then(|tree| tree.restore.as_deref());
    let pages = (0_u64..).zip(below);
    let view = pages.map(|(page, below)| {
        let none = |view| Cell {
            own: false,
            redirect: false,
            hole: false,
            view,
        };
        if page >= shown.pages {
            return Some(none(PageView {
                holder: volume,
                location: Location::Zero,
                content: None,
                origin: None,
            }));
        }
        let turn = restore.and_then(|restore| restore.turn(volume, PageNo(page)));
        if turn.is_some() && shown.kind == Kind::Base {
            return outline.visible(volume, PageNo(page)).map(none);
        }
        if let Some(view) = outline.own(volume, PageNo(page)) {
            let entry = match &shown.held {
                Held::Pages(entries) => entries.get(&PageNo(page)),
                Held::Density(_) => None,
            };
            return Some(Cell {
                own: true,
                redirect: matches!(entry, Some(Entry::Redirect(..))),
                hole: entry == Some(&Entry::Zero),
                view,
            });
        }
        if shown.kind == Kind::Base || turn.is_some() {
            return outline.visible(volume, PageNo(page)).map(none);
        }
        below.map(|cell| none(cell.view))
    });
    view.collect()
}
