//! Runs commands of the language on an engine, one after another. It knows the names: which
//! volume each one is now, and which one it was. What a command does is the engine's; the history
//! of commands is [`crate::session`]'s.

mod answer;
mod flow;
mod look;
mod names;
mod rules;
mod running;

use cowpath_engine::content::Content;
use cowpath_engine::event::Observer;
use cowpath_engine::geometry::{Geometry, PAGE_BYTES_MAX};
use cowpath_engine::ids::{PageNo, Series, VolumeId};
use cowpath_engine::policy::{DeletePolicy, HintFill, Hints, PushMode};
use cowpath_engine::refusal::Refusal;
use cowpath_engine::{Command as Ask, Engine, Span};

use crate::language::{self, Command, Place, Setting};
pub use crate::outcome::{Outcome, Refused};
use names::Names;
use running::Work;

pub use names::{ADMIN, DATA, ZEROS};
pub use rules::RULES;
pub use running::Running;

/// Volumes with their names, and what the last command came to.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    engine: Engine,
    names: Names,
    /// What came of the last command that is not an `expect`.
    last: Option<Outcome>,
}

impl Machine {
    /// A machine without volumes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A machine that goes on from an engine, whose living volumes have these names. A volume
    /// without one is called by its number.
    #[must_use]
    pub fn from_engine(
        engine: Engine,
        names: impl IntoIterator<Item = (VolumeId, String)>,
    ) -> Self {
        let mut known = Names::default();
        for (id, name) in names {
            if engine.volume(id).is_some() {
                known.insert(id, name);
            }
        }
        for volume in engine.volumes() {
            if known.living().get(&volume.id).is_none() {
                let number = volume.id.0;
                let mut numbered = (0..).map(|n| "#".repeat(n) + &number.to_string());
                let free = numbered.find(|name| known.id(name).is_none());
                known.insert(volume.id, free.expect("invariant: some name is free"));
            }
        }
        Self {
            engine,
            names: known,
            last: None,
        }
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The names of the living volumes.
    #[must_use]
    pub fn names(&self) -> &cowpath_engine::sorted::SortedMap<VolumeId, String> {
        self.names.living()
    }

    /// The living volume of this name.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<VolumeId> {
        self.names.id(name)
    }

    /// The name that a volume has, or had when it was deleted.
    #[must_use]
    pub fn name(&self, id: VolumeId) -> Option<&str> {
        self.names.ever(id)
    }

    /// The ordinal of the command that created a volume, among all creating commands; the first
    /// base is 0.
    #[must_use]
    pub fn created(&self, id: VolumeId) -> Option<usize> {
        (id.0 < self.engine.volumes_created()).then_some(id.0 as usize)
    }

    /// What came of the last command that is not an `expect`: what `expect` looks at.
    #[must_use]
    pub fn last(&self) -> Option<&Outcome> {
        self.last.as_ref()
    }

    /// Notes that a command was refused, so that an `expect` after it can tell. It is no change
    /// of the state: [`Machine::begin`] and [`Machine::apply`] do not do it by themselves.
    pub fn remember(&mut self, refused: &Refused) {
        self.last = Some(Outcome::Refused(refused.clone()));
    }

    /// Decides a command. Nothing has changed yet.
    ///
    /// # Errors
    /// [`Refused`], with the rule that the refusal protects.
    pub fn begin(&self, command: &Command) -> Result<Running, Refused> {
        let work = match command {
            Command::Volume {
                name,
                pages,
                page_bytes,
                levels,
            } => {
                self.names.check_free(name)?;
                let geometry = geometry(*pages, *page_bytes, levels);
                let geometry = geometry.map_err(|refusal| self.refused(&refusal))?;
                let ask = Ask::CreateVolume {
                    geometry,
                    stamps: false,
                };
                self.create(ask, name)?
            }
            Command::By { command, .. } => return self.begin(command),
            Command::Ross {
                name,
                of,
                tree: None,
                full: false,
            } => {
                self.names.check_free(name)?;
                let of = self.known(of)?;
                let series = Series::default();
                let full = false;
                self.create(Ask::TakeRoss { of, series, full }, name)?
            }
            Command::Rwss { name, of } => {
                self.names.check_free(name)?;
                let of = self.known(of)?;
                self.create(
                    Ask::TakeRwss {
                        of,
                        read_only: false,
                    },
                    name,
                )?
            }
            Command::Write {
                volume,
                place,
                content,
            } => {
                let volume = self.known(volume)?;
                let ask = Ask::Write {
                    volume,
                    span: match *place {
                        Place::Page(page) => Span::Page(PageNo(page)),
                        Place::OffsetBytes(offset) => Span::Bytes { offset },
                    },
                    content: Content::Bytes(content.clone().into()),
                };
                let levels = self.engine.geometry(volume).map_or(0, |g| g.levels().len());
                Work::Write {
                    task: self.task(ask)?,
                    volume,
                    flow: flow::PushFlow::new(levels),
                }
            }
            Command::Read { volume, page } => {
                let volume = self.known(volume)?;
                let page = PageNo(*page);
                Work::Task(self.task(Ask::Read { volume, page })?)
            }
            Command::Diff { a, b } => {
                let (a, b) = (self.known(a)?, self.known(b)?);
                Work::Task(self.task(Ask::Diff { a, b })?)
            }
            Command::Delete { volumes } => {
                let [volume] = volumes.as_slice() else {
                    return Err(rules::not_yet("delete of a set"));
                };
                let volume = self.known(volume)?;
                Work::Task(self.task(Ask::Delete {
                    volumes: vec![volume],
                })?)
            }
            Command::Set(setting) => {
                let mut policy = self.engine.policy();
                set(&mut policy, *setting)?;
                Work::Set(self.task(Ask::SetPolicy(policy))?, *setting)
            }
            Command::Dump { volume } => Work::Look(look::Look::Dump(self.known(volume)?)),
            Command::Tree => Work::Look(look::Look::Tree),
            Command::Space { of } if of.is_empty() => Work::Look(look::Look::Space),
            Command::Check => Work::Look(look::Look::Check),
            Command::Expect(expect) => Work::Expect(Box::new(expect.clone())),
            Command::Replay(replay) => return Err(rules::needs_file(&replay.file)),
            Command::Ross { .. }
            | Command::Space { .. }
            | Command::Copy { .. }
            | Command::Clone { .. }
            | Command::Promote { .. }
            | Command::Discard { .. }
            | Command::Resize { .. }
            | Command::Limit { .. }
            | Command::Backup { .. }
            | Command::Sync { .. }
            | Command::Rate { .. }
            | Command::Schedule(_)
            | Command::Unschedule { .. }
            | Command::Trigger { .. }
            | Command::At(_)
            | Command::Crash { .. } => return Err(rules::not_yet(command.verb())),
        };
        Ok(Running::new(work))
    }

