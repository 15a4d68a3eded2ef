//! Trees of every shape: 1 TiB of sparse pages, one to six levels, unequal fan-outs.

use cowpath_engine::check::check;
use cowpath_engine::command::{Command, Outcome, Span};
use cowpath_engine::content::Content;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, Runs, Series, VolumeId};
use cowpath_engine::image;
use cowpath_engine::{Engine, store::AnyPages};

const BASE: VolumeId = VolumeId(0);

fn made(pages: u64, page_bytes: u32, levels: &[u32]) -> Engine<AnyPages> {
    let mut engine = Engine::new();
    let geometry = Geometry::new(pages, page_bytes, levels).expect("the fan-outs cover it");
    run(
        &mut engine,
        Command::CreateVolume {
            geometry,
            stamps: false,
        },
    );
    engine
}

fn run(engine: &mut Engine<AnyPages>, command: Command<'_>) -> Outcome {
    engine.apply(command, &mut ()).expect("it is allowed")
}

fn ross(engine: &mut Engine<AnyPages>) -> VolumeId {
    let take = Command::TakeRoss {
        of: BASE,
        series: Series::default(),
        full: false,
    };
    match run(engine, take) {
        Outcome::Created(id) => id,
        other => panic!("{other:?}"),
    }
}

fn write(engine: &mut Engine<AnyPages>, page: u64, text: &str) {
    let command = Command::Write {
        volume: BASE,
        span: Span::Page(PageNo(page)),
        content: Content::bytes(text.as_bytes()),
    };
    run(engine, command);
}

fn shows(engine: &Engine<AnyPages>, volume: VolumeId, page: u64) -> String {
    let content = engine.peek(volume, PageNo(page)).expect("the page exists");
    content.text().expect("it is text").to_owned()
}

fn location(engine: &mut Engine<AnyPages>, a: VolumeId, b: VolumeId) -> Runs {
    match run(engine, Command::Diff { a, b }) {
        Outcome::Compared(diff) => diff.location,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tebibyte_takes_what_is_written_alone() {
    const PAGES: u64 = 1 << 26;
    let mut engine = made(PAGES, 16 << 10, &[64, 1024, 1024]);
    assert_eq!(engine.geometry(BASE).map(Geometry::bytes), Some(1 << 40));
    let scattered: Vec<u64> = (0..64).map(|n| n * (PAGES / 64) + n).collect();
    for &page in &scattered {
        write(&mut engine, page, "old");
    }
    let snapshot = ross(&mut engine);
    for &page in &scattered {
        write(&mut engine, page, "new");
    }
    write(&mut engine, PAGES - 1, "end");
    for &page in &scattered {
        assert_eq!(shows(&engine, snapshot, page), "old");
        assert_eq!(shows(&engine, BASE, page), "new");
    }
    let mut differing: Runs = scattered.iter().copied().map(PageNo).collect();
    differing.push(PageNo(PAGES - 1));
    assert_eq!(location(&mut engine, snapshot, BASE), differing);
    let pages = 129 * (16 << 10);
    let tables = 64 + 65 * 1024 + 65 * 1024;
    assert!(
        engine.memory_bytes() < 2 * (pages + tables * 8) + (16 << 20),
        "{}",
        engine.memory_bytes()
    );
    assert!(check(&engine).ok());
    let read: Engine<AnyPages> = image::load(&image::save(&engine)).expect("it is an image");
    assert_eq!(shows(&read, snapshot, scattered[9]), "old");
}

#[test]
fn any_number_of_levels_and_any_fan_outs() {
    let shapes: [&[u32]; 7] = [
        &[37],
        &[5, 8],
        &[3, 2, 7],
        &[2, 3, 1, 7],
        &[1, 5, 1, 2, 4],
        &[2, 2, 2, 2, 2, 3],
        &[2, 1, 2, 1, 3, 1, 4],
    ];
    for levels in shapes {
        let mut engine = made(37, 64, levels);
        for page in 0..37 {
            write(&mut engine, page, &format!("a{page}"));
        }
        let first = ross(&mut engine);
        for page in (0..37).step_by(3) {
            write(&mut engine, page, &format!("b{page}"));
        }
        let second = ross(&mut engine);
        for page in (0..37).step_by(5) {
            write(&mut engine, page, &format!("c{page}"));
        }
        for page in 0..37 {
            let then = if page % 3 == 0 { "b" } else { "a" };
            let now = if page % 5 == 0 { "c" } else { then };
            assert_eq!(
                shows(&engine, first, page),
                format!("a{page}"),
                "{levels:?}"
            );
            assert_eq!(shows(&engine, second, page), format!("{then}{page}"));
            assert_eq!(shows(&engine, BASE, page), format!("{now}{page}"));
        }
        let differing: Runs = (0..37)
            .filter(|p| p % 3 == 0 || p % 5 == 0)
            .map(PageNo)
            .collect();
        assert_eq!(location(&mut engine, first, BASE), differing, "{levels:?}");
        assert!(check(&engine).ok(), "{levels:?}");
        let volumes = vec![second];
        run(&mut engine, Command::Delete { volumes });
        assert_eq!(location(&mut engine, BASE, first), differing, "{levels:?}");
        assert!(check(&engine).ok(), "{levels:?}");
    }
}
