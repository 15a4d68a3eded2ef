//! What a command answered, against what was foretold.

use cowpath_engine::command::{Command, DiffResult, Outcome, ReadResult, RefreshFrom};
use cowpath_engine::delta::{DeltaKind, delta};
use cowpath_engine::explain;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};
use cowpath_engine::policy::PushMode;

use super::Rig;
use crate::foretell::Foretold;

impl Rig {
    /// The model is still as before the command.
    pub(super) fn answered(&mut self, command: &Command<'_>, told: &Foretold, outcome: &Outcome) {
        match (command, outcome) {
            (Command::Write { .. }, Outcome::Written(written)) => {
                assert_eq!(written.pages, told.pages());
                assert_eq!(written.pushed, told.pushed());
                assert_eq!(written.copied_pages, told.pushes_copied);
            }
            (Command::Discard { .. }, Outcome::Discarded(discarded)) => {
                assert_eq!(discarded.pages, told.pages());
                assert_eq!(discarded.pushed, told.pushed());
                assert_eq!(discarded.copied_pages, told.pushes_copied);
            }
            (Command::Resize { volume, pages }, Outcome::Resized(resized)) => {
                let was = self.model.volumes[volume].size();
                assert_eq!((resized.was, resized.pages), (was, *pages));
                assert_eq!(resized.discarded.pages, told.pages());
                assert_eq!(resized.discarded.pushed, told.pushed());
                assert_eq!(resized.discarded.copied_pages, told.pushes_copied);
            }
            (Command::Promote { volume, source }, Outcome::Promoted(promoted)) => {
                assert_eq!((promoted.volume, promoted.source), (*volume, *source));
                let size = told.after.volumes[volume].size();
                let kept = told.changes.iter().filter(|it| it.page < size);
                let pages: Runs = kept.map(|it| PageNo(it.page)).collect();
                assert_eq!(promoted.pages, pages);
                assert_eq!(promoted.pushed, told.pushed());
                assert_eq!(promoted.copied_pages, told.pushes_copied + told.copied);
                assert_eq!(promoted.shared_pages, told.shared);
            }
            (Command::Copy { of, .. }, Outcome::Copied(copied)) => {
                assert_eq!((copied.created.0, copied.of), (self.model.created, *of));
                assert_eq!(copied.pages, told.pages());
            }
            (Command::Sync { backup, to }, Outcome::Synced(synced)) => {
                let from = self.model.volumes[backup].backup_of;
                assert_eq!((synced.backup, synced.to), (*backup, *to));
                assert_eq!(Some(synced.from), from);
                assert_eq!(synced.pages, told.pages());
                assert_eq!(synced.pushed, told.pushed());
                assert!(synced.wrong.is_empty(), "{synced:?}");
                let live = self
                    .mirror
                    .live(*backup)
                    .len()
                    .max(self.mirror.live(*to).len());
                assert!(synced.verified_pages >= live as u64);
            }
            (Command::Restore { base, .. }, Outcome::RestoreBegun(begun)) => {
                let told = &told.after.restores[base];
                assert_eq!((begun.source, begun.undo), (told.source, told.undo));
                assert_eq!(begun.new, told.new);
                let pending: Runs = told.pending().into_iter().map(PageNo).collect();
                assert_eq!(begun.pages, pending);
                assert_eq!(begun.items, (told.first.len() + told.second.len()) as u64);
            }
            (Command::Background { base, .. }, Outcome::BackgroundCopied(copied)) => {
                let before = &self.model.restores[base];
                let after = told.after.restores.get(base);
                let left = after.map_or(0, |it| it.first.len() + it.second.len()) as u64;
                assert_eq!((copied.left, copied.ended), (left, after.is_none()));
                let items = (before.first.len() + before.second.len()) as u64;
                assert_eq!(copied.items, items - left);
                let lives = |id: &VolumeId| told.after.volumes.contains_key(id);
                let goes = Some(before.source).filter(|id| !lives(id));
                assert_eq!(copied.deleted, goes);
            }
            (Command::CancelRestore { base, keep }, Outcome::RestoreCancelled(cancelled)) => {
                let before = &self.model.restores[base];
                assert_eq!(cancelled.undo, before.undo);
                let kept = keep.then_some(VolumeId(self.model.created));
                assert_eq!(cancelled.kept, kept);
                let pending: Runs = before.pending().into_iter().map(PageNo).collect();
                assert_eq!(cancelled.pending, pending);
                let lives = |id: &VolumeId| told.after.volumes.contains_key(id);
                let goes = Some(before.source).filter(|id| !lives(id));
                assert_eq!(cancelled.deleted, goes);
            }
            (Command::Refresh { volume, from }, Outcome::Refreshed(refreshed)) => {
                let source = self.model.refreshed_from(*volume, *from);
                let new = matches!(from, RefreshFrom::New { .. });
                let made = new.then_some(VolumeId(self.model.created));
                let before = &self.model.volumes[volume];
                assert_eq!(refreshed.volume, *volume);
                assert_eq!(
                    (refreshed.from, refreshed.made),
                    (made.unwrap_or(source), made)
                );
                assert_eq!(refreshed.was, before.parent);
                let kept = !self.model.children(*volume).is_empty();
                let last = VolumeId(told.after.created - 1);
                assert_eq!(refreshed.old, kept.then_some(last));
                let freed = if kept { 0 } else { before.held.len() as u64 };
                assert_eq!(refreshed.discarded_pages, freed);
            }
            (Command::Read { volume, page }, Outcome::Read(read)) => {
                self.read(*volume, *page, read);
            }
            (Command::Diff { a, b }, Outcome::Compared(diff)) => {
                assert_eq!((diff.a, diff.b), (*a, *b));
                self.compared(diff);
            }
            (Command::Delete { volumes }, Outcome::Deleted(deleted)) => {
                assert_eq!(&self.model.deletion_order(volumes), deleted);
            }
            (Command::SetCapacity { capacity, .. }, Outcome::CapacitySet(set)) => {
                assert_eq!(capacity, set);
            }
            (Command::SetPolicy(_), Outcome::PolicySet) => {}
            (
                Command::CreateVolume { .. } | Command::TakeRoss { .. } | Command::TakeRwss { .. },
                Outcome::Created(id),
            ) => assert_eq!(id.0, self.model.created),
            (command, outcome) => panic!("{command:?} came to {outcome:?}"),
        }
    }

