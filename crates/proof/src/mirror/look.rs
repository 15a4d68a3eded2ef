//! What the mirror shows, and where it lies.

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{DataOffset, PageNo, TreeId, VolumeId};

use super::{Mirror, Tree};

/// Where a restore leads.
enum Led {
    Source(VolumeId),
    Block(VolumeId),
}

impl Mirror {
    /// The tree of a living volume.
    pub fn tree_of(&self, volume: VolumeId) -> TreeId {
        self.volumes[&volume].tree
    }

    /// The look-up link of a living volume.
    pub fn parent(&self, volume: VolumeId) -> Option<VolumeId> {
        self.volumes[&volume].parent
    }

    /// The size of a living volume, in pages.
    pub fn size(&self, volume: VolumeId) -> u64 {
        self.volumes[&volume].pages
    }

    /// The entry a snapshot holds for a page.
    pub fn entry(&self, volume: VolumeId, page: PageNo) -> Option<Entry> {
        let volume = &self.volumes[&volume];
        let tree = &self.trees[&volume.tree];
        let mut table = volume.root?;
        for level in 0..tree.geometry.levels().len() {
            let index = tree.geometry.index(level, page) as usize;
            match tree.tables[&table][index]? {
                Entry::Table(next) => table = next,
                entry => return Some(entry),
            }
        }
        unreachable!("the last level leads to pages")
    }

    /// Tables on the way to a page's entry in a snapshot, as far as they exist.
    pub fn depth(&self, volume: VolumeId, page: PageNo) -> u64 {
        let volume = &self.volumes[&volume];
        let tree = &self.trees[&volume.tree];
        let mut table = volume.root.filter(|_| page.0 < volume.pages);
        let mut depth = 0;
        while let Some(at) = table {
            let index = tree.geometry.index(depth, page) as usize;
            depth += 1;
            table = match tree.tables[&at][index] {
                Some(Entry::Table(next)) => Some(next),
                _ => None,
            };
        }
        depth as u64
    }

