//! What a document tells that a search has written: the violated rule, the moment from which on
//! nothing can come right, and the command that shows it. The comments claim it, and it counts
//! only where the present line shows it.

use super::{CRASH, MOMENT, SEARCH_RULES};
use crate::outcome::Outcome;
use crate::session::{Item, Session};

/// A violated rule. Commands are numbered from 1, as in the present line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Its name, one of [`SEARCH_RULES`].
    pub rule: &'static str,
    /// What it says.
    pub says: &'static str,
    /// In a sentence, what is wrong.
    pub message: String,
    /// The command after which nothing can come right any more, or a crash loses something.
    pub moment: Option<usize>,
    /// What is so after that command, in a sentence.
    pub after: &'static str,
    /// The command that shows it.
    pub shown: usize,
    /// What that one found.
    pub found: String,
}

/// The violated rule that a document tells of and shows.
#[must_use]
pub fn verdict(session: &Session) -> Option<Verdict> {
    let commands = 1..=session.line().len();
    let told = |command: usize| session.above(command).find_map(claim);
    let (begin, rule, says, message) = commands
        .clone()
        .find_map(|at| told(at).map(|(rule, says, message)| (at, rule, says, message)))?;
    let after = || commands.clone().skip(begin - 1);
    let (shown, found) = after().find_map(|at| Some((at, shows(session.item(at)?)?)))?;
    let moment = after().find(|at| matches!(session.note(*at), Some(MOMENT | CRASH)));
    let crashes = moment.is_some_and(|at| session.note(at) == Some(CRASH));
    Some(Verdict {
        rule,
        says,
        message: message.to_owned(),
        moment: moment.filter(|moment| *moment <= shown),
        after: match crashes {
            true => "A crash right after it loses what had ended, or leaves what must not be.",
            false => "After it, no order of the steps that are left comes right.",
        },
        shown,
        found,
    })
}

/// A comment that names a rule: `rule: what is wrong`.
fn claim(comment: &str) -> Option<(&'static str, &'static str, &str)> {
    let (name, message) = comment.trim().split_once(": ")?;
    let known = SEARCH_RULES.iter().find(|(rule, _)| *rule == name)?;
    Some((known.0, known.1, message))
}

/// What a command found that must not be.
fn shows(item: &Item) -> Option<String> {
    match &item.outcome {
        Outcome::Expect(expected) if !expected.ok => expected.message.clone(),
        Outcome::Check(check) if !check.ok => {
            let broken = check.broken.iter();
            let broken = broken.map(|it| format!("{}: {}", it.invariant, it.detail));
            Some(broken.collect::<Vec<String>>().join("; "))
        }
        _ => item.refused.as_ref().map(|refused| refused.message.clone()),
    }
}