    fn read(&self, volume: VolumeId, page: PageNo, read: &ReadResult) {
        let shown = &self.model.volumes[&volume].pages[page.0 as usize];
        assert_eq!(&read.content, shown, "{read:?}");
        assert_eq!((read.volume, read.page), (volume, page));
        // A skip pointer may lead past holes and ends, to what was never written.
        if !read.hint_used {
            assert_eq!(read.from, self.mirror.place(volume, page));
        }
        assert_eq!(read.hops.first(), Some(&volume));
        if self
            .model
            .restores
            .contains_key(&self.model.volumes[&volume].base)
        {
            // A restore leads off the path.
            assert!(!read.hint_used, "no skip pointers while a restore runs");
            return;
        }
        // A search goes up, and never past a volume that holds the page.
        let path = self.model.path(volume);
        let place = |hop| path.iter().position(|at| at == hop);
        let places: Vec<Option<usize>> = read.hops.iter().map(place).collect();
        assert!(places.is_sorted_by(|a, b| a < b), "{read:?} off {path:?}");
        assert!(places.iter().all(Option::is_some), "{read:?} off {path:?}");
        if !read.hint_used && self.model.policy.push != PushMode::Redirect {
            let ends = |at: &&VolumeId| {
                let volume = &self.model.volumes[at];
                volume.held.contains(&page.0) || page.0 >= volume.size()
            };
            let holder = path.iter().find(ends).or(path.last());
            assert!(read.hops.contains(holder.expect("a path has an end")));
        }
    }

