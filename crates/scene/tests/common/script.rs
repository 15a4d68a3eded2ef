//! A short way to give an engine commands and to keep what it tells.

#![allow(dead_code, reason = "each test binary uses a part")]

use cowpath_engine::sorted::SortedMap;

use cowpath_engine::content::Content;
use cowpath_engine::event::{OwnedEvent, Tap};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::policy::Policy;
use cowpath_engine::projection::Outline;
use cowpath_engine::{Command, Engine, Outcome, Span};

/// An engine, and its state as the events tell it.
pub struct Script {
    pub outline: Outline,
    pub names: SortedMap<VolumeId, String>,
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
            events: Vec::new(),
            engine: Engine::new(),
            ids: SortedMap::new(),
        }
    }

    pub fn id(&self, name: &str) -> VolumeId {
        self.ids[name]
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
        let of = self.id(of);
        self.create(
            name,
            Command::TakeRoss {
                of,
                series: cowpath_engine::ids::Series::default(),
                full: false,
            },
        )
    }

    pub fn rwss(&mut self, name: &str, of: &str) -> &mut Self {
        let of = self.id(of);
        self.create(
            name,
            Command::TakeRwss {
                of,
                read_only: false,
            },
        )
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
