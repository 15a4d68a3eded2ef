//! The built `cowpath` program, run as a person or a script would.

mod export;
mod figures;
mod fmt;
mod golden;
mod harness;
mod operations;
mod outcomes;
mod program;
mod render;
mod replay;
mod run;
mod search;
