//! The engine under test beside its twin, the outline, the mirror and the oracle, and everything
//! that must hold after each command, between its steps, and after a crash.

mod answer;
mod crash;
mod settled;
mod space;
mod steps;

use std::collections::BTreeSet;

use cowpath_engine::command::{Command, Outcome};
use cowpath_engine::event::{Event, Observer};
use cowpath_engine::ids::VolumeId;
use cowpath_engine::policy::PushMode;
use cowpath_engine::projection::Outline;
use cowpath_engine::task::Task;
use cowpath_engine::{Engine, image};

use crate::act::Deed;
use crate::foretell::Foretold;
use crate::mirror::Mirror;
use crate::model::Model;
use crate::room::Room;
use crate::script::Done;
use crate::totals::Totals;

/// No command takes more steps than this.
const STEPS_MAX: u64 = 100_000;

/// What is tested, and everything it is compared with.
#[derive(Clone)]
pub struct Rig {
    /// Steps through every command.
    pub engine: Engine,
    /// Carries every command out at once.
    twin: Engine,
    outline: Outline,
    pub(crate) mirror: Mirror,
    /// What the engine must show.
    pub model: Model,
    /// What comparisons found.
    pub totals: Totals,
    /// Whether nothing has made copies of equal bytes so far: the location diff is exact.
    pure: bool,
    /// Everything that was done, for telling it again.
    pub done: Vec<Done>,
}

impl Rig {
    /// Nothing yet. `unique`: whether no content will be written twice.
    #[must_use]
    pub fn new(unique: bool) -> Self {
        Self {
            engine: Engine::new(),
            twin: Engine::new(),
            outline: Outline::default(),
            mirror: Mirror::default(),
            model: Model::default(),
            totals: Totals::default(),
            pure: unique,
            done: Vec::new(),
        }
    }
}

/// Where a command stops.
#[derive(Clone, Copy, Debug)]
struct Cut<'a> {
    after: u64,
    /// Where the recoveries after it stop.
    again: &'a [u64],
}

/// What the events of one command told, beside what is folded.
#[derive(Clone, Debug, Default)]
struct Seen {
    /// Snapshots that became stale.
    stale: BTreeSet<VolumeId>,
    /// Pages whose write or discard is complete.
    pages_done: usize,
    discards: usize,
}

struct Watch<'a> {
    outline: &'a mut Outline,
    mirror: &'a mut Mirror,
    seen: &'a mut Seen,
}

impl Observer for Watch<'_> {
    fn event(&mut self, event: &Event<'_>) {
        self.outline.fold(event);
        self.mirror.fold(event);
        match event {
            Event::MarkedStale { volume } => {
                self.seen.stale.insert(*volume);
            }
            Event::WriteEnded { .. } => self.seen.pages_done += 1,
            Event::DiscardBegun { .. } => {
                self.seen.pages_done = self.seen.discards;
                self.seen.discards += 1;
            }
            _ => {}
        }
    }
}

