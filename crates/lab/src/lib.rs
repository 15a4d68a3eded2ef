//! The document of Cowpath: the command language, the log, the history, traces.

pub mod actions;
pub mod cowtree;
mod expect;
pub mod interop;
pub mod language;
pub mod latency;
pub mod machine;
pub mod narrate;
pub mod outcome;
pub mod replay;
pub mod run;
pub mod scenarios;
pub mod search;
pub mod session;
pub mod trace;
