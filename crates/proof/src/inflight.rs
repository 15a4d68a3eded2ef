//! Random sequences with operations in flight, beside a flat oracle for each page.
//!
//! While an operation is between its steps, its page is in an *episode*: everything that touches
//! the page joins it. When the episode ends, what all volumes show of the page, together with what
//! its reads found, must come of some order of what joined it, one after the other. Pages that are
//! in no episode equal the oracle after every command. A crash ends all episodes: what had ended
//! is there, and what had not is there or not, on each volume by itself.
//!
//! Restores run meanwhile: their background, in flight too, changes what no volume shows.

mod episode;
mod server;

use std::collections::BTreeMap;

use cowpath_engine::check::check;
use cowpath_engine::command::{Command, Outcome, Span};
use cowpath_engine::content::Content;
use cowpath_engine::engine::Engine;
use cowpath_engine::faults::Faults;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, Series, VolumeId};
use cowpath_engine::inflight::{Ended, OpenId};
use cowpath_engine::policy::{HintFill, Hints, Policy, PushMode, RefreshPolicy};
use cowpath_engine::refusal::Refusal;

use episode::{Act, Episode, What};

/// Pages of the base.
const PAGES: u64 = 4;
/// Commands of a sequence.
const COMMANDS: u64 = 60;
/// Operations that are open at once.
const OPEN_MAX: usize = 4;
/// Living volumes.
const VOLUMES_MAX: usize = 9;
/// What joins one episode, before everything is finished.
const ACTS_MAX: usize = 5;

/// What one sequence came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Commands that were carried out.
    pub commands: u64,
    /// Steps of operations in flight.
    pub steps: u64,
    /// Episodes that were judged.
    pub episodes: u64,
    /// Crashes.
    pub crashes: u64,
    /// Snapshots that were taken while a write was in flight.
    pub settling: u64,
    /// Steps of operations in flight while a restore ran.
    pub restoring: u64,
}

impl Tally {
    /// Counts another one in.
    pub fn join(&mut self, other: &Self) {
        self.commands += other.commands;
        self.steps += other.steps;
        self.episodes += other.episodes;
        self.crashes += other.crashes;
        self.settling += other.settling;
        self.restoring += other.restoring;
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % bound.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len() as u64) as usize).copied()
    }
}

/// An operation that is open.
#[derive(Clone, Copy)]
struct Open {
    id: OpenId,
    page: u64,
    /// `None` of background copying.
    what: Option<What>,
    /// Its place in the episode of its page, once it has begun its steps.
    joined: Option<usize>,
}

struct Flight {
    engine: Engine,
    dice: Dice,
    /// By volume and page: a version stamp.
    flat: BTreeMap<VolumeId, Vec<u64>>,
    heads: BTreeMap<VolumeId, VolumeId>,
    episodes: BTreeMap<u64, Episode>,
    open: Vec<Open>,
    stamps: u64,
    tally: Tally,
}

/// Plays the sequence of a seed with these rules switched off.
///
/// # Errors
/// What is wrong, in words.
pub fn play(seed: u64, faults: Faults) -> Result<Tally, String> {
    let mut flight = Flight::new(seed, faults)?;
    for at in 0..COMMANDS {
        flight
            .command()
            .and_then(|()| flight.compare())
            .map_err(|wrong| format!("seed {seed}, command {at}: {wrong}"))?;
    }
    flight.finish_all()?;
    flight.compare()?;
    Ok(flight.tally)
}

