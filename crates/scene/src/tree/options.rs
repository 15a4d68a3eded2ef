//! What the tree view is asked to show.

use cowpath_engine::sorted::{SortedMap, SortedSet};

use cowpath_engine::ids::{PageNo, Series, VolumeId};

use crate::story::{QUIET, Story};

static NO_NAMES: SortedMap<VolumeId, String> = SortedMap::new();
static NO_SERIES: SortedMap<(VolumeId, Series), String> = SortedMap::new();
static NOTHING: SortedSet<VolumeId> = SortedSet::new();

/// What to show, and how.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// Names of volumes; a volume without one shows its number.
    pub names: &'a SortedMap<VolumeId, String>,
    /// Names of the series of snapshots of a read-write volume.
    pub series: &'a SortedMap<(VolumeId, Series), String>,
    /// Whether hollow cells show, faintly, the value that is read through.
    pub ghosts: bool,
    /// Whether the legend is drawn.
    pub legend: bool,
    /// Whether copy-of links are drawn.
    pub copies: bool,
    /// The selected volume.
    pub selected: Option<VolumeId>,
    /// The first volume of a comparison, while the second is chosen.
    pub first: Option<VolumeId>,
    /// The selected cell.
    pub selected_cell: Option<(VolumeId, PageNo)>,
    /// A cell that does not show what it must.
    pub wrong: Option<(VolumeId, PageNo)>,
    /// A cell that will not show what it must, whatever comes.
    pub doomed: Option<(VolumeId, PageNo)>,
    /// Volumes whose lane is shown with as many snapshots as fit.
    pub unfolded: &'a SortedSet<VolumeId>,
    /// At least so many columns, so that the picture does not grow while stepping.
    pub least_columns: usize,
    /// What is lit.
    pub story: &'a Story,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            names: &NO_NAMES,
            series: &NO_SERIES,
            ghosts: true,
            legend: true,
            copies: true,
            selected: None,
            first: None,
            selected_cell: None,
            wrong: None,
            doomed: None,
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
        name(self.names, volume)
    }

    /// What a series of a volume is called.
    pub(crate) fn series(&self, head: VolumeId, series: Series) -> String {
        match (self.series.get(&(head, series)), series) {
            (Some(name), _) => format!("tree {name}"),
            (None, Series(0)) => "unnamed tree".to_owned(),
            (None, Series(n)) => format!("tree {n}"),
        }
    }
}

/// The name of a volume, or its number.
pub(crate) fn name(names: &SortedMap<VolumeId, String>, volume: VolumeId) -> String {
    match names.get(&volume) {
        Some(name) => name.clone(),
        None => format!("#{}", volume.0 + 1),
    }
}
