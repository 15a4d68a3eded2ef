//! The plain values of a history.

use cowpath_engine::event::OwnedEvent;
use serde::{Deserialize, Serialize};

use crate::outcome::{Outcome, Refused};

/// A command in the history, whatever line it is on. It stays the same for the life of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NodeId(pub usize);

/// A place in the current line: commands before `command` are complete, and `command` has done
/// `step` of its micro-steps. `{0, 0}` is the empty beginning.
///
/// No step of a command done is the same as the command before complete, and is always given as
/// that. Only a refused command, which has no steps, is complete at step 0.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Position {
    /// Number of a command in the current line, from 1.
    pub command: usize,
    /// Micro-steps done.
    pub step: usize,
}

/// A command of the current line, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Which command of the history it is.
    pub node: NodeId,
    /// Its canonical text.
    pub text: String,
    /// Its first word.
    pub verb: &'static str,
    /// Its micro-steps; 0 where it was refused.
    pub steps: usize,
    /// Why it was refused, if it was. Only a file brings such commands.
    pub refused: Option<Refused>,
    /// What came of it.
    pub outcome: Outcome,
    /// Its line in the file it was opened from.
    pub line_no: Option<usize>,
    /// Events of its first micro-step.
    pub(super) first: Vec<OwnedEvent>,
}

/// A kept future that is not on the current line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// The command of the current line after which it leaves it; 0 is the beginning.
    pub after: usize,
    /// Its last command.
    pub tip: NodeId,
    /// Its commands in order. Branches of a branch begin with the same ones.
    pub nodes: Vec<NodeId>,
    /// Their canonical texts.
    pub texts: Vec<String>,
}
