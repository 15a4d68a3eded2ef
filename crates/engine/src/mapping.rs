//! Where the pages of a volume lie: what other systems call its mapping.

use crate::engine::Engine;
use crate::entry::{Entry, Location};
use crate::ids::{PageNo, VolumeId};
use crate::sorted::Large;
use crate::store::PageStore;

/// A volume's pages that lie somewhere, in page order, each with its place.
pub type Mapping = Vec<(PageNo, Location)>;

/// Every page that the volume shows, with links and redirects followed. Pages
/// that resolve to nothing written are left out. `None` for a volume that does
/// not live or is stale.
///
/// Looks at the entries of the volumes on its look-up path and at the written
/// pages of its base, not at every page.
#[must_use]
pub fn shown<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<Mapping> {
    engine.living(volume).filter(|living| !living.stale)?;
    let mut pages = Large::default();
    for at in engine.path(volume) {
        for (page, _) in own(engine, at)? {
            pages.insert((0, page.0));
        }
    }
    if let Some(restore) = engine.restore(volume) {
        for page in restore.pending().iter() {
            pages.insert((0, page.0));
        }
    }
    let pages = pages.iter().map(|((_, page), _)| PageNo(page));
    let places = pages.map(|page| (page, engine.resolve(volume, page)));
    let lies = |place: &Location| match *place {
        Location::Base(base, page) => engine.is_written(base, page),
        Location::Data(_) => true,
        Location::Zero => false,
    };
    Some(places.filter(|(_, place)| lies(place)).collect())
}

/// Only the pages that the volume itself keeps: those its own entries point to,
/// or the written pages of a base. Redirects keep nothing. `None` for a volume
/// that does not live.
#[must_use]
pub fn held<S: PageStore>(engine: &Engine<S>, volume: VolumeId) -> Option<Mapping> {
    let own = own(engine, volume)?.into_iter();
    Some(
        own.filter_map(|(page, place)| Some((page, place?)))
            .collect(),
    )
}

/// Pages with an entry, and where the entry itself points if that is a page.
fn own<S: PageStore>(
    engine: &Engine<S>,
    volume: VolumeId,
) -> Option<Vec<(PageNo, Option<Location>)>> {
    let living = engine.living(volume)?;
    let tree = engine.tree(living.tree);
    let Some(root) = living.root else {
        let written = tree.base_map.iter().map(|(page, _)| PageNo(page));
        return Some(
            written
                .map(|page| (page, Some(Location::Base(volume, page))))
                .collect(),
        );
    };
    let place = |entry| match entry {
        Entry::Page(offset) => Some(Location::Data(offset)),
        _ => None,
    };
    let entries = tree.exceptions(root).into_iter();
    Some(entries.map(|(page, entry)| (page, place(entry))).collect())
}
