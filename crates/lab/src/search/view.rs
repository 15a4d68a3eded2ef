//! What can be seen when operations have ended: the pages they touch, as every volume shows them,
//! what the reads found, and what is still open.

use std::collections::{BTreeMap, BTreeSet};

use cowpath_engine::content::{Content, trim};
use cowpath_engine::ids::{Kind, PageNo};

use crate::language::{Command, Name, Place};
use crate::machine::Machine;
use crate::outcome::Outcome;

/// Most pages that are looked at.
pub(super) const TOUCHED_MAX: usize = 256;

/// What a page holds, without trailing zeros.
pub(super) type Found = Vec<u8>;

/// A machine and what the reads found that have ended in it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) machine: Machine,
    /// By operation.
    pub(super) reads: Vec<Option<Found>>,
}

/// An operation that is still open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Going {
    /// Its index among those that are searched.
    pub(super) at: usize,
    /// Steps it has done.
    done: u64,
    /// Whether it can go on.
    pub(super) enabled: bool,
}

/// What pages hold, by volume and page.
pub(super) type Pages = BTreeMap<(String, u64), Found>;

/// Everything that a schedule comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct View {
    pub(super) pages: Pages,
    pub(super) reads: Vec<Option<Found>>,
    /// Operations that could not be ended.
    pub(super) open: Vec<String>,
}

/// The pages that the open operations touch: those that are written or read, and with a command on
/// whole volumes all that any volume of its tree holds. `None` where these are too many.
pub(super) fn touched(machine: &Machine) -> Option<Vec<u64>> {
    let mut pages: BTreeSet<u64> = BTreeSet::new();
    for open in machine.open_operations() {
        match open.command {
            Command::Write {
                place: Place::Page(page),
                ..
            }
            | Command::Read { page, .. } => {
                pages.insert(page);
            }
            _ => {
                let engine = machine.engine();
                for volume in engine.volumes() {
                    let held = engine.exceptions(volume.id).unwrap_or_default();
                    pages.extend(held.iter().map(|exception| exception.page.0));
                }
            }
        }
        if pages.len() > TOUCHED_MAX {
            return None;
        }
    }
    Some(pages.into_iter().collect())
}

impl Seen {
    pub(super) fn new(machine: &Machine, operations: usize) -> Self {
        Self {
            machine: machine.clone(),
            reads: vec![None; operations],
        }
    }

    /// One step of an operation, or all that are left; `false` where it is refused.
    pub(super) fn step(&mut self, operations: &[Name], at: usize, whole: bool) -> bool {
        let operation = operations[at].clone();
        let command = match whole {
            true => Command::Finish { operation },
            false => Command::Step {
                operation,
                steps: 1,
            },
        };
        let Ok(outcome) = self.machine.apply(&command, &mut ()) else {
            return false;
        };
        let read = match outcome {
            Outcome::Stepped(stepped) => stepped.read,
            Outcome::Read(read) => Some(read),
            _ => None,
        };
        if let Some(read) = read {
            self.reads[at] = Some(bytes(&read.content));
        }
        true
    }

    /// The operations that are still open.
    pub(super) fn open(&self, operations: &[Name]) -> Vec<Going> {
        let open = self.machine.open_operations().into_iter();
        let index = |name: &Name| operations.iter().position(|known| known == name);
        open.filter_map(|open| {
            Some(Going {
                at: index(&open.operation)?,
                done: open.done,
                enabled: open.why_not.is_none(),
            })
        })
        .collect()
    }

    /// What tells this state from others.
    pub(super) fn key(&self, open: &[Going]) -> Vec<u8> {
        let mut key = self.machine.engine().distinct();
        key.extend_from_slice(format!("{:?}", self.reads).as_bytes());
        let open: Vec<(usize, u64)> = open.iter().map(|open| (open.at, open.done)).collect();
        key.extend_from_slice(format!("{open:?}").as_bytes());
        key
    }

    pub(super) fn view(&self, pages: &[u64]) -> View {
        let engine = self.machine.engine();
        let mut view = View {
            reads: self.reads.clone(),
            ..View::default()
        };
        for (id, name) in self.machine.names().iter() {
            for &page in pages {
                if let Some(content) = engine.peek(*id, PageNo(page)) {
                    view.pages.insert((name.clone(), page), bytes(&content));
                }
            }
        }
        let open = self.machine.open_operations().into_iter();
        view.open = open.map(|open| open.operation.to_string()).collect();
        view
    }

    /// Whether a volume of this name is a read-only snapshot.
    pub(super) fn is_ross(&self, name: &str) -> bool {
        let volume = self.machine.id(name);
        let volume = volume.and_then(|id| self.machine.engine().volume(id));
        volume.is_some_and(|volume| volume.kind == Kind::Ross)
    }

    /// Memory it takes, in bytes, about.
    pub(super) fn memory_bytes(&self) -> u64 {
        const APART: u64 = 4096;
        self.machine.engine().memory_bytes() + APART
    }
}

/// Content without trailing zeros; of a stamp, its digits.
fn bytes(content: &Content<'_>) -> Found {
    match content {
        Content::Bytes(bytes) => trim(bytes).to_vec(),
        Content::Stamp(stamp) => stamp.to_string().into_bytes(),
    }
}
