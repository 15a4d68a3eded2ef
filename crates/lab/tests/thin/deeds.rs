//! Random trees, grown with the engine's public commands.

use cowpath_engine::command::Capacity;
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{Kind, PageNo, Runs, Series, VolumeId};
use cowpath_engine::policy::{FullPolicy, Policy, PushMode};
use cowpath_engine::{Command, Engine, Outcome, Span};
use proptest::prelude::*;

/// Pages of a volume. Most writes go to the first few.
pub const PAGES: u64 = 40;
const HOT: u64 = 6;
/// More volumes are not made.
const VOLUMES_MAX: usize = 12;
const PAGE_BYTES: u32 = 4096;

/// A deed, before it is known which volumes live; numbers pick from what there is.
#[derive(Clone, Debug)]
pub enum Deed {
    /// Of which volume, in which series, whether in full.
    Ross(u8, u8, bool),
    Rwss(u8),
    Write(u8, u8, u8),
    /// Volume, first page, how many.
    Discard(u8, u8, u8),
    Resize(u8, u8),
    Promote(u8, u8),
    Read(u8, u8),
    Delete(u8),
    DeleteTwo(u8, u8),
    /// So few pages that snapshots go stale.
    Capacity(u8),
    Recover,
    Push(PushMode),
}

pub fn deed() -> impl Strategy<Value = Deed> {
    let any = any::<u8>;
    prop_oneof![
        8 => (any(), any(), 0..8_u8).prop_map(|(v, s, full)| Deed::Ross(v, s, full == 0)),
        6 => any().prop_map(Deed::Rwss),
        28 => (any(), any(), 0..4_u8).prop_map(|(v, p, c)| Deed::Write(v, p, c)),
        3 => (any(), any(), 1..4_u8).prop_map(|(v, p, n)| Deed::Discard(v, p, n)),
        1 => (any(), any()).prop_map(|(v, n)| Deed::Resize(v, n)),
        2 => (any(), any()).prop_map(|(v, of)| Deed::Promote(v, of)),
        4 => (any(), any()).prop_map(|(v, p)| Deed::Read(v, p)),
        5 => any().prop_map(Deed::Delete),
        2 => (any(), any()).prop_map(|(v, w)| Deed::DeleteTwo(v, w)),
        1 => (12..40_u8).prop_map(Deed::Capacity),
        1 => Just(Deed::Recover),
        1 => push_mode().prop_map(|policy| Deed::Push(policy.push)),
    ]
}

pub fn push_mode() -> impl Strategy<Value = Policy> {
    use PushMode::{Copy, Redirect, Share};
    let policy = |push| Policy {
        push,
        full: FullPolicy::Stale,
        ..Policy::default()
    };
    prop_oneof![Just(Copy), Just(Share), Just(Redirect)].prop_map(policy)
}

/// An engine with one tree, and its base.
pub fn grow(policy: Policy, deeds: &[Deed]) -> (Engine, VolumeId) {
    let mut engine = Engine::new();
    // A tree before it, so that devices and volumes do not begin at the same number.
    volume(&mut engine, PAGE_BYTES);
    let base = volume(&mut engine, PAGE_BYTES);
    run(&mut engine, Command::SetPolicy(policy));
    for deed in deeds {
        if let Some(command) = command(&engine, base, deed) {
            // What cannot be is refused, and that is as good a deed as any.
            let _ = engine.apply(command, &mut ());
        }
    }
    (engine, base)
}

/// A base, a read-only snapshot and a read-write one on it, few writes.
pub fn sapling() -> (Engine, VolumeId) {
    let mut engine = Engine::new();
    let base = volume(&mut engine, PAGE_BYTES);
    write(&mut engine, base, 0, b"a");
    write(&mut engine, base, 1, b"b");
    let ross = created(run(
        &mut engine,
        Command::TakeRoss {
            of: base,
            series: Series::default(),
            full: false,
        },
    ));
    let rwss = created(run(
        &mut engine,
        Command::TakeRwss {
            of: ross,
            read_only: false,
        },
    ));
    write(&mut engine, base, 1, b"c");
    write(&mut engine, rwss, 0, b"d");
    write(&mut engine, base, 5, b"e");
    (engine, base)
}

