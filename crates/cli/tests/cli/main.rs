//! The built `cowpath` program, run as a person or a script would.

mod figures;
mod fmt;
mod harness;
mod outcomes;
mod program;
mod render;
mod run;
