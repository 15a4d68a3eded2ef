//! Decides a command of the language: which commands of the engine it is.

use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::event::Observer;
use cowpath_engine::geometry::{FAN_OUT_MAX, Geometry, PAGE_BYTES_MAX};
use cowpath_engine::ids::{Kind, PageNo, Run, Runs, VolumeId};
use cowpath_engine::map_index::INDEXED_PAGES_MAX;
use cowpath_engine::refusal::Refusal;
use cowpath_engine::task::Task;
use cowpath_engine::{Command as Ask, Engine, Span};

use super::flow::PushFlow;
use super::look::Look;
use super::running::{Job, New, Second, What, Work};
use super::{Machine, TREES_MAX, rules, settings};
use crate::language::{self, Command, IndexKind, Name, Place};
use crate::outcome::Refused;

impl Machine {
    /// A command without an origin, as work that has not begun.
    pub(super) fn decide(&self, command: &Command) -> Result<Work, Refused> {
        match command {
            Command::By { command, .. } => self.decide(command),
            Command::Volume {
                name,
                pages,
                page_bytes,
                levels,
                index,
            } => {
                self.names.check_free(name)?;
                let geometry = geometry(*pages, *page_bytes, levels);
                let geometry = geometry.map_err(|refusal| self.refused(&refusal))?;
                let maps = *index == IndexKind::Maps;
                if maps && geometry.covers() > INDEXED_PAGES_MAX {
                    return Err(rules::too_large_for_maps(geometry.covers()));
                }
                let stamps = false;
                let mut new = self.new_volume(name);
                new.maps = maps;
                self.job(Ask::CreateVolume { geometry, stamps }, What::New(new))
            }
            Command::Ross {
                name,
                of,
                tree,
                full,
            } => self.ross(name, of, tree.as_ref(), *full),
            Command::Rwss { name, of } => {
                self.names.check_free(name)?;
                let of = self.known(of)?;
                let read_only = false;
                self.create(name, Ask::TakeRwss { of, read_only })
            }
            Command::Copy { name, of } => self.copy(name, of, false),
            Command::Backup { of, name } => self.copy(name, of, true),
            Command::Clone {
                name,
                of,
                read_only,
            } => self.mapping_clone(name, of, *read_only),
            Command::Write {
                volume,
                place,
                content,
            } => self.write(volume, *place, content),
            Command::Read { volume, page } => {
                let volume = self.known(volume)?;
                let page = PageNo(*page);
                self.plain(Ask::Read { volume, page })
            }
            Command::Diff { a, b } => {
                let (a, b) = (self.known(a)?, self.known(b)?);
                self.plain(Ask::Diff { a, b })
            }
            Command::Delete { volumes } => {
                let volumes = self.all_known(volumes)?;
                self.plain(Ask::Delete { volumes })
            }
            Command::Promote { volume, source } => {
                let (volume, source) = (self.known(volume)?, self.known(source)?);
                self.plain(Ask::Promote { volume, source })
            }
            Command::Discard { volume, pages } => {
                let pages = engine_runs(pages);
                let volume = self.known(volume)?;
                self.job(Ask::Discard { volume, pages }, What::Volume(volume))
            }
            Command::Resize { volume, pages } => {
                let volume = self.known(volume)?;
                let pages = *pages;
                self.plain(Ask::Resize { volume, pages })
            }
            Command::Limit {
                volume,
                data,
                admin,
            } => {
                let volume = self.known(volume)?;
                let was = self.engine.capacity(volume).unwrap_or_default();
                let capacity = Capacity {
                    data_pages: data.unwrap_or(was.data_pages),
                    admin_entries: admin.unwrap_or(was.admin_entries),
                };
                self.plain(Ask::SetCapacity { volume, capacity })
            }
            Command::Sync { backup, to } => {
                let (backup, to) = (self.known(backup)?, self.known(to)?);
                self.plain(Ask::Sync { backup, to })
            }
            Command::Refresh { volume, from } => self.refresh(volume, from),
            Command::Restore(restore) => self.restore(restore),
            Command::Background { base, items } => self.background(base, *items),
            Command::Cancel { base, keep } => self.cancel(base, keep.as_ref()),
            Command::Measure(measured) => self.measure(measured),
            Command::Restores => Ok(Work::Look(Look::Restores)),
            Command::Set(setting) => {
                let policy = settings::changed(self.engine.policy(), *setting);
                self.job(Ask::SetPolicy(policy), What::Set(*setting))
            }
            Command::Rate { volume } => {
                let id = self.known(volume)?;
                if self.info(id).kind == Kind::Ross {
                    return Err(rules::no_intervals(volume));
                }
                Ok(Work::Look(Look::Rate(id)))
            }
            Command::Dump { volume } => Ok(Work::Look(Look::Dump(self.known(volume)?))),
            Command::Maps { volume } => Ok(Work::Look(Look::Maps(self.known(volume)?))),
            Command::Tree => Ok(Work::Look(Look::Tree)),
            Command::Space { of } => Ok(Work::Look(Look::Space(self.all_known(of)?))),
            Command::Check => Ok(Work::Look(Look::Check)),
            Command::Expect(expect) => Ok(Work::Expect(Box::new(expect.clone()))),
            Command::Replay(replay) => Err(rules::needs_file(&replay.file)),
            Command::Schedule(plan) => self.schedule(plan),
            Command::Unschedule { schedule } => self.unschedule(schedule),
            Command::Trigger { event } => Ok(Work::Trigger(event.clone())),
            Command::At(until) => self.clock(*until),
            Command::Crash { steps, command } => self.crash(*steps, command),
            Command::Begin { operation, command } => self.begin_operation(operation, command),
            Command::Step { operation, steps } => self.advance(operation, Some(*steps)),
            Command::Finish { operation } => self.advance(operation, None),
            Command::Locks => Ok(Work::Look(Look::Locks)),
        }
    }

