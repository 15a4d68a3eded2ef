//! What must hold of every settled state.

use cowpath_engine::check::check;
use cowpath_engine::command::VolumeInfo;
use cowpath_engine::ids::{Kind, PageNo};
use cowpath_engine::projection::Outline;

use super::Rig;

impl Rig {
    pub(super) fn settled(&self) {
        let report = check(&self.engine);
        assert!(report.ok(), "{report:?}");
        let seen = Outline::of(&self.engine);
        let twin = Outline::of(&self.twin);
        assert_eq!(seen, twin, "in steps and at once");
        let folded = self.outline.clone().without_origins();
        assert_eq!(folded, seen.without_origins(), "the fold of the events");
        let alive: Vec<_> = self.engine.volumes().map(|volume| volume.id).collect();
        assert!(alive.iter().eq(self.model.volumes.keys()), "{alive:?}");
        let sample = self.model.sample();
        for info in self.engine.volumes() {
            self.as_told(&info);
            let volume = &self.model.volumes[&info.id];
            for page in sample.range(..volume.size()).copied().map(PageNo) {
                let (id, content) = (info.id, &volume.pages[page.0 as usize]);
                let entry = self.engine.entry(id, page);
                assert_eq!(self.mirror.entry(id, page), entry, "{page:?} of {id:?}");
                let held = volume.held.contains(&page.0);
                assert_eq!(entry.is_some(), held, "held: {page:?} of {id:?}");
                if volume.stale {
                    continue;
                }
                let shown = self.engine.peek(id, page);
                assert_eq!(shown.as_ref(), Some(content), "{page:?} of {id:?}");
                let mirrored = self.mirror.shows(id, page);
                assert_eq!(&mirrored, content, "mirrored {page:?} of {id:?}");
            }
        }
        for (tree, (entries, pages)) in self.mirror.in_use() {
            let outline = &self.outline.trees[&tree];
            let counted = (outline.admin_entries, outline.data_pages);
            assert_eq!(counted, (entries, pages), "{tree:?} in use");
        }
        for (base, shape) in &self.model.shapes {
            assert_eq!(self.engine.capacity(*base), Some(shape.capacity));
            let records = self.engine.change_log_records(*base);
            assert_eq!(records, Some(shape.change_log));
        }
        assert_eq!(self.engine.policy(), self.model.policy);
        assert_eq!(self.engine.restores().count(), self.model.restores.len());
        for (base, restore) in &self.model.restores {
            restore.is_told(self.engine.restore(*base).expect("it runs"));
        }
    }

    /// Kind, links, size and state.
    fn as_told(&self, info: &VolumeInfo) {
        let volume = &self.model.volumes[&info.id];
        assert_eq!((info.kind, info.parent), (volume.kind, volume.parent));
        let copy_of = match volume.kind {
            Kind::Base => None,
            Kind::Ross => Some(volume.head),
            Kind::Rwss => volume.parent,
        };
        assert_eq!((info.copy_of, info.series), (copy_of, volume.series));
        assert_eq!((info.pages, info.stale), (volume.size(), volume.stale));
        assert_eq!(info.read_only, !volume.is_writable());
        assert_eq!(info.backup_of, volume.backup_of);
        assert_eq!(info.exceptions, volume.held.len() as u64, "{info:?}");
    }
}