impl Flight {
    fn new(seed: u64, faults: Faults) -> Result<Self, String> {
        let mut dice = Dice(seed);
        let mut engine = Engine::new();
        let policy = Policy {
            push: [PushMode::Share, PushMode::Copy, PushMode::Redirect][dice.below(3) as usize],
            hints: [Hints::On, Hints::On, Hints::Value, Hints::Off][dice.below(4) as usize],
            hint_fill: [HintFill::Read, HintFill::Push][dice.below(2) as usize],
            refresh: [RefreshPolicy::Refuse, RefreshPolicy::Keep][dice.below(2) as usize],
            faults,
            ..Policy::default()
        };
        let geometry = Geometry::new(PAGES, 16, &[2, 2]).map_err(|wrong| format!("{wrong:?}"))?;
        let stamps = true;
        run(&mut engine, Command::SetPolicy(policy))?;
        run(&mut engine, Command::CreateVolume { geometry, stamps })?;
        let base = VolumeId(0);
        Ok(Self {
            engine,
            dice,
            flat: BTreeMap::from([(base, vec![0; PAGES as usize])]),
            heads: BTreeMap::new(),
            episodes: BTreeMap::new(),
            open: Vec::new(),
            stamps: 0,
            tally: Tally::default(),
        })
    }

    fn command(&mut self) -> Result<(), String> {
        if self.episodes.values().any(|it| it.acts.len() >= ACTS_MAX) {
            return self.finish_all();
        }
        self.tally.commands += 1;
        match self.dice.below(26) {
            0..=2 => self.begin_write(),
            3 => self.begin_read(),
            4..=10 => self.step(Some(1)),
            11 => self.step(None),
            12 | 13 => self.ross(),
            14 => self.rwss(),
            15 => self.delete(),
            16 | 17 => self.write(),
            18 => self.read(),
            20 | 21 => self.restore(),
            22 => self.begin_background(),
            23 => self.background(),
            24 => self.refresh(),
            _ => match self.dice.below(3) {
                0 => self.crash(),
                _ => self.read(),
            },
        }
    }

    fn volume(&mut self, fits: impl Fn(Kind) -> bool) -> Option<VolumeId> {
        let volumes = self.engine.volumes().filter(|volume| fits(volume.kind));
        let volumes: Vec<VolumeId> = volumes.map(|volume| volume.id).collect();
        self.dice.one(&volumes)
    }

    fn page(&mut self) -> u64 {
        // Two pages, so that operations meet.
        self.dice.below(2) * (PAGES - 1)
    }

