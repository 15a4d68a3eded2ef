//! The language as its users meet it, and properties over all commands and over any text.

mod completing;
mod documents;
mod errors;
mod forms;
mod properties;
mod reference;
mod strategy;
mod strategy_expect;
