//! `expect`: whether the last outcome or the state is as a line says. It changes nothing; a
//! message says what was expected and what there is.

mod changed;
mod last;
mod state;

use std::fmt::Display;

use crate::language::Expect;
use crate::machine::Machine;
use crate::outcome::Expected;

/// What is not as expected, in a sentence.
type Verdict = Result<(), String>;

/// Evaluates one expectation.
pub(crate) fn check(machine: &Machine, expect: &Expect) -> Expected {
    let verdict = match last::check(machine, expect) {
        Some(verdict) => verdict,
        None => state::check(machine, expect),
    };
    Expected {
        ok: verdict.is_ok(),
        message: verdict.err(),
    }
}

/// Fails with both sides unless they are equal.
fn same<T: PartialEq>(what: &str, expected: &T, found: &T, show: impl Fn(&T) -> String) -> Verdict {
    if expected == found {
        return Ok(());
    }
    differs(what, show(expected), show(found))
}

fn differs(what: &str, expected: impl Display, found: impl Display) -> Verdict {
    Err(format!("{what}: expected {expected}, found {found}"))
}