pub fn volume(engine: &mut Engine, page_bytes: u32) -> VolumeId {
    let geometry = Geometry::new(PAGES, page_bytes, &[4, 3, 5]).expect("a legal geometry");
    let stamps = false;
    created(run(engine, Command::CreateVolume { geometry, stamps }))
}

fn write(engine: &mut Engine, volume: VolumeId, page: u64, content: &[u8]) {
    let command = Command::Write {
        volume,
        span: Span::Page(PageNo(page)),
        content: Content::bytes(content),
    };
    run(engine, command);
}

fn run(engine: &mut Engine, command: Command<'_>) -> Outcome {
    engine.apply(command, &mut ()).expect("a legal command")
}

fn created(outcome: Outcome) -> VolumeId {
    match outcome {
        Outcome::Created(id) => id,
        other => panic!("{other:?}"),
    }
}

/// The command that a deed is now, if there is a volume it can be about.
fn command(engine: &Engine, base: VolumeId, deed: &Deed) -> Option<Command<'static>> {
    let of = |pick: u8, fits: &dyn Fn(Kind) -> bool| {
        let tree = engine.volumes().filter(|volume| {
            engine.tree_of(volume.id) == engine.tree_of(base) && fits(volume.kind)
        });
        let those: Vec<VolumeId> = tree.map(|volume| volume.id).collect();
        those.get(usize::from(pick) % those.len().max(1)).copied()
    };
    let room = engine.volumes().count() < VOLUMES_MAX;
    let page = |pick: u8| {
        let pick = u64::from(pick);
        PageNo(if pick < 192 { pick % HOT } else { pick % PAGES })
    };
    let head = |pick| of(pick, &|kind| kind.is_writable());
    let any = |pick| of(pick, &|_| true);
    let snapshot = |pick| of(pick, &|kind| kind != Kind::Base);
    Some(match *deed {
        Deed::Ross(pick, series, full) if room => Command::TakeRoss {
            of: head(pick)?,
            // One branch in four has a second series.
            series: Series(u32::from(series < 64)),
            full,
        },
        Deed::Rwss(pick) if room => Command::TakeRwss {
            of: of(pick, &|kind| kind == Kind::Ross)?,
            read_only: pick % 8 == 0,
        },
        Deed::Ross(..) | Deed::Rwss(_) => return None,
        Deed::Write(pick, at, content) => Command::Write {
            volume: head(pick)?,
            span: Span::Page(page(at)),
            content: Content::Bytes(vec![content; usize::from(content)].into()),
        },
        Deed::Discard(pick, at, count) => Command::Discard {
            volume: head(pick)?,
            pages: (page(at).0..)
                .take(usize::from(count))
                .map(PageNo)
                .collect::<Runs>(),
        },
        Deed::Resize(pick, pages) => Command::Resize {
            volume: head(pick)?,
            pages: 1 + u64::from(pages) % PAGES,
        },
        Deed::Promote(pick, of) => Command::Promote {
            volume: head(pick)?,
            source: any(of)?,
        },
        Deed::Read(pick, at) => Command::Read {
            volume: any(pick)?,
            page: page(at),
        },
        Deed::Delete(pick) => Command::Delete {
            volumes: vec![snapshot(pick)?],
        },
        Deed::DeleteTwo(one, two) => Command::Delete {
            volumes: vec![snapshot(one)?, snapshot(two)?],
        },
        Deed::Capacity(pages) => Command::SetCapacity {
            volume: base,
            capacity: Capacity {
                data_pages: Some(u64::from(pages)),
                admin_entries: None,
            },
        },
        Deed::Recover => Command::Recover,
        Deed::Push(push) => Command::SetPolicy(Policy {
            push,
            ..engine.policy()
        }),
    })
}
