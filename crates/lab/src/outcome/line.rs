//! The lines that `cowpath run --json` prints: an outcome or an event with the line of the source
//! it belongs to. `Display` gives the JSON, on one line.

use std::fmt;

use cowpath_engine::event::OwnedEvent;
use serde::Serialize;

use super::{Outcome, Told};
use crate::machine::Machine;

/// `{"line":…,"command":…,"outcome":{…}}`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OutcomeLine<'a> {
    /// Line of the source, from 1.
    pub line: usize,
    /// The command in its canonical form.
    pub command: &'a str,
    /// What came of it.
    pub outcome: &'a Outcome,
}

/// `{"line":…,"event":{…}}`.
#[derive(Clone, Copy, Serialize)]
pub struct EventLine<'a> {
    line: usize,
    event: Told<'a>,
}

impl<'a> EventLine<'a> {
    /// An event of the command on a line of the source.
    #[must_use]
    pub fn new(line: usize, event: &'a OwnedEvent, machine: &'a Machine) -> Self {
        let event = Told { event, machine };
        Self { line, event }
    }
}

impl fmt::Display for OutcomeLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        json(self, f)
    }
}

impl fmt::Display for EventLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        json(self, f)
    }
}

fn json(value: &impl Serialize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(&serde_json::to_string(value).map_err(|_| fmt::Error)?)
}
