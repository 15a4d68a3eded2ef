//! What must hold for any bytes that come from outside: no panic, no hang, bounded memory, and the
//! properties that each module states. `cargo xtask fuzz SECONDS` runs them; a single input is tried
//! with `cargo xtask fuzz 1 TARGET FILE`.

pub mod cowtree;
pub mod language;
pub mod seeds;
pub mod trace;
pub mod tree_file;
