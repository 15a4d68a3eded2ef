//! What a restore costs the hosts that go on working: how many micro-steps their reads and writes
//! take while it runs, against the same load without one, and how many pages are copied in all.
//! Everything happens on clones.

use cowpath_engine::Engine;
use cowpath_engine::command::{Command, Outcome, Span};
use cowpath_engine::content::Content;
use cowpath_engine::event::{Event, Observer, Tap};
use cowpath_engine::ids::{PageNo, Series, VolumeId};
use cowpath_engine::refusal::Refusal;
use cowpath_engine::restore::{Mode, Order, Undo};
use serde::Serialize;

/// Every way to restore, in the order of [`measure`]'s rows.
pub const WAYS: [(Order, Mode); 4] = [
    (Order::OldFirst, Mode::Eager),
    (Order::OldFirst, Mode::Lazy),
    (Order::Once, Mode::Eager),
    (Order::Once, Mode::Lazy),
];

/// What hosts and the background do meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// What the operations follow from.
    pub seed: u64,
    /// Operations of hosts: reads and writes of whole pages of the production volume.
    pub operations: u64,
    /// One work item of the background after every so many of them; 0 is none until the end.
    pub every: u64,
    /// How many of a hundred operations are writes.
    pub writes_percent: u8,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            seed: 1,
            operations: 1_000,
            every: 4,
            writes_percent: 50,
        }
    }
}

/// Micro-steps of one sort of operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Operations.
    pub count: u64,
    /// Mean, in micro-steps.
    pub mean: f64,
    /// What 95 of 100 take at most.
    pub p95: u64,
    /// The longest.
    pub max: u64,
}

/// What one way to restore came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// In which order pages are copied; `None` without a restore.
    pub order: Option<Order>,
    /// When the new snapshot gets its pages; `None` without a restore.
    pub mode: Option<Mode>,
    /// Reads while the restore ran.
    pub reads: Spread,
    /// Writes while it ran.
    pub writes: Spread,
    /// Pages copied by hosts' writes and by the background, until the restore had ended.
    pub copied_pages: u64,
    /// Work items that the background did.
    pub items: u64,
}

impl Row {
    /// What the way is called: the order, which is the number of its claim, and the mode.
    #[must_use]
    pub fn way(&self) -> String {
        let order = match self.order {
            None => return "no restore".to_owned(),
            Some(Order::OldFirst) => "14",
            Some(Order::Once) => "15",
        };
        let mode = match self.mode {
            Some(Mode::Lazy) => "lazy",
            _ => "eager",
        };
        format!("{order} {mode}")
    }
}

/// Measures a load without a restore, and then with each of [`WAYS`]. Without one, a snapshot is
/// taken first, as a restore does: writes have to keep what it shows.
///
/// # Errors
/// The refusal of the restore, or of a write for want of room.
pub fn measure(
    engine: &Engine,
    base: VolumeId,
    from: VolumeId,
    undo: Undo,
    load: &Load,
) -> Result<Vec<Row>, Refusal> {
    let mut rows = vec![without(engine, base, load)?];
    for (order, mode) in WAYS {
        let mut run = Run::new(engine, base);
        run.apply(Command::Restore {
            base,
            from,
            undo,
            order,
            mode,
        })?;
        run.play(load)?;
        let items = u64::MAX;
        run.items += run.background(items)?;
        rows.push(run.row(Some((order, mode))));
    }
    Ok(rows)
}

fn without(engine: &Engine, base: VolumeId, load: &Load) -> Result<Row, Refusal> {
    let mut run = Run::new(engine, base);
    run.apply(Command::TakeRoss {
        of: base,
        series: Series::default(),
        full: false,
    })?;
    run.runs = true;
    run.play(load)?;
    Ok(run.row(None))
}

/// A clone, and what was counted on it.
struct Run {
    engine: Engine,
    base: VolumeId,
    pages: u64,
    stamps: bool,
    /// Without a restore: every operation counts.
    runs: bool,
    reads: Vec<u64>,
    writes: Vec<u64>,
    copied_pages: u64,
    items: u64,
}

impl Run {
    fn new(engine: &Engine, base: VolumeId) -> Self {
        let pages = engine.volume(base).map_or(1, |info| info.pages);
        Self {
            engine: engine.clone(),
            base,
            pages,
            stamps: engine.keeps_stamps(base),
            runs: false,
            reads: Vec::new(),
            writes: Vec::new(),
            copied_pages: 0,
            items: 0,
        }
    }

