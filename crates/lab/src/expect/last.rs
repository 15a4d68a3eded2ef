//! Expectations about the last outcome: that of the nearest command before that is not itself an
//! `expect`.

use cowpath_engine::content::trim;
use cowpath_engine::ids::Runs as EngineRuns;

use super::{Verdict, changed, differs, same};
use crate::language::{self, DiffMethod, Expect, Runs};
use crate::machine::Machine;
use crate::outcome::{
    Check, Crashed, Diff, Outcome, Place, Promoted, Read, Written, content_text, name_text,
    place_text,
};

/// `None` for an expectation about the state.
pub(super) fn check(machine: &Machine, expect: &Expect) -> Option<Verdict> {
    let last = machine.last();
    let verdict = match expect {
        Expect::Ok => ok(last),
        Expect::Refused(rule) => refused(last, rule.as_ref().map(language::Name::as_str)),
        Expect::Written(pages) => written(last).and_then(|w| runs("written", pages, &w.pages)),
        Expect::Pushed(pages) => {
            changed::pushed(last).and_then(|found| runs("pushed", pages, found))
        }
        Expect::Copied(count) => {
            changed::copied(last).and_then(|found| number("copied", *count, found))
        }
        Expect::Steps(steps) => written(last).and_then(|w| {
            let found: Vec<u64> = w.steps.iter().map(|step| u64::from(*step)).collect();
            same("steps", steps, &found, |steps| list(steps))
        }),
        Expect::Read(content) => read(last).and_then(|r| read_content(content, r)),
        Expect::From(location) => read(last).and_then(|r| from(location.as_ref(), r)),
        Expect::Hops(names) => read(last).and_then(|r| {
            let names: Vec<String> = names.iter().map(|name| name.as_str().to_owned()).collect();
            same("hops", &names, &r.hops, |names| {
                list(names.iter().map(|name| name_text(name)))
            })
        }),
        Expect::Lookups(count) => read(last).and_then(|r| number("lookups", *count, r.lookups)),
        Expect::Hint(used) => read(last).and_then(|r| {
            let show = |used: &bool| if *used { "used" } else { "unused" }.to_owned();
            same("hint", used, &r.hint_used, show)
        }),
        Expect::Method(method) => diff(last).and_then(|d| {
            let expected = match method {
                DiffMethod::M500 => 500,
                DiffMethod::M550 => 550,
            };
            same("method", &expected, &d.method, u16::to_string)
        }),
        Expect::Common(volume) => diff(last).and_then(|d| {
            let show = |name: &String| name_text(name);
            same("common", &volume.as_str().to_owned(), &d.common, show)
        }),
        Expect::Literal(pages) => diff(last).and_then(|d| runs("literal", pages, &d.literal)),
        Expect::Location(pages) => diff(last).and_then(|d| runs("location", pages, &d.location)),
        Expect::Content(pages) => diff(last).and_then(|d| runs("content", pages, &d.content)),
        Expect::Check(ok) => checked(last).and_then(|c| {
            let show = |ok: &bool| if *ok { "ok" } else { "failed" }.to_owned();
            same("check", ok, &c.ok, show)
        }),
        Expect::Compared { kind, pages } => {
            diff(last).and_then(|d| changed::compared(*kind, pages, d))
        }
        Expect::Discarded(pages) => {
            changed::discarded(last).and_then(|found| runs("discarded", pages, found))
        }
        Expect::Promoted(pages) => promoted(last).and_then(|p| runs("promoted", pages, &p.pages)),
        Expect::CopiedPages(pages) => {
            changed::copied_pages(last).and_then(|found| runs("copied-pages", pages, found))
        }
        Expect::FreedSet(pages) => changed::set(last).and_then(|set| {
            let show = |pages: &Option<u64>| pages.map_or("none".to_owned(), |n| n.to_string());
            same("freed-set", pages, &set.freed_if_deleted_pages, show)
        }),
        Expect::Ran(count) => changed::ran(last).and_then(|found| number("ran", *count, found)),
        Expect::Items(count) => {
            changed::items(last).and_then(|found| number("items", *count, found))
        }
        Expect::Recovered(result) => crashed(last).and_then(|crashed| {
            let found = &crashed.recovery.result;
            same("recovered", result, found, ToString::to_string)
        }),
        Expect::Page { .. }
        | Expect::Stale { .. }
        | Expect::Restoring { .. }
        | Expect::Pending { .. }
        | Expect::Bits { .. }
        | Expect::Size { .. }
        | Expect::Now(_)
        | Expect::Exceptions { .. }
        | Expect::Entry { .. }
        | Expect::Parent { .. }
        | Expect::CopyOf { .. }
        | Expect::Kind { .. }
        | Expect::Exists(_)
        | Expect::Absent(_)
        | Expect::Tables { .. }
        | Expect::Count { .. }
        | Expect::Space { .. }
        | Expect::Freed { .. } => return None,
    };
    Some(verdict)
}

