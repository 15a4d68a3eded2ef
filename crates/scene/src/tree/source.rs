//! Where a page on its way comes from: whose page it is, and what it holds.

use cowpath_engine::content::Content;
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{DataOffset, PageNo, TreeId, VolumeId};
use cowpath_engine::projection::{Held, Outline, PageView};

use crate::story::{Story, Travel};

/// A page that is about to leave, or left.
pub struct Source<'a> {
    /// The volume that holds it.
    pub holder: VolumeId,
    /// What it holds there.
    pub content: Option<&'a Content<'static>>,
    /// Which version of the page it is, if that was watched.
    pub version: u32,
}

/// Where the page that travels comes from.
pub fn of<'a>(outline: &'a Outline, story: &Story) -> Option<Source<'a>> {
    let travel = story.travel.as_ref()?;
    let view = |id| outline.visible(id, travel.page);
    let carried = story.carry.as_ref().is_some_and(|carry| {
        let ends = (carry.from, carry.into);
        ends == (travel.from, travel.into)
    });
    // A snapshot is given what it shows: while a restore runs that is not what the base shows.
    let given = view(travel.into).filter(|view| !carried && view.holder != travel.into);
    let shown = view(travel.from);
    let Some(at) = travel.at else {
        return Some(match given.or(shown) {
            Some(view) => seen(outline, travel, &view),
            None => unseen(travel.from),
        });
    };
    let mut known = [given, shown].into_iter().flatten();
    if let Some(view) = known.find(|view| view.location == at) {
        return Some(seen(outline, travel, &view));
    }
    Some(match at {
        Location::Base(holder, _) => elsewhere(outline, holder, holder, at),
        Location::Data(offset) => {
            let tree = outline.volumes.get(&travel.into)?.tree;
            let holder = holds(outline, tree, travel, offset);
            let holder = holder.or_else(|| restored_from(outline, tree, travel.into));
            let holder = holder.unwrap_or(travel.from);
            elsewhere(outline, travel.into, holder, at)
        }
        Location::Zero => unseen(travel.from),
    })
}

/// The page as a volume shows it, where it really lies.
fn seen<'a>(outline: &'a Outline, travel: &Travel, view: &PageView<'a>) -> Source<'a> {
    let holder = match view.location {
        Location::Base(base, _) => base,
        Location::Data(offset) if !has(outline, view.holder, travel.page, offset) => {
            let tree = outline.volumes.get(&view.holder).map(|volume| volume.tree);
            let holder = tree.and_then(|tree| holds(outline, tree, travel, offset));
            holder.unwrap_or(view.holder)
        }
        _ => view.holder,
    };
    Source {
        holder,
        content: view.content,
        version: view.origin.map_or(0, |origin| origin.version),
    }
}

fn unseen<'a>(holder: VolumeId) -> Source<'a> {
    Source {
        holder,
        content: None,
        version: 0,
    }
}

/// What lies at a place of the tree of `of`.
fn elsewhere(outline: &Outline, of: VolumeId, holder: VolumeId, at: Location) -> Source<'_> {
    let tree = outline.volumes.get(&of).map(|volume| volume.tree);
    let detail = tree.and_then(|tree| outline.trees.get(&tree)?.detail.as_ref());
    let Some(detail) = detail else {
        return unseen(holder);
    };
    Source {
        holder,
        content: match at {
            Location::Base(_, page) => detail.base.get(&page),
            Location::Data(offset) => detail.data.get(&offset).map(|page| &page.content),
            Location::Zero => None,
        },
        version: detail.origins.get(&at).map_or(0, |origin| origin.version),
    }
}

/// Whether a volume's entry leads to this page of the data volume.
fn has(outline: &Outline, id: VolumeId, page: PageNo, offset: DataOffset) -> bool {
    let volume = outline.volumes.get(&id);
    volume.is_some_and(|volume| match &volume.held {
        Held::Pages(entries) => entries.get(&page) == Some(&Entry::Page(offset)),
        Held::Density(_) => false,
    })
}

/// A volume, other than the one it goes to, whose entry leads there.
fn holds(outline: &Outline, tree: TreeId, travel: &Travel, offset: DataOffset) -> Option<VolumeId> {
    let of_tree = outline.volumes.iter().filter(|(_, v)| v.tree == tree);
    of_tree
        .map(|(id, _)| *id)
        .find(|&id| id != travel.into && has(outline, id, travel.page, offset))
}

/// Where a tree whose pages are not kept in full gets what a restore fills in.
fn restored_from(outline: &Outline, tree: TreeId, into: VolumeId) -> Option<VolumeId> {
    let restore = outline.trees.get(&tree)?.restore.as_deref()?;
    (restore.base == into).then_some(restore.source)
}
