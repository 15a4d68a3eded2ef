//! The commands of a file server's copies: refresh and restore, as plain values with their
//! canonical text.

use std::fmt::{self, Display, Formatter};

use super::Name;
use super::print::{option, unlike};

/// What a read-write snapshot is refreshed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshFrom {
    /// `from ROSS`: this read-only snapshot.
    Ross(Name),
    /// `as NAME [from VOLUME]`: a new read-only snapshot, of the base without a volume.
    New {
        /// The new snapshot.
        name: Name,
        /// The base or read-write volume it is taken of.
        of: Option<Name>,
    },
}

impl Display for RefreshFrom {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ross(ross) => write!(f, "from {ross}"),
            Self::New { name, of } => {
                write!(f, "as {name}")?;
                option(f, "from", of.as_ref())
            }
        }
    }
}

/// `restore BASE from VOLUME as NAME [undo NAME|newest] [frozen NAME] [order 14|15]
/// [mode eager|lazy]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restore {
    /// The production volume.
    pub base: Name,
    /// The volume it becomes equal to.
    pub from: Name,
    /// The new read-only snapshot of the state after the restore.
    pub name: Name,
    /// The read-only snapshot of the state before it.
    pub undo: Undo,
    /// The read-only snapshot that the source is frozen in, where it can change.
    pub frozen: Option<Name>,
    /// In which order pages are copied.
    pub order: CopyOrder,
    /// What a write to a page that is not copied yet does.
    pub mode: RestoreMode,
}

/// Which read-only snapshot receives what a restore overwrites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Undo {
    /// A new one, named after the restore.
    #[default]
    Own,
    /// `undo NAME`: a new one.
    Named(Name),
    /// `undo newest`: the newest there is.
    Newest,
}

/// In which order a restore copies pages (seed 3, claims 14 and 15).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CopyOrder {
    /// `order 14`: first all old data on the way, then all new data.
    OldFirst,
    /// `order 15`: each page once.
    #[default]
    Once,
}

/// What a write during a restore does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RestoreMode {
    /// `mode eager`: it copies what the restore would have to.
    #[default]
    Eager,
    /// `mode lazy`: it marks the page in the bit map, and the background copies.
    Lazy,
}

impl Display for Restore {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            base,
            from,
            name,
            undo,
            frozen,
            order,
            mode,
        } = self;
        write!(f, "{base} from {from} as {name}")?;
        match undo {
            Undo::Own => {}
            Undo::Named(undo) => {
                f.write_str(" undo ")?;
                unlike(f, undo, "newest")?;
            }
            Undo::Newest => f.write_str(" undo newest")?,
        }
        option(f, "frozen", frozen.as_ref())?;
        if *order != CopyOrder::default() {
            f.write_str(" order 14")?;
        }
        if *mode != RestoreMode::default() {
            f.write_str(" mode lazy")?;
        }
        Ok(())
    }
}

/// How much of the background copy `background BASE [N|all]` does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// So many work items; one without a number.
    Count(u64),
    /// `all` that are left.
    All,
}

impl Items {
    /// How many, at most.
    pub(crate) fn count(self) -> u64 {
        match self {
            Self::Count(count) => count,
            Self::All => u64::MAX,
        }
    }
}

impl Display for Items {
    /// With a space before it, where it is not the usual one.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(1) => Ok(()),
            Self::Count(count) => write!(f, " {count}"),
            Self::All => f.write_str(" all"),
        }
    }
}

/// `measure restore BASE from VOLUME ops N [seed S] [every K]`: how long operations of hosts take
/// while a restore runs, and how much is copied. Nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The production volume.
    pub base: Name,
    /// The volume it would become equal to.
    pub from: Name,
    /// Operations of hosts.
    pub ops: u64,
    /// What chooses them.
    pub seed: Option<u64>,
    /// Operations between two work items of the background.
    pub every: Option<u64>,
}

impl Display for Measured {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            base, from, ops, ..
        } = self;
        write!(f, "restore {base} from {from} ops {ops}")?;
        option(f, "seed", self.seed)?;
        option(f, "every", self.every)
    }
}
