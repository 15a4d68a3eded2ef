//! The engine: the state, the ways to look at it, and how a command becomes
//! a task. The tasks themselves are in [`crate::task`].

use crate::command::{Capacity, Command, Exception, Outcome, VolumeInfo};
use crate::content::Content;
use crate::entry::{Entry, Location, VOLUMES_MAX};
use crate::event::Observer;
use crate::geometry::Geometry;
use crate::hints::HintTable;
use crate::ids::{AdminOffset, Kind, PageNo, Runs, Series, TreeId, VolumeId};
use crate::inflight::Inflight;
use crate::intent::Intent;
use crate::policy::Policy;
use crate::refusal::Refusal;
use crate::store::{AnyPages, PageStore};
use crate::task::{Task, location_diff, write_at_once};
use crate::tree::{Tree, Visited, Volume};

/// Volumes, tables and pages of any number of snapshot trees.
#[derive(Clone, Debug)]
pub struct Engine<S: PageStore = AnyPages> {
    /// By id; a deleted volume leaves a gap for ever.
    pub(crate) volumes: Vec<Option<Volume>>,
    /// By id; likewise.
    pub(crate) trees: Vec<Option<Tree<S>>>,
    pub(crate) policy: Policy,
    /// Skip pointers of all volumes.
    pub(crate) hints: HintTable,
    /// The operation that recovery would have to finish.
    pub(crate) intent: Option<Intent>,
    /// Tables that no entry leads to yet.
    pub(crate) unlinked: Vec<Unlinked>,
    /// Operations that have begun and not ended. Volatile.
    pub(crate) inflight: Inflight,
}

/// A table between its allocation and the entry that leads to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unlinked {
    pub(crate) volume: VolumeId,
    pub(crate) tree: TreeId,
    /// From 0.
    pub(crate) level: usize,
    pub(crate) table: AdminOffset,
}

impl<S: PageStore> Default for Engine<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: PageStore> Engine<S> {
    /// An engine without volumes.
    #[must_use]
    pub fn new() -> Self {
        Self {
            volumes: Vec::new(),
            trees: Vec::new(),
            policy: Policy::default(),
            hints: HintTable::default(),
            intent: None,
            unlinked: Vec::new(),
            inflight: Inflight::default(),
        }
    }

    /// Carries a command out to its end.
    ///
    /// # Errors
    /// A [`Refusal`], which has changed nothing.
    pub fn apply(
        &mut self,
        command: Command<'_>,
        observer: &mut impl Observer,
    ) -> Result<Outcome, Refusal> {
        if let Command::Write {
            volume,
            span,
            content,
        } = &command
            && let Some(outcome) = write_at_once(self, *volume, *span, content, observer)?
        {
            return Ok(outcome);
        }
        let mut task = self.begin(command)?;
        loop {
            if let Some(outcome) = self.step(&mut task, observer) {
                return Ok(outcome);
            }
        }
    }

