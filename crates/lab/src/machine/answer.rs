//! The engine's answers, told with names.

use cowpath_engine::Outcome as Answer;
use cowpath_engine::command::{DiffResult, ReadResult, Written as EngineWritten};
use cowpath_engine::entry::{Entry, Location};
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::intent::Intent;

use super::flow::PushFlow;
use super::running::Work;
use super::{DATA, Machine, ZEROS};
use crate::outcome::{Diff, Done, Outcome, Place, Read, Written};

impl Machine {
    /// Ends a command: keeps the names in step with the volumes and tells what came of it.
    pub(super) fn settle(&mut self, work: Work, answer: Option<Answer>) -> Outcome {
        let (name, setting, flow) = match work {
            Work::Look(look) => return self.look(look),
            Work::Expect(expect) => return Outcome::Expect(crate::expect::check(self, &expect)),
            Work::Create(_, name) => (name, None, None),
            Work::Set(_, setting) => (String::new(), Some(setting), None),
            Work::Write { volume, flow, .. } => (String::new(), None, Some((volume, flow))),
            Work::Task(_) => (String::new(), None, None),
        };
        let mut done = Done::default();
        match answer.expect("invariant: an engine's task ends with an outcome") {
            Answer::Created(id) => {
                self.names.insert(id, name.clone());
                done.created = Some(name);
            }
            Answer::Deleted(ids) => {
                let names: Vec<String> = ids.iter().map(|id| self.names.remove(*id)).collect();
                done.deleted = Some(names.join(" "));
            }
            Answer::Promoted(_)
            | Answer::Discarded(_)
            | Answer::Resized(_)
            | Answer::Copied(_)
            | Answer::Synced(_)
            | Answer::CapacitySet(_)
            | Answer::Recovered(_) => {}
            Answer::PolicySet => done.set = setting.map(|setting| setting.to_string()),
            Answer::Written(written) => {
                let (volume, flow) = flow.expect("invariant: only a write has written");
                return Outcome::Written(self.written(volume, flow, written));
            }
            Answer::Read(read) => return Outcome::Read(self.read(read)),
            Answer::Compared(diff) => return Outcome::Diff(self.diff(diff)),
        }
        Outcome::Done(done)
    }

    /// The name of a volume, now or when it was deleted.
    pub(crate) fn name_of(&self, id: VolumeId) -> String {
        self.name(id).unwrap_or("?").to_owned()
    }

    /// A place where content lies.
    pub(crate) fn place(&self, location: Location) -> Place {
        match location {
            Location::Base(volume, page) => Place {
                volume: self.name_of(volume),
                offset: page.0,
            },
            Location::Data(offset) => Place {
                volume: DATA.to_owned(),
                offset: offset.0,
            },
            Location::Zero => Place {
                volume: ZEROS.to_owned(),
                offset: 0,
            },
        }
    }

    /// An unfinished operation, as the command that would do it.
    pub(crate) fn intent_text(&self, intent: &Intent) -> String {
        let name = |id: &VolumeId| crate::outcome::name_text(&self.name_of(*id));
        match intent {
            Intent::Delete { volumes } => {
                let names: Vec<String> = volumes.iter().map(name).collect();
                format!("delete {}", names.join(" "))
            }
            Intent::Promote { volume, source } => {
                format!("promote {} from {}", name(volume), name(source))
            }
            Intent::Resize { volume, pages } => format!("resize {} pages {pages}", name(volume)),
            Intent::Fill { ross } => format!("fill {}", name(ross)),
            Intent::Copy { volume, of } => format!("copy {} of {}", name(volume), name(of)),
            Intent::Sync { backup, to } => format!("sync {} to {}", name(backup), name(to)),
            Intent::Strip { volumes } => {
                let names: Vec<String> = volumes.iter().map(name).collect();
                format!("make stale {}", names.join(" "))
            }
        }
    }

    /// Where an exception leads; of a page of a base, its place there.
    pub(crate) fn entry_place(
        &self,
        volume: VolumeId,
        page: PageNo,
        entry: Option<Entry>,
    ) -> Place {
        match entry {
            None => self.place(Location::Base(volume, page)),
            Some(Entry::Page(offset)) => self.place(Location::Data(offset)),
            Some(Entry::Redirect(target, page)) => Place {
                volume: self.name_of(target),
                offset: page.0,
            },
            Some(Entry::Zero) => self.place(Location::Zero),
            Some(Entry::Table(offset)) => Place {
                volume: super::ADMIN.to_owned(),
                offset: offset.0,
            },
        }
    }

    fn written(&self, volume: VolumeId, flow: PushFlow, written: EngineWritten) -> Written {
        Written {
            pages: written.pages,
            pushed: written.pushed,
            copied_pages: written.copied_pages,
            volume: self.name_of(volume),
            into: flow.newest.map(|id| self.name_of(id)),
            steps: flow.steps,
        }
    }

    fn read(&self, read: ReadResult) -> Read {
        let never_written = match read.from {
            Location::Base(base, page) => !self.engine.is_written(base, page),
            Location::Data(_) => false,
            Location::Zero => true,
        };
        Read {
            volume: self.name_of(read.volume),
            page: read.page.0,
            content: read.content,
            from: self.place(read.from),
            hops: self.names_of(&read.hops),
            lookups: read.lookups,
            hint_used: read.hint_used,
            never_written,
        }
    }

    fn diff(&self, diff: DiffResult) -> Diff {
        Diff {
            a: self.name_of(diff.a),
            b: self.name_of(diff.b),
            method: diff.method,
            common: self.name_of(diff.common),
            literal: diff.literal,
            location: diff.location,
            content: diff.content,
            work: diff.work,
            paths: diff.paths.map(|path| self.names_of(&path)),
            ignored: self.names_of(&diff.ignored),
        }
    }

    fn names_of(&self, ids: &[VolumeId]) -> Vec<String> {
        ids.iter().map(|id| self.name_of(*id)).collect()
    }
}