    fn ross(
        &self,
        name: &Name,
        of: &Name,
        tree: Option<&Name>,
        full: bool,
    ) -> Result<Work, Refused> {
        self.names.check_free(name)?;
        let of = self.known(of)?;
        let series = self.trees.series(of, tree.map(Name::as_str));
        let is_new = tree.is_some() && self.trees.name(of, series).is_none();
        if is_new && self.living_trees().count() >= TREES_MAX {
            return Err(rules::too_many_trees());
        }
        let mut new = self.new_volume(name);
        new.tree = tree.map(|tree| (of, tree.as_str().to_owned()));
        self.job(Ask::TakeRoss { of, series, full }, What::New(new))
    }

    /// Of a read-only snapshot, a read-write one on it; of another volume, of a read-only
    /// snapshot that is taken first.
    fn mapping_clone(&self, name: &Name, of: &Name, read_only: bool) -> Result<Work, Refused> {
        self.names.check_free(name)?;
        let id = self.known(of)?;
        if self.info(id).kind == Kind::Ross {
            let ask = Ask::TakeRwss { of: id, read_only };
            return self.create(name, ask);
        }
        let origin = Name::new(format!("{}.origin", name.as_str()));
        let origin = origin.map_err(|_| rules::name_too_long(name))?;
        self.names.check_free(&origin)?;
        let mut new = self.new_volume(&origin);
        new.second = Some(Second {
            name: name.as_str().to_owned(),
            read_only,
        });
        let ask = Ask::TakeRoss {
            of: id,
            series: self.trees.series(id, None),
            full: false,
        };
        self.both_fit(id, ask.clone(), read_only)?;
        self.job(ask, What::New(new))
    }

    /// Refuses two commands as a whole where the second one could lack room: tried on a copy,
    /// which only a tree with a limit needs.
    fn both_fit(&self, of: VolumeId, first: Ask<'static>, read_only: bool) -> Result<(), Refused> {
        let capacity = self.engine.capacity(of).unwrap_or_default();
        if capacity == Capacity::default() {
            return Ok(());
        }
        let mut tried = self.engine.clone();
        let of = VolumeId(tried.volumes_created());
        carry_out(&mut tried, first)
            .and_then(|()| carry_out(&mut tried, Ask::TakeRwss { of, read_only }))
            .map_err(|refusal| self.refused(&refusal))
    }

    fn write(&self, volume: &Name, place: Place, content: &[u8]) -> Result<Work, Refused> {
        let volume = self.known(volume)?;
        let ask = Ask::Write {
            volume,
            span: match place {
                Place::Page(page) => Span::Page(PageNo(page)),
                Place::OffsetBytes(offset) => Span::Bytes { offset },
            },
            content: Content::Bytes(content.to_vec().into()),
        };
        let levels = self.engine.geometry(volume).map_or(0, |g| g.levels().len());
        let flow = PushFlow::new(levels);
        self.job(ask, What::Write { volume, flow })
    }

    fn all_known(&self, names: &[Name]) -> Result<Vec<VolumeId>, Refused> {
        names.iter().map(|name| self.known(name)).collect()
    }

    /// The volume that the next creating command makes, with its name.
    fn new_volume(&self, name: &Name) -> New {
        New {
            id: VolumeId(self.engine.volumes_created()),
            name: Some(name.as_str().to_owned()),
            tree: None,
            second: None,
            maps: false,
        }
    }

    /// A full copy. Its tree keeps the same kind of index.
    fn copy(&self, name: &Name, of: &Name, backup: bool) -> Result<Work, Refused> {
        self.names.check_free(name)?;
        let of = self.known(of)?;
        let mut new = self.new_volume(name);
        new.maps = self.has_maps(of);
        self.job(Ask::Copy { of, backup }, What::New(new))
    }

    fn create(&self, name: &Name, ask: Ask<'static>) -> Result<Work, Refused> {
        self.job(ask, What::New(self.new_volume(name)))
    }

    pub(super) fn plain(&self, ask: Ask<'static>) -> Result<Work, Refused> {
        self.job(ask, What::Plain)
    }

    pub(super) fn job(&self, ask: Ask<'static>, what: What) -> Result<Work, Refused> {
        Ok(Work::Job(Box::new(Job::new(self.task(ask)?, what))))
    }

    pub(super) fn task(&self, ask: Ask<'static>) -> Result<Task<'static>, Refused> {
        let task = self.engine.begin(ask);
        task.map_err(|refusal| self.refused(&refusal))
    }
}

/// Carries a command out with nobody watching; `dyn`, for the engine's tasks are compiled once
/// for all who watch.
fn carry_out(engine: &mut Engine, ask: Ask<'static>) -> Result<(), Refusal> {
    let mut task = engine.begin(ask)?;
    let mut nobody: &mut dyn Observer = &mut ();
    while engine.step(&mut task, &mut nobody).is_none() {}
    Ok(())
}

fn engine_runs(pages: &language::Runs) -> Runs {
    let bounds = pages.bounds().iter();
    Runs::from(
        bounds
            .map(|&(first, last)| Run(first, (last - first).saturating_add(1)))
            .collect::<Vec<Run>>(),
    )
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
            let message = format!("a fan-out of {fan_out}: a table has 1 to {FAN_OUT_MAX} entries");
            Refusal::BadGeometry { message }
        })?);
    }
    Geometry::new(pages, narrow_page, &narrow)
}
