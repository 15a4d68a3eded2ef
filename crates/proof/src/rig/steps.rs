//! Between two micro-steps every volume shows what it showed, but for the pages that are being
//! changed.

use std::collections::BTreeSet;

use cowpath_engine::ids::PageNo;

use super::{Rig, Seen};
use crate::foretell::Foretold;
use crate::model::Volume;

impl Rig {
    /// Checks all volumes but those that have become stale. `told`: the command under way; before
    /// it begins, room is made.
    pub(super) fn between_steps(&self, told: Option<&Foretold>, seen: &Seen) {
        let changing = told.and_then(|told| told.volume);
        let whole = told.filter(|told| told.whole).zip(changing);
        let pages: BTreeSet<u64> = match told {
            Some(told) if changing.is_some() && !told.whole && !told.wide => {
                told.changes.iter().map(|it| it.page).collect()
            }
            _ => self.model.sample(),
        };
        for (&id, volume) in &self.model.volumes {
            if volume.stale || seen.stale.contains(&id) {
                continue;
            }
            // A volume that changes its size may show anything past the lesser one.
            let end = match told.and_then(|told| told.after.volumes.get(&id)) {
                Some(after) => after.size().min(volume.size()),
                None => volume.size(),
            };
            let Some(living) = self.engine.volume(id) else {
                let goes = told.is_some_and(|told| !told.after.volumes.contains_key(&id));
                assert!(goes, "{id:?} is gone");
                continue;
            };
            if let Some((told, _)) = whole.filter(|(_, changing)| *changing == id) {
                let shows = |it: &Volume| {
                    let shown = |page| self.engine.peek(id, PageNo(page));
                    let mut pages = pages.range(..it.size());
                    living.pages == it.size()
                        && pages
                            .all(|page| shown(*page).as_ref() == Some(&it.pages[*page as usize]))
                };
                let either = shows(volume) || shows(&told.after.volumes[&id]);
                assert!(either, "{id:?} shows neither its old state nor its new one");
                continue;
            }
            assert!(living.pages >= end, "{id:?} is cut to {}", living.pages);
            for &page in pages.range(..end) {
                let shown = self.engine.peek(id, PageNo(page));
                let shown = shown.expect("a page that exists");
                if shown == volume.pages[page as usize] {
                    continue;
                }
                let changes = told.filter(|_| changing == Some(id));
                let new = changes.and_then(|told| told.changes.iter().find(|it| it.page == page));
                let new = new.map(|change| &change.new);
                assert_eq!(Some(&shown), new, "page {page} of {id:?} between steps");
            }
        }
    }
}
