//! How an engine chooses where the method leaves a choice. Policies hold for
//! all trees from the next command on.

use serde::{Deserialize, Serialize};

use crate::faults::Faults;

/// What a COW push does with a page the read-write volume does not hold in place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PushMode {
    /// Always copies, as the method says literally.
    Copy,
    /// Takes a reference to a page of the data volume; copies from a base.
    #[default]
    Share,
    /// As `Share` for a page the read-write snapshot owns; else stores an
    /// entry that redirects to the read-only snapshot it hangs on.
    Redirect,
}

/// Which skip pointers are set and followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hints {
    /// None.
    Off,
    /// Those to a snapshot that holds the page: seed 1¶97, literally.
    Value,
    /// Those, and resume hints for pages that no snapshot on the way holds.
    #[default]
    On,
}

/// When value hints are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HintFill {
    /// When a read has found the page (seed 1¶97). Resume hints always are.
    #[default]
    Read,
    /// When the page is pushed, in the older snapshots that lack it (US 7,886,119).
    Push,
}

/// What deleting a read-only snapshot with children does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeletePolicy {
    /// Shares each entry into every child that lacks it, then re-links the children.
    #[default]
    Merge,
    /// Refuses while a child exists.
    Strict,
}

/// What happens when a write needs more room than a tree's data or
/// administration volume has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FullPolicy {
    /// The write is refused.
    #[default]
    Fail,
    /// The oldest snapshots become stale and give their room back.
    Stale,
}

/// What a refresh of a read-write snapshot with snapshots of its own does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RefreshPolicy {
    /// Is refused.
    #[default]
    Refuse,
    /// Leaves the old state to its snapshots, under a new identifier.
    Keep,
}

/// The policies of an engine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What a push does.
    pub push: PushMode,
    /// Which skip pointers are set and followed.
    pub hints: Hints,
    /// When value hints are set.
    pub hint_fill: HintFill,
    /// What a delete does.
    pub delete: DeletePolicy,
    /// What happens when a volume for pages or tables is full.
    pub full: FullPolicy,
    /// What a refresh does where the volume has snapshots.
    pub refresh: RefreshPolicy,
    /// Whether every write is also noted in a change log, for comparing its
    /// cost; nothing reads it (seed 1¶5, 109).
    pub change_log: bool,
    /// Safety rules that are switched off.
    pub faults: Faults,
}
