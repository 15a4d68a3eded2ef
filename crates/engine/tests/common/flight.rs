//! A stage with operations in flight, by letters: F and N are writes begun
//! before and after the snapshot, R1 reads the snapshot, R2 the base.

use std::collections::BTreeMap;

use cowpath_engine::command::{Advanced, Command, Outcome};
use cowpath_engine::content::Content;
use cowpath_engine::faults::Rule;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::inflight::{Ended, OpenId, Step};
use cowpath_engine::policy::Policy;
use cowpath_engine::refusal::Refusal;

use super::Stage;

/// A stage and the operations that were begun on it.
#[derive(Clone)]
pub struct Flight {
    pub stage: Stage,
    pub open: BTreeMap<String, OpenId>,
    /// What the reads that have ended found.
    pub reads: BTreeMap<String, String>,
}

/// Everything that can be seen at the end: each volume's page 0, and the reads.
pub type Seen = (Vec<String>, BTreeMap<String, String>);

impl Flight {
    /// A base whose page 0 holds `x`, the rules that are off, and one snapshot;
    /// each operation begun before the snapshot if it is an F, else after.
    pub fn of(operations: &str, off: &[Rule]) -> Self {
        let mut stage = Stage::new(8, &[2, 2, 2]);
        let mut policy = Policy::default();
        for &rule in off {
            policy.faults = policy.faults.with(rule, true);
        }
        stage.set(policy);
        stage.play("w base 0=x");
        let mut flight = Self {
            stage,
            open: BTreeMap::new(),
            reads: BTreeMap::new(),
        };
        let (before, after): (Vec<&str>, Vec<&str>) = operations
            .split(' ')
            .partition(|name| name.starts_with('F'));
        before.iter().for_each(|name| flight.begin(name));
        flight.stage.play("ross s of base");
        after.iter().for_each(|name| flight.begin(name));
        flight
    }

    /// Begins `F…` and `N…` as writes of their name to page 0, `R1…` and `R2…` as reads.
    pub fn begin(&mut self, name: &str) {
        let page = PageNo(0);
        let command = match name.as_bytes() {
            [b'F' | b'N', ..] => Command::BeginWrite {
                volume: self.stage.id("base"),
                page,
                content: Content::bytes(name.as_bytes()),
            },
            [b'R', b'1', ..] => Command::BeginRead {
                volume: self.stage.id("s"),
                page,
            },
            _ => Command::BeginRead {
                volume: self.stage.id("base"),
                page,
            },
        };
        let Outcome::Begun(id) = self.stage.run(command) else {
            panic!("{name} is in flight");
        };
        self.open.insert(name.to_owned(), id);
    }

    pub fn try_step(&mut self, name: &str, steps: Option<u64>) -> Result<Advanced, Refusal> {
        let operation = self.open[name];
        let outcome = self.stage.try_run(Command::Advance { operation, steps })?;
        let Outcome::Advanced(advanced) = outcome else {
            panic!("{name} went on");
        };
        if let Some(ended) = &advanced.ended {
            self.open.remove(name);
            if let Ended::Read(read) = ended {
                let text = read.content.text().expect("text").to_owned();
                self.reads.insert(name.to_owned(), text);
            }
        }
        self.stage.assert_folds();
        Ok(*advanced)
    }

    /// Does one step and gives its word.
    pub fn step(&mut self, name: &str) -> Step {
        self.try_step(name, Some(1)).expect("it is enabled").steps[0]
    }

    /// Plays `NAME.step` words, each checked.
    pub fn play(&mut self, schedule: &str) -> &mut Self {
        for word in schedule.split_whitespace() {
            let (name, step) = word.split_once('.').expect("NAME.step");
            assert_eq!(self.step(name).name(), step, "in {schedule}");
        }
        self
    }

    /// Finishes operations, one after the other.
    pub fn finish(&mut self, names: &str) -> &mut Self {
        for name in names.split_whitespace() {
            self.try_step(name, None).expect("it is enabled");
        }
        self
    }

    pub fn page(&self, volume: &str) -> String {
        self.text(self.stage.id(volume))
    }

    fn text(&self, volume: VolumeId) -> String {
        let content = self.stage.engine.peek(volume, PageNo(0));
        content.expect("a page").text().expect("text").to_owned()
    }

    /// Whether the first snapshot has an entry for the page.
    pub fn entry(&self) -> bool {
        let entry = self.stage.engine.entry(self.stage.id("s"), PageNo(0));
        entry.is_some()
    }

    pub fn seen(&self) -> Seen {
        let volumes = self.stage.engine.volumes();
        let pages = volumes.map(|volume| self.text(volume.id)).collect();
        (pages, self.reads.clone())
    }

    /// The operations whose next step is enabled.
    pub fn enabled(&self) -> Vec<String> {
        let free = |id: &OpenId| {
            let info = self.stage.engine.open_operation(*id);
            info.is_some_and(|info| info.waits_for.is_none())
        };
        let open = self.open.iter().filter(|(_, id)| free(id));
        open.map(|(name, _)| name.clone()).collect()
    }

    /// What every serial order comes to.
    pub fn serial(&self) -> Vec<Seen> {
        if self.open.is_empty() {
            return vec![self.seen()];
        }
        let orders = self.open.keys().flat_map(|name| {
            let mut next = self.clone();
            next.finish(name);
            next.serial()
        });
        orders.collect()
    }

    /// Every schedule to its end: how many are wrong, and how many there are.
    pub fn count(&self) -> (u64, u64) {
        let serial = self.serial();
        let mut counts = (0, 0);
        self.explore(&mut |end| {
            counts.0 += u64::from(!serial.contains(&end.seen()));
            counts.1 += 1;
        });
        counts
    }

    pub fn explore(&self, at_end: &mut impl FnMut(&Self)) {
        if self.open.is_empty() {
            return at_end(self);
        }
        for name in self.enabled() {
            let mut next = self.clone();
            next.step(&name);
            next.explore(at_end);
        }
    }
}
