//! A read: each volume on the way with what it had, and the cost.

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::event::Event;
use cowpath_engine::hints::{Hint, HintKind};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};

use super::rows::{Flow, Row};
use super::words::{content, count, zeros};
use super::{Moment, Told};

/// How the search left a volume.
#[derive(Clone, Copy)]
enum Way {
    Link(VolumeId),
    Hint(Hint),
    Redirect(VolumeId),
    /// A restore that runs leads there: the page waits for being copied.
    Restore(VolumeId),
    /// It is the last one.
    Stay,
}

struct Visit {
    step: usize,
    volume: VolumeId,
    lookups: u64,
    /// The deepest entry looked up, with its level; `None` in a base.
    entry: Option<(u8, Option<Entry>)>,
    way: Way,
}

struct Found<'a> {
    step: usize,
    volume: VolumeId,
    location: Location,
    content: &'a Content<'static>,
}

/// What a read did.
struct Search<'a> {
    volume: VolumeId,
    page: PageNo,
    visits: Vec<Visit>,
    found: Option<Found<'a>>,
    /// Volumes that got a skip pointer, and where it leads.
    hints: Vec<(VolumeId, Hint)>,
}

pub(super) fn tell(moment: &Moment<'_>) -> Told {
    let Some(search) = collect(moment) else {
        return Told::default();
    };
    Told {
        title: format!(
            "A read of page {} of {}",
            search.page.0,
            moment.words.name(search.volume)
        ),
        sentences: sentences(moment, &search),
        flow_title: "The search, volume by volume".to_owned(),
        flow: flow(moment, &search),
    }
}

fn collect<'a>(moment: &'a Moment<'_>) -> Option<Search<'a>> {
    let mut search = moment.events().find_map(|(_, event)| match event {
        Event::ReadBegun { volume, page } => Some(Search {
            volume: *volume,
            page: *page,
            visits: Vec::new(),
            found: None,
            hints: Vec::new(),
        }),
        _ => None,
    })?;
    for (step, event) in moment.events() {
        let last = search.visits.last_mut();
        match (event, last) {
            (Event::VolumeVisited { volume, .. }, _) => {
                let base = moment.words.kind(*volume) == Some(Kind::Base);
                search.visits.push(Visit {
                    step,
                    volume: *volume,
                    lookups: u64::from(base),
                    entry: None,
                    way: Way::Stay,
                });
            }
            (Event::EntryExamined { level, entry, .. }, Some(visit)) => {
                visit.lookups += 1;
                visit.entry = Some((*level, *entry));
            }
            (Event::LinkFollowed { parent, .. }, Some(visit)) => visit.way = Way::Link(*parent),
            (Event::HintFollowed { target, kind, .. }, Some(visit)) => {
                visit.way = Way::Hint(hint(*target, *kind));
            }
            (Event::RedirectFollowed { target, .. }, Some(visit)) => {
                visit.way = Way::Redirect(*target);
            }
            (Event::RestoreFollowed { target, .. }, Some(visit)) => {
                visit.way = Way::Restore(*target);
            }
            (
                Event::PageFound {
                    volume,
                    location,
                    content,
                    ..
                },
                _,
            ) => {
                search.found = Some(Found {
                    step,
                    volume: *volume,
                    location: *location,
                    content,
                });
            }
            (
                Event::HintSet {
                    volume,
                    target,
                    kind,
                    ..
                },
                _,
            ) => {
                search.hints.push((*volume, hint(*target, *kind)));
            }
            _ => {}
        }
    }
    Some(search)
}

const fn hint(target: VolumeId, kind: HintKind) -> Hint {
    Hint { target, kind }
}

fn flow(moment: &Moment<'_>, search: &Search<'_>) -> Flow {
    let words = moment.words;
    let mut rows: Flow = Vec::new();
    for visit in &search.visits {
        let cost = count(visit.lookups, "look-up");
        let result = match (visit.way, visit.entry) {
            (Way::Link(parent), Some((level, _))) => format!(
                "level {level} entry empty, on to {} ({cost})",
                words.name(parent)
            ),
            (Way::Hint(hint), _) => {
                format!(
                    "nothing, but a skip pointer to {} ({cost})",
                    words.name(hint.target)
                )
            }
            (Way::Redirect(target), _) => format!("a redirect to {} ({cost})", words.name(target)),
            (Way::Restore(target), _) => format!(
                "the page waits for being restored: on to {} ({cost})",
                words.name(target)
            ),
            (_, Some((_, entry))) => format!("{} ({cost})", words.entry(entry)),
            (_, None) => format!("the end of every path ({cost})"),
        };
        let text = format!("look in {}", words.name(visit.volume));
        rows.push(Row::plain(visit.step, text).giving(result));
    }
    if let Some(found) = &search.found {
        let row = Row::plain(found.step, "deliver the content");
        rows.push(row.giving(content(found.content)));
        if let Some(&(_, hint)) = search.hints.first() {
            let volumes: Vec<VolumeId> = search.hints.iter().map(|hint| hint.0).collect();
            let text = format!(
                "leave skip pointers to {} in {}",
                words.name(hint.target),
                words.listed(&volumes)
            );
            rows.push(Row::plain(found.step, text));
        }
    }
    rows
}

