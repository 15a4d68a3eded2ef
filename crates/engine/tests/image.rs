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

/// The same with pages of the data volume and tables that are free.
fn with_free_room() -> Engine {
    let mut engine = sample();
    let mut run = |command| engine.apply(command, &mut ()).expect("a legal command");
    let head = VolumeId(4);
    run(Command::TakeRwss {
        of: VolumeId(5),
        read_only: false,
    });
    for page in [7, 30] {
        run(Command::Write {
            volume: VolumeId(6),
            span: Span::Page(PageNo(page)),
            content: Content::bytes(b"z"),
        });
    }
    run(Command::Write {
        volume: head,
        span: Span::Page(PageNo(9)),
        content: Content::bytes(b"kept"),
    });
    run(Command::Delete {
        volumes: vec![VolumeId(6)],
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

/// Changes of a byte.
const FLIPS: [u8; 5] = [1, 2, 4, 0x40, 0x80];

#[test]
fn every_cut_and_every_changed_byte_is_refused_or_harmless() {
    for engine in [sample(), with_free_room()] {
        cut_and_change(&image::save(&engine));
    }
}

/// Compares every two volumes: links that lead nowhere would show.
fn compare_all(engine: &mut Engine) {
    let ids: Vec<VolumeId> = engine.volumes().map(|volume| volume.id).collect();
    for a in &ids {
        for b in &ids {
            let compared = engine.apply(Command::Diff { a: *a, b: *b }, &mut ());
            let rule = compared.map_err(|refusal| refusal.rule()).err();
            match engine.tree_of(*a) == engine.tree_of(*b) {
                true => assert!(
                    matches!(rule, None | Some("stale")),
                    "{a:?} {b:?}: {rule:?}"
                ),
                false => assert_eq!(rule, Some("different-trees"), "{a:?} {b:?}"),
            }
        }
    }
}

fn cut_and_change(bytes: &[u8]) {
    for end in 0..bytes.len() {
        assert!(
            image::load::<AnyPages>(&bytes[..end]).is_err(),
            "cut at {end}"
        );
    }
    let mut refused = 0;
    for at in 0..bytes.len() {
        for flip in FLIPS {
            let mut changed = bytes.to_vec();
            changed[at] ^= flip;
            match image::load::<AnyPages>(&changed) {
                Ok(mut engine) => {
                    assert!(check::check(&engine).ok());
                    compare_all(&mut engine);
                    let saved = image::save(&engine);
                    let again: Engine = image::load(&saved).expect("its own image");
                    assert_eq!(image::save(&again), saved, "byte {at} changed by {flip}");
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(
        refused > bytes.len(),
        "only {refused} of {} were refused",
        FLIPS.len() * bytes.len()
    );
}

#[test]
fn a_file_that_asks_for_much_memory_is_refused_early() {
    let mut bytes = image::save(&Engine::<AnyPages>::new());
    assert_eq!(bytes.pop(), Some(0), "the number of volumes");
    // A hundred thousand deleted volumes, a byte each.
    bytes.extend([0xa0, 0x8d, 0x06]);
    bytes.extend(vec![0; 100_000]);
    assert!(image::load::<AnyPages>(&bytes).is_ok());
    let error = image::load_within::<AnyPages>(&bytes, 1 << 20).expect_err("one MiB");
    assert!(error.message.starts_with("volumes would take"), "{error}");
}

#[test]
fn a_dense_base_takes_little_more_than_its_pages() {
    const PAGES: u64 = 600_000;
    let mut engine = Engine::<AnyPages>::new();
    let geometry = Geometry::new(PAGES, 4096, &[128, 128, 64]).expect("a legal geometry");
    let stamps = true;
    let mut run = |command| engine.apply(command, &mut ()).expect("a legal command");
    run(Command::CreateVolume { geometry, stamps });
    run(Command::Write {
        volume: VolumeId(0),
        span: Span::Pages {
            first: PageNo(0),
            count: PAGES,
        },
        content: Content::Stamp(7),
    });
    let bytes = image::save(&engine);
    let loaded: Engine = image::load_within(&bytes, 16 * PAGES).expect("16 bytes a page");
    let last = loaded.peek(VolumeId(0), PageNo(PAGES - 1));
    assert_eq!(last, Some(Content::Stamp(7)));
}
