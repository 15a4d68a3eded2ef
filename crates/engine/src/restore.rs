//! A restore that runs (seed 3, claims 1-16): the production volume, a base, shows another
//! volume's state at once, while hosts go on reading and writing it, and pages are copied
//! in the background.
//!
//! A page is *pending* until its content has been copied. While it is, the base leads to
//! the source for it; the *receivers* (the snapshot that keeps what the restore overwrites, and the
//! newest snapshot of every other series) lead to the base's own block, which is still that of
//! before. In lazy mode a page that a host wrote stays pending and gets a *bit*: the base shows its
//! own block then, and the new snapshot, of just after the restore, still leads to the source.
//!
//! [`Restore::turn`] is the one place that decides it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::ids::{PageNo, Runs, TreeId, VolumeId};
use crate::store::PageStore;

/// In which order the background copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// Claim 14: what read-only volumes hold, then what read-write volumes hold. A page
    /// held by both is copied twice.
    #[serde(rename = "14")]
    OldFirst,
    /// Claim 15: each page once.
    #[default]
    #[serde(rename = "15")]
    Once,
}

/// When the snapshot of just after the restore gets its pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// With the host's write: the page is no longer pending then.
    #[default]
    Eager,
    /// From the background; a bit says that a host wrote the page.
    Lazy,
}

/// Which snapshot keeps what a restore overwrites.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Undo {
    /// A new one.
    #[default]
    New,
    /// The newest one there is. A cancel goes back to its point in time.
    Newest,
}

/// Why a page is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pass {
    /// The old-data pass of claim 14.
    Old,
    /// The new-data pass of claim 14.
    New,
    /// The only pass of claim 15.
    Once,
}

/// The state of a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restore {
    /// The volume that is restored.
    pub base: VolumeId,
    /// The read-only snapshot whose state it gets.
    pub source: VolumeId,
    /// Whether the source was taken for the restore, and goes with it.
    pub own_source: bool,
    /// The snapshot that keeps what is overwritten.
    pub undo: VolumeId,
    /// The newest snapshot of every other series, which keeps it too.
    pub others: Vec<VolumeId>,
    /// The snapshot of just after the restore: claim 6's new read-only copy.
    pub new: VolumeId,
    /// In which order pages are copied.
    pub order: Order,
    /// When `new` gets its pages.
    pub mode: Mode,
    /// Pages that wait for the old-data pass.
    pub old_left: BTreeSet<PageNo>,
    /// Pages that wait for the other pass.
    pub left: BTreeSet<PageNo>,
    /// Pending pages that a host wrote; none in eager mode.
    pub bits: BTreeSet<PageNo>,
    /// Work items at the beginning.
    pub items: u64,
    /// Work items done.
    pub items_done: u64,
    /// Pages copied so far, by the background and by hosts' writes to pending pages.
    pub copied_pages: u64,
}

/// Where a search goes on that found nothing in a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// At the source.
    Source,
    /// At the base's own block.
    Base,
}

impl Restore {
    /// Whether a page waits for being copied.
    #[must_use]
    pub fn is_pending(&self, page: PageNo) -> bool {
        self.left.contains(&page) || self.old_left.contains(&page)
    }

    /// The pages that wait, in order.
    #[must_use]
    pub fn pending(&self) -> Runs {
        self.old_left.union(&self.left).copied().collect()
    }

    /// Whether nothing waits: the next background item ends the restore.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.old_left.is_empty() && self.left.is_empty()
    }

    /// Work items that are left. Pages that hosts wrote take theirs with them in eager mode.
    #[must_use]
    pub fn items_left(&self) -> u64 {
        (self.old_left.len() + self.left.len()) as u64
    }

    /// The next work item.
    #[must_use]
    pub fn next_item(&self) -> Option<(PageNo, Pass)> {
        match (self.old_left.first(), self.left.first()) {
            (Some(&page), _) => Some((page, Pass::Old)),
            (None, Some(&page)) => Some((page, self.last_pass())),
            (None, None) => None,
        }
    }

    /// The first page that waits.
    #[must_use]
    pub fn first_pending(&self) -> Option<PageNo> {
        let firsts = [self.old_left.first(), self.left.first()];
        firsts.into_iter().flatten().min().copied()
    }

    fn last_pass(&self) -> Pass {
        match self.order {
            Order::OldFirst => Pass::New,
            Order::Once => Pass::Once,
        }
    }

    /// The snapshots that keep what is overwritten.
    pub fn receivers(&self) -> impl Iterator<Item = VolumeId> + '_ {
        std::iter::once(self.undo).chain(self.others.iter().copied())
    }

    /// Whether a snapshot is one of them.
    #[must_use]
    pub fn is_receiver(&self, volume: VolumeId) -> bool {
        self.undo == volume || self.others.contains(&volume)
    }

    /// Where a search goes on that found no entry in `at`; `None`: as without a restore. At the
    /// base this comes before its own block.
    #[must_use]
    pub fn turn(&self, at: VolumeId, page: PageNo) -> Option<Turn> {
        let leads = at == self.base && !self.bits.contains(&page);
        let lazy = at == self.new && self.mode == Mode::Lazy;
        let turn = match () {
            () if leads || lazy => Turn::Source,
            () if self.is_receiver(at) => Turn::Base,
            () => return None,
        };
        self.is_pending(page).then_some(turn)
    }

    /// Whether what a volume shows of a pending page does not follow from its entry alone.
    pub(crate) fn turns_at(&self, at: VolumeId) -> bool {
        at == self.base || at == self.new || self.is_receiver(at)
    }

    /// A host wrote a pending page.
    pub(crate) fn written(&mut self, page: PageNo, copied_pages: u64) {
        self.copied_pages += copied_pages;
        match self.mode {
            Mode::Eager => self.clear(page),
            Mode::Lazy => {
                self.bits.insert(page);
            }
        }
    }

    /// A work item is done.
    pub(crate) fn item_done(&mut self, page: PageNo, pass: Pass, copied_pages: u64) {
        self.copied_pages += copied_pages;
        self.items_done += 1;
        match pass {
            Pass::Old => self.old_left.remove(&page),
            Pass::New | Pass::Once => self.left.remove(&page),
        };
        if !self.is_pending(page) {
            self.bits.remove(&page);
        }
    }

    /// A page waits no longer.
    pub(crate) fn clear(&mut self, page: PageNo) {
        self.old_left.remove(&page);
        self.left.remove(&page);
        self.bits.remove(&page);
    }
}

