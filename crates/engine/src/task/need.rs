//! Counting the room that an operation will take in a tree's data and
//! administration volumes. What it frees on the way does not count.

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::ids::{Kind, PageNo, TreeId, VolumeId};
use crate::policy::PushMode;
use crate::sorted::Large;
use crate::store::PageStore;

/// Room that an operation takes: nothing is counted where the tree has no capacity.
pub(crate) struct Need {
    pub(super) tree: TreeId,
    counts: bool,
    pub(super) data_pages: u64,
    pub(super) admin_entries: u64,
    /// Tables counted already: volume and level, first page.
    tables: Large,
}

impl Need {
    pub(crate) fn new<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Self {
        let tree = engine.at(volume).tree;
        let capacity = engine.tree(tree).capacity;
        Self {
            tree,
            counts: capacity.data_pages.is_some() || capacity.admin_entries.is_some(),
            data_pages: 0,
            admin_entries: 0,
            tables: Large::default(),
        }
    }

    /// Whether the tree has a capacity at all.
    pub(crate) fn counts(&self) -> bool {
        self.counts
    }

    /// A level-1 table.
    pub(crate) fn root<S: PageStore>(&mut self, engine: &Engine<S>) {
        let fan_out = engine.tree(self.tree).geometry.levels()[0];
        self.admin_entries += u64::from(fan_out);
    }

    /// An entry of a volume.
    pub(crate) fn entry<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
    ) {
        if !self.counts {
            return;
        }
        let tree = engine.tree(self.tree);
        let Some(mut table) = engine.at(volume).root else {
            return;
        };
        let mut missing = false;
        for level in 1..=tree.geometry.leaf() {
            if !missing {
                let index = tree.geometry.index(level - 1, page);
                match tree.admin.get(table, index).unpack() {
                    Some(Entry::Table(next)) => table = next,
                    _ => missing = true,
                }
            }
            let start = tree.geometry.table_start(level, page);
            let of = u64::from(volume.0) << 8 | level as u64;
            if missing && self.tables.insert((of, start.0)) {
                self.admin_entries += u64::from(tree.geometry.levels()[level]);
            }
        }
    }

    /// A new snapshot that holds copies of all these pages.
    pub(crate) fn full_copy<S: PageStore>(&mut self, engine: &Engine<S>, pages: &[PageNo]) {
        self.tables_of_new(engine, pages);
        if self.counts {
            self.data_pages += pages.len() as u64;
        }
    }

    /// Tables of a new snapshot that will hold these pages, level 1 aside.
    pub(crate) fn tables_of_new<S: PageStore>(&mut self, engine: &Engine<S>, pages: &[PageNo]) {
        if !self.counts {
            return;
        }
        let tree = engine.tree(self.tree);
        for level in 1..=tree.geometry.leaf() {
            let mut starts: Vec<PageNo> = Vec::new();
            starts.extend(
                pages
                    .iter()
                    .map(|&page| tree.geometry.table_start(level, page)),
            );
            starts.dedup();
            let fan_out = u64::from(tree.geometry.levels()[level]);
            self.admin_entries += fan_out * starts.len() as u64;
        }
    }

    /// A push of a page of a head. Returns whether the head's own page will
    /// have one more reference after it.
    pub(crate) fn push<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        head: VolumeId,
        page: PageNo,
    ) -> bool {
        let from = engine.resolve(head, page);
        self.push_from(engine, head, page, from)
    }

    /// The same where the page will lie at `from` by then.
    pub(crate) fn push_from<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        head: VolumeId,
        page: PageNo,
        from: Location,
    ) -> bool {
        if !self.counts {
            return false;
        }
        let mode = engine.policy.push;
        let owns = matches!(engine.entry(head, page), Some(Entry::Page(_)));
        let redirects = mode == PushMode::Redirect && engine.at(head).kind == Kind::Rwss;
        let mut given = false;
        for &into in &engine.at(head).hanging {
            let snapshot = engine.at(into);
            if snapshot.stale || page.0 >= snapshot.pages || engine.entry(into, page).is_some() {
                continue;
            }
            self.entry(engine, into, page);
            let takes = match from {
                _ if redirects => false,
                Location::Zero => false,
                Location::Data(_) => mode == PushMode::Copy,
                // The other series share the copy that the first one gets.
                Location::Base(..) => mode == PushMode::Copy || !given,
            };
            self.data_pages += u64::from(takes);
            given = true;
        }
        given && owns && mode != PushMode::Copy
    }

    /// New content in a page of a volume. `shared`: what [`Need::push`] said.
    pub(crate) fn land<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        shared: bool,
    ) {
        if !self.counts || engine.at(volume).kind == Kind::Base {
            return;
        }
        self.entry(engine, volume, page);
        let in_place = match engine.entry(volume, page) {
            Some(Entry::Page(offset)) => {
                !shared && engine.tree(self.tree).data.references(offset) == 1
            }
            _ => false,
        };
        self.data_pages += u64::from(!in_place);
    }

    /// What lies at another place of the tree, in a page of a volume.
    pub(crate) fn place<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        volume: VolumeId,
        page: PageNo,
        from: Location,
    ) {
        if !self.counts || engine.at(volume).kind == Kind::Base {
            return;
        }
        self.entry(engine, volume, page);
        let shares = engine.policy.push != PushMode::Copy;
        let takes = match from {
            Location::Zero => false,
            Location::Data(_) => !shares,
            Location::Base(..) => !engine.is_nothing(self.tree, from),
        };
        self.data_pages += u64::from(takes);
    }
}
