//! What a page and the worker that searches for it say to each other.

use serde::{Deserialize, Serialize};

use super::{Options, Progress, Search};
use crate::language::parse_document;

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The document that leaves operations open.
    pub text: String,
    /// The rules to be switched off, by name.
    pub faults: Vec<String>,
    /// Whether to stop after every step, too.
    pub crash: bool,
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// How far it is.
    Progress(Progress),
    /// It has come to its end.
    Found(Box<Found>),
    /// It cannot be searched.
    Failed(String),
}

/// What was found, for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Schedules there are.
    pub schedules: u128,
    /// Those that are wrong.
    pub wrong: u128,
    /// States visited.
    pub states: u64,
    /// The rule that the shortest wrong schedule breaks; `None` where nothing is wrong.
    pub rule: Option<String>,
    /// In a sentence, what is wrong with it.
    pub message: Option<String>,
    /// It, as a document.
    pub document: Option<String>,
    /// With crashes: states that were stopped, and those after which something was lost.
    pub stops: Option<(u64, u64)>,
}

impl Ask {
    /// Begins the search.
    ///
    /// # Errors
    /// Why it cannot be searched, in a sentence.
    pub fn begin(&self) -> Result<Search, String> {
        let document = parse_document(&self.text).map_err(|errors| {
            let first = errors.first().map(ToString::to_string);
            first.unwrap_or_default()
        })?;
        let faults = self.faults.iter().filter_map(|name| super::fault(name));
        let options = Options {
            faults: faults.collect(),
            crash: self.crash,
        };
        Search::of_document(&document, &options).map_err(|error| error.to_string())
    }

    /// What a search that has ended found.
    #[must_use]
    pub fn found(&self, search: &Search) -> Found {
        let report = search.report().unwrap_or_default();
        Found {
            document: report.document(&self.text),
            schedules: report.schedules,
            wrong: report.wrong,
            states: report.states,
            rule: report.rule,
            message: report.message,
            stops: report.stops.zip(report.lost),
        }
    }
}
