//! The engine's answers, told with names.

use cowpath_engine::Outcome as Answer;
use cowpath_engine::command::{DiffResult, ReadResult, Written as EngineWritten};
use cowpath_engine::delta;
use cowpath_engine::entry::Location;
use cowpath_engine::ids::VolumeId;
use cowpath_engine::{Command as Ask, check};

use super::Machine;
use super::flow::PushFlow;
use super::follow::Plan;
use super::running::{Job, New, What, Work};
use crate::outcome::{Check, Clock, Diff, Done, Outcome, Read, Written};

/// What follows when a piece of work is done.
pub(super) enum Settled {
    /// It was all.
    Outcome(Outcome),
    /// It was all, and schedules have something to do.
    Then(Outcome, Plan),
    /// More work of the same command.
    More(Work),
}

impl Machine {
    /// Ends a piece of work: keeps the names in step with the volumes and tells what came of it.
    pub(super) fn settle(&mut self, work: Work, answer: Option<Answer>) -> Settled {
        let outcome = match work {
            Work::Look(look) => self.look(look),
            Work::Whole(_) => Outcome::Done(Done::default()),
            Work::BeginWhole(name, command) => {
                let begun = Some(name.as_str().to_owned());
                self.open.begin_whole(name, *command);
                Outcome::Done(Done {
                    begun,
                    ..Done::default()
                })
            }
            Work::Expect(expect) => Outcome::Expect(crate::expect::check(self, &expect)),
            Work::Job(job) => {
                let answer = answer.expect("invariant: an engine's task ends with an outcome");
                return self.settle_job(*job, answer);
            }
            Work::Crash(crash) => match answer {
                Some(Answer::Recovered(recovery)) => self.crashed(*crash, recovery),
                _ => Outcome::Done(Done::default()),
            },
            Work::Schedule(plan, of) => {
                let scheduled = Some(plan.name.as_str().to_owned());
                self.schedules.add(*plan, of);
                Outcome::Done(Done {
                    scheduled,
                    ..Done::default()
                })
            }
            Work::Unschedule(name) => {
                self.schedules.remove(&name);
                Outcome::Done(Done {
                    unscheduled: Some(name.as_str().to_owned()),
                    ..Done::default()
                })
            }
            Work::Trigger(event) => {
                let plan = Plan::run(self.schedules.waiting_for(&event));
                return Settled::Then(Outcome::Done(Done::default()), plan);
            }
            Work::Clock(until) => {
                return Settled::Then(Outcome::Clock(Clock::default()), Plan::until(until));
            }
        };
        Settled::Outcome(outcome)
    }

    fn settle_job(&mut self, job: Job, answer: Answer) -> Settled {
        let stale = self.names_of(&job.stale);
        let mut done = Done {
            stale: stale.clone(),
            ..Done::default()
        };
        match (answer, job.what) {
            (Answer::Created(id), What::New(new)) => match self.second(&new) {
                Some(more) => return more,
                None => done.created = Some(self.name_of(id)),
            },
            (Answer::Created(id), _) => done.created = Some(self.name_of(id)),
            (Answer::Deleted(ids), _) => {
                done.deleted = ids.iter().map(|id| self.forget(*id)).collect();
            }
            (Answer::PolicySet, What::Set(setting)) => {
                self.faulted |= !self.engine.policy().faults.is_empty();
                done.set = Some(setting.to_string());
            }
            (Answer::PolicySet | Answer::Recovered(_), _) => {}
            (Answer::CapacitySet(capacity), _) => done.limit = Some(capacity),
            (Answer::Written(written), What::Write { volume, flow }) => {
                let outcome = Outcome::Written(self.written(volume, flow, written, stale));
                let due = self.schedules.count_write(volume);
                return match due.is_empty() {
                    true => Settled::Outcome(outcome),
                    false => Settled::Then(outcome, Plan::run(due)),
                };
            }
            (Answer::Written(_), _) => {}
            (Answer::Read(read), _) => return Settled::Outcome(Outcome::Read(self.read(read))),
            (Answer::Compared(diff), _) => {
                return Settled::Outcome(Outcome::Diff(Box::new(self.diff(*diff))));
            }
            (Answer::Promoted(promoted), _) => {
                return Settled::Outcome(self.promoted(promoted, stale));
            }
            (Answer::Discarded(discarded), What::Volume(volume)) => {
                return Settled::Outcome(self.discarded(volume, discarded, stale));
            }
            (Answer::Discarded(_), _) => {}
            (Answer::Resized(resized), _) => {
                return Settled::Outcome(self.resized(resized, stale));
            }
            (Answer::RestoreBegun(begun), _) => {
                return Settled::Outcome(self.restore_begun(*begun, stale));
            }
            (Answer::BackgroundCopied(copied), _) => {
                let copied = self.background_copied(&copied, stale);
                return Settled::Outcome(Outcome::Background(copied));
            }
            (Answer::RestoreCancelled(cancelled), _) => {
                return Settled::Outcome(self.restore_cancelled(*cancelled, stale));
            }
            (Answer::Refreshed(refreshed), _) => {
                return Settled::Outcome(self.refreshed(&refreshed, stale));
            }
            (Answer::Copied(copied), _) => return Settled::Outcome(self.copied(copied)),
            (Answer::Begun(id), What::Begin(name, command)) => {
                done.begun = Some(name.as_str().to_owned());
                self.open.begin(name, id, *command);
            }
            (Answer::Begun(_), _) => {}
            (Answer::Advanced(advanced), What::Advance(name)) => {
                let (stepped, written) = self.stepped(&name, *advanced);
                let due = written.map(|volume| self.schedules.count_write(volume));
                let outcome = Outcome::Stepped(Box::new(stepped));
                return match due {
                    Some(due) if !due.is_empty() => Settled::Then(outcome, Plan::run(due)),
                    _ => Settled::Outcome(outcome),
                };
            }
            (Answer::Advanced(_), _) => {}
            (Answer::Synced(synced), _) => return Settled::Outcome(self.synced(*synced)),
        }
        Settled::Outcome(Outcome::Done(done))
    }

