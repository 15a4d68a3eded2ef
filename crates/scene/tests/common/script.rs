//! A short way to give an engine commands and to keep what it tells.

#![allow(dead_code, reason = "each test binary uses a part")]

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::event::{OwnedEvent, Tap};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, Run, Runs, Series, VolumeId};
use cowpath_engine::maps::{self, Maps, SaveVolume};
use cowpath_engine::policy::Policy;
use cowpath_engine::projection::Outline;
use cowpath_engine::{Command, Engine, Outcome, Span};

/// An engine, and its state as the events tell it.
pub struct Script {
    pub outline: Outline,
    pub names: SortedMap<VolumeId, String>,
    pub series: SortedMap<(VolumeId, Series), String>,
    /// The outline at the last mark.
    pub before: Outline,
    /// Events of the last command.
    pub events: Vec<OwnedEvent>,
    engine: Engine,
    ids: SortedMap<String, VolumeId>,
}

impl Script {
    pub fn new() -> Self {
        Self {
            outline: Outline::default(),
            names: SortedMap::new(),
            series: SortedMap::new(),
            before: Outline::default(),
            events: Vec::new(),
            engine: Engine::new(),
            ids: SortedMap::new(),
        }
    }

    /// Keeps the present outline: what the next command starts from.
    pub fn mark(&mut self) -> &mut Self {
        self.before = self.outline.clone();
        self
    }

    pub fn id(&self, name: &str) -> VolumeId {
        self.ids[name]
    }

    /// The maps of a volume, and the save volume they lead to.
    pub fn maps(&self, name: &str) -> (Maps, SaveVolume) {
        let found = maps::of(&self.engine, self.id(name));
        let found = found.zip(maps::save_volume(&self.engine, self.id(name)));
        found.expect("a living volume")
    }

