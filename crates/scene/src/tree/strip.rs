//! How the pages of a volume are shown: cells in rows, or a density bar.

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::ids::TreeId;
use cowpath_engine::projection::Outline;

/// Pages up to which each has a cell of its own with its content.
pub const LABELLED_MAX: u64 = 16;
/// Pages up to which each has a cell.
pub const CELLS_MAX: u64 = 64;
/// Widest cell.
const PITCH_MAX: f64 = 34.0;
/// Height of the bars of a density.
const BARS: f64 = 20.0;

/// The form of a strip, and the pages of the longest volume.
pub type Form = (Strip, u64);

/// The form for each tree: one for all its volumes, so that the same page
/// stands at the same place in all of them.
pub fn forms(outline: &Outline) -> SortedMap<TreeId, Form> {
    let mut most: SortedMap<TreeId, u64> = SortedMap::new();
    for volume in outline.volumes.values() {
        let pages = most.entry(volume.tree).or_insert(1);
        *pages = volume.pages.max(*pages);
    }
    let form = |(id, pages): (TreeId, u64)| {
        let whole = outline.trees.get(&id).is_some_and(|t| t.detail.is_some());
        (id, (Strip::of(pages, whole), pages))
    };
    most.into_iter().map(form).collect()
}

/// The form of a strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Strip {
    /// Cells with labels: columns and rows.
    Labelled {
        /// Cells in a row.
        columns: u64,
        /// Rows.
        rows: u64,
    },
    /// Cells without labels: columns and rows.
    Small {
        /// Cells in a row.
        columns: u64,
        /// Rows.
        rows: u64,
    },
    /// A bar for each range of pages.
    Density,
}

impl Strip {
    /// The form for so many pages; `whole`: whether all of them are known.
    fn of(pages: u64, whole: bool) -> Self {
        if !whole || pages > CELLS_MAX {
            Self::Density
        } else if pages <= LABELLED_MAX {
            let columns = if pages <= 8 { pages } else { pages.div_ceil(2) };
            Self::Labelled {
                columns,
                rows: pages.div_ceil(columns),
            }
        } else {
            Self::Small {
                columns: 16,
                rows: pages.div_ceil(16),
            }
        }
    }

    /// Elements it takes, at most.
    pub fn elements(self, ghosts: bool) -> usize {
        match self {
            Self::Labelled { columns, rows } => {
                let cells = (columns * rows) as usize;
                if ghosts { 2 * cells } else { cells + 4 }
            }
            Self::Small { columns, rows } => (columns * rows) as usize,
            Self::Density => 4,
        }
    }

    /// Its height, in px.
    pub fn height(self) -> f64 {
        match self {
            Self::Labelled { rows: 1, .. } => 21.0,
            Self::Labelled { rows, .. } => 18.0 * rows as f64,
            Self::Small { rows, .. } => 9.0 * rows as f64,
            Self::Density => BARS,
        }
    }

    /// Where a link can pass between two numbers of the ruler above a strip
    /// of `width` at `x`, near the middle.
    pub fn middle_gap(self, x: f64, width: f64) -> f64 {
        match self {
            Self::Labelled { columns, .. } => {
                let pitch = (width / columns as f64).min(PITCH_MAX);
                x + pitch * columns.div_ceil(2) as f64
            }
            Self::Small { .. } | Self::Density => x + width / 2.0,
        }
    }

    /// Left, top, width and height of a page's cell, in a strip of `width` at (`x`, `y`).
    pub fn cell(self, page: u64, x: f64, y: f64, width: f64) -> Option<(f64, f64, f64, f64)> {
        let (columns, rows) = match self {
            Self::Labelled { columns, rows } | Self::Small { columns, rows } => (columns, rows),
            Self::Density => return None,
        };
        let pitch = (width / columns as f64).min(PITCH_MAX);
        let height = self.height() / rows as f64;
        let (row, column) = (page / columns, page % columns);
        (row < rows).then(|| {
            let left = x + pitch * column as f64;
            (
                left + 0.5,
                y + height * row as f64 + 0.5,
                pitch - 1.0,
                height - 1.0,
            )
        })
    }
}