    /// The entries a snapshot holds, in page order.
    pub fn entries(&self, volume: VolumeId) -> Vec<(PageNo, Entry)> {
        let volume = &self.volumes[&volume];
        let tree = &self.trees[&volume.tree];
        let mut found = Vec::new();
        let mut waiting: Vec<_> = volume.root.map(|root| (root, 0, 0)).into_iter().collect();
        while let Some((table, level, start)) = waiting.pop() {
            for (index, entry) in (0..).zip(&tree.tables[&table]) {
                let page = start + index * tree.geometry.span(level);
                match entry {
                    Some(Entry::Table(next)) => waiting.push((*next, level + 1, page)),
                    Some(entry) => found.push((PageNo(page), *entry)),
                    None => {}
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Where the content that a volume shows of a page lies.
    pub fn place(&self, volume: VolumeId, page: PageNo) -> Location {
        let mut at = volume;
        loop {
            let volume = &self.volumes[&at];
            if page.0 >= volume.pages {
                return Location::Zero;
            }
            match (self.entry(at, page), volume.parent) {
                (Some(Entry::Page(offset)), _) => return Location::Data(offset),
                (Some(Entry::Redirect(target, _)), _) => at = target,
                (Some(Entry::Zero), _) => return Location::Zero,
                (Some(Entry::Table(_)), _) => unreachable!("a leaf entry is no table"),
                (None, parent) => match (self.led(at, page), parent) {
                    (Some(Led::Source(source)), _) => at = source,
                    (Some(Led::Block(base)), _) => return Location::Base(base, page),
                    (None, Some(parent)) => at = parent,
                    (None, None) => return Location::Base(at, page),
                },
            }
        }
    }

    /// Where a restore leads from a volume that holds nothing.
    fn led(&self, at: VolumeId, page: PageNo) -> Option<Led> {
        let lead = self.restores.get(&self.tree_of(at))?;
        if !lead.waits.contains_key(&page.0) {
            return None;
        }
        let written = lead.bits.contains(&page.0);
        if lead.receivers.contains(&at) {
            return Some(Led::Block(lead.base));
        }
        let by_base = at == lead.base && !written;
        let by_new = at == lead.new && lead.lazy;
        (by_base || by_new).then_some(Led::Source(lead.source))
    }

    /// Whether a volume's page lies nowhere: a hole, or never written.
    pub fn is_nothing(&self, volume: VolumeId, page: PageNo) -> bool {
        let tree = &self.trees[&self.tree_of(volume)];
        match self.place(volume, page) {
            Location::Base(_, page) => !tree.base.contains_key(&page),
            Location::Data(_) => false,
            Location::Zero => true,
        }
    }

    /// Whether two volumes have a page in different places.
    pub fn apart(&self, a: VolumeId, b: VolumeId, page: PageNo) -> bool {
        self.place(a, page) != self.place(b, page)
            && !(self.is_nothing(a, page) && self.is_nothing(b, page))
    }

    /// Pages of a volume that lie somewhere.
    pub fn live(&self, volume: VolumeId) -> BTreeSet<u64> {
        let tree = &self.trees[&self.tree_of(volume)];
        let path = std::iter::successors(Some(volume), |at| self.volumes[at].parent);
        let mut pages: BTreeSet<u64> = tree.base.keys().map(|page| page.0).collect();
        for at in path {
            pages.extend(self.entries(at).into_iter().map(|(page, _)| page.0));
        }
        if let Some(lead) = self.restores.get(&self.tree_of(volume)) {
            pages.extend(lead.waits.keys());
        }
        pages.retain(|page| !self.is_nothing(volume, PageNo(*page)));
        pages
    }

    /// What a volume shows of a page.
    pub fn shows(&self, volume: VolumeId, page: PageNo) -> Content<'static> {
        self.content(self.tree_of(volume), self.place(volume, page))
    }

    /// Entries of tables, and pages, in use by tree.
    pub fn in_use(&self) -> BTreeMap<TreeId, (u64, u64)> {
        let both = self.trees.iter().map(|(id, tree)| (*id, in_use(tree)));
        both.collect()
    }

    /// Pages of a tree's base that were written.
    pub fn base_pages(&self, tree: TreeId) -> u64 {
        self.trees[&tree].base.len() as u64
    }

    /// Entries and pages that some volumes alone keep in use, level-1 tables aside.
    pub fn kept_by(&self, volumes: &BTreeSet<VolumeId>) -> (u64, u64) {
        let mut tables = 0;
        let mut pages: BTreeMap<(TreeId, DataOffset), u32> = BTreeMap::new();
        for &id in volumes {
            let volume = &self.volumes[&id];
            let tree = &self.trees[&volume.tree];
            tables += self.table_entries(id) - u64::from(tree.geometry.levels()[0]);
            for (_, entry) in self.entries(id) {
                if let Entry::Page(offset) = entry {
                    *pages.entry((volume.tree, offset)).or_default() += 1;
                }
            }
        }
        let alone = pages
            .iter()
            .filter(|((tree, offset), count)| self.trees[tree].data[offset].1 == **count);
        (tables, alone.count() as u64)
    }

    /// Entries of a snapshot's own tables.
    pub fn table_entries(&self, volume: VolumeId) -> u64 {
        let volume = &self.volumes[&volume];
        let tree = &self.trees[&volume.tree];
        let mut entries = 0;
        let mut waiting = Vec::from_iter(volume.root);
        while let Some(table) = waiting.pop() {
            let table = &tree.tables[&table];
            entries += table.len() as u64;
            waiting.extend(table.iter().filter_map(|entry| match entry {
                Some(Entry::Table(next)) => Some(*next),
                _ => None,
            }));
        }
        entries
    }

    /// Pages a snapshot's entries point to: those no other entry does, and the others.
    pub fn pages_of(&self, volume: VolumeId) -> (u64, u64) {
        let tree = &self.trees[&self.tree_of(volume)];
        let mut counts = (0, 0);
        for (_, entry) in self.entries(volume) {
            if let Entry::Page(offset) = entry {
                match tree.data[&offset].1 {
                    1 => counts.0 += 1,
                    _ => counts.1 += 1,
                }
            }
        }
        counts
    }
}

fn in_use(tree: &Tree) -> (u64, u64) {
    let entries = tree.tables.values().map(|table| table.len() as u64);
    (entries.sum(), tree.data.len() as u64)
}
