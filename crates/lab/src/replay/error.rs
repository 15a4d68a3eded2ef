//! Why there is nothing to show for a replay.

use crate::trace::{NotATrace, ShapeError, TraceError};

/// Why a replay gave no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// The first record is bad, or there is none.
    #[error("not a {title} trace: {0}", title = .0.format.title())]
    Trace(TraceError),
    /// The bytes are in no format that is known.
    #[error(transparent)]
    NotATrace(#[from] NotATrace),
    /// No volume holds the trace.
    #[error("no volume holds this trace: {0}")]
    Shape(#[from] ShapeError),
    /// The engine refuses the volume.
    #[error("no volume holds this trace: {0}")]
    Geometry(String),
    /// The bytes could not be read again where they were read before.
    #[error("the input could not be read: {0}")]
    Input(String),
    /// A result was asked for before the end.
    #[error("the replay is not finished")]
    Unfinished,
    /// The replay ended with an error that was told before.
    #[error("the replay has failed")]
    Failed,
}