    fn compared(&mut self, diff: &DiffResult) {
        let (a, b) = (diff.a, diff.b);
        let truth: Runs = self.model.differing(a, b).into_iter().collect();
        assert_eq!(diff.content, truth, "by content: {diff:?}");
        let mut live = self.mirror.live(a);
        live.extend(self.mirror.live(b));
        let apart = |page: &PageNo| self.mirror.apart(a, b, *page);
        let location: Runs = live.into_iter().map(PageNo).filter(apart).collect();
        assert_eq!(diff.location, location, "by location: {diff:?}");
        let alone = self.engine.location_diff(a, b);
        assert_eq!(alone.as_ref(), Ok(&location), "by location alone");
        let within = |inner: &Runs, outer: &Runs| inner.iter().all(|page| outer.contains(page));
        assert!(within(&truth, &location), "by location misses: {diff:?}");
        assert!(within(&truth, &diff.literal), "the method misses: {diff:?}");
        let looks = self.walked(diff);
        self.told_as_runs(diff, looks);
        if self.pure {
            assert_eq!(location, truth, "redirects and unique contents are exact");
        }
        self.totals.add(diff);
    }

    /// Walks the pages one by one, by the text of the method. Returns the entries looked at, if
    /// that was every page.
    fn walked(&self, diff: &DiffResult) -> Option<u64> {
        let both = [diff.a, diff.b].map(|volume| self.model.volumes[&volume].size());
        let both = both.into_iter().max().unwrap_or_default();
        let sample = self.model.sample();
        let mut looks = 0;
        for page in sample.range(..both).copied().map(PageNo) {
            let flow = explain::page_flow(&self.engine, diff.a, diff.b, page).expect("one tree");
            assert_eq!(flow.method, diff.method);
            let reported = diff.literal.contains(page);
            assert_eq!(flow.reported, reported, "page {page:?} of {diff:?}");
            let steps = flow.steps.iter();
            let looked = steps.filter(|step| matches!(step.number, 502 | 552 | 556));
            let depths = looked.map(|step| self.mirror.depth(step.volume, page));
            looks += depths.sum::<u64>();
        }
        (sample.range(..both).count() as u64 == both).then_some(looks)
    }

    /// The same comparison as runs: who has a page, and whether in one place.
    fn told_as_runs(&self, diff: &DiffResult, looks: Option<u64>) {
        let delta = delta(&self.engine, diff.a, diff.b).expect("one tree, not stale");
        if let Some(looks) = looks {
            assert_eq!(delta.literal.entries, looks, "looks for {diff:?}");
        }
        let [left, right] = [diff.a, diff.b].map(|volume| self.mirror.live(volume));
        let kind = |page: &u64| match (left.contains(page), right.contains(page)) {
            (true, false) => DeltaKind::LeftOnly,
            (false, _) => DeltaKind::RightOnly,
            _ if self.mirror.apart(diff.a, diff.b, PageNo(*page)) => DeltaKind::Differ,
            _ => DeltaKind::Same,
        };
        let told = delta.runs.iter().flat_map(|run| {
            let pages = run.start..run.start + run.length;
            pages.map(|page| (page, run.kind))
        });
        let pages = left.union(&right).map(|page| (*page, kind(page)));
        assert!(told.eq(pages), "{delta:?} of {diff:?}");
    }

    /// Compares every two volumes of a tree.
    pub fn compare_all(&mut self) {
        let of = |volume: &VolumeId| self.model.volumes[volume].base;
        let sound = self.model.volumes.iter().filter(|(_, it)| !it.stale);
        let ids: Vec<VolumeId> = sound.map(|(id, _)| *id).collect();
        let mut pairs = Vec::new();
        for a in &ids {
            pairs.extend(ids.iter().filter(|b| of(a) == of(b)).map(|b| (*a, *b)));
        }
        for (a, b) in pairs {
            let compared = self.engine.apply(Command::Diff { a, b }, &mut ());
            let Ok(Outcome::Compared(diff)) = compared else {
                panic!("{compared:?}");
            };
            self.compared(&diff);
        }
    }
}
