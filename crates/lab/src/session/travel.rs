//! Moving the position: by seeking, by steps, by commands; and lengthening the line.

use cowpath_engine::event::OwnedEvent;

use super::present::Present;
use super::state::{Events, Run};
use super::{Item, NodeId, Position, Session};
use crate::outcome::Outcome;

impl Session {
    /// Goes to a position. One that is not there is taken as the nearest before it that is.
    pub fn seek(&mut self, to: Position) {
        let to = self.normal(to);
        if to == self.position {
            return;
        }
        if to.command == self.position.command && to.step > self.position.step {
            while self.position.step < to.step {
                self.advance();
            }
            return;
        }
        self.go_to(to);
    }

    /// One micro-step forward; a refused command is one step. False at the end.
    pub fn step_forward(&mut self) -> bool {
        if self.go.is_some() {
            self.advance();
            return true;
        }
        let Some(command) = self.next_scene() else {
            return false;
        };
        let step = self.steps(command).min(1);
        self.moved(Position { command, step })
    }

    /// One micro-step back. False at the beginning.
    pub fn step_back(&mut self) -> bool {
        let Position { command, step } = self.position;
        match step.checked_sub(1) {
            Some(0) | None => self.command_back(),
            Some(step) => self.moved(Position { command, step }),
        }
    }

    /// To the end of the present command, or of the next one. False at the end.
    pub fn command_forward(&mut self) -> bool {
        let command = match self.go {
            Some(_) => Some(self.position.command),
            None => self.next_scene(),
        };
        command.is_some_and(|command| self.moved(self.settled(command)))
    }

    /// To the end of the command before the present one. False at the beginning.
    pub fn command_back(&mut self) -> bool {
        let before = self.position.command.checked_sub(1);
        let before = before.map(|before| self.scene_at(before));
        before.is_some_and(|command| self.moved(self.settled(command)))
    }

    /// To the beginning.
    pub fn to_start(&mut self) {
        self.seek(Position::default());
    }

    /// To the end of the line: where its last scene is complete.
    pub fn to_end(&mut self) {
        self.seek(self.settled(self.scene_at(self.line.len())));
    }

    /// Takes the present command back: to where the one before it is complete. False at the
    /// beginning. The command stays in the line.
    pub fn undo(&mut self) -> bool {
        self.command_back()
    }

    /// Carries the next command out again, or completes the present one. False at the end.
    pub fn redo(&mut self) -> bool {
        self.command_forward()
    }

