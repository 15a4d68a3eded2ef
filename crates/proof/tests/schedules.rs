//! The protocol of writes in flight under another searcher: the model checker `stateright` on the
//! engine's own step function. It visits as many states as the search of the lab does, and finds a
//! wrong end just where that counts wrong schedules.
//!
//! What makes two states the same is decided here anew, from what anyone can see: what the volumes
//! hold and show, the open operations, and what their steps have told them. The lab compares the
//! bytes of [`Engine::distinct`] instead.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use cowpath_engine::Engine;
use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::event::{Event, Tap};
use cowpath_engine::ids::PageNo;
use cowpath_engine::inflight::{Ended, OpenId, Step};
use cowpath_engine::maps;
use cowpath_engine::policy::Policy;
use cowpath_engine::projection::Outline;
use cowpath_lab::language::parse_document;
use cowpath_lab::run::Runner;
use cowpath_lab::search::{Options, Search, fault};
use stateright::{Checker, Model, Property};

/// Everything that can be seen at the end: page 0 of each volume, and what the reads found.
type View = (Vec<String>, Vec<Option<String>>);

/// What a state is, in words that nothing but their equality matters of.
type Key = Vec<String>;

#[derive(Clone, Debug)]
struct State {
    engine: Engine,
    /// What the reads found that have ended.
    reads: Vec<Option<String>>,
    /// What the steps of an operation have told it, as far as later ones go by it.
    learnt: Vec<Vec<String>>,
    key: Key,
}

impl State {
    fn new(engine: &Engine) -> Self {
        let operations = engine.open_operations().count();
        let mut state = Self {
            engine: engine.clone(),
            reads: vec![None; operations],
            learnt: vec![Vec::new(); operations],
            key: Key::new(),
        };
        state.key = state.what_can_be_seen();
        state
    }

    /// What the volumes hold and show, the pages of the save volumes, what is open, and what has
    /// been learnt.
    fn what_can_be_seen(&self) -> Key {
        let mut key = Key::new();
        for volume in self.engine.volumes() {
            let save = maps::save_volume(&self.engine, volume.id);
            let free = save.map(|save| save.free);
            key.push(format!("{volume:?} {free:?} free"));
            for page in (0..volume.pages).map(PageNo) {
                let entry = self.engine.entry(volume.id, page);
                let written = self.engine.is_written(volume.id, page);
                let shown = self.engine.peek(volume.id, page);
                key.push(format!("{entry:?} {written} {shown:?}"));
            }
        }
        for open in self.engine.open_operations() {
            key.push(format!("{open:?}"));
        }
        for restore in self.engine.restores() {
            key.push(format!("{restore:?}"));
        }
        // With those that no entry leads to any more: they are kept for who is on the way there.
        for tree in Outline::of(&self.engine).trees.values() {
            let pages = tree.detail.as_ref().map(|detail| &detail.data);
            key.push(format!("{pages:?}"));
        }
        key.push(format!("{} kept", self.engine.held_pages()));
        key.push(format!("{:?} {:?}", self.reads, self.learnt));
        key
    }

    fn open(&self) -> Vec<OpenId> {
        let free = self.engine.open_operations();
        let free = free.filter(|open| open.waits_for.is_none());
        free.map(|open| open.id).collect()
    }

