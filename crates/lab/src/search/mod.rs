//! Every schedule of a small set of open operations: all interleavings of the steps they have
//! left, each judged against every order of the operations one after the other.
//!
//! A [`Search`] goes on in slices, so that a worker can tell how far it is and be cancelled.
//! Schedules are counted exactly, over the graph of states; states are kept one level at a time.

mod crash;
mod explore;
pub mod messages;
mod serial;
mod shortest;
mod verdict;
mod view;

use cowpath_engine::faults::Rule;
use serde::{Deserialize, Serialize};

use crate::language::{Command, Document, Fault, Name, Setting};
use crate::machine::Machine;
use crate::run::Runner;
use explore::Graph;
use serial::Serial;
pub use verdict::{Verdict, verdict};

/// Most operations of a set.
pub const OPERATIONS_MAX: usize = 8;
/// Most states that a search visits.
pub const STATES_MAX: u64 = 200_000;
/// Most memory, in bytes, that the states of one level and the next may take, as estimated.
pub const MEMORY_MAX_BYTES: u64 = 256 << 20;

/// The comment behind the step of a wrong schedule after which no order is left to go on in.
pub const MOMENT: &str = "from here on nothing can come right";
/// The comment behind the last step before a crash that loses something.
pub const CRASH: &str = "a crash here loses something";

/// What a wrong schedule breaks, with what each rule says.
pub const SEARCH_RULES: [(&str, &str); 5] = [
    (
        "read-value",
        "a read finds what it would find in some order of the operations, one after the other",
    ),
    (
        "snapshot-view",
        "a snapshot shows what it would show after some order of the operations",
    ),
    (
        "volume-view",
        "a volume that is written shows what it would show after some order of the operations",
    ),
    (
        "serial-order",
        "all that is shown and read comes of one and the same order of the operations",
    ),
    (
        "acknowledged-write",
        "after a crash, what had ended is there, and what had not is there or not",
    ),
];

/// The rule of this name, or of what happens without it.
#[must_use]
pub fn fault(name: &str) -> Option<Fault> {
    Fault::named(match name {
        "no-lock" => "lock",
        "copy-before-entry" => "entry-before-copy",
        "claims-order" => "crash-order",
        name => name,
    })
}

/// How a set is searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Rules that are switched off before the first step.
    pub faults: Vec<Fault>,
    /// Also stops after every step, and recovers.
    pub crash: bool,
}

/// Why a set is not searched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsearchable {
    /// The document does not run to its end.
    #[error("line {line}: {message}")]
    Refused {
        /// The line, from 1.
        line: usize,
        /// Why.
        message: String,
    },
    /// There is nothing to interleave.
    #[error(
        "no operation is open at the end of the document: begin some, as in `begin f write base 0 \"d1\"`"
    )]
    NothingOpen,
    /// The set is too large.
    #[error(
        "the set is too large: {what}, and at most {most} are searched; begin fewer operations"
    )]
    TooLarge {
        /// What there is too much of, with how much.
        what: String,
        /// The limit.
        most: u64,
    },
}

/// How far a search is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// States visited.
    pub states: u64,
    /// Steps from the beginning to the states visited last.
    pub depth: u64,
    /// Steps of a whole schedule, about.
    pub depth_max: u64,
    /// Whether it has come to its end.
    pub done: bool,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Schedules there are.
    pub schedules: u128,
    /// Those that are wrong.
    pub wrong: u128,
    /// States visited.
    pub states: u64,
    /// `holds` or `violated`.
    pub verdict: String,
    /// The rule that the shortest wrong schedule breaks, one of [`SEARCH_RULES`].
    pub rule: Option<String>,
    /// In a sentence, what is wrong with it.
    pub message: Option<String>,
    /// The shortest wrong schedule, as commands that follow the document: steps, and an `expect`
    /// that does not hold.
    pub shortest: Option<Vec<String>>,
    /// After so many of its steps nothing can come right any more.
    pub moment: Option<u64>,
    /// The operations, in the order they began.
    pub operations: Vec<String>,
    /// Commands that switch rules off, to stand before the steps.
    pub settings: Vec<String>,
    /// Results that the operations can have one after the other.
    pub serial: u64,
    /// With crashes: the states that were stopped.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stops: Option<u64>,
    /// Those after which something acknowledged was lost, or something wrong was there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lost: Option<u64>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.rule.is_none()
    }

    /// The shortest wrong schedule as a document: the one that was searched, what is switched
    /// off, the steps, and what does not hold.
    #[must_use]
    pub fn document(&self, searched: &str) -> Option<String> {
        let shortest = self.shortest.as_ref()?;
        let mut text = searched.trim_end().to_owned();
        text.push('\n');
        if let (Some(rule), Some(message)) = (&self.rule, &self.message) {
            text.push_str(&format!("# {rule}: {message}\n"));
        }
        let mut steps = 0;
        for line in self.settings.iter().chain(shortest) {
            text.push_str(line);
            steps += u64::from(line.starts_with("step "));
            if self.moment == Some(steps) && line.starts_with("step ") {
                text.push_str("  # ");
                text.push_str(match self.rule.as_deref() {
                    Some("acknowledged-write") => CRASH,
                    _ => MOMENT,
                });
            }
            text.push('\n');
        }
        Some(text)
    }
}