    /// Whether there is something to undo.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        self.position.command > 0
    }

    /// Whether there is something to redo.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        self.go.is_some() || self.next_scene().is_some()
    }

    /// Whether there is something to look at in a command of the line: all but an `expect` that
    /// holds, which only speaks of the command before it. Moving by steps and by commands passes
    /// those over.
    #[must_use]
    pub fn is_scene(&self, command: usize) -> bool {
        let holds = |item: &Item| matches!(&item.outcome, Outcome::Expect(expected) if expected.ok);
        self.item(command).is_some_and(|item| !holds(item))
    }

    /// How many of the first `command` commands of the line are scenes.
    #[must_use]
    pub fn scenes(&self, command: usize) -> usize {
        (1..=command).filter(|at| self.is_scene(*at)).count()
    }

    /// The last scene up to `command`; 0 where there is none.
    #[must_use]
    pub fn scene_at(&self, command: usize) -> usize {
        let back = (1..=command.min(self.line.len())).rev();
        back.into_iter().find(|at| self.is_scene(*at)).unwrap_or(0)
    }

    /// The next scene.
    fn next_scene(&self) -> Option<usize> {
        (self.position.command + 1..=self.line.len()).find(|at| self.is_scene(*at))
    }

    /// The position where a command is complete.
    #[must_use]
    pub fn settled(&self, command: usize) -> Position {
        let command = command.min(self.line.len());
        let step = self.steps(command);
        Position { command, step }
    }

    /// Completes the present command.
    pub(super) fn settle(&mut self) {
        while self.go.is_some() {
            self.advance();
        }
    }

    fn moved(&mut self, to: Position) -> bool {
        let before = self.position;
        self.seek(to);
        self.position != before
    }

    fn normal(&self, to: Position) -> Position {
        if to.command > self.line.len() {
            return self.settled(self.line.len());
        }
        let steps = self.steps(to.command);
        match to.command.checked_sub(1) {
            Some(before) if to.step == 0 && steps > 0 => self.settled(before),
            _ => Position {
                command: to.command,
                step: to.step.min(steps),
            },
        }
    }

    /// Does the next micro-step of the present command.
    fn advance(&mut self) {
        let Some(go) = &mut self.go else {
            return;
        };
        if self.state.step(go, self.replayed.as_ref(), None).is_some() {
            self.go = None;
        }
        self.position.step += 1;
    }

    /// Goes to a position that is there, by way of the one before its command.
    fn go_to(&mut self, to: Position) {
        let Some(before) = to.command.checked_sub(1) else {
            self.rewind(0);
            self.present = Present::default();
            return;
        };
        let item = &self.line[before];
        let node = item.node;
        let partly = to.step < item.steps;
        self.rewind(before);
        if partly {
            // Steps back and forth within the command begin here.
            self.checkpoints.keep(before, &self.state);
        }
        if !partly || !self.present.is_of(node) {
            self.rerun(to.command, Events::All);
            if partly {
                self.rewind(before);
            }
        }
        if !partly {
            return;
        }
        let go = self
            .state
            .begin(&self.nodes[node.0].command, self.replayed.as_ref());
        let Ok(go) = go else {
            unreachable!("what ran once runs again");
        };
        self.go = Some(go);
        self.position = Position {
            command: to.command,
            step: 0,
        };
        while self.position.step < to.step {
            self.advance();
        }
    }

    /// Makes the state that of command `command` complete. The present events are left as they are.
    pub(super) fn rewind(&mut self, command: usize) {
        let here = self.go.is_none().then_some(self.position.command);
        let here = here.filter(|here| *here <= command);
        let kept = self.checkpoints.nearest(command);
        self.go = None;
        let start = match (here, kept) {
            (Some(here), kept) if kept.is_none_or(|(at, _)| at <= here) => here,
            (_, Some((at, state))) => {
                self.state = state.clone();
                at
            }
            _ => {
                self.state = self.origin.clone();
                0
            }
        };
        self.position = self.settled(start);
        for next in start + 1..=command {
            self.rerun(next, Events::None);
        }
    }

    /// Runs a command of the line again, the one before it being complete.
    fn rerun(&mut self, command: usize, events: Events) {
        let node = self.line[command - 1].node;
        let (_, kept) = self.run(node, events);
        if events == Events::All {
            self.present = Present::new(node, kept);
        }
        self.position = self.settled(command);
        self.checkpoints.offer(command, &self.state);
    }

    /// Adds commands of the history to the end of the line, where it stands, and runs them.
    pub(super) fn extend(&mut self, nodes: impl IntoIterator<Item = NodeId>) {
        let mut nodes = nodes.into_iter().peekable();
        while let Some(id) = nodes.next() {
            let last = nodes.peek().is_none();
            let events = if last { Events::All } else { Events::First };
            let (run, mut kept) = self.run(id, events);
            let first = kept.first().cloned().unwrap_or_default();
            if last {
                self.present = Present::new(id, std::mem::take(&mut kept));
            }
            let node = &self.nodes[id.0];
            let refused = run.result.as_ref().err().cloned();
            self.line.push(Item {
                node: id,
                text: node.command.to_string(),
                verb: node.command.verb(),
                steps: run.steps,
                refused,
                outcome: run.result.unwrap_or_else(Outcome::Refused),
                line_no: node.line_no,
                first,
            });
            let command = self.line.len();
            self.position = self.settled(command);
            self.checkpoints.offer(command, &self.state);
        }
    }

    /// Runs a command of the history on the state, to its end.
    fn run(&mut self, node: NodeId, events: Events) -> (Run, Vec<Vec<OwnedEvent>>) {
        let command = &self.nodes[node.0].command;
        self.state.run(command, self.replayed.as_ref(), events)
    }
}