    /// Does one micro-step of a command that was begun on this state. Gives the outcome with the
    /// last one, and nothing after it. Between the steps of a command no other one may be applied.
    pub fn step(&mut self, running: &mut Running, observer: &mut impl Observer) -> Option<Outcome> {
        let outcome = running.step(self, observer)?;
        if !matches!(outcome, Outcome::Expect(_)) {
            self.last = Some(outcome.clone());
        }
        Some(outcome)
    }

    /// Carries a command out to its end.
    ///
    /// # Errors
    /// [`Refused`], and then nothing has changed.
    pub fn apply(
        &mut self,
        command: &Command,
        observer: &mut impl Observer,
    ) -> Result<Outcome, Refused> {
        let mut running = self.begin(command)?;
        loop {
            if let Some(outcome) = self.step(&mut running, observer) {
                return Ok(outcome);
            }
        }
    }

    /// The living volume of a name, or the refusal that says there is none.
    fn known(&self, name: &language::Name) -> Result<VolumeId, Refused> {
        self.id(name.as_str())
            .ok_or_else(|| self.unknown(name.as_str()))
    }

    /// The refusal of a name that no volume has, with a near one.
    pub(crate) fn unknown(&self, name: &str) -> Refused {
        self.names.unknown(name)
    }

    fn create(&self, ask: Ask<'static>, name: &language::Name) -> Result<Work, Refused> {
        Ok(Work::Create(self.task(ask)?, name.as_str().to_owned()))
    }

    fn task(&self, ask: Ask<'static>) -> Result<cowpath_engine::task::Task<'static>, Refused> {
        self.engine
            .begin(ask)
            .map_err(|refusal| self.refused(&refusal))
    }

    /// An engine's refusal with names.
    fn refused(&self, refusal: &Refusal) -> Refused {
        Refused {
            rule: refusal.rule(),
            message: refusal.message(&|id| crate::outcome::name_text(&self.name_of(id))),
        }
    }
}

fn set(policy: &mut cowpath_engine::policy::Policy, setting: Setting) -> Result<(), Refused> {
    match setting {
        Setting::Push(mode) => {
            policy.push = match mode {
                language::PushMode::Copy => PushMode::Copy,
                language::PushMode::Share => PushMode::Share,
                language::PushMode::Redirect => PushMode::Redirect,
            }
        }
        Setting::Hints(hints) => {
            policy.hints = match hints {
                language::Hints::On => Hints::On,
                language::Hints::Value => Hints::Value,
                language::Hints::Off => Hints::Off,
            }
        }
        Setting::HintFill(fill) => {
            policy.hint_fill = match fill {
                language::HintFill::Read => HintFill::Read,
                language::HintFill::Push => HintFill::Push,
            }
        }
        Setting::Delete(mode) => {
            policy.delete = match mode {
                language::DeleteMode::Merge => DeletePolicy::Merge,
                language::DeleteMode::Strict => DeletePolicy::Strict,
            }
        }
        Setting::Full(_) | Setting::ChangeLog(_) | Setting::Fault { .. } => {
            return Err(rules::not_yet("set"));
        }
    }
    Ok(())
}

/// A geometry of numbers as they are typed, which may not fit the engine's types.
fn geometry(pages: u64, page_bytes: u64, levels: &[u64]) -> Result<Geometry, Refusal> {
    let Ok(narrow_page) = u32::try_from(page_bytes) else {
        let message =
            format!("a page of {page_bytes} bytes: a page has 1 to {PAGE_BYTES_MAX} bytes");
        return Err(Refusal::BadGeometry { message });
    };
    let mut narrow = Vec::with_capacity(levels.len());
    for &fan_out in levels {
        narrow.push(u32::try_from(fan_out).map_err(|_| {
            let most = cowpath_engine::geometry::FAN_OUT_MAX;
            let message = format!("a fan-out of {fan_out}: a table has 1 to {most} entries");
            Refusal::BadGeometry { message }
        })?);
    }
    Geometry::new(pages, narrow_page, &narrow)
}
