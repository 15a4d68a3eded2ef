//! The engine under test beside its twin, the outline, the mirror and the oracle, and everything
//! that must hold after each command and, for reading, after each micro-step.

use std::collections::BTreeSet;

use cowpath_engine::check::check;
use cowpath_engine::command::{Command, DiffResult, Outcome, ReadResult, Written};
use cowpath_engine::event::{Event, Tap};
use cowpath_engine::ids::{Kind, PageNo, Runs, VolumeId};
use cowpath_engine::policy::PushMode;
use cowpath_engine::projection::Outline;
use cowpath_engine::{Engine, explain, image};

use crate::act::Deed;
use crate::mirror::Mirror;
use crate::model::{Model, PageWrite};

#[derive(Default)]
pub struct Rig {
    /// Steps through every command.
    pub engine: Engine,
    /// Carries every command out at once.
    twin: Engine,
    outline: Outline,
    mirror: Mirror,
    pub model: Model,
}

/// What may be seen while a command runs: everything as before, except one place that may
/// already be as after.
struct Window<'a> {
    command: &'a Command<'static>,
    writes: Vec<PageWrite>,
}

impl Rig {
    pub fn act(&mut self, deed: &Deed) {
        match deed {
            Deed::Command(command) => self.run(command),
            Deed::DropHint(volume, page) => {
                let had = self.engine.drop_hint(*volume, *page);
                assert_eq!(self.twin.drop_hint(*volume, *page), had);
                if let Some(volume) = self.outline.volumes.get_mut(volume) {
                    assert_eq!(volume.hints.remove(page).is_some(), had);
                }
            }
            Deed::DropHints => self.drop_hints(),
            Deed::Reload => {
                let saved = image::save(&self.engine);
                let loaded: Engine = image::load(&saved).expect("its own image");
                assert_eq!(image::save(&loaded), saved, "an image of an image");
                // An image carries no skip pointers.
                self.drop_hints();
                self.twin = loaded;
            }
        }
        self.verify();
    }

    fn drop_hints(&mut self) {
        self.engine.drop_hints();
        self.twin.drop_hints();
        for volume in self.outline.volumes.values_mut() {
            volume.hints.clear();
        }
    }

