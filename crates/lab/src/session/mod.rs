//! A document being worked on: a history of commands, a position in it, and the state there. It is
//! what the browser drives.
//!
//! The history is a tree of commands and nothing in it is ever cut off: submitting a command in
//! the past makes a branch, and the old future is kept. One path from the beginning is the
//! *current line*; its commands are numbered from 1.
//!
//! A position is a command and one of its micro-steps. The state at a position is always what
//! running the line up to it gives, so going back means running again: from the beginning, or from
//! the nearest of a few kept states ([`CHECKPOINT_BUDGET_BYTES`]).

mod branches;
mod checkpoints;
mod file;
mod item;
mod look;
mod present;
mod replayed;
mod state;
mod submit;
#[cfg(test)]
mod tests;
mod travel;

use cowpath_engine::Engine;
use cowpath_engine::event::OwnedEvent;
use cowpath_engine::ids::{Series, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::sorted::SortedMap;

use crate::language::Command;
use crate::machine::Machine;
use crate::outcome::Outcome;
use checkpoints::Checkpoints;
use present::Present;
use state::{Go, State};

pub use checkpoints::CHECKPOINT_BUDGET_BYTES;
pub use item::{Branch, Item, NodeId, Position};
pub use replayed::Replayed;
pub use submit::SubmitError;

/// A history with a position in it.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// Every command of the history, in the order they were made; a command comes after the one
    /// before it.
    nodes: Vec<Node>,
    /// The current line.
    line: Vec<Item>,
    position: Position,
    /// The state at the beginning.
    origin: State,
    /// The state at the position.
    state: State,
    /// The present command, while its last step is not done.
    go: Option<Go>,
    /// All events of the present command.
    present: Present,
    checkpoints: Checkpoints,
    /// What a `replay` command of this document made.
    replayed: Option<Replayed>,
    /// Comments and blank lines after the last command of the current line.
    tail: Vec<Option<String>>,
}

/// A command in the history.
#[derive(Debug, Clone)]
struct Node {
    /// The command before it.
    parent: Option<NodeId>,
    command: Command,
    /// Its line in the file it was opened from.
    line_no: Option<usize>,
    /// Comments above it; `None` is a blank line.
    lead: Vec<Option<String>>,
    /// The comment behind it.
    comment: Option<String>,
}

impl Session {
    /// An empty history.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty history that begins with the volumes of a machine, as of a tree file.
    #[must_use]
    pub fn on(machine: Machine) -> Self {
        let outline = Outline::of(machine.engine());
        let origin = State { machine, outline };
        Self {
            state: origin.clone(),
            origin,
            ..Self::default()
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many micro-steps a command of the line has; 0 for a refused one, and for 0.
    #[must_use]
    pub fn steps(&self, command: usize) -> usize {
        self.item(command).map_or(0, |item| item.steps)
    }

    /// Whether the present command is complete.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.go.is_none()
    }

    /// The current line.
    #[must_use]
    pub fn line(&self) -> &[Item] {
        &self.line
    }

    /// A command of the current line, numbered from 1.
    #[must_use]
    pub fn item(&self, command: usize) -> Option<&Item> {
        self.line.get(command.checked_sub(1)?)
    }

    /// The comment behind a command of the current line, numbered from 1.
    #[must_use]
    pub fn note(&self, command: usize) -> Option<&str> {
        let node = self.item(command)?.node;
        self.nodes.get(node.0)?.comment.as_deref().map(str::trim)
    }

    /// The comments on the lines above a command of the current line, numbered from 1.
    pub fn above(&self, command: usize) -> impl Iterator<Item = &str> {
        let node = self
            .item(command)
            .and_then(|item| self.nodes.get(item.node.0));
        let lead = node.into_iter().flat_map(|node| &node.lead);
        lead.filter_map(|comment| comment.as_deref())
    }

    /// What can be seen at the position, with the origins of contents.
    #[must_use]
    pub fn outline(&self) -> &Outline {
        &self.state.outline
    }

    /// The machine at the position.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.state.machine
    }

    /// The engine at the position.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        self.state.machine.engine()
    }

    /// Names of the volumes that live at the position.
    #[must_use]
    pub fn names(&self) -> &SortedMap<VolumeId, String> {
        self.state.machine.names()
    }

    /// Names of the snapshot trees that have one, by read-write volume and series.
    #[must_use]
    pub fn tree_names(&self) -> SortedMap<(VolumeId, Series), String> {
        self.state.machine.tree_names()
    }

    /// Events of the present command up to the position.
    #[must_use]
    pub fn command_events(&self) -> &[OwnedEvent] {
        self.present.until(self.position.step)
    }

    /// Events of the last micro-step done.
    #[must_use]
    pub fn step_events(&self) -> &[OwnedEvent] {
        self.present.step(self.position.step)
    }

    /// What came of the present command, when it is complete.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        if !self.is_settled() {
            return None;
        }
        self.item(self.position.command).map(|item| &item.outcome)
    }
}
