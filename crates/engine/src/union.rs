//! The exceptions of several volumes together, in page order: one descent
//! through all their tables, which visits only tables that exist and pages
//! that have an exception. Which entries there are is read off the bitmaps,
//! 64 entries a word.

use crate::admin::bits;
use crate::command::DiffWork;
use crate::entry::{Entry, Packed};
use crate::ids::{AdminOffset, PageNo};
use crate::store::PageStore;
use crate::tree::Tree;

/// An entry for a page, with the ordinal of the volume that holds it.
pub(crate) type Held = (usize, Packed);

/// A descent through the tables of several volumes.
struct Descent<'t, S, V> {
    tree: &'t Tree<S>,
    visit: V,
    work: DiffWork,
    /// Tables of the levels on the way down, with the ordinal of their volume.
    tables: Vec<(usize, AdminOffset)>,
    /// Their words for the 64 entries that are being visited.
    words: Vec<u64>,
    held: Vec<Held>,
}

/// Visits every page for which one of the volumes holds an entry, with all
/// the entries for it in the order of the volumes. A volume without tables
/// (a base) holds none. Returns what the descent cost.
pub(crate) fn union<S: PageStore>(
    tree: &Tree<S>,
    roots: &[Option<AdminOffset>],
    visit: impl FnMut(PageNo, &[Held]),
) -> DiffWork {
    let tables = roots.iter().enumerate();
    let tables = tables.filter_map(|(at, root)| Some((at, (*root)?)));
    let mut descent = Descent {
        tree,
        visit,
        work: DiffWork::default(),
        tables: tables.collect(),
        words: Vec::new(),
        held: Vec::new(),
    };
    descent.descend(0, 0, 0);
    descent.work
}

impl<S: PageStore, V: FnMut(PageNo, &[Held])> Descent<'_, S, V> {
    /// Visits the tables from `first_table` on, which cover the pages from `start`.
    fn descend(&mut self, level: usize, first_table: usize, start: u64) {
        match self.tables[first_table..] {
            [] => {}
            [(owner, table)] => self.descend_one(level, owner, table, start),
            _ => self.descend_all(level, first_table, start),
        }
    }

    fn descend_all(&mut self, level: usize, first_table: usize, start: u64) {
        let geometry = &self.tree.geometry;
        let (fan_out, span) = (geometry.levels()[level], geometry.span(level));
        let is_leaf = level == geometry.leaf();
        let below = self.tables.len();
        let first_word = self.words.len();
        self.work.tables += (below - first_table) as u64;
        for first in (0..fan_out).step_by(64) {
            let mut any = 0;
            for &(_, table) in &self.tables[first_table..below] {
                let word = self.tree.admin.word(table, first, fan_out);
                self.words.push(word);
                self.work.entries += u64::from(word.count_ones());
                any |= word;
            }
            for bit in bits(any) {
                let page = start + u64::from(first + bit) * span;
                for at in 0..below - first_table {
                    if self.words[first_word + at] >> bit & 1 == 0 {
                        continue;
                    }
                    let (owner, table) = self.tables[first_table + at];
                    let entry = self.tree.admin.get(table, first + bit);
                    match entry.unpack() {
                        _ if is_leaf => self.held.push((owner, entry)),
                        Some(Entry::Table(next)) => self.tables.push((owner, next)),
                        _ => {}
                    }
                }
                if is_leaf {
                    (self.visit)(PageNo(page), &self.held);
                    self.held.clear();
                } else {
                    self.descend(level + 1, below, page);
                    self.tables.truncate(below);
                }
            }
            self.words.truncate(first_word);
        }
    }

    /// The same where only one volume has a table.
    fn descend_one(&mut self, level: usize, owner: usize, table: AdminOffset, start: u64) {
        let geometry = &self.tree.geometry;
        let (fan_out, span) = (geometry.levels()[level], geometry.span(level));
        let is_leaf = level == geometry.leaf();
        self.work.tables += 1;
        for (index, entry) in self.tree.admin.entries(table, fan_out) {
            self.work.entries += 1;
            let page = start + u64::from(index) * span;
            if is_leaf {
                (self.visit)(PageNo(page), &[(owner, entry)]);
            } else if let Some(Entry::Table(next)) = entry.unpack() {
                self.descend_one(level + 1, owner, next, page);
            }
        }
    }
}
