//! The protocol of writes in flight under another searcher: the model checker `stateright` on the
//! engine's own step function. It visits as many states as the search of the lab does, and finds a
//! wrong end just where that counts wrong schedules.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use cowpath_engine::Engine;
use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::ids::PageNo;
use cowpath_engine::inflight::{Ended, OpenId};
use cowpath_engine::policy::Policy;
use cowpath_lab::language::parse_document;
use cowpath_lab::run::Runner;
use cowpath_lab::search::{Options, Search, fault};
use stateright::{Checker, Model, Property};

/// Everything that can be seen at the end: page 0 of each volume, and what the reads found.
type View = (Vec<String>, Vec<Option<String>>);

#[derive(Clone, Debug)]
struct State {
    engine: Engine,
    reads: Vec<Option<String>>,
}

impl State {
    fn key(&self) -> (Vec<u8>, &[Option<String>]) {
        (self.engine.distinct(), &self.reads)
    }

    fn open(&self) -> Vec<OpenId> {
        let free = self.engine.open_operations();
        let free = free.filter(|open| open.waits_for.is_none());
        free.map(|open| open.id).collect()
    }

    fn advance(&self, operation: OpenId, steps: Option<u64>) -> Self {
        let mut next = self.clone();
        let outcome = next
            .engine
            .apply(Command::Advance { operation, steps }, &mut ());
        let Ok(Outcome::Advanced(advanced)) = outcome else {
            panic!("{operation:?} is enabled");
        };
        if let Some(Ended::Read(read)) = advanced.ended {
            next.reads[operation.0 as usize] = Some(format!("{:?}", read.content));
        }
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

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.key().hash(hasher);
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
    let reads = vec![None; engine.open_operations().count()];
    let mut serial = BTreeSet::new();
    let state = State {
        engine: engine.clone(),
        reads: reads.clone(),
    };
    state.serial(&mut serial);
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
        start: State { engine, reads },
        serial,
    }
}

#[test]
fn another_searcher_visits_the_same_states() {
    for set in ["f-n", "n-n", "n-r1", "f-r1", "f-n-r1", "n-n-r1", "f-n-r2"] {
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
            assert_eq!(states, report.states, "{set} {faults:?}");
            assert_eq!(wrong.is_some(), report.wrong > 0, "{set} {faults:?}");
        }
    }
}
