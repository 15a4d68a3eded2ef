//! The atomic steps of operations in flight.

use serde::Serialize;

/// One atomic step of an operation in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// An older snapshot that reads through a settling one gets the page (F).
    Push,
    /// The page's entry is taken away from the younger snapshots (F).
    Drop,
    /// Is there an entry (N)?
    Test,
    /// The entry is set (N).
    Entry,
    /// The old content is copied (N).
    Copy,
    /// The host's data lands in the base (F and N).
    Put,
    /// Where does the page lie (a read of a snapshot)?
    Look,
    /// The content is read there.
    Get,
    /// A snapshot is given a page that a restore has pending (a write, or the background).
    Save,
    /// The restore takes note that a host has written a page that was pending.
    Mark,
    /// The restored content lands in the base (the background).
    Fill,
    /// The page waits no longer (the background).
    Clear,
    /// Nothing waits any more: the restore ends (the background).
    End,
}

impl Step {
    /// All there are.
    pub const ALL: [Self; 13] = [
        Self::Push,
        Self::Drop,
        Self::Test,
        Self::Entry,
        Self::Copy,
        Self::Put,
        Self::Look,
        Self::Get,
        Self::Save,
        Self::Mark,
        Self::Fill,
        Self::Clear,
        Self::End,
    ];

    /// The step's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Drop => "drop",
            Self::Test => "test",
            Self::Entry => "entry",
            Self::Copy => "copy",
            Self::Put => "put",
            Self::Look => "look",
            Self::Get => "get",
            Self::Save => "save",
            Self::Mark => "mark",
            Self::Fill => "fill",
            Self::Clear => "clear",
            Self::End => "end",
        }
    }
}
