//! The snapshot trees of a volume by name (seed 1¶88), which the engine numbers as series. The
//! first is the one without a name.

use std::collections::BTreeMap;

use cowpath_engine::Engine;
use cowpath_engine::ids::{Kind, Series, VolumeId};

#[derive(Debug, Clone, Default)]
pub(super) struct Trees {
    /// Of each volume with named trees: their names, that of series 1 first.
    named: BTreeMap<VolumeId, Vec<String>>,
}

impl Trees {
    /// The trees of an engine that comes without their names: called by their numbers.
    pub(super) fn numbered(engine: &Engine) -> Self {
        let mut trees = Self::default();
        for volume in engine.volumes().filter(|v| v.kind == Kind::Ross) {
            let Some(head) = volume.copy_of.filter(|_| volume.series.0 > 0) else {
                continue;
            };
            let names = trees.named.entry(head).or_default();
            while names.len() < volume.series.0 as usize {
                names.push((names.len() + 1).to_string());
            }
        }
        trees
    }

    /// The tree of this name, or the number that it would get.
    pub(super) fn series(&self, head: VolumeId, tree: Option<&str>) -> Series {
        let Some(tree) = tree else {
            return Series::default();
        };
        let names = self.named.get(&head).map_or(&[][..], Vec::as_slice);
        let at = names.iter().position(|name| name == tree);
        let number = at.unwrap_or(names.len()) + 1;
        Series(u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// Keeps the name of a tree that exists now.
    pub(super) fn note(&mut self, head: VolumeId, tree: &str) {
        let names = self.named.entry(head).or_default();
        if !names.iter().any(|name| name == tree) {
            names.push(tree.to_owned());
        }
    }

    /// The name of a volume's tree; `None` for the one without a name.
    pub(super) fn name(&self, head: VolumeId, series: Series) -> Option<&str> {
        let at = (series.0 as usize).checked_sub(1)?;
        self.named.get(&head)?.get(at).map(String::as_str)
    }
}
