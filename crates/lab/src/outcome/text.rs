//! Outcomes as sentences and tables for people.

use std::fmt;

use cowpath_engine::content::Content;
use cowpath_engine::delta::DeltaKind;
use cowpath_engine::ids::{Kind, Runs};

use super::maps::maps_text;
use super::open::{locks_text, stepped_text};
use super::restore::{
    background_text, cancelled_text, latency_text, refreshed_text, restore_text, restores_text,
};
use super::table::aligned;
use super::text_changes::{
    clock_text, copied_text, crashed_text, discarded_text, done_text, promoted_text, rate_text,
    resized_text, set_text, synced_text, tell_ran, tell_stale,
};
use super::{Diff, Dump, DumpedPage, Outcome, Place, Read, Space, Tree, VolumeState, Written};
use crate::language::{self, Name};

/// Contents longer than this are cut, in characters.
const CONTENT_CHARS_MAX: usize = 48;
/// Runs of a comparison that are told.
const RUNS_MAX: usize = 16;

impl Outcome {
    /// The outcome for people: one line, or a table. Ends without a line break.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Diff(diff) => diff_text(diff),
            Self::Latency(latency) => latency_text(latency),
            Self::Rate(rate) => rate_text(rate),
            Self::Dump(dump) => dump_text(dump),
            Self::Maps(maps) => maps_text(maps),
            Self::Tree(tree) => tree_text(tree),
            Self::Space(space) => space_text(space),
            Self::Check(check) if check.ok => {
                format!("all {} invariants hold", check.invariants)
            }
            Self::Check(check) => {
                let head = format!(
                    "{} of {} invariants broken",
                    check.broken.len(),
                    check.invariants
                );
                let rows = check
                    .broken
                    .iter()
                    .map(|b| format!("\n  {}: {}", b.invariant, b.detail));
                head + &rows.collect::<String>()
            }
            Self::Expect(expected) => match &expected.message {
                Some(message) => format!("not as expected: {message}"),
                None => "as expected".to_owned(),
            },
            Self::Replay(report) => format!(
                "replayed {}: {}, {} pushed",
                counted(report.records, "record"),
                counted(report.snapshots, "snapshot"),
                counted(report.pushes, "page")
            ),
            change => change.change_text().unwrap_or_default(),
        }
    }

    /// The same for a command that does something or is refused; `None` for what only lists,
    /// counts or compares. Narration needs no more, and the page does not hold the tables.
    #[must_use]
    pub fn change_text(&self) -> Option<String> {
        Some(match self {
            Self::Done(done) => done_text(done),
            Self::Written(written) => written_text(written),
            Self::Read(read) => read_text(read),
            Self::Promoted(promoted) => promoted_text(promoted),
            Self::Discarded(discarded) => discarded_text(discarded),
            Self::Resized(resized) => resized_text(resized),
            Self::Copied(copied) => copied_text(copied),
            Self::Synced(synced) => synced_text(synced),
            Self::Refreshed(refreshed) => refreshed_text(refreshed),
            Self::Restore(restore) => restore_text(restore),
            Self::Background(background) => background_text(background),
            Self::Cancelled(cancelled) => cancelled_text(cancelled),
            Self::Restores(restores) => restores_text(restores),
            Self::Clock(clock) => clock_text(clock),
            Self::Stepped(stepped) => stepped_text(stepped),
            Self::Locks(locks) => locks_text(locks),
            Self::Crashed(crashed) => crashed_text(crashed),
            Self::Refused(refused) => format!("refused ({}): {}", refused.rule, refused.message),
            _ => return None,
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A name as the language spells it: quoted where it holds what would not show.
#[must_use]
pub fn name_text(name: &str) -> String {
    Name::new(name).map_or_else(|_| name.to_owned(), |name| name.to_string())
}

/// Pages as the language spells them: `0-2,7` or `none`.
#[must_use]
pub fn runs_text(runs: &Runs) -> String {
    language::Runs::from_lengths(runs.as_slice().iter().map(|run| (run.0, run.1))).to_string()
}

/// A content as the language spells it, cut where it is long; a stamp as `#7`.
#[must_use]
pub fn content_text(content: &Content<'_>) -> String {
    let bytes = match content {
        Content::Stamp(stamp) => return format!("#{stamp}"),
        Content::Bytes(bytes) => cowpath_engine::content::trim(bytes),
    };
    let spelled = language::spell_content(bytes);
    if spelled.chars().nth(CONTENT_CHARS_MAX).is_none() {
        return spelled;
    }
    let cut: String = spelled.chars().take(CONTENT_CHARS_MAX).collect();
    format!("{cut}… ({})", bytes_text(bytes.len() as u64))
}

fn written_text(written: &Written) -> String {
    let mut text = format!("wrote {}", pages_text(&written.pages));
    let into: Vec<String> = written.into.iter().map(|name| name_text(name)).collect();
    let into = into.join(" and ");
    if !written.pushed.is_empty() {
        text.push_str(&format!(
            "; pushed {} into {into}, copied {}",
            pages_text(&written.pushed),
            counted(written.copied_pages, "page")
        ));
    } else if into.is_empty() {
        text.push_str("; nothing to push");
    } else {
        let hold = if written.into.len() == 1 {
            "holds"
        } else {
            "hold"
        };
        text.push_str(&format!("; nothing to push, {into} {hold} it"));
    }
    tell_stale(&mut text, &written.stale);
    tell_ran(&mut text, &written.ran);
    text
}

pub(super) fn read_text(read: &Read) -> String {
    let hint = if read.hint_used {
        ", by a skip pointer"
    } else {
        ""
    };
    format!(
        "{}  from {}, {} ({}){hint}",
        content_text(&read.content),
        place_text(&read.from),
        counted(read.lookups, "look-up"),
        path_text(&read.hops),
    )
}

fn diff_text(diff: &Diff) -> String {
    let rows: Vec<Vec<String>> = [
        ("literal", &diff.literal),
        ("location", &diff.location),
        ("content", &diff.content),
    ]
    .into_iter()
    .map(|(answer, runs)| vec![answer.to_owned(), runs.pages().to_string(), runs_text(runs)])
    .collect();
    let run = |run: &cowpath_engine::delta::DeltaRun| {
        let kind = match run.kind {
            DeltaKind::LeftOnly => "left only",
            DeltaKind::RightOnly => "right only",
            DeltaKind::Same => "same",
            DeltaKind::Differ => "differ",
        };
        let pages = Runs::from(vec![cowpath_engine::ids::Run(run.start, run.length)]);
        format!("{kind} {}", runs_text(&pages))
    };
    let runs: Vec<String> = diff.runs.iter().take(RUNS_MAX).map(run).collect();
    let more = match diff.runs.len().saturating_sub(RUNS_MAX) {
        0 => String::new(),
        more => format!(" and {}", counted(more as u64, "other run")),
    };
    format!(
        "method {}, common volume {}; examined {} in {}, page by page {} in {}\n{}\n  {}{more}",
        diff.method,
        name_text(&diff.common),
        counted(diff.work.entries, "entry"),
        counted(diff.work.tables, "table"),
        counted(diff.literal_work.entries, "entry"),
        counted(diff.literal_work.tables, "table"),
        aligned(&["by", "pages", "which"], &rows, &[1]),
        if runs.is_empty() {
            "nothing was ever written".to_owned()
        } else {
            runs.join(", ")
        }
    )
}

fn dump_text(dump: &Dump) -> String {
    let row = |page: &DumpedPage| {
        vec![
            page.page.to_string(),
            content_text(&page.content),
            place_text(&page.place),
        ]
    };
    let link = |name: &Option<String>| name.as_deref().map_or("none".to_owned(), name_text);
    let (what, pages) = match &dump.pages {
        Some(pages) => ("written page", pages),
        None => ("exception", &dump.exceptions),
    };
    let mut text = format!(
        "{}: {}",
        name_text(&dump.volume),
        counted(pages.len() as u64, what)
    );
    if dump.pages.is_none() {
        text.push_str(&format!(
            ", reads through {}, copy of {}",
            link(&dump.parent),
            link(&dump.copy_of)
        ));
    }
    if pages.is_empty() {
        return text;
    }
    let rows: Vec<Vec<String>> = pages.iter().map(row).collect();
    text + "\n" + &aligned(&["page", "content", "in"], &rows, &[0])
}

fn tree_text(tree: &Tree) -> String {
    if tree.volumes.is_empty() {
        return "no volumes".to_owned();
    }
    let link = |name: &Option<String>| name.as_deref().map_or(String::new(), name_text);
    let row = |volume: &super::TreeVolume| {
        vec![
            name_text(&volume.name),
            kind_text(volume.kind).to_owned(),
            link(&volume.parent),
            link(&volume.copy_of),
            volume.exceptions.to_string(),
            volume.pages.to_string(),
            remarks(volume),
        ]
    };
    let rows: Vec<Vec<String>> = tree.volumes.iter().map(row).collect();
    let head = [
        "volume",
        "kind",
        "reads through",
        "copy of",
        "exceptions",
        "pages",
        "",
    ];
    aligned(&head, &rows, &[4, 5])
}

/// What is not the usual about a volume.
fn remarks(volume: &super::TreeVolume) -> String {
    let mut remarks = Vec::new();
    if let Some(tree) = &volume.tree {
        remarks.push(format!("tree {}", name_text(tree)));
    }
    if let Some(snapshot) = &volume.backup_of {
        remarks.push(format!("backup of {}", name_text(snapshot)));
    }
    if volume.read_only && volume.kind != Kind::Ross {
        remarks.push("read-only".to_owned());
    }
    if volume.state == VolumeState::Stale {
        remarks.push("stale".to_owned());
    }
    remarks.join(", ")
}

fn space_text(space: &Space) -> String {
    if space.volumes.is_empty() {
        return "no volumes".to_owned();
    }
    let row = |volume: &super::SpaceVolume| {
        let pages = |count: u64| {
            let bytes = bytes_text(count.saturating_mul(u64::from(volume.page_bytes)));
            format!("{} ({bytes})", counted(count, "page"))
        };
        let space = volume.space;
        let freed = space.freed_if_deleted_pages;
        vec![
            name_text(&volume.name),
            pages(space.exclusive_pages),
            pages(space.shared_pages),
            match volume.map_bytes {
                None => bytes_text(space.table_bytes),
                Some(maps) => format!(
                    "{}, maps {}",
                    bytes_text(space.table_bytes),
                    bytes_text(maps)
                ),
            },
            freed.map_or("cannot be deleted".to_owned(), pages),
        ]
    };
    let rows: Vec<Vec<String>> = space.volumes.iter().map(row).collect();
    let head = [
        "volume",
        "exclusive",
        "shared",
        "tables",
        "freed if deleted",
    ];
    let table = aligned(&head, &rows, &[1, 2, 3, 4]);
    table + &set_text(space).unwrap_or_default()
}

/// The kind of a volume in words.
pub(crate) fn kind_text(kind: Kind) -> &'static str {
    match kind {
        Kind::Base => "base volume",
        Kind::Ross => "read-only snapshot",
        Kind::Rwss => "read-write snapshot",
    }
}

/// A place as `expect` names it.
pub(crate) fn place_text(place: &Place) -> String {
    format!("{} {}", name_text(&place.volume), place.offset)
}

fn path_text(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| name_text(name)).collect();
    names.join(" → ")
}

pub(super) fn pages_text(runs: &Runs) -> String {
    match runs.pages() {
        0 => "nothing".to_owned(),
        1 => format!("page {}", runs_text(runs)),
        count => format!("{count} pages ({})", runs_text(runs)),
    }
}

pub(super) fn counted(count: u64, what: &str) -> String {
    match (count, what.strip_suffix('y')) {
        (1, _) => format!("1 {what}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {what}s"),
    }
}

pub(super) fn bytes_text(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut unit = 0;
    let mut tenths = u128::from(bytes) * 10;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    match tenths % 10 {
        0 => format!("{} {}", tenths / 10, UNITS[unit]),
        tenth => format!("{}.{tenth} {}", tenths / 10, UNITS[unit]),
    }
}