    fn run(&mut self, command: &Command<'static>) {
        let refuses = self.model.refuses(command);
        let begun = self.engine.begin(command.clone());
        let mut task = match (begun, refuses) {
            (Ok(task), None) => task,
            (Err(refusal), Some(rule)) => {
                assert_eq!(refusal.rule(), rule);
                assert_eq!(self.twin.apply(command.clone(), &mut ()), Err(refusal));
                return;
            }
            (Ok(_), Some(rule)) => panic!("{rule} did not refuse {command:?}"),
            (Err(refusal), None) => panic!("{command:?} was refused: {refusal:?}"),
        };
        let writes = match command {
            Command::Write {
                volume,
                span,
                content,
            } => self.model.writes(*volume, *span, content),
            _ => Vec::new(),
        };
        let window = Window { command, writes };
        let outcome = loop {
            let (outline, mirror) = (&mut self.outline, &mut self.mirror);
            let mut watch = Tap(|event: &Event<'_>| {
                outline.fold(event);
                mirror.fold(event);
            });
            if let Some(outcome) = self.engine.step(&mut task, &mut watch) {
                break outcome;
            }
            self.between_steps(&window);
        };
        let at_once = self.twin.apply(command.clone(), &mut ());
        assert_eq!(at_once.as_ref(), Ok(&outcome), "at once and in steps");
        self.model.apply(command);
        self.answered(&window, &outcome);
    }

    /// Between two micro-steps every volume shows what it showed, but for the pages that are
    /// being written.
    fn between_steps(&self, window: &Window<'_>) {
        let (written, pages): (_, BTreeSet<u64>) = match window.command {
            Command::Write { volume, .. } => (
                Some(*volume),
                window.writes.iter().map(|write| write.page).collect(),
            ),
            Command::Delete { .. } => (None, self.model.sample()),
            _ => return,
        };
        for (&id, volume) in &self.model.volumes {
            for &page in pages
                .iter()
                .filter(|page| **page < volume.pages.len() as u64)
            {
                let shown = self
                    .engine
                    .peek(id, PageNo(page))
                    .expect("a page that exists");
                if shown == volume.pages[page as usize] {
                    continue;
                }
                let new = window.writes.iter().find(|write| write.page == page);
                let new = new.filter(|_| written == Some(id)).map(|write| &write.new);
                assert_eq!(
                    Some(&shown),
                    new,
                    "page {page} of {id:?} during {:?}",
                    window.command
                );
            }
        }
    }

    fn answered(&self, window: &Window<'_>, outcome: &Outcome) {
        match (window.command, outcome) {
            (Command::Write { volume, .. }, Outcome::Written(written)) => {
                self.written(*volume, &window.writes, written);
            }
            (Command::Read { volume, page }, Outcome::Read(read)) => {
                self.read(*volume, *page, read);
            }
            (Command::Diff { a, b }, Outcome::Compared(diff)) => {
                assert_eq!((diff.a, diff.b), (*a, *b));
                self.compared(diff);
            }
            (Command::Delete { volumes }, Outcome::Deleted(deleted)) => {
                assert_eq!(volumes, deleted);
            }
            (Command::SetPolicy(_), Outcome::PolicySet) => {}
            (
                Command::CreateVolume { .. } | Command::TakeRoss { .. } | Command::TakeRwss { .. },
                Outcome::Created(id),
            ) => assert_eq!(id.0 + 1, self.model.created),
            (command, outcome) => panic!("{command:?} came to {outcome:?}"),
        }
    }

    fn written(&self, volume: VolumeId, writes: &[PageWrite], written: &Written) {
        let pages = |of: &dyn Fn(&PageWrite) -> bool| -> Runs {
            let those = writes.iter().filter(|write| of(write));
            those.map(|write| PageNo(write.page)).collect()
        };
        assert_eq!(written.pages, pages(&|_| true));
        assert_eq!(written.pushed, pages(&|write| write.pushed));
        let pushed = written.pushed.pages();
        let kind = self.model.volumes[&volume].kind;
        match (kind, self.model.policy.push) {
            (Kind::Base, _) | (_, PushMode::Copy) => assert_eq!(written.copied_pages, pushed),
            (_, PushMode::Redirect) => assert_eq!(written.copied_pages, 0),
            (_, PushMode::Share) => assert!(written.copied_pages <= pushed),
        }
    }

    fn read(&self, volume: VolumeId, page: PageNo, read: &ReadResult) {
        assert_eq!(
            read.content,
            self.model.volumes[&volume].pages[page.0 as usize]
        );
        assert_eq!((read.volume, read.page), (volume, page));
        assert_eq!(read.hops.first(), Some(&volume));
        // A search goes up, and never past a volume that holds the page.
        let path = self.model.path(volume);
        let mut places = read
            .hops
            .iter()
            .map(|hop| path.iter().position(|at| at == hop));
        assert!(
            places.clone().all(|place| place.is_some()),
            "{read:?} off {path:?}"
        );
        assert!(
            places
                .clone()
                .zip(places.by_ref().skip(1))
                .all(|(a, b)| a < b)
        );
        if !read.hint_used && self.model.policy.push != PushMode::Redirect {
            let first = |at: &&VolumeId| self.model.volumes[at].held.contains(&page.0);
            let holder = path.iter().find(first).or(path.last());
            assert!(read.hops.contains(holder.expect("a path has an end")));
        }
    }

    fn compared(&self, diff: &DiffResult) {
        let truth: Runs = self.model.differing(diff.a, diff.b).into_iter().collect();
        assert_eq!(diff.content, truth, "by content: {diff:?}");
        let places = self.model.below(diff.a, diff.b).into_iter();
        let apart =
            |page: &PageNo| self.mirror.place(diff.a, *page) != self.mirror.place(diff.b, *page);
        let location: Runs = places.filter(apart).collect();
        assert_eq!(diff.location, location, "by location: {diff:?}");
        let alone = self.engine.location_diff(diff.a, diff.b);
        assert_eq!(alone.as_ref(), Ok(&location), "by location alone");
        let within = |inner: &Runs, outer: &Runs| inner.iter().all(|page| outer.contains(page));
        assert!(
            within(&truth, &diff.location),
            "by location misses: {diff:?}"
        );
        assert!(
            within(&diff.location, &diff.literal),
            "the method misses: {diff:?}"
        );
        let pages = self.model.volumes[&diff.a].pages.len() as u64;
        for page in self.model.sample().range(..pages).copied().map(PageNo) {
            let flow = explain::page_flow(&self.engine, diff.a, diff.b, page).expect("one tree");
            assert_eq!(flow.method, diff.method);
            assert_eq!(
                flow.reported,
                diff.literal.contains(page),
                "page {page:?} of {diff:?}"
            );
        }
    }

    /// Compares every two volumes of a tree.
    pub fn compare_all(&mut self) {
        let of = |volume: &VolumeId| self.model.volumes[volume].base;
        let ids: Vec<VolumeId> = self.model.volumes.keys().copied().collect();
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

    /// What must hold of every settled state.
    fn verify(&self) {
        let report = check(&self.engine);
        assert!(report.ok(), "{report:?}");
        let seen = Outline::of(&self.engine);
        let twin = Outline::of(&self.twin);
        assert_eq!(seen, twin, "in steps and at once");
        let folded = self.outline.clone().without_origins();
        assert_eq!(folded, seen.without_origins(), "the fold of the events");
        let alive: Vec<VolumeId> = self.engine.volumes().map(|volume| volume.id).collect();
        assert!(alive.iter().eq(self.model.volumes.keys()));
        let sample = self.model.sample();
        for info in self.engine.volumes() {
            let volume = &self.model.volumes[&info.id];
            assert_eq!((info.kind, info.parent), (volume.kind, volume.parent));
            let pages = sample.range(..volume.pages.len() as u64);
            for page in pages.copied().map(PageNo) {
                let (id, content) = (info.id, &volume.pages[page.0 as usize]);
                let shown = self.engine.peek(id, page);
                assert_eq!(shown.as_ref(), Some(content), "{page:?} of {id:?}");
                let mirrored = self.mirror.shows(id, page);
                assert_eq!(&mirrored, content, "mirrored {page:?} of {id:?}");
                let entry = self.engine.entry(id, page);
                assert_eq!(self.mirror.entry(id, page), entry, "{page:?} of {id:?}");
                let held = volume.held.contains(&page.0);
                assert_eq!(entry.is_some(), held, "{page:?} of {id:?}");
            }
            assert_eq!(info.exceptions, volume.held.len() as u64);
        }
        for (tree, (entries, pages)) in self.mirror.in_use() {
            let outline = &self.outline.trees[&tree];
            assert_eq!(
                (outline.admin_entries, outline.data_pages),
                (entries, pages)
            );
        }
    }
}
