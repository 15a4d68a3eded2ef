//! Expectations about the state.

use cowpath_engine::content::{Content, trim};
use cowpath_engine::ids::{Kind, PageNo, VolumeId};
use cowpath_engine::space;

use super::last::{list, number, place, runs};
use super::{Verdict, differs, same};
use crate::language::{Counted, EntryIs, Expect, Measure, Name, VolumeKind};
use crate::machine::Machine;
use crate::outcome::{content_text, kind_text, name_text, place_text};

/// Evaluates an expectation about the state; those about the last outcome hold.
pub(super) fn check(machine: &Machine, expect: &Expect) -> Verdict {
    match expect {
        Expect::Page {
            volume,
            page,
            content,
        } => page_is(machine, volume, *page, content),
        Expect::Exceptions { volume, pages } => {
            let found = machine.engine().exceptions(known(machine, volume)?);
            let found = found.unwrap_or_default().into_iter();
            let own = found.filter(|e| e.entry.is_some()).map(|e| e.page);
            runs(&about("exceptions", volume), pages, &own.collect())
        }
        Expect::Entry {
            volume,
            page,
            entry,
        } => entry_is(machine, volume, *page, entry),
        Expect::Parent { volume, parent } => {
            let found = machine.info(known(machine, volume)?).parent;
            link(machine, &about("parent", volume), parent.as_ref(), found)
        }
        Expect::CopyOf { volume, source } => {
            let found = machine.info(known(machine, volume)?).copy_of;
            link(machine, &about("copy-of", volume), source.as_ref(), found)
        }
        Expect::Kind { volume, kind } => {
            let kind = match kind {
                VolumeKind::Base => Kind::Base,
                VolumeKind::Ross => Kind::Ross,
                VolumeKind::Rwss => Kind::Rwss,
            };
            let found = machine.info(known(machine, volume)?).kind;
            same(&about("kind", volume), &kind, &found, |k| {
                kind_text(*k).to_owned()
            })
        }
        Expect::Size { volume, pages } => {
            let found = machine.info(known(machine, volume)?).pages;
            number(&about("size", volume), *pages, found)
        }
        Expect::Stale { volume, stale } => {
            let found = machine.info(known(machine, volume)?).stale;
            let show = |stale: &bool| if *stale { "yes" } else { "no" }.to_owned();
            same(&about("stale", volume), stale, &found, show)
        }
        Expect::Restoring {
            volume,
            runs: expected,
        } => {
            let found = machine.restore_of(known(machine, volume)?).is_some();
            let show = |runs: &bool| if *runs { "yes" } else { "no" }.to_owned();
            same(&about("restoring", volume), expected, &found, show)
        }
        Expect::Pending { volume, pages } => {
            let restore = machine.restore_of(known(machine, volume)?);
            let found = restore.map(|restore| restore.pending());
            runs(&about("pending", volume), pages, &found.unwrap_or_default())
        }
        Expect::Bits { volume, pages } => {
            let restore = machine.restore_of(known(machine, volume)?);
            let found = restore.into_iter().flat_map(|restore| &restore.bits);
            runs(&about("bits", volume), pages, &found.copied().collect())
        }
        Expect::Now(time) => same("now", time, &machine.now(), ToString::to_string),
        Expect::Exists(volume) => known(machine, volume).map(|_| ()),
        Expect::Absent(volume) => match machine.id(volume.as_str()) {
            Some(_) => Err(format!("expected no volume {volume}, but there is one")),
            None => Ok(()),
        },
        Expect::Tables { volume, per_level } => {
            let found = machine.engine().tables(known(machine, volume)?);
            let found = found.unwrap_or_default();
            same(&about("tables", volume), per_level, &found, |tables| {
                list(tables)
            })
        }
        Expect::Count {
            what: Counted::Volumes,
            count,
        } => number("count volumes", *count, machine.names().len() as u64),
        Expect::Count {
            what: Counted::Exceptions(volume),
            count,
        } => {
            let found = machine.info(known(machine, volume)?).exceptions;
            number(&about("count exceptions", volume), *count, found)
        }
        Expect::Space {
            volume,
            measure,
            value,
        } => {
            let space = space_of(machine, volume)?;
            let (what, found) = match measure {
                Measure::Exclusive => ("exclusive", space.exclusive_pages),
                Measure::Shared => ("shared", space.shared_pages),
                Measure::TableBytes => ("table-bytes", space.table_bytes),
            };
            number(&about(what, volume), *value, found)
        }
        Expect::Freed { volume, pages } => {
            let found = space_of(machine, volume)?.freed_if_deleted_pages;
            let show = |pages: &Option<u64>| pages.map_or("none".to_owned(), |n| n.to_string());
            same(&about("freed", volume), pages, &found, show)
        }
        Expect::Ok
        | Expect::Refused(_)
        | Expect::Written(_)
        | Expect::Pushed(_)
        | Expect::Copied(_)
        | Expect::Steps(_)
        | Expect::Read(_)
        | Expect::From(_)
        | Expect::Hops(_)
        | Expect::Lookups(_)
        | Expect::Hint(_)
        | Expect::Method(_)
        | Expect::Common(_)
        | Expect::Literal(_)
        | Expect::Location(_)
        | Expect::Content(_)
        | Expect::Check(_)
        | Expect::Compared { .. }
        | Expect::Discarded(_)
        | Expect::Promoted(_)
        | Expect::CopiedPages(_)
        | Expect::Ran(_)
        | Expect::Recovered(_)
        | Expect::Items(_)
        | Expect::FreedSet(_) => Ok(()),
    }
}

