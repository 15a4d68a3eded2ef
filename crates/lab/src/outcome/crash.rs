//! The outcome of `crash`.

use serde::ser::Serializer;

use crate::language::Recovered;

/// Outcome of `crash`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Crashed {
    /// Micro-steps of the command that were done.
    pub steps: u64,
    /// How many it has, where it came to its end before the crash.
    pub of: Option<u64>,
    /// The command, in its canonical form.
    pub command: String,
    /// What recovery did.
    pub recovery: Recovering,
}

/// What recovery did after a crash.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Recovering {
    /// Whether it finished what was under way, took it back, or found nothing to do.
    #[serde(serialize_with = "word")]
    pub result: Recovered,
    /// What it finished, as a command.
    pub what: Option<String>,
    /// Pages that nothing led to.
    pub pages_freed: u64,
    /// Tables that nothing led to, or that were empty.
    pub tables_freed: u64,
    /// Reference counts that were wrong.
    pub recounted: u64,
}

fn word<S: Serializer>(result: &Recovered, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(result)
}
