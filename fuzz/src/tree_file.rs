//! Images of whole trees. What decodes keeps the invariants and is saved as the same tree, and
//! commands go on from it; what does not decode is an error with its place. A file takes no more
//! memory than it is allowed, whatever it says of itself. It may say that safety rules are off:
//! commands go on from it so too, and once more with all rules in force, when nothing may break.

use cowpath_engine::check::check;
use cowpath_engine::command::RefreshFrom;
use cowpath_engine::content::Content;
use cowpath_engine::faults::Faults;
use cowpath_engine::ids::{PageNo, Series, VolumeId};
use cowpath_engine::policy::Policy;
use cowpath_engine::projection::Outline;
use cowpath_engine::restore::{Mode, Order, Undo};
use cowpath_engine::{Command, Engine, Span, image, mapping, space};

/// Memory that a file may ask for, in bytes.
const MEMORY_BYTES: u64 = 16 << 20;
/// Trees with larger tables or pages are not changed: each snapshot may take that much.
const FAN_OUT_MAX: u32 = 1024;
const PAGE_BYTES_MAX: u32 = 4096;
/// So many volumes are looked at and changed.
const VOLUMES_MAX: usize = 8;

/// Loads, saves, and goes on.
pub fn run(bytes: &[u8]) {
    let engine: Engine = match image::load_within(bytes, MEMORY_BYTES) {
        Ok(engine) => engine,
        Err(error) => {
            assert!(error.at <= bytes.len(), "{error}");
            return;
        }
    };
    let report = check(&engine);
    assert!(report.ok(), "{:?}", report.broken);
    let saved = image::save(&engine);
    let again: Engine = image::load_within(&saved, MEMORY_BYTES).expect("its own image");
    assert_eq!(Outline::of(&again), Outline::of(&engine));
    assert_eq!(image::save(&again), saved, "saving twice");
    if engine.policy().faults.is_empty() {
        return goes_on(engine);
    }
    let mut safe = engine.clone();
    goes_on(engine);
    let policy = Policy {
        faults: Faults::default(),
        ..safe.policy()
    };
    let set = safe.apply(Command::SetPolicy(policy), &mut ());
    assert!(set.is_ok(), "{set:?}");
    goes_on(safe);
}

/// Refused or not: nothing may break, unless a rule that prevents it is off.
fn still_holds(engine: &Engine) {
    if engine.policy().faults.is_empty() {
        let report = check(engine);
        assert!(report.ok(), "{:?}", report.broken);
    }
}

fn goes_on(mut engine: Engine) {
    let volumes: Vec<VolumeId> = engine.volumes().map(|volume| volume.id).collect();
    let some = &volumes[..volumes.len().min(VOLUMES_MAX)];
    let small = some.iter().all(|&volume| {
        engine.geometry(volume).is_some_and(|geometry| {
            geometry.page_bytes() <= PAGE_BYTES_MAX
                && geometry
                    .levels()
                    .iter()
                    .all(|&fan_out| fan_out <= FAN_OUT_MAX)
        })
    });
    if !small {
        return;
    }
    for &volume in some {
        // The end of a restore takes its source along.
        if engine.volume(volume).is_none() {
            continue;
        }
        assert!(mapping::held(&engine, volume).is_some());
        assert!(mapping::shown(&engine, volume).is_some() || stale(&engine, volume));
        assert!(space::of(&engine, volume).is_some());
        for command in changes(&engine, volume) {
            let _ = engine.apply(command, &mut ());
            still_holds(&engine);
        }
    }
    for &volume in some {
        let delete = Command::Delete {
            volumes: vec![volume],
        };
        let _ = engine.apply(delete, &mut ());
        still_holds(&engine);
    }
}

fn changes(engine: &Engine, volume: VolumeId) -> Vec<Command<'static>> {
    let stamps = engine.keeps_stamps(volume);
    let content = || match stamps {
        true => Content::Stamp(7),
        false => Content::bytes(b"x"),
    };
    let write = |page| Command::Write {
        volume,
        span: Span::Page(PageNo(page)),
        content: content(),
    };
    let read = |page| Command::Read {
        volume,
        page: PageNo(page),
    };
    let last = engine
        .volume(volume)
        .map_or(0, |v| v.pages.saturating_sub(1));
    vec![
        read(0),
        read(last),
        Command::TakeRoss {
            of: volume,
            series: Series(1),
            full: false,
        },
        write(0),
        Command::TakeRwss {
            of: volume,
            read_only: false,
        },
        write(last),
        Command::Diff {
            a: volume,
            b: VolumeId(0),
        },
        Command::Discard {
            volume,
            pages: [PageNo(0), PageNo(last)].into_iter().collect(),
        },
        Command::Promote {
            volume,
            source: VolumeId(1),
        },
        Command::Resize {
            volume,
            pages: last.max(1),
        },
        Command::Background {
            base: volume,
            items: 2,
        },
        write(last / 2),
        Command::CancelRestore {
            base: volume,
            keep: true,
        },
        Command::Restore {
            base: volume,
            from: VolumeId(1),
            undo: Undo::Newest,
            order: Order::OldFirst,
            mode: Mode::Lazy,
        },
        write(0),
        Command::Background {
            base: volume,
            items: u64::MAX,
        },
        Command::Refresh {
            volume,
            from: RefreshFrom::New { of: None },
        },
        Command::Sync {
            backup: volume,
            to: VolumeId(1),
        },
        Command::Copy {
            of: volume,
            backup: false,
        },
        Command::Recover,
    ]
}

fn stale(engine: &Engine, volume: VolumeId) -> bool {
    engine.volume(volume).is_some_and(|volume| volume.stale)
}
