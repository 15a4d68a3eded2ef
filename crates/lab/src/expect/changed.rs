//! What several kinds of outcome tell: pages pushed, copied, discarded.

use cowpath_engine::delta::DeltaKind;
use cowpath_engine::ids::Runs;
use cowpath_engine::space::SetSpace;

use super::Verdict;
use super::last::{same_runs, unsuited};
use crate::language::{self, PageCompare};
use crate::outcome::{Diff, Outcome};

type Found<T> = Result<T, String>;

pub(super) fn pushed(last: Option<&Outcome>) -> Found<&Runs> {
    match last {
        Some(Outcome::Written(found)) => Ok(&found.pushed),
        Some(Outcome::Stepped(_)) => super::last::written(last).map(|found| &found.pushed),
        Some(Outcome::Promoted(found)) => Ok(&found.pushed),
        Some(Outcome::Discarded(found)) => Ok(&found.pushed),
        Some(Outcome::Resized(found)) => Ok(&found.pushed),
        _ => Err(unsuited("a write, promote, discard or resize", last)),
    }
}

pub(super) fn copied(last: Option<&Outcome>) -> Found<u64> {
    match last {
        Some(Outcome::Written(found)) => Ok(found.copied_pages),
        Some(Outcome::Stepped(_)) => super::last::written(last).map(|found| found.copied_pages),
        Some(Outcome::Promoted(found)) => Ok(found.copied_pages),
        Some(Outcome::Copied(found)) => Ok(found.pages.pages()),
        Some(Outcome::Synced(found)) => Ok(found.copied_pages),
        Some(Outcome::Background(found)) => Ok(found.copied_pages),
        Some(Outcome::Cancelled(found)) => Ok(found.copied_pages),
        _ => Err(unsuited(
            "a write, promote, copy, backup, sync, background or cancel",
            last,
        )),
    }
}

/// Work items of a restore.
pub(super) fn items(last: Option<&Outcome>) -> Found<u64> {
    match last {
        Some(Outcome::Restore(found)) => Ok(found.items),
        Some(Outcome::Background(found)) => Ok(found.items),
        _ => Err(unsuited("a restore or background", last)),
    }
}

pub(super) fn copied_pages(last: Option<&Outcome>) -> Found<&Runs> {
    match last {
        Some(Outcome::Copied(found)) => Ok(&found.pages),
        Some(Outcome::Synced(found)) => Ok(&found.pages),
        _ => Err(unsuited("a copy, backup or sync", last)),
    }
}

pub(super) fn discarded(last: Option<&Outcome>) -> Found<&Runs> {
    match last {
        Some(Outcome::Discarded(found)) => Ok(&found.pages),
        Some(Outcome::Resized(found)) => Ok(&found.discarded),
        _ => Err(unsuited("a discard or resize", last)),
    }
}

pub(super) fn set(last: Option<&Outcome>) -> Found<&SetSpace> {
    match last {
        Some(Outcome::Space(found)) => found.set.as_ref().map(|set| &set.space),
        _ => None,
    }
    .ok_or_else(|| unsuited("a `space of`", last))
}

/// Commands that schedules ran.
pub(super) fn ran(last: Option<&Outcome>) -> Found<u64> {
    let ran = match last {
        Some(Outcome::Written(found)) => Some(&found.ran),
        Some(Outcome::Stepped(found)) => found.written.as_ref().map(|found| &found.ran),
        Some(Outcome::Clock(found)) => Some(&found.ran),
        Some(Outcome::Done(found)) => found.ran.as_ref(),
        _ => None,
    };
    let ran = ran.ok_or_else(|| unsuited("a write, `at` or `trigger`", last))?;
    Ok(ran.len() as u64)
}

/// Pages of one kind in a diff.
pub(super) fn compared(kind: PageCompare, pages: &language::Runs, diff: &Diff) -> Verdict {
    let (what, kind) = match kind {
        PageCompare::LeftOnly => ("left-only", DeltaKind::LeftOnly),
        PageCompare::RightOnly => ("right-only", DeltaKind::RightOnly),
        PageCompare::Differ => ("differ", DeltaKind::Differ),
        PageCompare::Same => ("same", DeltaKind::Same),
    };
    let found = diff.runs.iter().filter(|run| run.kind == kind);
    let found = found.map(|run| (run.start, run.length));
    same_runs(what, pages, &language::Runs::from_lengths(found))
}