fn sentences(moment: &Moment<'_>, search: &Search<'_>) -> Vec<String> {
    let words = moment.words;
    let page = search.page.0;
    let visits = || search.visits.iter().filter(|v| moment.knows(v.step));
    let found = search
        .found
        .as_ref()
        .filter(|found| moment.knows(found.step));
    let mut told = vec![format!(
        "{} is asked for page {page}.",
        words.name(search.volume)
    )];
    let empty: Vec<VolumeId> = visits()
        .filter(|visit| matches!(visit.way, Way::Link(_)))
        .map(|visit| visit.volume)
        .collect();
    let restored = |(at, visit): (usize, &Visit)| match visit.way {
        Way::Restore(target) => {
            let (name, target) = (words.name(visit.volume), words.name(target));
            let text = format!(
                "Page {page} waits for being restored, so the search goes from {name} to {target}."
            );
            Some((at, text))
        }
        _ => None,
    };
    let mut restored = visits().enumerate().find_map(restored);
    // In the order of the search: a base is visited first, a receiver last.
    told.extend(restored.take_if(|(at, _)| *at == 0).map(|(_, text)| text));
    match empty.len() {
        0 => {}
        1 => told.push(format!(
            "{} holds nothing for it itself, so the search follows its look-up link.",
            words.listed(&empty)
        )),
        _ => told.push(format!(
            "{} hold nothing for it themselves, so the search follows their look-up links.",
            words.listed(&empty)
        )),
    }
    for visit in visits() {
        let name = words.name(visit.volume);
        match visit.way {
            Way::Hint(hint) => {
                let target = words.name(hint.target);
                told.push(match hint.kind {
                    HintKind::Value => format!(
                        "{name} has a skip pointer for page {page}: the search jumps to {target} \
                         at once."
                    ),
                    HintKind::Resume => format!(
                        "{name} has a skip pointer for page {page}: no snapshot before {target} \
                         holds the page, and the search goes on there."
                    ),
                });
            }
            Way::Redirect(target) => told.push(format!(
                "{name} holds a redirect instead of a page: page {page} is read in {}.",
                words.name(target)
            )),
            Way::Restore(_) | Way::Link(_) | Way::Stay => {}
        }
    }
    told.extend(restored.map(|(_, text)| text));
    if let Some(found) = found {
        told.push(answer(moment, search, found));
        told.push(cost(search));
        told.extend(hints(moment, search));
    }
    told
}

fn answer(moment: &Moment<'_>, search: &Search<'_>, found: &Found<'_>) -> String {
    let name = moment.words.name(found.volume);
    let value = content(found.content);
    match found.location {
        Location::Base(..) if value == zeros() => {
            format!("{name} answers, where the page holds zeros, as all pages do at first.")
        }
        Location::Base(..) if search.volume == found.volume => {
            format!("A base volume holds all its pages in place: the answer is {value}.")
        }
        Location::Base(..) => format!(
            "No snapshot on the way holds the page, so it is read in {name} itself: {value}."
        ),
        Location::Zero => format!("{name} says that the page is zeros: it has no content there."),
        Location::Data(offset) => format!(
            "{name} holds the page, at offset {} of the data volume: {value}.",
            offset.0
        ),
    }
}

fn cost(search: &Search<'_>) -> String {
    let lookups = search.visits.iter().map(|visit| visit.lookups).sum();
    format!(
        "It took {} in {}.",
        count(lookups, "look-up"),
        count(search.visits.len() as u64, "volume")
    )
}

fn hints(moment: &Moment<'_>, search: &Search<'_>) -> Option<String> {
    let (_, hint) = search.hints.first()?;
    let volumes: Vec<VolumeId> = search.hints.iter().map(|hint| hint.0).collect();
    let verb = if volumes.len() == 1 { "keeps" } else { "keep" };
    let volumes = moment.words.listed(&volumes);
    let target = moment.words.name(hint.target);
    let page = search.page.0;
    Some(match hint.kind {
        HintKind::Value => format!(
            "{volumes} {verb} a skip pointer to {target}, a hint that lets the next read of page \
             {page} jump there."
        ),
        HintKind::Resume => format!(
            "{volumes} {verb} a skip pointer to {target}, the last snapshot that the search \
             passed: the next read of page {page} goes on there."
        ),
    })
}
