//! The snapshot trees of a volume by name (seed 1¶88), which the engine numbers as series. The
//! first is the one without a name.

use cowpath_engine::Engine;
use cowpath_engine::ids::{Kind, Series, VolumeId};

#[derive(Debug, Clone, Default)]
pub(super) struct Trees {
    /// The named trees of all volumes; those of one volume stand in the order of their series,
    /// from 1.
    named: Vec<(VolumeId, String)>,
}

impl Trees {
    /// The trees of an engine that comes without their names: called by their numbers.
    pub(super) fn numbered(engine: &Engine) -> Self {
        let mut trees = Self::default();
        for volume in engine.volumes().filter(|v| v.kind == Kind::Ross) {
            let Some(head) = volume.copy_of else {
                continue;
            };
            for number in trees.of(head).count()..volume.series.0 as usize {
                trees.named.push((head, (number + 1).to_string()));
            }
        }
        trees
    }

    /// The tree of this name, or the number that it would get.
    pub(super) fn series(&self, head: VolumeId, tree: Option<&str>) -> Series {
        let Some(tree) = tree else {
            return Series::default();
        };
        let at = self.of(head).position(|name| name == tree);
        let number = at.unwrap_or_else(|| self.of(head).count()) + 1;
        Series(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Keeps the name of a tree that exists now.
    pub(super) fn note(&mut self, head: VolumeId, tree: &str) {
        if self.of(head).all(|name| name != tree) {
            self.named.push((head, tree.to_owned()));
        }
    }

    /// The name of a tree of a volume; `None` for the one without a name.
    pub(super) fn name(&self, head: VolumeId, series: Series) -> Option<&str> {
        self.of(head).nth((series.0 as usize).checked_sub(1)?)
    }

    fn of(&self, head: VolumeId) -> impl Iterator<Item = &str> {
        let of_head = self.named.iter().filter(move |(of, _)| *of == head);
        of_head.map(|(_, name)| name.as_str())
    }
}
