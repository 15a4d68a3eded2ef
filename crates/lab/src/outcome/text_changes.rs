//! The outcomes of the commands that make and change volumes, as sentences and tables.

use super::table::aligned;
use super::text::{bytes_text, counted, name_text, pages_text};
use super::{
    Clock, Copied, Crashed, Discarded, Done, Promoted, RanCommand, Rate, Resized, Space, Synced,
};
use crate::language::{Recovered, Time};

pub(super) fn done_text(done: &Done) -> String {
    let mut text = if let Some(name) = &done.created {
        format!("created {}", name_text(name))
    } else if !done.deleted.is_empty() {
        format!("deleted {}", names_text(&done.deleted))
    } else if let Some(setting) = &done.set {
        format!("set {setting}")
    } else if let Some(limit) = &done.limit {
        let of = |most: Option<u64>, what| most.map_or("no limit".to_owned(), |n| counted(n, what));
        format!(
            "limits: {} of data, {} of administration",
            of(limit.data_pages, "page"),
            of(limit.admin_entries, "entry")
        )
    } else if let Some(name) = &done.begun {
        format!("{} is open", name_text(name))
    } else if let Some(name) = &done.scheduled {
        format!("schedule {} begins", name_text(name))
    } else if let Some(name) = &done.unscheduled {
        format!("schedule {} ends", name_text(name))
    } else if done.ran.as_ref().is_some_and(Vec::is_empty) {
        "no schedule waits for this".to_owned()
    } else {
        "done".to_owned()
    };
    tell_stale(&mut text, &done.stale);
    tell_ran(&mut text, done.ran.as_deref().unwrap_or_default());
    text
}

pub(super) fn clock_text(clock: &Clock) -> String {
    let mut text = format!("it is {}", Time::from_ms(clock.now_ms).in_words());
    if clock.ran.is_empty() {
        text.push_str("; nothing was due");
    }
    tell_ran(&mut text, &clock.ran);
    text
}

pub(super) fn crashed_text(crashed: &Crashed) -> String {
    let recovery = &crashed.recovery;
    let steps = counted(crashed.steps, "micro-step");
    let stopped = match crashed.of {
        Some(_) => format!("{}: complete after {steps}, then a crash", crashed.command),
        None => format!("{}: a crash after {steps}", crashed.command),
    };
    let result = match (&recovery.what, recovery.result) {
        (Some(what), _) => format!("finished: {what}"),
        (None, Recovered::Undone) => "took it back".to_owned(),
        (None, _) => "found nothing to finish".to_owned(),
    };
    format!(
        "{stopped}\nrecovery {result}; freed {} and {}, corrected {}",
        counted(recovery.pages_freed, "page"),
        counted(recovery.tables_freed, "table"),
        counted(recovery.recounted, "reference count")
    )
}

/// Adds what schedules did, one line each.
pub(super) fn tell_ran(text: &mut String, ran: &[RanCommand]) {
    for ran in ran {
        text.push_str("\n  ");
        text.push_str(&ran.command);
        text.push_str(": ");
        // Schedules take and delete snapshots.
        text.push_str(&ran.outcome.change_text().unwrap_or_default());
    }
}

pub(super) fn promoted_text(promoted: &Promoted) -> String {
    let mut text = format!(
        "{} shows what {} shows: changed {}; pushed {}; copied {}, shared {}",
        name_text(&promoted.volume),
        name_text(&promoted.source),
        pages_text(&promoted.pages),
        pages_text(&promoted.pushed),
        counted(promoted.copied_pages, "page"),
        counted(promoted.shared_pages, "page")
    );
    tell_stale(&mut text, &promoted.stale);
    text
}

pub(super) fn discarded_text(discarded: &Discarded) -> String {
    let mut text = format!(
        "discarded {} of {}; pushed {}",
        pages_text(&discarded.pages),
        name_text(&discarded.volume),
        pages_text(&discarded.pushed)
    );
    tell_stale(&mut text, &discarded.stale);
    text
}

pub(super) fn resized_text(resized: &Resized) -> String {
    let mut text = format!(
        "{} has {}, before {}; discarded {}; pushed {}",
        name_text(&resized.volume),
        counted(resized.pages, "page"),
        resized.was,
        pages_text(&resized.discarded),
        pages_text(&resized.pushed)
    );
    tell_stale(&mut text, &resized.stale);
    text
}

pub(super) fn copied_text(copied: &Copied) -> String {
    format!(
        "created {}, a copy of {}: copied {}",
        name_text(&copied.created),
        name_text(&copied.source),
        pages_text(&copied.pages)
    )
}

pub(super) fn synced_text(synced: &Synced) -> String {
    format!(
        "{} equals {} now, before {}: copied {}; compared {}: {}",
        name_text(&synced.backup),
        name_text(&synced.to),
        name_text(&synced.from),
        pages_text(&synced.pages),
        counted(synced.verified_pages, "page"),
        if synced.ok { "all equal" } else { "not equal" }
    )
}

pub(super) fn rate_text(rate: &Rate) -> String {
    let mut text = match &rate.change_log {
        Some(log) => format!(
            "exception tables of {}; a change log takes {} ({})",
            bytes_text(rate.table_bytes),
            bytes_text(log.bytes),
            counted(log.records, "record")
        ),
        None => format!("exception tables of {}", bytes_text(rate.table_bytes)),
    };
    if rate.intervals.is_empty() {
        return format!("{} has no snapshots", name_text(&rate.volume));
    }
    let row = |interval: &super::Interval| {
        vec![
            name_text(&interval.snapshot),
            name_text(&interval.until),
            interval.pages.map_or("stale".to_owned(), |n| n.to_string()),
        ]
    };
    let rows: Vec<Vec<String>> = rate.intervals.iter().map(row).collect();
    text.push('\n');
    text + &aligned(&["from", "until", "pages changed"], &rows, &[2])
}

/// What deleting the set of a `space` frees.
pub(super) fn set_text(space: &Space) -> Option<String> {
    let set = space.set.as_ref()?;
    let page_bytes = |name: &String| {
        let mut rows = space.volumes.iter();
        rows.find(|row| row.name == *name)
            .map_or(0, |row| row.page_bytes)
    };
    let page_bytes = set.volumes.first().map_or(0, page_bytes);
    let freed = match set.space.freed_if_deleted_pages {
        Some(pages) => format!(
            "deleting {} frees {} ({})",
            names_text(&set.volumes),
            counted(pages, "page"),
            bytes_text(pages.saturating_mul(u64::from(page_bytes)))
        ),
        None => format!("{} cannot be deleted", names_text(&set.volumes)),
    };
    let tables = bytes_text(set.space.table_bytes);
    Some(format!("\n{freed}; their tables take {tables}"))
}

/// Names as they are typed, one after the other.
pub(super) fn names_text(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| name_text(name)).collect();
    names.join(" ")
}

/// Adds which snapshots made room, if any did.
pub(super) fn tell_stale(text: &mut String, stale: &[String]) {
    if !stale.is_empty() {
        text.push_str("; became stale: ");
        text.push_str(&names_text(stale));
    }
}
