//! The outcomes of `tree` and `space`: every volume in a row.

use cowpath_engine::ids::Kind;
use cowpath_engine::space;

/// Outcome of `tree`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Tree {
    /// In order of creation.
    pub volumes: Vec<TreeVolume>,
}

/// One volume of `tree`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TreeVolume {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its look-up link.
    pub parent: Option<String>,
    /// Its copy-of link.
    pub copy_of: Option<String>,
    /// The ordinal of the creating command among all creating commands, from 0.
    pub created: usize,
    /// Pages with an entry of its own.
    pub exceptions: u64,
    /// Its size, in pages.
    pub pages: u64,
    /// Whether it can be read.
    pub state: VolumeState,
    /// The named snapshot tree of its volume that it belongs to.
    pub tree: Option<String>,
    /// Whether it refuses writes.
    pub read_only: bool,
    /// Of a backup: the snapshot it equals, which may be gone.
    pub backup_of: Option<String>,
}

/// Whether a volume can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeState {
    /// It can.
    Ok,
    /// It has lost its entries to make room.
    Stale,
}

/// Outcome of `space`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Space {
    /// In order of creation.
    pub volumes: Vec<SpaceVolume>,
    /// The set that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<SpaceSet>,
}

/// Volumes that would be deleted together.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SpaceSet {
    /// As typed.
    pub volumes: Vec<String>,
    /// Its numbers.
    #[serde(flatten)]
    pub space: space::SetSpace,
}

/// One volume of `space`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SpaceVolume {
    /// Its name.
    pub name: String,
    /// Its numbers.
    #[serde(flatten)]
    pub space: space::Space,
    /// Bytes of its bit map and block map, where its tree was made with them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map_bytes: Option<u64>,
    /// Not serialised: bytes in a page.
    #[serde(skip)]
    pub page_bytes: u32,
}