    /// Carries a command out. Returns what came of it, and its micro-steps.
    fn apply(&mut self, command: Command<'_>) -> Result<(Outcome, u64), Refusal> {
        let copied = &mut self.copied_pages;
        let mut count = Tap(|event: &Event<'_>| {
            let copies = matches!(event, Event::PageCopied { .. } | Event::BaseCopied { .. });
            *copied += u64::from(copies);
        });
        // `dyn`: the engine's tasks are compiled once for all who watch.
        let mut count: &mut dyn Observer = &mut count;
        let mut task = self.engine.begin(command)?;
        let mut steps = 0;
        loop {
            steps += 1;
            if let Some(outcome) = self.engine.step(&mut task, &mut count) {
                return Ok((outcome, steps));
            }
        }
    }

    fn background(&mut self, items: u64) -> Result<u64, Refusal> {
        let base = self.base;
        if self.engine.restore(base).is_none() {
            return Ok(0);
        }
        match self.apply(Command::Background { base, items })?.0 {
            Outcome::BackgroundCopied(copied) => Ok(copied.items),
            _ => Ok(0),
        }
    }

    fn play(&mut self, load: &Load) -> Result<(), Refusal> {
        let mut random = Random(load.seed);
        for operation in 1..=load.operations {
            let counts = self.runs || self.engine.restore(self.base).is_some();
            if !counts {
                break;
            }
            let page = PageNo(random.below(self.pages));
            if random.below(100) < u64::from(load.writes_percent) {
                let content = match self.stamps {
                    true => Content::Stamp(operation),
                    false => Content::Bytes(vec![b'a' + (operation % 26) as u8].into()),
                };
                let volume = self.base;
                let span = Span::Page(page);
                let (_, steps) = self.apply(Command::Write {
                    volume,
                    span,
                    content,
                })?;
                self.writes.push(steps);
            } else {
                let volume = self.base;
                let (_, steps) = self.apply(Command::Read { volume, page })?;
                self.reads.push(steps);
            }
            if load.every > 0 && operation % load.every == 0 {
                self.items += self.background(1)?;
            }
        }
        Ok(())
    }

    fn row(mut self, way: Option<(Order, Mode)>) -> Row {
        Row {
            order: way.map(|(order, _)| order),
            mode: way.map(|(_, mode)| mode),
            reads: spread(&mut self.reads),
            writes: spread(&mut self.writes),
            copied_pages: self.copied_pages,
            items: self.items,
        }
    }
}

fn spread(steps: &mut [u64]) -> Spread {
    steps.sort_unstable();
    let count = steps.len() as u64;
    let Some(&max) = steps.last() else {
        return Spread::default();
    };
    let rank = (count * 95).div_ceil(100).max(1);
    let p95 = steps.get(rank as usize - 1).copied().unwrap_or(max);
    let sum: u64 = steps.iter().sum();
    Spread {
        count,
        mean: sum as f64 / count as f64,
        p95,
        max,
    }
}

/// A sequence of numbers that follows from its seed (splitmix).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % end.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Load, WAYS, measure};
    use crate::language::parse_document;
    use crate::run::Runner;
    use cowpath_engine::restore::Undo;

    const TEXT: &str = "cow 1
volume base pages 64 page 16B levels 4x4x4
write base @0 hex:61
ross s of base
rwss w of s
write w 1 \"w1\"
write w 20 \"w20\"
write w 40 \"w40\"
write base 2 \"b2\"
write base 41 \"b41\"
";

    #[test]
    fn a_restore_costs_hosts_something_and_every_way_comes_to_an_end() {
        let document = parse_document(TEXT).expect("a document");
        let runner = Runner {
            keep_going: false,
            events: false,
            check: true,
        };
        let (_, machine, _) = runner.outcomes(&document);
        let id = |name| machine.id(name).expect("it lives");
        let load = Load {
            operations: 200,
            ..Load::default()
        };
        let rows = measure(machine.engine(), id("base"), id("w"), Undo::New, &load);
        let rows = rows.expect("it is allowed");
        assert_eq!(rows.len(), 1 + WAYS.len());
        let again = measure(machine.engine(), id("base"), id("w"), Undo::New, &load);
        assert_eq!(
            again.expect("it is allowed"),
            rows,
            "it follows from the seed"
        );
        let alone = &rows[0];
        assert_eq!((alone.order, alone.items), (None, 0));
        assert_eq!(alone.reads.count + alone.writes.count, 200);
        for row in &rows[1..] {
            assert!(row.reads.count + row.writes.count > 0, "{row:?}");
            assert!(row.writes.max >= row.writes.p95, "{row:?}");
            assert!(row.items > 0 && row.copied_pages > 0, "{row:?}");
        }
        // Where every page is copied once, there are no more items than in two passes.
        assert!(rows[3].items <= rows[1].items && rows[4].items <= rows[2].items);
        assert_eq!(machine.engine().restores().count(), 0, "on clones alone");
    }
}
