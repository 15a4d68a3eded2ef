//! Images: what is saved is loaded, and nothing else is.

use cowpath_engine::command::{Command, Outcome, Span};
use cowpath_engine::content::Content;
use cowpath_engine::engine::Engine;
use cowpath_engine::geometry::Geometry;
use cowpath_engine::ids::{PageNo, VolumeId};
use cowpath_engine::projection::Outline;
use cowpath_engine::store::AnyPages;
use cowpath_engine::{check, image};

fn sample() -> Engine {
    let mut engine = Engine::<AnyPages>::new();
    let mut run = |command| engine.apply(command, &mut ()).expect("a legal command");
    let geometry = Geometry::new(60, 16, &[4, 4, 4]).expect("a legal geometry");
    run(Command::CreateVolume {
        geometry: geometry.clone(),
        stamps: false,
    });
    run(Command::CreateVolume {
        geometry,
        stamps: true,
    });
    let write = |volume, page, text: &'static str| Command::Write {
        volume: VolumeId(volume),
        span: Span::Page(PageNo(page)),
        content: Content::bytes(text.as_bytes()),
    };
    run(write(0, 3, "a"));
    run(Command::TakeRoss {
        of: VolumeId(0),
        series: cowpath_engine::ids::Series::default(),
        full: false,
    });
    run(write(0, 3, "b"));
    run(write(0, 59, "c"));
    run(Command::TakeRoss {
        of: VolumeId(0),
        series: cowpath_engine::ids::Series::default(),
        full: false,
    });
    run(Command::TakeRwss {
        of: VolumeId(2),
        read_only: false,
    });
    run(write(4, 3, "x"));
    run(Command::TakeRoss {
        of: VolumeId(4),
        series: cowpath_engine::ids::Series::default(),
        full: false,
    });
    run(write(4, 3, "y"));
    run(Command::Delete {
        volumes: vec![VolumeId(2)],
    });
    run(Command::Write {
        volume: VolumeId(0),
        span: Span::Bytes { offset: 30 },
        content: Content::bytes(b"four"),
    });
    engine
}

#[test]
fn a_saved_tree_is_loaded_as_it_was() {
    let engine = sample();
    let bytes = image::save(&engine);
    let loaded: Engine = image::load(&bytes).expect("its own image");
    assert_eq!(Outline::of(&loaded), Outline::of(&engine));
    assert_eq!(image::save(&loaded), bytes);
    assert!(check::check(&loaded).ok());
    for volume in engine.volumes() {
        for page in 0..60 {
            let page = PageNo(page);
            assert_eq!(loaded.peek(volume.id, page), engine.peek(volume.id, page));
        }
    }
}

#[test]
fn a_loaded_tree_goes_on_as_the_first_would() {
    let mut engine = sample();
    let mut loaded: Engine = image::load(&image::save(&engine)).expect("its own image");
    for engine in [&mut engine, &mut loaded] {
        let made = engine.apply(
            Command::TakeRoss {
                of: VolumeId(4),
                series: cowpath_engine::ids::Series::default(),
                full: false,
            },
            &mut (),
        );
        assert_eq!(made, Ok(Outcome::Created(VolumeId(6))));
    }
    assert_eq!(image::save(&engine), image::save(&loaded));
}

#[test]
fn every_cut_and_every_changed_byte_is_refused_or_harmless() {
    let bytes = image::save(&sample());
    for end in 0..bytes.len() {
        assert!(
            image::load::<AnyPages>(&bytes[..end]).is_err(),
            "cut at {end}"
        );
    }
    let mut refused = 0;
    for at in 0..bytes.len() {
        for flip in [1, 0x40, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            match image::load::<AnyPages>(&changed) {
                Ok(engine) => assert!(check::check(&engine).ok()),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        refused > bytes.len(),
        "only {refused} of {} were refused",
        3 * bytes.len()
    );
}
