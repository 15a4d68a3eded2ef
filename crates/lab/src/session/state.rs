//! The state at a position, and how a command moves it.

use cowpath_engine::content::Content;
use cowpath_engine::event::{Event, Observer, OwnedEvent};
use cowpath_engine::projection::{Held, Outline, TreeDetail, VolumeOutline};

use super::Replayed;
use crate::language::Command;
use crate::machine::{Machine, Outcome, Refused, Running};

/// A machine, and what is seen of it.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) machine: Machine,
    pub(super) outline: Outline,
}

/// A command that has begun.
#[derive(Debug, Clone)]
pub(super) enum Go {
    Command(Box<Running>),
    /// A replayed trace takes the place of the empty beginning, in one step.
    Load,
}

/// What running a command came to.
pub(super) struct Run {
    pub(super) steps: usize,
    pub(super) result: Result<Outcome, Refused>,
}

/// How many of a command's micro-steps have their events kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Events {
    None,
    First,
    All,
}

impl State {
    /// Runs a command to its end. A refused one has no steps, and is remembered for the `expect`
    /// after it. The events are those of each micro-step, as far as they are kept.
    pub(super) fn run(
        &mut self,
        command: &Command,
        replayed: Option<&Replayed>,
        events: Events,
    ) -> (Run, Vec<Vec<OwnedEvent>>) {
        let mut kept = Vec::new();
        let mut go = match self.begin(command, replayed) {
            Ok(go) => go,
            Err(refused) => {
                self.machine.remember(&refused);
                let result = Err(refused);
                return (Run { steps: 0, result }, kept);
            }
        };
        let mut steps = 0;
        loop {
            let wanted = match events {
                Events::None => false,
                Events::First => steps == 0,
                Events::All => true,
            };
            let mut of_step = wanted.then(Vec::new);
            let outcome = self.step(&mut go, replayed, of_step.as_mut());
            kept.extend(of_step);
            steps += 1;
            if let Some(outcome) = outcome {
                let result = Ok(outcome);
                return (Run { steps, result }, kept);
            }
        }
    }

    /// Decides a command. Nothing has changed yet.
    pub(super) fn begin(
        &self,
        command: &Command,
        replayed: Option<&Replayed>,
    ) -> Result<Go, Refused> {
        match (command, replayed) {
            (Command::Replay(replay), Some(replayed)) if replayed.is_of(replay) => {
                match self.machine.engine().volumes_created() {
                    0 => Ok(Go::Load),
                    _ => Err(Refused {
                        rule: "not-first",
                        message: "a replayed trace is the beginning of its document: there are \
                                  volumes already"
                            .to_owned(),
                    }),
                }
            }
            _ => Ok(Go::Command(Box::new(self.machine.begin(command)?))),
        }
    }

    /// Does one micro-step; its events are folded, and kept if `keep` is given.
    pub(super) fn step(
        &mut self,
        go: &mut Go,
        replayed: Option<&Replayed>,
        keep: Option<&mut Vec<OwnedEvent>>,
    ) -> Option<Outcome> {
        match go {
            Go::Command(running) => {
                let mut watch = Watch {
                    outline: &mut self.outline,
                    keep,
                };
                self.machine.step(running, &mut watch)
            }
            Go::Load => {
                let replayed = replayed.expect("invariant: only what was replayed is loaded");
                self.machine = replayed.machine();
                self.outline = Outline::of(self.machine.engine());
                Some(replayed.outcome())
            }
        }
    }

    /// About how much memory a copy takes, in bytes.
    pub(super) fn memory_bytes(&self) -> u64 {
        self.machine.engine().memory_bytes() + outline_bytes(&self.outline)
    }
}

/// About how much memory an outline takes, in bytes: its maps, and the contents of small trees.
fn outline_bytes(outline: &Outline) -> u64 {
    const ENTRY_BYTES: usize = 64;
    const VOLUME_BYTES: usize = 512;
    let volume = |volume: &VolumeOutline| {
        let held = match &volume.held {
            Held::Pages(entries) => entries.len(),
            Held::Density(buckets) => buckets.len(),
        };
        VOLUME_BYTES + ENTRY_BYTES * (held + volume.hints.len())
    };
    let detail = |detail: &TreeDetail| {
        let pages = detail.data.values().map(|page| &page.content);
        let contents = detail.base.values().chain(pages);
        let contents: usize = contents.map(|c| ENTRY_BYTES * 2 + content_bytes(c)).sum();
        let tables = detail.tables.values();
        let tables: usize = tables.map(|t| ENTRY_BYTES * (2 + t.entries.len())).sum();
        contents + tables + ENTRY_BYTES * (detail.origins.len() + detail.writes.len())
    };
    let trees = outline
        .trees
        .values()
        .filter_map(|tree| tree.detail.as_ref());
    let bytes: usize =
        outline.volumes.values().map(volume).sum::<usize>() + trees.map(detail).sum::<usize>();
    bytes as u64
}

fn content_bytes(content: &Content<'_>) -> usize {
    match content {
        Content::Bytes(bytes) => bytes.len(),
        Content::Stamp(_) => 0,
    }
}

/// Folds events into an outline and may keep them.
struct Watch<'a> {
    outline: &'a mut Outline,
    keep: Option<&'a mut Vec<OwnedEvent>>,
}

impl Observer for Watch<'_> {
    fn event(&mut self, event: &Event<'_>) {
        self.outline.fold(event);
        if let Some(kept) = &mut self.keep {
            kept.push(event.to_static());
        }
    }
}