fn ok(last: Option<&Outcome>) -> Verdict {
    match last {
        Some(Outcome::Refused(refused)) => Err(format!(
            "expected a command that is carried out, but it was refused ({}): {}",
            refused.rule, refused.message
        )),
        Some(_) => Ok(()),
        None => Err(unsuited("a command", None)),
    }
}

fn refused(last: Option<&Outcome>, rule: Option<&str>) -> Verdict {
    match (last, rule) {
        (Some(Outcome::Refused(_)), None) => Ok(()),
        (Some(Outcome::Refused(refused)), Some(rule)) if refused.rule == rule => Ok(()),
        (Some(Outcome::Refused(refused)), Some(rule)) => {
            differs("refused", name_text(rule), refused.rule)
        }
        _ => Err(unsuited("a refused command", last)),
    }
}

macro_rules! suited {
    ($name:ident, $kind:ident, $what:literal) => {
        fn $name(last: Option<&Outcome>) -> Result<&$kind, String> {
            match last {
                Some(Outcome::$kind(outcome)) => Ok(outcome),
                _ => Err(unsuited($what, last)),
            }
        }
    };
}

/// Of a write, also of one that was in flight.
pub(super) fn written(last: Option<&Outcome>) -> Result<&Written, String> {
    let found = match last {
        Some(Outcome::Written(found)) => Some(found),
        Some(Outcome::Stepped(stepped)) => stepped.written.as_ref(),
        _ => None,
    };
    found.ok_or_else(|| unsuited("a write", last))
}

/// Likewise of a read.
fn read(last: Option<&Outcome>) -> Result<&Read, String> {
    let found = match last {
        Some(Outcome::Read(found)) => Some(found),
        Some(Outcome::Stepped(stepped)) => stepped.read.as_ref(),
        _ => None,
    };
    found.ok_or_else(|| unsuited("a read", last))
}

suited!(diff, Diff, "a diff");
suited!(checked, Check, "a check");
suited!(promoted, Promoted, "a promote");
suited!(crashed, Crashed, "a crash");

pub(super) fn unsuited(wanted: &str, last: Option<&Outcome>) -> String {
    let found = match last {
        None => "there is no command before it".to_owned(),
        Some(Outcome::Refused(refused)) => {
            format!("the last command was refused ({})", refused.rule)
        }
        Some(outcome) => format!("the last outcome is `{}`", outcome.kind()),
    };
    format!("expected {wanted} before it, but {found}")
}

fn read_content(expected: &[u8], read: &Read) -> Verdict {
    use cowpath_engine::content::Content;
    let expected = Content::bytes(trim(expected)).into_owned();
    same("read", &expected, &read.content, content_text)
}

fn from(location: Option<&language::Location>, read: &Read) -> Verdict {
    match location {
        None if read.never_written => Ok(()),
        None => differs("from", "none", place_text(&read.from)),
        Some(location) => same("from", &place(location), &read.from, place_text),
    }
}

pub(super) fn place(location: &language::Location) -> Place {
    Place {
        volume: location.volume.as_str().to_owned(),
        offset: location.offset,
    }
}

pub(super) fn runs(what: &str, expected: &Runs, found: &EngineRuns) -> Verdict {
    let found = Runs::from_lengths(found.as_slice().iter().map(|run| (run.0, run.1)));
    same_runs(what, expected, &found)
}

pub(super) fn same_runs(what: &str, expected: &Runs, found: &Runs) -> Verdict {
    same(what, expected, found, Runs::to_string)
}

pub(super) fn number(what: &str, expected: u64, found: u64) -> Verdict {
    same(what, &expected, &found, u64::to_string)
}

/// Words with spaces between them, or `none`.
pub(super) fn list(words: impl IntoIterator<Item = impl ToString>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| word.to_string()).collect();
    if words.is_empty() {
        return "none".to_owned();
    }
    words.join(" ")
}
