//! The snapshot trees of a volume by name (seed 1¶88), which the engine numbers as series. The
//! first is the one without a name.

use cowpath_engine::Engine;
use cowpath_engine::ids::{Kind, Series, VolumeId};
use cowpath_engine::sorted::SortedMap;

use crate::language::Name;
use crate::outcome::name_text;

/// Snapshot trees with a name in one machine.
pub const TREES_MAX: usize = 1000;

/// The trees with a name. No two of a volume share a name or a series.
#[derive(Debug, Clone, Default)]
pub(super) struct Trees {
    named: Vec<(VolumeId, Series, String)>,
}

impl Trees {
    /// These trees; those of the engine that are not among them are called by their numbers.
    ///
    /// An error says which of them has no place, and why.
    pub(super) fn of(
        list: Vec<(VolumeId, Series, String)>,
        engine: &Engine,
    ) -> Result<Self, (usize, String)> {
        let mut trees = Self::default();
        for (at, (head, series, name)) in list.into_iter().enumerate() {
            let unfit = |message: String| Err((at, message));
            if at >= TREES_MAX {
                return unfit(format!("there are at most {TREES_MAX} trees with a name"));
            }
            if let Err(problem) = Name::new(name.clone()) {
                return unfit(format!("a name was expected: {problem}"));
            }
            if !engine.volume(head).is_some_and(|v| v.kind.is_writable()) {
                return unfit(format!("volume {} has no snapshot trees", head.0));
            }
            let same = |of: &(Series, &str)| of.0 == series || of.1 == name;
            if series.0 == 0 || trees.of_volume(head).any(|of| same(&of)) {
                let name = name_text(&name);
                return unfit(format!("tree {name} has no place of its own"));
            }
            trees.named.push((head, series, name));
        }
        for volume in engine.volumes().filter(|v| v.kind == Kind::Ross) {
            if let Some(head) = volume.copy_of
                && volume.series.0 > 0
                && trees.name(head, volume.series).is_none()
            {
                let mut numbers = (volume.series.0..).map(|number| number.to_string());
                let free = numbers.find(|name| trees.of_volume(head).all(|of| of.1 != name));
                let named = free.map(|name| (head, volume.series, name));
                trees.named.extend(named);
            }
        }
        Ok(trees)
    }

    /// The tree of this name, or the number that it would get.
    pub(super) fn series(&self, head: VolumeId, tree: Option<&str>) -> Series {
        let Some(tree) = tree else {
            return Series::default();
        };
        let known = self.of_volume(head).find(|of| of.1 == tree);
        known.map(|of| of.0).unwrap_or_else(|| {
            let mut numbers = (1..=u32::MAX).map(Series);
            let free = numbers.find(|series| self.name(head, *series).is_none());
            free.expect("invariant: there are fewer trees than volumes")
        })
    }

    /// Keeps the name of a tree that exists now.
    pub(super) fn note(&mut self, head: VolumeId, tree: &str) {
        let series = self.series(head, Some(tree));
        if self.name(head, series).is_none() {
            self.named.push((head, series, tree.to_owned()));
        }
    }

    /// Two volumes exchanged what they are, and with that their snapshots.
    pub(super) fn exchange(&mut self, a: VolumeId, b: VolumeId) {
        for (head, ..) in &mut self.named {
            *head = match *head {
                head if head == a => b,
                head if head == b => a,
                head => head,
            };
        }
    }

    /// The name of a tree of a volume; `None` for the one without a name.
    pub(super) fn name(&self, head: VolumeId, series: Series) -> Option<&str> {
        let mut trees = self.of_volume(head);
        trees.find(|of| of.0 == series).map(|of| of.1)
    }

    /// Every name.
    pub(super) fn names(&self) -> SortedMap<(VolumeId, Series), String> {
        let named = self.named.iter();
        named
            .map(|(head, series, name)| ((*head, *series), name.clone()))
            .collect()
    }

    /// Every tree, in the order they were made.
    pub(super) fn list(&self) -> &[(VolumeId, Series, String)] {
        &self.named
    }

    fn of_volume(&self, head: VolumeId) -> impl Iterator<Item = (Series, &str)> {
        let of = self.named.iter().filter(move |(of, ..)| *of == head);
        of.map(|(_, series, name)| (*series, name.as_str()))
    }
}
