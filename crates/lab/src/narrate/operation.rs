//! Promotes, discards, sizes, copies, backups and syncs: which pages change, what is kept of them
//! first, and why a stop in between does no harm.

use cowpath_engine::event::Event;
use cowpath_engine::ids::{Runs, VolumeId};

use super::pages::{self, PageChange, Way};
use super::rows::Row;
use super::words::{count, pages as pages_of, sentence};
use super::{Moment, Told};

/// What recovery makes of an operation that was put on record.
const ON_RECORD: &str = "The operation was put on record before its first change: after a crash, \
     recovery would carry it to its end.";

pub(super) fn promote(moment: &Moment<'_>, volume: VolumeId, source: VolumeId) -> Told {
    let (name, from) = (moment.words.name(volume), moment.words.name(source));
    let changes = pages::of(moment);
    let differ = planned(moment);
    let mut told = begin(moment, format!("{name} is to show what {from} shows"));
    if let Some(differ) = &differ {
        told.push(match differ.is_empty() {
            true => format!("They lie in the same places: no page of {name} has to change."),
            false => format!(
                "They differ in {}, told from the places where pages lie, without reading any.",
                pages_of(differ)
            ),
        });
    }
    told.extend(kept(moment, &name, &changes));
    told.extend(ways(moment, &name, &changes));
    if moment.settled() {
        told.push(format!(
            "{name} shows what {from} shows. The two go on by themselves from here."
        ));
        told.push(ON_RECORD.to_owned());
    }
    let plan = format!("find where {name} and {from} differ");
    story(
        moment,
        told,
        "Promoting a volume",
        Some((plan, differ)),
        &changes,
        "change",
    )
}

pub(super) fn discard(moment: &Moment<'_>, volume: VolumeId) -> Told {
    let name = moment.words.name(volume);
    let changes = pages::of(moment);
    let gone: Runs = changes.iter().map(|change| change.page).collect();
    let title = format!("{name} gives up {}", pages_of(&gone));
    let mut told = begin(moment, title);
    told.push(
        "Nobody needs their content any more. Those that already read as zeros are left alone."
            .to_owned(),
    );
    told.extend(kept(moment, &name, &changes));
    if moment.settled() {
        told.push(zeros(moment, &name, volume, &changes));
    }
    story(moment, told, "Discarding pages", None, &changes, "give up")
}

pub(super) fn resize(moment: &Moment<'_>, volume: VolumeId, size: u64) -> Told {
    let name = moment.words.name(volume);
    let changes = pages::of(moment);
    let mut told = begin(moment, format!("{name} is to have {}", count(size, "page")));
    let number = count(changes.len() as u64, "page");
    told.push(match changes.first() {
        None => "Nothing there is seen by anyone: only the number changes.".to_owned(),
        Some(change) if change.page.0 < size => format!(
            "{name} reads through others, and they have {number} in the new region. A new region \
             is empty, so a hole goes there: an entry that says “zeros”."
        ),
        Some(_) => format!(
            "What lies past the new end must go, {number}: else it would be seen again when \
             {name} grows."
        ),
    });
    told.extend(kept(moment, &name, &changes));
    if moment.settled() {
        told.push(format!(
            "Snapshots keep the size they were taken with. What they read through {name} past its \
             end reads as zeros."
        ));
        told.push(ON_RECORD.to_owned());
    }
    let mut told = story(moment, told, "Changing a size", None, &changes, "give up");
    let sized = |event: &Event<'_>| matches!(event, Event::SizeChanged { .. });
    told.flow.extend(moment.find(sized).map(|step| {
        Row::plain(
            step,
            format!("{name} has {} from now on", count(size, "page")),
        )
    }));
    told
}

/// A full copy or a backup.
pub(super) fn copy(moment: &Moment<'_>, volume: VolumeId, of: VolumeId, backup: bool) -> Told {
    let (name, from) = (moment.words.name(volume), moment.words.name(of));
    let changes = pages::of(moment);
    let live = planned(moment);
    let what = if backup { "backup" } else { "full copy" };
    let mut told = begin(moment, format!("A {what} of {from}: {name}"));
    told.push(format!(
        "{name} is a base volume with a tree of its own: it shares nothing with {from}, so either \
         can be lost without the other."
    ));
    if let Some(live) = &live {
        told.push(format!(
            "{} to be copied: {}.{}",
            match live.pages() {
                1 => "One page is".to_owned(),
                many => sentence(&format!("{} are", count(many, "page"))),
            },
            pages_of(live),
            match moment.words.seen(volume) {
                Some(seen) if seen.pages > live.pages() => " The others were never written.",
                _ => "",
            }
        ));
    }
    if moment.settled() {
        if backup {
            told.push(format!(
                "{name} refuses writes and knows that it equals {from}: later, only what differs \
                 from there has to travel."
            ));
        }
        told.push(ON_RECORD.to_owned());
    }
    let plan = format!("find the pages that {from} shows");
    let title = if backup {
        "Making a backup"
    } else {
        "Copying a volume"
    };
    story(moment, told, title, Some((plan, live)), &changes, "copy")
}

