//! A stage for scenarios written by hand: volumes by name, contents as text.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod flight;
pub mod restore;

use std::collections::BTreeMap;

use cowpath_engine::command::{Command, DiffResult, Outcome, ReadResult, Span, Written};
use cowpath_engine::content::Content;
use cowpath_engine::event::{Event, OwnedEvent, Tap};
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, Runs, VolumeId};
use cowpath_engine::policy::{Policy, PushMode};
use cowpath_engine::projection::Outline;
use cowpath_engine::refusal::Refusal;
use cowpath_engine::{Engine, check};

/// Page size of every stage.
pub const PAGE_BYTES: u32 = 16;

#[derive(Clone, Default)]
pub struct Stage {
    pub engine: Engine,
    pub names: BTreeMap<String, VolumeId>,
    /// Of the last command.
    pub events: Vec<OwnedEvent>,
    pub outline: Outline,
}

impl Stage {
    /// A stage with a base volume named `base`.
    pub fn new(pages: u64, levels: &[u32]) -> Self {
        let mut stage = Self::default();
        let geometry = Geometry::new(pages, PAGE_BYTES, levels).expect("a legal geometry");
        let stamps = false;
        stage.create("base", Command::CreateVolume { geometry, stamps });
        stage
    }

    /// Runs lines of `ross NAME of V`, `rwss NAME of V`, `w V PAGE=TEXT`, `delete V`.
    pub fn play(&mut self, script: &str) -> &mut Self {
        for line in script
            .split(['\n', ';'])
            .map(str::trim)
            .filter(|line| !line.is_empty())
        {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["ross", name, "of", of] => {
                    let of = self.id(of);
                    self.create(
                        name,
                        Command::TakeRoss {
                            of,
                            series: cowpath_engine::ids::Series::default(),
                            full: false,
                        },
                    );
                }
                ["rwss", name, "of", of] => {
                    let of = self.id(of);
                    self.create(
                        name,
                        Command::TakeRwss {
                            of,
                            read_only: false,
                        },
                    );
                }
                ["w", volume, what] => {
                    let (page, text) = what.split_once('=').expect("PAGE=TEXT");
                    self.write(volume, page.parse().expect("a page number"), text);
                }
                ["delete", volume] => {
                    let volume = self.id(volume);
                    self.run(Command::Delete {
                        volumes: vec![volume],
                    });
                }
                _ => panic!("not a line of a scenario: {line}"),
            }
        }
        self
    }

    pub fn id(&self, name: &str) -> VolumeId {
        *self
            .names
            .get(name)
            .unwrap_or_else(|| panic!("no volume {name}"))
    }

    pub fn try_run(&mut self, command: Command<'_>) -> Result<Outcome, Refusal> {
        self.events.clear();
        let (events, outline) = (&mut self.events, &mut self.outline);
        let mut watch = Tap(|event: &Event<'_>| {
            outline.fold(event);
            events.push(event.to_static());
        });
        let outcome = self.engine.apply(command, &mut watch);
        let report = check::check(&self.engine);
        assert!(report.ok(), "{report:?}");
        outcome
    }

    pub fn run(&mut self, command: Command<'_>) -> Outcome {
        self.try_run(command).expect("a command that is allowed")
    }

    fn create(&mut self, name: &str, command: Command<'_>) {
        let Outcome::Created(id) = self.run(command) else {
            panic!("{name} was not created");
        };
        self.names.insert(name.to_owned(), id);
    }

    pub fn set(&mut self, policy: Policy) -> &mut Self {
        self.run(Command::SetPolicy(policy));
        self
    }

    pub fn push_mode(&mut self, push: PushMode) -> &mut Self {
        let policy = Policy {
            push,
            ..self.engine.policy()
        };
        self.run(Command::SetPolicy(policy));
        self
    }

    pub fn write(&mut self, volume: &str, page: u64, text: &str) -> Written {
        let command = Command::Write {
            volume: self.id(volume),
            span: Span::Page(PageNo(page)),
            content: Content::bytes(text.as_bytes()),
        };
        match self.run(command) {
            Outcome::Written(written) => written,
            other => panic!("{other:?}"),
        }
    }

    pub fn read(&mut self, volume: &str, page: u64) -> ReadResult {
        let volume = self.id(volume);
        match self.run(Command::Read {
            volume,
            page: PageNo(page),
        }) {
            Outcome::Read(read) => read,
            other => panic!("{other:?}"),
        }
    }

    pub fn diff(&mut self, a: &str, b: &str) -> DiffResult {
        let (a, b) = (self.id(a), self.id(b));
        match self.run(Command::Diff { a, b }) {
            Outcome::Compared(diff) => *diff,
            other => panic!("{other:?}"),
        }
    }

    /// The events of all commands fold to the engine's state.
    pub fn assert_folds(&self) {
        let folded = self.outline.clone().without_origins();
        assert_eq!(folded, Outline::of(&self.engine));
    }

    /// The numbered steps of the last command, in order.
    pub fn steps(&self) -> Vec<u16> {
        let volume = self.names["base"];
        let levels = self
            .engine
            .geometry(volume)
            .expect("a living volume")
            .levels();
        let levels = u8::try_from(levels.len()).expect("few levels");
        let numbers = self
            .events
            .iter()
            .flat_map(|event| event.method_800(levels));
        numbers.copied().collect()
    }

    /// The pages of a volume as text.
    pub fn shows(&self, volume: &str) -> Vec<String> {
        let volume = self.id(volume);
        let pages = self
            .engine
            .geometry(volume)
            .expect("a living volume")
            .pages();
        let page = |page| self.engine.peek(volume, PageNo(page)).expect("a page");
        let text = |content: Content<'_>| content.text().expect("text").to_owned();
        (0..pages).map(|number| text(page(number))).collect()
    }

    /// The exceptions of a volume as `page:content`.
    pub fn entries(&self, volume: &str) -> String {
        let exceptions = self
            .engine
            .exceptions(self.id(volume))
            .expect("a living volume");
        let text = exceptions
            .iter()
            .map(|it| format!("{}:{}", it.page.0, it.content.text().expect("text")));
        text.collect::<Vec<String>>().join(" ")
    }

    pub fn hops(&self, read: &ReadResult) -> String {
        let name = |id: &VolumeId| {
            let found = self.names.iter().find(|(_, known)| *known == id);
            found.expect("a named volume").0.clone()
        };
        read.hops
            .iter()
            .map(name)
            .collect::<Vec<String>>()
            .join(" ")
    }
}

/// Pages in a list: `0 1 2`.
pub fn list(runs: &Runs) -> String {
    let pages = runs.iter().map(|page| page.0.to_string());
    pages.collect::<Vec<String>>().join(" ")
}