    fn stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.stamps
    }

    fn begin_write(&mut self) -> Result<(), String> {
        let (page, stamp) = (self.page(), self.stamp());
        let volume = VolumeId(0);
        let started = VolumeId(self.engine.volumes_created());
        let what = What::Write {
            volume,
            started,
            stamp,
        };
        let page = PageNo(page);
        let content = Content::Stamp(stamp);
        let begin = Command::BeginWrite {
            volume,
            page,
            content,
        };
        self.begin(begin, page, Some(what))
    }

    fn begin_read(&mut self) -> Result<(), String> {
        let Some(volume) = self.volume(|_| true) else {
            return Ok(());
        };
        let page = PageNo(self.page());
        let what = What::Read {
            volume,
            found: None,
        };
        self.begin(Command::BeginRead { volume, page }, page, Some(what))
    }

    fn begin(
        &mut self,
        command: Command<'_>,
        page: PageNo,
        what: Option<What>,
    ) -> Result<(), String> {
        if self.open.len() >= OPEN_MAX {
            return Ok(());
        }
        if let Outcome::Begun(id) = run(&mut self.engine, command)? {
            self.open.push(Open {
                id,
                page: page.0,
                what,
                joined: None,
            });
        }
        Ok(())
    }

    fn step(&mut self, steps: Option<u64>) -> Result<(), String> {
        match self.dice.below(self.open.len() as u64) as usize {
            at if at < self.open.len() => self.advance(at, steps).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// Whether the operation could go on.
    fn advance(&mut self, at: usize, steps: Option<u64>) -> Result<bool, String> {
        let Open { id, page, what, .. } = self.open[at];
        let operation = id;
        let advance = Command::Advance { operation, steps };
        let Ok(Outcome::Advanced(advanced)) = self.engine.apply(advance, &mut ()) else {
            return Ok(false);
        };
        let steps = advanced.steps.len() as u64;
        self.tally.steps += steps;
        if self.engine.restores().next().is_some() {
            self.tally.restoring += steps;
        }
        let Some(what) = what else {
            if let Some(Ended::Copied(copied)) = advanced.ended {
                self.open.remove(at);
                self.copied(&copied);
            }
            return Ok(true);
        };
        let joined = match self.open[at].joined {
            Some(joined) => joined,
            None => self.join(page, Act::new(what)),
        };
        self.open[at].joined = Some(joined);
        let Some(ended) = advanced.ended else {
            return Ok(true);
        };
        self.open.remove(at);
        if let Some(episode) = self.episodes.get_mut(&page) {
            let act = &mut episode.acts[joined];
            act.ended = true;
            if let (Ended::Read(read), What::Read { found, .. }) = (&ended, &mut act.what) {
                *found = Some(stamp_of(&read.content));
            }
        }
        self.judge(page).map(|()| true)
    }

    /// Takes an act into the episode of a page, which may begin with it.
    fn join(&mut self, page: u64, act: Act) -> usize {
        let flat = &self.flat;
        let episode = self.episodes.entry(page).or_insert_with(|| {
            let start = flat.iter().map(|(id, pages)| (*id, pages[page as usize]));
            Episode::new(start.collect())
        });
        episode.acts.push(act);
        episode.acts.len() - 1
    }

    /// Ends the episode of a page, when nothing in it is between its steps.
    fn judge(&mut self, page: u64) -> Result<(), String> {
        let Some(episode) = self.episodes.get(&page) else {
            return Ok(());
        };
        if episode.acts.iter().any(|act| !act.ended) {
            return Ok(());
        }
        let found = self.shown(page);
        episode
            .allows(&found, &self.heads)
            .map_err(|wrong| format!("page {page}: {wrong}"))?;
        self.tally.episodes += 1;
        self.episodes.remove(&page);
        self.take_over(page, found);
        Ok(())
    }

    fn take_over(&mut self, page: u64, found: BTreeMap<VolumeId, u64>) {
        for (id, stamp) in found {
            if let Some(pages) = self.flat.get_mut(&id) {
                pages[page as usize] = stamp;
            }
        }
    }

    fn shown(&self, page: u64) -> BTreeMap<VolumeId, u64> {
        let ids = self.flat.keys().copied();
        ids.map(|id| (id, self.peek(id, page))).collect()
    }

    fn peek(&self, id: VolumeId, page: u64) -> u64 {
        let content = self.engine.peek(id, PageNo(page));
        content.map_or(u64::MAX, |content| stamp_of(&content))
    }

    fn ross(&mut self) -> Result<(), String> {
        if self.flat.len() >= VOLUMES_MAX {
            return self.delete();
        }
        let of = match self.dice.below(5) {
            0 => self.volume(Kind::is_writable).unwrap_or_default(),
            _ => VolumeId(0),
        };
        let series = Series(u32::from(self.dice.below(4) == 0));
        let full = false;
        let restores = self.engine.restores().next().is_some();
        let take = Command::TakeRoss { of, series, full };
        let id = match self.engine.apply(take, &mut ()) {
            Ok(Outcome::Created(id)) => id,
            // Where a restore runs, it does not overtake a write.
            Err(Refusal::InFlight { .. }) if restores => return Ok(()),
            other => return Err(format!("no snapshot: {other:?}")),
        };
        self.tally.settling += u64::from(self.engine.is_settling(id));
        let pages = self.flat[&of].clone();
        self.flat.insert(id, pages);
        self.heads.insert(id, of);
        for episode in self.episodes.values_mut() {
            episode.acts.push(Act::done(What::Take { ross: id, of }));
        }
        Ok(())
    }

    fn rwss(&mut self) -> Result<(), String> {
        let ross = self.volume(|kind| kind == Kind::Ross);
        let Some(of) = ross.filter(|_| self.episodes.is_empty() && self.flat.len() < VOLUMES_MAX)
        else {
            return Ok(());
        };
        let read_only = false;
        let taken = self
            .engine
            .apply(Command::TakeRwss { of, read_only }, &mut ());
        if let Ok(Outcome::Created(id)) = taken {
            let pages = self.flat[&of].clone();
            self.flat.insert(id, pages);
        }
        Ok(())
    }

    fn delete(&mut self) -> Result<(), String> {
        let Some(volume) = self.volume(|kind| kind != Kind::Base) else {
            return Ok(());
        };
        let volumes = vec![volume];
        if let Ok(Outcome::Deleted(gone)) = self.engine.apply(Command::Delete { volumes }, &mut ())
        {
            for id in gone {
                self.flat.remove(&id);
                self.heads.remove(&id);
            }
        }
        Ok(())
    }

    /// A plain write; refused where the page is locked.
    fn write(&mut self) -> Result<(), String> {
        let (page, stamp) = (self.page(), self.stamp());
        let volume = self.volume(Kind::is_writable).unwrap_or_default();
        let started = VolumeId(self.engine.volumes_created());
        let span = Span::Page(PageNo(page));
        let content = Content::Stamp(stamp);
        let write = Command::Write {
            volume,
            span,
            content,
        };
        if self.engine.apply(write, &mut ()).is_ok() {
            let what = What::Write {
                volume,
                started,
                stamp,
            };
            self.join(page, Act::done(what));
            self.judge(page)?;
        }
        Ok(())
    }

    fn read(&mut self) -> Result<(), String> {
        let page = self.page();
        let volume = self.volume(|_| true).unwrap_or_default();
        let read = Command::Read {
            volume,
            page: PageNo(page),
        };
        if let Ok(Outcome::Read(read)) = self.engine.apply(read, &mut ()) {
            let found = Some(stamp_of(&read.content));
            self.join(page, Act::done(What::Read { volume, found }));
            self.judge(page)?;
        }
        Ok(())
    }

    /// Everything in flight is lost.
    fn crash(&mut self) -> Result<(), String> {
        run(&mut self.engine, Command::Recover)?;
        self.tally.crashes += 1;
        self.open.clear();
        for (page, episode) in std::mem::take(&mut self.episodes) {
            let found = self.shown(page);
            episode
                .allows_after_crash(&found, &self.heads)
                .map_err(|wrong| format!("page {page} after a crash: {wrong}"))?;
            self.take_over(page, found);
        }
        Ok(())
    }

    fn finish_all(&mut self) -> Result<(), String> {
        while !self.open.is_empty() {
            let mut went = false;
            for at in (0..self.open.len()).rev() {
                went |= self.advance(at, None)?;
            }
            if !went {
                return Err("nothing in flight can go on".to_owned());
            }
        }
        Ok(())
    }

    fn compare(&self) -> Result<(), String> {
        for (id, pages) in &self.flat {
            for (page, stamp) in (0..).zip(pages) {
                let found = self.peek(*id, page);
                if !self.episodes.contains_key(&page) && found != *stamp {
                    return Err(format!(
                        "page {page} of volume {} is {found}, not {stamp}",
                        id.0
                    ));
                }
            }
        }
        let report = check(&self.engine);
        match report.broken.first() {
            Some(broken) => Err(format!("{}: {}", broken.invariant, broken.detail)),
            None => Ok(()),
        }
    }
}

fn run(engine: &mut Engine, command: Command<'_>) -> Result<Outcome, String> {
    let told = format!("{command:?}");
    let done = engine.apply(command, &mut ());
    done.map_err(|refusal| format!("{told} was refused: {refusal:?}"))
}

fn stamp_of(content: &Content<'_>) -> u64 {
    match content {
        Content::Stamp(stamp) => *stamp,
        Content::Bytes(_) => u64::MAX,
    }
}
