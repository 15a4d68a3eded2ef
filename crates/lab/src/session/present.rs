//! The events of one command, micro-step by micro-step.

use cowpath_engine::event::OwnedEvent;

use super::NodeId;

/// All events of the present command, those after the position too.
#[derive(Debug, Clone, Default)]
pub(super) struct Present {
    node: Option<NodeId>,
    steps: Vec<Vec<OwnedEvent>>,
    /// The same, one after the other.
    flat: Vec<OwnedEvent>,
    /// Where each step ends in `flat`.
    ends: Vec<usize>,
}

impl Present {
    pub(super) fn new(node: NodeId, steps: Vec<Vec<OwnedEvent>>) -> Self {
        let flat: Vec<OwnedEvent> = steps.iter().flatten().cloned().collect();
        let ends = steps.iter().scan(0, |end, step| {
            *end += step.len();
            Some(*end)
        });
        Self {
            node: Some(node),
            ends: ends.collect(),
            steps,
            flat,
        }
    }

    pub(super) fn is_of(&self, node: NodeId) -> bool {
        self.node == Some(node)
    }

    pub(super) fn steps(&self) -> &[Vec<OwnedEvent>] {
        &self.steps
    }

    /// Events of the first `count` steps.
    pub(super) fn until(&self, count: usize) -> &[OwnedEvent] {
        &self.flat[..self.end(count)]
    }

    /// Events of step `number`, from 1.
    pub(super) fn step(&self, number: usize) -> &[OwnedEvent] {
        &self.flat[self.end(number.saturating_sub(1))..self.end(number)]
    }

    fn end(&self, count: usize) -> usize {
        let last = count.min(self.ends.len()).checked_sub(1);
        last.map_or(0, |last| self.ends[last])
    }
}