fn about(what: &str, volume: &Name) -> String {
    format!("{what} {volume}")
}

fn known(machine: &Machine, name: &Name) -> Result<VolumeId, String> {
    machine
        .id(name.as_str())
        .ok_or_else(|| machine.unknown(name.as_str()).message)
}

fn space_of(machine: &Machine, volume: &Name) -> Result<space::Space, String> {
    let space = space::of(machine.engine(), known(machine, volume)?);
    Ok(space.expect("invariant: the volume lives"))
}

fn page_is(machine: &Machine, volume: &Name, page: u64, content: &[u8]) -> Verdict {
    let id = known(machine, volume)?;
    let what = format!("page {volume} {page}");
    let Some(found) = machine.engine().peek(id, PageNo(page)) else {
        return Err(past_end(machine, &what, id));
    };
    same(&what, &expected(content), &found, content_text)
}

fn entry_is(machine: &Machine, volume: &Name, page: u64, expected_entry: &EntryIs) -> Verdict {
    let id = known(machine, volume)?;
    let what = format!("entry {volume} {page}");
    let page = PageNo(page);
    let engine = machine.engine();
    if engine.peek(id, page).is_none() {
        return Err(past_end(machine, &what, id));
    }
    let entry = engine.entry(id, page);
    let found = entry.map(|entry| machine.entry_place(id, page, Some(entry)));
    match (expected_entry, found) {
        (EntryIs::None, None) => Ok(()),
        (EntryIs::None, Some(found)) => {
            differs(&what, "none", format!("in {}", place_text(&found)))
        }
        (EntryIs::In(location), Some(found)) => same(&what, &place(location), &found, |place| {
            format!("in {}", place_text(place))
        }),
        (EntryIs::In(location), None) => differs(
            &what,
            format!("in {}", place_text(&place(location))),
            "none",
        ),
        (EntryIs::Content(content), Some(_)) => {
            // A volume's own entry is where reading it begins, so the two contents are one.
            let found = engine.peek(id, page).unwrap_or(Content::Stamp(0));
            same(&what, &expected(content), &found, content_text)
        }
        (EntryIs::Content(content), None) => {
            differs(&what, content_text(&expected(content)), "none")
        }
    }
}

fn expected(content: &[u8]) -> Content<'static> {
    Content::bytes(trim(content)).into_owned()
}

fn past_end(machine: &Machine, what: &str, volume: VolumeId) -> String {
    let pages = machine.info(volume).pages;
    format!("{what}: the volume has {pages} pages, counted from 0")
}

fn link(
    machine: &Machine,
    what: &str,
    expected: Option<&Name>,
    found: Option<VolumeId>,
) -> Verdict {
    let expected = expected.map(|name| name.as_str().to_owned());
    let found = found.map(|id| machine.name_of(id));
    let show = |name: &Option<String>| name.as_deref().map_or("none".to_owned(), name_text);
    same(what, &expected, &found, show)
}
