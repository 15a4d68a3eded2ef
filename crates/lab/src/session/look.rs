//! What can be asked of a position beside its state: the events around it, and completion.

use std::borrow::Cow;

use cowpath_engine::event::OwnedEvent;
use cowpath_engine::ids::Kind;

use super::state::Events;
use super::{Position, Session};
use crate::language::{self, Completion, KnownVolume, Name, Vocabulary, VolumeKind};
use crate::machine::RULES;

impl Session {
    /// Events of the micro-step that would come next; none at the end of the line.
    #[must_use]
    pub fn next_events(&self) -> Vec<OwnedEvent> {
        let Position { command, step } = self.position;
        if self.is_settled() {
            let next = self.item(command + 1);
            return next.map(|item| item.first.clone()).unwrap_or_default();
        }
        self.present.steps().get(step).cloned().unwrap_or_default()
    }

    /// Events of each micro-step of a command of the line. They are at hand for the present
    /// command; for another one they are made by running the line up to it again.
    #[must_use]
    pub fn all_events(&self, command: usize) -> Cow<'_, [Vec<OwnedEvent>]> {
        let Some(item) = self.item(command) else {
            return Cow::Borrowed(&[]);
        };
        if self.present.is_of(item.node) {
            return Cow::Borrowed(self.present.steps());
        }
        let (start, mut state) = match self.checkpoints.nearest(command - 1) {
            Some((at, state)) => (at, state.clone()),
            None => (0, self.origin.clone()),
        };
        let mut events = Vec::new();
        for next in &self.line[start..command] {
            let wanted = if next.node == item.node {
                Events::All
            } else {
                Events::None
            };
            let command = &self.nodes[next.node.0].command;
            (_, events) = state.run(command, self.replayed.as_ref(), wanted);
        }
        Cow::Owned(events)
    }

    /// What could stand at byte `cursor_bytes` of a command that is being typed.
    #[must_use]
    pub fn complete(&self, input: &str, cursor_bytes: usize) -> Completion {
        language::complete(input, cursor_bytes, &self.vocabulary())
    }

    fn vocabulary(&self) -> Vocabulary {
        let machine = self.machine();
        let known = machine.names().iter().filter_map(|(id, name)| {
            Some(KnownVolume {
                name: Name::new(name.clone()).ok()?,
                kind: match machine.engine().volume(*id)?.kind {
                    Kind::Base => VolumeKind::Base,
                    Kind::Ross => VolumeKind::Ross,
                    Kind::Rwss => VolumeKind::Rwss,
                },
                pages: machine.engine().geometry(*id)?.pages(),
            })
        });
        let rules = RULES.iter().filter_map(|(rule, _)| Name::new(*rule).ok());
        let mut vocabulary = Vocabulary {
            volumes: known.collect(),
            rules: rules.collect(),
            ..Vocabulary::default()
        };
        let done = self.line.iter().take(self.position.command);
        for item in done.filter(|item| item.refused.is_none()) {
            vocabulary.learn(&self.nodes[item.node.0].command);
        }
        vocabulary
    }
}