    fn apply(&mut self, command: Command<'_>) -> Outcome {
        self.events.clear();
        let events = &mut self.events;
        let mut keep =
            Tap(|event: &cowpath_engine::event::Event<'_>| events.push(event.to_static()));
        let outcome = self
            .engine
            .apply(command, &mut keep)
            .expect("an allowed command");
        self.events
            .iter()
            .for_each(|event| self.outline.fold(event));
        outcome
    }

    /// Asks for something that may be refused; a volume that it makes gets the name.
    pub fn attempt(&mut self, name: &str, command: Command<'_>) -> bool {
        if self.engine.begin(command.clone()).is_err() {
            return false;
        }
        self.mark();
        let created = match self.apply(command) {
            Outcome::Created(id) => id,
            Outcome::Copied(copied) => copied.created,
            _ => return true,
        };
        self.ids.insert(name.to_owned(), created);
        self.names.insert(created, name.to_owned());
        true
    }

    /// Asks for something that is allowed.
    pub fn ask(&mut self, command: Command<'_>) -> Outcome {
        self.apply(command)
    }

    /// Names a volume.
    pub fn call(&mut self, id: VolumeId, name: &str) {
        self.ids.insert(name.to_owned(), id);
        self.names.insert(id, name.to_owned());
    }

    fn create(&mut self, name: &str, command: Command<'_>) -> &mut Self {
        let Outcome::Created(id) = self.apply(command) else {
            panic!("a creation creates");
        };
        self.ids.insert(name.to_owned(), id);
        self.names.insert(id, name.to_owned());
        self
    }

    pub fn base(&mut self, name: &str, pages: u64, levels: &[u32]) -> &mut Self {
        let geometry = Geometry::new(pages, 64, levels).expect("a good geometry");
        self.create(
            name,
            Command::CreateVolume {
                geometry,
                stamps: false,
            },
        )
    }

    pub fn ross(&mut self, name: &str, of: &str) -> &mut Self {
        self.take(name, of, 0, false)
    }

    /// A snapshot in one of several series, or a full one.
    pub fn take(&mut self, name: &str, of: &str, series: u32, full: bool) -> &mut Self {
        let (of, series) = (self.id(of), Series(series));
        self.create(name, Command::TakeRoss { of, series, full })
    }

    pub fn call_series(&mut self, of: &str, series: u32, name: &str) -> &mut Self {
        let key = (self.id(of), Series(series));
        self.series.insert(key, name.to_owned());
        self
    }

    pub fn rwss(&mut self, name: &str, of: &str) -> &mut Self {
        let (of, read_only) = (self.id(of), false);
        self.create(name, Command::TakeRwss { of, read_only })
    }

    pub fn read_only_copy(&mut self, name: &str, of: &str) -> &mut Self {
        let (of, read_only) = (self.id(of), true);
        self.create(name, Command::TakeRwss { of, read_only })
    }

    /// A physical copy, or a backup.
    pub fn copy(&mut self, name: &str, of: &str, backup: bool) -> &mut Self {
        let of = self.id(of);
        let Outcome::Copied(copied) = self.apply(Command::Copy { of, backup }) else {
            panic!("a copy copies");
        };
        self.ids.insert(name.to_owned(), copied.created);
        self.names.insert(copied.created, name.to_owned());
        self
    }

    pub fn sync(&mut self, backup: &str, to: &str) -> &mut Self {
        let (backup, to) = (self.id(backup), self.id(to));
        self.apply(Command::Sync { backup, to });
        self
    }

    pub fn promote(&mut self, volume: &str, source: &str) -> &mut Self {
        let (volume, source) = (self.id(volume), self.id(source));
        self.apply(Command::Promote { volume, source });
        self
    }

    pub fn discard(&mut self, volume: &str, start: u64, length: u64) -> &mut Self {
        let (volume, pages) = (self.id(volume), Runs::from(vec![Run(start, length)]));
        self.apply(Command::Discard { volume, pages });
        self
    }

    pub fn resize(&mut self, volume: &str, pages: u64) -> &mut Self {
        let volume = self.id(volume);
        self.apply(Command::Resize { volume, pages });
        self
    }

    pub fn limit(&mut self, volume: &str, data: Option<u64>, admin: Option<u64>) -> &mut Self {
        let volume = self.id(volume);
        let capacity = Capacity {
            data_pages: data,
            admin_entries: admin,
        };
        self.apply(Command::SetCapacity { volume, capacity });
        self
    }

    /// Does some micro-steps of a promotion, loses what is volatile, recovers.
    pub fn crash_promote(&mut self, volume: &str, source: &str, steps: usize) -> &mut Self {
        let (volume, source) = (self.id(volume), self.id(source));
        let command = Command::Promote { volume, source };
        let mut task = self.engine.begin(command).expect("an allowed command");
        for _ in 0..steps {
            let outline = &mut self.outline;
            let mut keep = Tap(|event: &cowpath_engine::event::Event<'_>| outline.fold(event));
            self.engine.step(&mut task, &mut keep);
        }
        drop(task);
        self.mark().apply(Command::Recover);
        self
    }

    pub fn write(&mut self, name: &str, page: u64, text: &str) -> &mut Self {
        let (volume, span) = (self.id(name), Span::Page(PageNo(page)));
        let content = Content::bytes(text.as_bytes());
        self.apply(Command::Write {
            volume,
            span,
            content,
        });
        self
    }

    pub fn read(&mut self, name: &str, page: u64) -> &mut Self {
        let (volume, page) = (self.id(name), PageNo(page));
        self.apply(Command::Read { volume, page });
        self
    }

    pub fn diff(&mut self, a: &str, b: &str) -> &mut Self {
        let (a, b) = (self.id(a), self.id(b));
        self.apply(Command::Diff { a, b });
        self
    }

    pub fn delete(&mut self, name: &str) -> &mut Self {
        let volume = self.id(name);
        self.apply(Command::Delete {
            volumes: vec![volume],
        });
        self
    }

    pub fn policy(&mut self, policy: Policy) -> &mut Self {
        self.apply(Command::SetPolicy(policy));
        self
    }
}