/// A search under way.
#[derive(Debug)]
pub struct Search {
    start: Machine,
    operations: Vec<Name>,
    settings: Vec<Command>,
    serial: Serial,
    graph: Graph,
    failed: Option<Unsearchable>,
}

impl Search {
    /// Of the operations that are open when a document has run.
    ///
    /// # Errors
    /// [`Unsearchable`].
    pub fn of_document(document: &Document, options: &Options) -> Result<Self, Unsearchable> {
        let runner = Runner::default();
        let mut refused = None;
        let ran = runner.run(document, |ran| -> Result<(), std::convert::Infallible> {
            if let crate::outcome::Outcome::Refused(why) = ran.outcome {
                refused = Some((ran.line_no, why.message.clone()));
            }
            Ok(())
        });
        let Ok((machine, summary)) = ran;
        match refused.filter(|_| summary.refused > 0) {
            Some((line, message)) => Err(Unsearchable::Refused { line, message }),
            None => Self::of(&machine, options),
        }
    }

    /// Of the operations that are open in a machine.
    ///
    /// # Errors
    /// [`Unsearchable`].
    pub fn of(machine: &Machine, options: &Options) -> Result<Self, Unsearchable> {
        let mut start = machine.clone();
        let settings: Vec<Command> = options
            .faults
            .iter()
            .map(|fault| off(*fault, true))
            .collect();
        for setting in &settings {
            // A policy is never refused.
            let _set = start.apply(setting, &mut ());
        }
        let open = start.open_operations();
        let operations: Vec<Name> = open.iter().map(|open| open.operation.clone()).collect();
        if operations.is_empty() {
            return Err(Unsearchable::NothingOpen);
        }
        if operations.len() > OPERATIONS_MAX {
            return Err(Unsearchable::TooLarge {
                what: format!("{} operations are open", operations.len()),
                most: OPERATIONS_MAX as u64,
            });
        }
        let at_least = open
            .iter()
            .filter_map(|open| open.left)
            .try_fold(1_u64, |all, left| all.checked_mul(left + 1))
            .unwrap_or(u64::MAX);
        // With locks there are far fewer: they are counted as they come.
        let unlocked = start.engine().policy().faults.off(Rule::Lock);
        if unlocked && at_least > STATES_MAX {
            return Err(too_many_states());
        }
        let serial = Serial::of(&start, &operations).ok_or_else(|| Unsearchable::TooLarge {
            what: "the volumes hold too many pages".to_owned(),
            most: view::TOUCHED_MAX as u64,
        })?;
        let graph = Graph::new(&start, &operations, &serial, options.crash);
        Ok(Self {
            start,
            operations,
            settings,
            serial,
            graph,
            failed: None,
        })
    }

    /// Visits so many states more, at least one.
    ///
    /// # Errors
    /// [`Unsearchable::TooLarge`], also when it is asked again.
    pub fn advance(&mut self, states: u64) -> Result<Progress, Unsearchable> {
        if let Some(failed) = &self.failed {
            return Err(failed.clone());
        }
        let went = self
            .graph
            .advance(states.max(1), &self.operations, &self.serial);
        went.inspect_err(|failed| self.failed = Some(failed.clone()))
    }

    /// Visits all the states there are, and reports.
    ///
    /// # Errors
    /// [`Unsearchable::TooLarge`].
    pub fn run(mut self) -> Result<Report, Unsearchable> {
        while !self.advance(u64::MAX)?.done {}
        Ok(self.report().unwrap_or_default())
    }

    /// What was found; `None` before the end.
    #[must_use]
    pub fn report(&self) -> Option<Report> {
        if !self.graph.progress().done {
            return None;
        }
        let (schedules, wrong) = self.graph.counts();
        let found = shortest::found(&self.graph, &self.start, &self.operations, &self.serial);
        let stops = self.graph.stops();
        let mut report = Report {
            schedules,
            wrong,
            states: self.graph.progress().states,
            operations: self.operations.iter().map(ToString::to_string).collect(),
            settings: self.settings.iter().map(ToString::to_string).collect(),
            serial: self.serial.ends() as u64,
            stops: stops.map(|(stops, _)| stops),
            lost: stops.map(|(_, lost)| lost),
            verdict: "holds".to_owned(),
            ..Report::default()
        };
        if let Some(found) = found {
            report.verdict = "violated".to_owned();
            report.rule = Some(found.rule.to_owned());
            report.message = Some(found.message);
            report.shortest = Some(found.lines);
            report.moment = Some(found.moment);
        }
        Some(report)
    }
}

/// Switches a rule off, or on again.
fn off(fault: Fault, on: bool) -> Command {
    Command::Set(Setting::Fault { fault, on })
}

fn too_many_states() -> Unsearchable {
    Unsearchable::TooLarge {
        what: "there are too many states".to_owned(),
        most: STATES_MAX,
    }
}
