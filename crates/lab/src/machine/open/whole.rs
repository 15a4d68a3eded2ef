//! Steps of an open command on whole volumes.

use cowpath_engine::event::Observer;

use crate::language::Name;
use crate::machine::Machine;
use crate::machine::running::Running;
use crate::outcome::{Outcome, Stepped};

/// Some micro-steps of an open command on whole volumes.
#[derive(Debug, Clone)]
pub(in crate::machine) struct WholeSteps {
    operation: Name,
    /// The command as it begins, where these are its first steps.
    start: Option<Running>,
    /// Steps still to be done; `None` for all.
    left: Option<u64>,
    did: Vec<&'static str>,
}

impl WholeSteps {
    pub(super) fn new(operation: Name, start: Option<Running>, left: Option<u64>) -> Self {
        Self {
            operation,
            start,
            left,
            did: Vec::new(),
        }
    }

    pub(in crate::machine) fn step(
        &mut self,
        machine: &mut Machine,
        observer: &mut dyn Observer,
    ) -> Option<Outcome> {
        let kept = machine.open.whole(&self.operation);
        let running = kept.and_then(|whole| whole.running.take());
        let mut running = self.start.take().or(running)?;
        self.did.push(running.stage());
        let outcome = running.step(machine, observer);
        if outcome.is_some() {
            machine.open.close(&self.operation);
            return outcome;
        }
        let whole = machine.open.whole(&self.operation)?;
        whole.running = Some(running);
        whole.done += 1;
        self.left = self.left.map(|left| left - 1);
        (self.left == Some(0)).then(|| {
            Outcome::Stepped(Box::new(Stepped {
                operation: self.operation.as_str().to_owned(),
                steps: std::mem::take(&mut self.did),
                left: None,
                written: None,
                read: None,
                copied: None,
            }))
        })
    }
}
