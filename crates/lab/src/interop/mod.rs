//! Trees in the forms of other systems, so that their tools can be asked about them.

pub mod thin;
