//! New commands.

use thiserror::Error;

use super::{Item, Node, NodeId, Position, Session};
use crate::language::{SyntaxError, parse_command};
use crate::outcome::Refused;

/// Why a text did not become a command of the history. Everything is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SubmitError {
    /// It is not in the language.
    #[error("{0}")]
    Syntax(SyntaxError),
    /// It was refused.
    #[error("{0}")]
    Refused(Refused),
}

impl Session {
    /// Runs a command at the position, which stands after it then. In the past it makes a branch.
    /// A command that is only partly done is completed first.
    ///
    /// # Errors
    /// [`SubmitError`], and then nothing has changed.
    pub fn submit(&mut self, text: &str) -> Result<&Item, SubmitError> {
        self.submit_to(text, None)
    }

    /// The same, but stands after the command's first micro-step.
    ///
    /// # Errors
    /// As [`Session::submit`].
    pub fn submit_paused(&mut self, text: &str) -> Result<&Item, SubmitError> {
        self.submit_to(text, Some(1))
    }

    /// Whether a command would be accepted at the position. Nothing changes. Within a command the
    /// answer is that of the state so far.
    ///
    /// # Errors
    /// As [`Session::submit`].
    pub fn check(&self, text: &str) -> Result<(), SubmitError> {
        let command = parse_command(text).map_err(SubmitError::Syntax)?;
        let begun = self.state.begin(&command, self.replayed.as_ref());
        begun.map(|_| ()).map_err(SubmitError::Refused)
    }

    fn submit_to(&mut self, text: &str, step: Option<usize>) -> Result<&Item, SubmitError> {
        let command = parse_command(text).map_err(SubmitError::Syntax)?;
        let before = self.position;
        self.settle();
        if !self.can_redo() {
            // What follows are `expect` lines at most: they stay in the line.
            self.seek(self.settled(self.line.len()));
        }
        if let Err(refused) = self.state.begin(&command, self.replayed.as_ref()) {
            self.seek(before);
            return Err(SubmitError::Refused(refused));
        }
        let number = self.position.command;
        self.cut(number);
        if step.is_some() {
            self.checkpoints.keep(number, &self.state);
        }
        self.nodes.push(Node {
            parent: self.line.last().map(|item| item.node),
            command,
            line_no: None,
            lead: Vec::new(),
            comment: None,
        });
        self.extend([NodeId(self.nodes.len() - 1)]);
        if let Some(step) = step {
            let command = self.position.command;
            self.seek(Position { command, step });
        }
        Ok(self.line.last().expect("invariant: it was just added"))
    }
}
