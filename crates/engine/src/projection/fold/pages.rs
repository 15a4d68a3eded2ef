//! What becomes of pages: of the data volume, of the base, and where their
//! content was first written.

use super::super::{DataPage, Held, Origin, Outline, density_bucket};
use super::zero;
use crate::content::Content;
use crate::entry::Location;
use crate::ids::{DataOffset, PageNo, TreeId, VolumeId};

impl Outline {
    pub(super) fn fold_page_allocated(&mut self, tree: TreeId, offset: DataOffset) {
        let Some(tree) = self.trees.get_mut(&tree) else {
            return;
        };
        tree.data_pages += 1;
        if let Some(detail) = &mut tree.detail {
            let content = zero(tree.stamps);
            let page = DataPage {
                content,
                references: 1,
            };
            detail.data.insert(offset, page);
        }
    }

    pub(super) fn fold_page_content(
        &mut self,
        tree: TreeId,
        offset: DataOffset,
        content: &Content<'_>,
    ) {
        let page = self.detail(tree).and_then(|d| d.data.get_mut(&offset));
        if let Some(page) = page {
            page.content = content.to_trimmed();
        }
    }

    pub(super) fn fold_references(&mut self, tree: TreeId, offset: DataOffset, references: u32) {
        let Some(tree) = self.trees.get_mut(&tree) else {
            return;
        };
        tree.data_pages -= u64::from(references == 0);
        let Some(detail) = &mut tree.detail else {
            return;
        };
        if references == 0 {
            detail.data.remove(&offset);
            detail.origins.remove(&Location::Data(offset));
        } else if let Some(page) = detail.data.get_mut(&offset) {
            page.references = references;
        }
    }

    pub(super) fn fold_base_written(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        first: bool,
        content: &Content<'_>,
    ) {
        self.fold_base_content(volume, page, first, content);
        if let Some(tree) = self.volumes.get(&volume).map(|v| v.tree) {
            self.note_origin(tree, volume, page, Location::Base(volume, page));
        }
    }

    pub(super) fn fold_base_content(
        &mut self,
        volume: VolumeId,
        page: PageNo,
        first: bool,
        content: &Content<'_>,
    ) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let Some(tree) = self.trees.get_mut(&outline.tree) else {
            return;
        };
        tree.base_pages += u64::from(first);
        if let Some(detail) = &mut tree.detail {
            detail.base.insert(page, content.to_trimmed());
        }
        if let Held::Density(counts) = &mut outline.held {
            counts[density_bucket(&tree.geometry, page)] += u64::from(first);
        }
    }

    pub(super) fn fold_base_discarded(&mut self, volume: VolumeId, page: PageNo) {
        let Some(outline) = self.volumes.get_mut(&volume) else {
            return;
        };
        let Some(tree) = self.trees.get_mut(&outline.tree) else {
            return;
        };
        tree.base_pages -= 1;
        if let Some(detail) = &mut tree.detail {
            detail.base.remove(&page);
            detail.origins.remove(&Location::Base(volume, page));
        }
        if let Held::Density(counts) = &mut outline.held {
            counts[density_bucket(&tree.geometry, page)] -= 1;
        }
    }

    /// A base's page comes from where its content did, maybe from another tree.
    pub(super) fn carry_origin(
        &mut self,
        from_tree: TreeId,
        from: Location,
        volume: VolumeId,
        page: PageNo,
    ) {
        let source = self.trees.get(&from_tree).and_then(|t| t.detail.as_ref());
        let origin = source.and_then(|detail| detail.origins.get(&from).copied());
        let Some(tree) = self.volumes.get(&volume).map(|v| v.tree) else {
            return;
        };
        if let Some(detail) = self.detail(tree) {
            let at = Location::Base(volume, page);
            match origin {
                Some(origin) => detail.origins.insert(at, origin),
                None => detail.origins.remove(&at),
            };
        }
    }

    pub(super) fn note_origin(
        &mut self,
        tree: TreeId,
        volume: VolumeId,
        page: PageNo,
        at: Location,
    ) {
        if let Some(detail) = self.detail(tree) {
            let writes = detail.writes.entry(page).or_default();
            *writes += 1;
            let origin = Origin {
                version: *writes,
                volume,
            };
            detail.origins.insert(at, origin);
        }
    }

    pub(super) fn inherit_origin(&mut self, tree: TreeId, from: Location, to: Location) {
        if let Some(detail) = self.detail(tree) {
            match detail.origins.get(&from).copied() {
                Some(origin) => detail.origins.insert(to, origin),
                None => detail.origins.remove(&to),
            };
        }
    }
}