impl Rig {
    /// Does a deed, and checks everything after it.
    pub fn act(&mut self, deed: &Deed) {
        self.note(deed);
        match deed {
            Deed::Command(command) => self.run(command, None),
            Deed::Crash(command, after, again) => {
                let after = *after;
                self.run(command, Some(Cut { after, again }));
            }
            Deed::Space(volumes) => self.weigh(volumes),
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
        self.settled();
    }

    fn note(&mut self, deed: &Deed) {
        let command = match deed {
            Deed::Command(command) | Deed::Crash(command, ..) => Some(command),
            _ => None,
        };
        let page_bytes = match command {
            Some(Command::Write { volume, .. }) if self.model.volumes.contains_key(volume) => {
                self.model.shape(*volume).geometry.page_bytes()
            }
            _ => 1,
        };
        self.done.push(Done {
            deed: deed.clone(),
            created: self.model.created,
            page_bytes,
            reads_through: match command {
                Some(Command::Restore { from, .. }) => {
                    let from = self.model.volumes.get(from);
                    from.is_some_and(|from| from.kind.is_writable())
                }
                _ => false,
            },
            refused: command.is_some_and(|command| self.model.refuses(command).is_some()),
        });
    }

    fn drop_hints(&mut self) {
        self.engine.drop_hints();
        self.twin.drop_hints();
        for volume in self.outline.volumes.values_mut() {
            volume.hints.clear();
        }
    }

    /// One micro-step of a task, with its events folded.
    fn step(&mut self, task: &mut Task<'_>, seen: &mut Seen) -> Option<Outcome> {
        let mut watch = Watch {
            outline: &mut self.outline,
            mirror: &mut self.mirror,
            seen,
        };
        self.engine.step(task, &mut watch)
    }

    fn run(&mut self, command: &Command<'static>, cut: Option<Cut<'_>>) {
        let refuses = self.model.refuses(command);
        let room = match refuses {
            None => Room::of(&self.engine, &self.mirror, &self.model, command),
            Some(_) => None,
        };
        let mut task = match (self.engine.begin(command.clone()), refuses) {
            (Ok(task), None) => task,
            (Err(refusal), expected) => {
                match (expected, &room) {
                    (Some(rule), _) => assert_eq!(refusal.rule(), rule, "{command:?}"),
                    (None, Some(room)) => room.may_refuse(&refusal),
                    (None, None) => panic!("{command:?} was refused: {refusal:?}"),
                }
                let at_once = self.twin.apply(command.clone(), &mut ());
                assert_eq!(at_once, Err(refusal));
                return;
            }
            (Ok(_), Some(rule)) => panic!("{rule} did not refuse {command:?}"),
        };
        self.note_kind(command, cut.is_some());
        let mut seen = Seen::default();
        let mut steps = 0;
        while task.makes_room() {
            if let Some(cut) = cut.filter(|cut| cut.after == steps) {
                return self.come_back(command, None, &seen, cut, room.as_ref());
            }
            steps += 1;
            self.step(&mut task, &mut seen);
            self.between_steps(None, &seen);
        }
        if let Some(room) = &room {
            room.check_victims(&seen.stale);
        }
        self.model.strip(&seen.stale);
        let told = Foretold::of(&self.model, &self.mirror, command);
        let mut begun = false;
        let outcome = loop {
            if let Some(cut) = cut.filter(|cut| cut.after == steps) {
                let told = Some(told).filter(|_| begun);
                return self.come_back(command, told, &seen, cut, room.as_ref());
            }
            steps += 1;
            begun = true;
            assert!(steps < STEPS_MAX, "{command:?} does not end");
            if let Some(outcome) = self.step(&mut task, &mut seen) {
                break outcome;
            }
            self.between_steps(Some(&told), &seen);
            if let Some(room) = &room {
                room.check_use(&self.mirror, 0);
            }
        };
        let at_once = self.twin.apply(command.clone(), &mut ());
        assert_eq!(at_once.as_ref(), Ok(&outcome), "at once and in steps");
        self.answered(command, &told, &outcome);
        self.model = told.after;
        if let Some(cut) = cut {
            // It was over before the crash came: nothing may change.
            let after = self.model.clone();
            self.recover(cut, &mut seen, None);
            self.model = after;
            self.twin = self.engine.clone();
        }
    }

    /// Notes what the location diff will not be exact after.
    fn note_kind(&mut self, command: &Command<'_>, crashes: bool) {
        let pure = match command {
            Command::SetPolicy(policy) => {
                self.totals.note_mode(policy.push);
                policy.push == PushMode::Redirect
            }
            Command::TakeRoss { full, .. } => !full,
            Command::Copy { .. } | Command::Sync { .. } | Command::Promote { .. } => false,
            Command::Restore { .. } => false,
            Command::Discard { .. } | Command::Resize { .. } | Command::Recover => false,
            _ => true,
        };
        self.pure &= pure && !crashes;
    }
}
