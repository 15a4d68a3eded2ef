//! What schedules did, and the outcome of `at`.

use super::Outcome;

/// Outcome of `at`.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Clock {
    /// The simulated time, in milliseconds since the start.
    pub now_ms: u64,
    /// What was due on the way.
    pub ran: Vec<RanCommand>,
}

/// A command that a schedule ran.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RanCommand {
    /// Its canonical text.
    pub command: String,
    /// What came of it.
    pub outcome: Outcome,
}
