//! The way through a snapshot's tables to the entry of one page, a level at a
//! time, making tables that are missing: steps 806 to 824 of method 800, for
//! any number of levels.

use crate::engine::{Engine, Unlinked};
use crate::entry::{Entry, Packed};
use crate::event::{Event, Observer};
use crate::ids::{AdminOffset, PageNo, VolumeId};
use crate::store::PageStore;

/// A way being walked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    pub(crate) volume: VolumeId,
    pub(crate) page: PageNo,
    /// From 0.
    level: usize,
    table: AdminOffset,
    index: u32,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Look,
    Allocate,
    Link(AdminOffset),
}

/// The end of the way: the place of the page's own entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) volume: VolumeId,
    pub(crate) page: PageNo,
    pub(crate) table: AdminOffset,
    pub(crate) index: u32,
    pub(crate) entry: Option<Entry>,
}

impl Walk {
    /// From the level-1 table of a snapshot.
    pub(crate) fn new<S: PageStore>(engine: &Engine<S>, volume: VolumeId, page: PageNo) -> Self {
        let root = engine.at(volume).root;
        Self {
            volume,
            page,
            level: 0,
            table: root.expect("invariant: only snapshots are walked"),
            index: 0,
            state: State::Look,
        }
    }

    /// One micro-step: looks an entry up, allocates a table, or sets the
    /// entry that leads to it. Returns the leaf with the step that reaches it.
    #[inline]
    pub(crate) fn step<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Leaf> {
        match self.state {
            State::Look => self.look(engine, observer),
            State::Allocate => {
                self.allocate(engine, observer);
                None
            }
            State::Link(table) => self.link(engine, table, observer),
        }
    }

    fn look<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Leaf> {
        let tree = engine.tree(engine.at(self.volume).tree);
        self.index = tree.geometry.index(self.level, self.page);
        let entry = tree.admin.get(self.table, self.index).unpack();
        observer.event(&Event::EntryExamined {
            volume: self.volume,
            page: self.page,
            level: level_number(self.level),
            table: self.table,
            index: self.index,
            entry,
        });
        if self.level == tree.geometry.leaf() {
            return Some(Leaf {
                volume: self.volume,
                page: self.page,
                table: self.table,
                index: self.index,
                entry,
            });
        }
        match entry {
            Some(Entry::Table(next)) => {
                self.table = next;
                self.level += 1;
            }
            _ => self.state = State::Allocate,
        }
        None
    }

    fn allocate<S: PageStore>(&mut self, engine: &mut Engine<S>, observer: &mut impl Observer) {
        let id = engine.at(self.volume).tree;
        let tree = engine.tree_mut(id);
        let level = self.level + 1;
        let entries = tree.geometry.levels()[level];
        let table = tree.admin.allocate(entries);
        let start = tree.geometry.table_start(level, self.page);
        engine.unlinked.push(Unlinked {
            volume: self.volume,
            tree: id,
            level,
            table,
        });
        observer.event(&Event::TableAllocated {
            volume: self.volume,
            tree: id,
            level: level_number(level),
            table,
            entries,
            start,
        });
        self.state = State::Link(table);
    }

    fn link<S: PageStore>(
        &mut self,
        engine: &mut Engine<S>,
        next: AdminOffset,
        observer: &mut impl Observer,
    ) -> Option<Leaf> {
        let id = engine.at(self.volume).tree;
        let entry = Entry::Table(next);
        let admin = &mut engine.tree_mut(id).admin;
        admin.set(self.table, self.index, Packed::pack(entry));
        engine
            .unlinked
            .retain(|lost| lost.table != next || lost.tree != id);
        observer.event(&Event::EntrySet {
            volume: self.volume,
            page: self.page,
            level: level_number(self.level),
            table: self.table,
            index: self.index,
            old: None,
            entry,
        });
        self.table = next;
        self.level += 1;
        // A table just made holds nothing: what the flowchart does next is to
        // make the one below it, without looking, and after the last to go on
        // with 828 (812, 814, 820, 822, 828).
        let tree = engine.tree(id);
        self.index = tree.geometry.index(self.level, self.page);
        self.state = State::Allocate;
        (self.level == tree.geometry.leaf()).then_some(Leaf {
            volume: self.volume,
            page: self.page,
            table: self.table,
            index: self.index,
            entry: None,
        })
    }
}

impl Leaf {
    /// Sets the page's own entry: from here on the volume holds the page.
    #[inline]
    pub(crate) fn set<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        entry: Entry,
        observer: &mut impl Observer,
    ) {
        let volume = engine.at_mut(self.volume);
        volume.exceptions += u64::from(self.entry.is_none());
        let id = volume.tree;
        let tree = engine.tree_mut(id);
        tree.admin.set(self.table, self.index, Packed::pack(entry));
        observer.event(&Event::EntrySet {
            volume: self.volume,
            page: self.page,
            level: level_number(tree.geometry.leaf()),
            table: self.table,
            index: self.index,
            old: self.entry,
            entry,
        });
    }
}

/// The number of a level as the sources count, from 1.
pub(crate) fn level_number(level: usize) -> u8 {
    u8::try_from(level + 1).expect("invariant: there are at most LEVELS_MAX levels")
}
