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
    volume: VolumeId,
    page: PageNo,
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
    /// The table that was made is linked to.
    Link(AdminOffset),
}

/// The end of the way: the place of the page's own entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) volume: VolumeId,
    pub(crate) page: PageNo,
    table: AdminOffset,
    index: u32,
    /// Whether there is an entry.
    pub(crate) held: bool,
}

impl Walk {
    /// From the level-1 table of a snapshot.
    #[inline(always)]
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
            State::Link(made) => self.link(engine, made, observer),
        }
    }

    /// Walks the whole way. The usual one leads along tables that are there.
    #[inline(always)]
    pub(crate) fn run<S: PageStore>(
        mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Leaf {
        loop {
            if let Some(leaf) = self.look(engine, observer) {
                return leaf;
            }
            if !matches!(self.state, State::Look) {
                return self.make_way(engine, observer);
            }
        }
    }

    #[inline(never)]
    fn make_way<S: PageStore>(
        mut self,
        engine: &mut Engine<S>,
        observer: &mut impl Observer,
    ) -> Leaf {
        loop {
            if let Some(leaf) = self.step(engine, observer) {
                return leaf;
            }
        }
    }

    #[inline(always)]
    fn look<S: PageStore>(
        &mut self,
        engine: &Engine<S>,
        observer: &mut impl Observer,
    ) -> Option<Leaf> {
        let tree = engine.tree(engine.at(self.volume).tree);
        let (volume, page, level, table) = (self.volume, self.page, self.level, self.table);
        let index = tree.geometry.index(level, page);
        observer.tell(|| Event::EntryExamined {
            volume,
            page,
            level: level_number(level),
            table,
            index,
            entry: tree.admin.get(table, index).unpack(),
        });
        self.index = index;
        if level == tree.geometry.leaf() {
            return Some(self.leaf(tree.admin.has(table, index)));
        }
        match tree.admin.get(table, index).unpack() {
            Some(Entry::Table(next)) => {
                self.table = next;
                self.level = level + 1;
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
        observer.tell(|| Event::TableAllocated {
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
        observer.tell(|| Event::EntrySet {
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
        (self.level == tree.geometry.leaf()).then(|| self.leaf(false))
    }

    #[inline(always)]
    fn leaf(&self, held: bool) -> Leaf {
        Leaf {
            volume: self.volume,
            page: self.page,
            table: self.table,
            index: self.index,
            held,
        }
    }
}

impl Leaf {
    /// The page's own entry.
    #[inline(always)]
    pub(crate) fn entry<S: PageStore>(&self, engine: &Engine<S>) -> Option<Entry> {
        let tree = engine.tree(engine.at(self.volume).tree);
        match self.held {
            true => tree.admin.get(self.table, self.index).unpack(),
            false => None,
        }
    }

    /// Sets the page's own entry: from here on the volume holds the page.
    /// Returns what stood there.
    #[inline(always)]
    pub(crate) fn set<S: PageStore>(
        &self,
        engine: &mut Engine<S>,
        entry: Entry,
        observer: &mut impl Observer,
    ) -> Option<Entry> {
        let old = self.entry(engine);
        let volume = engine.at_mut(self.volume);
        volume.exceptions += u64::from(!self.held);
        let id = volume.tree;
        let tree = engine.tree_mut(id);
        tree.admin.set(self.table, self.index, Packed::pack(entry));
        observer.tell(|| Event::EntrySet {
            volume: self.volume,
            page: self.page,
            level: level_number(tree.geometry.leaf()),
            table: self.table,
            index: self.index,
            old,
            entry,
        });
        old
    }
}

/// The number of a level as the sources count, from 1.
pub(crate) fn level_number(level: usize) -> u8 {
    u8::try_from(level + 1).expect("invariant: there are at most LEVELS_MAX levels")
}
