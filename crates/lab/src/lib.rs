//! The document of Cowpath: the command language, the log, the history, traces.

pub mod language;
pub mod scenarios;
pub mod trace;