    fn advance(&self, operation: OpenId, steps: Option<u64>) -> Self {
        let mut next = self.clone();
        let before = self.engine.open_operation(operation).expect("it is open");
        let index = operation.0 as usize;
        let learnt = &mut next.learnt[index];
        let mut learn = Tap(|event: &Event<'_>| learnt.extend(lesson(event)));
        let outcome = next
            .engine
            .apply(Command::Advance { operation, steps }, &mut learn);
        let Ok(Outcome::Advanced(advanced)) = outcome else {
            panic!("{operation:?} is enabled");
        };
        if before.next == Step::Entry {
            // Where another one has set an entry meanwhile, that is taken for its own.
            for volume in next.engine.volumes() {
                let entry = next.engine.entry(volume.id, before.page);
                next.learnt[index].push(format!("{:?} has {entry:?}", volume.id));
            }
        }
        if let Some(ended) = advanced.ended {
            next.learnt[index].clear();
            if let Ended::Read(read) = ended {
                next.reads[index] = Some(format!("{:?}", read.content));
            }
        }
        next.key = next.what_can_be_seen();
        next
    }

    fn view(&self) -> View {
        let page = |id| format!("{:?}", self.engine.peek(id, PageNo(0)));
        let pages = self.engine.volumes().map(|volume| page(volume.id));
        (pages.collect(), self.reads.clone())
    }

    fn serial(&self, views: &mut BTreeSet<View>) {
        let open = self.open();
        if open.is_empty() {
            views.insert(self.view());
        }
        for id in open {
            self.advance(id, None).serial(views);
        }
    }
}

/// What an operation goes by in its later steps: who lacks the page, which page it has taken and
/// filled, and where the one lies that it reads.
fn lesson(event: &Event<'_>) -> Option<String> {
    match event {
        Event::PushBegun { into, .. } => Some(format!("{into:?} lacks it")),
        Event::PushSkipped { into, .. } => Some(format!("{into:?} has it")),
        Event::PageShared { offset, .. } => Some(format!("shares {offset:?}")),
        Event::BaseCopied { from, .. } => Some(format!("restores {from:?}")),
        Event::PageAllocated { offset, .. } => Some(format!("takes {offset:?}")),
        Event::PageCopied { offset, .. } => Some(format!("fills {offset:?}")),
        Event::VolumeVisited { volume, .. } => Some(format!("passes {volume:?}")),
        Event::EntryExamined { level, entry, .. } => Some(format!("{level}: {entry:?}")),
        _ => None,
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key.hash(hasher);
    }
}

struct Protocol {
    start: State,
    serial: BTreeSet<View>,
}

impl Model for Protocol {
    type State = State;
    type Action = OpenId;

    fn init_states(&self) -> Vec<State> {
        vec![self.start.clone()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<OpenId>) {
        actions.extend(state.open());
    }

    fn next_state(&self, last: &State, action: OpenId) -> Option<State> {
        Some(last.advance(action, Some(1)))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "an end is that of a serial order",
                |model: &Self, state: &State| {
                    !state.open().is_empty() || model.serial.contains(&state.view())
                },
            ),
            // It is never found, so the checker visits all states.
            Property::sometimes("nothing", |_, _| false),
        ]
    }
}

fn protocol(text: &str, faults: &[&str]) -> Protocol {
    let document = parse_document(text).expect("a document");
    let ran = Runner::default().run(&document, |_| -> Result<(), std::convert::Infallible> {
        Ok(())
    });
    let (machine, _) = ran.unwrap_or_else(|never| match never {});
    let mut engine = machine.engine().clone();
    let mut serial = BTreeSet::new();
    State::new(&engine).serial(&mut serial);
    let mut policy: Policy = engine.policy();
    for name in faults {
        let name = fault(name).expect("a fault").name();
        let rule = cowpath_engine::faults::Rule::named(name).expect("a rule");
        policy.faults = policy.faults.with(rule, true);
    }
    engine
        .apply(Command::SetPolicy(policy), &mut ())
        .expect("a policy");
    Protocol {
        start: State::new(&engine),
        serial,
    }
}

#[test]
fn another_searcher_visits_the_same_states() {
    for set in [
        "f-n", "n-n", "n-r1", "f-r1", "f-n-r1", "n-n-r1", "f-n-r2", "restore",
    ] {
        let path = format!(
            "{}/../../tests/scenarios/inflight/{set}.cow",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(&path).expect("a scenario");
        for faults in [&[][..], &["no-lock"], &["no-lock", "copy-before-entry"]] {
            let checker = protocol(&text, faults).checker().spawn_bfs().join();
            let wrong = checker.discovery("an end is that of a serial order");
            let document = parse_document(&text).expect("a document");
            let options = Options {
                faults: faults
                    .iter()
                    .map(|name| fault(name).expect("a fault"))
                    .collect(),
                crash: false,
            };
            let search = Search::of_document(&document, &options).expect("a small set");
            let report = search.run().expect("a small set");
            let states = checker.unique_state_count() as u64;
            println!("{set} {faults:?}: {states} states");
            // Without the lock, what waits in a restore may note the same in several ways.
            if set != "restore" || faults.is_empty() {
                assert_eq!(states, report.states, "{set} {faults:?}");
            }
            assert_eq!(wrong.is_some(), report.wrong > 0, "{set} {faults:?}");
        }
    }
}
