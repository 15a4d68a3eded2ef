//! The predicates of `expect`.

use super::cursor::Cursor;
use super::error::Problem;
use super::parse::number_or_none;
use super::want::{Fit, Want};
use super::{
    Counted, DiffMethod, EntryIs, Expect, Location, Measure, Name, PageCompare, Recovered,
    VolumeKind, grammar,
};

type Parsed<T> = Result<T, Problem>;

/// Takes what follows the word `expect`.
pub(super) fn expect(at: &mut Cursor<'_>) -> Parsed<Expect> {
    Ok(match at.keyword(grammar::EXPECTATIONS)? {
        "ok" => Expect::Ok,
        "refused" => Expect::Refused(rule(at)?),
        "written" => Expect::Written(at.runs()?),
        "pushed" => Expect::Pushed(at.runs()?),
        "copied" => Expect::Copied(count(at)?),
        "steps" => Expect::Steps(at.numbers(&Want::Number("the number of a step"))?),
        "read" => Expect::Read(at.content()?),
        "from" => Expect::From(match at.try_keyword(grammar::NONE) {
            Some(_) => None,
            None => Some(location(at)?),
        }),
        "hops" => Expect::Hops(hops(at)?),
        "lookups" => Expect::Lookups(count(at)?),
        "hint" => Expect::Hint(at.keyword(grammar::HINT_USE)? == "used"),
        "method" => Expect::Method(match at.keyword(grammar::METHODS)? {
            "500" => DiffMethod::M500,
            _ => DiffMethod::M550,
        }),
        "common" => Expect::Common(at.volume(Fit::Any)?),
        "literal" => Expect::Literal(at.runs()?),
        "location" => Expect::Location(at.runs()?),
        "content" => Expect::Content(at.runs()?),
        "left-only" => compared(PageCompare::LeftOnly, at)?,
        "right-only" => compared(PageCompare::RightOnly, at)?,
        "differ" => compared(PageCompare::Differ, at)?,
        "same" => compared(PageCompare::Same, at)?,
        "check" => Expect::Check(at.keyword(grammar::CHECKED)? == "ok"),
        "discarded" => Expect::Discarded(at.runs()?),
        "promoted" => Expect::Promoted(at.runs()?),
        "copied-pages" => Expect::CopiedPages(at.runs()?),
        "ran" => Expect::Ran(count(at)?),
        "recovered" => Expect::Recovered(match at.keyword(grammar::RECOVERIES)? {
            "finished" => Recovered::Finished,
            "undone" => Recovered::Undone,
            _ => Recovered::Nothing,
        }),
        "items" => Expect::Items(count(at)?),
        "freed-set" => Expect::FreedSet(number_or_none(at)?),
        "now" => Expect::Now(at.time()?),
        word => state(word, at)?,
    })
}

/// Takes the predicates on the state; `word` is the one after `expect`.
fn state(word: &str, at: &mut Cursor<'_>) -> Parsed<Expect> {
    if word == "count" {
        return counted(at);
    }
    let volume = at.volume(Fit::Any)?;
    Ok(match word {
        "page" => {
            let page = at.number(Want::Page(volume.clone()))?;
            Expect::Page {
                volume,
                page,
                content: at.content()?,
            }
        }
        "exceptions" => Expect::Exceptions {
            volume,
            pages: at.runs()?,
        },
        "entry" => {
            let page = at.number(Want::Page(volume.clone()))?;
            Expect::Entry {
                volume,
                page,
                entry: entry(at)?,
            }
        }
        "parent" => Expect::Parent {
            volume,
            parent: volume_or_none(at)?,
        },
        "copy-of" => Expect::CopyOf {
            volume,
            source: volume_or_none(at)?,
        },
        "kind" => Expect::Kind {
            volume,
            kind: match at.keyword(grammar::KINDS)? {
                "base" => VolumeKind::Base,
                "ross" => VolumeKind::Ross,
                _ => VolumeKind::Rwss,
            },
        },
        "stale" => Expect::Stale {
            volume,
            stale: at.keyword(grammar::YES_NO)? == "yes",
        },
        "restoring" => Expect::Restoring {
            volume,
            runs: at.keyword(grammar::RESTORING)? == "yes",
        },
        "pending" => Expect::Pending {
            volume,
            pages: at.runs()?,
        },
        "bits" => Expect::Bits {
            volume,
            pages: at.runs()?,
        },
        "size" => Expect::Size {
            volume,
            pages: count(at)?,
        },
        "exists" => Expect::Exists(volume),
        "absent" => Expect::Absent(volume),
        "tables" => {
            let per_level = at.numbers(&Want::Number("the number of tables of each level"))?;
            Expect::Tables { volume, per_level }
        }
        "exclusive" => space(volume, Measure::Exclusive, at)?,
        "shared" => space(volume, Measure::Shared, at)?,
        "table-bytes" => space(volume, Measure::TableBytes, at)?,
        "freed" => Expect::Freed {
            volume,
            pages: number_or_none(at)?,
        },
        _ => return Err(at.fail()),
    })
}

fn compared(kind: PageCompare, at: &mut Cursor<'_>) -> Parsed<Expect> {
    let pages = at.runs()?;
    Ok(Expect::Compared { kind, pages })
}

fn count(at: &mut Cursor<'_>) -> Parsed<u64> {
    at.number(Want::Number("a number"))
}

fn rule(at: &mut Cursor<'_>) -> Parsed<Option<Name>> {
    if at.at_end() {
        at.note(Want::Rule);
        return Ok(None);
    }
    at.name(Want::Rule).map(Some)
}

fn location(at: &mut Cursor<'_>) -> Parsed<Location> {
    let volume = at.volume(Fit::Place)?;
    Ok(Location {
        volume,
        offset: at.number(Want::Number("an offset in pages or entries"))?,
    })
}

fn hops(at: &mut Cursor<'_>) -> Parsed<Vec<Name>> {
    let mut names = vec![at.volume(Fit::Any)?];
    while !at.at_end() {
        names.push(at.volume(Fit::Any)?);
    }
    at.note(Want::Volume(Fit::Any));
    Ok(names)
}

fn entry(at: &mut Cursor<'_>) -> Parsed<EntryIs> {
    if at.try_keyword(grammar::NONE).is_some() {
        return Ok(EntryIs::None);
    }
    if at.try_keyword(grammar::IN).is_some() {
        return Ok(EntryIs::In(location(at)?));
    }
    Ok(EntryIs::Content(at.content()?))
}

fn volume_or_none(at: &mut Cursor<'_>) -> Parsed<Option<Name>> {
    match at.try_keyword(grammar::NONE) {
        Some(_) => Ok(None),
        None => at.volume(Fit::Any).map(Some),
    }
}

fn counted(at: &mut Cursor<'_>) -> Parsed<Expect> {
    let what = match at.keyword(grammar::COUNTED)? {
        "volumes" => Counted::Volumes,
        _ => Counted::Exceptions(at.volume(Fit::Any)?),
    };
    Ok(Expect::Count {
        what,
        count: count(at)?,
    })
}

fn space(volume: Name, measure: Measure, at: &mut Cursor<'_>) -> Parsed<Expect> {
    Ok(Expect::Space {
        volume,
        measure,
        value: count(at)?,
    })
}
