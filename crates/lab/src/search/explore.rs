//! The graph of states, a level at a time: all states after so many steps. Machines are kept for
//! two levels only, the graph for finding the shortest way afterwards.

use std::collections::BTreeMap;

use super::crash;
use super::serial::Serial;
use super::view::Seen;
use super::{MEMORY_MAX_BYTES, Progress, STATES_MAX, Unsearchable, too_many_states};
use crate::language::Name;
use crate::machine::Machine;

/// A state.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The operations that can go on, and where that leads.
    pub(super) choices: Vec<(u8, u32)>,
    /// Steps from the beginning.
    pub(super) depth: u32,
    /// Ways to it.
    ways: u128,
    /// Whether it is the end of a schedule that is wrong.
    pub(super) wrong_end: bool,
    /// Whether a read has found what it can find in no order: all ends below are wrong.
    pub(super) bad_read: bool,
    /// Whether a crash here loses something.
    pub(super) lost: bool,
}

/// The states visited up to now.
#[derive(Debug)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// States of this level still to be visited, the next one last.
    level: Vec<(u32, Seen)>,
    next: Vec<(u32, Seen)>,
    known: BTreeMap<Vec<u8>, u32>,
    memory_bytes: u64,
    schedules: u128,
    wrong: u128,
    /// Where crashes are tried: how many were, and how many lost something.
    stops: Option<(u64, u64)>,
    progress: Progress,
}

/// Steps of the schedule in which the operations follow one another.
fn steps_in_order(start: &Machine, operations: &[Name]) -> u64 {
    let mut seen = Seen::new(start, operations.len());
    let steps = (0..operations.len()).map(|at| {
        let mut steps = 0;
        while seen.step(operations, at, false) {
            steps += 1;
        }
        steps
    });
    steps.sum()
}

impl Graph {
    pub(super) fn new(start: &Machine, operations: &[Name], serial: &Serial, crash: bool) -> Self {
        let seen = Seen::new(start, operations.len());
        let node = Node {
            ways: 1,
            bad_read: serial.has_bad_read(&seen),
            ..Node::default()
        };
        Self {
            nodes: vec![node],
            level: vec![(0, seen)],
            next: Vec::new(),
            known: BTreeMap::new(),
            memory_bytes: 0,
            schedules: 0,
            wrong: 0,
            stops: crash.then_some((0, 0)),
            progress: Progress {
                depth_max: steps_in_order(start, operations),
                ..Progress::default()
            },
        }
    }

    pub(super) fn progress(&self) -> Progress {
        self.progress
    }

    /// Schedules, and those that are wrong.
    pub(super) fn counts(&self) -> (u128, u128) {
        (self.schedules, self.wrong)
    }

    pub(super) fn stops(&self) -> Option<(u64, u64)> {
        self.stops
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn advance(
        &mut self,
        states: u64,
        operations: &[Name],
        serial: &Serial,
    ) -> Result<Progress, Unsearchable> {
        for _ in 0..states {
            if self.level.is_empty() {
                self.known.clear();
                self.level = std::mem::take(&mut self.next);
                self.level.reverse();
                self.memory_bytes = 0;
            }
            let Some((at, seen)) = self.level.pop() else {
                self.progress.done = true;
                break;
            };
            self.visit(at as usize, &seen, operations, serial)?;
        }
        self.progress.done = self.level.is_empty() && self.next.is_empty();
        Ok(self.progress)
    }

    fn visit(
        &mut self,
        at: usize,
        seen: &Seen,
        operations: &[Name],
        serial: &Serial,
    ) -> Result<(), Unsearchable> {
        self.progress.states += 1;
        self.progress.depth = u64::from(self.nodes[at].depth);
        let open = seen.open(operations);
        if let Some((stops, lost)) = &mut self.stops {
            *stops += 1;
            if crash::loses(seen, &open, operations, serial) {
                *lost += 1;
                self.nodes[at].lost = true;
            }
        }
        let ways = self.nodes[at].ways;
        for operation in open.iter().filter(|open| open.enabled).map(|open| open.at) {
            let mut after = seen.clone();
            if after.step(operations, operation, false) {
                let child = self.child(at, after, operations, serial)?;
                // There are at most OPERATIONS_MAX operations.
                self.nodes[at].choices.push((operation as u8, child));
                self.nodes[child as usize].ways += ways;
            }
        }
        if self.nodes[at].choices.is_empty() {
            let wrong = !serial.allows(&seen.view(&serial.pages));
            self.nodes[at].wrong_end = wrong;
            self.schedules += ways;
            self.wrong += if wrong { ways } else { 0 };
        }
        Ok(())
    }

    /// The node of a state, made if it is new.
    fn child(
        &mut self,
        parent: usize,
        seen: Seen,
        operations: &[Name],
        serial: &Serial,
    ) -> Result<u32, Unsearchable> {
        let key = seen.key(&seen.open(operations));
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        if self.nodes.len() as u64 >= STATES_MAX {
            return Err(too_many_states());
        }
        let child = u32::try_from(self.nodes.len()).map_err(|_| too_many_states())?;
        self.memory_bytes += seen.memory_bytes() + key.len() as u64;
        if self.memory_bytes > MEMORY_MAX_BYTES {
            return Err(Unsearchable::TooLarge {
                what: "the states after one step take too many bytes".to_owned(),
                most: MEMORY_MAX_BYTES,
            });
        }
        self.nodes.push(Node {
            depth: self.nodes[parent].depth + 1,
            bad_read: serial.has_bad_read(&seen),
            ..Node::default()
        });
        self.known.insert(key, child);
        self.next.push((child, seen));
        Ok(child)
    }
}