    /// Decides a command into a task. Nothing has changed yet.
    ///
    /// # Errors
    /// A [`Refusal`] that names the rule it protects.
    pub fn begin<'a>(&self, command: Command<'a>) -> Result<Task<'a>, Refusal> {
        Task::decide(self, command)
    }

    /// Does one atomic micro-step of a task. Returns the outcome with the last one.
    ///
    /// A task belongs to the engine and the state it was begun on: between its
    /// steps no other command may be applied.
    #[inline]
    pub fn step(&mut self, task: &mut Task<'_>, observer: &mut impl Observer) -> Option<Outcome> {
        task.step(self, observer)
    }

    /// The policies in force.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// Living volumes, in order of creation.
    pub fn volumes(&self) -> impl Iterator<Item = VolumeInfo> + '_ {
        let ids = (0..).map(VolumeId);
        ids.zip(&self.volumes)
            .filter_map(|(id, volume)| Some(info(id, volume.as_ref()?)))
    }

    /// One living volume.
    #[must_use]
    pub fn volume(&self, id: VolumeId) -> Option<VolumeInfo> {
        self.living(id).map(|volume| info(id, volume))
    }

    /// The tree a living volume belongs to.
    #[must_use]
    pub fn tree_of(&self, id: VolumeId) -> Option<TreeId> {
        self.living(id).map(|volume| volume.tree)
    }

    /// The shape of a living volume's tree.
    #[must_use]
    pub fn geometry(&self, id: VolumeId) -> Option<&Geometry> {
        let tree = self.living(id)?.tree;
        self.trees[tree.0 as usize].as_ref().map(|t| &t.geometry)
    }

    /// Whether a living volume keeps version stamps instead of bytes.
    #[must_use]
    pub fn keeps_stamps(&self, id: VolumeId) -> bool {
        self.living(id)
            .is_some_and(|volume| self.tree(volume.tree).data.store.keeps_stamps())
    }

    /// How many volumes were ever created.
    #[must_use]
    pub fn volumes_created(&self) -> u32 {
        u32::try_from(self.volumes.len()).expect("invariant: ids are below VOLUMES_MAX")
    }

    /// What a page of a volume holds, trailing zeros removed, without events
    /// and without using or setting skip pointers. `None` for an unknown
    /// volume or a page past its end.
    #[must_use]
    pub fn peek(&self, volume: VolumeId, page: PageNo) -> Option<Content<'static>> {
        let living = self.living(volume)?;
        let tree = self.tree(living.tree);
        if page.0 >= living.pages {
            return None;
        }
        Some(tree.content(self.resolve(volume, page)).to_trimmed())
    }

    /// The exceptions of a snapshot, or the written pages of a base, in page order.
    #[must_use]
    pub fn exceptions(&self, volume: VolumeId) -> Option<Vec<Exception>> {
        let living = self.living(volume)?;
        let tree = self.tree(living.tree);
        let exceptions = match living.root {
            None => tree
                .base_map
                .iter()
                .map(|(page, slot)| Exception {
                    page: PageNo(page),
                    entry: None,
                    content: tree.base_pages.content(slot).to_trimmed(),
                })
                .collect(),
            Some(root) => tree
                .exceptions(root)
                .into_iter()
                .map(|(page, entry)| Exception {
                    page,
                    entry: Some(entry),
                    content: tree.content(self.resolve_entry(page, entry)).to_trimmed(),
                })
                .collect(),
        };
        Some(exceptions)
    }

    /// The entry a volume itself holds for a page.
    #[must_use]
    pub fn entry(&self, volume: VolumeId, page: PageNo) -> Option<Entry> {
        let living = self.living(volume)?;
        let tree = self.tree(living.tree);
        if page.0 >= living.pages {
            return None;
        }
        tree.find(living.root?, page)
    }

    /// Whether a page of a base was ever written; false for any other volume.
    #[must_use]
    pub fn is_written(&self, base: VolumeId, page: PageNo) -> bool {
        self.living(base).is_some_and(|volume| {
            volume.kind == Kind::Base && self.tree(volume.tree).base_map.get(page.0).is_some()
        })
    }

    /// How many tables of each level a volume has, level 1 first; none for a base.
    #[must_use]
    pub fn tables(&self, volume: VolumeId) -> Option<Vec<u64>> {
        let living = self.living(volume)?;
        let Some(root) = living.root else {
            return Some(Vec::new());
        };
        let tree = self.tree(living.tree);
        let mut tables = vec![0; tree.geometry.levels().len()];
        tree.walk(root, &mut |visited| {
            if let Visited::Table { level, .. } = visited {
                tables[level] += 1;
            }
        });
        Some(tables)
    }

    /// Memory held by tables and pages, in bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> u64 {
        let tree = |t: &Tree<S>| {
            t.admin.memory_bytes()
                + t.data.memory_bytes()
                + t.base_pages.memory_bytes()
                + t.base_map.memory_bytes()
        };
        self.trees.iter().flatten().map(tree).sum::<u64>()
            + self.hints.memory_bytes()
            + (self.volumes.len() * size_of::<Option<Volume>>()) as u64
    }

    /// Makes room in a volume's tree for `pages` pages and `entries` table
    /// entries more, and touches it, so that later commands do not wait for
    /// the machine's memory. Nothing else changes.
    pub fn reserve(&mut self, volume: VolumeId, pages: u64, entries: u64) {
        if let Some(tree) = self.tree_of(volume) {
            self.tree_mut(tree).reserve(pages, entries);
        }
    }

    /// Makes room for so many more volumes, so that creating them moves none
    /// and touches no new memory.
    pub fn reserve_volumes(&mut self, volumes: usize) {
        let living = self.volumes.len();
        self.volumes.resize(living + volumes, None);
        self.volumes.truncate(living);
    }

    /// The pages for which two volumes of a tree lead to different locations.
    ///
    /// # Errors
    /// `unknown-volume`, `different-trees`, `stale`.
    pub fn location_diff(&self, a: VolumeId, b: VolumeId) -> Result<Runs, Refusal> {
        location_diff(self, a, b)
    }

    /// Forgets every skip pointer: they are hints and may go at any time.
    pub fn drop_hints(&mut self) {
        self.hints.clear();
    }

    /// Forgets one skip pointer. Returns whether there was one.
    pub fn drop_hint(&mut self, volume: VolumeId, page: PageNo) -> bool {
        self.hints.remove(volume, page)
    }

    pub(crate) fn living(&self, id: VolumeId) -> Option<&Volume> {
        self.volumes.get(id.0 as usize)?.as_ref()
    }

    pub(crate) fn asked(&self, id: VolumeId) -> Result<&Volume, Refusal> {
        self.living(id).ok_or(Refusal::UnknownVolume { volume: id })
    }

    /// A volume that is known to live.
    #[inline]
    pub(crate) fn at(&self, id: VolumeId) -> &Volume {
        self.volumes[id.0 as usize]
            .as_ref()
            .expect("invariant: links lead to living volumes")
    }

    #[inline]
    pub(crate) fn at_mut(&mut self, id: VolumeId) -> &mut Volume {
        self.volumes[id.0 as usize]
            .as_mut()
            .expect("invariant: links lead to living volumes")
    }

    #[inline]
    pub(crate) fn tree(&self, id: TreeId) -> &Tree<S> {
        self.trees[id.0 as usize]
            .as_ref()
            .expect("invariant: a living volume's tree lives")
    }

    #[inline]
    pub(crate) fn tree_mut(&mut self, id: TreeId) -> &mut Tree<S> {
        self.trees[id.0 as usize]
            .as_mut()
            .expect("invariant: a living volume's tree lives")
    }

    pub(crate) fn next_volume(&self) -> Result<VolumeId, Refusal> {
        let created = self.volumes_created();
        if created >= VOLUMES_MAX {
            return Err(Refusal::LimitReached {
                what: "volumes ever created",
                limit: u64::from(VOLUMES_MAX),
            });
        }
        Ok(VolumeId(created))
    }

    /// The newest read-only snapshot of one series of a head.
    pub(crate) fn newest(&self, head: VolumeId, series: Series) -> Option<VolumeId> {
        let mut newest = self.at(head).hanging.iter().copied();
        newest.find(|&id| self.at(id).series == series)
    }

    /// The read-only snapshots of a head, in all its series.
    pub(crate) fn branch(&self, head: VolumeId) -> impl Iterator<Item = VolumeId> + '_ {
        let newest = self.at(head).hanging.iter().copied();
        newest.flat_map(|id| std::iter::successors(Some(id), |at| self.at(*at).older))
    }

    /// Where a page's content lies, links and redirects followed, hints not used.
    pub(crate) fn resolve(&self, volume: VolumeId, page: PageNo) -> Location {
        if let Some(restore) = self.restore_in(self.at(volume).tree) {
            return self.resolve_in_restore(restore, volume, page);
        }
        let mut at = volume;
        loop {
            let volume = self.at(at);
            if page.0 >= volume.pages {
                return Location::Zero;
            }
            let Some(root) = volume.root else {
                return Location::Base(at, page);
            };
            match self.tree(volume.tree).find(root, page) {
                Some(Entry::Page(offset)) => return Location::Data(offset),
                Some(Entry::Redirect(target, _)) => at = target,
                Some(Entry::Zero) => return Location::Zero,
                Some(Entry::Table(_)) => unreachable!("a leaf entry is no table"),
                None => at = volume.parent.expect("invariant: a snapshot has a parent"),
            }
        }
    }

    pub(crate) fn resolve_entry(&self, page: PageNo, entry: Entry) -> Location {
        match entry {
            Entry::Page(offset) => Location::Data(offset),
            Entry::Redirect(target, _) => self.resolve(target, page),
            Entry::Zero => Location::Zero,
            Entry::Table(_) => unreachable!("a leaf entry is no table"),
        }
    }

    /// A volume and its look-up ancestors, the base last.
    pub(crate) fn path(&self, volume: VolumeId) -> Vec<VolumeId> {
        std::iter::successors(Some(volume), |at| self.at(*at).parent).collect()
    }

    /// The leaf entries of a snapshot's own tables, in page order; none for a base.
    pub(crate) fn exceptions_of(&self, volume: VolumeId) -> Vec<(PageNo, Entry)> {
        let living = self.at(volume);
        let tree = self.tree(living.tree);
        living
            .root
            .map_or_else(Vec::new, |root| tree.exceptions(root))
    }

    /// A volume and everything that reads through it, itself first.
    pub(crate) fn readers(&self, volume: VolumeId) -> Vec<VolumeId> {
        let mut found = vec![volume];
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            found.extend(self.at(at).children());
            next += 1;
        }
        found
    }

    /// Whether a page is known to be zeros without looking at its content.
    pub(crate) fn is_nothing(&self, tree: TreeId, location: Location) -> bool {
        match location {
            Location::Base(_, page) => self.tree(tree).base_map.get(page.0).is_none(),
            Location::Data(_) => false,
            Location::Zero => true,
        }
    }

    /// Whether two places of a tree are not the same. A hole and a page never
    /// written are: both are nowhere.
    pub(crate) fn apart(&self, tree: TreeId, left: Location, right: Location) -> bool {
        left != right && !(self.is_nothing(tree, left) && self.is_nothing(tree, right))
    }

    /// The record of an unfinished operation; `None` between commands.
    #[must_use]
    pub fn intent(&self) -> Option<&Intent> {
        self.intent.as_ref()
    }

    /// How much the volumes of a living volume's tree hold.
    #[must_use]
    pub fn capacity(&self, volume: VolumeId) -> Option<Capacity> {
        Some(self.tree(self.living(volume)?.tree).capacity)
    }

    /// Writes noted in the change log of a living volume's tree.
    #[must_use]
    pub fn change_log_records(&self, volume: VolumeId) -> Option<u64> {
        Some(self.tree(self.living(volume)?.tree).change_log.len() as u64)
    }
}

/// Bytes of one record of the change log.
pub const CHANGE_LOG_RECORD_BYTES: u64 = size_of::<(VolumeId, PageNo)>() as u64;

fn info(id: VolumeId, volume: &Volume) -> VolumeInfo {
    VolumeInfo {
        id,
        kind: volume.kind,
        parent: volume.parent,
        copy_of: volume.copy_of(),
        older: match volume.kind {
            Kind::Ross => volume.older,
            _ => volume.hanging.first().copied(),
        },
        pages: volume.pages,
        series: volume.series,
        read_only: volume.read_only || volume.kind == Kind::Ross,
        stale: volume.stale,
        filled: volume.filled,
        backup_of: volume.backup_of,
        exceptions: if volume.kind == Kind::Base {
            0
        } else {
            volume.exceptions
        },
    }
}