    /// Gives a volume its name as soon as it exists: recovery may have to finish it.
    pub(super) fn name_new(&mut self, new: &mut New) {
        if new.id.0 >= self.engine.volumes_created() {
            return;
        }
        if let Some(name) = new.name.take() {
            if let Some(tree) = self.engine.tree_of(new.id).filter(|_| new.maps) {
                self.indexes.index(tree);
            }
            self.names.insert(new.id, name);
            if let Some((head, tree)) = &new.tree {
                self.trees.note(*head, tree);
            }
        }
    }

    /// The volume that is made on a new one, if any is.
    fn second(&self, new: &New) -> Option<Settled> {
        let second = new.second.as_ref()?;
        let ask = Ask::TakeRwss {
            of: new.id,
            read_only: second.read_only,
        };
        Some(match self.task(ask) {
            Ok(task) => {
                let new = New {
                    id: VolumeId(self.engine.volumes_created()),
                    name: Some(second.name.clone()),
                    tree: None,
                    second: None,
                    maps: false,
                };
                Settled::More(Work::Job(Box::new(Job::new(task, What::New(new)))))
            }
            // Only the number of volumes ever made can stop it.
            Err(refused) => Settled::Outcome(Outcome::Refused(refused)),
        })
    }

    /// Whether the invariants hold.
    pub(super) fn checked(&self) -> Check {
        let mut report = check::check(&self.engine);
        if !self.indexes.is_empty() {
            report.invariants += 1;
            if let Some((volume, page)) = self.indexes.disagree(&self.engine) {
                report.broken.push(check::Broken {
                    invariant: "index-agrees",
                    detail: format!(
                        "the bit map and block map of {} are wrong about page {}",
                        self.name_of(volume),
                        page.0
                    ),
                });
            }
        }
        Check {
            ok: report.ok(),
            invariants: report.invariants,
            broken: report.broken,
        }
    }

    pub(super) fn written(
        &self,
        volume: VolumeId,
        flow: PushFlow,
        written: EngineWritten,
        stale: Vec<String>,
    ) -> Written {
        Written {
            pages: written.pages,
            pushed: written.pushed,
            copied_pages: written.copied_pages,
            stale,
            ran: Vec::new(),
            volume: self.name_of(volume),
            into: self.names_of(&flow.all),
            steps: flow.steps,
        }
    }

    pub(super) fn read(&self, read: ReadResult) -> Read {
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
        let told = delta::delta(&self.engine, diff.a, diff.b);
        let told = told.expect("invariant: the two volumes were compared just now");
        Diff {
            runs: told.runs,
            literal_work: told.literal,
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
}
