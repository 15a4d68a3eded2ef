//! Reading an outline off an engine's state: what folding all its events
//! would have given, but for the origins of contents.

use super::{
    DETAIL_PAGES_MAX, DataPage, Held, OpenOutline, Outline, Table, TreeDetail, TreeOutline,
    VolumeOutline, density_bucket,
};
use crate::engine::Engine;
use crate::entry::Entry;
use crate::ids::{DataOffset, PageNo, TreeId, VolumeId};
use crate::sorted::SortedMap;
use crate::store::PageStore;
use crate::task::level_number;
use crate::tree::{Tree, Visited, Volume};

impl Outline {
    /// The outline of an engine's present state. [`TreeDetail::origins`] and
    /// [`TreeDetail::writes`] are empty: only watching the events tells those.
    #[must_use]
    pub fn of<S: PageStore>(engine: &Engine<S>) -> Self {
        let mut outline = Self {
            policy: engine.policy(),
            intent: engine.intent.clone(),
            ..Self::default()
        };
        for (id, tree) in (0..).map(TreeId).zip(&engine.trees) {
            if let Some(tree) = tree {
                outline.trees.insert(id, tree_outline(tree));
            }
        }
        for (id, volume) in (0..).map(VolumeId).zip(&engine.volumes) {
            if let Some(volume) = volume {
                let seen = read_volume(engine.tree(volume.tree), id, volume, &mut outline);
                outline.volumes.insert(id, seen);
            }
        }
        for open in engine.open_operations() {
            let seen = OpenOutline {
                volume: open.volume,
                page: open.page,
                write: open.content.is_some(),
                started: open.started,
                done: open.done,
                locked: open.locked,
            };
            outline.open.insert(open.id, seen);
        }
        for (volume, page, hint) in engine.hints.all() {
            if let Some(volume) = outline.volumes.get_mut(&volume) {
                volume.hints.insert(page, hint);
            }
        }
        outline
    }
}

fn tree_outline<S: PageStore>(tree: &Tree<S>) -> TreeOutline {
    let full = tree.geometry.pages() <= DETAIL_PAGES_MAX;
    TreeOutline {
        base: tree.base,
        geometry: tree.geometry.clone(),
        stamps: tree.base_pages.keeps_stamps(),
        admin_entries: tree.admin.used(),
        data_pages: tree.data.used(),
        base_pages: tree.base_map.len(),
        capacity: tree.capacity,
        change_log_records: tree.change_log.len() as u64,
        restore: tree.restore.clone(),
        detail: full.then(|| tree_detail(tree)),
    }
}

fn tree_detail<S: PageStore>(tree: &Tree<S>) -> TreeDetail {
    let base = tree.base_map.iter();
    let base = base.map(|(page, slot)| (PageNo(page), tree.base_pages.content(slot).to_trimmed()));
    let data = (0..tree.data.extent()).map(DataOffset);
    let data = data.filter_map(|offset| {
        let references = tree.data.references(offset);
        let content = tree.data.store.content(offset.0).to_trimmed();
        (references > 0).then_some((
            offset,
            DataPage {
                content,
                references,
            },
        ))
    });
    let mut detail = TreeDetail::default();
    detail.base.extend(base);
    detail.data.extend(data);
    detail
}

/// A volume's outline; its tables go into the outline of its tree.
fn read_volume<S: PageStore>(
    tree: &Tree<S>,
    id: VolumeId,
    volume: &Volume,
    outline: &mut Outline,
) -> VolumeOutline {
    let mut seen = VolumeOutline {
        tree: volume.tree,
        kind: volume.kind,
        parent: volume.parent,
        copy_of: volume.copy_of(),
        exceptions: volume.exceptions,
        tables: Vec::new(),
        root: volume.root,
        held: Held::empty(&tree.geometry),
        pages: volume.pages,
        series: volume.series,
        read_only: volume.read_only,
        stale: volume.stale,
        backup_of: volume.backup_of,
        hints: SortedMap::new(),
    };
    let Some(root) = volume.root else {
        if let Held::Density(counts) = &mut seen.held {
            for (page, _) in tree.base_map.iter() {
                counts[density_bucket(&tree.geometry, PageNo(page))] += 1;
            }
        }
        return seen;
    };
    seen.tables = vec![0; tree.geometry.levels().len()];
    let mut detail = outline
        .trees
        .get_mut(&volume.tree)
        .and_then(|tree| tree.detail.as_mut());
    tree.walk(root, &mut |visited| match visited {
        Visited::Table {
            table,
            level,
            start,
        } => {
            seen.tables[level] += 1;
            if let Some(detail) = &mut detail {
                let made = Table {
                    volume: id,
                    level: level_number(level),
                    start,
                    fan_out: tree.geometry.levels()[level],
                    entries: SortedMap::new(),
                };
                detail.tables.insert(table, made);
            }
        }
        Visited::Entry {
            table,
            index,
            page,
            entry,
            ..
        } => {
            let table = detail.as_mut().and_then(|d| d.tables.get_mut(&table));
            if let Some(table) = table {
                table.entries.insert(index, entry);
            }
            if !matches!(entry, Entry::Table(_)) {
                match &mut seen.held {
                    Held::Pages(entries) => {
                        entries.insert(page, entry);
                    }
                    Held::Density(counts) => counts[density_bucket(&tree.geometry, page)] += 1,
                }
            }
        }
    });
    seen
}
