//! The tables and pages around one page of one volume, for trees too large to
//! be kept in full.

use super::{DataPage, Outline, Table, TreeDetail};
use crate::engine::Engine;
use crate::entry::Entry;
use crate::ids::{DataOffset, PageNo, VolumeId};
use crate::sorted::SortedMap;
use crate::store::PageStore;
use crate::task::level_number;
use crate::tree::Tree;

impl Outline {
    /// An outline of one volume and its tree, with the detail that leads to
    /// `page`: the tables on the way to its entry, with all their entries, and
    /// the pages the last of them points to. Of a base: the page itself.
    /// `None` for an unknown volume or a page past its end.
    #[must_use]
    pub fn focus<S: PageStore>(
        &self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
    ) -> Option<Self> {
        let living = engine.living(volume)?;
        let tree = engine.tree(living.tree);
        if page.0 >= living.pages {
            return None;
        }
        let mut seen = self.trees.get(&living.tree)?.clone();
        let mut detail = TreeDetail::default();
        match living.root {
            Some(root) => follow(tree, volume, root, page, &mut detail),
            None => {
                if let Some(slot) = tree.base_map.get(page.0) {
                    let content = tree.base_pages.content(slot).to_trimmed();
                    detail.base.insert(page, content);
                }
            }
        }
        seen.detail = Some(detail);
        Some(Self {
            policy: self.policy,
            intent: self.intent.clone(),
            open: self.open.clone(),
            trees: SortedMap::from([(living.tree, seen)]),
            volumes: SortedMap::from([(volume, self.volumes.get(&volume)?.clone())]),
        })
    }
}

fn follow<S: PageStore>(
    tree: &Tree<S>,
    volume: VolumeId,
    root: crate::ids::AdminOffset,
    page: PageNo,
    detail: &mut TreeDetail,
) {
    let mut at = Some(root);
    for level in 0..=tree.geometry.leaf() {
        let Some(table) = at else { return };
        let fan_out = tree.geometry.levels()[level];
        let entries: SortedMap<u32, Entry> = (0..fan_out)
            .filter_map(|index| Some((index, tree.admin.get(table, index).unpack()?)))
            .collect();
        at = match entries.get(&tree.geometry.index(level, page)) {
            Some(Entry::Table(next)) => Some(*next),
            _ => None,
        };
        let pages = entries.values().filter_map(|entry| match entry {
            Entry::Page(offset) => Some((*offset, data_page(tree, *offset))),
            Entry::Table(_) | Entry::Redirect(..) | Entry::Zero => None,
        });
        detail.data.extend(pages);
        let start = tree.geometry.table_start(level, page);
        let level = level_number(level);
        let made = Table {
            volume,
            level,
            start,
            fan_out,
            entries,
        };
        detail.tables.insert(table, made);
    }
}

fn data_page<S: PageStore>(tree: &Tree<S>, offset: DataOffset) -> DataPage {
    DataPage {
        content: tree.data.store.content(offset.0).to_trimmed(),
        references: tree.data.references(offset),
    }
}