/// What is decided of a restore before it begins, and what recovery needs to begin it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The volume that is restored.
    pub base: VolumeId,
    /// The volume whose state it gets.
    pub from: VolumeId,
    /// The read-only snapshot that stands for a read-write one.
    pub source: Option<VolumeId>,
    /// The snapshot that keeps what is overwritten.
    pub undo: VolumeId,
    /// Whether that is a new one.
    pub undo_is_new: bool,
    /// The snapshot of just after the restore.
    pub new: VolumeId,
    /// In which order pages are copied.
    pub order: Order,
    /// When `new` gets its pages.
    pub mode: Mode,
}

/// Outcome of the command that begins a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The volume that is restored.
    pub base: VolumeId,
    /// The volume named as the source.
    pub from: VolumeId,
    /// The read-only snapshot that stands for it: the same, or one taken for the restore.
    pub source: VolumeId,
    /// The snapshot that keeps what is overwritten.
    pub undo: VolumeId,
    /// The snapshot of just after the restore.
    pub new: VolumeId,
    /// The pages that will be copied.
    pub pages: Runs,
    /// Work items.
    pub items: u64,
}

/// Outcome of background copying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The volume that is restored.
    pub base: VolumeId,
    /// Work items done.
    pub items: u64,
    /// Work items left.
    pub left: u64,
    /// Pages copied.
    pub copied_pages: u64,
    /// Whether the restore has ended with it.
    pub ended: bool,
    /// The source, where it was taken for the restore and went with it.
    pub deleted: Option<VolumeId>,
}

/// Outcome of a cancel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// The volume that was being restored.
    pub base: VolumeId,
    /// The snapshot whose state it shows again.
    pub undo: VolumeId,
    /// The snapshot of what it showed until the cancel.
    pub kept: Option<VolumeId>,
    /// Pages that were still pending.
    pub pending: Runs,
    /// Pages that had been restored or written, and were set back.
    pub pages: Runs,
    /// Pages copied.
    pub copied_pages: u64,
    /// The source, where it was taken for the restore and went with it.
    pub deleted: Option<VolumeId>,
}

impl<S: PageStore> Engine<S> {
    /// The restore that runs on a living volume's tree.
    #[must_use]
    pub fn restore(&self, volume: VolumeId) -> Option<&Restore> {
        self.restore_in(self.living(volume)?.tree)
    }

    /// The restores that run, in the order of their trees.
    pub fn restores(&self) -> impl Iterator<Item = &Restore> {
        let trees = self.trees.iter().flatten();
        trees.filter_map(|tree| tree.restore.as_deref())
    }

    pub(crate) fn restore_in(&self, tree: TreeId) -> Option<&Restore> {
        self.tree(tree).restore.as_deref()
    }

    /// The restore of which a page of this volume is a pending one of its base.
    pub(crate) fn pending_at(&self, volume: VolumeId, page: PageNo) -> Option<&Restore> {
        let restore = self.restore_in(self.at(volume).tree)?;
        (restore.base == volume && restore.is_pending(page)).then_some(restore)
    }

    /// The volumes that a restore of the tree needs as they are: its source, and everything from
    /// its receivers up to the base.
    pub(crate) fn in_use(&self, tree: TreeId) -> Vec<VolumeId> {
        let Some(restore) = self.restore_in(tree) else {
            return Vec::new();
        };
        let mut volumes = vec![restore.source];
        volumes.extend(restore.receivers().flat_map(|id| self.path(id)));
        volumes
    }

    /// [`Engine::resolve`] in a tree with a restore.
    #[cold]
    pub(crate) fn resolve_in_restore(
        &self,
        restore: &Restore,
        from: VolumeId,
        page: PageNo,
    ) -> Location {
        let mut at = from;
        let mut turned = false;
        loop {
            let volume = self.at(at);
            if page.0 >= volume.pages {
                return Location::Zero;
            }
            let held = volume
                .root
                .and_then(|root| self.tree(volume.tree).find(root, page));
            match held {
                Some(Entry::Page(offset)) => return Location::Data(offset),
                Some(Entry::Zero) => return Location::Zero,
                Some(Entry::Redirect(target, _)) => {
                    at = target;
                    continue;
                }
                Some(Entry::Table(_)) => unreachable!("a leaf entry is no table"),
                None => {}
            }
            match restore.turn(at, page) {
                Some(Turn::Base) => return Location::Base(restore.base, page),
                Some(Turn::Source) if !turned => {
                    turned = true;
                    at = restore.source;
                }
                _ => match volume.parent {
                    Some(parent) => at = parent,
                    None => return Location::Base(at, page),
                },
            }
        }
    }
}
