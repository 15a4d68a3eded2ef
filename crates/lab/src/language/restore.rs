//! What a file server's copies are refreshed from, as plain values with their canonical text.

use std::fmt::{self, Display, Formatter};

use super::Name;
use super::print::option;

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