pub(super) fn sync(moment: &Moment<'_>, backup: VolumeId, to: VolumeId) -> Told {
    let (name, at) = (moment.words.name(backup), moment.words.name(to));
    let changes = pages::of(moment);
    let differ = planned(moment);
    let mut told = begin(moment, format!("{name} is brought to {at}"));
    if let Some(differ) = &differ {
        told.push(format!(
            "Between the snapshot that {name} equals and {at}, {} {}.",
            pages_of(differ),
            if differ.pages() == 1 {
                "differs, so only that one travels"
            } else {
                "differ, so only those travel"
            }
        ));
    }
    let verified = |event: &Event<'_>| matches!(event, Event::SyncVerified { .. });
    let verified = moment.find(verified);
    for (step, event) in moment.events() {
        if let Event::SyncVerified { wrong, .. } = event
            && moment.knows(step)
        {
            told.push(match wrong.is_empty() {
                true => format!("Then all of {name} was compared with {at}: they are equal."),
                false => format!(
                    "Compared with {at}, {} of {name} are wrong.",
                    pages_of(wrong)
                ),
            });
            told.push(ON_RECORD.to_owned());
        }
    }
    let plan = format!("find what differs between where {name} stands and {at}");
    let mut told = story(
        moment,
        told,
        "Syncing a backup",
        Some((plan, differ)),
        &changes,
        "copy",
    );
    told.flow.extend(
        verified.map(|step| Row::plain(step, format!("compare {name} with {at}, page by page"))),
    );
    told
}

/// What a full-copy snapshot adds to the story of a snapshot.
pub(super) fn fill(moment: &Moment<'_>, ross: VolumeId, told: &mut Told) {
    let changes = pages::of(moment);
    let name = moment.words.name(ross);
    let rows = changes.iter().map(|change| change.row(moment, "push"));
    told.flow.extend(rows);
    told.sentences.truncate(1);
    told.sentences.push(format!(
        "It is a full copy: every written page is pushed into {name} at once, and not only when \
         it is about to change. It takes the room now, and needs nobody to be read."
    ));
    if moment.settled() {
        told.sentences.push(ON_RECORD.to_owned());
    }
}

/// The title, with the sentences still to come.
fn begin(moment: &Moment<'_>, title: String) -> Vec<String> {
    let mut told = Vec::with_capacity(6);
    told.push(title);
    if moment.done == 0 {
        told.truncate(1);
    }
    told
}

/// The pages that a plan gives, once it is made.
fn planned(moment: &Moment<'_>) -> Option<Runs> {
    let mut events = moment.events().filter(|(step, _)| moment.knows(*step));
    events.find_map(|(_, event)| match event {
        Event::PromoteBegun { pages, .. }
        | Event::CopyBegun { pages, .. }
        | Event::SyncBegun { pages, .. } => Some(pages.clone().into_owned()),
        _ => None,
    })
}

/// What snapshots get before a page changes.
fn kept(moment: &Moment<'_>, name: &str, changes: &[PageChange]) -> Option<String> {
    let pushed = pages::pushed(moment, changes);
    if pushed.is_empty() {
        return None;
    }
    let each: Vec<String> = pushed
        .iter()
        .map(|(into, runs)| format!("{} into {}", pages_of(runs), moment.words.name(*into)))
        .collect();
    Some(format!(
        "Snapshots of {name} keep what they show: old content is pushed first, {}.",
        super::words::list(each)
    ))
}

/// How pages get their new content.
fn ways(moment: &Moment<'_>, name: &str, changes: &[PageChange]) -> Option<String> {
    let number = |way| pages::went(moment, changes, way);
    let (copied, shared) = (number(Way::Copied), number(Way::Shared));
    let zeros = number(Way::Zeros) + number(Way::Gone);
    let mut ways = Vec::new();
    if shared > 0 {
        ways.push(format!(
            "shares {} with the source by a reference",
            count(shared, "page")
        ));
    }
    if copied > 0 {
        ways.push(format!("gets {} as a copy", count(copied, "page")));
    }
    if zeros > 0 {
        ways.push(format!("reads {} as zeros", count(zeros, "page")));
    }
    (!ways.is_empty()).then(|| format!("{name} {}.", super::words::list(ways)))
}

/// What makes a page read as zeros.
fn zeros(moment: &Moment<'_>, name: &str, volume: VolumeId, changes: &[PageChange]) -> String {
    let number = count(changes.len() as u64, "page");
    match moment.words.kind(volume) {
        Some(cowpath_engine::ids::Kind::Base) => format!(
            "{} given up: for {name} it is as if they had never been written.",
            sentence(&format!(
                "{number} {}",
                if changes.len() == 1 { "is" } else { "are" }
            ))
        ),
        _ => format!(
            "{name} reads through others, so an entry has to say “zeros”: a hole, which takes no \
             page. {} so.",
            sentence(&format!(
                "{number} {}",
                if changes.len() == 1 { "reads" } else { "read" }
            ))
        ),
    }
}

fn story(
    moment: &Moment<'_>,
    mut sentences: Vec<String>,
    flow_title: &str,
    plan: Option<(String, Option<Runs>)>,
    changes: &[PageChange],
    verb: &str,
) -> Told {
    let title = sentences.remove(0);
    let mut flow = Vec::with_capacity(changes.len() + 2);
    let logged = |event: &Event<'_>| matches!(event, Event::IntentLogged { .. });
    if let Some(step) = moment.find(logged) {
        flow.push(Row::plain(step, "put the operation on record"));
    }
    let planned = |event: &Event<'_>| {
        matches!(
            event,
            Event::PromoteBegun { .. } | Event::CopyBegun { .. } | Event::SyncBegun { .. }
        )
    };
    if let (Some((text, found)), Some(step)) = (plan, moment.find(planned)) {
        let found = found.as_ref().map(pages_of).unwrap_or_default();
        flow.push(Row::plain(step, text).giving(found));
    }
    flow.extend(changes.iter().map(|change| change.row(moment, verb)));
    let cleared = |event: &Event<'_>| matches!(event, Event::IntentCleared);
    if let Some(step) = moment.find(cleared) {
        flow.push(Row::plain(
            step,
            "clear the record: the operation is complete",
        ));
    }
    Told {
        title,
        sentences,
        flow_title: flow_title.to_owned(),
        flow,
    }
}
