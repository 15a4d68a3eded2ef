//! The built `cowpath` program, run as a person or a script would.

mod figures;
mod fmt;
mod golden;
mod harness;
mod outcomes;
mod program;
mod render;
mod replay;
mod run;
