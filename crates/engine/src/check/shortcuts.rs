//! Redirects and skip pointers: they lead along the look-up path.

use super::Found;
use crate::engine::Engine;
use crate::entry::Entry;
use crate::hints::{self, Hint};
use crate::ids::{Kind, PageNo, VolumeId};
use crate::sorted::SortedMap;
use crate::store::PageStore;
use crate::tree::Volume;

/// Skip pointers by the volume that has them.
pub(super) type OwnHints = SortedMap<VolumeId, Vec<(PageNo, Hint)>>;

pub(super) fn redirects_and_hints<S: PageStore>(
    engine: &Engine<S>,
    id: VolumeId,
    volume: &Volume,
    hints: &OwnHints,
    found: &mut Found,
) {
    let Some(root) = volume.root else { return };
    let mut path = None;
    let mut is_above = |target: &VolumeId| {
        let path = path.get_or_insert_with(|| engine.path(id));
        path[1..].contains(target)
    };
    for (page, entry) in engine.tree(volume.tree).exceptions(root) {
        let Entry::Redirect(target, target_page) = entry else {
            continue;
        };
        let is_ross = engine.living(target).is_some_and(|v| v.kind == Kind::Ross);
        let fits = is_ross && target_page == page && is_above(&target);
        found.expect("redirects-lead-up", fits, || {
            format!(
                "volume {} redirects page {} to volume {}",
                id.0, page.0, target.0
            )
        });
    }
    let stray = |(page, hint): &(PageNo, Hint)| {
        hints::is_valid(engine, *hint, *page) && !is_above(&hint.target)
    };
    let kept = hints.get(&id).map_or(&[][..], Vec::as_slice);
    found.expect("hints-lead-up", !kept.iter().any(stray), || {
        format!("volume {} has a skip pointer off its path", id.0)
    });
}
